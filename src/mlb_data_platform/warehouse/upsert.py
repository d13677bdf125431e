"""The defensive upsert, by comparing staged rows with those that are there.

A poller does this every few seconds for one game and all its tables, so it is built for few words
with the server: the staging tables stay as long as the connection, everything is staged first, and
then all statements go out at once.
"""

import hashlib
from collections.abc import Collection, Sequence
from collections.abc import Mapping as MappingOf
from functools import lru_cache
from typing import LiteralString

import psycopg
import pyarrow as pa
from psycopg import sql

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.warehouse.bookkeeping import ScopeKey, staged_scopes_of
from mlb_data_platform.warehouse.copy import copy_rows

_SOURCE = tuple(SOURCE_COLUMN_DDL)
_LONGEST_NAME = 63


_SILENT = "silent documents"
"""A parameter beside those of the scopes, which are named as their columns."""


def upsert_staged(
    connection: psycopg.Connection,
    mapping: Mapping,
    rows: MappingOf[str, pa.RecordBatch],
    *,
    scopes: Collection[ScopeKey],
    may_refuse: bool,
    silent: MappingOf[str, list[int]],
) -> dict[str, dict[str, int]]:
    """Make slices of a mapping's tables equal to the rows of newer documents.

    Args:
        connection: Inside the batch's transaction; the documents' scopes are staged and locked.
        mapping: The mapping of the tables.
        rows: By table, everything the documents say about their slices.
        scopes: What the documents speak for.
        may_refuse: Whether a newer document has spoken for any of the slices.
        silent: By table, documents (raw ids) that tell nothing about it: what they lack stays.

    Returns:
        By table, numbers of rows inserted, updated, deleted, unchanged and refused.
    """
    # Where answers may tell a part of a slice, newer and older rows can lie side by side in it.
    is_mixed = mapping.complete_with is not None
    columns, staged = mapping.scope.columns, staged_scopes_of(mapping)
    words = {table.name: _words(table, columns, staged, is_mixed) for table in mapping.tables}
    near: dict[str, list[object]] = {
        name: list({key[i] for key in scopes}) for i, name in enumerate(columns)
    }
    there = connection.execute(_STAGES).fetchall()
    known = {name for (name,) in there}
    for one in words.values():
        if one.stage_name not in known:
            connection.execute(one.create_stage)
    for name, one in words.items():
        copy_rows(connection, one.stage_name, rows[name])
    refusing = may_refuse or is_mixed
    most = max(one.num_rows for one in rows.values())
    with connection.pipeline():
        connection.execute(_PLAN_ONCE if most <= _FEW_ROWS else _PLAN_EACH_TIME)
        asked = {
            name: _ask(connection, one, near | {_SILENT: list(silent[name])}, refusing=refusing)
            for name, one in words.items()
        }
    return {name: _counts(rows[name].num_rows, *asked[name]) for name in words}


_FEW_ROWS = 2_000
"""Rows of a table that one game, of any length, does not have."""

# A followed game asks the same again and again, and to plan it takes longer than to do it, the more
# so the more seasons there are. What is good for few rows may go over many of them row by row.
_PLAN_ONCE = "set local plan_cache_mode = force_generic_plan"
_PLAN_EACH_TIME = "set local plan_cache_mode = force_custom_plan"

Cursor = psycopg.Cursor[tuple[int, ...]]


def _ask(
    connection: psycopg.Connection,
    words: "_Words",
    near: MappingOf[str, list[object]],
    *,
    refusing: bool,
) -> tuple[list[Cursor], Cursor]:
    """Send a table's statements; their results are there when the pipeline ends."""
    refused = [connection.execute(text, prepare=True) for text in words.refuse if refusing]
    return refused, connection.execute(words.apply, near, prepare=True)


def _counts(staged: int, refusals: list[Cursor], applied: Cursor) -> dict[str, int]:
    refused = sum(one.rowcount for one in refusals)
    [(deleted, updated, inserted)] = applied.fetchall()
    return {
        "inserted": inserted,
        "updated": updated,
        "deleted": deleted,
        "unchanged": staged - refused - updated - inserted,
        "refused": refused,
    }


class _Words:
    """The statements for one table."""

    def __init__(
        self, table: Table, scope: tuple[str, ...], scopes: str, *, is_mixed: bool
    ) -> None:
        self.stage_name = _stage_name(table)
        names = [column.name for column in table.columns]
        kinds = {column.name: column.type.postgres for column in table.columns}
        parts = {
            "target": sql.Identifier(*table.name.split(".")),
            "stage": sql.Identifier(self.stage_name),
            "scopes": sql.Identifier(scopes),
            "same_key": _all_equal("t", "s", table.primary_key),
            "in_scope": _all_equal("t", "k", scope),
            "staged_in_scope": _all_equal("s", "k", scope),
            "near": sql.SQL(" and ").join(
                sql.SQL("t.{} = any({}::{}[])").format(
                    sql.Identifier(name), sql.Placeholder(name), sql.SQL(kinds[name])
                )
                for name in scope
            ),
            "not_newer": sql.SQL(_NOT_NEWER if is_mixed else "true"),
            "all": sql.SQL(", ").join(map(sql.Identifier, (*names, *_SOURCE))),
            "old": _list("t", names),
            "new": _values(table),
            "sets": _sets(table),
        }

        def rendered(text: LiteralString) -> bytes:
            return sql.SQL(text).format(**parts).as_bytes(None)

        self.create_stage = rendered(_STAGE)
        refusals = (_REFUSE_SLICES, _REFUSE_ROWS) if is_mixed else (_REFUSE_SLICES,)
        self.refuse = [rendered(text) for text in refusals]
        self.apply = rendered(_APPLY)


@lru_cache(maxsize=256)
def _words(table: Table, scope: tuple[str, ...], scopes: str, is_mixed: bool) -> _Words:
    """The statements for one table; a poller asks for the same ones every few seconds."""
    return _Words(table, scope, scopes, is_mixed=is_mixed)


def _stage_name(table: Table) -> str:
    """A name for these columns: a connection may outlive a change of the mapping.

    Example:
        >>> from mlb_data_platform.mapping import load_mappings
        >>> [season] = [one for one in load_mappings() if one.subject == "season"]
        >>> _stage_name(season.tables[0]).rpartition("_")[0]
        'staged_season_season_dates'
    """
    columns = " ".join(f"{column.name} {column.type.postgres}" for column in table.columns)
    mark = hashlib.sha256(columns.encode()).hexdigest()[:8]
    name = f"staged_{table.name.replace('.', '_')}"
    return f"{name[: _LONGEST_NAME - len(mark) - 1]}_{mark}"


_STAGES = "select relname from pg_class where relnamespace = pg_my_temp_schema()"

_STAGE = "create temp table {stage} (like {target}) on commit delete rows"

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

# Rows that a complete, newer document about their slice no longer contains go; rows of the stage
# are changed or added. No row has two of these fates, so the three may see the same snapshot. That
# only rows near the scopes matter follows from the joins, and must be said twice: the planner knows
# nothing of staged rows, and would read whole tables for one game.
_APPLY = """
with gone as (
  delete from {target} t using {scopes} k
  where {near} and {in_scope} and k.is_complete and not k.is_refused and {not_newer}
    and k.raw_id <> all(%(silent documents)s::bigint[])
    and not exists (select from {stage} s where {same_key})
  returning 1
), changed as (
  update {target} t set {sets} from {stage} s
  where {near} and {same_key} and ({old}) is distinct from ({new})
  returning 1
), added as (
  insert into {target} ({all}) select {all} from {stage} s
  where not exists (select from {target} t where {near} and {same_key})
  returning 1
)
select (select count(*) from gone), (select count(*) from changed), (select count(*) from added)"""


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
