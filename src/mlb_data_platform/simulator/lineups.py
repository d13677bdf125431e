# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Who plays: the first line-ups, pinch hitters and pitching changes."""

from random import Random

from mlb_data_platform.simulator.rates import PINCH_HITTER, REST_DAY
from mlb_data_platform.simulator.records import Action, Appearance, PinchNote, Play, SideRecord
from mlb_data_platform.simulator.rosters import (
    SPOKEN_POSITIONS,
    STARTER_COUNT,
    Player,
    Roster,
)

_STANDS_IN = {"2": "2", "6": "46", "5": "35", "8": "789"}
_LETTERS = "abcdefghijklmnop"


def build_side(roster: Roster, turn: int, rng: Random) -> SideRecord:
    """Choose the nine and the starting pitcher.

    Args:
        roster: The club's 26.
        turn: Games played before; the rotation goes round with it.
        rng: The game's dice.
    """
    bench = list(roster.bench)
    slots, fielders = [], {}
    appearances: dict[int, Appearance] = {}
    for place, regular in enumerate(roster.regulars):
        player = regular
        stand_in = _stand_in(bench, regular.position)
        if stand_in and rng.random() < REST_DAY:
            bench.remove(stand_in)
            bench.append(regular)
            player = stand_in
        slots.append(player)
        fielders[regular.position] = player
        appearances[player.id] = Appearance(
            player, f"{place + 1}00", [regular.position], started=True
        )
    starter = roster.rotation[turn % STARTER_COUNT]
    fielders["1"] = starter
    appearances[starter.id] = Appearance(starter, None, ["1"], started=True)
    return SideRecord(
        roster=roster,
        slots=slots,
        fielders=fielders,
        pitchers=[starter],
        appearances=appearances,
        bench=bench,
        bullpen=list(roster.bullpen),
    )


def ordinal(number: int) -> str:
    """Return the English ordinal, such as `1st`.

    Example:
        >>> [ordinal(n) for n in (1, 2, 3, 11, 21)]
        ['1st', '2nd', '3rd', '11th', '21st']
    """
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _stand_in(bench: list[Player], position: str) -> Player | None:
    return next((p for p in bench if position in _STANDS_IN.get(p.position, "")), None)


def pinch_hitter(side: SideRecord, rng: Random, inning: int) -> Player | None:
    """Choose a bench player to bat for the next man, or nobody."""
    due = side.slots[side.up_next]
    if inning < 7 or rng.random() >= PINCH_HITTER or due.position == "2":
        return None
    position = side.appearances[due.id].positions[-1]
    if position == "11":
        return None
    return (
        _stand_in(side.bench, position)
        if position != "10"
        else next((p for p in side.bench if p.position != "2"), None)
    )


def send_in(side: SideRecord, batter: Player, play: Play, outs: int) -> Action:
    """Let a pinch hitter bat in the next man's place, and say so."""
    place = side.up_next
    replaced = side.slots[place]
    side.substitutions[place] += 1
    order = f"{place + 1}{side.substitutions[place]:02d}"
    side.slots[place] = batter
    side.bench.remove(batter)
    letter = _LETTERS[len(side.notes)]
    side.appearances[batter.id] = Appearance(
        batter, order, ["11"], note=f"{letter}-", due_at=side.appearances[replaced.id].positions[-1]
    )
    side.notes.append(PinchNote(letter, batter, replaced, play.inning))
    return Action(
        "action",
        "Offensive Substitution",
        "offensive_substitution",
        f"Offensive Substitution: Pinch-hitter {batter.name} replaces {replaced.name}.",
        0,
        0,
        outs,
        play.away_score,
        play.home_score,
        player=batter,
        position="11",
        batting_order=order,
        replaced=replaced,
    )


def take_the_field(side: SideRecord, play: Play) -> list[Action]:
    """Let pinch hitters stay in the game at the positions of those they batted for."""
    actions = []
    for place, player in enumerate(side.slots):
        appearance = side.appearances[player.id]
        if appearance.positions[-1] != "11":
            continue
        position = appearance.due_at
        replaced = side.fielders[position]
        side.fielders[position] = player
        appearance.positions.append(position)
        actions.append(
            Action(
                "action",
                "Defensive Switch",
                "defensive_switch",
                f"{player.name} remains in the game as the {SPOKEN_POSITIONS[position]}.",
                0,
                0,
                0,
                play.away_score,
                play.home_score,
                player=player,
                position=position,
                batting_order=f"{place + 1}{side.substitutions[place]:02d}",
                replaced=replaced,
            )
        )
    return actions


def next_reliever(side: SideRecord, inning: int, lead: int) -> Player | None:
    """Choose who comes out of the bullpen; the best are kept for narrow late leads.

    Args:
        side: The club in the field.
        inning: 1 and up.
        lead: Runs ahead (negative: behind).
    """
    if not side.bullpen:
        return None
    if inning >= 9 and 0 <= lead <= 3:
        return side.bullpen[0]
    late_and_close = inning >= 7 and -1 <= lead <= 4 and len(side.bullpen) > 1
    return side.bullpen[1] if late_and_close else side.bullpen[-1]


def change_pitcher(side: SideRecord, pitcher: Player, play: Play, outs: int) -> Action:
    """Bring a reliever in, and say so."""
    replaced = side.fielders["1"]
    side.bullpen.remove(pitcher)
    side.fielders["1"] = pitcher
    side.pitchers.append(pitcher)
    side.appearances[pitcher.id] = Appearance(pitcher, None, ["1"])
    return Action(
        "action",
        "Pitching Substitution",
        "pitching_substitution",
        f"Pitching Change: {pitcher.name} replaces {replaced.name}.",
        0,
        0,
        outs,
        play.away_score,
        play.home_score,
        player=pitcher,
        position="1",
    )
