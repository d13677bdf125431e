# ruff: noqa: S311  (a game, not a secret)
"""Lists the moments at which a game's feed changed, each with how far it had come by then."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from mlb_data_platform.simulator.plays import OUTS_A_HALF, Json
from mlb_data_platform.simulator.rain_delays import read_time
from mlb_data_platform.simulator.records import Pitch, Play
from mlb_data_platform.simulator.rosters import Player
from mlb_data_platform.simulator.written import WrittenGame, all_plays, events_of, words_of

_STATUS_CHANGE = "Status Change - "
_STATES = {
    "Pre-Game": "pre-game",
    "Delayed Start: Rain": "delayed start",
    "Warmup": "warmup",
    "In Progress": "in progress",
    "Delayed: Rain": "delayed",
    "Suspended: Rain": "suspended",
}
_PITCH_EVENTS = {
    "B": "ball",
    "*B": "blocked_ball",
    "C": "called_strike",
    "S": "swinging_strike",
    "W": "swinging_strike_blocked",
    "T": "foul_tip",
    "F": "foul",
    "H": "hit_by_pitch",
}
_BASES = {
    (False, False, False): "basesEmpty",
    (True, False, False): "runnerOnFirst",
    (False, True, False): "runnerOnSecond",
    (False, False, True): "runnerOnThird",
    (True, True, False): "runnersOnFirstAndSecond",
    (True, False, True): "runnersOnFirstAndThird",
    (False, True, True): "runnersOnSecondAndThird",
    (True, True, True): "basesLoaded",
}
_HANDS = {"L": "Left", "R": "Right"}
_AHEAD_SHARE, _AHEAD_AFTER = 0.5, 0.6
_REFRESHED_SHARE = 0.01
_STEPS_UP, _BETWEEN_BATTERS = timedelta(seconds=6), timedelta(seconds=2)
_RAIN_SEEN_AFTER = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a game's feed.

    Attributes:
        at: When it could first be fetched.
        stamp: Its timecode; a game becomes final without getting a new one, as a rule.
        state: A key of `STATUSES`.
        plays: How many plays are complete.
        events: How many events of the next one are shown; None when it has not begun.
        ahead: Whether the line score already shows the next half inning.
        game_events: What is new, in the API's words.
        logical_events: What that means, likewise.
        is_full_update: Whether `diffPatch` answers the whole feed across it.
        applied: Numbers of the corrections that it shows.
    """

    at: datetime
    stamp: datetime
    state: str
    plays: int
    events: int | None = None
    ahead: bool = False
    game_events: tuple[str, ...] = ()
    logical_events: tuple[str, ...] = ()
    is_full_update: bool = False
    applied: tuple[int, ...] = ()

    @property
    def became_final_in_place(self) -> bool:
        """Whether this is the end, under the timecode of the last play."""
        return self.state.startswith("final") and self.stamp < self.at.replace(microsecond=0)

    @property
    def timecode(self) -> str:
        """The stamp as the API writes it."""
        return f"{self.stamp:%Y%m%d_%H%M%S}"


def read_timecode(text: str) -> datetime | None:
    """Read a timecode; None for anything else.

    Example:
        >>> read_timecode("20240701_214404").isoformat()
        '2024-07-01T21:44:04+00:00'
        >>> read_timecode("yesterday") is None
        True
    """
    try:
        return datetime.strptime(text, "%Y%m%d_%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def step_at(steps: Sequence[Step], now: datetime) -> int:
    """Return the place of the step that is shown at an instant; -1 before the first."""
    return bisect_right(steps, now, key=lambda step: step.at) - 1


def step_of(steps: Sequence[Step], stamp: datetime) -> int:
    """Return the place of the last step whose timecode is not later; -1 before the first."""
    return bisect_right(steps, stamp, key=lambda step: step.stamp) - 1


def build_timeline(game: WrittenGame, seed: int, game_pk: int, day_begins: datetime) -> list[Step]:
    """List the steps of a game from the morning of its day until it is final.

    Args:
        game: The game as written down.
        seed: The league's.
        game_pk: Which game it is.
        day_begins: When its feed first says that the game is today's.

    Returns:
        Steps in order; no two have the same instant, and at most the last two the same timecode.
    """
    dice = Random(f"timeline:{seed}:{game_pk}")
    steps = _stamped([Step(day_begins, day_begins, "scheduled", 0)], _Steps(game, dice), dice)
    return [*steps, _final_step(game, steps[-1])]


def build_end(game: WrittenGame) -> Step:
    """Return the last step of a game's timeline, without the others."""
    dice = Random(0)
    walk = _Steps(game, dice, first=len(game.record.plays) - 1)
    begun = Step(game.first_pitch, game.first_pitch, "in progress", 0)
    return _final_step(game, _stamped([begun], walk, dice)[-1])


def _stamped(steps: list[Step], walk: Iterable[Step], dice: Random) -> list[Step]:
    """Add steps with timecodes of whole seconds, no two of them the same."""
    for step in walk:
        at = step.at.replace(microsecond=0)
        news = step.game_events, step.logical_events
        if at <= steps[-1].at:
            # Two things in one second are one step.
            at = steps[-1].at
            former = steps.pop()
            news = former.game_events + news[0], former.logical_events + news[1]
        over = step.state.startswith("over")
        turned = bool(steps) and step.state != steps[-1].state and not over
        if not turned and not over:
            turned, news = _refreshed(dice, news)
        steps.append(
            Step(
                at,
                at,
                step.state,
                step.plays,
                step.events,
                step.ahead,
                news[0],
                news[1],
                is_full_update=turned,
            )
        )
    return steps


News = tuple[tuple[str, ...], tuple[str, ...]]


def _refreshed(dice: Random, news: News) -> tuple[bool, News]:
    """Let a step be a full update now and then, as when an official corrects something."""
    if dice.random() < _REFRESHED_SHARE:
        return True, ((), ("fullUpdate",))
    return False, news


def _final_step(game: WrittenGame, over: Step) -> Step:
    state = over.state.replace("over", "final")
    if game.final_in_place:
        return replace(over, at=game.final_at, state=state)
    stamp = game.final_at.replace(microsecond=0)
    return Step(game.final_at, stamp, state, over.plays)


class _Steps:
    """Walks through a game's plays and yields what changes the feed."""

    def __init__(self, game: WrittenGame, dice: Random, *, first: int = 0) -> None:
        self._game, self._dice, self._first = game, dice, first
        self._state = "in progress" if first else "scheduled"
        self._side = ""

    def __iter__(self) -> Iterator[Step]:
        written = all_plays(self._game.plays)
        plays, first = self._game.record.plays, self._first
        previous = plays[first - 1] if first else None
        ended = None
        for play, json in zip(plays[first:], written[first:], strict=True):
            if previous is not None and ended is not None:
                yield from self._between(previous, play, ended, _starts(events_of(json)[0]))
            yield from self._events(play, events_of(json))
            ended = read_time(str(json["playEndTime"]))
            yield self._complete(play, previous, ended)
            previous = play
        yield from self._early_end(len(written))

    def _between(
        self, previous: Play, play: Play, ended: datetime, begins: datetime
    ) -> Iterator[Step]:
        """Yield the change of sides, if any, and the next batter's stepping up."""
        new_half = play.top != previous.top
        if new_half and self._dice.random() < _AHEAD_SHARE:
            at = ended + (begins - ended) * _AHEAD_AFTER
            yield self._step(at, play.index, ahead=True, logical=("countChange", "count00"))
        side = "" if play.bat_side == self._side else _HANDS[play.bat_side]
        self._side = play.bat_side
        switched = (f"batterSwitchedTo{side}Handed",) if side else ()
        yield self._step(
            max(ended + _BETWEEN_BATTERS, begins - _STEPS_UP),
            play.index,
            0,
            game=("at_bat_start",),
            logical=("countChange", "count00", "newBatter", *switched),
        )

    def _events(self, play: Play, events: list[Json]) -> Iterator[Step]:
        """Yield a step an event; the last belongs to the end of the play."""
        for index, (event, json) in enumerate(zip(play.events, events, strict=True)):
            words = words_of(json)
            if words.startswith(_STATUS_CHANGE):
                self._state = _STATES.get(words.removeprefix(_STATUS_CHANGE), self._state)
            if index == len(events) - 1:
                return
            if isinstance(event, Pitch):
                at = read_time(str(json["endTime"]))
                game: tuple[str, ...] = (_PITCH_EVENTS.get(event.code, "hit_into_play"),)
                logical: tuple[str, ...] = ("countChange", f"count{event.balls}{event.strikes}")
            else:
                at = _starts(json)
                game = (event.event_type,) if event.event_type else ()
                changed = event.event_type == "pitching_substitution"
                logical = ("pitcherChange",) if changed else ()
            yield self._step(at, play.index, index + 1, game=game, logical=logical)

    def _complete(self, play: Play, previous: Play | None, ended: datetime) -> Step:
        last = play.index == len(self._game.record.plays) - 1
        early = self._game.is_shortened
        struck = isinstance(play.events[-1], Pitch) and play.events[-1].hit is not None
        logical = (
            *(("midInning",) if play.outs == OUTS_A_HALF else ()),
            "countChange",
            f"count{play.balls}{play.strikes}",
            *((f"new{_HANDS[play.bat_side]}HandedHit",) if struck else ()),
            *_bases(previous, play),
        )
        if not last or early:
            return self._step(ended, play.index + 1, game=(play.event_type,), logical=logical)
        self._state = "over"
        return self._step(
            ended,
            play.index + 1,
            game=(play.event_type, "game_finished"),
            logical=(*logical, "gameStateChangeToGameOver"),
        )

    def _early_end(self, plays: int) -> Iterator[Step]:
        """Yield the wait for better weather, and the umpires' giving up."""
        game = self._game
        if not game.is_shortened:
            return
        self._state = "delayed"
        yield self._step(game.end + _RAIN_SEEN_AFTER, plays, game=("game_advisory",))
        self._state = "over early"
        over = ("gameStateChangeToGameOver",)
        yield self._step(game.over_at, plays, game=("game_finished",), logical=over)

    def _step(
        self,
        at: datetime,
        plays: int,
        events: int | None = None,
        *,
        game: tuple[str, ...] = (),
        logical: tuple[str, ...] = (),
        ahead: bool = False,
    ) -> Step:
        return Step(at, at, self._state, plays, events, ahead, game, logical)


def _starts(event: Json) -> datetime:
    return read_time(str(event["startTime"]))


def _occupied(bases: tuple[Player | None, ...]) -> tuple[bool, bool, bool]:
    first, second, third = (runner is not None for runner in bases)
    return first, second, third


def _bases(previous: Play | None, play: Play) -> tuple[str, ...]:
    """Return the word for who is on base, if that has changed."""
    same_half = previous is not None and previous.top == play.top
    before = previous.on_base if previous and same_half else (None,) * 3
    now = _occupied(play.on_base)
    return () if now == _occupied(before) else (_BASES[now],)
