"""One column of one table, for a whole batch of documents."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping.model import Column, Source, SourceKind
from mlb_data_platform.mapping.types import ColumnType, parse_whole_number
from mlb_data_platform.transform.items import MISFITS, Items
from mlb_data_platform.transform.values import Issue, IssueKind, SourceDocument, shown

_REMEMBERED = 4096
_TEXTS = frozenset({SourceKind.REQUEST, SourceKind.CONSTANT})
_OF_THE_DOCUMENT = frozenset({SourceKind.REQUEST, SourceKind.CAPTURED})
_COUNTED = frozenset({SourceKind.POSITION, SourceKind.KEY})
_OF_THE_ITEM = frozenset({SourceKind.POSITION, SourceKind.KEY, SourceKind.CONSTANT})


class ColumnsReader:
    """Reads the columns of one branch of a table.

    Args:
        columns: In the order of the table.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._readers = [ColumnReader(column) for column in columns]
        self._as_found = [n for n, reader in enumerate(self._readers) if reader.takes_as_found]
        self._wanted = [columns[number].source.steps for number in self._as_found]

    def read(
        self, items: Items, sources: Sequence[SourceDocument], issues: list[Issue]
    ) -> list[pa.Array]:
        """Read every column; arguments and values as of `ColumnReader.read`."""
        # Most columns by far go as they were found, and are fetched together.
        found = dict(zip(self._as_found, items.content.columns(self._wanted), strict=True))
        return [
            array
            if (array := found.get(number)) is not None and array.type == reader.arrow
            else reader.read(items, sources, issues)
            for number, reader in enumerate(self._readers)
        ]


class ColumnReader:
    """Reads a column's values for all rows of a level.

    Args:
        column: Where the values are and what they become.

    Attributes:
        arrow: The type of its array.
        takes_as_found: Its values are in one place below each item, and already what they become
            unless they were found in another type.
    """

    def __init__(self, column: Column) -> None:
        self.column = column
        parse = column.type.parse
        # Request parameters and constants are text whatever they mean.
        if column.source.kind in _TEXTS and column.type.wire is not str and parse is None:
            parse = parse_whole_number
        # The same few hundred texts come again and again; what can be any JSON has no hash.
        if parse is not None and column.type.wire is not Any:
            parse = lru_cache(maxsize=_REMEMBERED)(parse)
        self._parse: Callable[[Any], object] | None = parse
        self.arrow = column.type.arrow
        self._is_in_one_place = _is_in_one_place(column.source)
        self._is_counted = column.source.kind in _COUNTED
        self._up = _levels_up(column.source)
        self._name = _name_of(column.source, column.type)
        self.takes_as_found = (
            self._is_in_one_place
            and self._up == 0
            and parse is None
            and not column.fallbacks
            and not pa.types.is_timestamp(self.arrow)
        )
        self._is_instant = pa.types.is_timestamp(self.arrow)
        self._next = [
            ColumnReader(replace(column, source=one, fallbacks=())) for one in column.fallbacks
        ]

    def read(
        self, items: Items, sources: Sequence[SourceDocument], issues: list[Issue]
    ) -> pa.Array:
        """Read the column.

        Args:
            items: The level that a row stands for.
            sources: The documents, in the order of the outermost level.
            issues: Gets an entry for every value that does not fit.

        Returns:
            One value a row, null where absent or unfit.
        """
        array = self._read_here(items, sources, issues)
        for reader in self._next:
            if array.null_count:
                array = pc.coalesce(array, reader.read(items, sources, issues))
        return array

    def _read_here(
        self, items: Items, sources: Sequence[SourceDocument], issues: list[Issue]
    ) -> pa.Array:
        level, index = items.climb(items.depth if self._up is None else self._up)
        if index is None:
            array = self._array_at_once(level)
        else:
            array = level.read_once(self._name, partial(self._array_at_once, level))
        if array is None:
            array = self._array_of_values(level, sources, issues)
        return array if index is None else array.take(index)

    def _array_at_once(self, level: Items) -> pa.Array | None:
        """The column without a look at single values; None where one of them needs it."""
        try:
            found = self._held(level) if self._parse is None else self._parsed(level)
            if found is None:
                found = self._of_distinct(level)
            return None if found is None else self._checked(found)
        except MISFITS:
            return None

    def _held(self, level: Items) -> pa.Array | None:
        """The column as it was found, where it lies in one place below each item."""
        source = self.column.source
        if self._is_counted:
            return pc.add(level.keys, source.first) if source.first else level.keys
        return level.content.column(source.steps) if self._is_in_one_place else None

    def _parsed(self, level: Items) -> pa.Array | None:
        return level.content.parsed(self.column.source.steps) if self._is_in_one_place else None

    def _of_distinct(self, level: Items) -> pa.Array | None:
        """Every value is parsed once, however often it stands there."""
        found = level.content.distinct(self.column.source.steps) if self._is_in_one_place else None
        if found is None:
            return None
        values = map(self._parse, found.values) if self._parse else found.values
        return pa.array(values, self.arrow).take(found.indices)

    def _checked(self, array: pa.Array) -> pa.Array:
        if array.type != self.arrow:
            array = array.cast(self.arrow)
        if self._is_instant:
            # An instant that UTC moves out of the years 1 to 9999 is none that anyone can read.
            pc.min_max(array).as_py()
        return array

    def _array_of_values(
        self, level: Items, sources: Sequence[SourceDocument], issues: list[Issue]
    ) -> pa.Array:
        values = self._values(level, sources)
        try:
            return self._array(values)
        except MISFITS:
            return self._array_slowly(values, level, sources, issues)

    def _values(self, level: Items, sources: Sequence[SourceDocument]) -> list[Any]:
        source = self.column.source
        if source.kind is SourceKind.REQUEST:
            return [_asked(document, source.steps[0]) for document in sources]
        if source.kind is SourceKind.CAPTURED:
            return [document.captured_at for document in sources]
        if source.kind in _OF_THE_ITEM:
            return _positions(level, source)
        if source.kind is SourceKind.LISTED:
            return self._listed(level)
        if not source.is_by_alternative:
            return level.content.values(source.steps)
        documents, _ = level.climb(level.depth)
        names, rows = level.keys.to_pylist(), level.parents.to_pylist()
        by_name = {
            name: documents.content.values(source.steps_for(name)) for name in dict.fromkeys(names)
        }
        return [by_name[name][row] for name, row in zip(names, rows, strict=True)]

    def _listed(self, level: Items) -> list[Any]:
        """Where each item's id stands in a list of an enclosing item, or whether it stands there.

        An id that is not in the list has no position; without the list nothing is known.
        """
        source, wants_position = self.column.source, self.column.type.name != "boolean"
        holder, index = level.climb(source.up)
        lists = [
            None if ids is None else {one: position for position, one in enumerate(ids)}
            for ids in holder.content.values(source.steps)
        ]
        of_holder = range(len(lists)) if index is None else index.to_pylist()
        ids = level.content.values(source.looked_up)
        known = ((one, lists[holder_row]) for one, holder_row in zip(ids, of_holder, strict=True))
        if wants_position:
            return [None if listed is None else listed.get(one) for one, listed in known]
        return [None if listed is None else one in listed for one, listed in known]

    def _array(self, values: list[Any]) -> pa.Array:
        parse = self._parse
        if parse is not None:
            values = [None if value is None else parse(value) for value in values]
        return self._checked(pa.array(values, self.arrow))

    def _array_slowly(
        self,
        values: list[Any],
        level: Items,
        sources: Sequence[SourceDocument],
        issues: list[Issue],
    ) -> pa.Array:
        """Value by value, so that one that does not fit costs only itself."""
        fitting = []
        for row, value in enumerate(values):
            try:
                fitting.append(self._array([value])[0].as_py())
            except MISFITS:
                fitting.append(None)
                issues.append(self._issue(value, row, level, sources))
        return pa.array(fitting, self.arrow)

    def _issue(
        self, value: object, row: int, level: Items, sources: Sequence[SourceDocument]
    ) -> Issue:
        return Issue(
            kind=IssueKind.LEAF,
            raw_id=sources[level.document_of(row)].raw_id,
            path=self._path(level, row),
            found=shown(value),
            wanted=self.column.type.wanted,
        )

    def _path(self, level: Items, row: int) -> str:
        """Where a value stands in its document."""
        source = self.column.source
        if source.kind in _OF_THE_DOCUMENT:
            return str(source)
        if source.kind is SourceKind.ROOT:
            steps = source.steps
            if source.is_by_alternative:
                steps = source.steps_for(level.keys[row].as_py())
            return ".".join(("$", *steps))
        return ".".join((level.path(row), *source.steps))


@cache
def _name_of(_source: Source, _type: ColumnType) -> object:
    """What two columns have in common that read the same into the same; quickly compared."""
    return object()


def _levels_up(source: Source) -> int | None:
    """How far above the rows the values stand; None for the documents, however far that is."""
    if source.kind in _OF_THE_DOCUMENT:
        return None
    if source.kind is SourceKind.ROOT:
        return 0 if source.is_by_alternative else None
    return 0 if source.kind is SourceKind.LISTED else source.up


def _is_in_one_place(source: Source) -> bool:
    """Whether the values lie at one path below each item."""
    is_of_root = source.kind is SourceKind.ROOT and not source.is_by_alternative
    return is_of_root or source.kind is SourceKind.ITEM


def _positions(level: Items, source: Source) -> list[Any]:
    """What is known of items without looking into them: key, position, or a constant."""
    if source.kind is SourceKind.CONSTANT:
        text = source.steps[0] if source.steps else None
        return [text] * len(level)
    if source.first:
        return [int(key) + source.first for key in level.keys.to_pylist()]
    return list(level.keys.to_pylist())


def _asked(document: SourceDocument, name: str) -> str | None:
    """A request parameter, or all of them as one text, in the order of their names."""
    if name == "*":
        return "&".join(f"{one}={said}" for one, said in sorted(document.params.items()))
    return document.params.get(name)
