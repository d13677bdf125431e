"""A result is handed to every library of the field, and can be read as it stands."""

import sys
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from mlb_data_platform.notebook import LibraryMissingError, Result

TABLE = pa.table(
    {
        "game_pk": pa.array([1, 2], pa.int64()),
        "runs": pa.array([3, None], pa.int16()),
        "speed": pa.array([97.25, None], pa.float64()),
        "is_final": pa.array([True, None], pa.bool_()),
        "played_on": pa.array([date(2024, 7, 1), None], pa.date32()),
        "starts_at": pa.array(
            [datetime(2024, 7, 1, 23, 5, tzinfo=UTC), None], pa.timestamp("us", "UTC")
        ),
        "name": pa.array(["Peña <b>", None], pa.string()),
    }
)
RESULT = Result(TABLE, "select 1")
EMPTY = Result(TABLE.slice(0, 0), "select 1")


def test_arrow_is_what_it_is() -> None:
    assert RESULT.arrow() is TABLE


def test_polars_keeps_types_and_nulls() -> None:
    frame = RESULT.polars()

    assert frame.schema == pl.Schema(
        {
            "game_pk": pl.Int64,
            "runs": pl.Int16,
            "speed": pl.Float64,
            "is_final": pl.Boolean,
            "played_on": pl.Date,
            "starts_at": pl.Datetime("us", "UTC"),
            "name": pl.String,
        }
    )
    assert frame.row(1) == (2, None, None, None, None, None, None)


def test_pandas_keeps_whole_numbers_whole_and_days_days() -> None:
    frame = RESULT.pandas()
    kinds = [str(kind) for kind in frame.dtypes]

    assert kinds[:4] == ["Int64", "Int16", "float64", "boolean"]
    assert kinds[4:6] == ["datetime64[ms]", "datetime64[us, UTC]"]
    assert (frame.runs[0], frame.runs[1]) == (3, pd.NA)
    assert frame.played_on[0] == pd.Timestamp("2024-07-01")


def test_whatever_reads_arrow_streams_takes_it_as_it_is() -> None:
    answer = duckdb.sql("select count(*), sum(runs) from RESULT").fetchall()

    assert answer == [(2, 3)]
    assert pa.table(RESULT) == TABLE
    assert pl.DataFrame(RESULT).height == 2


def test_rows_are_dicts_all_at_once_or_one_after_the_other() -> None:
    assert RESULT.rows() == list(RESULT)
    assert RESULT.rows()[0]["starts_at"] == datetime(2024, 7, 1, 23, 5, tzinfo=UTC)


def test_it_knows_its_size() -> None:
    assert (len(RESULT), RESULT.shape, RESULT.columns[:2]) == (2, (2, 7), ["game_pk", "runs"])
    assert (len(EMPTY), EMPTY.shape) == (0, (0, 7))


def test_it_shows_its_first_rows_in_a_console() -> None:
    lines = repr(Result(TABLE.select(["game_pk", "speed", "name"]), "")).splitlines()

    assert lines == [
        "game_pk  speed  name",
        "───────  ─────  ────────",
        "1        97.25  Peña <b>",
        "2",
        "2 rows × 3 columns",
    ]


def test_it_shows_only_what_a_screen_holds_and_says_so() -> None:
    wide = pa.table({f"column_{n}": ["x" * 99] for n in range(30)})
    long = pa.table({"n": range(5_000)})

    assert max(map(len, repr(Result(wide, "")).splitlines())) <= 102
    assert repr(Result(wide, "")).splitlines()[0].endswith(" …")
    assert repr(Result(long, "")).splitlines()[-1] == "5,000 rows × 1 columns"
    assert len(repr(Result(long, "")).splitlines()) == 13


def test_it_shows_itself_in_a_notebook_with_nothing_taken_for_html() -> None:
    shown = RESULT._repr_html_()

    assert "<th>game_pk</th>" in shown
    assert "<td>Peña &lt;b&gt;</td>" in shown
    assert "2 rows × 7 columns" in shown


@pytest.mark.parametrize("name", ["\x1b[31mred", "two\nlines", "\u202eback"])
def test_a_name_gives_no_orders_to_a_terminal(name: str) -> None:
    shown = repr(Result(pa.table({"name": [name]}), "")).splitlines()

    assert len(shown) == 4
    assert all(line.isprintable() for line in shown)


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_a_library_that_is_not_there_is_named_with_what_to_install(
    library: str, monkeypatch: Any
) -> None:
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(LibraryMissingError, match=f"^{library}: not installed") as refused:
        getattr(RESULT, library)()

    assert refused.value.hint.startswith("pip install 'mlb-data-platform[notebook]'")
