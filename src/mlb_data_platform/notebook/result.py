"""What a question answered, ready to be handed to Arrow, Polars, pandas, DuckDB or a reader."""

import html
import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mlb_data_platform.notebook.errors import LibraryMissingError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SHOWN_ROWS = 10
_WIDEST_CELL = 24
_WIDEST_LINE = 100


class Result:
    """The rows that a question answered, held as Arrow.

    Whatever reads Arrow streams takes it as it is, without a copy: `polars.DataFrame(result)`,
    `pyarrow.table(result)`, and `duckdb.sql("select … from result")`.

    Types: whole numbers keep their size; `numeric` is a double; days are dates, instants are
    timestamps in UTC; arrays are lists; JSON is text.

    Args:
        table: The rows.
        sql: The statement that was run.

    Attributes:
        sql: The same: what to copy for `mlb-etl query` or another tool.
    """

    def __init__(self, table: pa.Table, sql: str) -> None:
        self._table, self.sql = table, sql

    def arrow(self) -> pa.Table:
        """The rows as a `pyarrow.Table`; nothing is copied."""
        return self._table

    def polars(self) -> "pl.DataFrame":
        """The rows as a Polars data frame; most columns are not copied.

        Raises:
            LibraryMissingError: Polars is not installed.
        """
        frame: pl.DataFrame = _library("polars").from_arrow(self._table)
        return frame

    def pandas(self) -> "pd.DataFrame":
        """The rows as a pandas data frame.

        Whole numbers and truth values get pandas' types that know missing values (`Int32`,
        `boolean`), days become `datetime64`.

        Raises:
            LibraryMissingError: pandas is not installed.
        """
        library = _library("pandas")
        nullable = {
            pa.bool_(): library.BooleanDtype(),
            pa.int16(): library.Int16Dtype(),
            pa.int32(): library.Int32Dtype(),
            pa.int64(): library.Int64Dtype(),
        }
        frame: pd.DataFrame = self._table.to_pandas(types_mapper=nullable.get, date_as_object=False)
        return frame

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dicts of Python values; for a few thousand, not for a season of pitches."""
        rows: list[dict[str, Any]] = self._table.to_pylist()
        return rows

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return list(self._table.column_names)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return self._table.num_rows, self._table.num_columns

    def __len__(self) -> int:
        """Number of rows."""
        return int(self._table.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows one after the other, as dicts."""
        for batch in self._table.to_batches(max_chunksize=1_000):
            yield from batch.to_pylist()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand the rows to any library that reads Arrow streams (the PyCapsule interface)."""
        return self._table.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        """The first rows as a text table."""
        rows = [self.columns, *self._head()]
        widest = max(_WIDEST_CELL, _WIDEST_LINE // len(self.columns) - 2)
        widths = [min(widest, max(map(len, cells))) for cells in zip(*rows, strict=True)]
        lines = [_line(row, widths) for row in rows]
        lines.insert(1, _line(["─" * width for width in widths], widths))
        return "\n".join([*lines, self._size()])

    def _repr_html_(self) -> str:
        """The first rows as a table of a notebook."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"
            for row in self._head()
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f'<div style="overflow-x: auto">{table}<p>{html.escape(self._size())}</p></div>'

    def _head(self) -> list[list[str]]:
        columns = self._table.slice(0, _SHOWN_ROWS).columns
        values = zip(*(column.to_pylist() for column in columns), strict=True)
        return [[_cell(value) for value in row] for row in values]

    def _size(self) -> str:
        rows, columns = self.shape
        return f"{rows:,} row{'' if rows == 1 else 's'} × {columns} columns"


def _line(cells: list[str], widths: list[int]) -> str:
    """One line of a text table; what does not fit is left out with a sign."""
    found = ""
    for cell, width in zip(cells, widths, strict=True):
        if len(found) + width > _WIDEST_LINE:
            return f"{found} …"
        shown = cell if len(cell) <= width else f"{cell[: width - 1]}…"
        found += f"{shown:<{width}}  "
    return found.rstrip()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    # One line for one row, whatever a description holds, and no orders to a terminal.
    words = " ".join(text.split())
    return "".join(one if one.isprintable() else "·" for one in words)


def _library(name: str) -> Any:
    """A library that is imported when it is first needed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise LibraryMissingError(name) from error
