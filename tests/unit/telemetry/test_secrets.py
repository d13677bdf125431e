"""Passwords are hidden wherever they stand."""

import pytest

from mlb_data_platform.telemetry import hide_secrets

PASSWORD = "hunter2"


@pytest.mark.parametrize(
    "text",
    [
        "cannot reach postgresql://ann:hunter2@db:5432/mlb",
        "postgresql+psycopg://:hunter2@/mlb",
        "host=db password=hunter2 port=1",
        "host=db password='hunter2 it''s' port=1",
        "PGPASSWORD=hunter2 psql",
        "MLB_DB_PASSWORD: hunter2",
        "mlb-etl ingest --db-password hunter2 --save",
        '{"password": "hunter2"}',
        "{'db_password': 'hunter2'}",
        "Authorization: Bearer hunter2",
        "?api_key=hunter2&sportId=1",
        "dbPassword=hunter2",
    ],
)
def test_a_password_in_a_text_is_hidden(text: str) -> None:
    told = hide_secrets(text)

    assert PASSWORD not in told
    assert "***" in told


def test_a_password_with_an_at_sign_is_hidden_whole() -> None:
    assert hide_secrets("postgresql://ann:hunt@er2@db/mlb") == "postgresql://ann:***@db/mlb"


@pytest.mark.parametrize(
    "text",
    [
        "https://statsapi.mlb.com/api/v1/schedule?sportId=1&date=2024-07-01",
        'connection failed: password authentication failed for user "ann"',
        "http://127.0.0.1:9400/metrics",
        "12:30 at Fenway Park",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert hide_secrets(text) == text


def test_values_are_hidden_by_their_names_at_any_depth() -> None:
    given = {"db": {"password": PASSWORD, "port": 5432}, "urls": ("a://b:hunter2@c",), "token": ""}

    assert hide_secrets(given) == {
        "db": {"password": "***", "port": 5432},
        "urls": ["a://b:***@c"],
        "token": "",
    }


def test_words_that_only_sound_like_secrets_keep_their_values() -> None:
    assert hide_secrets({"passed_ball": 3, "passwords_checked": 2}) == {
        "passed_ball": 3,
        "passwords_checked": 2,
    }


def test_a_text_of_millions_of_characters_costs_seconds_at_most() -> None:
    long = "://a:" * 200_000 + "x" * 1_000_000

    assert hide_secrets(long) == long
