"""Which slices of the tables a document speaks for, and whether it tells everything about them."""

from datetime import date

import pytest

from mlb_data_platform.mapping import Mapping
from tests.unit.mapping.made_up import KEY, made_up, value
from tests.unit.transform.made_up import transform

COMPLETE = "complete_with: [sportId, date, startDate, endDate]"


def by_context() -> Mapping:
    context = "context: {pk: {from: pk, type: bigint, meaning: m}}"
    return made_up(
        {"pk": "{context: pk}"}, each="$", key="[pk]", top=context, scope="{columns: [pk]}"
    )


def by_rows() -> Mapping:
    return made_up({"k": KEY, "v": value()}, scope="{columns: [v, k], from: rows}")


def by_days() -> Mapping:
    columns = {"k": KEY, "sport": value("@sportId", "integer"), "day": value("^date", "date")}
    scope = "{columns: [sport, day], from: days}"
    return made_up(columns, each="dates[*].games[*]", scope=scope, top=COMPLETE)


def test_a_document_with_one_key_speaks_for_it() -> None:
    done = transform(by_context(), {"pk": 7}, {"pk": 8})
    assert [one.scopes for one in done.documents] == [((7,),), ((8,),)]


def test_a_document_of_rows_speaks_for_each_of_them_once() -> None:
    given = {"rows": [{"k": 2, "v": "b"}, {"k": 1, "v": "a"}]}
    done = transform(by_rows(), given, {"rows": []}, {"rows": [{"k": 3, "v": "a"}]})

    assert [one.scopes for one in done.documents] == [(("a", 1), ("b", 2)), (), (("a", 3),)]


def listed(*days: str) -> dict[str, object]:
    dates = [{"date": day, "games": [{"k": number}]} for number, day in enumerate(days)]
    return {"dates": dates}


def july(*days: int, sport: int | None = 1) -> tuple[object, ...]:
    return tuple((sport, date(2024, 7, day)) for day in days)


ASKED = {
    "a day with games": ({"date": "2024-07-01"}, ["2024-07-01"], july(1)),
    "a day without games": ({"date": "2024-07-01"}, [], july(1)),
    "an American day": ({"date": "07/01/2024"}, [], july(1)),
    "an American day without zeros": ({"date": "7/1/2024"}, [], july(1)),
    "a range": (
        {"startDate": "2024-07-01", "endDate": "2024-07-04"},
        ["2024-07-02"],
        july(1, 2, 3, 4),
    ),
    "a range in both spellings": (
        {"startDate": "07/01/2024", "endDate": "2024-07-02"},
        [],
        july(1, 2),
    ),
    "no day": ({}, ["2024-07-02", "2024-07-05"], july(2, 3, 4, 5)),
    "no day and no games": ({}, [], ()),
    "only a first day": ({"startDate": "2024-07-01"}, ["2024-07-03"], july(1, 2, 3)),
    "only a first day and no games": ({"startDate": "2024-07-01"}, [], ()),
    "only a last day": ({"endDate": "2024-07-03"}, ["2024-07-02"], july(2, 3)),
    "a word for a day": ({"date": "today"}, ["2024-07-02"], july(2)),
    "a day that is none": ({"date": "2024-02-30"}, ["2024-07-02"], july(2)),
    "a range backwards": ({"startDate": "2024-07-02", "endDate": "2024-07-01"}, [], ()),
    "a day listed outside the range": ({"date": "2024-07-01"}, ["2024-07-03"], july(1, 3)),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_schedule_speaks_for_every_day_that_was_asked_for(case: str) -> None:
    asked, days, expected = ASKED[case]
    done = transform(by_days(), listed(*days), sportId="1", **asked)

    assert done.documents[0].scopes == expected
    assert done.documents[0].is_complete


SPORTS = [({}, None), ({"sportId": "11"}, 11), ({"sportId": ""}, None), ({"sportId": "x"}, None)]


@pytest.mark.parametrize(("asked", "sport"), SPORTS, ids=str)
def test_the_sport_of_a_scope_is_the_one_asked_for(
    asked: dict[str, str], sport: int | None
) -> None:
    done = transform(by_days(), listed(), date="2024-07-01", **asked)
    assert done.documents[0].scopes == july(1, sport=sport)


def test_a_range_of_many_years_owns_no_more_than_the_days_it_lists() -> None:
    done = transform(by_days(), listed("2024-07-01"), startDate="1876-01-01", endDate="2024-12-31")
    assert done.documents[0].scopes == july(1, sport=None)


PARTIAL = [("teamId", False), ("gameType", False), ("leagueId", False), ("sportId", True)]


@pytest.mark.parametrize(("name", "is_complete"), PARTIAL)
def test_a_further_request_parameter_makes_an_answer_partial(name: str, is_complete: bool) -> None:
    done = transform(by_days(), listed(), date="2024-07-01", **{name: "1"})
    assert done.documents[0].is_complete is is_complete


def test_without_a_word_about_it_every_answer_is_complete() -> None:
    assert transform(by_rows(), {"rows": []}, anything="1").documents[0].is_complete
