"""Faults before they reach the wire: asked for, scripted, drawn, and cut into bodies."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from mlb_data_platform.simulator.faults import (
    Fault,
    FaultKind,
    FaultPlan,
    FaultSettingError,
    ScriptedFault,
    parse_rate,
    parse_script,
)
from mlb_data_platform.simulator.faults.alterations import CHANGED_VALUE, NEW_FIELD, alter
from mlb_data_platform.simulator.faults.body import overhear
from mlb_data_platform.simulator.faults.kinds import BODY_KINDS, MEANINGS
from mlb_data_platform.simulator.faults.plan import FaultDice

RESET, SLOW = Fault(FaultKind.RESET), Fault(FaultKind.SLOW, 3.0)


def test_every_kind_says_what_it_does() -> None:
    assert set(MEANINGS) == set(FaultKind)


@pytest.mark.parametrize(
    ("text", "fault", "rate"),
    [("reset=0.5", RESET, 0.5), ("slow=1:3", SLOW, 1.0), (" reset =0", RESET, 0.0)],
)
def test_a_rate_is_read(text: str, fault: Fault, rate: float) -> None:
    assert parse_rate(text) == (fault, rate)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rest=0.5", "try reset"),
        ("xyzzy=1", "try 429"),
        ("reset", "wanted KIND=RATE"),
        ("reset=often", "such as reset=0.05"),
        ("reset=1.5", "a rate from 0 to 1"),
        ("slow=0.5:-1", "seconds from 0"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(text: str, said: str) -> None:
    with pytest.raises(FaultSettingError, match=said):
        parse_rate(text)


def test_rates_above_one_are_refused() -> None:
    with pytest.raises(FaultSettingError, match=r"add up to 1\.2"):
        FaultPlan(rates={RESET: 0.6, SLOW: 0.6})


def test_a_script_is_read() -> None:
    text = """
    - {path: /api/v1/schedule*, fault: 429, request: [1, 3], seconds: 2}
    - {path: "*feed/live", fault: reset, request: all}
    - {path: "*", fault: html}
    """
    assert parse_script(text) == [
        ScriptedFault("/api/v1/schedule*", Fault(FaultKind.TOO_MANY, 2.0), frozenset({1, 3})),
        ScriptedFault("*feed/live", RESET, None),
        ScriptedFault("*", Fault(FaultKind.HTML), frozenset({1})),
    ]
    assert parse_script("") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("path: x", "wanted a list"),
        ("- [", "no YAML"),
        ("- {path: x}", "entry 1: .*wanted path and fault"),
        ("- {path: x, fault: reset, often: 1}", "entry 1"),
        ("- reset", "entry 1"),
        ("- {path: x, fault: rest}", "entry 1: no fault 'rest'"),
        ("- {path: x, fault: reset, request: 0}", "request: found 0"),
        ("- {path: x, fault: reset, request: true}", "request: found True"),
        ("- {path: x, fault: slow, seconds: long}", "seconds: found 'long'"),
        ("- {path: x, fault: slow, seconds: true}", "seconds: found True"),
        ("- {path: x, fault: slow, seconds: -1}", "seconds: found -1"),
    ],
)
def test_a_script_that_makes_no_sense_is_refused(text: str, said: str) -> None:
    with pytest.raises(FaultSettingError, match=said):
        parse_script(text)


def test_the_same_requests_get_the_same_faults_in_any_order() -> None:
    plan = FaultPlan(rates={RESET: 0.3, SLOW: 0.3}, seed=4)
    requests = [f"/{number % 50}" for number in range(200)]
    drawn, again = FaultDice(plan), FaultDice(plan)
    first: dict[str, list[Fault | None]] = {}
    second: dict[str, list[Fault | None]] = {}
    for target in requests:
        first.setdefault(target, []).append(drawn.choose(target))
    for target in sorted(requests):
        second.setdefault(target, []).append(again.choose(target))

    assert first == second
    other = FaultDice(FaultPlan(rates=plan.rates, seed=5))
    assert [other.choose(t) for t in requests] != [FaultDice(plan).choose(t) for t in requests]


def test_faults_come_as_often_as_asked() -> None:
    dice = FaultDice(FaultPlan(rates={RESET: 0.2, SLOW: 0.05}))
    drawn = Counter(dice.choose(f"/{number}") for number in range(4_000))

    assert 0.17 < drawn[RESET] / 4_000 < 0.23
    assert 0.035 < drawn[SLOW] / 4_000 < 0.065


def test_a_script_goes_before_the_rates_and_counts_what_fits() -> None:
    script = parse_script("- {path: '/a*', fault: reset, request: [2, 3]}")
    dice = FaultDice(FaultPlan(rates={SLOW: 1.0}, script=script))

    assert [dice.choose(one) for one in ("/a", "/b", "/ab", "/a", "/a")] == [
        SLOW,
        SLOW,
        RESET,
        RESET,
        SLOW,
    ]


def test_of_two_entries_that_fit_the_first_wins_and_both_count() -> None:
    script = parse_script(
        "- {path: '*', fault: reset, request: 1}\n- {path: '*', fault: html, request: 2}"
    )
    dice = FaultDice(FaultPlan(script=script))

    assert [dice.choose("/"), dice.choose("/")] == [RESET, Fault(FaultKind.HTML)]


def test_the_report_tells_what_was_made() -> None:
    dice = FaultDice(FaultPlan(rates={RESET: 1.0}, script=parse_script("- {path: x, fault: html}")))
    dice.choose("/a")
    dice.note("/a", RESET)

    assert dice.report() == {
        "seed": 0,
        "requests": 1,
        "faults": {"reset": 1},
        "rates": {"reset": 1.0},
        "scripted": 1,
        "latest": [{"request": "/a", "fault": "reset"}],
    }


def an_answer() -> dict[str, Any]:
    people = [{"id": 1, "age": 30, "active": True}]
    return {"gamePk": 7, "data": {"teams": {"home": {"wins": 3}}, "people": people, "note": "x"}}


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


def test_new_fields_leave_the_old_ones_alone() -> None:
    answer = an_answer()

    assert alter(answer, FaultKind.UNKNOWN_FIELD, Random(1))
    text = json.dumps(answer)
    assert text.count(NEW_FIELD) == 3
    assert all(leaf in leaves(answer) for leaf in leaves(an_answer()))


@pytest.mark.parametrize("seed", range(8))
def test_one_number_becomes_a_text_but_never_a_key(seed: int) -> None:
    answer = an_answer()

    assert alter(answer, FaultKind.CHANGED_TYPE, Random(seed))
    assert leaves(answer).count(CHANGED_VALUE) == 1
    assert (answer["gamePk"], answer["data"]["people"][0]["id"]) == (7, 1)


@pytest.mark.parametrize("seed", range(8))
def test_one_branch_is_taken_below_the_top(seed: int) -> None:
    answer = an_answer()

    assert alter(answer, FaultKind.MISSING_BRANCH, Random(seed))
    assert set(answer) == {"gamePk", "data"}
    assert answer != an_answer()


@pytest.mark.parametrize("kind", sorted(BODY_KINDS))
def test_where_there_is_nothing_to_change_nothing_is_changed(kind: FaultKind) -> None:
    answer: list[object] = []

    assert not alter(answer, kind, Random(1))
    assert answer == []


@pytest.mark.parametrize(
    ("path", "query", "heard_path", "heard"),
    [
        ("/api/v1/schedule", "sportId=1&date=2024-07-01", "/api/v1/schedule", "sportId=1"),
        ("/api/v1/seasons/2023", "sportId=1", "/api/v1/seasons", "sportId=1"),
        ("/api/v1/teams/147", "fields=", "/api/v1/teams/147", "fields="),
    ],
)
def test_season_and_dates_are_overheard(path: str, query: str, heard_path: str, heard: str) -> None:
    scope = {"path": path, "query_string": query.encode()}

    assert overhear(scope) == {"path": heard_path, "query_string": heard.encode()}
