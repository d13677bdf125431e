"""Rows by COPY: compiled code and the library send the server the same values, of every type."""

import datetime as dt
import math
from typing import Any

import psycopg
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlb_data_platform.mapping.types import COLUMN_TYPES
from mlb_data_platform.warehouse.copy import IS_COMPILED, copy_rows

needs_compiled = pytest.mark.skipif(not IS_COMPILED, reason="no C compiler when installed")

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "boolean": st.booleans(),
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "double precision": st.floats(allow_nan=False),
    "date": st.dates(),
    "timestamptz": st.datetimes(timezones=st.just(dt.UTC)),
    "jsonb": st.sampled_from(["null", "1", '{"a": [1, null, "é"]}', "[]"]),
    "text[]": st.lists(st.none() | TEXTS, max_size=4),
    "integer[]": st.lists(st.none() | st.integers(-(2**31), 2**31 - 1), max_size=4),
}
ARROW = {kind.postgres: kind.arrow for kind in COLUMN_TYPES.values()}
SCHEMA = pa.schema(
    pa.field(f"c{n}", ARROW[kind], metadata={"postgres": kind}) for n, kind in enumerate(VALUES)
)
COLUMNS = ", ".join(f"c{n} {kind}" for n, kind in enumerate(VALUES))
ROWS = st.lists(st.tuples(*(st.none() | values for values in VALUES.values())), max_size=9)


def batch_of(rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    arrays = [pa.array(c, field.type) for c, field in zip(columns, SCHEMA, strict=True)]
    return pa.record_batch(arrays, schema=SCHEMA)


def kept(
    connection: psycopg.Connection, rows: pa.RecordBatch, *, is_compiled: bool
) -> list[tuple[Any, ...]]:
    """What the server has of rows after COPY, in their order."""
    with connection.transaction(force_rollback=True):
        connection.execute(f"create temp table t ({COLUMNS}) on commit drop")
        copy_rows(connection, "t", rows, is_compiled=is_compiled)
        return connection.execute("select c8::text as c8, * from t order by ctid").fetchall()


def test_every_type_of_a_column_is_tried() -> None:
    assert ARROW.keys() == VALUES.keys()


@needs_compiled
@given(ROWS, st.integers(0, 3))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rows_of_all_types_are_the_same_either_way(
    connection: psycopg.Connection, rows: list[tuple[Any, ...]], skipped: int
) -> None:
    batch = batch_of(rows).slice(min(skipped, len(rows)))

    assert kept(connection, batch, is_compiled=True) == kept(connection, batch, is_compiled=False)


ONE = (
    "Peña\n\t\\N", True, -7, 2**31 - 1, -(2**63), -0.1, dt.date(1876, 4, 22),
    dt.datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC), '{"a": 1}', ["a", None, ""],
    [1, None, -2],
)  # fmt: skip
NOTHING = (None,) * len(ONE)
EMPTY = ("", False, 0, 0, 0, math.inf, dt.date(1, 1, 1), None, "0", [], [])


@pytest.mark.parametrize("is_compiled", [False, pytest.param(True, marks=needs_compiled)])
def test_the_server_has_what_was_sent(connection: psycopg.Connection, is_compiled: bool) -> None:
    found = kept(connection, batch_of([ONE, NOTHING, EMPTY, ONE]), is_compiled=is_compiled)

    assert [one[0] for one in found] == ['{"a": 1}', None, "0", '{"a": 1}']
    plain = [(*one[1:9], *one[10:]) for one in found]
    assert plain == [(*one[:8], *one[9:]) for one in (ONE, NOTHING, EMPTY, ONE)]


@pytest.mark.parametrize("is_compiled", [False, pytest.param(True, marks=needs_compiled)])
def test_a_type_that_no_mapping_names_is_sent_as_well(
    connection: psycopg.Connection, is_compiled: bool
) -> None:
    rows = pa.record_batch({"n": pa.array([1.5, None], pa.float32())})
    with connection.transaction(force_rollback=True):
        connection.execute("create temp table numbers (n real) on commit drop")
        copy_rows(connection, "numbers", rows, is_compiled=is_compiled)

        assert connection.execute("select n from numbers").fetchall() == [(1.5,), (None,)]


@needs_compiled
def test_a_batch_of_other_columns_is_refused_and_nothing_is_read_beyond_it() -> None:
    from mlb_data_platform.warehouse import _binary_copy  # noqa: PLC0415  (may not be there)

    _, array = batch_of([ONE]).__arrow_c_array__()
    with pytest.raises(ValueError, match="found 11 columns, wanted 2"):
        _binary_copy.encode_rows(array, b"ii")
