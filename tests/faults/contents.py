"""What a warehouse holds, so that two can be compared row for row."""

from typing import TypeAlias

import psycopg
from psycopg import sql

Contents: TypeAlias = dict[str, tuple[int, str]]
"""For each table how many rows it has, and a hash over them."""

_WHEN_AND_WHO = {
    "source_raw_id", "source_captured_at", "captured_at", "last_seen_at", "ingestion_timestamp",
    "ingestion_job_id", "source_url", "raw_id",
}  # fmt: skip
"""Columns that tell of the run, not of baseball."""

_INSTEAD_OF_DATA = {"id", "data"}
"""Of a raw row its `content_hash` is compared."""

_BOOKKEEPING = {
    "work list": "select game_pk, sport_id, season, official_date, starts_at, state, attempts,"
    " reason, claimed_by from metadata.game_work",
    "transformed": "select raw_table, outcome, count(*) from metadata.transform_state"
    " where raw_table not in ('raw.person_person', 'raw.venue_venue') group by 1, 2",
    "scopes": "select mapping, scope, version from metadata.transform_scopes",
    "quarantine": "select raw_table, kind, table_name, json_path, found, wanted"
    " from metadata.quarantine",
    "progress": "select game_pk, progress, is_checked from metadata.game_progress",
}


_IN_BULK = {"raw.person_person": "people", "raw.venue_venue": "venues"}
"""Asked for a hundred at a time; which hundred depends on the order of things, who does not."""


def contents_of(connection: psycopg.Connection) -> Contents:
    """Every table, view of the moment and note that does not depend on who made it when."""
    found = {name: _hashed(connection, sql.SQL(text)) for name, text in _BOOKKEEPING.items()}
    tables = connection.execute(
        "select n.nspname, c.relname, array_agg(a.attname::text order by a.attnum)"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where c.relkind in ('r', 'p', 'm') and not c.relispartition"
        " and n.nspname !~ '^(pg_|information_schema|metadata$|public$)' group by 1, 2"
    )
    for schema, table, columns in tables:
        left_out = _WHEN_AND_WHO | (_INSTEAD_OF_DATA if "content_hash" in columns else set())
        compared = [sql.Identifier(name) for name in columns if name not in left_out]
        found[f"{schema}.{table}"] = _hashed(
            connection,
            sql.SQL("select {} from {}").format(
                sql.SQL(", ").join(compared), sql.Identifier(schema, table)
            ),
        )
    for table, branch in _IN_BULK.items():
        if table in found:
            each = f"select distinct one from {table}, jsonb_array_elements(data->'{branch}') one"
            found[table] = _hashed(connection, sql.SQL(each))
    return {name: one for name, one in found.items() if one[0]}


def tables_in(contents: Contents) -> Contents:
    """The normalized tables alone: raw and its notes keep every version, on purpose."""
    kept = {"work list", "transformed", "scopes", "quarantine", "progress"}
    raw = {"game.live_game_v1", "schedule.schedule", "season.seasons"}
    return {
        name: one
        for name, one in contents.items()
        if name not in kept | raw and not name.startswith("raw.")
    }


def _hashed(connection: psycopg.Connection, statement: sql.Composable) -> tuple[int, str]:
    row = connection.execute(
        sql.SQL(
            "select count(*), coalesce(md5(string_agg(h, '' order by h)), '')"
            " from (select md5(t::text) as h from ({}) t) hashes"
        ).format(statement)
    ).fetchone()
    assert row is not None
    return row[0], row[1]


def count(connection: psycopg.Connection, what: str) -> int:
    """Rows of a table, with a condition behind it if need be."""
    row = connection.execute(f"select count(*) from {what}".encode()).fetchone()
    assert row is not None
    return int(row[0])
