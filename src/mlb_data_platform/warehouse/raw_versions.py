"""Reading what raw keeps: the versions of a thing with what became of them, and their answers."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import psycopg
from psycopg import sql

from mlb_data_platform.history import KeptVersion
from mlb_data_platform.raw import RawTable

Facts: TypeAlias = Mapping[str, tuple[str, ...]]
Wanted: TypeAlias = Mapping[str, int | str | date]


def read_versions(
    connection: psycopg.Connection, table: RawTable, wanted: Wanted, facts: Facts
) -> list[KeptVersion]:
    """Find the versions that raw keeps, with what became of each.

    Args:
        connection: Any.
        table: A raw table that exists.
        wanted: Values by name: a number is that of a key column, a date that of the table, where
            it has such keys; anything else is a request parameter.
        facts: What to read from each answer: name and path; a path that ends with `*` counts.

    Returns:
        Versions of one thing side by side, oldest first.
    """
    version: sql.Composable = sql.SQL("''::text")
    if table.version:
        version = sql.SQL("coalesce(r.{}, '')").format(sql.Identifier(table.version))
    statement = sql.SQL(
        "select r.id, {version}, r.captured_at, r.last_seen_at, r.request_params, r.content_hash,"
        " coalesce(r.ingestion_job_id, ''), coalesce(j.command, ''), row_number() over"
        " (partition by {thing} order by {version} desc, r.captured_at desc, r.id desc) = 1,"
        " coalesce(t.outcome, ''), (select count(*) from metadata.quarantine q"
        " where q.raw_table = {name} and q.raw_id = r.id), array[{facts}]::text[]"
        # Taken out of its compressed store once, not once for every fact.
        " from {full} r cross join lateral (select {data} as data offset 0) answer"
        " left join metadata.job_executions j on j.run_id = r.ingestion_job_id"
        " left join metadata.transform_state t on t.raw_table = {name} and t.raw_id = r.id"
        " where {conditions} order by {thing}, {version}, r.captured_at, r.id"
    )
    rows = connection.execute(
        statement.format(
            version=version,
            thing=_thing(table),
            name=sql.Literal(table.name),
            data=sql.SQL("r.data || '{}'" if facts else "null::jsonb"),
            facts=sql.SQL(", ").join(map(_fact, facts.values())),
            full=sql.Identifier(*table.name.split(".")),
            conditions=sql.SQL(" and ").join(_conditions(table, wanted)),
        ),
        _bound(wanted),
    )
    return [
        KeptVersion(
            raw_id=raw_id,
            own_time=own_time,
            captured_at=captured_at,
            last_seen_at=last_seen_at,
            request=request,
            content_hash=content_hash,
            run_id=run_id,
            command=command,
            is_latest=is_latest,
            outcome=outcome,
            issues=issues,
            facts=dict(zip(facts, found, strict=True)),
        )
        for (
            raw_id,
            own_time,
            captured_at,
            last_seen_at,
            request,
            content_hash,
            run_id,
            command,
            is_latest,
            outcome,
            issues,
            found,
        ) in rows
    ]


def count_set_aside(connection: psycopg.Connection, table: RawTable, wanted: Wanted) -> int:
    """How many answers to such requests are in quarantine as bytes, because raw cannot hold them.

    Args:
        connection: Any.
        table: The raw table that they were for.
        wanted: Request parameters by name.
    """
    by_request = sql.SQL(" and ").join(
        [sql.SQL("raw_table = {}").format(table.name), *map(_of_request, wanted)]
    )
    row = connection.execute(
        sql.SQL("select count(*) from metadata.quarantine where kind = 'answer' and {}").format(
            by_request
        ),
        _bound(wanted),
    ).fetchone()
    return int(row[0]) if row else 0


def read_answer(connection: psycopg.Connection, table: RawTable, raw_id: int) -> object:
    """Read one kept answer, decoded; numbers with a fraction are exact.

    Args:
        connection: Any.
        table: Raw table.
        raw_id: A version of it.
    """
    statement = sql.SQL("select data::text from {} where id = %s").format(
        sql.Identifier(*table.name.split("."))
    )
    [(text,)] = connection.execute(statement, (raw_id,))
    return json.loads(text, parse_float=Decimal)


def raw_table_names(connection: psycopg.Connection) -> list[str]:
    """The raw tables of this database: those that its ingests and migrations have made."""
    rows = connection.execute(
        "select n.nspname || '.' || c.relname from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'p') and not c.relispartition and 3 = ("
        " select count(*) from pg_attribute a where a.attrelid = c.oid and not a.attisdropped"
        " and a.attname in ('request_params', 'content_hash', 'ingestion_job_id')) order by 1"
    )
    return [name for (name,) in rows]


def _thing(table: RawTable) -> sql.Composable:
    names = table.identity or ("request_params",)
    return sql.SQL(", ").join(sql.Identifier("r", name) for name in names)


def _fact(path: tuple[str, ...]) -> sql.Composable:
    if path[-1] != "*":
        return sql.SQL("answer.data #>> {}").format(list(path))
    items = sql.SQL("answer.data #> {}").format(list(path[:-1]))
    return sql.SQL(
        "case when jsonb_typeof({0}) = 'array' then jsonb_array_length({0})::text end"
    ).format(items)


def _conditions(table: RawTable, wanted: Wanted) -> Iterator[sql.Composable]:
    kinds = {key.name: key.type for key in table.keys}
    yield sql.SQL("true")
    for name, value in wanted.items():
        column = table.partition if isinstance(value, date) else name
        if column in kinds and not isinstance(value, str):
            yield sql.SQL("r.{} = {}::{}").format(
                sql.Identifier(column), sql.Placeholder(name), sql.SQL(kinds[column])
            )
        else:
            yield _of_request(name)


def _of_request(name: str) -> sql.Composable:
    return sql.SQL("request_params ->> {} = {}").format(name, sql.Placeholder(name))


def _bound(wanted: Wanted) -> dict[str, str]:
    return {name: str(value) for name, value in wanted.items()}
