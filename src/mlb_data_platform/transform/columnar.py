"""Levels whose columns compiled code read straight out of JSON text (`src/native`, ADR 0024).

No Python object is made for a value. What is unusual in any way makes the reader say so, and the
whole batch goes through the decoder in Python (`decoded.py`), which finds out what it is; both give
the same rows. Where the compiled code is not there, everything goes that way.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping.decoder import ITEM, VALUE, Node
from mlb_data_platform.mapping.model import Level, LevelKind
from mlb_data_platform.transform.columnar_answer import Answer, Objects, Part, counted
from mlb_data_platform.transform.columnar_plan import Plan
from mlb_data_platform.transform.items import Distinct, Inner, Steps

try:
    from mlb_data_platform.transform import _columnar
except ImportError:
    IS_COMPILED = False
else:
    IS_COMPILED = True


class ColumnarReader:
    """Reads documents into columns; compiled once for a mapping, for any number of threads.

    Only to be made where `IS_COMPILED`.

    Args:
        tree: The places that the mapping reads.
    """

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._plan = Plan()
        root = self._plan.node(tree, 0, ())
        self._compiled = root, tuple(self._plan.columns), tuple(self._plan.levels)
        self._schemas = self._plan.schemas()
        self._of_thread = threading.local()

    def read(self, bodies: Sequence[bytes]) -> "Columnar | None":
        """Read documents.

        Args:
            bodies: JSON texts.

        Returns:
            The documents as items; None where one of them has something that is not as the mapping
            says, or that is written in an unusual way.
        """
        # What is written to while reading belongs to one thread; the plan is everybody's.
        mine = self._of_thread
        if not hasattr(mine, "reader"):
            mine.reader = _columnar.compile_plan(*self._compiled)
        answer = _columnar.read_documents(mine.reader, tuple(bodies))
        if answer is None:
            return None
        levels = map(_Exported, self._schemas, answer)
        found = Answer(self._plan, [pa.record_batch(one) for one in levels])
        try:
            found.check()
        except msgspec.MsgspecError:
            return None
        return Columnar(self._tree, Objects(found, (Part(0, ()),)))


@dataclass(frozen=True, slots=True)
class _Exported:
    """A level on its way into Arrow, by the protocol of its C data interface."""

    schema: pa.Schema
    array: object

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Capsules of the types and of the values."""
        return self.schema.__arrow_c_schema__(), self.array


class Columnar:
    """Items of one level in the columns that the compiled reader made; a `Content`, see there.

    Args:
        node: Their place in the tree; the first one's, where they are alternatives.
        objects: They, and perhaps others.
        order: Brings the objects into the order of the document, or says which of them are left.
    """

    def __init__(self, node: Node, objects: Objects, order: pa.Array | None = None) -> None:
        self.node = node
        self._objects = objects
        self._order = order

    def __len__(self) -> int:
        """How many items."""
        return len(self._objects if self._order is None else self._order)

    def column(self, steps: Steps) -> pa.Array | None:
        """The values at a path below every item; see `Content`."""
        found = self._objects.column(steps)
        return None if found is None else self._ordered(found)

    def columns(self, wanted: Sequence[Steps]) -> list[pa.Array | None]:
        """The values at several paths; see `Content`."""
        return self._objects.columns(wanted, self._order)

    def parsed(self, steps: Steps) -> pa.Array | None:
        """What a column makes of the values; see `Content`."""
        return self.column(steps) if self._objects.is_parsed(steps) else None

    def say_any(self, ways: Sequence[Steps]) -> pa.Array | None:
        """Whether each item says anything at one of several paths; see `Content`."""
        return self._objects.say_any(ways, self._order)

    def only(self, rows: pa.Array) -> "Columnar":
        """Some of the items; see `Content`."""
        order = rows if self._order is None else self._order.take(rows)
        return Columnar(self.node, self._objects, order)

    def distinct(self, steps: Steps) -> Distinct:
        """The values at a path below every item, each once a part; see `Content`."""
        found = self._objects.distinct(steps)
        return Distinct(found.values, self._ordered(found.indices))

    def values(self, steps: Steps) -> list[Any]:
        """The values at a path below every item as Python objects; see `Content`."""
        column = self.column(steps)
        if column is not None:
            return list(column.to_pylist())
        found = self.distinct(steps)
        return [None if one is None else found.values[one] for one in found.indices.to_pylist()]

    def inner(self, level: Level) -> Inner:
        """All items one level further down; see `Content`."""
        if level.kind is LevelKind.ALTERNATIVES:
            return self._alternatives(level)
        step = ITEM if level.kind is LevelKind.ARRAY else VALUE
        node = self.node.at((*level.steps, step))
        answer = self._objects.answer
        found = [self._contained(number, level.steps) for number in range(len(self._objects.parts))]
        of_parts = [Part(inside, (), rows) for inside, rows, _ in found]
        keys = [
            answer.keys(inside) if rows is None else answer.keys(inside).take(rows)
            for inside, rows, _ in found
        ]
        parents = [parents for _, _, parents in found]
        if len(of_parts) == 1 and self._order is None:
            return Inner(Columnar(node, Objects(answer, tuple(of_parts))), parents[0], keys[0])
        return self._in_order(node, of_parts, parents, keys)

    def _contained(self, number: int, steps: Steps) -> tuple[int, pa.Array | None, pa.Array]:
        """The level of a part's containers, those of its rows that count, and their parents."""
        parts, answer = self._objects.parts, self._objects.answer
        part = parts[number]
        inside = answer.plan.level_at[part.level, (*part.lead, *steps)]
        parents = answer.parents(inside)
        if part.rows is None and len(parts) == 1 and self._order is None:
            return inside, None, parents
        if part.rows is None:
            return inside, None, self._places_of[number].take(parents)
        mine = pc.index_in(parents, part.rows)
        rows = pc.indices_nonzero(mine.is_valid()).cast(pa.int32())
        return inside, rows, self._places_of[number].take(mine.take(rows))

    def _alternatives(self, level: Level) -> Inner:
        answer = self._objects.answer
        parts, parents, names = [], [], []
        for number, part in enumerate(self._objects.parts):
            for name in level.names:
                lead = (*part.lead, *level.steps, name)
                there = answer.rows_with(answer.plan.column_at[part.level, lead])
                place = pc.index_in(there, self._objects.rows_of[number])
                mine = pc.indices_nonzero(place.is_valid())
                rows = there.take(mine)
                is_all = len(rows) == answer.levels[part.level].num_rows
                parts.append(Part(part.level, lead, None if is_all else rows))
                parents.append(self._places_of[number].take(place.take(mine)))
                names.append(pa.array([name] * len(rows), pa.string()))
        node = self.node.at((*level.steps, level.names[0]))
        return self._in_order(node, parts, parents, names)

    @cached_property
    def _places_of(self) -> list[pa.Array]:
        """For each part the items that its rows are here."""
        places = counted(len(self))
        if self._order is not None:
            places = pc.sort_indices(self._order).cast(pa.int32())
        rows_of = self._objects.rows_of
        ends = list(accumulate(map(len, rows_of)))
        return [
            places.slice(end - len(rows), len(rows))
            for end, rows in zip(ends, rows_of, strict=True)
        ]

    def _in_order(
        self, node: Node, parts: list[Part], parents: list[pa.Array], keys: list[pa.Array]
    ) -> Inner:
        """The items of several parts in the order of their parents; a part's keep theirs."""
        objects = Objects(self._objects.answer, tuple(parts))
        parent, key = pa.concat_arrays(parents), pa.concat_arrays(keys)
        order = pc.sort_indices(parent).cast(pa.int32())
        if order.equals(counted(len(order))):
            return Inner(Columnar(node, objects), parent, key)
        return Inner(Columnar(node, objects, order), parent.take(order), key.take(order))

    def _ordered(self, column: pa.Array) -> pa.Array:
        """A column of the objects as one of the items."""
        return column if self._order is None else column.take(self._order)
