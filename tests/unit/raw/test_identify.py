"""Keys and hash of an answer: compiled code says what decoding the whole answer says."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.mapping import load_mapping
from mlb_data_platform.raw import raw_table
from mlb_data_platform.raw.errors import KeyUnreadableError
from mlb_data_platform.raw.identify import IS_COMPILED, identify
from tests.support.stubs import document_of
from tests.unit.transform.recorded import RECORDED, needs_recordings

if not IS_COMPILED:
    pytest.skip("no C compiler when this was installed", allow_module_level=True)

from mlb_data_platform.raw._canonical import canonical

PLAIN = raw_table("raw.something")
GAME = raw_table("game.live_game_v1")
SCHEDULE = raw_table("schedule.schedule")


def said(body: bytes, table: str = PLAIN.name, *, is_compiled: bool) -> object:
    try:
        return identify(raw_table(table), body, {"date": "2024-07-01"}, is_compiled=is_compiled)
    except (KeyUnreadableError, ValueError, RecursionError) as error:
        return type(error)


def check_both(body: bytes, table: str = PLAIN.name) -> None:
    assert said(body, table, is_compiled=True) == said(body, table, is_compiled=False), body


SPELLINGS = {
    "no blanks": b'{"a":1,"b":[1.5,"\xc3\xa9"]}',
    "blanks and keys in another order": b' {"b" : [ 1.50 , "\\u00e9" ] ,\n\t"a" : 1 } ',
    "numbers written at length": b'{"a":1,"b":[15e-1,"\xc3\xa9"]}',
}


def test_however_an_answer_is_written_it_has_one_hash() -> None:
    assert len({identify(PLAIN, body, {})[1] for body in SPELLINGS.values()}) == 1


UNUSUAL = [
    b"", b"{", b"[1,]", b"nul", b'{"a":1}}', b'{"a":1,"a":2}', b'"\\ud800"', b'"\\u0000"',
    b'"\xff"', b'{"\\u0061":1,"b":2}', b"123456789012345678901234567890", b"-0", b"-0.0", b"0.0",
    b"100.0", b"1200.50", b"0.000001", b"0.0000001", b"1e5", b"1E-7", b"1e99999", b"-1.50e+3",
    b"01", b'"\x01"', b"1.", b".5", b"+1", b"NaN", b"[" * 3000 + b"]" * 3000, b"\xef\xbb\xbf{}",
    b'"\\b\\f\\n\\r\\t\\/\\\\\\" \\u001f\\u007f\\ud83d\\ude00"',
]  # fmt: skip


@pytest.mark.parametrize("body", UNUSUAL, ids=[repr(body[:24]) for body in UNUSUAL])
def test_what_is_unusual_is_told_apart_or_refused_alike(body: bytes) -> None:
    check_both(body)
    check_both(b'{"k":' + body + b"}")


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=5)
    ),
)


@given(VALUES, st.booleans(), st.sampled_from((None, 1)))
def test_any_document_has_the_same_hash_either_way(
    value: object, is_ascii: bool, indent: int | None
) -> None:
    check_both(json.dumps(value, ensure_ascii=is_ascii, indent=indent).encode("utf-8", "replace"))


def test_a_document_with_bytes_changed_anywhere_is_told_apart_or_refused_alike() -> None:
    sound = (
        '{"b":[1.50,-0.001,2e3,{"é":"x\\\\n","d":null}],"a":{"ab":true,"a":"\\\\u00e9"}}'.encode()
    )
    dice = random.Random(3)
    for _ in range(5000):
        body = bytearray(sound)
        for _ in range(dice.choice((1, 1, 2, 3))):
            body[dice.randrange(len(body))] = dice.choice(b'{}[]",:\\ \0nt019.-e\x80\xe9\xff')
        check_both(bytes(body))


FEEDS = {
    "a whole key": {"gamePk": 5, "gameData": {"datetime": {"officialDate": "2024-07-01"}}},
    "null where an object should be": {"gamePk": 5, "gameData": None},
    "a list where an object should be": {"gamePk": 5, "gameData": [{"game": 1}]},
    "an object where the key should be": {"gamePk": {"id": 5}},
    "a fraction where the key should be": {"gamePk": 5.0},
    "no key": {"gameData": {}},
    "a text": "x",
}


@pytest.mark.parametrize("case", FEEDS)
def test_keys_of_a_game_are_found_or_missed_alike(case: str) -> None:
    check_both(json.dumps(FEEDS[case]).encode(), GAME.name)


DAYS = {
    "one season": [{"games": [{"season": "2024"}, {"season": "2024"}]}],
    "two seasons": [{"games": [{"season": "2024"}]}, {"games": [{"season": "2023"}]}],
    "no games": [{"games": []}, {}, None],
    "an object where the days should be": {"games": []},
}


@pytest.mark.parametrize("case", DAYS)
def test_keys_of_a_schedule_are_found_or_missed_alike(case: str) -> None:
    check_both(json.dumps({"dates": DAYS[case]}).encode(), SCHEDULE.name)


@needs_recordings
@pytest.mark.parametrize("mapping", sorted(RECORDED))
def test_every_recorded_answer_has_the_same_keys_and_hash_either_way(mapping: str) -> None:
    (table, *_) = load_mapping(mapping).raw_tables
    for file in RECORDED[mapping].values():
        one = document_of(file)
        found = [
            identify(raw_table(table), one.body, one.request.params, is_compiled=how)
            for how in (True, False)
        ]
        assert found[0] == found[1]


@needs_recordings
def test_recorded_games_are_spelled_by_compiled_code_and_not_decoded_whole() -> None:
    bodies = [document_of(file).body for file in RECORDED["game_live_v1"].values()]

    assert bodies
    assert all(canonical(body) is not None for body in bodies)
