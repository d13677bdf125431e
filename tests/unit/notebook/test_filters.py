"""What a person writes as a filter becomes conditions, or an error with what to write."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from mlb_data_platform.notebook.errors import QuestionError
from mlb_data_platform.notebook.filters import (
    between,
    check_known,
    checked_limit,
    day_of,
    equals,
    numbers_of,
    one_of,
    seasons_of,
    words_of,
)
from mlb_data_platform.warehouse import Condition

JULY = date(2024, 7, 1)
MADE: dict[str, tuple[Callable[..., Any], tuple[Any, ...], Any]] = {
    "no season": (seasons_of, (None,), None),
    "a season": (seasons_of, (2024,), [2024]),
    "seasons": (seasons_of, (range(2023, 2025),), [2023, 2024]),
    "no games": (numbers_of, (None,), None),
    "a column of games": (numbers_of, (pd.Series([7, 8]),), [7, 8]),
    "a day as text": (day_of, ("2024-07-01", "start"), JULY),
    "a day": (day_of, (JULY, "start"), JULY),
    "an instant": (day_of, (datetime(2024, 7, 1, 23, tzinfo=UTC), "start"), JULY),
    "no day": (day_of, (None, "start"), None),
    "a word": (words_of, ("R",), ["R"]),
    "words": (words_of, (("R", "F"),), ["R", "F"]),
    "no words": (words_of, (None,), None),
    "nothing to be": (one_of, ("season", None), []),
    "one of": (one_of, ("season", [1]), [Condition(("season",), "in", [1])]),
    "a first day": (between, ("d", JULY, None), [Condition(("d",), "from", JULY)]),
    "a last day": (between, ("d", None, "2024-07-01"), [Condition(("d",), "to", JULY)]),
    "a value": (equals, ({"a": 1},), [Condition(("a",), "is", 1)]),
    "a list of values": (equals, ({"a": (1, 2)},), [Condition(("a",), "in", [1, 2])]),
    "no limit": (checked_limit, (None,), None),
    "a limit": (checked_limit, (0,), 0),
}


@pytest.mark.parametrize("case", MADE)
def test_a_filter_is_read_as_it_is_meant(case: str) -> None:
    make, given, wanted = MADE[case]
    assert make(*given) == wanted


REFUSED: dict[str, tuple[Callable[..., Any], tuple[Any, ...], str, str]] = {
    "a season as text": (seasons_of, ("2024",), "season: found '2024', wanted", "season=2024"),
    "half a season": (seasons_of, (2024.5,), "season: found 2024.5, wanted", "season=2024"),
    "a game as text": (numbers_of, (["x"],), "game_pk: found ['x'], wanted", "game_pk=744914"),
    "no day at all": (day_of, ("x", "end"), "end: found 'x', wanted a day", 'end="2024-07-01"'),
    "a number as a day": (day_of, (7, "end"), "end: found 7, wanted a day", 'end="2024-07-01"'),
    "days in the wrong order": (
        between,
        ("d", "2024-07-02", "2024-07-01"),
        "start: found 2024-07-02, which is after the end 2024-07-01",
        'start="2024-07-01", end="2024-07-02"',
    ),
    "a misspelt column": (
        check_known,
        (["evnt"], ["event", "inning"], "game.plays"),
        "columns: found 'evnt', wanted columns of game.plays",
        "did you mean event?",
    ),
    "a column like no other": (check_known, (["zz"], ["a"], "t"), "columns: found 'zz'", "see db"),
    "a limit below 0": (checked_limit, (-1,), "limit: found -1, wanted", "limit=100"),
    "a limit that is none": (checked_limit, ("9",), "limit: found '9', wanted", "limit=100"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_filter_is_refused_with_what_to_write(case: str) -> None:
    make, given, problem, hint = REFUSED[case]
    with pytest.raises(QuestionError) as refused:
        make(*given)

    assert str(refused.value).startswith(problem)
    assert refused.value.hint.startswith(hint)
    assert refused.value.__notes__ == [f"try: {refused.value.hint}"]
