"""Rows into tables: one transaction per batch, by defensive upsert with true counts.

The rule. A document speaks for some scopes (a game; the days of a schedule). What it says about a
scope replaces what an older document said: changed rows are updated, equal rows are untouched,
rows it no longer contains disappear. An older document never overwrites a newer one. Scopes that
no document spoke for before go straight into the tables by COPY; the others go through staging
tables and are compared there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import stamina

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.transform import (
    Issue,
    IssueKind,
    Rows,
    Transformed,
    TransformedDocument,
)
from mlb_data_platform.warehouse import bookkeeping
from mlb_data_platform.warehouse.copy import copy_rows
from mlb_data_platform.warehouse.drift import Sighting, record_drift
from mlb_data_platform.warehouse.partitions import make_partitions, partitions_of
from mlb_data_platform.warehouse.upsert import upsert_staged

_ATTEMPTS = 4
_COLLISIONS = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""Two loaders met in a way that the server can only solve by ending one of them."""
_UNLOADABLE = (psycopg.DataError, psycopg.errors.ProgramLimitExceeded)
"""Some document of the batch holds what its tables or their indexes cannot."""
_LONGEST_REASON = 300


@dataclass(slots=True, kw_only=True)
class TableCounts:
    """What happened to the rows of one table.

    Attributes:
        inserted: Rows that were not there.
        updated: Rows whose values changed.
        deleted: Rows that a newer document no longer contains.
        unchanged: Rows that were there already, untouched.
        refused: Rows of documents older than what is loaded.
    """

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    refused: int = 0

    def add(self, other: "TableCounts") -> None:
        """Take another batch's numbers in."""
        self.inserted += other.inserted
        self.updated += other.updated
        self.deleted += other.deleted
        self.unchanged += other.unchanged
        self.refused += other.refused

    @property
    def written(self) -> int:
        """Rows that were changed in the table."""
        return self.inserted + self.updated + self.deleted


@dataclass(slots=True, kw_only=True)
class LoadReport:
    """What loading a batch did.

    Attributes:
        tables: Counts by table.
        loaded: Documents whose rows are in the tables now.
        stale: Documents that were older than what is loaded.
        quarantined: Documents that could not be read.
        issues: Values, rows and documents set aside.
        unknown_fields: Mapping and path of what documents have and their mapping does not know.
        scopes: Scopes that the loaded documents speak for, as text.
    """

    tables: dict[str, TableCounts] = field(default_factory=dict)
    loaded: int = 0
    stale: int = 0
    quarantined: int = 0
    issues: int = 0
    unknown_fields: set[tuple[str, str]] = field(default_factory=set)
    scopes: set[str] = field(default_factory=set)

    def add(self, other: "LoadReport") -> None:
        """Take another batch's numbers in."""
        for name, counts in other.tables.items():
            self.tables.setdefault(name, TableCounts()).add(counts)
        self.loaded += other.loaded
        self.stale += other.stale
        self.quarantined += other.quarantined
        self.issues += other.issues
        self.unknown_fields |= other.unknown_fields
        self.scopes |= other.scopes

    @property
    def rows_written(self) -> int:
        """Rows that were changed in all tables."""
        return sum(counts.written for counts in self.tables.values())


def load(
    connection: psycopg.Connection,
    mapping: Mapping,
    transformed: Transformed,
    *,
    raw_table: str,
    run_id: str,
    sighting: Sighting | None = None,
) -> LoadReport:
    """Load a batch in one transaction: rows, quarantine and bookkeeping, or nothing.

    Args:
        connection: In autocommit mode.
        mapping: The mapping that made the rows.
        transformed: What the kernel returned. No two of its documents may speak for one scope.
        raw_table: Raw table that the documents lie in.
        run_id: The run, for the bookkeeping.
        sighting: The document of the batch that was looked at for drift.

    Returns:
        True counts; loading the same batch again reports every row as unchanged.
    """
    once = partial(
        _load_in_turn, connection, mapping, raw_table=raw_table, run_id=run_id, sighting=sighting
    )
    try:
        return once(transformed)
    except _UNLOADABLE as error:
        if connection.broken:
            raise
        return _load_one_by_one(connection, transformed, once, error)


def _load_one_by_one(
    connection: psycopg.Connection,
    transformed: Transformed,
    once: Callable[[Transformed], LoadReport],
    error: psycopg.Error,
) -> LoadReport:
    """Find the documents that the tables cannot hold; each costs only itself."""
    report = LoadReport()
    for document in transformed.documents:
        try:
            report.add(once(_only(transformed, document, transformed.rows)))
        except _UNLOADABLE as found:
            if connection.broken:
                raise found from error
            report.add(once(_set_aside(transformed, document, found)))
    return report


def _only(transformed: Transformed, document: TransformedDocument, rows: Rows) -> Transformed:
    """One document of a batch, with its rows and issues."""
    wanted = pa.scalar(document.source.raw_id, pa.int64())
    return Transformed(
        rows={n: r.filter(pc.equal(r.column("source_raw_id"), wanted)) for n, r in rows.items()},
        documents=(document,),
        issues=tuple(i for i in transformed.issues if i.raw_id == document.source.raw_id),
    )


def _set_aside(
    transformed: Transformed, document: TransformedDocument, error: psycopg.Error
) -> Transformed:
    """A document that goes to quarantine whole, with the server's reason."""
    none = {name: rows.slice(0, 0) for name, rows in transformed.rows.items()}
    issue = Issue(
        kind=IssueKind.DOCUMENT,
        raw_id=document.source.raw_id,
        path="$",
        found=f"{error.diag.message_primary or error}"[:_LONGEST_REASON],
        wanted="values that the tables can hold",
    )
    unreadable = replace(document, is_readable=False, scopes=())
    return Transformed(rows=none, documents=(unreadable,), issues=(issue,))


def _load_in_turn(
    connection: psycopg.Connection,
    mapping: Mapping,
    transformed: Transformed,
    *,
    raw_table: str,
    run_id: str,
    sighting: Sighting | None,
) -> LoadReport:
    """Load, and again where another loader was in the way."""
    make_partitions(connection, partitions_of(mapping, transformed.rows))
    mine = {document.source.raw_id for document in transformed.documents}
    for attempt in stamina.retry_context(on=_COLLISIONS, attempts=_ATTEMPTS, timeout=None):
        with attempt:
            return _load_once(
                connection,
                mapping,
                transformed,
                raw_table=raw_table,
                run_id=run_id,
                sighting=sighting if sighting and sighting.raw_id in mine else None,
            )
    raise AssertionError("the last attempt returns or raises")


def _load_once(
    connection: psycopg.Connection,
    mapping: Mapping,
    transformed: Transformed,
    *,
    raw_table: str,
    run_id: str,
    sighting: Sighting | None,
) -> LoadReport:
    with connection.transaction():
        known = bookkeeping.lock_scopes(connection, mapping, transformed.documents)
        sorted_out = _sort_out(mapping, transformed.documents, known)
        report = LoadReport(
            tables={table.name: TableCounts() for table in mapping.tables},
            loaded=len(sorted_out.fresh) + len(sorted_out.known),
            stale=len(sorted_out.stale),
            quarantined=len(sorted_out.unreadable),
            issues=len(transformed.issues),
            scopes=sorted_out.scopes(),
        )
        _load_fresh(connection, mapping, transformed, sorted_out.fresh, report)
        _load_known(connection, mapping, transformed, sorted_out, report)
        _count_refused(mapping, transformed, sorted_out.stale, report)
        bookkeeping.write_outcomes(
            connection, mapping, sorted_out.outcomes(), raw_table=raw_table, run_id=run_id
        )
        bookkeeping.write_issues(connection, raw_table, transformed, run_id=run_id)
        if sighting:
            record_drift(connection, mapping, sighting, raw_table=raw_table, run_id=run_id)
            report.unknown_fields = {(mapping.name, one.path) for one in sighting.fields}
    return report


@dataclass(slots=True)
class _SortedOut:
    """The documents of a batch by what has to happen to them."""

    fresh: list[TransformedDocument] = field(default_factory=list)
    known: list[TransformedDocument] = field(default_factory=list)
    stale: list[TransformedDocument] = field(default_factory=list)
    unreadable: list[TransformedDocument] = field(default_factory=list)
    refused: dict[int, set[bookkeeping.ScopeKey]] = field(default_factory=dict)

    def scopes(self) -> set[str]:
        """What the documents that are loaded speak for."""
        loaded = (*self.fresh, *self.known)
        return {bookkeeping.scope_text(key) for document in loaded for key in document.scopes}

    def outcomes(self) -> Iterable[tuple[TransformedDocument, str]]:
        for documents, outcome in (
            (self.fresh, "loaded"),
            (self.known, "loaded"),
            (self.stale, "stale"),
            (self.unreadable, "quarantined"),
        ):
            yield from ((document, outcome) for document in documents)


def _sort_out(
    mapping: Mapping, documents: Sequence[TransformedDocument], known: bookkeeping.KnownScopes
) -> _SortedOut:
    found = _SortedOut()
    # Where answers may be partial, rows can be there although no document owns their scope yet.
    is_always_whole = mapping.complete_with is None
    for document in documents:
        if not document.is_readable:
            found.unreadable.append(document)
            continue
        newer = {key for key in document.scopes if known.is_newer(key, document.source)}
        if document.scopes and len(newer) == len(document.scopes):
            found.stale.append(document)
        elif is_always_whole and not any(key in known for key in document.scopes):
            found.fresh.append(document)
        else:
            found.known.append(document)
            found.refused[document.source.raw_id] = newer
    return found


def _load_fresh(
    connection: psycopg.Connection,
    mapping: Mapping,
    transformed: Transformed,
    documents: Sequence[TransformedDocument],
    report: LoadReport,
) -> None:
    """Nobody has written these scopes, and their locks are ours: plain COPY is safe."""
    for table in mapping.tables if documents else ():
        rows = _rows_of(transformed, table, documents)
        copy_rows(connection, table.name, rows)
        report.tables[table.name].inserted += rows.num_rows


def _load_known(
    connection: psycopg.Connection,
    mapping: Mapping,
    transformed: Transformed,
    sorted_out: _SortedOut,
    report: LoadReport,
) -> None:
    documents = sorted_out.known
    if not documents:
        return
    bookkeeping.stage_scopes(connection, mapping, documents, sorted_out.refused)
    counts = upsert_staged(
        connection,
        mapping,
        {table.name: _rows_of(transformed, table, documents) for table in mapping.tables},
        scopes={key for document in documents for key in document.scopes},
        may_refuse=any(sorted_out.refused.values()),
        silent={table.name: _silent(table, documents) for table in mapping.tables},
    )
    for name, numbers in counts.items():
        report.tables[name].add(TableCounts(**numbers))


def _silent(table: Table, documents: Sequence[TransformedDocument]) -> list[int]:
    """Documents that were not asked for what the table holds: what they lack is not gone."""
    if table.hydration is None:
        return []
    return [one.source.raw_id for one in documents if not table.is_told_by(one.source.params)]


def _rows_of(
    transformed: Transformed, table: Table, documents: Sequence[TransformedDocument]
) -> pa.RecordBatch:
    rows = transformed.rows[table.name]
    if len(documents) == len(transformed.documents):
        return rows
    wanted = pa.array([document.source.raw_id for document in documents], pa.int64())
    return rows.filter(pc.is_in(rows.column("source_raw_id"), value_set=wanted))


def _count_refused(
    mapping: Mapping,
    transformed: Transformed,
    documents: Sequence[TransformedDocument],
    report: LoadReport,
) -> None:
    for table in mapping.tables if documents else ():
        report.tables[table.name].refused += _rows_of(transformed, table, documents).num_rows
