"""Cuts a game off after any of its events: plays, bases and line-ups as they stood then.

Everything is read from the finished record, so nothing is played again: substitutions are events,
and who stood where follows from them.
"""

from collections.abc import Iterable
from dataclasses import replace

from mlb_data_platform.simulator.records import (
    BASES,
    Action,
    Appearance,
    GameRecord,
    Pitch,
    Play,
    SideRecord,
)
from mlb_data_platform.simulator.rosters import Player
from mlb_data_platform.simulator.scoring import is_plate_appearance

_NOT_IN_THE_FIELD = frozenset({"11", "12"})


def cut_record(record: GameRecord, plays: int, events: int | None = None) -> GameRecord:
    """Return a game as it stood after so many plays, and so many events of the next.

    Args:
        record: The whole game.
        plays: How many plays are complete.
        events: How many events of the next play are known; None when it has not begun.

    Returns:
        A record whose last play is the one in progress, if one is: it has no result yet.
    """
    begun = record.plays[:plays]
    current = record.plays[plays] if events is not None else None
    shown = [*begun, *([replace(current, events=current.events[:events])] if current else [])]
    actions = [event for play in shown for event in play.events if isinstance(event, Action)]
    away, home = (
        _side_at(side, actions, _batters_done(begun, top=side is record.away))
        for side in (record.away, record.home)
    )
    cut = GameRecord(home=home, away=away, plays=list(begun))
    if current is not None and events is not None:
        cut.plays.append(_part(cut, current, events))
    return cut


def _batters_done(plays: Iterable[Play], *, top: bool) -> int:
    return sum(play.top == top and is_plate_appearance(play) for play in plays)


def _side_at(side: SideRecord, actions: Iterable[Action], batters: int) -> SideRecord:
    """Return a line-up as these substitutions have left it."""
    cut = replace(
        side,
        slots=list(side.slots),
        fielders={},
        pitchers=side.pitchers[:1],
        appearances={},
        up_next=batters % 9,
    )
    for appearance in side.appearances.values():
        if appearance.started:
            _enter(cut, appearance, appearance.positions[0])
    for action in actions:
        player, position = action.player, action.position
        if player is None or position is None or player.id not in side.appearances:
            continue
        known = cut.appearances.get(player.id)
        if known is None:
            _enter(cut, side.appearances[player.id], position)
            if position == "1":
                cut.pitchers.append(player)
        else:
            known.positions.append(position)
            _stand(cut, player, position)
    cut.notes = [note for note in side.notes if note.player.id in cut.appearances]
    return cut


def _enter(side: SideRecord, appearance: Appearance, position: str) -> None:
    player = appearance.player
    side.appearances[player.id] = replace(appearance, positions=[position])
    if appearance.batting_order:
        side.slots[int(appearance.batting_order[0]) - 1] = player
    _stand(side, player, position)


def _stand(side: SideRecord, player: Player, position: str) -> None:
    if position not in _NOT_IN_THE_FIELD:
        side.fielders[position] = player


def _part(cut: GameRecord, play: Play, events: int) -> Play:
    """Return a play in progress, and move the batting club's order on to its batter."""
    offense, defense = (cut.away, cut.home) if play.top else (cut.home, cut.away)
    before = cut.plays[-1] if cut.plays else None
    same_half = before is not None and before.top == play.top
    shown = play.events[:events]
    last = shown[-1] if shown else None
    moves = [move for move in play.movements if move.event_index < events]
    runs = sum(move.end == "score" for move in moves)
    away, home = (before.away_score, before.home_score) if before else (0, 0)
    part = replace(
        play,
        batter=offense.slots[offense.up_next],
        pitcher=defense.fielders["1"],
        catcher=defense.fielders["2"],
        event="",
        event_type="",
        description="",
        rbi=0,
        away_score=away + runs * play.top,
        home_score=home + runs * (not play.top),
        is_out=False,
        prolonged=any(isinstance(event, Pitch) and event.error for event in shown),
        scoring=runs > 0,
        outs=last.outs if last else before.outs if before and same_half else 0,
        balls=last.balls if last else 0,
        strikes=last.strikes if last else 0,
        events=shown,
        movements=moves,
        wild="",
    )
    if play.relieved and events <= play.relieved_at:
        part.relieved = None
    part.on_base = _bases_after(part, before.on_base if before and same_half else (None,) * 3)
    offense.up_next = (offense.up_next + 1) % 9
    return part


def _bases_after(play: Play, before: tuple[Player | None, ...]) -> tuple[Player | None, ...]:
    """Return who stands on the bases after a play's events so far."""
    bases = dict(zip(BASES, before, strict=True))
    for index, event in enumerate(play.events):
        if isinstance(event, Action) and event.base:
            # The rule's runner, or somebody who runs for another.
            bases[BASES[event.base - 1]] = event.player
        for move in play.movements:
            if move.event_index != index:
                continue
            if move.start:
                bases[move.start] = None
            if move.end in bases:
                bases[move.end] = move.runner
    return tuple(bases.values())
