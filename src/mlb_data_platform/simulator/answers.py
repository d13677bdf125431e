"""Answers to every question but the feed's: seasons, schedule, clubs, people, parks, standings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from random import Random

from mlb_data_platform.simulator.calendar import FIRST_SEASON, render_season
from mlb_data_platform.simulator.clubs import Club, all_clubs, all_venues
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import (
    FINAL,
    SCHEDULED,
    day_or_night,
    ref,
    render_player,
    render_team,
    render_venue,
)
from mlb_data_platform.simulator.league import FINAL as OVER
from mlb_data_platform.simulator.league import POSTPONED, League, Listing
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.statlines import ratio

Query = Mapping[str, str]

MLB_SPORT = "1"
REGULAR_SEASON = "R"


class NotFoundError(LookupError):
    """Nothing has that number; the API answers 404."""


def parse_day(text: str) -> date | None:
    """Read a day as the API does, `MM/DD/YYYY` or ISO; None for anything else.

    Example:
        >>> parse_day("07/04/2024") == parse_day("2024-07-04")
        True
        >>> parse_day("tomorrow") is None
        True
    """
    for shape in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    return None


def _season_of(league: League, text: str | None) -> int:
    """Return the season asked for; the current one stands in for an unknown one, as in the API."""
    asked = int(text) if text and text.isdecimal() else league.season
    return asked if league.knows(asked) else league.season


def _numbers(text: str | None) -> set[int]:
    return {int(part) for part in (text or "").split(",") if part.strip().isdecimal()}


def answer_seasons(league: League, query: Query, season_id: str | None = None) -> Json:
    """Answer `seasons` and `seasons/{seasonId}`; an unknown season answers the current one."""
    season = _season_of(league, season_id or query.get("season") or query.get("seasonId"))
    found = [render_season(season)] if query.get("sportId", MLB_SPORT) == MLB_SPORT else []
    return {"copyright": copyright_of(league.season), "seasons": found}


def answer_all_seasons(league: League, query: Query) -> Json:
    """Answer `seasons/all`: one entry a year since 1876."""
    years = range(FIRST_SEASON, league.season + 1)
    found = map(render_season, years) if query.get("sportId", MLB_SPORT) == MLB_SPORT else ()
    return {"copyright": copyright_of(league.season), "seasons": list(found)}


def answer_schedule(league: League, query: Query) -> Json:
    """Answer `schedule`: listings by day, postponed games twice."""
    by_day: dict[date, list[Listing]] = defaultdict(list)
    for listing in _wanted_listings(league, query):
        by_day[listing.day].append(listing)
    dates = []
    full_teams = "team" in query.get("hydrate", "")
    for day in sorted(by_day):
        listings = sorted(by_day[day], key=lambda item: (_starts_at(item), item.fixture.game_pk))
        games = [_render_listing(league, item, full_teams=full_teams) for item in listings]
        dates.append({"date": day.isoformat(), **_totals(len(games)), "games": games, "events": []})
    count = sum(len(listings) for listings in by_day.values())
    return {"copyright": copyright_of(league.season), **_totals(count), "dates": dates}


def _totals(games: int) -> Json:
    return {"totalItems": games, "totalEvents": 0, "totalGames": games, "totalGamesInProgress": 0}


def _wanted_listings(league: League, query: Query) -> Iterable[Listing]:
    pks = _numbers(query.get("gamePk") or query.get("gamePks"))
    if pks:
        fixtures = [fixture for pk in sorted(pks) if (fixture := league.fixture(pk))]
        return [listing for fixture in fixtures for listing in league.listings(fixture)]
    if query.get("sportId") != MLB_SPORT or not _asks_for_regular_season(query):
        return []
    first, last = _days_asked(league, query)
    clubs = _numbers(query.get("teamId"))
    return [
        listing
        for season in range(first.year, last.year + 1)
        if league.knows(season)
        for fixture in league.book(season).fixtures.values()
        if not clubs or fixture.home.id in clubs or fixture.away.id in clubs
        for listing in league.listings(fixture)
        if first <= listing.day <= last
    ]


def _asks_for_regular_season(query: Query) -> bool:
    kinds = query.get("gameType") or query.get("gameTypes")
    return not kinds or REGULAR_SEASON in kinds.split(",")


def _days_asked(league: League, query: Query) -> tuple[date, date]:
    day = parse_day(query.get("date", ""))
    if day:
        return day, day
    start, end = parse_day(query.get("startDate", "")), parse_day(query.get("endDate", ""))
    if start or end:
        return start or end or league.today, end or start or league.today
    if "season" in query:
        season = _season_of(league, query["season"])
        return date(season, 1, 1), date(season, 12, 31)
    return league.today, league.today


def _starts_at(listing: Listing) -> datetime:
    fixture = listing.fixture
    return fixture.start if listing.day == fixture.day else fixture.played_at


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _status(listing: Listing) -> Json:
    rain = listing.fixture.postponement
    if listing.state != POSTPONED or rain is None:
        return FINAL if listing.state == OVER else SCHEDULED
    return {
        "abstractGameState": "Final",
        "codedGameState": "D",
        "detailedState": "Postponed",
        "statusCode": rain.status_code,
        "startTimeTBD": False,
        "reason": rain.reason,
        "abstractGameCode": "F",
    }


def _moves(listing: Listing) -> Json:
    """Return where a postponed game went, or where a make-up game came from."""
    fixture, rain = listing.fixture, listing.fixture.postponement
    if rain is None:
        return {}
    if listing.state == POSTPONED:
        return {"rescheduleDate": _stamp(rain.start), "rescheduleGameDate": rain.to.isoformat()}
    if listing.day == fixture.day:
        return {}
    return {
        "rescheduledFrom": _stamp(fixture.start),
        "rescheduledFromDate": fixture.day.isoformat(),
    }


def _render_listing(league: League, listing: Listing, *, full_teams: bool) -> Json:
    fixture, rain = listing.fixture, listing.fixture.postponement
    pk = fixture.game_pk
    official = rain.to if rain and listing.state == POSTPONED else listing.day
    guid = f"{Random(f'guid:{league.seed}:{pk}').getrandbits(128):032x}"  # noqa: S311  (a game)
    made_up = rain is not None and listing.day == rain.to
    return {
        "gamePk": pk,
        "gameGuid": f"{guid[:8]}-{guid[8:12]}-4{guid[13:16]}-a{guid[17:20]}-{guid[20:]}",
        "link": f"/api/v1.1/game/{pk}/feed/live",
        "gameType": REGULAR_SEASON,
        "season": str(fixture.season),
        "gameDate": _stamp(_starts_at(listing)),
        "officialDate": official.isoformat(),
        **_moves(listing),
        "status": _status(listing),
        "teams": {
            "away": _render_side(league, listing, home=False, full=full_teams),
            "home": _render_side(league, listing, home=True, full=full_teams),
        },
        "venue": ref("venues", fixture.home.venue.id, fixture.home.venue.name),
        "content": {"link": f"/api/v1/game/{pk}/content"},
        **({"isTie": False} if listing.state == OVER else {}),
        "gameNumber": listing.game_number,
        "publicFacing": True,
        "doubleHeader": listing.double_header,
        "gamedayType": "P",
        "tiebreaker": "N",
        "calendarEventID": f"14-{pk}-{listing.day.isoformat()}",
        "seasonDisplay": str(fixture.season),
        "dayNight": day_or_night(fixture, _starts_at(listing)),
        **({"description": f"Makeup of {fixture.day:%-m/%-d} PPD"} if made_up else {}),
        **_series(fixture),
    }


def _series(fixture: Fixture) -> Json:
    return {
        "scheduledInnings": 9,
        "reverseHomeAwayStatus": False,
        "inningBreakLength": 120,
        "gamesInSeries": fixture.series_length,
        "seriesGameNumber": fixture.series_game,
        "seriesDescription": "Regular Season",
        "recordSource": "S",
        "ifNecessary": "N",
        "ifNecessaryDescription": "Normal Game",
    }


def _render_side(league: League, listing: Listing, *, home: bool, full: bool) -> Json:
    fixture = listing.fixture
    club = fixture.home if home else fixture.away
    wins, losses = _standing_shown(league, listing, club)
    side: Json = {
        "team": render_team(club, fixture.season) if full else ref("teams", club.id, club.name),
        "leagueRecord": {"wins": wins, "losses": losses, "pct": ratio(wins, wins + losses)},
    }
    if listing.state == OVER:
        away_runs, home_runs = league.score(fixture)
        mine, theirs = (home_runs, away_runs) if home else (away_runs, home_runs)
        side |= {"score": mine, "isWinner": mine > theirs}
    return side | {"splitSquad": False, "seriesNumber": fixture.series_number}


def _standing_shown(league: League, listing: Listing, club: Club) -> tuple[int, int]:
    """Return the record after the game, or before it when it was rained out."""
    if listing.state != POSTPONED:
        return league.standing(club.id, listing.fixture)
    book = league.book(listing.fixture.season)
    place = book.places[club.id, listing.fixture.game_pk]
    games = [game for game in book.by_club[club.id][:place] if game.played_on < listing.day]
    return league.standing(club.id, games[-1]) if games else (0, 0)


def answer_teams(league: League, query: Query, team_id: int | None = None) -> Json:
    """Answer `teams` and `teams/{id}`.

    Raises:
        NotFoundError: No club has that number.
    """
    season = _season_of(league, query.get("season"))
    clubs = all_clubs()
    if team_id is not None:
        if team_id not in clubs:
            raise NotFoundError(str(team_id))
        chosen = [clubs[team_id]]
    else:
        chosen = list(clubs.values()) if query.get("sportId", MLB_SPORT) == MLB_SPORT else []
    return {
        "copyright": copyright_of(league.season),
        "teams": [render_team(club, season) for club in chosen],
    }


def answer_people(league: League, person_ids: str) -> Json:
    """Answer `people?personIds=`; unknown numbers are left out.

    Raises:
        NotFoundError: None of the numbers is a player's.
    """
    players = [p for one in sorted(_numbers(person_ids)) if (p := league.player(one))]
    if not players:
        raise NotFoundError(person_ids)
    return {
        "copyright": copyright_of(league.season),
        "people": [render_player(player, league.today) for player in players],
    }


def answer_venues(league: League, query: Query, venue_id: int | None = None) -> Json:
    """Answer `venues` and `venues/{id}`, with location, field and time zone.

    Raises:
        NotFoundError: No park has that number.
    """
    venues = all_venues()
    wanted = {venue_id} if venue_id is not None else _numbers(query.get("venueIds"))
    chosen = [venue for venue in venues.values() if not wanted or venue.id in wanted]
    if not chosen:
        raise NotFoundError(str(venue_id))
    noon = datetime.fromisoformat(f"{league.today.isoformat()}T12:00:00+00:00")
    return {
        "copyright": copyright_of(league.season),
        "venues": [render_venue(venue, league.season, noon) for venue in chosen],
    }


def answer_standings(league: League, query: Query) -> Json:
    """Answer `standings`: a record for each division, best club first."""
    season = _season_of(league, query.get("season"))
    leagues = _numbers(query.get("leagueId")) or {103, 104}
    divisions: dict[tuple[int, int], list[tuple[int, int, Club]]] = defaultdict(list)
    for club in all_clubs().values():
        wins, losses = league.standing_today(club.id, season)
        divisions[club.league, club.division].append((wins, losses, club))
    return {
        "copyright": copyright_of(league.season),
        "records": [
            _render_division(league, season, of_league, division, clubs)
            for (of_league, division), clubs in sorted(divisions.items())
            if of_league in leagues
        ],
    }


def _render_division(
    league: League,
    season: int,
    of_league: int,
    division: int,
    clubs: list[tuple[int, int, Club]],
) -> Json:
    clubs.sort(key=lambda entry: (-entry[0], entry[1], entry[2].id))
    best_wins, best_losses, _ = clubs[0]
    seen = f"{league.today.isoformat()}T12:00:00Z"
    return {
        "standingsType": "regularSeason",
        "league": {"id": of_league, "link": f"/api/v1/league/{of_league}"},
        "division": {"id": division, "link": f"/api/v1/divisions/{division}"},
        "sport": {"id": 1, "link": "/api/v1/sports/1"},
        "lastUpdated": seen.replace("Z", ".000Z"),
        "teamRecords": [
            {
                "team": ref("teams", club.id, club.name),
                "season": str(season),
                "divisionRank": str(rank),
                "gamesPlayed": wins + losses,
                "gamesBack": _games_back(best_wins - wins, best_losses - losses),
                "divisionGamesBack": _games_back(best_wins - wins, best_losses - losses),
                "leagueRecord": {
                    "wins": wins,
                    "losses": losses,
                    "ties": 0,
                    "pct": ratio(wins, wins + losses),
                },
                "lastUpdated": seen,
                "divisionChamp": False,
                "divisionLeader": rank == 1,
                "wins": wins,
                "losses": losses,
                "winningPercentage": ratio(wins, wins + losses),
            }
            for rank, (wins, losses, club) in enumerate(clubs, start=1)
        ],
    }


def _games_back(wins_behind: int, losses_ahead: int) -> str:
    behind = (wins_behind - losses_ahead) / 2
    return "-" if behind == 0 else f"{behind:.1f}"
