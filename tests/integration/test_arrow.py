"""Queries as Arrow: right types, the same values as plain SQL, and nothing can be changed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import psycopg
import pyarrow as pa
import pytest

from mlb_data_platform.warehouse import Database, QueryError, connect, read_arrow, read_query
from tests.integration.conftest import Warehouse

UTC = pa.timestamp("us", tz="UTC")
LOCAL = dt.datetime(2024, 7, 1, 19, 5)  # noqa: DTZ001  (a time without a zone is what it is)
TYPES: dict[str, tuple[str, Any, Any]] = {
    "truth": ("true", pa.bool_(), True),
    "int2": ("7::smallint", pa.int16(), 7),
    "int4": ("-7", pa.int32(), -7),
    "int8": ("9007199254740993", pa.int64(), 9007199254740993),
    "float4": ("1.5::real", pa.float32(), 1.5),
    "float8": ("0.1::float8 + 0.2::float8", pa.float64(), 0.30000000000000004),
    "infinite": ("'-Infinity'::float8", pa.float64(), float("-inf")),
    "numeric": ("0.312::numeric(4, 3)", pa.float64(), 0.312),
    "date": ("date '1876-04-22'", pa.date32(), dt.date(1876, 4, 22)),
    "time": ("time '19:05:00.5'", pa.time64("us"), dt.time(19, 5, 0, 500000)),
    "instant": (
        "timestamptz '2024-07-01 19:05:00.25-04'",
        UTC,
        dt.datetime(2024, 7, 1, 23, 5, 0, 250000, tzinfo=dt.UTC),
    ),
    "local": ("timestamp '2024-07-01 19:05'", pa.timestamp("us"), LOCAL),
    "text": ("e'Peña, \"J\"\\n\\ttwo\\r\\nlines'", pa.string(), 'Peña, "J"\n\ttwo\r\nlines'),
    "empty": ("''", pa.string(), ""),
    "words that mean null elsewhere": ("'NULL'", pa.string(), "NULL"),
    "json": ("'{\"a\": [1, null]}'::jsonb", pa.string(), '{"a": [1, null]}'),
    "bytes": ("'\\x00ff'::bytea", pa.binary(), b"\x00\xff"),
    "whole numbers": ("array[1, null, 3]", pa.list_(pa.int32()), [1, None, 3]),
    "words": ("array['a', 'b,\"c\"']", pa.list_(pa.string()), ["a", 'b,"c"']),
    "rates": ("array['Infinity', 0.5]::float8[]", pa.list_(pa.float64()), [float("inf"), 0.5]),
    "truths": ("array[true, null]", pa.list_(pa.bool_()), [True, None]),
    "instants": (
        "array[timestamptz '2024-07-01 19:05-04']",
        pa.list_(UTC),
        [dt.datetime(2024, 7, 1, 23, 5, tzinfo=dt.UTC)],
    ),
    "interval": ("interval '90 minutes'", pa.string(), "01:30:00"),
}


def test_every_type_of_a_column_has_its_type_in_arrow(connection: psycopg.Connection) -> None:
    shown = ", ".join(f'{text} as "{name}"' for name, (text, _, _) in TYPES.items())
    table = read_arrow(connection, f"select {shown}")

    assert dict(zip(table.schema.names, table.schema.types, strict=True)) == {
        name: kind for name, (_, kind, _) in TYPES.items()
    }
    assert table.to_pylist() == [{name: value for name, (_, _, value) in TYPES.items()}]


def test_a_null_of_every_type_is_null(connection: psycopg.Connection) -> None:
    shown = ", ".join(f'nullif({text}, {text}) as "{name}"' for name, (text, _, _) in TYPES.items())
    table = read_arrow(connection, f"select {shown}")

    assert table.to_pylist() == [dict.fromkeys(TYPES)]
    assert table.schema.types == [kind for _, kind, _ in TYPES.values()]


SHAPES = {
    "no rows": ("select 1 as n where false", {"n": []}),
    "nulls alone": ("select null::int as n union all select null", {"n": [None, None]}),
    "empty texts alone": ("values (''), (null)", {"column1": ["", None]}),
    "a comment at the end": ("select 1 as n -- one", {"n": [1]}),
    "a semicolon at the end": ("select 1 as n ;\n", {"n": [1]}),
    "a percent sign": ("select 7 % 4 as n", {"n": [3]}),
    "names twice": ("select 1 as n, 2 as n, 3 as n", {"n": [1], "n_1": [2], "n_2": [3]}),
    "a name like no other": ('select 1 as "a ""%"', {'a "%': [1]}),
    "a table": ("table one", {"n": [1]}),
    "with": ("with a as (select 1 as n) select * from a", {"n": [1]}),
    "show": ("show timezone", {"TimeZone": ["UTC"]}),
    "order": ("select n from generate_series(1, 3) n order by n desc", {"n": [3, 2, 1]}),
    "arrays in order": (
        "select n, array[n] as a from generate_series(1, 2) n order by n desc",
        {"n": [2, 1], "a": [[2], [1]]},
    ),
}


@pytest.mark.parametrize("case", SHAPES)
def test_an_answer_of_any_shape_is_read(connection: psycopg.Connection, case: str) -> None:
    text, wanted = SHAPES[case]
    connection.execute("create temp table one as select 1 as n")
    assert read_arrow(connection, text).to_pydict() == wanted


def test_explain_answers_words(connection: psycopg.Connection) -> None:
    plan = read_arrow(connection, "explain select 1").to_pydict()
    assert plan["QUERY PLAN"][0].startswith("Result")


def test_values_are_bound_whatever_they_hold(connection: psycopg.Connection) -> None:
    given = {"name": "x'; drop table y; --", "days": [dt.date(2024, 7, 1)], "none": None}
    text = "select %(name)s::text as name, %(days)s::date[] as days, %(none)s::int as none, '%%' p"
    table = read_arrow(connection, text, given)

    assert table.to_pylist() == [{**given, "p": "%"}]


def test_many_blocks_are_one_table_in_order(connection: psycopg.Connection) -> None:
    text = "select n, repeat('x', 500) as x from generate_series(1, 6000) n order by n"
    table = read_arrow(connection, text)

    assert table.column("n").num_chunks > 2
    assert table.column("n").to_pylist() == list(range(1, 6001))


@pytest.mark.parametrize(
    "name", ["mart.pitches", "mart.season_batting", "game.plays", "mart.games"]
)
def test_it_is_what_plain_sql_answers(simulated: Warehouse, name: str) -> None:
    text = f"select * from {name} t order by t::text limit 2000"
    plain = read_query(simulated.connection, text)
    table = read_arrow(simulated.connection, text)

    assert tuple(table.column_names) == plain.columns
    assert [tuple(row.values()) for row in table.to_pylist()] == [
        tuple(float(value) if isinstance(value, Decimal) else value for value in row)
        for row in plain.rows
    ]
    assert len(plain.rows) > 20


REFUSED = {
    "nothing": (" ; ", "found nothing, wanted one SQL statement"),
    "what is no SQL": ("selct 1", 'syntax error at or near "selct"'),
    "two statements": ("select 1; select 2", "cannot insert multiple commands"),
    "a way out of COPY": (
        "select 1) to stdout; commit; create table public.made(); copy (select 1",
        'syntax error at or near ")"',
    ),
    "a comment that swallows": ("select 1 /* ", "unterminated /* comment"),
    "making a table": ("create table public.made ()", "answers no rows, wanted one that reads"),
    "ending the transaction": ("commit", "answers no rows, wanted one that reads"),
    "an insert that answers": (
        "insert into metadata.watermarks (name, reached_at) values ('x', now()) returning name",
        "in a read-only transaction",
    ),
    "a program": ("copy (select 1) to program 'true'", "answers no rows, wanted one that reads"),
    "a sequence": ("select nextval('game.live_game_v1_id_seq')", "permission denied"),
    "a file": ("select pg_read_file('/etc/passwd')", "permission denied"),
    "a table in a cell": ("select array[[1, 2], [3, 4]]", "a value that no data frame can hold"),
    "an endless day": ("select 'infinity'::timestamptz", "a value that no data frame can hold"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_read_is_refused_and_changes_nothing(database: Database, case: str) -> None:
    text, problem = REFUSED[case]
    with connect(database) as connection:
        with pytest.raises(QueryError, match=r"^query: ") as refused:
            read_arrow(connection, text)
        made = connection.execute("select to_regclass('public.made')").fetchone()
        again = read_arrow(connection, "select 1 as n")

    assert problem in str(refused.value)
    assert (made, again.to_pydict()) == ((None,), {"n": [1]})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("select * from game.gmaes", "did you mean game.games"),
        ("select * from pitches", "did you mean mart.pitches?"),
        ("select * from zzz.zzz", "see the tables with"),
        (
            "select game_kp from mart.games",
            'Perhaps you meant to reference the column "games.game_pk"',
        ),
    ],
)
def test_a_misspelt_name_is_told_with_the_nearest(
    connection: psycopg.Connection, text: str, hint: str
) -> None:
    for read in (read_arrow, read_query):
        with pytest.raises(QueryError) as refused:
            read(connection, text)
        assert refused.value.hint.startswith(hint)
