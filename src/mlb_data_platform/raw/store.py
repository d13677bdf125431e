"""The raw store: append answers, never change one. What a version is says `versions.py`."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from mlb_data_platform.garbage import no_search_for_cycles
from mlb_data_platform.raw.errors import KeyUnreadableError, RawRefusedError
from mlb_data_platform.raw.identify import identify
from mlb_data_platform.raw.packing import pack
from mlb_data_platform.raw.tables import RawTable, raw_table
from mlb_data_platform.raw.versions import Order, Version, Versions
from mlb_data_platform.statsapi.document import Document


@dataclass(slots=True, kw_only=True)
class AppendReport:
    """What became of a batch of answers.

    Attributes:
        new: Versions written.
        seen_again: Answers that were there already.
        quarantined: Answers that JSONB cannot hold, or that lack a key.
    """

    new: int = 0
    seen_again: int = 0
    quarantined: int = 0

    def add(self, other: "AppendReport") -> None:
        """Take another batch's numbers in."""
        self.new += other.new
        self.seen_again += other.seen_again
        self.quarantined += other.quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A document with everything its row needs."""

    document: Document
    found: dict[str, object]
    content_hash: str
    identity: tuple[object, ...]
    version: str

    @property
    def order(self) -> Order:
        """Place among the versions of its thing."""
        return (self.version, self.document.captured_at)


_Fresh: TypeAlias = tuple[_Prepared, Version]


_TOO_MUCH = (psycopg.errors.ProgramLimitExceeded, psycopg.errors.StatementTooComplex)


class RawStore:
    """Appends answers to one raw table; made for one connection, and cheap.

    Args:
        connection: An open connection; the store begins and commits transactions of its own.
        table: Name of the raw table.
        run_id: Written to `ingestion_job_id`.
    """

    def __init__(self, connection: psycopg.Connection, table: str, *, run_id: str) -> None:
        self._connection = connection
        self._run_id = run_id
        self.table: RawTable = raw_table(table)

    def ensure_table(self) -> None:
        """Make the table, if it is one without keys of its own that nobody used yet."""
        schema, _, name = self.table.name.partition(".")
        found = self._connection.execute("select to_regclass(%s)", (self.table.name,)).fetchone()
        if schema == "raw" and not (found and found[0]):
            self._connection.execute("select metadata.ensure_raw_table(%s)", (name,))

    def append(
        self, documents: Sequence[Document], *, also: Callable[[], None] = lambda: None
    ) -> AppendReport:
        """Keep answers, in one transaction: all of them, or none.

        Args:
            documents: Answers of the table's method, in any order.
            also: What belongs into the same transaction, such as a note that they are kept.

        Returns:
            How many were new, seen again, or quarantined (as bytes, in `metadata.quarantine`).

        Raises:
            RawRefusedError: A request asks for part of an answer; nothing is written.
        """
        for document in documents:
            self._refuse_holes(document)
        prepared, unusable = self._prepare(documents)
        self._ensure_partitions(prepared)
        report = AppendReport()
        with self._connection.transaction():
            for document, why in unusable:
                self._quarantine(document, why, report)
            self._lock(prepared)
            fresh = self._sort_out(prepared, report)
            self._write(fresh, report)
            also()
        return report

    def set_aside(self, document: Document, why: str) -> AppendReport:
        """Keep as bytes what cannot be read as an answer; the same bytes again are kept once.

        Args:
            document: Whatever is known of it, and its bytes.
            why: What was found.
        """
        report = AppendReport()
        self._quarantine(document, why, report)
        return report

    def _refuse_holes(self, document: Document) -> None:
        for name in sorted(self.table.refuse.intersection(document.request.params)):
            raise RawRefusedError(method=document.request.name, parameter=name)

    def _prepare(
        self, documents: Iterable[Document]
    ) -> tuple[list[_Prepared], list[tuple[Document, str]]]:
        prepared, unusable = [], []
        for document in documents:
            try:
                with no_search_for_cycles():
                    prepared.append(self._prepare_one(document))
            except (KeyUnreadableError, ValueError, RecursionError) as error:
                unusable.append((document, str(error)))
        return sorted(prepared, key=lambda one: (str(one.identity), one.order)), unusable

    def _prepare_one(self, document: Document) -> _Prepared:
        found, content_hash = identify(self.table, document.body, document.request.params)
        identity = tuple(found[name] for name in self.table.identity)
        version = found.get(self.table.version) if self.table.version else None
        return _Prepared(
            document=document,
            found=found,
            content_hash=content_hash,
            identity=identity or (_params_text(document),),
            version=str(version or ""),
        )

    def _ensure_partitions(self, prepared: Sequence[_Prepared]) -> None:
        """Partitions are made before the rows that need them, in a transaction of their own."""
        if not self.table.partition:
            return
        days = {one.found[self.table.partition] for one in prepared}
        years = {getattr(day, "year", None) for day in days} - {None}
        for year in sorted(years, key=str):
            with self._connection.transaction():
                self._connection.execute(
                    "select metadata.ensure_partition(%s, %s)", (self.table.name, year)
                )

    def _lock(self, prepared: Sequence[_Prepared]) -> None:
        """Writers of the same thing take turns; sorted, so that no ring of waiting can form."""
        names = sorted({f"{self.table.name}:{one.identity}" for one in prepared})
        self._connection.execute(
            "select pg_advisory_xact_lock(k) from"
            " (select distinct hashtextextended(n, 0) as k"
            " from unnest(%s::text[]) n order by 1) locks",
            (names,),
        )

    def _sort_out(self, prepared: Sequence[_Prepared], report: AppendReport) -> list[_Fresh]:
        """New versions; answers that were there already only move `last_seen_at`."""
        known = self._known_versions(prepared)
        fresh: list[_Fresh] = []
        seen: dict[int, datetime] = {}
        for one in prepared:
            version, is_new = known[one.identity].take(one.order, one.content_hash)
            if is_new:
                fresh.append((one, version))
                continue
            report.seen_again += 1
            if version.row_id is not None:
                seen[version.row_id] = version.last_seen_at
        self._mark_seen(seen)
        return fresh

    def _known_versions(self, prepared: Sequence[_Prepared]) -> dict[tuple[object, ...], Versions]:
        """The kept versions of everything that the documents are about."""
        table, identities = self.table, sorted({one.identity for one in prepared}, key=str)
        if table.identity:
            (name,) = table.identity
            identity: sql.Composable = sql.Identifier(name)
            wanted: list[object] = [value for (value,) in identities]
            match: sql.Composable = sql.SQL("{} = any(%s::{}[])").format(
                identity, sql.SQL(_type_of(table, name))
            )
        else:
            identity = sql.SQL("request_params")
            wanted = [str(value) for (value,) in identities]
            match = sql.SQL("request_params = any(%s::jsonb[])")
        version = sql.Identifier(table.version) if table.version else sql.SQL("''")
        rows = self._connection.execute(
            sql.SQL(
                "select {}, id, coalesce({}, ''), captured_at, last_seen_at, content_hash"
                " from {} where {} order by 3, 4, 2"
            ).format(identity, version, _full(table), match),
            (wanted,),
        )
        known: dict[tuple[object, ...], list[Version]] = {one.identity: [] for one in prepared}
        for what, row_id, version_text, captured_at, last_seen_at, content_hash in rows:
            key = what if table.identity else _text_of(what)
            known[(key,)].append(
                Version(
                    order=(version_text, captured_at),
                    content_hash=content_hash,
                    last_seen_at=last_seen_at,
                    row_id=row_id,
                )
            )
        return {identity: Versions(versions) for identity, versions in known.items()}

    def _mark_seen(self, seen: dict[int, datetime]) -> None:
        if seen:
            self._connection.execute(
                sql.SQL(
                    "update {} r set last_seen_at = s.at"
                    " from unnest(%s::bigint[], %s::timestamptz[]) s(id, at)"
                    " where r.id = s.id and r.last_seen_at < s.at"
                ).format(_full(self.table)),
                (list(seen), list(seen.values())),
            )

    def _write(self, fresh: Sequence[_Fresh], report: AppendReport) -> None:
        if not fresh:
            return
        try:
            with self._connection.transaction():
                self._copy(fresh)
            report.new += len(fresh)
        except (psycopg.DataError, psycopg.OperationalError) as error:
            # Only what one answer holds may cost that answer; a lost connection is for the caller.
            if self._connection.broken:
                raise
            self._write_one_by_one(fresh, report, error)

    def _write_one_by_one(
        self, fresh: Sequence[_Fresh], report: AppendReport, error: psycopg.Error
    ) -> None:
        for one in fresh:
            try:
                with self._connection.transaction():
                    self._copy([one])
                report.new += 1
            except psycopg.DataError as found:
                self._quarantine(one[0].document, str(found).partition("\n")[0], report)
            except psycopg.OperationalError as found:
                # Out of disk or memory is not this answer's fault; too long or deep for JSONB is.
                if not isinstance(found, _TOO_MUCH):
                    raise found from error
                self._quarantine(one[0].document, str(found).partition("\n")[0], report)

    def _copy(self, fresh: Sequence[_Fresh]) -> None:
        names = [
            "request_params", "source_url", "captured_at", "last_seen_at", "schema_version",
            "response_status", "data", "content_hash", "ingestion_job_id",
            *(key.name for key in self.table.keys), "body",
        ]  # fmt: skip
        statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
            _full(self.table), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        types = [
            "jsonb",
            "text",
            "timestamptz",
            "timestamptz",
            "text",
            "int2",
            "jsonb",
            "text",
            "text",
        ]
        aliases = {"bigint": "int8", "integer": "int4"}
        types += [aliases.get(key.type, key.type) for key in self.table.keys]
        types.append("bytea")
        with self._connection.cursor().copy(statement) as copy:
            copy.set_types(types)
            for one, version in fresh:
                copy.write_row(self._row(one, version.last_seen_at))

    def _row(self, one: _Prepared, last_seen_at: datetime) -> list[object]:
        document = one.document
        return [
            Jsonb(document.request.params),
            document.url,
            document.captured_at,
            last_seen_at,
            _schema_version(document.url),
            document.status,
            # The body goes as it arrived: no second encoding, nothing lost on the way.
            Jsonb(document.body, dumps=bytes),
            one.content_hash,
            self._run_id,
            *(one.found[key.name] for key in self.table.keys),
            pack(document.body),
        ]

    def _quarantine(self, document: Document, why: str, report: AppendReport) -> None:
        self._connection.execute(
            "select metadata.quarantine_answer(%s, %s, %s, %s, %s, %s, %s)",
            (
                self.table.name,
                Jsonb(document.request.params),
                document.url,
                why,
                document.body,
                document.captured_at,
                self._run_id,
            ),
        )
        report.quarantined += 1


def _params_text(document: Document) -> str:
    return _text_of(document.request.params)


def _text_of(params: object) -> str:
    return json.dumps(params, sort_keys=True)


def _schema_version(url: str) -> str:
    """The API version in a URL's path: `v1`, `v1.1`."""
    _, _, path = url.partition("/api/")
    return path.partition("/")[0] or "v1"


def _type_of(table: RawTable, name: str) -> str:
    return next(key.type for key in table.keys if key.name == name)


def _full(table: RawTable) -> sql.Identifier:
    return sql.Identifier(*table.name.split("."))
