"""What is done: rows transformed, the document that speaks for each scope, what was set aside."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from datetime import datetime

import psycopg
import pyarrow as pa
from psycopg import sql

from mlb_data_platform.mapping import Mapping
from mlb_data_platform.transform import (
    Issue,
    ScopeKey,
    SourceDocument,
    Transformed,
    TransformedDocument,
)
from mlb_data_platform.warehouse.copy import copy_rows

_LONGEST_PATH = 400  # characters of up to four bytes; an index entry holds 2,700 bytes in all


@dataclass(frozen=True, slots=True)
class KnownScopes:
    """For each scope the order of the newest complete document that was loaded for it."""

    newest: MappingOf[str, tuple[str, datetime, int]]

    def __contains__(self, key: ScopeKey) -> bool:
        """Whether a document was loaded for the scope."""
        return scope_text(key) in self.newest

    def is_newer(self, key: ScopeKey, document: SourceDocument) -> bool:
        """Whether what was loaded for the scope is newer than the document."""
        newest = self.newest.get(scope_text(key))
        return newest is not None and newest > _order(document)


def lock_scopes(
    connection: psycopg.Connection, mapping: Mapping, documents: Iterable[TransformedDocument]
) -> KnownScopes:
    """Take the documents' scopes for this transaction, and tell what was loaded for them.

    Args:
        connection: Inside the batch's transaction.
        mapping: The mapping that made their rows.
        documents: They speak for the scopes.

    Returns:
        What is known about each scope that a document was loaded for. Two loaders of one scope
        take turns.
    """
    texts = sorted({scope_text(key) for document in documents for key in document.scopes})
    # Locks before rows: a scope that is not there yet has no row to lock. Sorted, so that no ring
    # can form.
    connection.execute(
        "select pg_advisory_xact_lock(k) from"
        " (select distinct hashtextextended(%s || ' ' || s, 0) as k from unnest(%s::text[]) s"
        " order by 1) locks",
        (mapping.name, texts),
    )
    rows = connection.execute(
        "select scope, version, captured_at, raw_id from metadata.transform_scopes"
        " where mapping = %s and scope = any(%s)",
        (mapping.name, texts),
    )
    return KnownScopes({scope: (version, at, raw_id) for scope, version, at, raw_id in rows})


def staged_scopes_of(mapping: Mapping) -> str:
    """The connection's own table of the scopes that a batch speaks for."""
    return "_".join(("staged_scopes", *mapping.scope.columns))


def stage_scopes(
    connection: psycopg.Connection,
    mapping: Mapping,
    documents: Sequence[TransformedDocument],
    refused: MappingOf[int, set[ScopeKey]],
) -> None:
    """Put the documents' scopes beside the staged rows, so that SQL can tell whose is what."""
    kinds = {c.name: c.type for table in mapping.tables[:1] for c in table.columns}
    columns = mapping.scope.columns
    entries = [(key, document) for document in documents for key in document.scopes]
    definition = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kinds[name].postgres))
        for name in columns
    )
    connection.execute(
        sql.SQL(
            "create temp table if not exists {} ({}, raw_id bigint, captured_at timestamptz,"
            " is_complete boolean, is_refused boolean) on commit delete rows"
        ).format(sql.Identifier(staged_scopes_of(mapping)), definition)
    )
    arrays = [
        pa.array([key[i] for key, _ in entries], kinds[name].arrow)
        for i, name in enumerate(columns)
    ]
    arrays += [
        pa.array([d.source.raw_id for _, d in entries], pa.int64()),
        pa.array([d.source.captured_at for _, d in entries], pa.timestamp("us", tz="UTC")),
        pa.array([d.is_complete for _, d in entries], pa.bool_()),
        pa.array([key in refused[d.source.raw_id] for key, d in entries], pa.bool_()),
    ]
    names = [*columns, "raw_id", "captured_at", "is_complete", "is_refused"]
    copy_rows(
        connection, staged_scopes_of(mapping), pa.RecordBatch.from_arrays(arrays, names=names)
    )


def write_outcomes(
    connection: psycopg.Connection,
    mapping: Mapping,
    outcomes: Iterable[tuple[TransformedDocument, str]],
    *,
    raw_table: str,
    run_id: str,
) -> None:
    """Mark the documents as transformed, and their scopes as spoken for."""
    decided = list(outcomes)
    connection.execute(
        "insert into metadata.transform_state (raw_table, raw_id, fingerprint, outcome, run_id)"
        " select %s, d.raw_id, %s, d.outcome, %s"
        " from unnest(%s::bigint[], %s::text[]) d(raw_id, outcome)"
        " on conflict (raw_table, raw_id) do update set fingerprint = excluded.fingerprint,"
        " outcome = excluded.outcome, run_id = excluded.run_id, transformed_at = now()",
        (
            raw_table,
            mapping.fingerprint,
            run_id,
            [d.source.raw_id for d, _ in decided],
            [o for _, o in decided],
        ),
    )
    spoken = [
        (scope_text(key), *_order(document.source))
        for document, outcome in decided
        if outcome == "loaded" and document.is_complete
        for key in document.scopes
    ]
    connection.execute(
        "insert into metadata.transform_scopes as known"
        " (mapping, raw_table, scope, version, captured_at, raw_id)"
        " select %s, %s, s.* from unnest(%s::text[], %s::text[], %s::timestamptz[], %s::bigint[]) s"
        " on conflict (mapping, scope) do update set raw_table = excluded.raw_table,"
        " version = excluded.version, captured_at = excluded.captured_at, raw_id = excluded.raw_id"
        " where (known.version, known.captured_at, known.raw_id)"
        " < (excluded.version, excluded.captured_at, excluded.raw_id)",
        (mapping.name, raw_table, *_columns(spoken, 4)),
    )


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    """Rows turned into one list per column, also where there are none."""
    return (
        [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
    )


def write_issues(
    connection: psycopg.Connection, raw_table: str, transformed: Transformed, *, run_id: str
) -> None:
    """Put what did not fit into quarantine; what fits by now leaves it."""
    raw_ids = [document.source.raw_id for document in transformed.documents]
    issues = transformed.issues
    columns = [[_ISSUE_COLUMNS[name](issue) for issue in issues] for name in _ISSUE_COLUMNS]
    connection.execute(
        "delete from metadata.quarantine q"
        " where raw_table = %s and raw_id = any(%s) and not exists ("
        " select from unnest("
        " %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])"
        " i(raw_id, kind, table_name, json_path, found, wanted)"
        " where (i.raw_id, i.kind, i.table_name, i.json_path)"
        " = (q.raw_id, q.kind, q.table_name, q.json_path))",
        (raw_table, raw_ids, *columns),
    )
    connection.execute(
        "insert into metadata.quarantine"
        " (raw_table, raw_id, kind, table_name, json_path, found, wanted, run_id)"
        " select %s, i.*, %s from"
        " unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) i"
        " on conflict do nothing",
        (raw_table, run_id, *columns),
    )


_ISSUE_COLUMNS: dict[str, Callable[[Issue], object]] = {
    "raw_id": lambda issue: issue.raw_id,
    "kind": lambda issue: issue.kind.value,
    "table_name": lambda issue: issue.table,
    "json_path": lambda issue: indexable(issue.path),
    "found": lambda issue: issue.found,
    "wanted": lambda issue: issue.wanted,
}


def indexable(path: str) -> str:
    """A place in a document, shortened where it is longer than an index can hold.

    Keys of an answer are part of it, and an answer may have keys of any length.

    Example:
        >>> indexable("gameData.venue.name")
        'gameData.venue.name'
        >>> len(indexable("k" * 10_000_000))
        417
    """
    if len(path) <= _LONGEST_PATH:
        return path
    mark = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{path[:_LONGEST_PATH]}…{mark}"


def scope_text(key: ScopeKey) -> str:
    """A scope as `transform_scopes` names it.

    Example:
        >>> from datetime import date
        >>> scope_text((1, date(2024, 7, 1)))
        '1/2024-07-01'
    """
    return "/".join("-" if value is None else str(value) for value in key)


def _order(document: SourceDocument) -> tuple[str, datetime, int]:
    return (document.version, document.captured_at, document.raw_id)


__all__ = [
    "Issue",
    "KnownScopes",
    "ScopeKey",
    "indexable",
    "lock_scopes",
    "scope_text",
    "stage_scopes",
    "write_issues",
    "write_outcomes",
]
