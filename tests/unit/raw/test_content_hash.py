"""The hash by which two answers are told apart: canonical JSON, nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlb_data_platform.raw.keys import content_hash, decode
from tests.support.stubs import read_answer
from tests.unit.transform.recorded import RECORDED, needs_recordings


def hash_of(text: str) -> str:
    return content_hash(decode(text.encode()))


SAME = {
    "white space": ('{"a":1,"b":[2,3]}', '{ "a" : 1,\n\t"b": [2, 3] }'),
    "the order of keys": ('{"a":1,"b":2}', '{"b":2,"a":1}'),
    "the order of keys further down": ('{"a":[{"b":1,"c":2}]}', '{"a":[{"c":2,"b":1}]}'),
    "an escape": ('{"a":"Jos\\u00e9"}', '{"a":"José"}'),
    "the way a float is written": ('{"a":95.10}', '{"a":9.51e1}'),
    "large numbers beside another order": (
        '{"a":18446744073709551617,"b":1}',
        '{"b":1, "a":18446744073709551617}',
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_what_is_only_written_otherwise_has_the_same_hash(case: str) -> None:
    one, other = SAME[case]
    assert hash_of(one) == hash_of(other)


OTHER = {
    "a value": ('{"a":1}', '{"a":2}'),
    "a key": ('{"a":1}', '{"b":1}'),
    "the order of a list": ("[1,2]", "[2,1]"),
    "text for a number": ('{"a":1}', '{"a":"1"}'),
    "null for nothing": ('{"a":null}', "{}"),
    "false for null": ('{"a":false}', '{"a":null}'),
    "true for 1": ('{"a":true}', '{"a":1}'),
    "an empty list for an empty object": ('{"a":[]}', '{"a":{}}'),
    "a blank in a text": ('{"a":"x"}', '{"a":"x "}'),
    "a case in a text": ('{"a":"x"}', '{"a":"X"}'),
    "an accent": ('{"a":"é"}', '{"a":"e\u0301"}'),
    "one more in a large number": ("18446744073709551617", "18446744073709551618"),
    "one more in a number beyond a float's digits": ("9007199254740992", "9007199254740993"),
    "a digit of a number beyond a float": ("[1e400]", "[2e400]"),
    "a value beside a number beyond a float": ('{"a":1e400,"b":1}', '{"a":1e400,"b":2}'),
    "half a surrogate pair beside a number beyond a float": (
        '[1e400,"\\ud800"]',
        '[1e400,"\\ud801"]',
    ),
    "the last digit of a float": ("[0.1]", "[0.10000000000000002]"),
    "a list in a list": ("[[1],[2]]", "[[1,2]]"),
}


@pytest.mark.parametrize("case", OTHER)
def test_what_is_another_answer_has_another_hash(case: str) -> None:
    one, other = OTHER[case]
    assert hash_of(one) != hash_of(other)


LOST = {
    "text for a number beyond a float": ("[1e400]", '["1e400"]'),
    "text for a float beside a number beyond a float": ("[1.5,1e400]", '["1.5",1e400]'),
    "a digit beyond a float's precision": ("[0.12345678901234567890]", "[0.12345678901234567891]"),
}


@pytest.mark.parametrize("case", LOST)
def test_what_postgres_keeps_apart_has_another_hash(case: str) -> None:
    one, other = LOST[case]
    assert hash_of(one) != hash_of(other)


def test_the_hash_is_the_sha_256_of_json_with_sorted_keys() -> None:
    # printf '%s' '{"a":1,"b":[true,null]}' | sha256sum
    expected = "1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668"
    assert hash_of('{"b":[true,null],"a":1}') == expected


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=20,
)


def permuted(value: Any, order: Any) -> Any:
    """The same value with the keys of every object in another order."""
    if isinstance(value, list):
        return [permuted(one, order) for one in value]
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: order.random())
        return {name: permuted(value[name], order) for name in names}
    return value


@given(JSON, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_keys_never_changes_the_hash(answer: Any, order: Any) -> None:
    assert content_hash(permuted(answer, order)) == content_hash(answer)


@given(JSON, st.sampled_from([None, 0, 3]))
@settings(deadline=None)
def test_the_way_an_answer_is_written_never_changes_its_hash(answer: Any, indent: int) -> None:
    text = json.dumps(answer, indent=indent, ensure_ascii=bool(indent))
    assert hash_of(text) == hash_of(json.dumps(answer, separators=(",", ":")))


@given(JSON, JSON)
@settings(deadline=None)
def test_two_answers_share_a_hash_only_when_they_are_the_same_json(one: Any, other: Any) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (content_hash(one) == content_hash(other)) is same


@needs_recordings
@pytest.mark.parametrize("mapping", RECORDED)
def test_no_two_different_recordings_share_a_hash(mapping: str) -> None:
    answers = [read_answer(file) for file in RECORDED[mapping].values()]
    texts = {json.dumps(answer, sort_keys=True) for answer in answers}

    assert len({content_hash(answer) for answer in answers}) == len(texts)
