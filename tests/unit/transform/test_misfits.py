"""What does not fit: a value costs itself, a document costs itself, and both are named."""

import json

import pytest

from mlb_data_platform.mapping import COLUMN_TYPES, Mapping
from mlb_data_platform.transform import IssueKind
from tests.unit.mapping.made_up import KEY, made_up, value
from tests.unit.transform.made_up import issues, rows, transform


def of_one(kind: str) -> Mapping:
    return made_up({"k": KEY, "v": value("a.v", kind), "w": value("a.w")})


def body(text: str) -> bytes:
    """A document whose one value is written like that, among sound ones."""
    sound = '{"k":1,"a":{"v":null,"w":"before"}}'
    return b'{"rows":[%s,{"k":2,"a":{"v":%s,"w":"beside"}}]}' % (sound.encode(), text.encode())


MISFITS = {
    "text for a number": ("integer", '"x"'),
    "digits for a number": ("integer", '"5"'),
    "true for a number": ("integer", "true"),
    "a fraction for a whole number": ("integer", "1.5"),
    "a number beyond 16 bits": ("smallint", "32768"),
    "a number below 16 bits": ("smallint", "-32769"),
    "a number beyond 32 bits": ("integer", "2147483648"),
    "a number beyond 64 bits": ("bigint", "9223372036854775808"),
    "a huge whole number": ("bigint", "1" + "0" * 400),
    "a huge float for a whole number": ("integer", "1e400"),
    "a float beyond the type": ("integer", "1e30"),
    "a huge whole number for a float": ("double", "1" + "0" * 400),
    "text for a float": ("double", '"95.1"'),
    "NaN for a whole number": ("integer", "NaN"),
    "a number for text": ("text", "5"),
    "an object for text": ("text", '{"id":5}'),
    "a list for text": ("text", '["x"]'),
    "a number for true": ("boolean", "1"),
    "a word for true": ("boolean", '"true"'),
    "an instant without time zone": ("timestamptz", '"2024-07-01T19:07:00"'),
    "a day for an instant": ("timestamptz", '"2024-07-01"'),
    "a number for an instant": ("timestamptz", "1719860820"),
    "an instant for a day": ("date", '"2024-07-01T00:00:00Z"'),
    "a day that is none": ("date", '"2024-02-30"'),
    "an American day": ("date", '"07/01/2024"'),
    "a word for a number in text": ("integer_text", '"x"'),
    "a number in text beyond 32 bits": ("integer_text", '"2147483648"'),
    "true for a number in text": ("integer_text", "true"),
    "a word for a rate": ("decimal_text", '"x"'),
    "NaN for a rate": ("decimal_text", '"NaN"'),
    "an object for a rate": ("decimal_text", "{}"),
    "innings with a third digit": ("innings_outs", '"5.3"'),
    "innings as a number": ("innings_outs", "5.1"),
    "a text among numbers": ("integer[]", '[1,"x"]'),
    "a null among texts": ("text[]", '["x",null]'),
    "one text for texts": ("text[]", '"x"'),
}
KEPT = [(1, None, "before"), (2, None, "beside")]


@pytest.mark.parametrize("case", MISFITS)
def test_a_value_of_the_wrong_type_is_null_and_named_and_all_else_stays(case: str) -> None:
    kind, text = MISFITS[case]
    done = transform(of_one(kind), body(text))

    assert rows(done) == KEPT
    assert [(i.kind, i.raw_id, i.path) for i in done.issues] == [
        (IssueKind.LEAF, 1, "$.rows[1].a.v")
    ]
    assert all(i.found and i.wanted and not i.table for i in done.issues)


@pytest.mark.parametrize("case", MISFITS)
def test_what_was_wanted_is_said_in_the_words_of_the_type(case: str) -> None:
    kind, text = MISFITS[case]
    (issue,) = transform(of_one(kind), body(text)).issues

    assert issue.wanted == COLUMN_TYPES[kind].wanted


def test_of_two_types_for_one_value_both_are_named() -> None:
    mapping = made_up({"k": KEY, "v": value("v", "decimal_text"), "w": value("v")})
    (issue,) = transform(mapping, {"rows": [{"k": 1, "v": True}]}).issues

    assert issue.wanted == "a number or its text, such as '.512', or text"


# JSON has neither NaN nor Infinity, and PostgreSQL's JSONB does hold 1e400.
NOT_FINITE = {
    "NaN": ("double", "NaN"),
    "Infinity": ("double", "-Infinity"),
    "beyond a float": ("double", "1e400"),
    "a rate beyond a float": ("decimal_text", "1e400"),
    "a rate of 400 digits": ("decimal_text", '"' + "9" * 400 + '"'),
}


@pytest.mark.parametrize("case", NOT_FINITE)
def test_a_float_that_is_none_is_null_and_named(case: str) -> None:
    kind, text = NOT_FINITE[case]
    done = transform(of_one(kind), body(text))

    assert rows(done) == KEPT
    assert [(i.kind, i.path) for i in done.issues] == [(IssueKind.LEAF, "$.rows[1].a.v")]


RAISES = {
    "half a surrogate pair": ("text", '"\\ud800"'),
    "half a surrogate pair among texts": ("text[]", '["\\ud800"]'),
    "an instant before the year 1 in UTC": ("timestamptz", '"0001-01-01T00:00:00+01:00"'),
    "an instant after the year 9999 in UTC": ("timestamptz", '"9999-12-31T23:59:59-01:00"'),
    "innings beyond 32 bits": ("innings_outs", '"9999999999.0"'),
}


@pytest.mark.parametrize("case", RAISES)
def test_a_value_that_arrow_cannot_hold_is_null_and_named(case: str) -> None:
    kind, text = RAISES[case]
    done = transform(of_one(kind), body(text))

    assert rows(done) == KEPT
    assert [(i.kind, i.path) for i in done.issues] == [(IssueKind.LEAF, "$.rows[1].a.v")]


def test_a_number_of_5000_digits_costs_itself_only() -> None:
    assert rows(transform(of_one("integer"), body("9" * 5000))) == KEPT


WHOLE_FLOATS = [
    ("integer", "5.0"),
    ("smallint", "5e0"),
    ("bigint", "0.5e1"),
    ("integer_text", "5.0"),
]


@pytest.mark.parametrize(("kind", "text"), WHOLE_FLOATS)
def test_a_whole_number_written_as_a_float_is_that_number(kind: str, text: str) -> None:
    done = transform(of_one(kind), body(text))
    assert (rows(done)[1], done.issues) == ((2, 5, "beside"), ())


def test_a_whole_float_stays_one_beside_a_value_that_does_not_fit() -> None:
    mapping = made_up({"k": KEY, "v": value(kind="integer"), "w": value("w", "integer")})
    done = transform(mapping, {"rows": [{"k": 1.0, "v": 5.0, "w": "x"}]})

    assert rows(done) == [(1, 5, None)]
    assert issues(done) == [("leaf", "$.rows[0].w", "'x'")]


PLACES = {
    "a list for an object": (
        {"rows": [{"k": 1, "a": [1]}]},
        [(1, None)],
        [("leaf", "$.rows[0].a")],
    ),
    "text for an object": ({"rows": [{"k": 1, "a": "x"}]}, [(1, None)], [("leaf", "$.rows[0].a")]),
    "a number among the items": (
        {"rows": [{"k": 1}, 5, {"k": 2, "a": {"v": "x"}}]},
        [(1, None), (2, "x")],
        [("leaf", "$.rows[1]"), ("row", "$.rows[1]")],
    ),
    "a null among the items": (
        {"rows": [None, {"k": 2}]},
        [(2, None)],
        [("leaf", "$.rows[0]"), ("row", "$.rows[0]")],
    ),
    "a list among the items": (
        {"rows": [[{"k": 1}], {"k": 2}]},
        [(2, None)],
        [("leaf", "$.rows[0]"), ("row", "$.rows[0]")],
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_a_place_of_the_wrong_kind_is_named_and_costs_itself(case: str) -> None:
    given, kept, named = PLACES[case]
    done = transform(made_up({"k": KEY, "v": value("a.v")}), given)

    assert rows(done) == kept
    assert [(kind, path) for kind, path, _ in issues(done)] == named


def test_an_item_that_is_unusable_keeps_its_place_so_that_positions_stay_true() -> None:
    mapping = made_up({"k": value("#", "integer"), "v": value()})
    done = transform(mapping, {"rows": [{"v": "a"}, "x", {"v": "c"}]})

    assert rows(done) == [(0, "a"), (1, None), (2, "c")]
    assert issues(done) == [("leaf", "$.rows[1]", "'x'")]


# Nobody may take rows for gone just because they cannot be found.
BROKEN = {
    "an object for the array": ("rows[*]", {"rows": {"k": 1}}, "$.rows", "an array"),
    "text for the array": ("rows[*]", {"rows": "x"}, "$.rows", "an array"),
    "text for what holds the array": ("a.rows[*]", {"a": "x"}, "$.a", "an object"),
    "a list for what holds the array": ("a.rows[*]", {"a": [1]}, "$.a", "an object"),
    "an array inside an item": (
        "days[*].rows[*]",
        {"days": [{}, {"rows": 5}]},
        "$.days[1].rows",
        "an array",
    ),
    "a list for an object keyed by ids": ("players.*", {"players": []}, "$.players", "an object"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_document_with_something_else_where_its_rows_should_be_is_set_aside(case: str) -> None:
    each, given, path, wanted = BROKEN[case]
    done = transform(made_up({"k": KEY}, each=each), {}, given)

    assert [one.is_readable for one in done.documents] == [True, False]
    (issue,) = done.issues
    assert (issue.kind, issue.raw_id) == (IssueKind.DOCUMENT, 2)
    assert issue.found.startswith(f"{path}: found ")
    assert issue.found.endswith(f"wanted {wanted}")


BY_ID = {
    "text for one of them": (
        {"players": {"ID1": {"k": 1}, "ID2": "x"}},
        [(1, "ID1")],
        [("leaf", "$.players.ID2"), ("row", "$.players.ID2")],
    ),
    "a wrong value in one of them": (
        {"players": {"ID1": {"k": 1}, "ID2": {"k": "x"}}},
        [(1, "ID1")],
        [("leaf", "$.players.ID2.k"), ("row", "$.players.ID2")],
    ),
}


@pytest.mark.parametrize("case", BY_ID)
def test_an_object_keyed_by_ids_names_the_id_that_does_not_fit(case: str) -> None:
    given, kept, named = BY_ID[case]
    done = transform(made_up({"k": KEY, "id": value("~")}, each="players.*"), given)

    assert rows(done) == kept
    assert [(kind, path) for kind, path, _ in issues(done)] == named


def test_an_alternative_that_is_no_object_makes_no_row() -> None:
    mapping = made_up({"k": KEY}, each="teams.{away,home}")
    done = transform(mapping, {"teams": {"away": "x", "home": {"k": 2}}})

    assert rows(done) == [(2,)]
    assert issues(done) == [("leaf", "$.teams.away", "'x'")]


def test_a_value_that_is_read_for_many_rows_is_named_once() -> None:
    mapping = made_up({"k": KEY, "day": value("^day", "decimal_text")}, each="days[*].rows[*]")
    done = transform(mapping, {"days": [{"day": "x", "rows": [{"k": 1}, {"k": 2}]}]})

    assert rows(done) == [(1, None), (2, None)]
    assert issues(done) == [("leaf", "$.days[0].day", "'x'")]


def test_a_value_of_the_document_is_named_from_its_root() -> None:
    mapping = made_up({"k": KEY, "pct": value("$.a.pct", "decimal_text")})
    done = transform(mapping, {"rows": [{"k": 1}]}, {"a": {"pct": "x"}, "rows": [{"k": 2}]})

    assert rows(done) == [(1, None), (2, None)]
    assert [(i.path, i.raw_id) for i in done.issues] == [("$.a.pct", 2)]


def test_a_value_by_alternative_is_named_where_it_stands() -> None:
    columns = {"k": KEY, "pct": value("$.line.{~}.pct", "decimal_text")}
    given = {"teams": {"away": {"k": 1}}, "line": {"away": {"pct": "x"}}}
    done = transform(made_up(columns, each="teams.{away,home}"), given)

    assert issues(done) == [("leaf", "$.line.away.pct", "'x'")]


def test_a_key_that_does_not_fit_is_named_by_the_place_it_is_the_key_of() -> None:
    mapping = made_up({"k": KEY, "id": value("~", "integer_text")}, each="players.*")
    assert issues(transform(mapping, {"players": {"x": {"k": 1}}}))[0][1] == "$.players.x"


def test_an_issue_belongs_to_the_document_it_was_met_in() -> None:
    good, bad = {"rows": [{"k": 1, "v": "x"}]}, {"rows": [{"k": 1, "v": 5}]}
    done = transform(made_up({"k": KEY, "v": value()}), good, bad, good, bad)

    assert [one.raw_id for one in done.issues] == [2, 4]
    assert rows(done) == [(1, "x"), (1, None), (1, "x"), (1, None)]


def test_what_was_found_is_shown_in_short() -> None:
    done = transform(made_up({"k": KEY, "v": value()}), {"rows": [{"k": 1, "v": ["x" * 5000]}]})
    assert done.issues[0].found.startswith("list ['xxx")
    assert len(done.issues[0].found) <= 121


UNREADABLE = {
    "nothing": b"",
    "half a document": b'{"rows":[{"k":1}',
    "HTML": b"<html><body>502 Bad Gateway</body></html>",
    "bytes that are no text": b"\xff\xfe\xfd",
    "two documents": b'{"rows":[]}{"rows":[]}',
    "an array": b'[{"k":1}]',
    "a text": b'"rows"',
    "a number": b"5",
    "null": b"null",
    "a deep array": b'{"rows":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a deep object that nobody reads": b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_document_that_cannot_be_read_costs_itself_only(case: str) -> None:
    sound = {"rows": [{"k": 1}]}
    done = transform(made_up(), sound, UNREADABLE[case], sound)

    assert rows(done) == [(1,), (1,)]
    assert done.rows["a.t"].column("source_raw_id").to_pylist() == [1, 3]
    assert [one.is_readable for one in done.documents] == [True, False, True]
    assert done.documents[1].scopes == ()
    assert [(i.kind, i.raw_id, i.path) for i in done.issues] == [(IssueKind.DOCUMENT, 2, "$")]


def test_a_deep_value_that_can_still_be_read_costs_itself_only() -> None:
    done = transform(of_one("text"), body("[" * 300 + "]" * 300))

    assert rows(done) == KEPT
    assert [(i.kind, i.path) for i in done.issues] == [(IssueKind.LEAF, "$.rows[1].a.v")]


def test_unknown_fields_of_any_kind_are_no_issue() -> None:
    odd = {"k": 1, "x": [1, "a", None], "K": 2, "": {}, "rows": "y", "v1": 1e308}
    done = transform(made_up(), {"rows": [odd], "row": "x", "copyright": 5})

    assert (rows(done), done.issues) == ([(1,)], ())


def test_of_a_key_that_stands_twice_in_an_object_the_last_one_counts() -> None:
    assert rows(transform(made_up(), b'{"rows":[{"k":1,"k":2}]}')) == [(2,)]


@pytest.mark.parametrize("indent", [None, 2])
def test_white_space_does_not_count(indent: int | None) -> None:
    given = json.dumps({"rows": [{"k": 1}, {"k": 2}]}, indent=indent).encode()
    assert rows(transform(made_up(), given)) == [(1,), (2,)]
