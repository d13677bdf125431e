"""One column of one table, for a whole batch of documents."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from mlb_data_platform.mapping.model import Column, SourceKind
from mlb_data_platform.transform.gather import Items
from mlb_data_platform.transform.values import Issue, IssueKind, SourceDocument, shown


class ColumnReader:
    """Reads a column's values for all rows of a level.

    Args:
        column: Where the values are and what they become.
    """

    def __init__(self, column: Column) -> None:
        self.column = column

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
        source, depth = self.column.source, items.depth
        if source.kind is SourceKind.REQUEST:
            asked = [document.params.get(source.steps[0]) for document in sources]
            _, index = items.climb(depth)
            return self._array(self._from_text(asked, sources, issues), index)
        if source.kind is SourceKind.ROOT:
            return self._from_root(items, sources, issues)
        level, index = items.climb(source.up)
        values = level.values(source.steps) if source.kind is SourceKind.ITEM else list(level.keys)
        return self._array(self._parsed(values, level, sources, issues), index)

    def _from_root(
        self, items: Items, sources: Sequence[SourceDocument], issues: list[Issue]
    ) -> pa.Array:
        steps = self.column.source.steps
        documents, index = items.climb(items.depth)
        if "{~}" not in steps:
            values = self._parsed(documents.values(steps), documents, sources, issues)
            return self._array(values, index)
        by_name = {
            name: documents.values(tuple(name if s == "{~}" else s for s in steps))
            for name in dict.fromkeys(map(str, items.keys))
        }
        values = [by_name[str(k)][p] for k, p in zip(items.keys, items.parents, strict=True)]
        return self._array(self._parsed(values, items, sources, issues), None)

    def _array(self, values: list[Any], index: pa.Array | None) -> pa.Array:
        array = pa.array(values, self.column.type.arrow)
        return array if index is None else array.take(index)

    def _parsed(
        self,
        values: list[Any],
        level: Items,
        sources: Sequence[SourceDocument],
        issues: list[Issue],
    ) -> list[Any]:
        parse = self.column.type.parse
        if parse is None:
            return values
        try:
            return [None if value is None else parse(value) for value in values]
        except (ValueError, OverflowError):
            return [
                self._parsed_one(v, row, level, sources, issues) for row, v in enumerate(values)
            ]

    def _parsed_one(
        self,
        value: Any,
        row: int,
        level: Items,
        sources: Sequence[SourceDocument],
        issues: list[Issue],
    ) -> object:
        parse = self.column.type.parse
        try:
            return None if value is None or parse is None else parse(value)
        except (ValueError, OverflowError):
            path = f"{level.path(row)}.{'.'.join(self.column.source.steps)}"
            issues.append(self._issue(_document_of(level, row, sources), path, value))
            return None

    def _from_text(
        self, values: list[str | None], sources: Sequence[SourceDocument], issues: list[Issue]
    ) -> list[Any]:
        """Request parameters are text whatever they mean."""
        kind = self.column.type
        if kind.wire is str and kind.parse is None:
            return list(values)
        parsed: list[Any] = []
        for value, source in zip(values, sources, strict=True):
            try:
                parsed.append(None if value is None else int(value))
            except ValueError:
                issues.append(self._issue(source, str(self.column.source), value))
                parsed.append(None)
        return parsed

    def _issue(self, source: SourceDocument, path: str, value: object) -> Issue:
        return Issue(
            kind=IssueKind.LEAF,
            raw_id=source.raw_id,
            path=path,
            found=shown(value),
            wanted=self.column.type.wanted,
        )


def _document_of(level: Items, row: int, sources: Sequence[SourceDocument]) -> SourceDocument:
    while level.above is not None:
        level, row = level.above, level.parents[row]
    return sources[row]
