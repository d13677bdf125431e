"""Ids of people in other systems: `person.register`, filled from the Chadwick register's file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

REGISTER_COLUMNS = {
    "key_mlbam": "int4",
    "key_person": "text",
    "key_uuid": "text",
    "key_retro": "text",
    "key_bbref": "text",
    "key_bbref_minors": "text",
    "key_fangraphs": "int4",
    "key_npb": "text",
    "key_wikidata": "text",
    "name_last": "text",
    "name_first": "text",
    "name_given": "text",
    "name_suffix": "text",
    "birth_year": "int2",
    "birth_month": "int2",
    "birth_day": "int2",
    "mlb_played_first": "int2",
    "mlb_played_last": "int2",
}
"""Columns of `person.register` that come from the file, with their types."""

RegisterRow = Sequence[str | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCounts:
    """What loading a register did.

    Attributes:
        inserted: People that were not there.
        updated: People whose ids or names changed.
        unchanged: People that were there just so.
    """

    inserted: int
    updated: int
    unchanged: int


def load_register(connection: psycopg.Connection, rows: Iterable[RegisterRow]) -> RegisterCounts:
    """Put people into `person.register`, in one transaction; whom the rows leave out stays.

    Args:
        connection: In autocommit mode.
        rows: Values in the order of `REGISTER_COLUMNS`; no two with the same `key_mlbam`.

    Returns:
        True counts; the same rows again change nothing.
    """
    columns = sql.SQL(", ").join(map(sql.Identifier, REGISTER_COLUMNS))
    with connection.transaction():
        connection.execute(
            "create temp table staged_register (like person.register including defaults)"
            " on commit drop"
        )
        with connection.cursor().copy(
            sql.SQL("copy staged_register ({}) from stdin").format(columns)
        ) as copy:
            for row in rows:
                copy.write_row(row)
        known = _changes(connection)
        connection.execute(
            sql.SQL(
                "insert into person.register as r ({0}) select {0} from staged_register"
                " on conflict (key_mlbam) do update set {1}, loaded_at = now()"
                " where ({2}) is distinct from ({3})"
            ).format(columns, _each("{0} = excluded.{0}"), _each("r.{0}"), _each("excluded.{0}"))
        )
    return known


def _changes(connection: psycopg.Connection) -> RegisterCounts:
    row = connection.execute(
        sql.SQL(
            "select count(*) filter (where r.key_mlbam is null),"
            " count(*) filter (where r.key_mlbam is not null and ({0}) is distinct from ({1})),"
            " count(*) filter (where r.key_mlbam is not null and ({0}) is not distinct from ({1}))"
            " from staged_register s left join person.register r using (key_mlbam)"
        ).format(_each("r.{0}"), _each("s.{0}"))
    ).fetchone()
    assert row is not None, "an aggregate gives a row"
    return RegisterCounts(inserted=row[0], updated=row[1], unchanged=row[2])


_PATTERNS = {
    "{0} = excluded.{0}": sql.SQL("{0} = excluded.{0}"),
    "r.{0}": sql.SQL("r.{0}"),
    "s.{0}": sql.SQL("s.{0}"),
    "excluded.{0}": sql.SQL("excluded.{0}"),
}


def _each(pattern: str) -> sql.Composed:
    """The pattern once for every column but the key."""
    names = [name for name in REGISTER_COLUMNS if name != "key_mlbam"]
    one = _PATTERNS[pattern]
    return sql.SQL(", ").join(one.format(sql.Identifier(name)) for name in names)
