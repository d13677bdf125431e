"""Days, years, durations and sizes in all their spellings."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mlb_data_platform.mapping.spellings import (
    parse_any_number,
    parse_any_text,
    parse_clock,
    parse_day,
    parse_height,
    parse_season_start,
    parse_year,
)

JULY = date(2024, 7, 1)
READ: list[tuple[Callable[..., object], object, object]] = [
    (parse_day, "2024-07-01", JULY),
    (parse_day, "7/1/2024", JULY),
    (parse_day, "2024-07-01T00:00:00", JULY),
    (parse_day, datetime(2024, 7, 1, 23, tzinfo=UTC), JULY),
    (parse_day, " ", None),
    (parse_year, "2024", 2024),
    (parse_year, 2024, 2024),
    (parse_year, "07/01/2024", 2024),
    (parse_year, datetime(2024, 7, 1, tzinfo=UTC), 2024),
    (parse_year, "", None),
    (parse_season_start, "1998", date(1998, 1, 1)),
    (parse_season_start, "", None),
    (parse_clock, "6571:10:59", 6571 * 3600 + 659),
    (parse_height, "6' 2\"", 74),
    (parse_height, "5' 11", 71),
    (parse_any_text, "-.--", "-.--"),
    (parse_any_text, ["a"], '["a"]'),
    (parse_any_number, 3, 3.0),
    (parse_any_number, ".312", 0.312),
    (parse_any_number, "33.3%", 33.3),
    (parse_any_number, "-.--", None),
    (parse_any_number, True, None),
    (parse_any_number, {"code": "P"}, None),
]


@pytest.mark.parametrize(("parse", "said", "meant"), READ)
def test_a_spelling_is_read_as_it_is_meant(
    parse: Callable[[object], object], said: object, meant: object
) -> None:
    assert parse(said) == meant


REFUSED: list[tuple[Callable[..., object], object]] = [
    (parse_day, "2024-13-01"),
    (parse_day, "13/32/2024"),
    (parse_day, "July"),
    (parse_year, 0),
    (parse_year, "twenty"),
    (parse_clock, "2:61:00"),
    (parse_height, "tall"),
]


@pytest.mark.parametrize(("parse", "said"), REFUSED)
def test_what_is_none_of_it_is_refused(parse: Callable[[object], object], said: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse(said)
