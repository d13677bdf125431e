"""What a set of feeds looks like: where values stand, of which type, and which words are used."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

PLAYER_KEY = re.compile(r"ID\d+|\d+")
"""Keys that name a thing instead of a field: `ID660271`."""

MOST_WORDS = 400
"""More different values than this are no vocabulary."""

_TYPES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


@dataclass(slots=True)
class PathProfile:
    """One path pattern over all feeds.

    Attributes:
        feeds: In how many feeds it occurs.
        values: How often it occurs.
        types: JSON types met there; `integer` is told from `number`.
        words: Strings and how often they stand there, up to `MOST_WORDS` different ones.
    """

    feeds: int = 0
    values: int = 0
    types: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Profile:
    """All path patterns of a set of feeds.

    Attributes:
        feeds: How many were looked at.
        paths: By pattern, such as `liveData.plays.allPlays[*].result.rbi`.
    """

    feeds: int = 0
    paths: dict[str, PathProfile] = field(default_factory=lambda: defaultdict(PathProfile))

    def leaves(self) -> dict[str, PathProfile]:
        """Return the patterns that hold values: scalars, and containers that are always empty."""
        inner = {_parent(path) for path in self.paths}
        return {path: one for path, one in self.paths.items() if path not in inner}


def _parent(path: str) -> str:
    if path.endswith("[*]"):
        return path[:-3]
    return path.rpartition(".")[0]


def build_profile(feeds: Iterable[object]) -> Profile:
    """Look at every value of every feed.

    Args:
        feeds: Decoded JSON documents; taken one at a time and not kept.

    Example:
        >>> profile = build_profile([{"players": {"ID7": {"age": 30}}}, {"players": {}}])
        >>> [(path, one.feeds, sorted(one.types)) for path, one in profile.leaves().items()]
        [('players.*.age', 1, ['integer'])]
    """
    profile = Profile()
    for feed in feeds:
        profile.feeds += 1
        met: set[str] = set()
        _look(feed, "", profile.paths, met)
        for path in met:
            profile.paths[path].feeds += 1
    return profile


def _look(value: object, path: str, paths: dict[str, PathProfile], met: set[str]) -> None:
    """Note a value and all that is below it."""
    if path:
        met.add(path)
        one = paths[path]
        one.values += 1
        one.types.add(_TYPES[type(value)])
        if isinstance(value, str) and len(one.words) <= MOST_WORDS:
            one.words[value] += 1
    if isinstance(value, dict):
        for key, inner in value.items():
            _look(inner, _below(path, key), paths, met)
    elif isinstance(value, list):
        below = _below(path, None)
        for inner in value:
            _look(inner, below, paths, met)


@cache
def _below(path: str, key: str | None) -> str:
    """Return the pattern of what a key of an object holds, or of a list's items for None."""
    if key is None:
        return f"{path}[*]"
    step = "*" if PLAYER_KEY.fullmatch(key) else key
    return f"{path}.{step}" if path else step
