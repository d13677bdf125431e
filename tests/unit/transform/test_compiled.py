"""The compiled reader and the decoder in Python: one kernel, the same rows and issues."""

import json
import random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.mapping import Mapping
from mlb_data_platform.mapping.decoder import compile_tree
from mlb_data_platform.mapping.types import PLACEHOLDERS
from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.transform import Kernel
from mlb_data_platform.transform.columnar import IS_COMPILED, ColumnarReader
from tests.support.stubs import sampled, source_document
from tests.unit.mapping.made_up import KEY, made_up, value
from tests.unit.transform.made_up import document
from tests.unit.transform.recorded import RECORDED, kernel, needs_recordings, transformed
from tests.unit.transform.test_any_document import DOCUMENTS, KERNELS, SHIPPED, relaxed

pytestmark = pytest.mark.skipif(not IS_COMPILED, reason="no C compiler when this was installed")

TYPES = {
    "text": "text",
    "truth": "boolean",
    "small": "smallint",
    "middle": "integer",
    "large": "bigint",
    "speed": "double",
    "day": "date",
    "then": "timestamptz",
    "count": "integer_text",
    "rate": "decimal_text",
    "outs": "innings_outs",
    "any": "json",
    "words": "text[]",
    "ids": "integer[]",
}
ONE_OF_EACH = made_up({"k": value("#", "integer")} | {n: value(n, t) for n, t in TYPES.items()})
IN_PYTHON = {id(one): Kernel(one.mapping, is_compiled=False) for one in (*KERNELS, *SHIPPED)}


def is_read(mapping: Mapping, body: bytes) -> bool:
    """Whether the compiled reader takes a document, or leaves it to Python."""
    return ColumnarReader(compile_tree(mapping)).read([body]) is not None


def check_both(body: bytes, mapping: Mapping = ONE_OF_EACH) -> None:
    """Both ways give the same."""
    done = Kernel(mapping, is_compiled=True).transform([document(body)])
    assert done == Kernel(mapping, is_compiled=False).transform([document(body)])


@needs_recordings
@pytest.mark.parametrize(
    ("mapping", "short"),
    sampled(
        [pytest.param(mapping, short) for mapping, files in RECORDED.items() for short in files]
    ),
)
def test_every_recorded_answer_gives_the_same_rows_either_way(mapping: str, short: str) -> None:
    file = RECORDED[mapping][short]
    in_python = Kernel(kernel(mapping).mapping, is_compiled=False)
    assert in_python.transform([source_document(file)]) == transformed(mapping, file)


@needs_recordings
def test_recorded_games_are_read_by_compiled_code_and_not_left_to_python() -> None:
    game = kernel("game_live_v1").mapping
    left = [
        short
        for short, file in RECORDED["game_live_v1"].items()
        if not is_read(game, source_document(file).body)
    ]
    assert left == []


def test_simulated_games_are_read_by_compiled_code_and_give_the_same_rows() -> None:
    league = build_league(seed=3)
    fixtures = list(league.book(2024).fixtures.values())[:3]
    bodies = [msgspec.json.encode(build_feed(league, fixture)) for fixture in fixtures]
    (game,) = [one for one in SHIPPED if one.mapping.name == "game_live_v1"]
    documents = [document(body, raw_id=n) for n, body in enumerate(bodies)]

    assert all(is_read(game.mapping, body) for body in bodies)
    assert game.transform(documents) == IN_PYTHON[id(game)].transform(documents)


@given(st.lists(DOCUMENTS, max_size=3))
@relaxed
def test_documents_of_any_shape_give_the_same_rows_and_issues(bodies: list[dict[str, Any]]) -> None:
    documents = [document(body, raw_id=n) for n, body in enumerate(bodies, 1)]
    for compiled in KERNELS:
        assert compiled.transform(documents) == IN_PYTHON[id(compiled)].transform(documents)


SCALARS = {
    "text": [
        '""', '"é\\n\\u00e9\\ud83d\\ude00\\/"', '"\\u0000"', '"\\ud800"', '"\\udc00x"',
        '"a\tb"', '"\\x"', "5",
    ],
    "truth": ["true", "false", "1", '"true"', "tru", "True"],
    "small": ["32767", "-32768", "32768", "0", "-0", "5.0", "01", "+1", "1e2", '"5"'],
    "middle": ["2147483647", "-2147483648", "2147483648", "5.", "-", "null"],
    "large": ["9223372036854775807", "-9223372036854775808", "9223372036854775808", "1" * 400],
    "speed": [
        "95.4", "0.1", "-0.0", "-0", "1e22", "1E-7", "1e400", "5", "123456789012345678901234567890",
        "0.30000000000000004", "3.141592653589793238462643", "9007199254740993", ".5", "1.e5",
        "NaN",
    ],
    "day": [
        '"2024-02-29"', '"2023-02-29"', '"2024-7-1"', '"0001-01-01"', '"0000-01-01"', '"20240701"',
    ],
    "then": [
        '"2024-07-01T19:07:00Z"', '"2024-07-01T19:07:00.1Z"', '"2024-07-01T19:07:00.123456Z"',
        '"2024-07-01T19:07:00.1234567Z"', '"2024-07-01T19:07:00+02:00"', '"2024-07-01T24:00:00Z"',
        '"2024-07-01T19:07:60Z"', '"2024-07-01 19:07:00Z"', '"2024-07-01T19:07:00.Z"',
        '"9999-12-31T23:59:59Z"', '"1969-12-31T23:59:59.999999Z"', '"2024-07-01T19:07:00"',
    ],
    "count": [
        '"73"', "73", '"-"', '" 7 "', '"-5"', '"+5"', '"7.0"', "7.5", '"2147483648"', '"x"', "true",
    ],
    "rate": [
        '".512"', '"-.--"', "0.5", "5", '"5."', '"."', '"1.2.3"', '"inf"', '"-.5"', '" .5"',
        '"\\u0661"', "true",
    ],
    "outs": ['"6.2"', '"-.-"', '"6.3"', "6.2"],
    "any": ['{"a":[1,null,"x"]}', "[]", "1e5", '"x"', "[1,", '{"a":1,}', "{'a':1}"],
    "words": ['["a","b"]', "[]", '["a",1]', '"a"', "[null]"],
    "ids": ["[1,2]", '["1"]', "[2147483648]", "{}"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in SCALARS.items() for text in texts]
)
def test_a_value_is_taken_set_aside_or_refused_alike(name: str, text: str) -> None:
    check_both(f'{{"rows":[{{"{name}":{text}}},{{"k":1}}]}}'.encode())


def test_a_number_of_any_length_becomes_the_double_that_is_nearest_to_it() -> None:
    dice = random.Random(11)
    texts = [repr(dice.random() * 10 ** dice.randrange(-3, 6)) for _ in range(20_000)]
    # Halfway between two doubles, and a hair to each side of it.
    for _ in range(3_000):
        odd = 2**53 + 2 * dice.getrandbits(52) + 1
        texts += [str(odd), f"{odd}.1", f"{odd - 1}.9", f"{odd // 2}.5", f"{odd // 2}.51"]
    texts += [f"0.{'0' * dice.randrange(20)}{dice.getrandbits(60)}" for _ in range(5_000)]
    texts += [
        "9007199254740993.0",
        "9007199254740993",
        "0.0000000000000000000",
        "-0.0000000000000000",
    ]
    body = f'{{"rows":[{",".join(f"""{{"k":{k},"speed":{t}}}""" for k, t in enumerate(texts))}]}}'
    rows = Kernel(ONE_OF_EACH, is_compiled=True).transform([document(body.encode())]).rows["a.t"]

    assert is_read(ONE_OF_EACH, body.encode())
    assert rows.column("speed").to_pylist() == [float(text) for text in texts]


def test_keys_are_found_in_any_order_and_never_taken_for_a_longer_or_shorter_one() -> None:
    mapping = made_up({name: value(name, "integer") for name in ("k", "a", "ab", "abc", "b")})
    dice = random.Random(5)
    rows = []
    for number in range(300):
        names = [name for name in ("a", "ab", "abc", "b", "abcd", "") if dice.random() < 0.7]
        dice.shuffle(names)
        rows.append({"k": number, **{name: dice.randrange(99) for name in names}})
    check_both(json.dumps({"rows": rows}).encode(), mapping)
    found = Kernel(mapping).transform([document({"rows": rows})]).rows["a.t"]

    for name in ("a", "ab", "abc", "b"):
        assert found.column(name).to_pylist() == [row.get(name) for row in rows]


TEXTS = {
    "blanks everywhere": b' {\n"rows" :\t[ { "text" : "x" , "speed":1 } , { } ]\r\n} ',
    "the same key twice": b'{"rows":[{"text":"x","text":"y"}]}',
    "the same key twice, then null": b'{"rows":[{"text":"x","text":null}]}',
    "the rows twice": b'{"rows":[{"text":"x"}],"rows":[]}',
    "a key with an escape": b'{"rows":[{"te\\u0078t":"x"}]}',
    "an unread key that is no text": b'{"rows":[{"\xff":1}]}',
    "not UTF-8": b'{"rows":[{"text":"\xe9"}]}',
    "an overlong form": b'{"rows":[{"text":"\xc0\xaf"}]}',
    "half a pair in UTF-8": b'{"rows":[{"text":"\xed\xa0\x80"}]}',
    "a mark of byte order": b'\xef\xbb\xbf{"rows":[]}',
    "an item that is null": b'{"rows":[{"text":"x"},null,{"text":"y"}]}',
    "items of another kind": b'{"rows":[1,"x",[]]}',
    "rows of another kind": b'{"rows":{"text":"x"}}',
    "null for rows": b'{"rows":null}',
    "null": b"null",
    "an array": b"[]",
    "nothing": b"",
    "more after the end": b'{"rows":[]} x',
    "a zero byte after the end": b'{"rows":[]}\0',
    "cut off": b'{"rows":[{"text":"x',
    "unread and broken": b'{"rows":[],"more":[1,}',
    "unread and deep": b'{"rows":[],"more":' + b"[" * 150 + b"]" * 150 + b"}",
    "unread and too deep": b'{"rows":[],"more":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "unread and wrong": b'{"rows":[],"more":01}',
    "a comma too many": b'{"rows":[{"text":"x"},]}',
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_is_read_or_refused_alike(case: str) -> None:
    check_both(TEXTS[case])


@pytest.mark.parametrize("body", [TEXTS["blanks everywhere"], TEXTS["unread and deep"]])
def test_sound_documents_are_not_left_to_python(body: bytes) -> None:
    assert is_read(ONE_OF_EACH, body)


@pytest.mark.parametrize("word", sorted(PLACEHOLDERS))
def test_a_text_for_no_value_is_known_to_compiled_code_too(word: str) -> None:
    body = json.dumps({"rows": [{"rate": word, "count": word}]}).encode()

    assert is_read(ONE_OF_EACH, body)
    check_both(body)


def test_a_document_with_bytes_changed_anywhere_is_read_or_refused_alike() -> None:
    row = {
        "text": "Peña",
        "truth": True,
        "middle": -12,
        "speed": 95.4,
        "then": "2024-07-01T19:07:00Z",
    }
    sound = json.dumps({"rows": [row, {**row, "rate": ".512", "ids": [1, 2]}]}, ensure_ascii=False)
    dice = random.Random(7)
    compiled, in_python = Kernel(ONE_OF_EACH), Kernel(ONE_OF_EACH, is_compiled=False)
    for _ in range(1500):
        body = bytearray(sound.encode())
        for _ in range(dice.choice((1, 1, 2))):
            body[dice.randrange(len(body))] = dice.choice(b'{}[]",:\\ \0nt019.-e\x80\xe9\xff')
        cut = bytes(body[: dice.choice((len(body), len(body), dice.randrange(len(body))))])
        given = [document(cut)]
        assert compiled.transform(given) == in_python.transform(given), cut


def test_a_thousand_batches_leave_nothing_behind_in_the_reader() -> None:
    reader = Kernel(made_up({"k": KEY, "v": value("a.b", "decimal_text")}))
    bodies = [{"rows": [{"k": n, "a": {"b": ".5"}} for n in range(size)]} for size in (3, 0, 1)]
    wanted = [reader.transform([document(body)]).rows["a.t"].num_rows for body in bodies]

    assert wanted == [3, 0, 1]
    for _ in range(300):
        found = [reader.transform([document(body)]).rows["a.t"].num_rows for body in bodies]
        assert found == wanted


def test_a_document_that_does_not_fit_costs_the_others_of_its_batch_nothing() -> None:
    mapping = made_up({"k": KEY})
    bodies = [{"rows": [{"k": 1}]}, {"rows": [{"k": "x"}]}, b"{", {"rows": [{"k": 2}]}]
    documents = [document(body, raw_id=n) for n, body in enumerate(bodies, 1)]
    done = Kernel(mapping, is_compiled=True).transform(documents)

    assert done.rows["a.t"].column("k").to_pylist() == [1, 2]
    assert [one.raw_id for one in done.issues] == [2, 3, 2]
