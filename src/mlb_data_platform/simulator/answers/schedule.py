"""Answers `schedule`: listings by day, postponed games twice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from random import Random

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.clubs import Club
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import (
    FINAL,
    SCHEDULED,
    day_or_night,
    ref,
    render_team,
)
from mlb_data_platform.simulator.league import FINAL as OVER
from mlb_data_platform.simulator.league import POSTPONED, League, Listing
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.statlines import ratio

REGULAR_SEASON = "R"


def _schedule(asked: Asked) -> Json:
    league = asked.league
    by_day: dict[date, list[Listing]] = defaultdict(list)
    for listing in _wanted_listings(asked):
        by_day[listing.day].append(listing)
    dates = []
    full_teams = asked.hydrates("team")
    for day in sorted(by_day):
        listings = sorted(by_day[day], key=lambda item: (_starts_at(item), item.fixture.game_pk))
        games = [_render_listing(league, item, full_teams=full_teams) for item in listings]
        dates.append({"date": day.isoformat(), **_totals(len(games)), "games": games, "events": []})
    count = sum(len(listings) for listings in by_day.values())
    return {"copyright": copyright_of(league.season), **_totals(count), "dates": dates}


def _totals(games: int) -> Json:
    return {"totalItems": games, "totalEvents": 0, "totalGames": games, "totalGamesInProgress": 0}


def _wanted_listings(asked: Asked) -> Iterable[Listing]:
    league = asked.league
    pks = asked.numbers("gamePk", "gamePks")
    if pks:
        fixtures = [fixture for pk in sorted(pks) if (fixture := league.fixture(pk))]
        return [listing for fixture in fixtures for listing in league.listings(fixture)]
    if (
        "sportId" not in asked.query
        or not asked.is_about_mlb()
        or not _asks_for_regular_season(asked)
    ):
        return []
    first, last = _days_asked(asked)
    clubs = asked.numbers("teamId")
    return [
        listing
        for season in range(first.year, last.year + 1)
        if league.knows(season)
        for fixture in league.book(season).fixtures.values()
        if not clubs or fixture.home.id in clubs or fixture.away.id in clubs
        for listing in league.listings(fixture)
        if first <= listing.day <= last
    ]


def _asks_for_regular_season(asked: Asked) -> bool:
    kinds = asked.query.get("gameType") or asked.query.get("gameTypes")
    return not kinds or REGULAR_SEASON in kinds.split(",")


def _days_asked(asked: Asked) -> tuple[date, date]:
    day, today = asked.day("date"), asked.league.today
    if day:
        return day, day
    start, end = asked.day("startDate"), asked.day("endDate")
    if start or end:
        return start or end or today, end or start or today
    if "season" in asked.query:
        season = asked.season()
        return date(season, 1, 1), date(season, 12, 31)
    return today, today


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


ROUTES: Routes = (("/api/v1/schedule", _schedule),)
