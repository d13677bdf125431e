"""Dates in any format, written with letters as in `YYYY-MM-DD`; names are always English."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

FORMATS: Final[dict[str, Callable[[datetime], str]]] = {
    "YYYY": lambda at: f"{at.year:04}",
    "YY": lambda at: f"{at.year % 100:02}",
    "MMMM": lambda at: _MONTHS[at.month - 1],
    "MMM": lambda at: _MONTHS[at.month - 1][:3],
    "MM": lambda at: f"{at.month:02}",
    "M": lambda at: str(at.month),
    "DDDD": lambda at: f"{at.timetuple().tm_yday:03}",
    "DDD": lambda at: str(at.timetuple().tm_yday),
    "DD": lambda at: f"{at.day:02}",
    "D": lambda at: str(at.day),
    "dddd": lambda at: _DAYS[at.weekday()],
    "ddd": lambda at: _DAYS[at.weekday()][:3],
    "HH": lambda at: f"{at.hour:02}",
    "H": lambda at: str(at.hour),
    "hh": lambda at: f"{at.hour % 12 or 12:02}",
    "h": lambda at: str(at.hour % 12 or 12),
    "mm": lambda at: f"{at.minute:02}",
    "m": lambda at: str(at.minute),
    "ss": lambda at: f"{at.second:02}",
    "s": lambda at: str(at.second),
    "A": lambda at: "PM" if at.hour >= 12 else "AM",  # noqa: PLR2004 - noon
    "a": lambda at: "pm" if at.hour >= 12 else "am",  # noqa: PLR2004 - noon
}
"""What each run of one letter stands for."""

_PIECE = re.compile(
    r"\[(?P<literal>[^\]]*)\]|(?P<token>(?P<letter>[^\W\d_])(?P=letter)*)|(?P<mark>.)", re.DOTALL
)


class FormatError(ValueError):
    """The date format is empty, or has letters that stand for nothing."""


def render_date(at: datetime, date_format: str) -> str:
    """Write a date as a format says.

    Args:
        at: Date and time of day.
        date_format: Runs of letters from `FORMATS`, anything that is no letter between them, and
            text in square brackets that is taken as it is.

    Raises:
        FormatError: The format is empty or has letters that stand for nothing.

    Example:
        >>> render_date(datetime(2024, 7, 1, 19, 5), "D MMMM YYYY [at] HH:mm")
        '1 July 2024 at 19:05'
    """
    if not date_format:
        raise FormatError("found no date format")
    return "".join(_piece(at, found) for found in _PIECE.finditer(date_format))


def _piece(at: datetime, found: re.Match[str]) -> str:
    if (token := found["token"]) is None:
        return found["mark"] or found["literal"] or ""
    if token not in FORMATS:
        raise FormatError(f"found {token!r} in the date format, wanted one of {', '.join(FORMATS)}")
    return FORMATS[token](at)
