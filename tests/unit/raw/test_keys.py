"""The keys of an answer: from the answer, from the request, and which of them wins."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mlb_data_platform.raw.errors import KeyUnreadableError
from mlb_data_platform.raw.keys import decode, read_keys, values_at
from mlb_data_platform.raw.tables import raw_table
from tests.support.stubs import game_file, read_answer
from tests.unit.transform.recorded import RECORDED, needs_recordings, params_of

NESTED = {"a": [{"b": 1}, {"c": 2}, {"b": [3, 4]}], "d": {"e": None}, "f": "text"}

PATHS = {
    "a field": ("f", ["text"]),
    "a field further down": ("d.e", [None]),
    "every item": ("a[*].b", [1, [3, 4]]),
    "one item": ("a[0].b", [1]),
    "the last item": ("a[2].b", [[3, 4]]),
    "items of items": ("a[*].b[*]", [3, 4]),
    "an item that is not there": ("a[9].b", []),
    "a field that is not there": ("d.x", []),
    "a field of a text": ("f.x", []),
    "an item of an object": ("d[0]", []),
    "items of a text": ("f[*]", []),
    "a field of a list": ("a.b", []),
}


@pytest.mark.parametrize("case", PATHS)
def test_a_path_gives_every_value_at_its_place_and_none_where_a_step_is_absent(case: str) -> None:
    path, expected = PATHS[case]
    assert list(values_at(NESTED, path)) == expected


def keys(table: str, answer: object, **params: str) -> dict[str, object]:
    return read_keys(raw_table(table), answer, params)


SEASONS = {
    "one season": (["2024"], {}, "2024"),
    "one season twice": (["2024", "2024"], {}, "2024"),
    "two seasons": (["2024", "2025"], {}, None),
    "no season": ([], {}, None),
    "no season in the answer": ([], {"season": "2024"}, "2024"),
    "the older name of the parameter": ([], {"seasonId": "2023"}, "2023"),
    "another season than asked": (["2025"], {"season": "2024"}, "2025"),
    "a season that is no text": ([None], {"season": "2024"}, "2024"),
    "a season that is true": ([True], {}, None),
    "a season that is a number": ([2024], {}, "2024"),
}


@pytest.mark.parametrize("case", SEASONS)
def test_a_season_is_read_from_the_answer_and_else_from_the_request(case: str) -> None:
    listed, asked, season = SEASONS[case]
    answer = {"seasons": [{"seasonId": one} for one in listed]}

    found = keys("season.seasons", answer, sportId="1", **asked)
    assert found == {"sport_id": 1, "season_id": season}


DAYS = {
    "the day asked for": ({"date": "2024-07-01"}, "2024-07-02", date(2024, 7, 1)),
    "an American day": ({"date": "07/04/2024"}, "2024-07-02", date(2024, 7, 4)),
    "an American day without zeros": ({"date": "7/4/2024"}, None, date(2024, 7, 4)),
    "a range": ({"startDate": "2024-07-01", "endDate": "2024-07-09"}, None, date(2024, 7, 1)),
    "the day before the range": (
        {"date": "2024-07-03", "startDate": "2024-07-01"},
        None,
        date(2024, 7, 3),
    ),
    "a season": ({"season": "2024"}, "2024-03-20", date(2024, 3, 20)),
    "a word": ({"date": "today"}, "2024-07-02", date(2024, 7, 2)),
    "a day that is none": ({"date": "2024-02-30"}, "2024-07-02", date(2024, 7, 2)),
    "an American day that is none": ({"date": "13/45/2024"}, None, None),
    "nothing": ({}, None, None),
}


@pytest.mark.parametrize("case", DAYS)
def test_the_day_of_a_schedule_is_the_one_asked_for_and_else_the_first_listed(case: str) -> None:
    asked, listed, day = DAYS[case]
    answer = {"dates": [{"date": listed, "games": []}] if listed else []}

    assert keys("schedule.schedule", answer, **asked)["schedule_date"] == day


YEARS = {
    "the season asked for": ({"season": "2023"}, ["2024"], 2023),
    "the season of all games": ({}, ["2024", "2024"], 2024),
    "games of two seasons": ({}, ["2024", "2025"], None),
    "no games": ({}, [], None),
    "a season that is a word": ({"season": "all"}, ["2024"], 2024),
}


@pytest.mark.parametrize("case", YEARS)
def test_the_season_of_a_schedule_is_kept_where_there_is_just_one(case: str) -> None:
    asked, seasons, season = YEARS[case]
    answer = {"dates": [{"games": [{"season": one}]} for one in seasons]}

    assert keys("schedule.schedule", answer, **asked)["season"] == season


def test_the_sport_is_what_was_asked_for() -> None:
    assert keys("raw.season_all_seasons", {"seasons": []}, sportId="11")["sport_id"] == 11
    assert keys("raw.season_all_seasons", {"seasons": []})["sport_id"] is None


FEED: dict[str, Any] = {
    "gamePk": 744914,
    "metaData": {"timeStamp": "20240701_214404"},
    "gameData": {
        "game": {"pk": 744914, "season": "2024", "type": "R"},
        "datetime": {"dateTime": "2024-07-02T01:40:00Z", "officialDate": "2024-07-01"},
        "status": {"codedGameState": "F"},
        "teams": {"away": {"id": 147}, "home": {"id": 119}},
        "venue": {"id": 22},
    },
}


def test_every_key_of_a_game_is_read_from_its_feed() -> None:
    assert keys("game.live_game_v1", FEED, game_pk="744914") == {
        "game_pk": 744914,
        "game_date": date(2024, 7, 1),
        "season": 2024,
        "game_type": "R",
        "game_state": "F",
        "home_team_id": 119,
        "away_team_id": 147,
        "venue_id": 22,
        "timecode": "20240701_214404",
    }


def without_official_date(original: str | None) -> dict[str, Any]:
    times = {"dateTime": "2024-07-02T01:40:00Z", "originalDate": original}
    return {"gamePk": 1, "gameData": {"datetime": times}}


OLD = [("2024-07-01", date(2024, 7, 1)), (None, date(2024, 7, 2)), ("soon", date(2024, 7, 2))]


@pytest.mark.parametrize(("original", "day"), OLD)
def test_the_day_of_an_old_feed_is_its_original_one_and_last_of_all_the_utc_one(
    original: str | None, day: date
) -> None:
    assert keys("game.live_game_v1", without_official_date(original))["game_date"] == day


PKS = {
    "the feed's": ({"gamePk": 5}, {"game_pk": "7"}, 5),
    "the inner one": ({"gameData": {"game": {"pk": 6}}}, {"game_pk": "7"}, 6),
    "the request's": ({}, {"game_pk": "7"}, 7),
    "not a float": ({"gamePk": 5.5}, {"game_pk": "7"}, 7),
    "not true": ({"gamePk": True}, {"game_pk": "7"}, 7),
    "not beyond 64 bits": ({"gamePk": 2**63}, {"game_pk": "7"}, 7),
    "the largest": ({"gamePk": 2**63 - 1}, {}, 2**63 - 1),
    "as digits": ({"gamePk": "5"}, {}, 5),
}


@pytest.mark.parametrize("case", PKS)
def test_the_first_usable_number_of_a_game_counts(case: str) -> None:
    answer, asked, game_pk = PKS[case]
    assert keys("game.live_game_v1", answer, **asked)["game_pk"] == game_pk


@pytest.mark.parametrize(
    "answer", [{}, {"gamePk": None}, {"gamePk": "x"}, [], None, "text"], ids=str
)
def test_a_feed_whose_game_nobody_can_tell_is_refused(answer: object) -> None:
    with pytest.raises(KeyUnreadableError) as refused:
        keys("game.live_game_v1", answer, game_pk="")

    assert (refused.value.table, refused.value.key) == ("game.live_game_v1", "game_pk")
    assert "game.live_game_v1.game_pk: found None, wanted a value" in str(refused.value)


TOO_LARGE = [2**31, -(2**31) - 1, str(2**31)]


@pytest.mark.parametrize("season", TOO_LARGE)
def test_a_number_beyond_its_column_is_no_key(season: object) -> None:
    feed = {"gamePk": 1, "gameData": {"game": {"season": season}}}
    assert keys("game.live_game_v1", feed)["season"] is None


def test_a_table_without_keys_of_its_own_has_none() -> None:
    assert keys("person.person", {"people": [{"id": 1}]}, personIds="1") == {}


DECODED = {
    "an object": (b'{"a": [1, 2.5, null, true, "x"]}', {"a": [1, 2.5, None, True, "x"]}),
    "a number beyond 64 bits": (b'{"a":18446744073709551617}', {"a": 18446744073709551617}),
    "a number beyond a float": (b'{"a":1e400,"b":1.5}', {"a": Decimal("1e400"), "b": 1.5}),
    "an array": (b"[]", []),
}


@pytest.mark.parametrize("case", DECODED)
def test_json_is_decoded_also_where_a_number_is_larger_than_a_machine_can_hold(case: str) -> None:
    body, answer = DECODED[case]
    assert decode(body) == answer


NOT_JSON = [b"", b"{", b"<html>", b"\xff", b'{"a":NaN}', b"{}{}", b'{"a":1e400,}']


@pytest.mark.parametrize("body", NOT_JSON, ids=repr)
def test_what_is_not_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the caller names the document)
        decode(body)


def test_json_that_is_nested_too_deep_is_told_apart() -> None:
    with pytest.raises(RecursionError):
        decode(b"[" * 100_000 + b"]" * 100_000)


@needs_recordings
@pytest.mark.parametrize("name", RECORDED["game_live_v1"])
def test_a_recorded_feed_is_kept_under_its_own_game_day_and_timecode(name: str) -> None:
    feed = read_answer(RECORDED["game_live_v1"][name])
    params, about = params_of(RECORDED["game_live_v1"][name]), feed["gameData"]
    found = keys("game.live_game_v1", feed, **params)

    assert found["game_pk"] == int(params["game_pk"])
    assert str(found["game_date"]) == about["datetime"].get(
        "officialDate", about["datetime"]["originalDate"]
    )
    assert found["timecode"] == feed["metaData"]["timeStamp"]


@needs_recordings
def test_a_feed_recorded_before_2022_has_a_day_though_it_has_no_official_one() -> None:
    feed = read_answer(game_file(633860))
    assert keys("game.live_game_v1", feed)["game_date"] is not None
