# ruff: noqa: S311, PLR2004  (a game, not a secret; noon is noon)
"""Puts a whole live feed together, of a game that is over or of one that lies ahead."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mlb_data_platform.simulator.boxnotes import BoxNotes
from mlb_data_platform.simulator.boxscore import Sheet, render_boxscore
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import (
    FINAL,
    NO_FLAGS,
    SCHEDULED,
    Surroundings,
    build_surroundings,
    game_identity,
    game_times,
    render_player,
    render_record,
    render_team,
    render_venue,
)
from mlb_data_platform.simulator.league import League, Listing
from mlb_data_platform.simulator.linescore import empty_linescore, render_linescore
from mlb_data_platform.simulator.lineups import build_side
from mlb_data_platform.simulator.plays import Json, PlayWriter
from mlb_data_platform.simulator.records import GameRecord
from mlb_data_platform.simulator.rosters import STARTER_COUNT, Player
from mlb_data_platform.simulator.scoring import Scorebook
from mlb_data_platform.simulator.season_totals import ClubTotals

POLL_SECONDS = 10
MOUND_VISITS = 5
_NO_REVIEWS: Json = {
    "hasChallenges": False,
    "away": {"used": 0, "remaining": 1},
    "home": {"used": 0, "remaining": 1},
}
_UMPIRES = ("Home Plate", "First Base", "Second Base", "Third Base")


def copyright_of(season: int) -> str:
    """Return the copyright field: these answers are nobody's but the simulator's."""
    return f"Simulated season {season}: invented players and games, no data of MLB."


def build_feed(league: League, fixture: Fixture) -> Json:
    """Return the answer of `/api/v1.1/game/{game_pk}/feed/live`.

    Args:
        league: Whose today decides whether the game is over.
        fixture: Which game.
    """
    dice = Random(f"feed:{league.seed}:{fixture.game_pk}")
    listing = league.listings(fixture)[-1]
    book = league.book(fixture.season)
    around = build_surroundings(fixture, dice, book.officials)
    if league.is_played(fixture):
        return _final_feed(league, listing, around, dice)
    return _scheduled_feed(league, listing)


def _envelope(fixture: Fixture, stamp: datetime, events: Json, data: Json, live: Json) -> Json:
    return {
        "copyright": copyright_of(fixture.season),
        "gamePk": fixture.game_pk,
        "link": f"/api/v1.1/game/{fixture.game_pk}/feed/live",
        "metaData": {
            "wait": POLL_SECONDS,
            "timeStamp": f"{stamp:%Y%m%d_%H%M%S}",
            **events,
        },
        "gameData": data,
        "liveData": live,
    }


def _scheduled_feed(league: League, listing: Listing) -> Json:
    fixture = listing.fixture
    dice = Random(f"line-up:{league.seed}:{fixture.game_pk}")
    rosters = league.book(fixture.season).rosters
    home = build_side(rosters[fixture.home.id], fixture.turn[0], dice)
    away = build_side(rosters[fixture.away.id], fixture.turn[1], dice)
    at = fixture.start if listing.day == fixture.day else fixture.played_at
    data = _game_data(league, listing, SCHEDULED, at, None)
    data |= {"weather": {}, "gameInfo": {}}
    live: Json = {
        "plays": {"allPlays": [], "scoringPlays": [], "playsByInning": []},
        "linescore": empty_linescore(home, away),
        "boxscore": render_boxscore(Sheet(home, away, None, _totals(league, fixture))),
        "leaders": _no_leaders(),
    }
    events: Json = {"gameEvents": [], "logicalEvents": []}
    return _envelope(fixture, at - timedelta(hours=8), events, data, live)


def _final_feed(league: League, listing: Listing, around: Surroundings, dice: Random) -> Json:
    fixture = listing.fixture
    game = league.play(fixture)
    record, book = game.record, game.book
    first_pitch = fixture.played_at + around.first_pitch_delay
    writer = PlayWriter(record, dice, first_pitch)
    plays = writer.write()
    end = writer.clock.now()
    data = _game_data(league, listing, FINAL, fixture.played_at, around)
    minutes = round((end - first_pitch).total_seconds() / 60)
    data["weather"] = around.weather
    data["gameInfo"] = {
        "attendance": around.attendance,
        "firstPitch": f"{first_pitch:%Y-%m-%dT%H:%M}:00.000Z",
        "gameDurationMinutes": minutes,
    }
    data["flags"] = _flags(record, book)
    data["moundVisits"] = {
        "away": _mound_visits(record, top=False),
        "home": _mound_visits(record, top=True),
    }
    officials: list[Json] = [
        {"official": umpire, "officialType": kind}
        for umpire, kind in zip(around.umpires, _UMPIRES, strict=True)
    ]
    totals = _totals(league, fixture)
    notes = BoxNotes(record, book, totals)
    sides = (record.away, record.home)
    sheet = Sheet(
        record.home,
        record.away,
        book,
        totals,
        officials=officials,
        team_info={side.roster.club.id: notes.team_info(side) for side in sides},
        substitutions={side.roster.club.id: notes.substitutions(side) for side in sides},
        info=notes.pitching_info() + _day_info(fixture, around, first_pitch, minutes),
        pitching_notes=notes.pitching_notes(),
    )
    live: Json = {
        "plays": plays,
        "linescore": render_linescore(record, book),
        "boxscore": render_boxscore(sheet),
        "decisions": _decisions(book),
        "leaders": _no_leaders(),
    }
    last = record.plays[-1]
    events: Json = {
        "gameEvents": [last.event_type, "game_finished"],
        "logicalEvents": ["midInning", "countChange", "gameStateChangeToGameOver"],
    }
    return _envelope(fixture, end + timedelta(seconds=45), events, data, live)


def _totals(league: League, fixture: Fixture) -> dict[int, ClubTotals]:
    clubs = (fixture.away.id, fixture.home.id)
    return {club: league.totals_after(club, fixture) for club in clubs}


def _no_leaders() -> Json:
    return {"hitDistance": {}, "hitSpeed": {}, "pitchSpeed": {}}


def _decisions(book: Scorebook) -> Json:
    named = (("winner", book.winner), ("loser", book.loser), ("save", book.save))
    return {name: pitcher.ref for name, pitcher in named if pitcher}


def _flags(record: GameRecord, book: Scorebook) -> Json:
    """Mark no-hitters (the club in the field threw it) and perfect games."""
    flags = dict(NO_FLAGS)
    for name, at, top in (("home", 0, True), ("away", 1, False)):
        if any(pair[at].hits for pair in book.innings):
            continue
        reached = any(
            play.top == top and any(move.end for move in play.movements) for play in record.plays
        )
        flags["noHitter"] = flags[f"{name}TeamNoHitter"] = True
        flags["perfectGame"] = flags[f"{name}TeamPerfectGame"] = not reached
    return flags


def _mound_visits(record: GameRecord, *, top: bool) -> Json:
    used = sum(
        1
        for play in record.plays
        if play.top == top
        for event in play.events
        if getattr(event, "event_type", "") == "mound_visit"
    )
    used = min(used, MOUND_VISITS)
    return {"used": used, "remaining": MOUND_VISITS - used}


def _probable(side_rotation: tuple[Player, ...], turn: int) -> Json:
    return side_rotation[turn % STARTER_COUNT].ref


def _game_data(
    league: League, listing: Listing, status: Json, at: datetime, around: Surroundings | None
) -> Json:
    fixture = listing.fixture
    season = fixture.season
    rosters = league.book(season).rosters
    home, away = rosters[fixture.home.id], rosters[fixture.away.id]
    data: Json = {
        "game": game_identity(fixture, listing.game_number, listing.double_header, listing.day),
        "datetime": game_times(fixture, at, listing.day),
        "status": status,
        "teams": {
            "away": _team(league, fixture, home=False),
            "home": _team(league, fixture, home=True),
        },
        "players": {
            f"ID{player.id}": render_player(player, listing.day)
            for player in away.players + home.players
        },
        "venue": render_venue(fixture.home.venue, season, at),
        "officialVenue": {
            "id": fixture.home.venue.id,
            "link": f"/api/v1/venues/{fixture.home.venue.id}",
        },
        "weather": {},
        "gameInfo": {},
        "review": _NO_REVIEWS,
        "flags": NO_FLAGS,
        "alerts": [],
        "probablePitchers": {
            "away": _probable(away.rotation, fixture.turn[1]),
            "home": _probable(home.rotation, fixture.turn[0]),
        },
    }
    if around:
        data["officialScorer"] = around.scorer
        data["primaryDatacaster"] = around.datacaster
    data["moundVisits"] = {
        side: {"used": 0, "remaining": MOUND_VISITS} for side in ("away", "home")
    }
    return data


def _team(league: League, fixture: Fixture, *, home: bool) -> Json:
    club = fixture.home if home else fixture.away
    wins, losses = league.standing(club.id, fixture)
    return {**render_team(club, fixture.season), "record": render_record(wins, losses)}


def _day_info(
    fixture: Fixture, around: Surroundings, first_pitch: datetime, minutes: int
) -> list[Json]:
    local = first_pitch.astimezone(ZoneInfo(fixture.home.venue.time_zone))
    places = ("HP", "1B", "2B", "3B")
    umpires = " ".join(
        f"{place}: {umpire['fullName']}."
        for place, umpire in zip(places, around.umpires, strict=True)
    )
    clock = f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}."
    notes = (
        ("Umpires", f"{umpires} "),
        ("Weather", f"{around.weather['temp']} degrees, {around.weather['condition']}."),
        ("Wind", f"{around.weather['wind']}."),
        ("First pitch", clock),
        ("T", f"{minutes // 60}:{minutes % 60:02d}."),
        ("Att", f"{around.attendance:,}."),
        ("Venue", f"{fixture.home.venue.name}."),
    )
    day: Json = {"label": f"{local:%B} {local.day}, {local.year}"}
    listed: list[Json] = [{"label": label, "value": value} for label, value in notes]
    return [*listed, day]
