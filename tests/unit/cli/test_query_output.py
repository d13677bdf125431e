"""How the rows of a query are shown: as a table, one below the other, or for machines."""

import json
from decimal import Decimal

import pytest

from mlb_data_platform.cli.query import QueryOutput, show_result
from mlb_data_platform.warehouse import QueryResult

WIDE = QueryResult(columns=tuple(f"column_{n}" for n in range(20)), rows=[tuple(range(20))])


def shown(capsys: pytest.CaptureFixture[str], result: QueryResult, output: QueryOutput) -> str:
    show_result(result, output)
    return capsys.readouterr().out


def test_a_row_too_wide_for_a_line_is_shown_column_by_column(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = shown(capsys, WIDE, QueryOutput.TABLE).splitlines()

    assert lines[0] == "row 1"
    assert [line.split() for line in lines[1:]] == [[f"column_{n}", str(n)] for n in range(20)]


def test_what_fits_a_line_is_a_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    header, *_ = shown(capsys, WIDE, QueryOutput.TABLE).split("─")

    assert header.split() == list(WIDE.columns)


def test_columns_move_together_before_a_name_is_broken(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "42")
    rows = [("Garrison Chadbourne", "SD", 21, 10, 1)]
    result = QueryResult(columns=("hitter", "team", "ab", "h", "hr"), rows=rows)
    header = shown(capsys, result, QueryOutput.TABLE).splitlines()[1]

    assert header.split() == list(result.columns)


def test_no_rows_of_many_columns_show_at_least_their_names(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    empty = QueryResult(columns=WIDE.columns, rows=[])

    assert "column_19" in shown(capsys, empty, QueryOutput.TABLE)


DECIMALS = QueryResult(columns=("a", "b"), rows=[(Decimal("3.97"), Decimal(12))])


def test_a_decimal_is_a_number_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, DECIMALS, QueryOutput.JSON)

    assert json.loads(text)["rows"] == [{"a": 3.97, "b": 12}]
    assert '"b": 12}' in text
