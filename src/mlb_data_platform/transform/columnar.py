"""Levels whose columns compiled code read straight out of JSON text (`src/native`, ADR 0024).

No Python object is made for a value. What is unusual in any way makes the reader say so, and the
whole batch goes through the decoder in Python (`decoded.py`), which finds out what it is; both give
the same rows. Where the compiled code is not there, everything goes that way.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping.decoder import ITEM, VALUE, Node
from mlb_data_platform.mapping.model import Level, LevelKind
from mlb_data_platform.transform.columnar_plan import ARROW, PARSED, TEXTS, Plan
from mlb_data_platform.transform.items import Distinct, Inner, Steps

try:
    from mlb_data_platform.transform import _columnar
except ImportError:
    IS_COMPILED = False
else:
    IS_COMPILED = True


class _Level(NamedTuple):
    rows: int
    parents: bytes
    key_offsets: bytes | None
    keys: bytes


_Column: TypeAlias = tuple[int, bytes | None, bytes | None, bytes]
"""How many nulls, which rows have a value, where texts end (or what stands there), the values."""


class ColumnarReader:
    """Reads documents into columns; compiled once for a mapping.

    Only to be made where `IS_COMPILED`.

    Args:
        tree: The places that the mapping reads.
    """

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._plan = Plan()
        root = self._plan.node(tree, 0, ())
        self._reader = _columnar.compile_plan(
            root, tuple(self._plan.columns), tuple(self._plan.levels)
        )

    def read(self, bodies: Sequence[bytes]) -> "Columnar | None":
        """Read documents.

        Args:
            bodies: JSON texts.

        Returns:
            The documents as items; None where one of them has something that is not as the mapping
            says, or that is written in an unusual way.
        """
        answer = _columnar.read_documents(self._reader, tuple(bodies))
        if answer is None:
            return None
        levels, columns = answer
        found = _Answer(self._plan, [_Level(*one) for one in levels], columns)
        try:
            found.check()
        except msgspec.MsgspecError:
            return None
        return Columnar(found, self._tree, (_Part(0, ()),))


class _Answer:
    """What the reader found, made into Arrow arrays when somebody asks."""

    def __init__(self, plan: Plan, levels: list[_Level], columns: list[_Column]) -> None:
        self.plan = plan
        self.levels = levels
        self._columns = columns
        self._arrays: dict[int, pa.Array] = {}
        self._distinct: dict[int, Distinct] = {}

    def check(self) -> None:
        """Decode what was kept as written and could still be of a wrong type.

        Raises:
            msgspec.MsgspecError: It is.
        """
        for number in self.plan.undecided:
            if self._columns[number][-1]:
                self.distinct(number)

    def is_parsed(self, number: int) -> bool:
        """Whether a column holds what became of the values, and no longer what they were."""
        return self.plan.columns[number][1] in PARSED.values()

    def is_there(self, number: int) -> pa.Array:
        """Whether something stands there, a row."""
        level, _, _ = self.plan.columns[number]
        if not self.is_parsed(number):
            return self._array(number).is_valid()
        _, _, is_there, _ = self._columns[number]
        buffers = [None, pa.py_buffer(is_there)]
        return pa.Array.from_buffers(pa.bool_(), self.levels[level].rows, buffers, 0)

    def column(self, number: int) -> pa.Array | None:
        """A column; None where its values are of several types."""
        found = self._arrays.get(number)
        if found is None:
            node = self.plan.nodes[number]
            if self.plan.columns[number][1] != "r":
                found = self._array(number)
            elif node is None or node.arrow is None:
                return None
            else:
                values, indices = self.distinct(number)
                found = pa.array(values, node.arrow).take(indices)
            self._arrays[number] = found
        return found

    def distinct(self, number: int) -> Distinct:
        """The values of a column, each once."""
        found = self._distinct.get(number)
        if found is None:
            node = self.plan.nodes[number]
            assert node is not None, "whether an object is there is not asked value by value"
            encoded = self._array(number).dictionary_encode()
            if self.plan.columns[number][1] == "r":
                text = ",".join(encoded.dictionary.to_pylist())
                values = msgspec.json.decode(f"[{text}]", type=list[node.wire])  # type: ignore[name-defined]
            else:
                values = encoded.dictionary.to_pylist()
            found = self._distinct[number] = Distinct(values, encoded.indices)
        return found

    def rows_with(self, number: int) -> pa.Array:
        """The rows that have a value in a column, ascending."""
        return pc.indices_nonzero(self.is_there(number)).cast(pa.int32())

    def _array(self, number: int) -> pa.Array:
        level, kind, _ = self.plan.columns[number]
        nulls, valid, offsets, values = self._columns[number]
        parts = (valid, offsets, values) if kind in TEXTS else (valid, values)
        buffers = [None if part is None else pa.py_buffer(part) for part in parts]
        return pa.Array.from_buffers(ARROW[kind], self.levels[level].rows, buffers, nulls)

    def parents(self, level: int) -> pa.Array:
        """The enclosing row of each item."""
        one = self.levels[level]
        return pa.Array.from_buffers(pa.int32(), one.rows, [None, pa.py_buffer(one.parents)], 0)

    def keys(self, level: int) -> pa.Array:
        """The position of each item, or its key."""
        one = self.levels[level]
        if one.key_offsets is None:
            return pa.Array.from_buffers(pa.int32(), one.rows, [None, pa.py_buffer(one.keys)], 0)
        buffers = [None, pa.py_buffer(one.key_offsets), pa.py_buffer(one.keys)]
        return pa.Array.from_buffers(pa.string(), one.rows, buffers, 0)


class _Part(NamedTuple):
    """Objects within reach of one level's items.

    Attributes:
        level: The level.
        lead: The keys that lead to them.
        rows: The level's rows that have one, ascending; None for all.
    """

    level: int
    lead: Steps
    rows: pa.Array | None = None


class Columnar:
    """Items of one level in the columns that the compiled reader made; a `Content`, see there.

    Args:
        answer: All columns.
        node: Their place in the tree; the first one's, where they are alternatives.
        parts: Where they come from.
        order: Brings the parts' items, one part after the other, into the order of the document.
    """

    def __init__(
        self,
        answer: _Answer,
        node: Node,
        parts: tuple[_Part, ...],
        order: pa.Array | None = None,
    ) -> None:
        self.node = node
        self._answer = answer
        self._parts = parts
        self._order = order
        self._columns: dict[Steps, pa.Array | None] = {}

    def __len__(self) -> int:
        """How many items."""
        return sum(
            self._answer.levels[part.level].rows if part.rows is None else len(part.rows)
            for part in self._parts
        )

    def column(self, steps: Steps) -> pa.Array | None:
        """The values at a path below every item; see `Content`."""
        if steps not in self._columns:
            self._columns[steps] = self._joined(self._answer.column, steps)
        return self._columns[steps]

    def parsed(self, steps: Steps) -> pa.Array | None:
        """What a column makes of the values; see `Content`."""
        is_parsed = all(self._answer.is_parsed(self._number(part, steps)) for part in self._parts)
        return self.column(steps) if is_parsed else None

    def is_there(self, steps: Steps) -> pa.Array:
        """Whether each item says anything at a path below it; see `Content`."""
        found = self._joined(self._answer.is_there, steps)
        assert found is not None, "that can always be said"
        return found

    def distinct(self, steps: Steps) -> Distinct:
        """The values at a path below every item, each once a part; see `Content`."""
        values: list[Any] = []
        indices = []
        for part in self._parts:
            found = self._answer.distinct(self._number(part, steps))
            mine = found.indices if part.rows is None else found.indices.take(part.rows)
            indices.append(pc.add(mine, pa.scalar(len(values), pa.int32())) if values else mine)
            values = values + found.values if values else found.values
        joined = indices[0] if len(indices) == 1 else pa.concat_arrays(indices)
        return Distinct(values, joined if self._order is None else joined.take(self._order))

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
        found = [self._contained(number, level.steps) for number in range(len(self._parts))]
        of_parts = [_Part(inside, (), rows) for inside, rows, _ in found]
        keys = [
            self._answer.keys(inside) if rows is None else self._answer.keys(inside).take(rows)
            for inside, rows, _ in found
        ]
        parents = [parents for _, _, parents in found]
        if len(self._parts) == 1 and self._order is None:
            return Inner(Columnar(self._answer, node, tuple(of_parts)), parents[0], keys[0])
        return self._in_order(node, of_parts, parents, keys)

    def _contained(self, number: int, steps: Steps) -> tuple[int, pa.Array | None, pa.Array]:
        """The level of a part's containers, those of its rows that count, and their parents."""
        part = self._parts[number]
        inside = self._answer.plan.level_at[part.level, (*part.lead, *steps)]
        parents = self._answer.parents(inside)
        if part.rows is None and len(self._parts) == 1 and self._order is None:
            return inside, None, parents
        if part.rows is None:
            return inside, None, self._places_of[number].take(parents)
        mine = pc.index_in(parents, part.rows)
        rows = pc.indices_nonzero(mine.is_valid()).cast(pa.int32())
        return inside, rows, self._places_of[number].take(mine.take(rows))

    def _alternatives(self, level: Level) -> Inner:
        parts, parents, names = [], [], []
        for number, part in enumerate(self._parts):
            for name in level.names:
                lead = (*part.lead, *level.steps, name)
                there = self._answer.rows_with(self._answer.plan.column_at[part.level, lead])
                place = pc.index_in(there, self._rows_of[number])
                mine = pc.indices_nonzero(place.is_valid())
                rows = there.take(mine)
                is_all = len(rows) == self._answer.levels[part.level].rows
                parts.append(_Part(part.level, lead, None if is_all else rows))
                parents.append(self._places_of[number].take(place.take(mine)))
                names.append(pa.array([name] * len(rows), pa.string()))
        node = self.node.at((*level.steps, level.names[0]))
        return self._in_order(node, parts, parents, names)

    @cached_property
    def _rows_of(self) -> list[pa.Array]:
        """For each part the rows of its level."""
        return [
            _counted(self._answer.levels[part.level].rows) if part.rows is None else part.rows
            for part in self._parts
        ]

    @cached_property
    def _places_of(self) -> list[pa.Array]:
        """For each part the items that its rows are here."""
        places = _counted(len(self))
        if self._order is not None:
            places = pc.sort_indices(self._order).cast(pa.int32())
        ends = list(accumulate(len(rows) for rows in self._rows_of))
        return [
            places.slice(end - len(rows), len(rows))
            for end, rows in zip(ends, self._rows_of, strict=True)
        ]

    def _in_order(
        self, node: Node, parts: list[_Part], parents: list[pa.Array], keys: list[pa.Array]
    ) -> Inner:
        """The items of several parts in the order of their parents; a part's keep theirs."""
        parent, key = pa.concat_arrays(parents), pa.concat_arrays(keys)
        order = pc.sort_indices(parent).cast(pa.int32())
        if order.equals(_counted(len(order))):
            return Inner(Columnar(self._answer, node, tuple(parts)), parent, key)
        content = Columnar(self._answer, node, tuple(parts), order)
        return Inner(content, parent.take(order), key.take(order))

    def _number(self, part: _Part, steps: Steps) -> int:
        return self._answer.plan.column_at[part.level, (*part.lead, *steps)]

    def _joined(self, column_of: Callable[[int], pa.Array | None], steps: Steps) -> pa.Array | None:
        """A column of all parts, in the order of the document; None where one part has none."""
        columns = []
        for part in self._parts:
            column = column_of(self._number(part, steps))
            if column is None:
                return None
            columns.append(column if part.rows is None else column.take(part.rows))
        joined = columns[0] if len(columns) == 1 else pa.concat_arrays(columns)
        return joined if self._order is None else joined.take(self._order)


def _counted(count: int) -> pa.Array:
    return pa.array(range(count), pa.int32())
