"""Days, years, clocks and sizes as the API's further answers spell them.

A request writes `07/01/2024`, an award `2024-07-01`, attendance `2024-07-01T00:00:00`; the same
reading serves them all. Each parser raises `ValueError` for what it cannot read.
"""

import re
from datetime import date, datetime

import msgspec

_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"\d{4}")
_CLOCK = re.compile(r"(\d{1,6}):([0-5]\d):([0-5]\d)")
_HEIGHT = re.compile(r"(\d)' *(\d{1,2})\"?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)%?")
_INCHES_PER_FOOT = 12


def parse_day(value: str | datetime) -> date | None:
    """Read a day in any of the spellings the API takes and gives.

    Args:
        value: Year, month and day, perhaps with a time behind it; month/day/year; an instant.

    Returns:
        The day (of an instant: in UTC); None for an empty text.

    Raises:
        ValueError: It is no day.

    Example:
        >>> parse_day("07/01/2024"), parse_day("2024-07-01T00:00:00")
        (datetime.date(2024, 7, 1), datetime.date(2024, 7, 1))
    """
    if isinstance(value, datetime):
        return value.date()
    text = value.strip()
    if not text:
        return None
    if american := _AMERICAN.fullmatch(text):
        month, day, year = map(int, american.groups())
        return date(year, month, day)
    return date.fromisoformat(text[:10])


def parse_year(value: str | int | datetime) -> int | None:
    """Read a year, alone or as part of a day.

    Raises:
        ValueError: There is none in it.

    Example:
        >>> parse_year("2024"), parse_year(2024), parse_year("07/01/2024")
        (2024, 2024, 2024)
    """
    if isinstance(value, str) and _YEAR.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int):
        return date(value, 1, 1).year
    day = parse_day(value)
    return day.year if day else None


def parse_season_start(value: str | int | datetime) -> date | None:
    """Read a season, and give the first day of its year.

    Raises:
        ValueError: It is no season.

    Example:
        >>> parse_season_start("2024")
        datetime.date(2024, 1, 1)
    """
    year = parse_year(value)
    return date(year, 1, 1) if year else None


def parse_clock(value: str) -> int:
    """Turn hours, minutes and seconds into seconds.

    Raises:
        ValueError: It is no duration.

    Source:
        `timePerGame` of recorded game paces.

    Example:
        >>> parse_clock("02:42:15")
        9735
    """
    found = _CLOCK.fullmatch(value)
    if found is None:
        raise ValueError(value)
    hours, minutes, seconds = map(int, found.groups())
    return (hours * 60 + minutes) * 60 + seconds


def parse_height(value: str) -> int:
    r"""Turn feet and inches into inches.

    Raises:
        ValueError: It is no height.

    Source:
        `height` of recorded people; before about 2020 without the mark of the inches.

    Example:
        >>> parse_height("6' 2\""), parse_height("5' 11")
        (74, 71)
    """
    found = _HEIGHT.fullmatch(value.strip())
    if found is None:
        raise ValueError(value)
    feet, inches = map(int, found.groups())
    return feet * _INCHES_PER_FOOT + inches


def parse_any_text(value: object) -> str:
    """Keep a value of any type as text: a text as it is, anything else as JSON.

    Example:
        >>> parse_any_text(".312"), parse_any_text(12), parse_any_text({"code": "P"})
        ('.312', '12', '{"code":"P"}')
    """
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def parse_any_number(value: object) -> float | None:
    """Read what may be a number: a number, or a text that is one.

    Returns:
        The number; None for anything else, which is no fault.

    Example:
        >>> parse_any_number(12), parse_any_number(".312"), parse_any_number("0-4 | 2 K")
        (12.0, 0.312, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value.removesuffix("%"))
    return None
