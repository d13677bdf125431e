"""Answers of queries as Arrow tables: COPY as CSV, read column by column, no Python object a value.

The types are those of the query's columns, stated in `_TYPES`. What Arrow's reader of CSV does not
know (arrays, bytes) comes as text and is made into values here.
"""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from typing import Any, NamedTuple

import psycopg
import pyarrow as pa
from psycopg import pq, sql
from pyarrow import csv

from mlb_data_platform.warehouse.connect import Connection
from mlb_data_platform.warehouse.errors import QueryError
from mlb_data_platform.warehouse.read import query_error, read_only

_BLOCK_BYTES = 1_000_000
"""Text that is read at once; what stays in the processor's cache is read twice as fast."""

_NO_COPY = {"explain", "show"}
"""Statements that answer rows of words, and cannot stand inside COPY."""

_TYPES: Mapping[str, Any] = {
    "bool": pa.bool_(),
    "int2": pa.int16(),
    "int4": pa.int32(),
    "int8": pa.int64(),
    "oid": pa.int64(),
    "float4": pa.float32(),
    "float8": pa.float64(),
    # Rates and sums: a data frame wants numbers, and 15 digits hold every one of them.
    "numeric": pa.float64(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}
"""PostgreSQL's types and Arrow's; all others are text, as PostgreSQL writes them (also JSON)."""


class _Column(NamedTuple):
    """One column of an answer: as it is called, read and handed out."""

    name: str
    read_as: Any
    make: Callable[[str], object] | None
    type: Any
    is_array: bool


def read_arrow(
    connection: Connection, text: str, parameters: Mapping[str, object] | None = None
) -> pa.Table:
    """Run one query that cannot change anything, and hand out its rows as an Arrow table.

    Args:
        connection: In autocommit mode, its time zone UTC.
        text: One SQL statement.
        parameters: Values for `%(name)s` in it; without them the text goes as it is.

    Returns:
        All its rows. Whole numbers keep their size, `numeric` is a double, instants are in UTC,
        arrays are lists, JSON is text. A name that stands twice is told apart by `_1`, `_2`, …

    Raises:
        QueryError: It does not run, tries to write, or holds what Arrow cannot.
    """
    if not text.strip().rstrip(";"):
        raise QueryError("query: found nothing, wanted one SQL statement", hint="select 1")
    try:
        with read_only(connection):
            whole = psycopg.ClientCursor(connection).mogrify(text, parameters)
            columns = _describe(connection, whole)
            if not columns:
                problem = "query: found a statement that answers no rows, wanted one that reads"
                raise QueryError(problem, hint="select … from game.games")
            if whole.split(maxsplit=1)[0].lower() in _NO_COPY:
                return _without_copy(connection, whole, columns)
            schema = pa.schema([(column.name, column.type) for column in columns])
            # Closed before the transaction ends, also when a block cannot be read.
            with closing(_blocks(connection, whole, columns)) as texts:
                blocks = [_table(text, columns) for text in texts]
            return pa.concat_tables([schema.empty_table(), *blocks])
    except pa.ArrowException as error:
        problem = f"query: a value that no data frame can hold: {error}"
        raise QueryError(problem, hint="cast the column to text: column::text") from error
    except psycopg.Error as error:
        if connection.broken:
            raise
        raise query_error(connection, error) from error


def _describe(connection: Connection, whole: str) -> list[_Column]:
    """The columns of a statement that is not run yet.

    The server refuses here what is not one statement by itself, before it stands inside another.
    """
    plain, names = connection.pgconn, _Names()
    for answer in (plain.prepare(b"", whole.encode()), plain.describe_prepared(b"")):
        if answer.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(answer)
    return [
        _column(connection, names.next((answer.fname(at) or b"").decode()), answer.ftype(at))
        for at in range(answer.nfields)
    ]


class _Names:
    """Gives every column a name of its own: data frames want that, SQL does not."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def next(self, name: str) -> str:
        found, times = name, 0
        while found in self._taken:
            times += 1
            found = f"{name}_{times}"
        self._taken.add(found)
        return found


def _column(connection: Connection, name: str, oid: int) -> _Column:
    known = connection.adapters.types.get(oid)
    kind = known.name if known else ""
    held = _TYPES.get(kind, pa.string())
    if known and oid == known.array_oid:
        return _Column(name, pa.string(), _read_list, pa.list_(held), is_array=True)
    if kind == "bytea":
        return _Column(name, pa.string(), _read_hex, pa.binary(), is_array=False)
    return _Column(name, held, None, held, is_array=False)


def _read_list(text: str) -> list[str | None]:
    """The items of a JSON list, each as text: JSON knows neither days nor infinite numbers."""
    return [
        one if one is None or isinstance(one, str) else json.dumps(one) for one in json.loads(text)
    ]


def _read_hex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("\\x"))


def _blocks(
    connection: Connection, whole: str, columns: list[_Column]
) -> Generator[bytes, None, None]:
    """The rows as CSV; a row is never cut."""
    with connection.cursor() as cursor, cursor.copy(_statement(whole, columns)) as copy:
        rows: list[bytes] = []
        size = 0
        for row in copy:
            rows.append(bytes(row))
            size += len(row)
            if size >= _BLOCK_BYTES:
                yield b"".join(rows)
                rows, size = [], 0
        if rows:
            yield b"".join(rows)


def _statement(whole: str, columns: list[_Column]) -> sql.Composed:
    """The statement inside COPY; on lines of its own, since it may end with a comment."""
    asked: sql.Composable = sql.SQL(whole.rstrip().rstrip(";"))
    if any(column.is_array for column in columns):
        names = [sql.Identifier(f"column {number}") for number in range(len(columns))]
        shown = [
            sql.SQL("to_json({})" if column.is_array else "{}").format(name)
            for column, name in zip(columns, names, strict=True)
        ]
        asked = sql.SQL("select {} from (\n{}\n) as answer ({})").format(
            sql.SQL(", ").join(shown), asked, sql.SQL(", ").join(names)
        )
    return sql.SQL("copy (\n{}\n) to stdout (format csv)").format(asked)


def _table(block: bytes, columns: list[_Column]) -> pa.Table:
    read = csv.read_csv(
        pa.BufferReader(block),
        read_options=csv.ReadOptions(
            column_names=[column.name for column in columns],
            block_size=len(block) + 1,
            use_threads=False,
        ),
        # With one column a null is an empty line.
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types={column.name: column.read_as for column in columns},
            # PostgreSQL puts quotes around an empty text, and none around a null.
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    for place, column in enumerate(columns):
        if column.make is not None:
            values = [v if v is None else column.make(v) for v in read.column(place).to_pylist()]
            made = pa.array(values, pa.list_(pa.string()) if column.is_array else column.type)
            read = read.set_column(place, column.name, made.cast(column.type))
    return read


def _without_copy(connection: Connection, whole: str, columns: list[_Column]) -> pa.Table:
    """A few rows of words, one value after the other."""
    rows = connection.execute(whole, prepare=True).fetchall()
    arrays = [
        pa.array([None if value is None else str(value) for value in values], pa.string())
        for values in (zip(*rows, strict=True) if rows else ((),) * len(columns))
    ]
    return pa.table(arrays, names=[column.name for column in columns])
