"""Column types: what they take, what they refuse, and what stands for no value (quirk 7)."""

import json
from collections.abc import Callable

import pytest

from mlb_data_platform.mapping.types import (
    COLUMN_TYPES,
    parse_innings,
    parse_json,
    parse_lineup_slot,
    parse_lineup_starter,
    parse_lineup_substitution,
    parse_rate,
    parse_whole_number,
)

# statsapi.md, quirk 7, and the shortenings of the same that recorded answers hold.
PLACEHOLDERS = ["-.--", ".---", "-", "*.**", "", " ", "--", "-.-", "---", " - "]


@pytest.mark.parametrize("text", PLACEHOLDERS)
@pytest.mark.parametrize("parse", [parse_whole_number, parse_rate, parse_innings])
def test_a_placeholder_stands_for_no_value(parse: object, text: str) -> None:
    assert parse(text) is None


WHOLE = [("73", 73), ("0", 0), ("-5", -5), (" 7 ", 7), ("007", 7), (12, 12)]
LARGEST = [(2**31 - 1, 2**31 - 1), (-(2**31), -(2**31)), (str(2**31 - 1), 2**31 - 1)]


@pytest.mark.parametrize(("given", "number"), [*WHOLE, *LARGEST])
def test_a_whole_number_is_read_from_digits_or_from_a_number(given: str | int, number: int) -> None:
    assert parse_whole_number(given) == number


NOT_WHOLE = ["7.5", "x", "1e3", "7 8", "½", 2**31, -(2**31) - 1, str(2**31), "9" * 5000]


@pytest.mark.parametrize("given", NOT_WHOLE)
def test_what_is_no_whole_number_of_32_bits_is_refused(given: str | int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the caller says what was wanted)
        parse_whole_number(given)


def test_an_underscore_is_no_digit() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_whole_number("1_000")


RATES = [(".512", 0.512), ("1.000", 1.0), ("3.18", 3.18), ("12", 12.0), ("-0.5", -0.5)]


@pytest.mark.parametrize(("given", "rate"), [*RATES, ("+1.5", 1.5), (" .5 ", 0.5), (3, 3.0)])
def test_a_rate_is_read_from_its_text_or_from_a_number(given: str | float, rate: float) -> None:
    assert parse_rate(given) == rate


@pytest.mark.parametrize("text", ["x", "1.2.3", "1e3", "inf", "nan", "NaN", "1,5", ".", "-+5"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_rate(text)


@pytest.mark.parametrize("given", [float("inf"), float("nan"), "9" * 400])
def test_a_rate_is_finite(given: str | float) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_rate(given)


INNINGS = [("0.0", 0), ("0.1", 1), ("5.1", 16), ("6.2", 20), ("9", 27), ("9.", 27), ("18.0", 54)]


@pytest.mark.parametrize(("innings", "outs"), INNINGS)
def test_the_digit_after_the_point_counts_outs(innings: str, outs: int) -> None:
    assert parse_innings(innings) == outs


@pytest.mark.parametrize("text", ["5.3", "5.10", ".1", "-1.0", "5,1", "x", "5.x", "½"])
def test_what_is_no_innings_notation_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_innings(text)


def test_innings_beyond_the_column_are_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_innings("9999999999.0")


LINEUP = [("100", 1, 0, True), ("601", 6, 1, False), ("912", 9, 12, False)]


@pytest.mark.parametrize(("text", "slot", "substitution", "is_starter"), LINEUP)
def test_a_batting_order_is_slot_times_100_plus_substitution(
    text: str, slot: int, substitution: int, is_starter: bool
) -> None:
    assert parse_lineup_slot(text) == slot
    assert parse_lineup_substitution(text) == substitution
    assert parse_lineup_starter(text) is is_starter


READ_LINEUP = [parse_lineup_slot, parse_lineup_substitution, parse_lineup_starter]


@pytest.mark.parametrize("parse", READ_LINEUP)
def test_a_placeholder_is_no_batting_order(parse: Callable[[str], object]) -> None:
    assert parse("-") is None


@pytest.mark.parametrize("parse", READ_LINEUP)
@pytest.mark.parametrize("text", ["0", "99", "1000", "-100", "6.1", "x"])
def test_what_is_no_batting_order_is_refused(parse: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse(text)


def test_json_of_any_shape_stays_as_it_is() -> None:
    assert json.loads(parse_json({"é": [1, 2.5, None, {"b": True}]})) == {
        "é": [1, 2.5, None, {"b": True}]
    }


# Types of spec.md's tables, and PostgreSQL's names for them.
POSTGRES = {
    "text": "text",
    "boolean": "boolean",
    "smallint": "smallint",
    "integer": "integer",
    "bigint": "bigint",
    "double": "double precision",
    "date": "date",
    "timestamptz": "timestamptz",
    "integer_text": "integer",
    "decimal_text": "double precision",
    "innings_outs": "integer",
    "lineup_slot": "smallint",
    "lineup_substitution": "smallint",
    "lineup_starter": "boolean",
    "day": "date",
    "year": "smallint",
    "season_start": "date",
    "clock": "integer",
    "height": "smallint",
    "any_text": "text",
    "any_number": "double precision",
    "json": "jsonb",
    "text[]": "text[]",
    "integer[]": "integer[]",
}


def test_every_type_has_its_postgres_type_and_says_what_it_wants() -> None:
    assert {name: kind.postgres for name, kind in COLUMN_TYPES.items()} == POSTGRES
    assert all(name == kind.name and kind.wanted for name, kind in COLUMN_TYPES.items())
