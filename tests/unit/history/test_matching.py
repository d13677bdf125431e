"""Which elements of two lists are the same thing."""

import pytest

from mlb_data_platform.history.matching import SAYS_THE_SAME, Key, Pair, match_elements

ID: tuple[Key, ...] = (("id",),)
Elements = list[dict[str, object]]


def ids(*numbers: int) -> Elements:
    return [{"id": number} for number in numbers]


CASES: dict[str, tuple[Elements, Elements, list[Pair]]] = {
    "nothing": ([], [], []),
    "the same": (ids(7, 8), ids(7, 8), [(0, 0), (1, 1)]),
    "one put in first": (ids(7), ids(6, 7), [(None, 0), (0, 1)]),
    "one taken out": (ids(6, 7, 8), ids(6, 8), [(0, 0), (1, None), (2, 1)]),
    "the last taken out": (ids(6, 7), ids(6), [(0, 0), (1, None)]),
    "one put in where one was taken out": (ids(7, 8), ids(8, 9), [(0, None), (1, 0), (None, 1)]),
    "another order": (ids(7, 8), ids(8, 7), [(1, 0), (0, 1)]),
    "twins": (ids(7, 7), ids(7, 7), [(0, 0), (1, 1)]),
    "a twin is gone": (ids(7, 7), ids(7), [(None, 0), (0, None), (1, None)]),
    "no key": ([{"a": 1}, {"a": 2}], [{"a": 3}], [(0, 0), (1, None)]),
    "a key that only one has": ([{"id": 7}], [{"a": 1}], [(None, 0), (0, None)]),
    "a key that is no scalar": ([{"id": {}}], [{"id": {}}], [(0, 0)]),
}


@pytest.mark.parametrize("case", CASES)
def test_elements_are_paired_by_their_key(case: str) -> None:
    old, new, pairs = CASES[case]

    assert match_elements(old, new, ID) == pairs


def test_a_weaker_key_is_asked_where_the_stronger_one_says_nothing() -> None:
    old = [{"id": 1, "name": "a"}, {"name": "b"}]
    new = [{"name": "b"}, {"id": 1, "name": "changed"}]

    assert match_elements(old, new, [("id",), ("name",)]) == [(1, 0), (0, 1)]


def test_a_twin_that_is_gone_is_told_apart_by_a_weaker_key() -> None:
    old = [{"id": 1, "step": "a"}, {"id": 1, "step": "b"}]
    new = [{"id": 1, "step": "b"}]

    assert match_elements(old, new, [("id",), ("step",)]) == [(0, None), (1, 0)]


def test_a_key_inside_a_list_is_that_of_the_first_element_with_one() -> None:
    old = [{"events": [{"text": "time out"}, {"pitch": "p7"}]}]
    new = [{"events": []}, {"events": [{"pitch": "p7"}, {"pitch": "p8"}]}]

    assert match_elements(old, new, [("events.pitch",)]) == [(None, 0), (0, 1)]


def test_further_parts_of_a_key_may_be_empty_but_not_the_first() -> None:
    old = [{"runner": 9, "start": None}, {"start": "1B"}]
    new = [{"runner": 9}, {"start": "2B"}]

    assert match_elements(old, new, [("runner", "start")]) == [(0, 0), (1, 1)]


def pitches(*calls: str) -> Elements:
    return [{"index": n, "details": {"n": n, "call": call}} for n, call in enumerate(calls)]


def test_without_ids_what_says_the_same_is_paired_in_order_whatever_its_number() -> None:
    old, new = pitches("ball", "strike", "ball", "foul"), pitches("ball", "ball", "hit")
    pairs = match_elements(old, new, [SAYS_THE_SAME, ("index",)], frozenset({"index", "n"}))

    assert pairs == [(0, 0), (1, None), (2, 1), (None, 2), (3, None)]
    assert match_elements(old, new, [SAYS_THE_SAME]) == [(0, 0), (1, 1), (2, 2), (3, None)]
