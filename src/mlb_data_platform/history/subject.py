"""What the comparison has to know about an answer, as data: one `Subject` for each raw table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mlb_data_platform.history.change import Element, Standing
from mlb_data_platform.history.matching import Key

ANY_KEYS: tuple[Key, ...] = (
    ("id",),
    ("gamePk",),
    ("person.id",),
    ("player.id",),
    ("team.id",),
    ("date",),
    ("seasonId",),
    ("code",),
    ("num",),
    ("label",),
    ("title",),
    ("name",),
)
"""Keys tried in lists that a subject says nothing about."""


@dataclass(frozen=True, slots=True)
class Place:
    """An element in words, and the keys by which tables know it.

    Attributes:
        words: For a fan: `play 41, bottom 6th, José Ramírez`.
        keys: For a machine: `{"at_bat_index": 41}`.
        is_main: What a fan asks about: a play, a player, a game; not an inning or a club.
    """

    words: str
    keys: Mapping[str, object] = field(default_factory=dict)
    is_main: bool = False


Namer = Callable[[Element], Place]
Gist = Callable[[object], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """How to compare the answers of one raw table, and how to speak about them.

    Patterns are paths with `*` for positions, sides and ids; a branch or standing holds for all
    that lies below.

    Attributes:
        facts: What to show of each version: name and path. A path that ends with `*` counts.
        shown: Columns of a version in words: title, and the facts that make it.
        keys: Keys of the elements of a list, by the pattern of its elements.
        numbers: Names of fields that only tell positions in lists.
        branches: Part of the answer by pattern, first hit wins; else the path's first step.
        order: Branches as they are to be told.
        standings: What says little, by pattern, first hit wins; else content.
        repeats: A pattern, and the path of what it repeats; it stands for itself where it differs.
        names: What to call an element, by pattern; others have no name.
        gists: What an element that came or went was about, by pattern.
    """

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keys: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    numbers: frozenset[str] = frozenset()
    branches: tuple[tuple[str, str], ...] = ()
    order: tuple[str, ...] = ()
    standings: tuple[tuple[str, Standing], ...] = ()
    repeats: tuple[tuple[str, tuple[str | int, ...]], ...] = ()
    names: Mapping[str, Namer] = field(default_factory=dict)
    gists: Mapping[str, Gist] = field(default_factory=dict)


def lies_below(pattern: str, above: str) -> bool:
    """Whether a pattern is another one, or below it.

    Example:
        >>> lies_below("metaData.wait", "metaData"), lies_below("metaDataX", "metaData")
        (True, False)
    """
    return pattern == above or pattern.startswith(f"{above}.")
