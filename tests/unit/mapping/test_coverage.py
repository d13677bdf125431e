"""Every value of a document is mapped, ignored or unaccounted for, and is counted just once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.mapping import Mapping
from mlb_data_platform.mapping.coverage import Accountant, Coverage, UnknownField, decode_document
from tests.unit.mapping.made_up import KEY, made_up, value

LISTED = "text[]"
IGNORED = """ignored:
  - {path: copyright, kind: licence, reason: terms}
  - {path: "**.link", kind: link, reason: built from ids}
  - {path: "twin.**", kind: duplicate, reason: said above}
  - {path: "rows[*].gone[*].old", kind: empty, reason: always empty}
"""
COLUMNS = {"k": KEY, "v": value("in.v"), "words": value("words", LISTED)}


def small() -> Mapping:
    """Rows with a key, a nested value and a list of words; four entries are ignored."""
    return made_up(COLUMNS, top=IGNORED.rstrip())


def keyed() -> Mapping:
    """Rows that are the values of an object keyed by ids."""
    return made_up({"k": KEY}, each="people.*")


def account(document: Any, mapping: Mapping | None = None) -> Coverage:
    return Accountant(mapping or small()).account(document)


def counts(document: Any, mapping: Mapping | None = None) -> tuple[int, int, int]:
    found = account(document, mapping)
    return (found.mapped, sum(found.ignored.values()), found.unaccounted_values)


def unaccounted(document: Any, mapping: Mapping | None = None) -> list[tuple[str, str, int, str]]:
    found = account(document, mapping).unaccounted
    return [(one.path, one.json_type, one.count, one.example) for one in found]


def row(**said: Any) -> dict[str, Any]:
    return {"rows": [said]}


ACCOUNTS: dict[str, tuple[Any, tuple[int, int, int]]] = {
    "a value that a column reads is mapped": (row(k=1), (1, 0, 0)),
    "also when it is null": (row(k=None), (1, 0, 0)),
    "and when it is of the wrong type": (row(k="x"), (1, 0, 0)),
    "an object in the place of a value counts with all in it": (row(k={"a": [2, {}]}), (2, 0, 0)),
    "every element of a list counts": (row(words=["a", "b", None]), (3, 0, 0)),
    "an empty list of words is a value": (row(words=[]), (1, 0, 0)),
    "a null where an object is wanted says that there is none": (row(**{"in": None}), (1, 0, 0)),
    "a null where rows are wanted, too": ({"rows": None}, (1, 0, 0)),
    "a null in the place of a row, too": ({"rows": [None]}, (1, 0, 0)),
    "a value where an object is wanted is not accounted for": (row(**{"in": 5}), (0, 0, 1)),
    "an empty object above mapped places holds nothing": (row(**{"in": {}}), (0, 0, 0)),
    "an empty array above mapped places holds nothing": ({"rows": []}, (0, 0, 0)),
    "an empty document holds nothing": ({}, (0, 0, 0)),
    "an empty object that nobody knows is a value": ({"new": {}}, (0, 0, 1)),
    "an empty array that nobody knows is a value": ({"new": []}, (0, 0, 1)),
    "a null that nobody knows is a value": ({"new": None}, (0, 0, 1)),
    "every value inside what nobody knows counts": ({"new": [{"a": 1, "b": [2, 3]}]}, (0, 0, 3)),
    "an ignored value is ignored": ({"copyright": "©"}, (0, 1, 0)),
    "an ignored null is ignored": ({"copyright": None}, (0, 1, 0)),
    "an ignored empty object is ignored": ({"twin": {}}, (0, 1, 0)),
    "everything below any steps is ignored": ({"twin": {"a": 1, "b": [{"c": 2}]}}, (0, 2, 0)),
    "an empty array above ignored places holds nothing": (row(gone=[]), (0, 0, 0)),
    "an ignored path does not cover what stands beside it": (row(gone=[{"new": 1}]), (0, 0, 1)),
    "an ignored path covers a value, not what is below it": ({"copyright": {"a": 1}}, (0, 0, 1)),
    "an array in the place of an object is not accounted for": (row(**{"in": [1]}), (0, 0, 1)),
    "an object in the place of an array is not accounted for": ({"rows": {"k": 1}}, (0, 0, 1)),
    "a document that is one value is not accounted for": (5, (0, 0, 1)),
}  # fmt: skip


@pytest.mark.parametrize("rule", ACCOUNTS)
def test_accounting(rule: str) -> None:
    document, wanted = ACCOUNTS[rule]
    assert counts(document) == wanted


def test_what_a_column_reads_is_mapped_whatever_is_ignored() -> None:
    mapping = made_up(COLUMNS, top='ignored: [{path: "**", kind: link, reason: all}]')
    assert counts(row(k=1, other=2, words=[]), mapping) == (2, 1, 0)


def test_an_entry_is_named_with_what_it_ignores_also_when_that_is_nothing() -> None:
    found = account({"copyright": "©", "a": {"link": "/x"}, "link": "/y"}).ignored
    assert [(one.path, count) for one, count in found.items()] == [
        ("copyright", 1),
        ("**.link", 2),
        ("twin.**", 0),
        ("rows[*].gone[*].old", 0),
    ]


def test_an_entry_that_is_written_twice_counts_once() -> None:
    twice = "ignored: [{path: a, kind: link, reason: r}, {path: a, kind: link, reason: r}]"
    assert counts({"a": 1}, made_up(top=twice)) == (0, 1, 0)


def test_of_two_entries_that_match_the_first_counts() -> None:
    found = account({"twin": {"link": "/x", "other": 1}})
    assert {kind.value: n for kind, n in found.ignored_by_kind.items() if n} == {
        "link": 1,
        "duplicate": 1,
    }


PATHS: dict[str, tuple[Any, list[tuple[str, str, int, str]]]] = {
    "a field": ({"new": "x"}, [("new", "string", 1, '"x"')]),
    "below a mapped array": (row(new=1.5), [("rows[*].new", "number", 1, "1.5")]),
    "arrays in arrays": ({"n": [[1, 2]]}, [("n[*][*]", "integer", 2, "1")]),
    "every type for itself": (
        {"n": [1, "x", True, None, 2]},
        [
            ("n[*]", "boolean", 1, "true"),
            ("n[*]", "integer", 2, "1"),
            ("n[*]", "null", 1, "null"),
            ("n[*]", "string", 1, '"x"'),
        ],
    ),
    "empty ones": (
        {"n": [{}, []]},
        [("n[*]", "array", 1, "[]"), ("n[*]", "object", 1, "{}")],
    ),
    "ids that nobody knows": (
        {"n": {"ID660271": {"a": 1}, "592450": {"a": 2}}},
        [("n.*.a", "integer", 2, "1")],
    ),
    "the document": ("x", [("$", "string", 1, '"x"')]),
    "an array as document": ([{"a": 1}], [("[*].a", "integer", 1, "1")]),
}


@pytest.mark.parametrize("place", PATHS)
def test_what_is_unaccounted_for_is_named_as_mapping_files_write_it(place: str) -> None:
    document, wanted = PATHS[place]
    assert unaccounted(document) == wanted


def test_the_keys_of_an_object_that_is_read_by_id_are_ids() -> None:
    people = {"people": {"anyone": {"k": 1, "new": 1}, "ID2": {"k": 2, "new": 2}}}
    assert counts(people, keyed()) == (2, 0, 2)
    assert unaccounted(people, keyed()) == [("people.*.new", "integer", 2, "1")]


def test_an_array_in_the_place_of_an_object_read_by_id_is_not_accounted_for() -> None:
    assert unaccounted({"people": [{"k": 1}]}, keyed()) == [("people[*].k", "integer", 1, "1")]


def test_a_key_that_looks_like_an_id_is_itself_where_the_mapping_names_it() -> None:
    mapping = made_up(
        {"k": KEY, "v": value("$.zone.9")}, top="ignored: [{path: zone.8, kind: empty, reason: r}]"
    )
    assert counts({"zone": {"9": "x", "8": 1}}, mapping) == (1, 1, 0)
    assert unaccounted({"zone": {"7": 1}}, mapping) == [("zone.*", "integer", 1, "1")]


def test_keys_beyond_counting_share_one_path_and_none_is_lost() -> None:
    found = account({"new": {f"key {n}": n for n in range(1_000)}})
    assert len(found.unaccounted) <= 201
    assert found.unaccounted_values == 1_000
    assert "new.*" in {one.path for one in found.unaccounted}


def test_an_endless_path_is_shortened() -> None:
    (found,) = account({"k" * 1_000: {"l" * 1_000: 1}}).unaccounted
    assert len(found.path) == 400
    assert found.path.endswith("…")


def test_a_document_nested_deeper_than_python_calls_is_accounted_for() -> None:
    document: Any = 1
    for _ in range(5_000):
        document = [document]
    assert account({"deep": document}).unaccounted_values == 1


@pytest.mark.parametrize("text", ["x" * 500, "é" * 500, '"' * 500], ids=["plain", "é", "quotes"])
def test_an_example_is_short(text: str) -> None:
    (found,) = account({"new": text}).unaccounted
    assert len(found.example) <= 60
    assert found.example.endswith("…")


# -- sums -----------------------------------------------------------------------------------------


def test_accounts_add_up() -> None:
    first = account({**row(k=1, new="a"), "copyright": "©"})
    second = account({**row(k=2, new="b", words=["x"]), "other": None})
    both = first + second

    assert (both.documents, both.mapped, both.values) == (2, 3, 7)
    assert [(one.path, one.count, one.example) for one in both.unaccounted] == [
        ("other", 1, "null"),
        ("rows[*].new", 2, '"a"'),
    ]
    assert both + Coverage() == both == Coverage() + both


def test_shares_are_of_all_values_and_of_those_that_are_not_said_elsewhere() -> None:
    found = account({**row(k=1, new=1), "copyright": "©", "link": "/", "twin": {"a": 1, "b": 2}})

    assert found.mapped_share == 1 / 6
    assert (found.repeated, found.mapped_share_of_own) == (3, 1 / 3)


def test_there_is_no_share_of_nothing() -> None:
    assert (Coverage().mapped_share, Coverage().mapped_share_of_own) == (None, None)
    assert account({"link": "/"}).mapped_share_of_own is None


# -- what drift asks ------------------------------------------------------------------------------


def test_the_quick_look_finds_the_same_as_the_whole_account() -> None:
    document = {**row(k=1, new=[1, {}]), "twin": {"x": 1}, "rest": {"link": "/", "y": None}}
    body = json.dumps(document).encode()
    accountant = Accountant(small())

    assert accountant.unknown_fields(body) == accountant.account(document).unaccounted
    assert accountant.unknown_fields(body) == accountant.unknown_fields(body)


def test_the_quick_look_takes_ids_and_any_number_of_shapes_of_an_object() -> None:
    people = {f"ID{n}": {"k": n, "a" * (n + 1): n} for n in range(500)}
    accountant = Accountant(keyed())
    found = accountant.unknown_fields(json.dumps({"people": people}).encode())

    assert found == accountant.account({"people": people}).unaccounted
    assert sum(one.count for one in found) == 500


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000], ids=["none", "cut", "bytes", "deep"]
)
def test_a_body_that_cannot_be_read_has_no_fields_to_know(body: bytes) -> None:
    assert Accountant(small()).unknown_fields(body) == ()
    with pytest.raises(ValueError, match="no JSON"):
        decode_document(body)


@pytest.mark.parametrize(
    ("path", "json_type", "knows"),
    [
        ("rows[*].k", "integer", True),
        ("rows[*].new", "integer", False),
        ("rows[*].in", "null", True),
        ("rows[*].in", "object", True),
        ("rows[*].in", "string", False),
        ("rows", "array", True),
        ("copyright", "string", True),
        ("anywhere[*].link", "string", True),
        ("twin.a.b[*]", "number", True),
        ("$", "object", True),
        ("$", "string", False),
        ("[*].a", "integer", False),
    ],
)
def test_a_field_is_known_when_it_would_be_accounted_for(
    path: str, json_type: str, knows: bool
) -> None:
    assert Accountant(small()).knows(path, json_type) is knows


def test_a_field_of_ids_is_known_by_its_shown_path() -> None:
    assert Accountant(keyed()).knows("people.*.k", "integer")
    assert not Accountant(keyed()).knows("people.*.new", "integer")


# -- any document ---------------------------------------------------------------------------------

KEYS = st.sampled_from(["rows", "k", "in", "v", "words", "link", "twin", "gone", "old", "7", "new"])
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6)
)


def leaves(value: Any) -> Iterator[Any]:
    """Scalars and empty containers of a document, found by the plainest walk there is."""
    inner = list(value.values()) if isinstance(value, dict) else value
    if isinstance(inner, list) and inner:
        for one in inner:
            yield from leaves(one)
    else:
        yield value


@given(DOCUMENTS)
def test_every_scalar_of_any_document_is_counted_once_and_no_empty_one_twice(document: Any) -> None:
    found = list(leaves(document))
    empty = sum(isinstance(one, dict | list) for one in found)

    assert len(found) - empty <= account(document).values <= len(found)


@given(DOCUMENTS)
def test_the_quick_look_at_any_document_misses_nothing(document: Any) -> None:
    accountant = Accountant(small())
    quick = accountant.unknown_fields(json.dumps(document).encode())

    assert quick == accountant.account(document).unaccounted


@given(DOCUMENTS)
def test_no_field_of_any_document_that_is_unaccounted_for_is_known(document: Any) -> None:
    accountant = Accountant(small())
    found: tuple[UnknownField, ...] = accountant.account(document).unaccounted

    assert [one for one in found if accountant.knows(one.path, one.json_type)] == []
