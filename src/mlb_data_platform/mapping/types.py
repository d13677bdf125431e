"""Column types a mapping may name: how each is read from JSON and kept in Arrow and PostgreSQL.

Leniency is explicit: only the types with a `parse` accept text where a number is meant, and only
the placeholders named here stand for "no value". Everything else that does not fit is an issue,
not a guess.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Annotated, Any

import msgspec
import pyarrow as pa
from msgspec import Meta

from mlb_data_platform.mapping.spellings import (
    parse_any_number,
    parse_any_text,
    parse_clock,
    parse_day,
    parse_height,
    parse_season_start,
    parse_year,
)

PLACEHOLDERS = frozenset({"", "-", "--", ".---", "-.--", "*.**", "-.-", "---"})
"""Texts that stand for "no value" in the API (statsapi.md, quirk 7)."""

OUTS_PER_INNING = 3
_A_SLOT = 100
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnType:
    """One type that a column can have.

    Attributes:
        name: The word used in mapping files.
        postgres: Type of the PostgreSQL column.
        arrow: Type of the Arrow array.
        wire: Annotation that msgspec decodes JSON into; anything else is an issue.
        wanted: What a value has to look like, for error messages.
        parse: Turns a decoded, non-null value into the column's value; raises `ValueError` when it
            does not fit. None where the decoded value is the column's value already.
    """

    name: str
    postgres: str
    arrow: pa.DataType
    wire: Any
    wanted: str
    parse: Callable[[Any], object] | None = None


def parse_whole_number(value: str | int) -> int | None:
    """Read a whole number that the API writes as text.

    Args:
        value: A number, its digits, or a placeholder.

    Returns:
        The number; None for a placeholder.

    Raises:
        ValueError: It is neither.

    Example:
        >>> parse_whole_number("73"), parse_whole_number("-")
        (73, None)
    """
    if isinstance(value, int):
        number = value
    elif value.strip() in PLACEHOLDERS:
        return None
    elif _WHOLE.fullmatch(value.strip()):
        number = int(value)
    else:
        raise ValueError(value)
    return _within_32_bits(number)


def parse_rate(value: str | float) -> float | None:
    """Read a rate or average that the API writes as text.

    Args:
        value: A number, its text such as `.512`, or a placeholder.

    Returns:
        The number; None for a placeholder.

    Raises:
        ValueError: It is neither, or not finite.

    Source:
        statsapi.md, quirk 7; `leagueRecord.pct`, `stats.*.avg` in recorded answers.

    Example:
        >>> parse_rate(".512"), parse_rate("-.--")
        (0.512, None)
    """
    if isinstance(value, str):
        if value.strip() in PLACEHOLDERS:
            return None
        if not value.strip().lstrip("+-").replace(".", "", 1).isdecimal():
            raise ValueError(value)
    number = float(value)
    if not isfinite(number):
        raise ValueError(value)
    return number


def parse_innings(value: str) -> int | None:
    """Turn the box score's innings notation into whole outs.

    The digit after the point counts outs, not tenths.

    Args:
        value: Whole innings, a point, then 0, 1 or 2 outs; or a placeholder.

    Returns:
        Outs recorded, 0 or more; None for a placeholder.

    Raises:
        ValueError: The text is not innings notation.

    Source:
        `inningsPitched` in recorded box scores; statsapi.md, quirk 7.

    Example:
        >>> parse_innings("6.2")
        20
    """
    if value.strip() in PLACEHOLDERS:
        return None
    whole, _, extra = value.strip().partition(".")
    if not whole.isdecimal() or extra not in {"", "0", "1", "2"}:
        raise ValueError(value)
    return _within_32_bits(int(whole) * OUTS_PER_INNING + int(extra or 0))


def parse_lineup_slot(value: str) -> int | None:
    """Read the slot out of a batting order such as `601`.

    Args:
        value: Slot × 100 + number of the substitution in that slot, as text; or a placeholder.

    Returns:
        Slot, 1 to 9; None for a placeholder.

    Raises:
        ValueError: The text is nothing of that kind.

    Source:
        `battingOrder` in recorded box scores; statsapi.md, quirk 14.

    Example:
        >>> parse_lineup_slot("601")
        6
    """
    order = _batting_order(value)
    return None if order is None else order // _A_SLOT


def parse_lineup_substitution(value: str) -> int | None:
    """Read the number of the substitution out of a batting order; 0 is the starter.

    Example:
        >>> parse_lineup_substitution("601"), parse_lineup_substitution("600")
        (1, 0)
    """
    order = _batting_order(value)
    return None if order is None else order % _A_SLOT


def parse_lineup_starter(value: str) -> bool | None:
    """Read out of a batting order whether its holder was there from the start.

    Example:
        >>> parse_lineup_starter("601"), parse_lineup_starter("600")
        (False, True)
    """
    order = _batting_order(value)
    return None if order is None else order % _A_SLOT == 0


def _batting_order(value: str) -> int | None:
    if value.strip() in PLACEHOLDERS:
        return None
    if not value.isdecimal() or not _A_SLOT <= int(value) < 10 * _A_SLOT:
        raise ValueError(value)
    return int(value)


def parse_json(value: object) -> str:
    """Keep a value of any shape as JSON text.

    Example:
        >>> parse_json({"a": [1, None]})
        '{"a":[1,null]}'
    """
    return msgspec.json.encode(value).decode()


def _within_32_bits(number: int) -> int:
    if not -(2**31) <= number < 2**31:
        raise ValueError(number)
    return number


def _whole(bits: int) -> Any:
    """The annotation for a whole number of so many bits, so that a larger one is an issue."""
    limit = 2 ** (bits - 1)
    return Annotated[int, Meta(ge=-limit, le=limit - 1)]


_INSTANT = Annotated[datetime, Meta(tz=True)]

COLUMN_TYPES = {
    kind.name: kind
    for kind in (
        ColumnType(name="text", postgres="text", arrow=pa.string(), wire=str, wanted="text"),
        ColumnType(
            name="boolean", postgres="boolean", arrow=pa.bool_(), wire=bool, wanted="true or false"
        ),
        ColumnType(
            name="smallint",
            postgres="smallint",
            arrow=pa.int16(),
            wire=_whole(16),
            wanted="a whole number within ±32,767",
        ),
        ColumnType(
            name="integer",
            postgres="integer",
            arrow=pa.int32(),
            wire=_whole(32),
            wanted="a whole number of at most 32 bits",
        ),
        ColumnType(
            name="bigint",
            postgres="bigint",
            arrow=pa.int64(),
            wire=_whole(64),
            wanted="a whole number of at most 64 bits",
        ),
        ColumnType(
            name="double",
            postgres="double precision",
            arrow=pa.float64(),
            wire=float,
            wanted="a number",
        ),
        ColumnType(
            name="date",
            postgres="date",
            arrow=pa.date32(),
            wire=date,
            wanted="a date such as '2024-07-01'",
        ),
        ColumnType(
            name="timestamptz",
            postgres="timestamptz",
            arrow=pa.timestamp("us", tz="UTC"),
            wire=_INSTANT,
            wanted="an instant such as '2024-07-01T19:07:00Z'",
        ),
        ColumnType(
            name="integer_text",
            postgres="integer",
            arrow=pa.int32(),
            wire=str | int,
            wanted="a whole number or its text, such as '73'",
            parse=parse_whole_number,
        ),
        ColumnType(
            name="decimal_text",
            postgres="double precision",
            arrow=pa.float64(),
            wire=str | float,
            wanted="a number or its text, such as '.512'",
            parse=parse_rate,
        ),
        ColumnType(
            name="innings_outs",
            postgres="integer",
            arrow=pa.int32(),
            wire=str,
            wanted="innings such as '6.2'",
            parse=parse_innings,
        ),
        *(
            ColumnType(
                name=name,
                postgres=postgres,
                arrow=arrow,
                wire=str,
                wanted="a batting order such as '601'",
                parse=parse,
            )
            for name, postgres, arrow, parse in (
                ("lineup_slot", "smallint", pa.int16(), parse_lineup_slot),
                ("lineup_substitution", "smallint", pa.int16(), parse_lineup_substitution),
                ("lineup_starter", "boolean", pa.bool_(), parse_lineup_starter),
            )
        ),
        *(
            ColumnType(
                name=name, postgres=postgres, arrow=arrow, wire=wire, wanted=wanted, parse=parse
            )
            for name, postgres, arrow, wire, wanted, parse in (
                ("day", "date", pa.date32(), str, "a day such as '2024-07-01'", parse_day),
                ("year", "smallint", pa.int16(), str | int, "a year such as '2024'", parse_year),
                (
                    "season_start",
                    "date",
                    pa.date32(),
                    str | int,
                    "a season such as '2024'",
                    parse_season_start,
                ),
                ("clock", "integer", pa.int32(), str, "a duration such as '02:42:15'", parse_clock),
                ("height", "smallint", pa.int16(), str, "a height such as 6' 2\"", parse_height),
                ("any_text", "text", pa.string(), Any, "any JSON value", parse_any_text),
                ("any_number", "double precision", pa.float64(), Any, "a number", parse_any_number),
            )
        ),
        ColumnType(
            name="json",
            postgres="jsonb",
            arrow=pa.string(),
            wire=Any,
            wanted="any JSON value",
            parse=parse_json,
        ),
        ColumnType(
            name="text[]",
            postgres="text[]",
            arrow=pa.list_(pa.string()),
            wire=list[str],
            wanted="a list of texts",
        ),
        ColumnType(
            name="integer[]",
            postgres="integer[]",
            arrow=pa.list_(pa.int32()),
            wire=list[_whole(32)],  # type: ignore[misc]
            wanted="a list of whole numbers",
        ),
    )
}
"""Every column type by the word that mapping files use."""

ARROW_OF_WIRE: Mapping[Any, pa.DataType] = {
    kind.wire: kind.arrow for kind in COLUMN_TYPES.values() if kind.parse is None
}
"""How Arrow holds what is decoded, where that is one type."""
