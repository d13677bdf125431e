# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Brings in those who did not start: pinch hitters and runners, fielders, pitchers."""

from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.lineups import ordinal, stands_in
from mlb_data_platform.simulator.records import Action, Appearance, PinchNote, Play, SideRecord
from mlb_data_platform.simulator.rosters import SPOKEN_POSITIONS, Player

PINCH_HITTER, PINCH_RUNNER = "11", "12"
_LETTERS = "abcdefghijklmnop"
_LATE = 7
_INJURIES = ("leg", "arm", "back", "side", "finger", "knee")
_FIELDS = {
    "2": "catcher",
    "3": "first base",
    "4": "second base",
    "5": "third base",
    "6": "shortstop",
    "7": "left field",
    "8": "center field",
    "9": "right field",
}


def pinch_hitter(side: SideRecord, rng: Random, inning: int) -> Player | None:
    """Choose a bench player to bat for the next man, or nobody."""
    due = side.slots[side.up_next]
    if inning < _LATE or rng.random() >= rates.PINCH_HITTER or due.position == "2":
        return None
    position = side.appearances[due.id].positions[-1]
    if position in (PINCH_HITTER, PINCH_RUNNER):
        return None
    return _from_bench(side, position)


def _from_bench(side: SideRecord, position: str) -> Player | None:
    """Find a bench player who could take over a position afterwards."""
    if position == "10":
        return next((player for player in side.bench if player.position != "2"), None)
    return stands_in(side.bench, position)


def pinch_runner(side: SideRecord, rng: Random, play: Play, runner: Player) -> Player | None:
    """Choose a quicker man for a slow one on base in a close late game, or nobody."""
    close = abs(play.home_score - play.away_score) <= 2
    if play.inning < 8 or not close or runner.speed > 0.95 or rng.random() >= rates.PINCH_RUNNER:
        return None
    position = side.appearances[runner.id].positions[-1]
    if position in (PINCH_HITTER, PINCH_RUNNER):
        return None
    fresh = _from_bench(side, position)
    return fresh if fresh and fresh.speed > runner.speed else None


def _enter(side: SideRecord, place: int, player: Player, position: str) -> str:
    """Put a bench player into a place of the batting order; return his batting-order number."""
    side.substitutions[place] += 1
    order = f"{place + 1}{side.substitutions[place]:02d}"
    side.slots[place] = player
    side.bench.remove(player)
    side.appearances[player.id] = Appearance(player, order, [position])
    return order


def _substitution(
    play: Play, outs: int, event: str, words: str, player: Player, position: str
) -> Action:
    return Action(
        "action",
        event,
        event.lower().replace(" ", "_"),
        words,
        0,
        0,
        outs,
        play.away_score,
        play.home_score,
        player=player,
        position=position,
    )


def send_in(side: SideRecord, batter: Player, play: Play, outs: int) -> Action:
    """Let a pinch hitter bat in the next man's place, and say so."""
    place = side.up_next
    replaced = side.slots[place]
    due_at = side.appearances[replaced.id].positions[-1]
    order = _enter(side, place, batter, PINCH_HITTER)
    letter = _LETTERS[sum(not note.runs for note in side.notes)]
    side.appearances[batter.id].note, side.appearances[batter.id].due_at = f"{letter}-", due_at
    side.notes.append(PinchNote(letter, batter, replaced, play.inning))
    words = f"Offensive Substitution: Pinch-hitter {batter.name} replaces {replaced.name}."
    action = _substitution(play, outs, "Offensive Substitution", words, batter, PINCH_HITTER)
    action.batting_order, action.replaced = order, replaced
    return action


def send_to_run(
    side: SideRecord, fresh: Player, runner: Player, base: int, play: Play, outs: int
) -> Action:
    """Let a pinch runner take a runner's place on base and in the order, and say so."""
    due_at = side.appearances[runner.id].positions[-1]
    order = _enter(side, side.slots.index(runner), fresh, PINCH_RUNNER)
    number = str(1 + sum(note.runs for note in side.notes))
    side.appearances[fresh.id].note, side.appearances[fresh.id].due_at = f"{number}-", due_at
    side.notes.append(PinchNote(number, fresh, runner, play.inning, runs=True))
    words = f"Offensive Substitution: Pinch-runner {fresh.name} replaces {runner.name}."
    action = _substitution(play, outs, "Offensive Substitution", words, fresh, PINCH_RUNNER)
    action.batting_order, action.replaced, action.base = order, runner, base + 1
    return action


def take_the_field(side: SideRecord, play: Play) -> list[Action]:
    """Let pinch hitters and runners stay in the game at the positions of those they replaced."""
    actions = []
    for place, player in enumerate(side.slots):
        appearance = side.appearances[player.id]
        if appearance.positions[-1] not in (PINCH_HITTER, PINCH_RUNNER):
            continue
        position = appearance.due_at
        replaced = side.fielders[position]
        side.fielders[position] = player
        appearance.positions.append(position)
        words = f"{player.name} remains in the game as the {SPOKEN_POSITIONS[position]}."
        action = _substitution(play, 0, "Defensive Switch", words, player, position)
        action.batting_order = f"{place + 1}{side.substitutions[place]:02d}"
        action.replaced = replaced
        actions.append(action)
    return actions


def defensive_replacement(side: SideRecord, rng: Random, play: Play, lead: int) -> list[Action]:
    """Send a fresh fielder out now and then, late in a game that is well in hand or narrowly won.

    Args:
        side: The club in the field.
        rng: The game's dice.
        play: The first play of the half inning.
        lead: Runs ahead (negative: behind).
    """
    if play.inning < _LATE + 1 or lead < 1 or rng.random() >= rates.DEFENSIVE_REPLACEMENT:
        return []
    for fresh in side.bench:
        for place, player in enumerate(side.slots):
            position = side.appearances[player.id].positions[-1]
            if position in _FIELDS and position == fresh.position and fresh is not player:
                return [_replace(side, fresh, place, position, play)]
    return []


def _replace(side: SideRecord, fresh: Player, place: int, position: str, play: Play) -> Action:
    replaced = side.slots[place]
    order = _enter(side, place, fresh, position)
    side.fielders[position] = fresh
    words = (
        f"Defensive Substitution: {fresh.name} replaces {SPOKEN_POSITIONS[position]} "
        f"{replaced.name}, batting {ordinal(place + 1)}, playing {_FIELDS[position]}."
    )
    action = _substitution(play, 0, "Defensive Sub", words, fresh, position)
    action.event_type = "defensive_substitution"
    action.batting_order, action.replaced = order, replaced
    return action


def change_pitcher(side: SideRecord, pitcher: Player, play: Play, outs: int) -> Action:
    """Bring a reliever in, and say so."""
    replaced = side.fielders["1"]
    side.bullpen.remove(pitcher)
    side.fielders["1"] = pitcher
    side.pitchers.append(pitcher)
    side.appearances[pitcher.id] = Appearance(pitcher, None, ["1"])
    words = f"Pitching Change: {pitcher.name} replaces {replaced.name}."
    return _substitution(play, outs, "Pitching Substitution", words, pitcher, "1")


def report_injury(side: SideRecord, play: Play, player: Player, position: str) -> None:
    """Say that somebody leaves hurt."""
    part = _INJURIES[player.id % len(_INJURIES)]
    who = f"{side.roster.club.club_name} {position} {player.name}"
    words = f"{who} left the game due to an injured {part}."
    play.note("Injury", words, player).injury = part
