# ruff: noqa: S311  (a game, not a secret)
"""What the official scorer changes after a game: a hit that was an error, a play that was missing.

Only the record is changed here; box score, line score and decisions follow from it. Runs never
change, but whose they are does: the half inning of a ruling is looked at again for earned runs, by
the rule of the missed out. Rulings are made only in half innings without another mistake.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random

from mlb_data_platform.simulator.baserunning import BATTED_WORDS
from mlb_data_platform.simulator.records import (
    Action,
    Credit,
    GameRecord,
    Movement,
    Pitch,
    Play,
)

HIT_TO_ERROR, ERROR_TO_HIT, REMOVE_EVENT, INSERT_PLAY = (
    "hit_to_error",
    "error_to_hit",
    "remove_event",
    "insert_play",
)
KINDS = (HIT_TO_ERROR, ERROR_TO_HIT, REMOVE_EVENT, INSERT_PLAY)
CORRECTED_SHARE, _IN_PLACE_SHARE = 0.012, 0.7
_WEIGHTS = (4, 4, 1, 1)
_WAITS_H = ((0.7, 5.0), (14.0, 22.0), (48.0, 70.0))
_INFIELD, _OUTS = "3456", 3
_MISTAKES = frozenset({"f_fielding_error", "f_throwing_error", "c_catcher_interf"})
_UNTIDY = frozenset({"passed_ball", "runner_placed", "error"})
_FORGETTABLE = frozenset({"mound_visit", "batter_timeout"})
_SINGLED, _MISPLAYED = re.compile(r"singles on an? [a-z ]+? to"), "reaches on a fielding error by"
INSERTED_WORDS = "Game Advisory: the official scorer amended the record."


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing that is changed after a game.

    Attributes:
        kind: One of `KINDS`.
        play: Number of the play that is changed, or before which one is put in.
        event: The event that is taken out.
        after: How long after the game became final.
        in_place: Whether the feed keeps its timecode, and older timecodes show it too.
    """

    kind: str
    play: int
    after: timedelta
    in_place: bool
    event: int = 0


def is_corrected(seed: int, game_pk: int) -> bool:
    """Say whether the seed has something corrected in a game, if the game allows it."""
    return _dice(seed, game_pk).random() < CORRECTED_SHARE


def _dice(seed: int, game_pk: int) -> Random:
    return Random(f"corrections:{seed}:{game_pk}")


def plan_corrections(seed: int, game_pk: int, record: GameRecord) -> tuple[Correction, ...]:
    """Choose what is corrected in a game: nothing, in nearly all of them."""
    dice = _dice(seed, game_pk)
    if dice.random() >= CORRECTED_SHARE:
        return ()
    kind = dice.choices(KINDS, _WEIGHTS)[0]
    hours = dice.uniform(*dice.choice(_WAITS_H))
    after = timedelta(seconds=round(hours * 3600))
    in_place = dice.random() < _IN_PLACE_SHARE
    found = list(find_corrections(record, kind, after=after, in_place=in_place))
    return (dice.choice(found),) if found else ()


def find_corrections(
    record: GameRecord, kind: str, *, after: timedelta, in_place: bool
) -> Iterator[Correction]:
    """Yield every correction of a kind that a game allows, in order of play."""
    for play in record.plays:
        if kind == REMOVE_EVENT:
            for index, event in enumerate(play.events):
                if isinstance(event, Action) and event.event_type in _FORGETTABLE:
                    yield Correction(kind, play.index, after, in_place, index)
        elif _fits(record, play, kind):
            yield Correction(kind, play.index, after, in_place)


def _fits(record: GameRecord, play: Play, kind: str) -> bool:
    if kind == INSERT_PLAY:
        return play.index > 0
    if kind == HIT_TO_ERROR:
        return _was_handled(play) and not any(True for _ in _mistakes(record, play))
    return _was_misplayed(play) and list(_mistakes(record, play)) == [play.index]


def correct(record: GameRecord, correction: Correction) -> GameRecord:
    """Return a game's record as corrected; the line-ups are shared with the old one."""
    at = correction.play
    plays = list(record.plays)
    if correction.kind == INSERT_PLAY:
        plays[at:] = [_advisory(plays, at), *(replace(p, index=p.index + 1) for p in plays[at:])]
    elif correction.kind == REMOVE_EVENT:
        plays[at] = _without_event(plays[at], correction.event)
    elif correction.kind == HIT_TO_ERROR:
        plays[at] = _ruled_error(plays[at])
        _charge_error(plays, at)
    else:
        plays[at] = _ruled_hit(plays[at])
        for index in _half(plays, at):
            plays[index] = _with_earned(plays[index], lambda _move: (True, True))
    return replace(record, plays=plays)


Earned = Callable[[Movement], tuple[bool, bool]]


def _half(plays: list[Play], at: int) -> list[int]:
    return [p.index for p in plays if (p.inning, p.top) == (plays[at].inning, plays[at].top)]


def _mistakes(record: GameRecord, play: Play) -> Iterator[int]:
    """Yield the plays of a half inning with anything that makes runs unearned."""
    for index in _half(record.plays, play.index):
        other = record.plays[index]
        credited = [credit.kind for move in other.movements for credit in move.credits]
        happened = {event.event_type for event in other.events if isinstance(event, Action)}
        if (
            other.wild == "passed_ball"
            or other.prolonged
            or happened & _UNTIDY
            or _MISTAKES.intersection(credited)
            or "catcher_interf" in other.event_type
        ):
            yield index


def _batter_moves(play: Play) -> list[Movement]:
    return [move for move in play.movements if move.runner is play.batter and move.start is None]


def _stopped_at_first(play: Play) -> bool:
    """Say whether the batter reached first base on the last pitch, and nobody was put out."""
    last = play.events[-1]
    moves = [move for move in play.movements if move.runner is play.batter]
    quiet = not any(move.out_number for move in play.movements)
    return (
        isinstance(last, Pitch)
        and last.hit is not None
        and [move.end for move in moves] == ["1B"]
        and quiet
    )


def _was_handled(play: Play) -> bool:
    """Say whether a single could have been an out: an infielder had the ball."""
    last = play.events[-1]
    ball = last.hit if isinstance(last, Pitch) else None
    if play.event_type != "single" or ball is None or ball.location not in _INFIELD:
        return False
    return _stopped_at_first(play) and bool(_batter_moves(play)[0].credits)


def _was_misplayed(play: Play) -> bool:
    """Say whether the batter reached by one fielder's error that could have been a hit."""
    if play.event_type != "field_error" or not _stopped_at_first(play):
        return False
    return [credit.kind for credit in _batter_moves(play)[0].credits] == ["f_fielding_error"]


def _reruled(play: Play, ruling: tuple[str, str, str], description: str, *, rbi: bool) -> Play:
    """Return a play with another ruling (event, its type, the fielder's credit)."""
    event, kind, credit_kind = ruling
    moves = []
    for move in play.movements:
        if move.event_index < len(play.events) - 1:
            moves.append(move)
            continue
        new = replace(move, event=event, event_type=kind, rbi=rbi and move.end == "score")
        if move.runner is play.batter and move.start is None:
            fielded = move.credits[0]
            new.credits = [Credit(fielded.fielder, fielded.position, credit_kind)]
        moves.append(new)
    return replace(
        play,
        event=event,
        event_type=kind,
        description=description,
        rbi=sum(move.rbi for move in moves),
        movements=moves,
    )


def _ruled_error(play: Play) -> Play:
    words = _SINGLED.sub(_MISPLAYED, play.description, count=1)
    return _reruled(play, ("Field Error", "field_error", "f_fielding_error"), words, rbi=False)


def _ruled_hit(play: Play) -> Play:
    last = play.events[-1]
    ball = last.hit if isinstance(last, Pitch) else None
    how = BATTED_WORDS.get(ball.trajectory if ball else "", "ball")
    words = play.description.replace(_MISPLAYED, f"singles on a {how} to", 1)
    return _reruled(play, ("Single", "single", "f_fielded_ball"), words, rbi=True)


def _charge_error(plays: list[Play], at: int) -> None:
    """Take back the earned runs that an error was the cause of."""
    lucky, newcomers = {plays[at].batter.id}, set[int]()
    outs = plays[at - 1].outs if at and plays[at - 1].top == plays[at].top else 0
    for index in (index for index in _half(plays, at) if index >= at):
        play = plays[index]
        _note_changes(play, lucky, newcomers)
        missed = outs + 1 >= _OUTS or index == at
        plays[index] = _with_earned(play, partial(_still_earned, missed, lucky, newcomers))
        outs = play.outs


def _note_changes(play: Play, lucky: set[int], newcomers: set[int]) -> None:
    """Follow the man who owes his base to an error, and the pitchers who came after it."""
    for event in play.events:
        if isinstance(event, Action) and event.player:
            if event.event_type == "pitching_substitution":
                newcomers.add(event.player.id)
            elif event.replaced and event.replaced.id in lucky:
                lucky.add(event.player.id)
    if any(move.out_number and move.runner.id in lucky for move in play.movements):
        # Who reaches while such a runner is put out stands in for him.
        lucky.add(play.batter.id)


def _still_earned(
    missed: bool,
    lucky: set[int],
    newcomers: set[int],
    move: Movement,
) -> tuple[bool, bool]:
    if move.runner.id in lucky:
        return False, False
    relieved = move.pitcher is not None and move.pitcher.id in newcomers
    return move.earned and (not missed or relieved), move.team_earned and not missed


def _with_earned(play: Play, earned: Earned) -> Play:
    """Return a play whose runs are earned as a rule says: (against him, against his club)."""
    moves = []
    for move in play.movements:
        if move.end == "score":
            by_pitcher, by_club = earned(move)
            moves.append(replace(move, earned=by_pitcher, team_earned=by_club))
        else:
            moves.append(move)
    return replace(play, movements=moves)


def _without_event(play: Play, event: int) -> Play:
    later = [
        replace(move, event_index=move.event_index - (move.event_index > event))
        for move in play.movements
    ]
    return replace(
        play,
        events=play.events[:event] + play.events[event + 1 :],
        movements=later,
        relieved_at=play.relieved_at - (play.relieved_at > event),
    )


def _advisory(plays: list[Play], at: int) -> Play:
    """Return a play in which nothing happens, to be put in before another."""
    before, following = plays[at - 1], plays[at]
    same_half = before.top == following.top
    empty = replace(
        following,
        event="Game Advisory",
        event_type="game_advisory",
        description=INSERTED_WORDS,
        rbi=0,
        away_score=before.away_score,
        home_score=before.home_score,
        is_out=False,
        scoring=False,
        outs=before.outs if same_half else 0,
        balls=0,
        strikes=0,
        events=[],
        movements=[],
        on_base=before.on_base if same_half else (None, None, None),
        wild="",
        relieved=None,
        replaced=None,
        prolonged=False,
    )
    empty.note("Game Advisory", INSERTED_WORDS, empty.batter)
    return empty
