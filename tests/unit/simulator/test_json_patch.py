"""JSON Patch operations: applying them to the old copy gives exactly the new one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.simulator.json_patch import diff, diff_feeds
from tests.unit.simulator.live_games import SEEDS, apply, look_up, opener_copies

# One worker writes the copies of an opener, and its tests share them.
pytestmark = pytest.mark.xdist_group("opener copies")
# No feed has a number where another copy has true or false, so 0 and 1 need not be told from them.
LEAVES = st.none() | st.booleans() | st.integers(2, 4) | st.sampled_from(["", "a", "b/c", "~"])
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "c/d", "~e"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_operations_turn_the_old_value_into_the_new_one(old: object, new: object) -> None:
    assert apply(old, diff(old, new)) == new


@given(JSON)
def test_nothing_is_said_about_equal_values(value: object) -> None:
    assert diff(value, value) == []


def test_a_play_put_in_shifts_the_others_with_one_operation() -> None:
    old, new = ["first", "third"], ["first", "second", "third"]

    assert diff(old, new) == [{"op": "add", "path": "/1", "value": "second"}]
    assert diff(new, old) == [{"op": "remove", "path": "/1"}]


def test_a_runner_who_goes_on_is_moved() -> None:
    runner = {"id": 7, "fullName": "A Runner"}

    assert diff({"first": runner}, {"second": dict(runner)}) == [
        {"op": "move", "from": "/first", "path": "/second"}
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_small_values_are_copied_from_where_they_stand_in_both_copies(seed: int) -> None:
    copied = 0
    for old, new in pairwise(opener_copies(seed)[60:120]):
        for operation in diff_feeds(old, new):
            if operation["op"] == "copy":
                copied += 1
                assert look_up(old, operation["from"]) == look_up(new, operation["path"])
                assert look_up(old, operation["from"]) == look_up(new, operation["from"])
    assert copied
