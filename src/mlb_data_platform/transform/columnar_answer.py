"""What the compiled reader found, and objects that lie at several places of it.

A level of the documents is a batch; objects of one kind, such as the players of both teams, may
come from several levels, and are read as if they were one.
"""

from collections.abc import Sequence
from functools import cached_property, reduce
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.transform.columnar_plan import KEYS, PARENTS, Common, Plan
from mlb_data_platform.transform.items import Distinct, Steps


class Answer:
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


class Part(NamedTuple):
    """Objects within reach of one level's items.

    Attributes:
        level: The level.
        lead: The keys that lead to them.
        rows: The level's rows that have one, ascending; None for all.
    """

    level: int
    lead: Steps
    rows: pa.Array | None = None


class Objects:
    """Objects of all parts, one part after the other; a column is made once, however often wanted.

    Args:
        answer: All columns.
        parts: Where the objects are.
    """

    def __init__(self, answer: Answer, parts: tuple[Part, ...]) -> None:
        self.answer = answer
        self.parts = parts
        self._columns: dict[Steps, pa.Array | None] = {}

    def __len__(self) -> int:
        """How many."""
        levels = self.answer.levels
        return sum(
            levels[part.level].num_rows if part.rows is None else len(part.rows)
            for part in self.parts
        )

    def column(self, steps: Steps) -> pa.Array | None:
        """The values at a path below every object; None where Arrow cannot hold them."""
        if steps not in self._columns:
            place = self._common.order.get(steps)
            found = self._put_together(steps) if place is None else self._batch.column(place)
            self._columns[steps] = found
        return self._columns[steps]

    def columns(self, wanted: Sequence[Steps], order: pa.Array | None) -> list[pa.Array | None]:
        """Several columns, those of only some of the objects where it is said which."""
        places = self._common.order
        chosen = self._batch.select([places[steps] for steps in wanted if steps in places])
        known = iter((chosen if order is None else chosen.take(order)).columns)
        return [
            next(known) if steps in places else _taken(self.column(steps), order)
            for steps in wanted
        ]

    def is_parsed(self, steps: Steps) -> bool:
        """Whether it is only known what became of the values."""
        plan = self.answer.plan
        return all(plan.is_parsed(self._number(part, steps)) for part in self.parts)

    def say_any(self, ways: Sequence[Steps], order: pa.Array | None) -> pa.Array | None:
        """Whether each object says anything at one of several paths; None where all do."""
        common = self._common.order
        plain = [steps for steps in ways if steps in common and not self.is_parsed(steps)]
        by_type: dict[str, list[pa.Array]] = {}
        for column in self.columns(plain, order):
            assert column is not None, "all parts have it in one type"
            if not column.null_count:
                return None
            by_type.setdefault(str(column.type), []).append(column)
        found = [pc.coalesce(*columns).is_valid() for columns in by_type.values()]
        for steps in ways:
            if steps not in plain:
                is_there = self._is_there(steps)
                found.append(is_there if order is None else is_there.take(order))
        return reduce(pc.or_, found, _never(len(self if order is None else order)))

    def _is_there(self, steps: Steps) -> pa.Array:
        found = (
            self._of(part, self.answer.is_there(self._number(part, steps))) for part in self.parts
        )
        return _joined(list(found))

    def distinct(self, steps: Steps) -> Distinct:
        """The values at a path below every object, each once a part."""
        values: list[Any] = []
        indices = []
        for part in self.parts:
            found = self.answer.distinct(self._number(part, steps))
            mine = self._of(part, found.indices)
            indices.append(pc.add(mine, pa.scalar(len(values), pa.int32())) if values else mine)
            values = values + found.values if values else found.values
        return Distinct(values, _joined(indices))

    @cached_property
    def rows_of(self) -> list[pa.Array]:
        """For each part the rows of its level."""
        return [
            counted(self.answer.levels[part.level].num_rows) if part.rows is None else part.rows
            for part in self.parts
        ]

    @cached_property
    def _common(self) -> Common:
        """The columns that `_batch` has."""
        return self.answer.plan.common(tuple((part.level, part.lead) for part in self.parts))

    @cached_property
    def _batch(self) -> pa.RecordBatch:
        """The columns that all parts have in one type."""
        batches = []
        for part, fields in zip(self.parts, self._common.fields, strict=True):
            mine = self.answer.levels[part.level].select(fields)
            batches.append(mine if part.rows is None else mine.take(part.rows))
        if len(batches) == 1:
            return batches[0]
        names = [str(place) for place in self._common.order.values()]
        return pa.concat_batches([one.rename_columns(names) for one in batches])

    def _put_together(self, steps: Steps) -> pa.Array | None:
        """A column that was kept as it is written; None where one part has none."""
        found = []
        for part in self.parts:
            column = self.answer.column(self._number(part, steps))
            if column is None:
                return None
            found.append(self._of(part, column))
        return _joined(found)

    def _of(self, part: Part, column: pa.Array) -> pa.Array:
        return column if part.rows is None else column.take(part.rows)

    def _number(self, part: Part, steps: Steps) -> int:
        return self.answer.plan.column_at[part.level, (*part.lead, *steps)]


def counted(count: int) -> pa.Array:
    """The numbers below one, ascending."""
    return pa.array(range(count), pa.int32())


def _never(count: int) -> pa.Array:
    return pa.repeat(pa.scalar(False), count)


def _joined(parts: list[pa.Array]) -> pa.Array:
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _taken(column: pa.Array | None, order: pa.Array | None) -> pa.Array | None:
    return column if column is None or order is None else column.take(order)
