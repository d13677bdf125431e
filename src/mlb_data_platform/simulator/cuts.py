"""Shows a game as it stood at one of its steps: plays, line score, totals, who is up."""

from array import array
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.linescore import render_linescore
from mlb_data_platform.simulator.live_plays import cut_plays
from mlb_data_platform.simulator.moments import cut_record
from mlb_data_platform.simulator.plays import OUTS_A_HALF, Json
from mlb_data_platform.simulator.records import GameRecord, Play
from mlb_data_platform.simulator.scoring import HalfLine, Scorebook, count_plays
from mlb_data_platform.simulator.season_totals import ClubTotals, GameTally, SeasonLine, tally_game
from mlb_data_platform.simulator.states import STATUSES
from mlb_data_platform.simulator.timeline import Step
from mlb_data_platform.simulator.written import WrittenGame

_APPEARED = ("gamesPlayed", "gamesPitched", "gamesStarted")


@dataclass(frozen=True, slots=True)
class Cut:
    """How far a copy of a feed goes.

    Attributes:
        totals: Both clubs' seasons, this game as far as shown included, by club id.
        over: Whether attendance, duration and decisions are known.
        at_bat: Who bats, by player id; None for a game that is over.
        on_mound: Who pitches, likewise.
    """

    record: GameRecord
    book: Scorebook
    plays: Json
    linescore: Json
    totals: dict[int, ClubTotals]
    over: bool = False
    at_bat: int | None = None
    on_mound: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a copy of a feed.

    Attributes:
        stamp: Its timecode.
        events: `gameEvents` and `logicalEvents`: what was new in it.
    """

    status: Json
    stamp: datetime
    events: Json


def heading_of(step: Step) -> Heading:
    """Return what stands over a step's copy."""
    events: Json = {
        "gameEvents": list(step.game_events),
        "logicalEvents": list(step.logical_events),
    }
    return Heading(STATUSES[step.state], step.stamp, events)


def cut_game(league: League, fixture: Fixture, game: WrittenGame, step: Step) -> Cut:
    """Cut a game off at one of its steps.

    Args:
        league: As of the step.
        fixture: Which game.
        game: The game as written down.
        step: How far to go.
    """
    if step.state.startswith(("over", "final")):
        return _whole(league, fixture, game, is_final=step.state.startswith("final"))
    record = cut_record(game.record, step.plays, step.events)
    book = _count(record)
    last = record.plays[-1]
    return Cut(
        record,
        book,
        cut_plays(game, step.plays, last if step.events is not None else None, step.stamp),
        _linescore(game, record, book, step),
        _so_far(league, fixture, record, book),
        at_bat=last.batter.id,
        on_mound=last.pitcher.id,
    )


def _whole(league: League, fixture: Fixture, game: WrittenGame, *, is_final: bool) -> Cut:
    counted = is_final and not league.files.rulings.may_concern(fixture.game_pk)
    clubs = (fixture.away.id, fixture.home.id)
    return Cut(
        game.record,
        game.book,
        game.plays,
        render_linescore(game.record, game.book),
        {club_id: league.totals_after(club_id, fixture) for club_id in clubs}
        if counted
        else _so_far(league, fixture, game.record, game.book),
        over=True,
    )


def _so_far(
    league: League, fixture: Fixture, record: GameRecord, book: Scorebook
) -> dict[int, ClubTotals]:
    """Add what the clubs have done in a game to their seasons before it."""
    day = fixture.played_on
    return {
        club.id: _plus(
            league.totals_before(club.id, fixture), tally_game(record, book, day, home=home)
        )
        for club, home in ((fixture.away, False), (fixture.home, True))
    }


def _plus(before: ClubTotals, game: GameTally) -> ClubTotals:
    """Add a game that still goes on; who has done nothing new keeps his very line."""
    players = dict(before.players)
    for player_id, row in game.rows.items():
        players[player_id] = _season_line(players[player_id], row.tobytes(), game.day)
    return ClubTotals(players, before.plus(game).club, before.record)


@lru_cache(maxsize=4096)
def _season_line(before: SeasonLine, row: bytes, day: date) -> SeasonLine:
    """Return the same object for the same season and game: its statistics are written once."""
    return before.plus(array("H", row), day)


def _count(record: GameRecord) -> Scorebook:
    """Count what has happened so far, as box scores do while a game goes on."""
    book = count_plays(record)
    for side in (record.away, record.home):
        newcomer = book.lines[side.pitchers[-1].id].pitching
        if not newcomer["pitchesThrown"] and not newcomer["battersFaced"]:
            newcomer.update(dict.fromkeys(_APPEARED, 0))
    last = record.plays[-1]
    if last.outs < OUTS_A_HALF:
        # A half inning that goes on leaves nobody on base yet, and lists runs only when there are.
        half = _batting_half(book, last)
        half.left_on_base, half.played = 0, half.runs > 0
    return book


def _batting_half(book: Scorebook, play: Play) -> HalfLine:
    return book.innings[play.inning - 1][0 if play.top else 1]


def _linescore(game: WrittenGame, record: GameRecord, book: Scorebook, step: Step) -> Json:
    """Return the line score, which may be a half inning ahead of the plays."""
    if step.ahead:
        record = cut_record(game.record, step.plays, 0)
        book = _count(record)
    linescore = render_linescore(record, book)
    linescore.pop("note", None)
    last = record.plays[-1]
    if last.outs == OUTS_A_HALF and last.event_type:
        linescore["inningState"] = "Middle" if last.top else "End"
    return linescore
