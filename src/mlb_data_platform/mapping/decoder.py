"""Compiles a mapping into a type that msgspec decodes: dicts that hold just the mapped fields.

What no column reads is not even built, and a value of the wrong type is found (design.md, decision
2). Arrow then makes columns of whole lists of such dicts at once (ADR 0024).
"""

from dataclasses import dataclass, field
from functools import cached_property
from types import UnionType
from typing import Any, TypedDict, get_args

import pyarrow as pa

from mlb_data_platform.mapping.model import (
    Branch,
    Column,
    Level,
    LevelKind,
    Mapping,
    Source,
    SourceKind,
)
from mlb_data_platform.mapping.types import ARROW_OF_WIRE, COLUMN_TYPES, ColumnType

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
        types: Names of the column types that a leaf is read as.
        is_alternative: One of the named places whose values are a level's items.
    """

    fields: dict[str, "Node"] = field(default_factory=dict)
    wire: Any = None
    wanted: str = ""
    types: set[str] = field(default_factory=set)
    is_alternative: bool = False

    def at(self, steps: tuple[str, ...]) -> "Node":
        """The node that many keys further down; made when it does not exist yet.

        Raises:
            ValueError: A value stands on the way, or the place would be items and named values.
        """
        node = self
        for step in steps:
            if node.is_leaf:
                raise ValueError(f"{'.'.join(steps)} leads through a place that is read as a value")
            if step not in node.fields:
                if node.fields and (step in _CONTAINERS or not node.is_object):
                    raise ValueError(f"{step!r}: a place cannot be both items and named values")
                node.fields[step] = Node()
            node = node.fields[step]
        return node

    @property
    def is_leaf(self) -> bool:
        """A place whose value is decoded as a whole."""
        return self.wire is not None

    @cached_property
    def shape(self) -> Any:
        """The type of an object node: a dict of those mapped keys that are there."""
        fields = {key: child.annotation for key, child in self.fields.items()}
        return TypedDict("Answer", fields, total=False)  # type: ignore[operator]

    @cached_property
    def arrow(self) -> pa.DataType | None:
        """How Arrow holds the place: a leaf's type, or a struct of the leaves within reach.

        None where nothing of it can be held as decoded: containers of items, and leaves that take
        values of several types.
        """
        if self.is_leaf:
            return ARROW_OF_WIRE.get(self.wire)
        inner = {key: child.arrow for key, child in self.fields.items()} if self.is_object else {}
        fields = [(key, kind) for key, kind in inner.items() if kind is not None]
        return pa.struct(fields) if fields else None

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

    @cached_property
    def ways(self) -> list[tuple[str, ...]]:
        """The keys that lead to each value within reach; from a value itself, none."""
        if self.is_leaf:
            return [()]
        inner = self.fields.items() if self.is_object else ()
        return [(key, *way) for key, child in inner for way in child.ways]

    @property
    def annotation(self) -> Any:
        """What msgspec decodes at this place; null is always allowed."""
        if self.is_leaf:
            return self.wire | None
        if ITEM in self.fields:
            return list[self.fields[ITEM].annotation_of_item] | None  # type: ignore[misc]
        if VALUE in self.fields:
            return dict[str, self.fields[VALUE].annotation_of_item] | None  # type: ignore[misc]
        return self.shape | None

    @property
    def annotation_of_item(self) -> Any:
        """The same for the items of a container, which are never null."""
        return self.shape if self.is_object else self.annotation


def compile_tree(mapping: Mapping) -> Node:
    """Build the tree of all places that a mapping reads.

    Args:
        mapping: What to read.

    Returns:
        The root; decode documents into its `annotation_of_item`.

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
    alternatives = [holder.at((name,)) for name in level.names]
    for one in alternatives:
        one.is_alternative = True
    return alternatives


def _add_leaf(node: Node, kind: ColumnType) -> None:
    if node.fields:
        raise ValueError("reads as a value what another column looks into")
    node.types.add(kind.name)
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
