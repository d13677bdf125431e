"""Writes one line of the schedule: a game as it is listed under a date."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from random import Random

from mlb_data_platform.simulator.clubs import Club
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import (
    day_or_night,
    ref,
    render_team,
    render_venue,
)
from mlb_data_platform.simulator.json_tree import branch
from mlb_data_platform.simulator.league import CANCELLED, LIVE, POSTPONED, League, Listing
from mlb_data_platform.simulator.league import FINAL as OVER
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.rosters import STARTER_COUNT
from mlb_data_platform.simulator.states import STATUSES, postponed
from mlb_data_platform.simulator.statlines import ratio

REGULAR_SEASON = "R"
NOTHING: frozenset[str] = frozenset()


def starts_at(listing: Listing) -> datetime:
    """Return the first pitch of a listing, UTC: a postponed one keeps its first date."""
    fixture = listing.fixture
    return fixture.start if listing.day == fixture.day else fixture.played_at


def _begins(league: League, listing: Listing) -> datetime:
    rain = league.rain_on(listing.fixture) if listing.resumed else None
    return rain.resumes_at if rain and rain.resumes_at else starts_at(listing)


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _status(league: League, listing: Listing) -> Json:
    fixture, rain = listing.fixture, listing.fixture.postponement
    if listing.state == POSTPONED and rain:
        return postponed(rain.status_code, rain.reason)
    if listing.state == LIVE:
        return STATUSES[league.step(fixture).state]
    if listing.state == OVER and league.is_shortened(fixture):
        return STATUSES["final early"]
    return STATUSES[listing.state]


def _moves(league: League, listing: Listing) -> Json:
    """Return where a postponed game went, or where a make-up game came from."""
    fixture, rain = listing.fixture, listing.fixture.postponement
    if rain is None:
        return _resumption(league, listing)
    if listing.state == POSTPONED:
        return {"rescheduleDate": _stamp(rain.start), "rescheduleGameDate": rain.to.isoformat()}
    if listing.day == fixture.day:
        return {}
    return {
        "rescheduledFrom": _stamp(fixture.start),
        "rescheduledFromDate": fixture.day.isoformat(),
    }


def _resumption(league: League, listing: Listing) -> Json:
    """Return when a suspended game went on, or on which day it had begun."""
    fixture = listing.fixture
    if listing.resumed:
        day = fixture.day.isoformat()
        return {"resumedFrom": _stamp(fixture.start), "resumedFromDate": day}
    later = next((line for line in league.listings(fixture) if line.resumed), None)
    rain = league.rain_on(fixture)
    if later is None or rain is None or rain.resumes_at is None:
        return {}
    return {"resumeDate": _stamp(rain.resumes_at), "resumeGameDate": later.day.isoformat()}


def render_listing(league: League, listing: Listing, hydrate: AbstractSet[str] = NOTHING) -> Json:
    """Return a game as it is listed under one date.

    Args:
        league: Whose game.
        listing: Under which date, and how it stands.
        hydrate: What to write out: `team`, `venue`, `linescore`, `decisions`, `probablePitcher`.
    """
    fixture, rain = listing.fixture, listing.fixture.postponement
    pk = fixture.game_pk
    official = rain.to if rain and listing.state == POSTPONED else listing.day
    official = fixture.day if listing.resumed else official
    made_up = rain is not None and listing.day == rain.to
    return {
        "gamePk": pk,
        "gameGuid": _guid(league, fixture),
        "link": f"/api/v1.1/game/{pk}/feed/live",
        "gameType": REGULAR_SEASON,
        "season": str(fixture.season),
        "gameDate": _stamp(_begins(league, listing)),
        "officialDate": official.isoformat(),
        **_moves(league, listing),
        "status": _status(league, listing),
        "teams": {
            "away": _render_side(league, listing, hydrate, home=False),
            "home": _render_side(league, listing, hydrate, home=True),
        },
        **_from_feed(league, listing, hydrate),
        "venue": _venue(listing, hydrate),
        "content": {"link": f"/api/v1/game/{pk}/content"},
        **({"isTie": False} if listing.state == OVER else {}),
        "gameNumber": listing.game_number,
        "publicFacing": True,
        "doubleHeader": listing.double_header,
        "gamedayType": "P",
        "tiebreaker": "N",
        "calendarEventID": f"14-{pk}-{listing.day.isoformat()}",
        "seasonDisplay": str(fixture.season),
        "dayNight": day_or_night(fixture, starts_at(listing)),
        **({"description": f"Makeup of {fixture.day:%-m/%-d} PPD"} if made_up else {}),
        **_series(fixture),
    }


def _guid(league: League, fixture: Fixture) -> str:
    bits = Random(f"guid:{league.seed}:{fixture.game_pk}").getrandbits(128)  # noqa: S311  (a game)
    guid = f"{bits:032x}"
    return f"{guid[:8]}-{guid[8:12]}-4{guid[13:16]}-a{guid[17:20]}-{guid[20:]}"


def _venue(listing: Listing, hydrate: AbstractSet[str]) -> Json:
    park = listing.fixture.home.venue
    if "venue" in hydrate:
        return render_venue(park, listing.fixture.season, starts_at(listing))
    return ref("venues", park.id, park.name)


def _from_feed(league: League, listing: Listing, hydrate: AbstractSet[str]) -> Json:
    """Return the line score and the decisions; a game without any shows neither."""
    wanted = hydrate & {"linescore", "decisions"}
    if not wanted or listing.state in (POSTPONED, CANCELLED):
        return {}
    live = branch(build_feed(league, listing.fixture), "liveData")
    return {name: live[name] for name in sorted(wanted) if name in live}


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


def _render_side(
    league: League, listing: Listing, hydrate: AbstractSet[str], *, home: bool
) -> Json:
    fixture = listing.fixture
    club = fixture.home if home else fixture.away
    wins, losses = _standing_shown(league, listing, club)
    side: Json = {
        "team": render_team(club, fixture.season)
        if "team" in hydrate
        else ref("teams", club.id, club.name),
        "leagueRecord": {"wins": wins, "losses": losses, "pct": ratio(wins, wins + losses)},
    }
    if listing.state == OVER:
        away_runs, home_runs = league.score(fixture)
        mine, theirs = (home_runs, away_runs) if home else (away_runs, home_runs)
        side |= {"score": mine, "isWinner": mine > theirs}
    elif listing.state == LIVE and league.step(fixture).plays + bool(league.step(fixture).events):
        side["score"] = league.score_now(fixture)[home]
    if "probablePitcher" in hydrate:
        rotation = league.book(fixture.season).rosters[club.id].rotation
        side["probablePitcher"] = rotation[fixture.turn[not home] % STARTER_COUNT].ref
    return side | {"splitSquad": False, "seriesNumber": fixture.series_number}


def _standing_shown(league: League, listing: Listing, club: Club) -> tuple[int, int]:
    """Return the record after the game, or before it when it was rained out."""
    if listing.state not in (POSTPONED, CANCELLED):
        return league.standing(club.id, listing.fixture)
    book = league.book(listing.fixture.season)
    place = book.places[club.id, listing.fixture.game_pk]
    games = [game for game in book.by_club[club.id][:place] if game.played_on < listing.day]
    return league.standing(club.id, games[-1]) if games else (0, 0)
