"""An answer is whole JSON and belongs to what was asked (statsapi.md, quirks 1 and 15)."""

import msgspec
import pytest

from mlb_data_platform.errors import TransientError
from mlb_data_platform.statsapi import (
    AnswerMismatchError,
    BodyUnreadableError,
    load_catalogue,
    read_catalogue,
)
from mlb_data_platform.statsapi.sanity import check_body

CATALOGUE = load_catalogue()


def check(name: str, params: dict[str, str], body: object) -> None:
    """Check a body against a request; a body that is not bytes becomes JSON."""
    endpoint, method = name.split(".")
    request = CATALOGUE.request(endpoint, method, params)
    text = body if isinstance(body, bytes) else msgspec.json.encode(body)
    check_body(text, request=request, entry=CATALOGUE.entry(endpoint, method), url="http://x")


def season(*years: str) -> dict[str, object]:
    return {"seasons": [{"seasonId": year} for year in years]}


def days(*dates: str, **game: object) -> dict[str, object]:
    return {"dates": [{"date": date, "games": [game]} for date in dates]}


def feed(game_pk: object) -> dict[str, object]:
    return {"gamePk": game_pk, "gameData": {}, "liveData": {}}


BELONGS = {
    "a season": ("Season.seasons", {"season": "2024"}, season("2024")),
    "all seasons": ("Season.seasons", {"sportId": "1"}, season("2023", "2024")),
    "a season by path": ("Season.seasons", {"seasonId": "2024"}, season("2024")),
    "no season": ("Season.seasons", {"seasonId": "1800"}, season()),
    "a day": ("Schedule.schedule", {"date": "2024-07-01"}, days("2024-07-01")),
    "a day, American": ("Schedule.schedule", {"date": "07/01/2024"}, days("2024-07-01")),
    "a day without games": ("Schedule.schedule", {"date": "2024-12-25"}, {"dates": []}),
    "a range": (
        "Schedule.schedule",
        {"startDate": "2024-06-30", "endDate": "07/02/2024"},
        days("2024-06-30", "2024-07-02"),
    ),
    "half a range": ("Schedule.schedule", {"startDate": "2024-06-30"}, days("2024-06-29")),
    "games by number": (
        "Schedule.schedule",
        {"gamePks": "1, 2"},
        days("2024-07-01", gamePk=2),
    ),
    "a feed": ("Game.liveGameV1", {"game_pk": "7"}, feed(7)),
    "some fields of a feed": ("Game.liveGameV1", {"game_pk": "7", "fields": "x"}, {}),
    "patches": ("Game.liveGameDiffPatchV1", {"game_pk": "7"}, []),
    "a feed for patches": ("Game.liveGameDiffPatchV1", {"game_pk": "7"}, feed(7)),
    "people": ("Person.person", {"personIds": "1,2"}, {"people": [{"id": 1}, {"id": 2}]}),
    "people without ids": ("Person.person", {"personIds": "1"}, {"people": [{}, None]}),
    "one person": ("Person.person", {"personId": "1"}, {"people": [{"id": 1}]}),
    "a context": ("Game.getGameContextMetrics", {"gamePk": "7"}, {"game": {"gamePk": 7}}),
    "an unexpected shape": ("Person.person", {"personIds": "1"}, {"people": {"id": 2}}),
    "an index of reference": ("Misc.gameStatus", {}, [{"code": "F"}]),
}


@pytest.mark.parametrize("case", BELONGS)
def test_an_answer_to_what_was_asked_passes(case: str) -> None:
    check(*BELONGS[case])


OTHER = {
    "another season": (
        "Season.seasons",
        {"season": "20000"},
        season("2025"),
        "seasons[*].seasonId",
    ),
    "one season too many": ("Season.seasons", {"seasonId": "2024"}, season("2024", "2025"), "2025"),
    "another day": ("Schedule.schedule", {"date": "2024-07-01"}, days("2024-07-02"), "2024-07-02"),
    "today for no date": (
        "Schedule.schedule",
        {"date": "tomorrow"},
        days("2024-07-02"),
        "tomorrow",
    ),
    "a day outside the range": (
        "Schedule.schedule",
        {"startDate": "2024-07-01", "endDate": "2024-07-02"},
        days("2024-07-01", "2024-07-03"),
        "a date from 2024-07-01 to 2024-07-02",
    ),
    "a day that is a number": (
        "Schedule.schedule",
        {"startDate": "2024-07-01", "endDate": "2024-07-02"},
        {"dates": [{"date": 20240701}]},
        "20240701",
    ),
    "another game": ("Game.liveGameV1", {"game_pk": "7"}, feed(8), "gamePk"),
    "a feed without a number": ("Game.liveGameV1", {"game_pk": "7"}, feed(None), "nothing"),
    "another game for patches": ("Game.liveGameDiffPatchV1", {"game_pk": "7"}, feed(8), "8"),
    "another person": ("Person.person", {"personIds": "1"}, {"people": [{"id": 2}]}, "2"),
    "another team": ("Team.teams", {"teamId": "147"}, {"teams": [{"id": 111}]}, "111"),
    "an answer without its list": ("Schedule.schedule", {}, {}, "no dates"),
    "a list for an object": ("Schedule.schedule", {}, [], "an array"),
    "an object for a list": ("Game.getWinProbability", {"gamePk": "7"}, {}, "an object"),
    "a text": ("Schedule.schedule", {}, "busy", "busy"),
    "a number for anything": ("Misc.gameStatus", {}, 7, "an object or array"),
    "a long text": ("Schedule.schedule", {}, "x" * 99, "…"),
    "an error of the API": (
        "Schedule.schedule",
        {},
        {"messageNumber": 10, "message": "Object not found"},
        "Object not found",
    ),
    "an error that says nothing": ("Schedule.schedule", {}, {"messageNumber": 1}, "an error"),
}


@pytest.mark.parametrize("case", OTHER)
def test_an_answer_to_something_else_is_refused(case: str) -> None:
    name, params, body, told = OTHER[case]
    with pytest.raises(AnswerMismatchError) as refused:
        check(name, params, body)

    assert told in str(refused.value)
    assert refused.value.request.startswith(name)
    assert (refused.value.exit_code, bool(refused.value.hint)) == (2, True)


UNREADABLE = {
    "nothing": (b"", "an empty body"),
    "white space": (b" \r\n", "an empty body"),
    "a cut object": (b'{"dates": [{"date": "2024-', "not whole JSON"),
    "a cut list": (b"[1, 2", "not whole JSON"),
    "two bodies": (b'{"dates":[]}{"dates":[]}', "not whole JSON"),
    "HTML": (b"\n<!DOCTYPE html><html></html>", "a page of HTML"),
    "HTML without a doctype": (b"<html><body>Busy</body></html>", "a page of HTML"),
    "other text": (b"Service Unavailable", "not whole JSON"),
    "bytes that are not UTF-8": (b'{"dates": [], "x": "\xff"}', "not whole JSON"),
    "a broken branch": (b'{"dates": [], "x": {"a": nope}}', "not whole JSON"),
    "a bottomless list": (b"[" * 100_000, "not whole JSON"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_body_that_is_not_whole_json_may_be_asked_for_again(case: str) -> None:
    body, told = UNREADABLE[case]
    with pytest.raises(BodyUnreadableError, match=told) as refused:
        check("Schedule.schedule", {}, body)

    assert isinstance(refused.value, TransientError)
    assert refused.value.exit_code == 4


def test_a_rule_at_a_single_value_wants_it_there() -> None:
    catalogue = read_catalogue(
        "methods:\n  A.b: {path: /a, query: [x], matches: [{at: p.q, one_of: x}]}", file="x"
    )
    request = catalogue.request("a", "b", {"x": "1"})

    with pytest.raises(AnswerMismatchError, match="found nothing, wanted x 1"):
        check_body(b'{"p":[]}', request=request, entry=catalogue.entry("a", "b"), url="u")
