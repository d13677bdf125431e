"""What is different between two answers, told once, at its own place."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.history.change import Element, Kind, Standing, path_text
from mlb_data_platform.history.compare import compare
from mlb_data_platform.history.subject import Place, Subject
from mlb_data_platform.raw.keys import content_hash

PLAIN = Subject()


def found(old: Any, new: Any, subject: Subject = PLAIN) -> list[tuple[str, str, Any, Any]]:
    changes = compare(old, new, subject)
    return [(path_text(c.path), c.kind.value, c.before, c.after) for c in changes]


ANN, BOB = {"id": 1, "fullName": "Ann"}, {"id": 2, "fullName": "Bob"}
CASES: dict[str, tuple[Any, Any, list[tuple[str, str, Any, Any]]]] = {
    "a value": ({"a": {"b": 1}}, {"a": {"b": 2}}, [("a.b", "changed", 1, 2)]),
    "a value that is new": ({}, {"a": 1}, [("a", "added", None, 1)]),
    "a value that is gone": ({"a": 1}, {}, [("a", "removed", 1, None)]),
    "null is a value": ({"a": None}, {"a": 1}, [("a", "changed", None, 1)]),
    "null is not nothing": ({}, {"a": None}, [("a", "added", None, None)]),
    "truth is no number": ({"a": 1}, {"a": True}, [("a", "changed", 1, True)]),
    "a number written otherwise": ({"a": 1}, {"a": Decimal("1.0")}, []),
    "another type": ({"a": {"b": 1}}, {"a": [1]}, [("a", "changed", {"b": 1}, [1])]),
    "the answer itself": ([1], 2, [("", "changed", [1], 2)]),
    "a list of values": ({"a": [1, 2]}, {"a": [2]}, [("a", "changed", [1, 2], [2])]),
    "truth in a list": ({"a": [1]}, {"a": [True]}, [("a", "changed", [1], [True])]),
    "a list in a list": ({"a": [[1]]}, {"a": [[1], 2]}, [("a", "changed", [[1]], [[1], 2])]),
    "a list with a value in an object": (
        {"a": [{"b": 1}, 5]},
        {"a": [{"b": True}, 5]},
        [("a", "changed", [{"b": 1}, 5], [{"b": True}, 5])],
    ),
    "a mixed list with one more key": (
        {"a": [{"b": 1}, 5]},
        {"a": [{"b": 1, "c": 2}, 5]},
        [("a", "changed", [{"b": 1}, 5], [{"b": 1, "c": 2}, 5])],
    ),
    "an empty list and no list": ({"a": []}, {"a": {}}, [("a", "changed", [], {})]),
    "a list that gets its first": ({"a": []}, {"a": [ANN]}, [("a[0]", "added", None, ANN)]),
    "a person": ({"winner": ANN}, {"winner": BOB}, [("winner", "changed", ANN, BOB)]),
    "a person's name": (
        {"winner": ANN},
        {"winner": {"id": 1, "fullName": "Anna"}},
        [("winner.fullName", "changed", "Ann", "Anna")],
    ),
    "a person put in first": (
        {"men": [ANN]},
        {"men": [BOB, ANN | {"fullName": "Anna"}]},
        [("men[0]", "added", None, BOB), ("men[1].fullName", "changed", "Ann", "Anna")],
    ),
    "a person taken out": (
        {"men": [ANN, BOB]},
        {"men": [BOB]},
        [("men[0]", "removed", ANN, None)],
    ),
    "another order": (
        {"men": [ANN, BOB]},
        {"men": [BOB, ANN]},
        [("men", "reordered", [0, 1], [1, 0])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_difference_is_told_at_its_own_place(case: str) -> None:
    old, new, changes = CASES[case]

    assert found(old, new) == changes


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "ID1", "away"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "code", "name", "a", "ID7"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_nothing_is_told_just_when_both_answers_say_the_same(old: Any, new: Any) -> None:
    assert (compare(old, new, PLAIN) == []) == (content_hash(old) == content_hash(new))


@given(VALUES, VALUES)
def test_what_came_is_gone_when_it_is_read_backwards(old: Any, new: Any) -> None:
    there = compare(old, new, PLAIN)
    back = compare(new, old, PLAIN)

    def count(changes: Any, kind: Kind) -> int:
        return sum(one.kind is kind for one in changes)

    assert count(there, Kind.ADDED) == count(back, Kind.REMOVED)
    assert count(there, Kind.CHANGED) == count(back, Kind.CHANGED)


def _name(element: Element) -> Place:
    return Place(json.dumps(element.either))


NAMED = Subject(
    names={"men.*": _name, "men.*.jobs.*": _name},
    branches=(("men.*.jobs", "jobs"), ("men", "people")),
    order=("jobs", "people"),
    standings=(("time", Standing.VOLATILE), ("men.*.number", Standing.NUMBERING)),
    repeats=(("last", ("men", -1)),),
    keys={"men.*": (("name",),)},
)


def test_the_things_on_the_way_to_a_change_are_remembered() -> None:
    old = {"men": [{"name": "Ann", "jobs": [{"id": 1}]}]}
    new = {"men": [{"name": "Ann", "jobs": [{"id": 1, "pay": 5}, {"id": 2}]}]}
    [pay, job] = compare(old, new, NAMED)

    assert [element.path for element in pay.elements] == [("men", 0), ("men", 0, "jobs", 0)]
    assert (pay.field, pay.branch) == (("pay",), "jobs")
    assert (job.field, job.elements[-1].before, job.elements[-1].after) == ((), None, {"id": 2})


def test_a_change_outside_of_all_things_has_its_whole_path_as_field() -> None:
    [change] = compare({"a": {"b": 1}}, {"a": {"b": 2}}, NAMED)

    assert (change.field, change.branch, change.elements) == (("a", "b"), "a", ())


def test_branches_are_told_in_the_order_of_the_subject_and_others_after_them() -> None:
    old = {"x": 1, "men": [{"name": "Ann", "age": 1, "jobs": []}]}
    new = {"x": 2, "men": [{"name": "Ann", "age": 2, "jobs": [{"id": 1}]}]}

    assert [one.branch for one in compare(old, new, NAMED)] == ["jobs", "people", "x"]


@pytest.mark.parametrize(
    ("old", "new", "standing"),
    [
        ({"time": 1}, {"time": 2}, Standing.VOLATILE),
        ({"times": 1}, {"times": 2}, Standing.CONTENT),
        (
            {"men": [{"name": "Ann", "number": 1}]},
            {"men": [{"name": "Ann", "number": 2}]},
            Standing.NUMBERING,
        ),
        (
            {"men": [{"name": "Ann"}, {"name": "Bob"}]},
            {"men": [{"name": "Bob"}, {"name": "Ann"}]},
            Standing.NUMBERING,
        ),
        ({"time": [ANN, BOB]}, {"time": [BOB, ANN]}, Standing.VOLATILE),
    ],
    ids=["volatile", "content", "numbering", "another order", "volatile in another order"],
)
def test_a_change_says_how_much_it_says(old: Any, new: Any, standing: Standing) -> None:
    assert [one.standing for one in compare(old, new, NAMED)] == [standing]


@pytest.mark.parametrize(
    ("last", "standing"),
    [
        ({"name": "Ann", "age": 2}, Standing.REPEAT),
        ({"name": "Ann", "age": 3}, Standing.CONTENT),
    ],
    ids=["it says the same", "it says something of its own"],
)
def test_a_repeat_is_one_as_long_as_it_says_the_same(last: Any, standing: Standing) -> None:
    old = {"men": [{"name": "Ann", "age": 1}], "last": {"name": "Ann", "age": 1}}
    new = {"men": [{"name": "Ann", "age": 2}], "last": last}
    standings = {one.path[0]: one.standing for one in compare(old, new, NAMED)}

    assert standings == {"men": Standing.CONTENT, "last": standing}


@pytest.mark.parametrize("men", [[], {}, "none"], ids=["no men", "no list", "a word"])
def test_a_repeat_of_nothing_stands_for_itself(men: Any) -> None:
    [change] = compare({"men": men, "last": {"a": 1}}, {"men": men, "last": {"a": 2}}, NAMED)

    assert change.standing is Standing.CONTENT


def test_a_repeat_that_one_answer_lacks_is_still_one() -> None:
    old, new = {"men": [{"name": "Ann"}]}, {"men": [{"name": "Ann"}], "last": {"name": "Ann"}}

    assert [one.standing for one in compare(old, new, NAMED)] == [Standing.REPEAT]


def test_both_sides_and_all_players_have_one_pattern() -> None:
    subject = Subject(branches=(("teams.*.players.*.hits", "hits"),))
    old = {"teams": {"away": {"players": {"ID7": {"hits": 1}}}}}
    new = {"teams": {"away": {"players": {"ID7": {"hits": 2}}}}}

    assert [one.branch for one in compare(old, new, subject)] == ["hits"]
