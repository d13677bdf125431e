"""What the compiled reader is told: where in a document each level and each column is.

It answers in these numbers: a level is a container of items (level 0 the documents), a column one
leaf within reach of a level's items. A level comes as an Arrow batch of its own.
"""

from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_origin

import pyarrow as pa

from mlb_data_platform.mapping.decoder import ITEM, VALUE, Node
from mlb_data_platform.mapping.types import ARROW_OF_WIRE
from mlb_data_platform.transform.items import Steps

_LEAF, _OBJECT, _ARRAY, _KEYED = range(4)
_TEXT, _WHOLE, _FRACTION, _TRUTH, _NESTED = 1, 2, 4, 8, 16
_NO_COLUMN = -1

_READ: dict[pa.DataType, str] = {
    pa.string(): "s",
    pa.bool_(): "b",
    pa.int16(): "h",
    pa.int32(): "i",
    pa.int64(): "l",
    pa.float64(): "d",
    pa.date32(): "D",
    pa.timestamp("us", tz="UTC"): "t",
}
"""How the reader is told what to make of a leaf; any other is kept as it is written."""

PARSED = {"integer_text": "W", "decimal_text": "R"}
"""Column types that the reader parses by itself, where all columns of a place are of that type."""

TEXTS = frozenset("sr")

ARROW = {kind: arrow for arrow, kind in _READ.items()} | {
    "r": pa.string(),
    "W": pa.int32(),
    "R": pa.float64(),
}

_WRITTEN: dict[Any, int] = {
    str: _TEXT,
    int: _WHOLE,
    float: _WHOLE | _FRACTION,
    bool: _TRUTH,
    list: _NESTED,
    Any: _TEXT | _WHOLE | _FRACTION | _TRUTH | _NESTED,
}

PARENTS, KEYS = 0, 1
"""The first two fields of a level's batch: the enclosing row of each item, its position or key."""

_PlannedNode: TypeAlias = tuple[int, int, int, tuple[tuple[bytes, Any], ...]]
_Place: TypeAlias = tuple[int, Steps]
"""A level, and the keys that lead from its items to something."""


class Common(NamedTuple):
    """Columns that objects at several places have in common.

    Attributes:
        order: For each path below the objects which column that is.
        fields: For each place, in that order, the fields in the batch of its level.
    """

    order: dict[Steps, int]
    fields: list[list[int]]


@dataclass(slots=True)
class Plan:
    """What the compiled reader is told, and where to find things in its answer.

    Attributes:
        columns: For each column its level, how it is read, and what may stand there.
        levels: For each level whether its items have keys.
        column_at: The column of a leaf, or of an alternative's being there.
        level_at: The level of a container.
        nodes: The leaf of each column; None for an alternative's being there.
        undecided: Columns that are kept as written and could still hold what is not wanted.
        field_of: The field of a column in the batch of its level.
    """

    columns: list[tuple[int, str, int]] = field(default_factory=list)
    levels: list[bool] = field(default_factory=lambda: [False])
    column_at: dict[_Place, int] = field(default_factory=dict)
    level_at: dict[_Place, int] = field(default_factory=dict)
    nodes: list[Node | None] = field(default_factory=list)
    undecided: list[int] = field(default_factory=list)
    field_of: dict[int, int] = field(default_factory=dict)
    _common: dict[tuple[_Place, ...], "Common"] = field(default_factory=dict)

    def node(self, node: Node, level: int, steps: Steps) -> _PlannedNode:
        """Plan a place and all below it."""
        if node.is_leaf:
            return _LEAF, self._column(node, level, steps), _NO_COLUMN, ()
        is_there = _NO_COLUMN
        if node.is_alternative:
            is_there = self._column(None, level, steps)
        for container, kind in ((ITEM, _ARRAY), (VALUE, _KEYED)):
            if container in node.fields:
                inside = self.level_at[level, steps] = len(self.levels)
                self.levels.append(kind == _KEYED)
                item = self.node(node.fields[container], inside, ())
                return kind, inside, is_there, ((b"", item),)
        fields = tuple(
            (key.encode(), self.node(one, level, (*steps, key))) for key, one in node.fields.items()
        )
        return _OBJECT, _NO_COLUMN, is_there, fields

    def schemas(self) -> list[pa.Schema]:
        """The types of each level's batch; remembers which field every column is."""
        fields: list[list[tuple[str, pa.DataType]]] = [
            [("parents", pa.int32()), ("keys", pa.string() if is_keyed else pa.int32())]
            for is_keyed in self.levels
        ]
        for number, (level, kind, _) in enumerate(self.columns):
            self.field_of[number] = len(fields[level])
            fields[level].append((str(number), ARROW[kind]))
            if self.is_parsed(number):
                fields[level].append((f"{number} is there", pa.bool_()))
        return [pa.schema(one) for one in fields]

    def is_parsed(self, number: int) -> bool:
        """Whether a column holds what became of the values, and no longer what they were."""
        return self.columns[number][1] in PARSED.values()

    def common(self, places: tuple[_Place, ...]) -> "Common":
        """The columns that objects at several places all have, and have in one type."""
        found = self._common.get(places)
        if found is None:
            found = self._common[places] = self._find_common(places)
        return found

    def _find_common(self, places: tuple[_Place, ...]) -> "Common":
        known = [self._columns_within(level, lead) for level, lead in places]
        steps_of_all = [
            steps
            for steps in (known[0] if known else ())
            if len(kinds := {self._kind_at(steps, one) for one in known}) == 1 and "r" not in kinds
        ]
        return Common(
            {steps: place for place, steps in enumerate(steps_of_all)},
            [[self.field_of[one[steps]] for steps in steps_of_all] for one in known],
        )

    def _columns_within(self, level: int, lead: Steps) -> dict[Steps, int]:
        """The columns below an object, or below a level's items, by their path from there."""
        return {
            steps[len(lead) :]: number
            for (inside, steps), number in self.column_at.items()
            if inside == level and steps[: len(lead)] == lead
        }

    def _kind_at(self, steps: Steps, within: dict[Steps, int]) -> str:
        number = within.get(steps)
        return "r" if number is None else self.columns[number][1]

    def _column(self, node: Node | None, level: int, steps: Steps) -> int:
        number = self.column_at[level, steps] = len(self.columns)
        kind = "b" if node is None else _kind_of(node)
        allowed = _allowed(node.wire) if node is not None and kind == "r" else 0
        self.columns.append((level, kind, allowed))
        self.nodes.append(node)
        if allowed & _NESTED:
            self.undecided.append(number)
        return number


def _kind_of(leaf: Node) -> str:
    if len(leaf.types) == 1 and (parsed := PARSED.get(*leaf.types)):
        return parsed
    return _READ.get(ARROW_OF_WIRE.get(leaf.wire), "r")


def _allowed(wire: Any) -> int:
    """Kinds of JSON values that an annotation takes."""
    if isinstance(wire, UnionType):
        one, other = map(_allowed, get_args(wire))
        return one | other
    if get_origin(wire) is Annotated:
        return _allowed(get_args(wire)[0])
    return _WRITTEN[get_origin(wire) or wire]
