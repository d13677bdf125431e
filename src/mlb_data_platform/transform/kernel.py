"""The kernel: document bytes × mapping → Arrow batches. Pure, and the same in every engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import msgspec
import pyarrow as pa

from mlb_data_platform.mapping.decoder import compile_tree
from mlb_data_platform.mapping.model import Branch, Level, Mapping, ScopeOrigin, Table
from mlb_data_platform.transform.columnar import IS_COMPILED, ColumnarReader
from mlb_data_platform.transform.columns import ColumnsReader
from mlb_data_platform.transform.decoded import Decoded
from mlb_data_platform.transform.items import Content, Items
from mlb_data_platform.transform.repair import decode_repaired
from mlb_data_platform.transform.scopes import is_complete, keys_by_document, scopes_of
from mlb_data_platform.transform.values import (
    Issue,
    IssueKind,
    Rows,
    ScopeKey,
    SourceDocument,
    Transformed,
    TransformedDocument,
    shown,
)

_INSTANT = pa.timestamp("us", tz="UTC")


class _Batch:
    """Documents that could be read; their items are found once, however many tables want them."""

    def __init__(self, sources: Sequence[SourceDocument], content: Content) -> None:
        self.sources = sources
        self.captured_at = pa.array([s.captured_at for s in sources], _INSTANT)
        self.raw_ids = pa.array([s.raw_id for s in sources], pa.int64())
        documents = Items(content=content)
        self._items: dict[tuple[tuple[Level, ...], tuple[str, ...]], Items] = {((), ()): documents}
        self._origins: dict[int, tuple[pa.Array, pa.Array]] = {}

    def origins(self, items: Items) -> tuple[pa.Array, pa.Array]:
        """When the document of each item was captured, and its raw id."""
        found = self._origins.get(id(items))
        if found is None:
            _, of_document = items.climb(items.depth)
            found = self.captured_at, self.raw_ids
            if of_document is not None:
                found = self.captured_at.take(of_document), self.raw_ids.take(of_document)
            self._origins[id(items)] = found
        return found

    def items(self, levels: tuple[Level, ...], present: tuple[str, ...] = ()) -> Items:
        """The items of a level; only those that hold a value at `present`, when it is given."""
        found = self._items.get((levels, present))
        if found is None:
            every = self.items(levels) if present else self.items(levels[:-1])
            found = every.holding(present) if present else every.inside(levels[-1])
            self._items[levels, present] = found
        return found


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows, and where in its document each stands."""

    rows: pa.RecordBatch
    path: Callable[[int], str]


class Kernel:
    """Turns documents of one mapping into rows; compile it once, use it for any number of batches.

    Args:
        mapping: What to read and where it goes.
        is_compiled: Whether compiled code may read what it can; rows and issues are the same.

    Example:
        >>> from mlb_data_platform.mapping import load_mappings
        >>> kernels = [Kernel(mapping) for mapping in load_mappings()]
    """

    def __init__(self, mapping: Mapping, *, is_compiled: bool = IS_COMPILED) -> None:
        self.mapping = mapping
        self._tree = compile_tree(mapping)
        self._columnar = ColumnarReader(self._tree) if is_compiled else None
        self._decoder = msgspec.json.Decoder(self._tree.annotation_of_item)
        self._readers = {
            (table.name, branch.name): ColumnsReader(branch.columns)
            for table in mapping.tables
            for branch in table.branches
        }
        self.schemas = {table.name: arrow_schema(table) for table in mapping.tables}
        self._no_rows = {
            name: pa.RecordBatch.from_pylist([], schema) for name, schema in self.schemas.items()
        }

    def transform(self, documents: Sequence[SourceDocument]) -> Transformed:
        """Turn a batch of documents into rows.

        Args:
            documents: Any number, in any order. Rows keep that order.

        Returns:
            One batch per table, the scopes of every document, and everything that did not fit. A
            document that cannot be read costs itself only; a value that does not fit becomes null.
        """
        issues: list[Issue] = []
        every = self._read(documents, issues)
        complete = self._complete(every)
        rows: Rows = {}
        for table in self.mapping.tables:
            batch = complete if table.only_complete else every
            rows[table.name] = self._rows(table, batch, issues)
        readable = {source.raw_id for source in every.sources}
        keys = keys_by_document(self.mapping, rows)
        outcomes = tuple(
            self._outcome(one, one.raw_id in readable, keys.get(one.raw_id, set()), issues)
            for one in documents
        )
        aside = {one.source.raw_id for one in outcomes if not one.is_readable}
        return Transformed(
            rows=rows,
            documents=outcomes,
            # A document that is set aside whole is set aside once, not row by row as well.
            issues=tuple(
                one for one in issues if one.kind is not IssueKind.ROW or one.raw_id not in aside
            ),
        )

    def _read(self, documents: Sequence[SourceDocument], issues: list[Issue]) -> _Batch:
        """What of the documents can be read."""
        if self._columnar and (found := self._columnar.read([one.body for one in documents])):
            return _Batch(documents, found)
        decoded = [(document, self._decode(document, issues)) for document in documents]
        readable = [(document, root) for document, root in decoded if root is not None]
        roots = Decoded([root for _, root in readable], self._tree)
        return _Batch([document for document, _ in readable], roots)

    def _decode(self, document: SourceDocument, issues: list[Issue]) -> Any:
        try:
            return self._decoder.decode(document.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return self._decode_slowly(document, issues)

    def _decode_slowly(self, document: SourceDocument, issues: list[Issue]) -> Any:
        try:
            root, found = decode_repaired(document.body, self._tree, raw_id=document.raw_id)
        except (ValueError, RecursionError) as error:
            issues.append(_unreadable(document, str(error)))
            return None
        issues.extend(found)
        return root

    def _complete(self, every: _Batch) -> _Batch:
        """The documents that tell everything; what is wrong with them has been said."""
        whole = [one for one in every.sources if is_complete(self.mapping, one)]
        return every if len(whole) == len(every.sources) else self._read(whole, [])

    def _rows(self, table: Table, batch: "_Batch", issues: list[Issue]) -> pa.RecordBatch:
        parts = [self._rows_of(table, branch, batch, issues) for branch in table.branches]
        if len(parts) == 1:
            return _keyed(parts[0], table, issues)
        return _keyed(_joined(parts), table, issues)

    def _rows_of(
        self, table: Table, branch: Branch, batch: "_Batch", issues: list[Issue]
    ) -> "_Part":
        items = batch.items(branch.levels, branch.present)
        if not len(items):
            return _Part(self._no_rows[table.name], items.path)
        reader = self._readers[table.name, branch.name]
        arrays = [*reader.read(items, batch.sources, issues), *batch.origins(items)]
        rows = pa.RecordBatch.from_arrays(arrays, schema=self.schemas[table.name])
        return _Part(rows, items.path)

    def _outcome(
        self, source: SourceDocument, is_readable: bool, keys: set[ScopeKey], issues: list[Issue]
    ) -> TransformedDocument:
        scopes = scopes_of(self.mapping, source, keys) if is_readable else ()
        if is_readable and not scopes and self.mapping.scope.origin is ScopeOrigin.CONTEXT:
            issues.append(_unreadable(source, "no key"))
            is_readable = False
        return TransformedDocument(
            source=replace(source, body=b""),
            scopes=scopes,
            is_complete=is_complete(self.mapping, source),
            is_readable=is_readable,
        )


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table's batches: mapped columns, then the two `source_…` ones."""
    fields = [
        pa.field(column.name, column.type.arrow, metadata={"postgres": column.type.postgres})
        for column in table.columns
    ]
    fields.append(pa.field("source_captured_at", _INSTANT))
    fields.append(pa.field("source_raw_id", pa.int64()))
    return pa.schema(fields)


def _joined(parts: list[_Part]) -> _Part:
    """The rows of all branches, one after the other."""

    def path(row: int) -> str:
        for part in parts:
            if row < part.rows.num_rows:
                break
            row -= part.rows.num_rows
        return part.path(row)

    return _Part(pa.concat_batches([part.rows for part in parts]), path)


def _keyed(part: _Part, table: Table, issues: list[Issue]) -> pa.RecordBatch:
    """Only rows with a whole and unique key; the others become issues."""
    batch = part.rows
    if not batch.num_rows:
        return batch
    names = (*table.primary_key, "source_raw_id")
    keys = list(zip(*(batch.column(name).to_pylist() for name in names), strict=True))
    if len(set(keys)) == len(keys) and not any(
        batch.column(name).null_count for name in table.primary_key
    ):
        return batch
    seen: set[tuple[object, ...]] = set()
    good = []
    for row, key in enumerate(keys):
        whole = None not in key
        good.append(whole and key not in seen)
        if not good[-1]:
            said = ", ".join(
                f"{n}={shown(v)}" for n, v in zip(table.primary_key, key, strict=False)
            )
            wanted = "a key that no other row has" if whole else "a value for every key column"
            issues.append(
                Issue(
                    kind=IssueKind.ROW,
                    raw_id=key[-1],
                    path=part.path(row),
                    found=said,
                    wanted=wanted,
                    table=table.name,
                )
            )
        seen.add(key)
    return batch.take(pa.array(compress(range(len(good)), good), pa.int32()))


def _unreadable(document: SourceDocument, why: str) -> Issue:
    return Issue(
        kind=IssueKind.DOCUMENT,
        raw_id=document.raw_id,
        path="$",
        found=why or "nothing that can be read",
        wanted="a JSON object of the shape that the mapping reads",
    )
