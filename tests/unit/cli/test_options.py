"""What is typed becomes values, or an error that says what to type instead."""

from datetime import date

import pytest

from mlb_data_platform.cli.options import (
    DatabaseOptions,
    all_cores,
    home_folder,
    parse_day,
    parse_numbers,
    parse_words,
)
from mlb_data_platform.errors import UsageError
from tests.support.cli import environment

DAYS = [
    (None, None),
    ("2024-07-01", date(2024, 7, 1)),
    ("07/01/2024", date(2024, 7, 1)),
    ("7/1/2024", date(2024, 7, 1)),
    ("2024-02-29", date(2024, 2, 29)),
    ("1876-04-22", date(1876, 4, 22)),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read_in_either_spelling(text: str | None, day: date | None) -> None:
    assert parse_day(text, "--date") == day


@pytest.mark.parametrize("text", ["", "today", "2024-7", "2024-02-30", "01.07.2024", "20240701"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(
        UsageError, match=f"^--start-date: found '{text}', wanted a day$"
    ) as refused:
        parse_day(text, "--start-date")

    assert refused.value.hint == "--start-date 2024-07-01"


NUMBERS = [
    (None, ()),
    ("", ()),
    ("744914", (744914,)),
    ("744914,744840", (744914, 744840)),
    (" 744914 , 744840 ", (744914, 744840)),
    ("744914,", (744914,)),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_numbers_are_read_with_commas_between_them(
    text: str | None, numbers: tuple[int, ...]
) -> None:
    assert parse_numbers(text, "--game-pks") == numbers


@pytest.mark.parametrize("text", ["x", "744914;744840", "7.5", "1,x"])
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=f"--game-pks: found '{text}'") as refused:
        parse_numbers(text, "--game-pks")

    assert refused.value.hint == "--game-pks 744914,744840"


WORDS = [
    (None, ()),
    ("", ()),
    ("R", ("R",)),
    ("R,F,D", ("R", "F", "D")),
    (" R , F ", ("R", "F")),
    ("R,,F,", ("R", "F")),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words_are_read_with_commas_between_them(text: str | None, words: tuple[str, ...]) -> None:
    assert parse_words(text) == words


def database(**given: object) -> DatabaseOptions:
    nothing = dict.fromkeys(("url", "host", "port", "name", "user", "password"))
    return DatabaseOptions(**{**nothing, **given})  # type: ignore[arg-type]


CHOOSES = [
    ({}, True),
    ({"password": "secret"}, True),
    ({"url": "postgresql://h/d"}, False),
    ({"host": "h"}, False),
    ({"port": 5433}, False),
    ({"name": "d"}, False),
    ({"user": "u"}, False),
]


@pytest.mark.parametrize(("given", "is_embedded"), CHOOSES, ids=str)
def test_a_password_alone_chooses_no_server(given: dict[str, object], is_embedded: bool) -> None:
    assert database(**given).is_embedded is is_embedded


def test_a_url_wins_over_the_parts() -> None:
    assert database(url="postgresql://h/d", host="other").database().url == "postgresql://h/d"


def test_what_is_not_said_about_a_server_is_the_usual() -> None:
    url = database(host="db.example").database().url

    said = dict(part.split("=") for part in url.split())
    assert said == {"host": "db.example", "port": "5432", "dbname": "mlb", "user": "mlb"}


def test_the_data_folder_is_the_one_that_the_environment_names() -> None:
    with environment({"MLB_HOME": "/somewhere/else"}):
        assert str(home_folder()) == "/somewhere/else"


def test_without_a_word_the_data_folder_belongs_to_the_user() -> None:
    with environment({}):
        assert home_folder().name == "mlb-data-platform"


def test_there_is_a_core_at_least() -> None:
    assert all_cores() >= 1
