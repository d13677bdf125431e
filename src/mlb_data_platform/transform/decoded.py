"""Levels of documents that msgspec decoded into dicts of the mapped fields.

It takes whatever the compiled reader leaves (`columnar.py`), and everything where that is not
there. Arrow makes columns of all fields of a level in one go.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain, repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping.decoder import ITEM, VALUE, Node
from mlb_data_platform.mapping.model import Level, LevelKind
from mlb_data_platform.transform.items import MISFITS, Distinct, Inner, Steps

_EMPTY: dict[str, Any] = {}
"""What stands for an object that is absent or null."""


class Decoded:
    """Items of one level as Python objects; a `Content`, see there.

    Args:
        items: Dicts of those mapped keys that are there, or values.
        node: Their place in the tree.
    """

    def __init__(self, items: list[Any], node: Node) -> None:
        self.node = node
        self._items = items
        self._columns: dict[Steps, pa.Array] | None = None
        self._values: dict[Steps, list[Any]] = {}

    def __len__(self) -> int:
        """How many items."""
        return len(self._items)

    def column(self, steps: Steps) -> pa.Array | None:
        """The values at a path below every item; see `Content`."""
        if self._columns is None:
            self._columns = dict(_columns(self._items, self.node))
        return self._columns.get(steps)

    def columns(self, wanted: Sequence[Steps]) -> list[pa.Array | None]:
        """The values at several paths; see `Content`."""
        return [self.column(steps) for steps in wanted]

    def distinct(self, steps: Steps) -> Distinct | None:
        """The values at a path below every item, each once; see `Content`."""
        column = self.column(steps)
        return None if column is None else distinct_of(column)

    def values(self, steps: Steps) -> list[Any]:
        """The values at a path below every item as they were decoded; see `Content`."""
        if not steps:
            return self._items
        found = self._values.get(steps)
        if found is None:
            key = steps[-1]
            found = self._values[steps] = [one.get(key) for one in self._objects(steps[:-1])]
        return found

    def parsed(self, steps: Steps) -> pa.Array | None:  # noqa: ARG002
        """Nothing is parsed yet; see `Content`."""
        return None

    def say_any(self, ways: Sequence[Steps]) -> pa.Array | None:
        """Whether each item says anything at one of several paths; see `Content`."""
        never = pa.repeat(pa.scalar(False), len(self))
        return reduce(pc.or_, map(self._is_there, ways), never)

    def _is_there(self, steps: Steps) -> pa.Array:
        column = self.column(steps)
        if column is not None:
            return column.is_valid()
        return pa.array([value is not None for value in self.values(steps)], pa.bool_())

    def only(self, rows: pa.Array) -> "Decoded":
        """Some of the items; see `Content`."""
        return Decoded([self._items[row] for row in rows.to_pylist()], self.node)

    def _objects(self, steps: Steps) -> list[dict[str, Any]]:
        return [one or _EMPTY for one in self.values(steps)] if steps else self._items

    def inner(self, level: Level) -> Inner:
        """All items one level further down; see `Content`."""
        if level.kind is LevelKind.ARRAY:
            arrays: list[list[Any]] = [array or [] for array in self.values(level.steps)]
            keys: Iterable[int | str] = chain.from_iterable(map(range, map(len, arrays)))
            node, kind = self.node.at((*level.steps, ITEM)), pa.int32()
        elif level.kind is LevelKind.VALUES:
            held = self._objects(level.steps)
            arrays, keys = [list(one.values()) for one in held], chain.from_iterable(held)
            node, kind = self.node.at((*level.steps, VALUE)), pa.string()
        else:
            found = [_alternatives(one, level) for one in self._objects(level.steps)]
            arrays = [[value for _, value in one] for one in found]
            keys = (name for one in found for name, _ in one)
            node, kind = self.node.at((*level.steps, level.names[0])), pa.string()
        counts = map(len, arrays)
        parents = chain.from_iterable(map(repeat, range(len(arrays)), counts))
        return Inner(
            content=Decoded(list(chain.from_iterable(arrays)), node),
            parents=pa.array(parents, pa.int32()),
            keys=_keys(list(keys), kind),
        )


def _keys(keys: list[int | str], kind: pa.DataType) -> pa.Array:
    """Keys as Arrow holds them; null for one that is no text, such as half of a surrogate pair."""
    try:
        return pa.array(keys, kind)
    except ValueError:
        return pa.array([key if str(key).isprintable() else None for key in keys], kind)


def distinct_of(column: pa.Array) -> Distinct | None:
    """The values of a column, each once; None for a type whose values Arrow does not compare."""
    if pa.types.is_nested(column.type):
        return None
    encoded = column.dictionary_encode()
    return Distinct(encoded.dictionary.to_pylist(), encoded.indices)


def _columns(items: list[Any], node: Node) -> Iterator[tuple[Steps, pa.Array]]:
    """Every leaf within reach of items at one place, by its path; none if a value does not fit."""
    if node.arrow is None:
        return
    try:
        array = pa.array(items, node.arrow)
    except MISFITS:
        return
    yield from _leaves((), array)


def _leaves(steps: Steps, array: pa.Array) -> Iterator[tuple[Steps, pa.Array]]:
    if not pa.types.is_struct(array.type):
        yield steps, array
        return
    for key, inner in zip(array.type.names, array.flatten(), strict=True):
        yield from _leaves((*steps, key), inner)


def _alternatives(holder: dict[str, Any], level: Level) -> list[tuple[str, Any]]:
    """The named values that are there; an absent one makes no row."""
    named = ((name, holder.get(name)) for name in level.names)
    return [(name, value) for name, value in named if value is not None]
