"""One level of a table's way into the documents, such as all events of all plays.

A level is read in columns, never value by value; what an enclosing level says is read once there
and repeated by Arrow. Where the columns come from is the business of its `Content`: text read by
compiled code (`columnar.py`), or documents decoded into Python objects (`decoded.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping.decoder import Node
from mlb_data_platform.mapping.model import Level

MISFITS = (ValueError, OverflowError, pa.ArrowException)
"""What a value raises that is of the right type and still nothing a column can hold."""

Steps: TypeAlias = tuple[str, ...]
"""Keys that lead from an object to something below it."""


def _nothing() -> pa.Array:
    return pa.array([], pa.int32())


class Distinct(NamedTuple):
    """The values of a column, each of them once.

    Attributes:
        values: What was decoded, never None.
        indices: For each item the index of its value; null where it has none.
    """

    values: list[Any]
    indices: pa.Array


class Inner(NamedTuple):
    """The items one level further down.

    Attributes:
        content: The items.
        parents: For each the index of its enclosing item, int32, ascending.
        keys: For each its array position, or its key in the enclosing object.
    """

    content: "Content"
    parents: pa.Array
    keys: pa.Array


class Content(Protocol):
    """What the items of one level hold, in columns."""

    node: Node

    def __len__(self) -> int:
        """How many items."""
        ...

    def column(self, steps: Steps) -> pa.Array | None:
        """The values at a path below every item, null where absent; no path: the items themselves.

        None where Arrow cannot hold what was decoded: values of several types, or one that is
        too much for the type.
        """
        ...

    def columns(self, wanted: Sequence[Steps]) -> list[pa.Array | None]:
        """The same for several paths, for less than one after the other."""
        ...

    def distinct(self, steps: Steps) -> Distinct | None:
        """One column, each value once; None where that takes as long as looking at all of it."""
        ...

    def values(self, steps: Steps) -> list[Any]:
        """The same as Python objects, one an item, None where absent."""
        ...

    def parsed(self, steps: Steps) -> pa.Array | None:
        """What a column makes of the values, null also for "no value"; None where it is not known.

        Where it is known, it is all that is known: nobody asks for the values themselves.
        """
        ...

    def say_any(self, ways: Sequence[Steps]) -> pa.Array | None:
        """Whether each item says anything at one of several paths, were it in words "no value".

        None for all of them.
        """
        ...

    def only(self, rows: pa.Array) -> "Content":
        """Some of the items, by their index; nobody asks these for what is further down."""
        ...

    def inner(self, level: Level) -> Inner:
        """All items one level further down, in document order; none where the place is absent."""
        ...


@dataclass(slots=True, kw_only=True)
class Items:
    """All items of one level, in order, with the way back to the level above.

    Attributes:
        content: What they hold.
        above: The enclosing level; None for the documents themselves.
        parents: For each item the index of its enclosing item.
        keys: For each item its array position, or its key in the enclosing object.
        level: How the items were found; None for the documents.
    """

    content: Content
    above: "Items | None" = None
    parents: pa.Array = field(default_factory=_nothing)
    keys: pa.Array = field(default_factory=_nothing)
    level: Level | None = None
    _climbed: dict[int, tuple["Items", pa.Array | None]] = field(default_factory=dict)
    _read: dict[object, pa.Array] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many items."""
        return len(self.content)

    def inside(self, level: Level) -> "Items":
        """All items one level further down."""
        content, parents, keys = self.content.inner(level)
        return Items(content=content, above=self, parents=parents, keys=keys, level=level)

    def holding(self, steps: Steps) -> "Items":
        """Only the items with a value below them: this one, or any of the object there."""
        ways = [(*steps, *way) for way in self.content.node.at(steps).ways]
        is_kept = self.content.say_any(ways)
        if is_kept is None or is_kept.true_count == len(self):
            return self
        kept = pc.indices_nonzero(is_kept).cast(pa.int32())
        return Items(
            content=self.content.only(kept),
            above=self.above,
            parents=self.parents.take(kept),
            keys=self.keys.take(kept),
            level=self.level,
        )

    def climb(self, up: int) -> tuple["Items", pa.Array | None]:
        """The level so many above, and each item's index there (None: the same level)."""
        if not up:
            return self, None
        found = self._climbed.get(up)
        if found is None:
            level, index = self.climb(up - 1)
            assert level.above is not None, "the mapping's reader checks the depth"
            found = level.above, level.parents if index is None else level.parents.take(index)
            self._climbed[up] = found
        return found

    def read_once(self, name: object, read: Callable[[], pa.Array | None]) -> pa.Array | None:
        """A column of these very items, which tables below them want again and again."""
        found = self._read.get(name)
        if found is None and (found := read()) is not None:
            self._read[name] = found
        return found

    @property
    def depth(self) -> int:
        """How many levels stand above; 0 for the documents."""
        return 0 if self.above is None else self.above.depth + 1

    def document_of(self, row: int) -> int:
        """The index of the document that an item stands in."""
        if self.above is None:
            return row
        return self.above.document_of(self.parents[row].as_py())

    def path(self, row: int) -> str:
        """JSON path of one item, for messages."""
        if self.above is None or self.level is None:
            return "$"
        lead = ".".join((self.above.path(self.parents[row].as_py()), *self.level.steps))
        key = self.keys[row].as_py()
        return f"{lead}[{key}]" if isinstance(key, int) else f"{lead}.{key}"
