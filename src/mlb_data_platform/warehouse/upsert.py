"""The defensive upsert of one table, by comparing staged rows with those that are there."""

from collections.abc import Sequence
from functools import lru_cache
from typing import LiteralString

import psycopg
import pyarrow as pa
from psycopg import sql

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.warehouse.bookkeeping import STAGED_SCOPES
from mlb_data_platform.warehouse.copy import copy_rows

_SOURCE = tuple(SOURCE_COLUMN_DDL)


def upsert_staged(
    connection: psycopg.Connection, mapping: Mapping, table: Table, rows: pa.RecordBatch
) -> dict[str, int]:
    """Make a table's slices equal to the rows of newer documents.

    Args:
        connection: Inside the batch's transaction; the documents' scopes are staged and locked.
        mapping: The mapping of the table.
        table: The table.
        rows: Everything the documents say about their slices.

    Returns:
        Numbers of rows inserted, updated, deleted, unchanged and refused.
    """
    # Where answers may tell a part of a slice, newer and older rows can lie side by side in it.
    words = _words(table, mapping.scope.columns, mapping.complete_with is not None)
    connection.execute(words.create_stage)
    copy_rows(connection, words.stage_name, rows)
    refused = sum(connection.execute(statement).rowcount for statement in words.refuse)
    deleted = connection.execute(words.delete).rowcount
    updated = connection.execute(words.update).rowcount
    inserted = connection.execute(words.insert).rowcount
    connection.execute(words.drop_stage)
    return {
        "inserted": inserted,
        "updated": updated,
        "deleted": deleted,
        "unchanged": rows.num_rows - refused - updated - inserted,
        "refused": refused,
    }


class _Words:
    """The statements for one table."""

    def __init__(self, table: Table, scope: tuple[str, ...], *, is_mixed: bool) -> None:
        self.stage_name = "staged_" + table.name.replace(".", "_")
        names = [column.name for column in table.columns]
        parts = {
            "target": sql.Identifier(*table.name.split(".")),
            "stage": sql.Identifier(self.stage_name),
            "scopes": sql.Identifier(STAGED_SCOPES),
            "same_key": _all_equal("t", "s", table.primary_key),
            "in_scope": _all_equal("t", "k", scope),
            "staged_in_scope": _all_equal("s", "k", scope),
            "not_newer": sql.SQL(_NOT_NEWER if is_mixed else "true"),
            "all": sql.SQL(", ").join(map(sql.Identifier, (*names, *_SOURCE))),
            "old": _list("t", names),
            "new": _values(table),
            "sets": _sets(table),
        }

        def rendered(text: LiteralString) -> bytes:
            return sql.SQL(text).format(**parts).as_bytes(None)

        self.create_stage = rendered(_STAGE)
        self.drop_stage = rendered("drop table {stage}")
        refusals = (_REFUSE_SLICES, _REFUSE_ROWS) if is_mixed else (_REFUSE_SLICES,)
        self.refuse = [rendered(text) for text in refusals]
        self.delete = rendered(_DELETE)
        self.update = rendered(_UPDATE)
        self.insert = rendered(_INSERT)


@lru_cache(maxsize=256)
def _words(table: Table, scope: tuple[str, ...], is_mixed: bool) -> _Words:
    """The statements for one table; a poller asks for the same ones every few seconds."""
    return _Words(table, scope, is_mixed=is_mixed)


_STAGE = "create temp table {stage} (like {target}) on commit drop"

# Rows of a slice for which a newer complete document was loaded.
_REFUSE_SLICES = """
delete from {stage} s using {scopes} k
where {staged_in_scope} and s.source_raw_id = k.raw_id and k.is_refused"""

# Rows that a newer partial document has changed since.
_REFUSE_ROWS = """
delete from {stage} s using {target} t
where {same_key} and (t.source_captured_at, t.source_raw_id) > (s.source_captured_at,
s.source_raw_id)"""

_NOT_NEWER = "(t.source_captured_at, t.source_raw_id) <= (k.captured_at, k.raw_id)"

# Rows that a complete, newer document about their slice no longer contains.
_DELETE = """
delete from {target} t using {scopes} k
where {in_scope} and k.is_complete and not k.is_refused and {not_newer}
  and not exists (select from {stage} s where {same_key})"""

_UPDATE = """
update {target} t set {sets} from {stage} s where {same_key} and ({old}) is distinct from ({new})"""

_INSERT = """
insert into {target} ({all}) select {all} from {stage} s
where not exists (select from {target} t where {same_key})"""


def _all_equal(left: str, right: str, names: Sequence[str]) -> sql.Composed:
    one = sql.SQL("{}.{} = {}.{}")
    sides = (sql.Identifier(left), sql.Identifier(right))
    return sql.SQL(" and ").join(
        one.format(sides[0], sql.Identifier(name), sides[1], sql.Identifier(name)) for name in names
    )


def _list(alias: str, names: Sequence[str]) -> sql.Composed:
    one = sql.SQL("{}.{}")
    return sql.SQL(", ").join(one.format(sql.Identifier(alias), sql.Identifier(n)) for n in names)


def _values(table: Table) -> sql.Composed:
    """New values; where a column keeps what it knows, a null gives way to the old one."""
    return sql.SQL(", ").join(
        sql.SQL("coalesce(s.{0}, t.{0})" if column.keep else "s.{0}").format(
            sql.Identifier(column.name)
        )
        for column in table.columns
    )


def _sets(table: Table) -> sql.Composed:
    mapped = (
        sql.SQL("{0} = coalesce(s.{0}, t.{0})" if column.keep else "{0} = s.{0}").format(
            sql.Identifier(column.name)
        )
        for column in table.columns
        if column.name not in table.primary_key
    )
    source = (sql.SQL("{0} = s.{0}").format(sql.Identifier(name)) for name in _SOURCE)
    return sql.SQL(", ").join([*mapped, *source])
