"""`mlb-etl query`: read-only SQL over the warehouse."""

import csv
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TextIO

import typer

from mlb_data_platform.cli.console import fits_a_line, show_json, show_records, show_table
from mlb_data_platform.cli.options import DatabaseOptions, with_database
from mlb_data_platform.cli.visible import visible
from mlb_data_platform.warehouse import QueryResult, read_query

_FEW_COLUMNS = 3
"""So few columns are broken into lines rather than shown one below the other."""


class QueryOutput(StrEnum):
    """How a query's rows are shown."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@with_database
def query(
    text: Annotated[str, typer.Argument(metavar="SQL", help="One SQL statement.")],
    *,
    output: Annotated[
        QueryOutput, typer.Option(help="table, csv or json.", envvar="MLB_QUERY_OUTPUT")
    ] = QueryOutput.TABLE,
    db: DatabaseOptions,
) -> int:
    """Ask the warehouse in SQL; nothing can be changed this way.

    [bold]mlb-etl query "select batter_name, count(*) from game.plays where event_type = 'home_run'
    group by 1 order by 2 desc"[/]
    """
    with db.open() as (_, connection):
        result = read_query(connection, text)
    show_result(result, output)
    return 0


def show_result(result: QueryResult, output: QueryOutput) -> None:
    """Print the rows of a query."""
    if output is QueryOutput.JSON:
        rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
        show_json({"columns": result.columns, "rows": rows})
    elif output is QueryOutput.CSV:
        # A file gets every character as it is; a terminal would obey some of them.
        shown = visible if sys.stdout.isatty() else str
        writer = csv.writer(_Lines(sys.stdout, shown), lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows([_cell(value) for value in row] for row in result.rows)
    elif len(result.columns) > _FEW_COLUMNS and not fits_a_line(result.columns, result.rows):
        show_records(result.columns, result.rows)
    else:
        numbers = [
            name
            for place, name in enumerate(result.columns)
            if any(_is_number(row[place]) for row in result.rows)
        ]
        show_table("", result.columns, result.rows, right=numbers)


class _Lines:
    """Writes lines of CSV as they are to be shown."""

    def __init__(self, stream: TextIO, shown: Callable[[str], str]) -> None:
        self._stream, self._shown = stream, shown

    def write(self, line: str) -> int:
        """Write one line."""
        return self._stream.write(self._shown(line))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: object) -> object:
    """JSON and arrays as JSON text, so that the reader of the CSV can take them apart."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
