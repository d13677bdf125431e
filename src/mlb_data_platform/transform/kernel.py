"""The kernel: document bytes × mapping → Arrow batches. Pure, and the same in every engine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import msgspec
import pyarrow as pa

from mlb_data_platform.mapping.decoder import compile_tree
from mlb_data_platform.mapping.model import Mapping, ScopeOrigin, Table
from mlb_data_platform.transform.columns import ColumnReader
from mlb_data_platform.transform.gather import Items, inner_items
from mlb_data_platform.transform.repair import decode_repaired
from mlb_data_platform.transform.scopes import is_complete, scopes_of
from mlb_data_platform.transform.values import (
    Issue,
    IssueKind,
    Rows,
    SourceDocument,
    Transformed,
    TransformedDocument,
    shown,
)


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A document that could be read."""

    source: SourceDocument
    root: Any


class Kernel:
    """Turns documents of one mapping into rows; compile it once, use it for any number of batches.

    Args:
        mapping: What to read and where it goes.

    Example:
        >>> from mlb_data_platform.mapping import load_mappings
        >>> kernels = [Kernel(mapping) for mapping in load_mappings()]
    """

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self._tree = compile_tree(mapping)
        self._decoder = msgspec.json.Decoder(self._tree.struct)
        self._readers = {
            table.name: [ColumnReader(column) for column in table.columns]
            for table in mapping.tables
        }
        self.schemas = {table.name: arrow_schema(table) for table in mapping.tables}

    def transform(self, documents: Sequence[SourceDocument]) -> Transformed:
        """Turn a batch of documents into rows.

        Args:
            documents: Any number, in any order. Rows keep that order.

        Returns:
            One batch per table, the scopes of every document, and everything that did not fit. A
            document that cannot be read costs itself only; a value that does not fit becomes null.
        """
        issues: list[Issue] = []
        decoded = [one for document in documents if (one := self._decode(document, issues))]
        rows: Rows = {}
        for table in self.mapping.tables:
            rows[table.name] = self._rows(table, decoded, issues)
        readable = {one.source.raw_id for one in decoded}
        outcomes = tuple(
            self._outcome(document, document.raw_id in readable, rows, issues)
            for document in documents
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

    def _decode(self, document: SourceDocument, issues: list[Issue]) -> _Decoded | None:
        try:
            return _Decoded(document, self._decoder.decode(document.body))
        except (msgspec.MsgspecError, RecursionError):
            return self._decode_slowly(document, issues)

    def _decode_slowly(self, document: SourceDocument, issues: list[Issue]) -> _Decoded | None:
        try:
            root, found = decode_repaired(document.body, self._tree, raw_id=document.raw_id)
        except (ValueError, RecursionError) as error:
            issues.append(_unreadable(document, str(error)))
            return None
        issues.extend(found)
        return _Decoded(document, root)

    def _rows(self, table: Table, decoded: list[_Decoded], issues: list[Issue]) -> pa.RecordBatch:
        if table.only_complete:
            decoded = [one for one in decoded if is_complete(self.mapping, one.source)]
        items = Items(structs=[one.root for one in decoded], node=self._tree)
        sources = [one.source for one in decoded]
        for level in table.levels:
            items = inner_items(items, level)
        _, of_document = items.climb(len(table.levels))
        arrays = [reader.read(items, sources, issues) for reader in self._readers[table.name]]
        for values, kind in (
            ([source.captured_at for source in sources], pa.timestamp("us", tz="UTC")),
            ([source.raw_id for source in sources], pa.int64()),
        ):
            array = pa.array(values, kind)
            arrays.append(array if of_document is None else array.take(of_document))
        batch = pa.RecordBatch.from_arrays(arrays, schema=self.schemas[table.name])
        return _keyed(batch, table, items, issues)

    def _outcome(
        self, source: SourceDocument, is_readable: bool, rows: Rows, issues: list[Issue]
    ) -> TransformedDocument:
        scopes = scopes_of(self.mapping, source, rows) if is_readable else ()
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
    fields = [pa.field(column.name, column.type.arrow) for column in table.columns]
    fields.append(pa.field("source_captured_at", pa.timestamp("us", tz="UTC")))
    fields.append(pa.field("source_raw_id", pa.int64()))
    return pa.schema(fields)


def _keyed(
    batch: pa.RecordBatch, table: Table, items: Items, issues: list[Issue]
) -> pa.RecordBatch:
    """Only rows with a whole and unique key; the others become issues."""
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
                    path=items.path(row),
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
