"""What a person writes as a filter becomes conditions: seasons, days, kinds of games."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import index
from typing import TypeAlias

from mlb_data_platform.notebook.errors import QuestionError
from mlb_data_platform.warehouse import Condition

Season: TypeAlias = int | Iterable[int]
"""One season, or several: `2024`, `[2023, 2024]`, `range(2015, 2025)`."""

Day: TypeAlias = str | date
"""A day: `"2024-07-01"` or a `date`; of a `datetime` its date."""

Words: TypeAlias = str | Sequence[str]
"""One word, or several."""


def seasons_of(season: Season | None) -> list[int] | None:
    """The seasons, or None for all.

    Raises:
        QuestionError: One of them is no year.
    """
    return numbers_of(season, "season", "season=2024")


def numbers_of(
    numbers: int | Iterable[int] | None, name: str = "game_pk", hint: str = "game_pk=744914"
) -> list[int] | None:
    """The numbers, also out of a column of a data frame; None for any.

    Raises:
        QuestionError: One of them is no whole number.
    """
    if numbers is None:
        return None
    several = numbers if isinstance(numbers, Iterable) else [numbers]
    found = []
    for one in several:
        try:
            found.append(index(one))
        except TypeError:
            problem = f"{name}: found {numbers!r}, wanted whole numbers"
            raise QuestionError(problem, hint=hint) from None
    return found


def day_of(day: Day | None, name: str) -> date | None:
    """The day, or None for any.

    Raises:
        QuestionError: It is none.
    """
    if isinstance(day, datetime):
        return day.date()
    if day is None or isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (TypeError, ValueError):
        problem = f"{name}: found {day!r}, wanted a day"
        raise QuestionError(problem, hint=f'{name}="2024-07-01"') from None


def words_of(words: Words | None) -> list[str] | None:
    """The words, or None for any."""
    if words is None:
        return None
    return [words] if isinstance(words, str) else list(words)


def one_of(column: str, values: Iterable[object] | None) -> list[Condition]:
    """The condition that a column has one of some values; none where there are none to have."""
    return [] if values is None else [Condition((column,), "in", list(values))]


def between(column: str, start: Day | None, end: Day | None) -> list[Condition]:
    """The conditions that a day lies in a range, its ends included.

    Raises:
        QuestionError: An end is no day, or the range ends before it starts.
    """
    first, last = day_of(start, "start"), day_of(end, "end")
    if first and last and first > last:
        problem = f"start: found {first}, which is after the end {last}"
        raise QuestionError(problem, hint=f'start="{last}", end="{first}"')
    found = []
    if first:
        found.append(Condition((column,), "from", first))
    if last:
        found.append(Condition((column,), "to", last))
    return found


def equals(wanted: Mapping[str, object]) -> list[Condition]:
    """The conditions that columns have a value, or one of a list."""
    return [
        Condition((column,), "in", list(value))
        if isinstance(value, list | tuple | set | range)
        else Condition((column,), "is", value)
        for column, value in wanted.items()
    ]


def check_known(wanted: Sequence[str], known: Sequence[str], table: str) -> None:
    """Return only when all columns are known.

    Raises:
        QuestionError: One is not; names the nearest.
    """
    for column in wanted:
        if column not in known:
            near = difflib.get_close_matches(column, known, n=3, cutoff=0.6)
            hint = f"did you mean {' or '.join(near)}?" if near else f'see db.columns("{table}")'
            problem = f"columns: found {column!r}, wanted columns of {table}"
            raise QuestionError(problem, hint=hint)


def checked_limit(limit: object) -> int | None:
    """The limit.

    Raises:
        QuestionError: It is no number of rows.
    """
    if limit is None:
        return None
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
        raise QuestionError(f"limit: found {limit!r}, wanted a number of rows", hint="limit=100")
    return limit
