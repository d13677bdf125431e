"""Games in progress for the tests of this folder, and a plain reading of RFC 6902 to check ours."""

from copy import deepcopy
from functools import cache
from typing import Any

import msgspec
import pytest

from mlb_data_platform.simulator import League, build_league
from mlb_data_platform.simulator.feed import build_copy
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.timeline import Step

Feed = dict[str, Any]
SEEDS = (3, pytest.param(11, marks=pytest.mark.nightly))


@cache
def league(seed: int) -> League:
    """Return a league by its seed; it never changes."""
    return build_league(seed=seed)


@cache
def opener(seed: int) -> Fixture:
    """Return the first game of 2024 in a league."""
    return league(seed).book(2024).fixtures[20240001]


def rained_on(seed: int, kind: str) -> list[Fixture]:
    """Return the games of 2024 that the rain did something to, in order."""
    book = league(seed).book(2024)
    return [book.fixtures[pk] for pk, rain in book.rain.items() if rain.kind == kind]


def steps(seed: int, fixture: Fixture) -> list[Step]:
    """Return a game's timeline."""
    return league(seed).timeline(fixture)


def copy_at(seed: int, fixture: Fixture, place: int) -> Feed:
    """Return a game's feed after one of its steps, as a reader of JSON meets it."""
    written = build_copy(league(seed), fixture, place)
    return msgspec.json.decode(msgspec.json.encode(written))


@cache
def opener_copies(seed: int) -> list[Feed]:
    """Return the first game's feed after each of its steps."""
    places = range(len(steps(seed, opener(seed))))
    return [copy_at(seed, opener(seed), place) for place in places]


def turning_points(seed: int, fixture: Fixture) -> list[Feed]:
    """Return a game's feed where its state changes, and now and then in between."""
    listed = steps(seed, fixture)
    places = [
        place
        for place, step in enumerate(listed)
        if place % 40 == 0 or step.state != listed[place - 1].state or step == listed[-1]
    ]
    return [copy_at(seed, fixture, place) for place in places]


def state(feed: Feed) -> str:
    """Return a feed's state in the API's words."""
    return feed["gameData"]["status"]["detailedState"]


def apply(document: object, operations: list[dict[str, Any]]) -> object:
    """Apply JSON Patch operations as RFC 6902 says, to a copy."""
    return apply_here(deepcopy(document), operations)


def apply_here(document: Any, operations: list[dict[str, Any]]) -> Any:
    """Apply JSON Patch operations to a document itself."""
    for operation in operations:
        kind, path = operation["op"], operation["path"]
        value = deepcopy(operation.get("value"))
        if kind == "copy":
            value = deepcopy(look_up(document, operation["from"]))
        elif kind == "move":
            value = look_up(document, operation["from"])
            _remove(document, operation["from"])
        if path == "":
            document = value
        elif kind == "remove":
            _remove(document, path)
        elif kind == "replace":
            look_up(document, path)
            _put(document, path, value, insert=False)
        else:
            _put(document, path, value, insert=True)
    return document


def _keys(path: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in path.split("/")[1:]]


def look_up(node: Any, path: str) -> Any:
    for key in _keys(path):
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def _parent(document: Any, path: str) -> tuple[Any, str]:
    above, _, key = path.rpartition("/")
    return look_up(document, above), key.replace("~1", "/").replace("~0", "~")


def _remove(document: Any, path: str) -> None:
    parent, key = _parent(document, path)
    del parent[int(key) if isinstance(parent, list) else key]


def _put(document: Any, path: str, value: Any, *, insert: bool) -> None:
    parent, key = _parent(document, path)
    if isinstance(parent, dict):
        parent[key] = value
    elif insert:
        assert int(key) <= len(parent)
        parent.insert(int(key), value)
    else:
        parent[int(key)] = value
