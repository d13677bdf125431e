# ruff: noqa: S311, PLR2004  (a game, not a secret; noon is noon)
"""Puts a whole live feed together, of a game that is over or of one that lies ahead."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mlb_data_platform.simulator.boxnotes import BoxNotes
from mlb_data_platform.simulator.boxscore import Sheet, render_boxscore
from mlb_data_platform.simulator.calendar import mound_visits
from mlb_data_platform.simulator.cuts import Cut, Heading, cut_game, heading_of
from mlb_data_platform.simulator.decisions import REGULATION_INNINGS
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import (
    NO_FLAGS,
    SCHEDULED,
    Surroundings,
    game_identity,
    game_times,
    render_player,
    render_record,
    render_team,
    render_venue,
)
from mlb_data_platform.simulator.league import (
    CALLED_OFF_BEFORE,
    CANCELLED,
    FINAL,
    LIVE,
    POSTPONED,
    League,
    Listing,
    day_begins,
)
from mlb_data_platform.simulator.linescore import empty_linescore
from mlb_data_platform.simulator.lineups import build_side
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.records import Action, GameRecord
from mlb_data_platform.simulator.rosters import STARTER_COUNT, Player, Roster
from mlb_data_platform.simulator.scoring import Scorebook
from mlb_data_platform.simulator.season_totals import ClubTotals
from mlb_data_platform.simulator.states import STATUSES, postponed
from mlb_data_platform.simulator.timeline import Step, build_end, step_at, step_of
from mlb_data_platform.simulator.written import WrittenGame

POLL_SECONDS = 10
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
    """Return the answer of `/api/v1.1/game/{game_pk}/feed/live` as of the league's now.

    Args:
        league: Whose now decides how far the game has come.
        fixture: Which game.

    Returns:
        What `msgspec` encodes; inside it the flights of pitches are structs, not dictionaries.
    """
    listings = league.listings(fixture)
    if listings[-1].state == FINAL and not league.files.rulings.may_concern(fixture.game_pk):
        # Nothing but its end is asked of nearly every game.
        return _copy(league, fixture, build_end(league.written(fixture)))
    steps = visible_steps(league, fixture)
    if steps:
        return build_copy(league, fixture, len(steps) - 1)
    return _called_off(league, listings[0]) or render_scheduled(league, listings[-1])


def build_feed_of(league: League, fixture: Fixture, moment: datetime | None) -> Json:
    """Return a game's feed as it stood at an earlier moment; None and later ones mean now."""
    if moment is None or moment >= league.now:
        return build_feed(league, fixture)
    steps = visible_steps(league, fixture)
    if (index := step_of(steps, moment)) >= 0:
        return build_copy(league, fixture, index)
    return build_feed(league.at(moment), fixture)


def visible_steps(league: League, fixture: Fixture) -> list[Step]:
    """Return the steps that a game has taken by now; none before its park opens."""
    state = league.listings(fixture)[-1].state
    if state not in (LIVE, FINAL):
        return []
    steps = league.timeline(fixture)
    return steps if state == FINAL else steps[: max(step_at(steps, league.now), 0) + 1]


def build_copy(league: League, fixture: Fixture, index: int) -> Json:
    """Return a game's feed as it stood after one of its steps.

    Args:
        league: Whose game.
        fixture: Which game.
        index: Place of the step in the game's timeline.
    """
    steps = league.timeline(fixture)
    if index == len(steps) - 1:
        return _copy(league, fixture, steps[index])
    key = (fixture.game_pk, index, steps[index].applied)
    return league.files.copies.recall(key, lambda: _copy(league, fixture, steps[index]))


def _copy(league: League, fixture: Fixture, step: Step) -> Json:
    then = league.at(step.at)
    listing = next(line for line in reversed(then.listings(fixture)) if not line.resumed)
    if not step.plays and step.events is None:
        return render_scheduled(then, listing, heading_of(step))
    game = league.files.version(fixture.game_pk, step.applied)
    return render_cut(then, listing, game, cut_game(then, fixture, game, step), heading_of(step))


def _called_off(league: League, listing: Listing) -> Json | None:
    """Return the feed of a cancelled game, or of one put off, on the day of the bad news."""
    fixture = listing.fixture
    rain = fixture.postponement
    if listing.state == CANCELLED:
        status = STATUSES["cancelled"]
    elif rain and listing.state == POSTPONED and league.today == fixture.day:
        status = postponed(rain.status_code, rain.reason)
    else:
        return None
    known_at = fixture.start - CALLED_OFF_BEFORE
    heading = Heading(status, known_at, {"gameEvents": [], "logicalEvents": []})
    return render_scheduled(league.at(known_at), listing, heading)


def _envelope(fixture: Fixture, heading: Heading, data: Json, live: Json) -> Json:
    return {
        "copyright": copyright_of(fixture.season),
        "gamePk": fixture.game_pk,
        "link": f"/api/v1.1/game/{fixture.game_pk}/feed/live",
        "metaData": {
            "wait": POLL_SECONDS,
            "timeStamp": f"{heading.stamp:%Y%m%d_%H%M%S}",
            **heading.events,
        },
        "gameData": data,
        "liveData": live,
    }


def render_scheduled(league: League, listing: Listing, heading: Heading | None = None) -> Json:
    """Return the feed of a game that lies ahead, or was called off: no plays and no innings.

    Args:
        league: As of the instant that is shown.
        listing: Which of the game's lines in the schedule.
        heading: By default that of a scheduled game.
    """
    fixture = listing.fixture
    dice = Random(f"line-up:{league.seed}:{fixture.game_pk}")
    rosters = league.book(fixture.season).rosters
    home = build_side(rosters[fixture.home.id], fixture.turn[0], dice)
    away = build_side(rosters[fixture.away.id], fixture.turn[1], dice)
    at = fixture.start if listing.day == fixture.day else fixture.played_at
    if heading is None:
        # Records and totals of a game that lies ahead change once a day.
        stamp = day_begins(league.today)
        heading = Heading(SCHEDULED, stamp, {"gameEvents": [], "logicalEvents": []})
        league = league.at(stamp)
    data = _game_data(league, listing, heading.status, at, None)
    data |= {"weather": {}, "gameInfo": {}}
    live: Json = {
        "plays": {"allPlays": [], "scoringPlays": [], "playsByInning": []},
        "linescore": empty_linescore(home, away),
        "boxscore": render_boxscore(Sheet(home, away, None, _totals(league, fixture))),
        "leaders": _no_leaders(),
    }
    return _envelope(fixture, heading, data, live)


def render_cut(
    league: League, listing: Listing, game: WrittenGame, cut: Cut, heading: Heading
) -> Json:
    """Return the feed of a game as far as a cut goes; its box score follows from the plays.

    Args:
        league: As of the instant that is shown.
        listing: Which of the game's lines in the schedule.
        game: The game as written down.
        cut: How far it is shown.
        heading: State and timecode.
    """
    fixture, around, record, book = listing.fixture, game.around, cut.record, cut.book
    data = _game_data(league, listing, heading.status, fixture.played_at, around)
    data["weather"] = around.weather
    first_pitch = {"firstPitch": f"{game.first_pitch:%Y-%m-%dT%H:%M}:00.000Z"}
    afterwards = {"attendance": around.attendance, "gameDurationMinutes": _minutes(game.duration)}
    if delay := _minutes(game.delay):
        afterwards["delayDurationMinutes"] = delay
    data["gameInfo"] = first_pitch | (afterwards if cut.over else {})
    if cut.over:
        data["flags"] = _flags(record, book)
    last = record.plays[-1]
    told = last.index if last.event_type else last.index - 1
    data["review"] = game.reviews.render(fixture.away, fixture.home, told)
    data["moundVisits"] = {
        "away": _mound_visits(record, fixture.season, top=False),
        "home": _mound_visits(record, fixture.season, top=True),
    }
    live: Json = {
        "plays": cut.plays,
        "linescore": cut.linescore,
        "boxscore": render_boxscore(_sheet(fixture, game, cut)),
        "leaders": _no_leaders(),
    }
    if cut.over:
        live["decisions"] = _decisions(book)
    return _envelope(fixture, heading, data, live)


def _sheet(fixture: Fixture, game: WrittenGame, cut: Cut) -> Sheet:
    record = cut.record
    officials: list[Json] = [
        {"official": umpire, "officialType": kind}
        for umpire, kind in zip(game.around.umpires, _UMPIRES, strict=True)
    ]
    notes = BoxNotes(record, cut.book, cut.totals)
    sides = (record.away, record.home)
    day = _day_info(fixture, game, over=cut.over)
    return Sheet(
        record.home,
        record.away,
        cut.book,
        cut.totals,
        officials=officials,
        team_info={side.roster.club.id: notes.team_info(side) for side in sides},
        substitutions={side.roster.club.id: notes.substitutions(side) for side in sides},
        info=notes.pitching_info() + day,
        pitching_notes=notes.pitching_notes(),
        at_bat=cut.at_bat,
        on_mound=cut.on_mound,
    )


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


def _mound_visits(record: GameRecord, season: int, *, top: bool) -> Json:
    """Count the visits of the club in the field; extra innings allow one more each."""
    extra = max(0, record.plays[-1].inning - REGULATION_INNINGS)
    used = sum(
        isinstance(event, Action) and event.event_type == "mound_visit"
        for play in record.plays
        if play.top == top
        for event in play.events
    )
    return {"used": used, "remaining": mound_visits(season) + extra - used}


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
        "players": _people(league, listing, away) | _people(league, listing, home),
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
        side: {"used": 0, "remaining": mound_visits(season)} for side in ("away", "home")
    }
    return data


def _people(league: League, listing: Listing, roster: Roster) -> Json:
    seasons = league.totals_after(roster.club.id, listing.fixture).players
    return {
        f"ID{player.id}": render_player(player, listing.day, seasons[player.id].last_played)
        for player in roster.players
    }


def _team(league: League, fixture: Fixture, *, home: bool) -> Json:
    club = fixture.home if home else fixture.away
    wins, losses = league.standing(club.id, fixture)
    return {**render_team(club, fixture.season), "record": render_record(wins, losses)}


def _minutes(duration: timedelta) -> int:
    return round(duration.total_seconds() / 60)


def _hours(duration: timedelta) -> str:
    minutes = _minutes(duration)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _day_info(fixture: Fixture, game: WrittenGame, *, over: bool) -> list[Json]:
    """Return the notes on the day; duration and crowd are known when the game is over."""
    around = game.around
    local = game.first_pitch.astimezone(ZoneInfo(fixture.home.venue.time_zone))
    places = ("HP", "1B", "2B", "3B")
    umpires = " ".join(
        f"{place}: {umpire['fullName']}."
        for place, umpire in zip(places, around.umpires, strict=True)
    )
    clock = f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}."
    delay = f" ({_hours(game.delay)} delay)" if game.delay else ""
    afterwards = (
        (("T", f"{_hours(game.duration)}{delay}."), ("Att", f"{around.attendance:,}."))
        if over
        else ()
    )
    notes = (
        ("Umpires", f"{umpires} "),
        ("Weather", f"{around.weather['temp']} degrees, {around.weather['condition']}."),
        ("Wind", f"{around.weather['wind']}."),
        ("First pitch", clock),
        *afterwards,
        ("Venue", f"{fixture.home.venue.name}."),
    )
    day: Json = {"label": f"{local:%B} {local.day}, {local.year}"}
    listed: list[Json] = [{"label": label, "value": value} for label, value in notes]
    return [*listed, day]
