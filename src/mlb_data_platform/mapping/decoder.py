"""Compiles a mapping into msgspec structs that hold just the mapped fields.

Decoding into them is several times faster than building dictionaries and walking them, and a value
of the wrong type is found with its place (design.md, decision 2). Objects that are absent become
one shared empty struct, so that nested access never meets a hole.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from types import UnionType
from typing import Any, get_args

import msgspec

from mlb_data_platform.mapping.model import (
    Branch,
    Column,
    Level,
    LevelKind,
    Mapping,
    Source,
    SourceKind,
)
from mlb_data_platform.mapping.types import COLUMN_TYPES, ColumnType

ITEM = "[*]"
VALUE = ".*"
_CONTAINERS = (ITEM, VALUE)


@dataclass(slots=False)
class Node:
    """One place in the document: an object with fields, a container of items, or a leaf.

    Attributes:
        fields: Child nodes by JSON key; the single child `[*]` marks an array, `.*` an object
            keyed by ids.
        wire: Annotation of a leaf; None for anything else.
        wanted: What a leaf's value has to look like, for messages.
    """

    fields: dict[str, "Node"] = field(default_factory=dict)
    wire: Any = None
    wanted: str = ""

    def at(self, steps: tuple[str, ...]) -> "Node":
        """The node that many keys further down; made when it does not exist yet.

        Raises:
            ValueError: A value stands on the way, or two keys would share one attribute.
        """
        node = self
        for step in steps:
            if node.is_leaf:
                raise ValueError(f"{'.'.join(steps)} leads through a place that is read as a value")
            if step not in node.fields:
                if node.fields and (step in _CONTAINERS or not node.is_object):
                    raise ValueError(f"{step!r}: a place cannot be both items and named values")
                if any(attribute(step) == attribute(other) for other in node.fields):
                    raise ValueError(f"{step!r} cannot be told apart from a key like it")
                node.fields[step] = Node()
            node = node.fields[step]
        return node

    @property
    def is_leaf(self) -> bool:
        """A place whose value is decoded as a whole."""
        return self.wire is not None

    @cached_property
    def struct(self) -> type[msgspec.Struct]:
        """The struct of an object node; its fields are `attribute(key)` for every mapped key."""
        fields: list[tuple[str, Any, Any]] = []
        for key, child in self.fields.items():
            # An absent object is its shared empty struct; an explicit null stays None (see
            # `gather`).
            default = child.empty if child.is_object else None
            fields.append((attribute(key), child.annotation, default))
        return msgspec.defstruct(
            "Answer",
            fields,
            rename={attribute(key): key for key in self.fields},
            frozen=True,
            gc=False,
            eq=False,
        )

    @cached_property
    def read_fields(self) -> Callable[[Any], Any]:
        """Gives all fields of a struct in the order of `fields`: a value for one, else a tuple."""
        return attrgetter(*map(attribute, self.fields))

    @cached_property
    def empty(self) -> msgspec.Struct:
        """What stands for an object that is absent."""
        return self.struct()

    @cached_property
    def holds_rows(self) -> bool:
        """A place that rows are found in: a container of items, or an object with one inside."""
        if ITEM in self.fields or VALUE in self.fields:
            return True
        return any(child.holds_rows for child in self.fields.values())

    @property
    def is_object(self) -> bool:
        """A place with named fields (also one that no column looks into)."""
        return not (self.is_leaf or ITEM in self.fields or VALUE in self.fields)

    @property
    def annotation(self) -> Any:
        """What msgspec decodes at this place; null is always allowed."""
        if self.is_leaf:
            return self.wire | None
        if ITEM in self.fields:
            return list[self.fields[ITEM].annotation_of_item] | None  # type: ignore[misc]
        if VALUE in self.fields:
            return dict[str, self.fields[VALUE].annotation_of_item] | None  # type: ignore[misc]
        return self.struct | None

    @property
    def annotation_of_item(self) -> Any:
        """The same for the items of a container, which are never null."""
        return self.struct if self.is_object else self.annotation


def attribute(key: str) -> str:
    """The struct attribute that holds a JSON key.

    Example:
        >>> attribute("startSpeed"), attribute("300")
        ('f_startSpeed', 'f_300')
    """
    return "f_" + key.replace("-", "_")


def compile_tree(mapping: Mapping) -> Node:
    """Build the tree of all places that a mapping reads.

    Args:
        mapping: What to read.

    Returns:
        The root; decode documents into its `struct`.

    Raises:
        ValueError: Two columns read one place in ways that do not go together.
    """
    root = Node()
    for column in mapping.context.values():
        add_context(root, column)
    for branch in (branch for table in mapping.tables for branch in table.branches):
        places = places_of(root, branch)
        for column in branch.columns:
            add_column(root, places, branch, column)
    return root


def add_context(root: Node, column: Column) -> None:
    """Add the place of a context column; see `compile_tree`."""
    for source in column.sources:
        if source.kind is SourceKind.ROOT:
            _add_leaf(root.at(source.steps), column.type)


def places_of(root: Node, branch: Branch) -> list[list[Node]]:
    """The nodes of each level of a branch, from the document on."""
    places = [[root]]
    for level in branch.levels:
        places.append([inner for outer in places[-1] for inner in _items(outer, level)])
    return places


def add_column(root: Node, places: list[list[Node]], branch: Branch, column: Column) -> None:
    """Add the place of one column; see `compile_tree`."""
    for source in column.sources:
        _add_source(root, places, branch, column, source)


def _add_source(
    root: Node, places: list[list[Node]], branch: Branch, column: Column, source: Source
) -> None:
    if source.kind is SourceKind.ITEM:
        for place in places[len(branch.levels) - source.up]:
            _add_leaf(place.at(source.steps), column.type)
    elif source.kind is SourceKind.ROOT:
        names = branch.levels[-1].names if source.is_by_alternative else ("",)
        for name in names:
            _add_leaf(root.at(source.steps_for(name)), column.type)
    elif source.kind is SourceKind.LISTED:
        for place in places[len(branch.levels) - source.up]:
            _add_leaf(place.at(source.steps), COLUMN_TYPES["integer[]"])
        for place in places[-1]:
            _add_leaf(place.at(source.looked_up), COLUMN_TYPES["integer"])


def _items(outer: Node, level: Level) -> list[Node]:
    holder = outer.at(level.steps)
    if level.kind is LevelKind.ARRAY:
        return [holder.at((ITEM,))]
    if level.kind is LevelKind.VALUES:
        return [holder.at((VALUE,))]
    return [holder.at((name,)) for name in level.names]


def _add_leaf(node: Node, kind: ColumnType) -> None:
    if node.fields:
        raise ValueError("reads as a value what another column looks into")
    if node.wire in (None, kind.wire):
        node.wire, node.wanted = kind.wire, kind.wanted
        return
    # Two columns may read one place where one takes all that the other takes, and more.
    mine, theirs = _kinds(kind.wire), _kinds(node.wire)
    if not (mine <= theirs or theirs <= mine):
        raise ValueError(f"reads as {kind.name} what another column reads as {node.wanted}")
    node.wire = kind.wire if theirs <= mine else node.wire
    node.wanted = f"{node.wanted}, or {kind.wanted}"


def _kinds(wire: Any) -> set[Any]:
    return set(get_args(wire)) if isinstance(wire, UnionType) else {wire}
