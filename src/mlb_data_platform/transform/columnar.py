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
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping.decoder import ITEM, VALUE, Node
from mlb_data_platform.mapping.model import Level, LevelKind
from mlb_data_platform.transform.columnar_plan import KEYS, PARENTS, Common, Plan
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
        found = _Answer(self._plan, [pa.record_batch(one) for one in levels])
        try:
            found.check()
        except msgspec.MsgspecError:
            return None
        return Columnar(found, self._tree, (_Part(0, ()),))


@dataclass(frozen=True, slots=True)
class _Exported:
    """A level on its way into Arrow, by the protocol of its C data interface."""

    schema: pa.Schema
    array: object

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Capsules of the types and of the values."""
        return self.schema.__arrow_c_schema__(), self.array


class _Answer:
    """What the reader found: a batch a level, and what became of values kept as written."""

    def __init__(self, plan: Plan, levels: list[pa.RecordBatch]) -> None:
        self.plan = plan
        self.levels = levels
        self._arrays: dict[int, pa.Array] = {}
        self._distinct: dict[int, Distinct] = {}

    def check(self) -> None:
        """Decode what was kept as written and could still be of a wrong type.

        Raises:
            msgspec.MsgspecError: It is.
        """
        for number in self.plan.undecided:
            if self._values(number).null_count < self.rows_of(number):
                self.distinct(number)

    def rows_of(self, number: int) -> int:
        """How many items the level of a column has."""
        level, _, _ = self.plan.columns[number]
        return int(self.levels[level].num_rows)

    def is_there(self, number: int) -> pa.Array:
        """Whether something stands there, a row."""
        if not self.plan.is_parsed(number):
            return self._values(number).is_valid()
        level = self.levels[self.plan.columns[number][0]]
        return level.column(self.plan.field_of[number] + 1)

    def column(self, number: int) -> pa.Array | None:
        """A column; None where its values are of several types."""
        if self.plan.columns[number][1] != "r":
            return self._values(number)
        found = self._arrays.get(number)
        if found is None:
            node = self.plan.nodes[number]
            if node is None or node.arrow is None:
                return None
            values, indices = self.distinct(number)
            found = self._arrays[number] = pa.array(values, node.arrow).take(indices)
        return found

    def distinct(self, number: int) -> Distinct:
        """The values of a column, each once."""
        found = self._distinct.get(number)
        if found is None:
            node = self.plan.nodes[number]
            assert node is not None, "whether an object is there is not asked value by value"
            encoded = self._values(number).dictionary_encode()
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

    def _values(self, number: int) -> pa.Array:
        level = self.levels[self.plan.columns[number][0]]
        return level.column(self.plan.field_of[number])

    def parents(self, level: int) -> pa.Array:
        """The enclosing row of each item."""
        return self.levels[level].column(PARENTS)

    def keys(self, level: int) -> pa.Array:
        """The position of each item, or its key."""
        return self.levels[level].column(KEYS)


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
        order: Brings the parts' items, one part after the other, into the order of the document,
            or says which of them are left.
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
        if self._order is not None:
            return len(self._order)
        return sum(
            self._answer.levels[part.level].num_rows if part.rows is None else len(part.rows)
            for part in self._parts
        )

    def column(self, steps: Steps) -> pa.Array | None:
        """The values at a path below every item; see `Content`."""
        if steps not in self._columns:
            place = self._common.order.get(steps)
            found = self._slowly(steps) if place is None else self._batch.column(place)
            self._columns[steps] = found
        return self._columns[steps]

    def parsed(self, steps: Steps) -> pa.Array | None:
        """What a column makes of the values; see `Content`."""
        plan = self._answer.plan
        is_parsed = all(plan.is_parsed(self._number(part, steps)) for part in self._parts)
        return self.column(steps) if is_parsed else None

    def is_there(self, steps: Steps) -> pa.Array:
        """Whether each item says anything at a path below it; see `Content`."""
        parts = []
        for part in self._parts:
            found = self._answer.is_there(self._number(part, steps))
            parts.append(found if part.rows is None else found.take(part.rows))
        return self._joined(parts)

    def only(self, rows: pa.Array) -> "Columnar":
        """Some of the items; see `Content`."""
        order = rows if self._order is None else self._order.take(rows)
        return Columnar(self._answer, self.node, self._parts, order)

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
                is_all = len(rows) == self._answer.levels[part.level].num_rows
                parts.append(_Part(part.level, lead, None if is_all else rows))
                parents.append(self._places_of[number].take(place.take(mine)))
                names.append(pa.array([name] * len(rows), pa.string()))
        node = self.node.at((*level.steps, level.names[0]))
        return self._in_order(node, parts, parents, names)

    @cached_property
    def _rows_of(self) -> list[pa.Array]:
        """For each part the rows of its level."""
        return [
            _counted(self._answer.levels[part.level].num_rows) if part.rows is None else part.rows
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

    @cached_property
    def _common(self) -> Common:
        """The columns that `_batch` has."""
        return self._answer.plan.common(tuple((part.level, part.lead) for part in self._parts))

    @cached_property
    def _batch(self) -> pa.RecordBatch:
        """Columns of all parts, in the order of the document, taken all at once."""
        batches = []
        for part, fields in zip(self._parts, self._common.fields, strict=True):
            mine = self._answer.levels[part.level].select(fields)
            batches.append(mine if part.rows is None else mine.take(part.rows))
        if len(batches) == 1:
            joined = batches[0]
        else:
            names = [str(place) for place in self._common.order.values()]
            joined = pa.concat_batches([one.rename_columns(names) for one in batches])
        return joined if self._order is None else joined.take(self._order)

    def _slowly(self, steps: Steps) -> pa.Array | None:
        """A column that was kept as it is written, of all parts; None where one part has none."""
        columns = []
        for part in self._parts:
            column = self._answer.column(self._number(part, steps))
            if column is None:
                return None
            columns.append(column if part.rows is None else column.take(part.rows))
        return self._joined(columns)

    def _joined(self, parts: list[pa.Array]) -> pa.Array:
        joined = parts[0] if len(parts) == 1 else pa.concat_arrays(parts)
        return joined if self._order is None else joined.take(self._order)


def _counted(count: int) -> pa.Array:
    return pa.array(range(count), pa.int32())
