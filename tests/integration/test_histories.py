"""People, clubs, ballparks and rosters: what is true now, and what was true from when to when."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mlb_data_platform.statsapi import Document, Request, load_catalogue
from tests.integration.conftest import Warehouse

APRIL, MAY, JUNE = (datetime(2024, month, 1, tzinfo=UTC) for month in (4, 5, 6))


def keep(
    warehouse: Warehouse, name: str, answer: Any, *, at: datetime = APRIL, **asked: str
) -> None:
    """Keep an answer as it would have been kept when it was captured."""
    endpoint, method = name.split(".")
    document = Document(
        request=Request(endpoint=endpoint, method=method, query_params=asked),
        url="https://statsapi.mlb.com",
        status=200,
        body=json.dumps(answer).encode(),
        captured_at=at,
    )
    store = warehouse.store(load_catalogue().entry(endpoint, method).raw_table)
    store.ensure_table()
    store.append([document])


def person(**said: Any) -> dict[str, Any]:
    return {"people": [{"id": 1, "fullName": "Ann Ace", **said}]}


def club(season: int, name: str) -> dict[str, Any]:
    return {"teams": [{"id": 7, "season": season, "name": name, "abbreviation": name[:3]}]}


def roster(*ids: int) -> dict[str, Any]:
    people = [{"person": {"id": one, "fullName": f"P{one}"}} for one in ids]
    return {"roster": people, "teamId": 7, "rosterType": "active"}


@pytest.fixture
def history(warehouse: Warehouse) -> Warehouse:
    """A person, a club and a roster over time, kept in no order."""
    for season, name in ((2024, "Owls"), (2021, "Hawks"), (2022, "Hawks")):
        keep(warehouse, "Team.teams", club(season, name), season=str(season), sportId="1")
    for at, weight in ((JUNE, 200), (APRIL, 190), (MAY, 190)):
        keep(warehouse, "Person.person", person(weight=weight), at=at, personIds="1")
    for day, ids in (("2024-06-01", (1, 3)), ("2024-04-01", (1, 2)), ("2024-05-01", (1, 3))):
        keep(warehouse, "Team.roster", roster(*ids), date=day, teamId="7")
    warehouse.transform("team")
    warehouse.transform("person")
    return warehouse


def test_what_is_current_and_what_was_is_told_in_spans(history: Warehouse) -> None:
    assert history.all("select team_id, season, name from team.teams") == [(7, 2024, "Owls")]
    assert history.all("select weight_lb from person.people") == [(200,)]
    assert history.all("select person_id from team.rosters order by 1") == [(1,), (3,)]

    assert history.all(
        "select name, valid_from, valid_to, is_current from team.teams_history order by 2"
    ) == [
        ("Hawks", date(2021, 1, 1), date(2024, 1, 1), False),
        ("Owls", date(2024, 1, 1), None, True),
    ]
    assert history.all(
        "select weight_lb, valid_from, valid_to from person.people_history order by 2"
    ) == [(190, APRIL.date(), JUNE.date()), (200, JUNE.date(), None)]
    assert history.all(
        "select person_id, valid_from, valid_to from team.rosters_history order by 1, 2"
    ) == [
        (1, APRIL.date(), None),
        (2, APRIL.date(), MAY.date()),
        (3, MAY.date(), None),
    ]


def test_the_same_answers_again_write_nothing(history: Warehouse) -> None:
    again = [history.transform(one, full_refresh=True) for one in ("team", "person")]

    assert [report.rows_written for report in again] == [0, 0]


def test_a_member_who_comes_back_has_two_spans(history: Warehouse) -> None:
    keep(history, "Team.roster", roster(1, 2), date="2024-07-01", teamId="7")
    history.transform("team")

    assert history.all(
        "select valid_from, valid_to from team.rosters_history where person_id = 2 order by 1"
    ) == [(APRIL.date(), MAY.date()), (date(2024, 7, 1), None)]


def test_an_answer_that_was_not_asked_for_numbers_takes_none_away(history: Warehouse) -> None:
    split = {"season": "2024", "stat": {"homeRuns": 4}}
    told = person(stats=[{"type": {"displayName": "season"}, "splits": [split]}])
    keep(history, "Person.person", told, at=JUNE, personIds="1,2", hydrate="stats(type=season)")
    history.transform("person")
    keep(history, "Person.person", person(weight=201), at=JUNE, personIds="1,3")
    history.transform("person")

    assert history.one("select value from person.stat_splits") == 4
    assert history.one("select weight_lb from person.people") == 201
