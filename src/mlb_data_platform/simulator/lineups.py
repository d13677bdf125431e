"""Who plays: the first line-ups, and who comes out of the bullpen."""

from itertools import repeat
from random import Random

from mlb_data_platform.simulator.rates import CLOSER_RESTS, RELIEVER_RESTS, REST_DAY
from mlb_data_platform.simulator.records import Appearance, SideRecord
from mlb_data_platform.simulator.rosters import STARTER_COUNT, Player, Roster

_STANDS_IN = {"2": "2", "6": "46", "5": "35", "8": "789"}
_LAST_INNING, _LATE_INNING = 9, 7


def build_side(roster: Roster, turn: int, rng: Random) -> SideRecord:
    """Choose the nine, the starting pitcher, and the relievers who are fresh enough.

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
        stand_in = stands_in(bench, regular.position)
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
        bullpen=_fresh_relievers(roster, rng),
    )


def _fresh_relievers(roster: Roster, rng: Random) -> list[Player]:
    """Leave out those who pitched yesterday: many rest on a given day, the closer less often."""
    chances = (CLOSER_RESTS, *repeat(RELIEVER_RESTS, len(roster.bullpen) - 1))
    fresh = [
        pitcher
        for pitcher, rests in zip(roster.bullpen, chances, strict=True)
        if rng.random() >= rests
    ]
    return fresh or list(roster.bullpen)


def ordinal(number: int) -> str:
    """Return the English ordinal, such as `1st`.

    Example:
        >>> [ordinal(n) for n in (1, 2, 3, 11, 21)]
        ['1st', '2nd', '3rd', '11th', '21st']
    """
    teens = 10 <= number % 100 <= 20  # noqa: PLR2004  (English)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def stands_in(bench: list[Player], position: str) -> Player | None:
    """Find somebody on the bench who can play a position."""
    return next((p for p in bench if position in _STANDS_IN.get(p.position, "")), None)


def next_reliever(side: SideRecord, inning: int, lead: int) -> Player | None:
    """Choose who comes out of the bullpen; the best are kept for narrow late leads.

    Args:
        side: The club in the field.
        inning: 1 and up.
        lead: Runs ahead (negative: behind).
    """
    if not side.bullpen:
        return None
    if inning >= _LAST_INNING and 0 <= lead <= 3:  # noqa: PLR2004  (a save)
        return side.bullpen[0]
    late_and_close = inning >= _LATE_INNING and -1 <= lead <= 4 and len(side.bullpen) > 1  # noqa: PLR2004
    return side.bullpen[1] if late_and_close else side.bullpen[-1]
