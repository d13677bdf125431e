"""The kernel on small documents: which rows, in which order, with which values."""

from datetime import UTC, date, datetime

import pytest

from mlb_data_platform.mapping import Mapping, load_mappings, read_mapping
from mlb_data_platform.transform import IssueKind, Kernel
from tests.unit.mapping.made_up import KEY, made_up, mapping_text, value
from tests.unit.transform.made_up import CAPTURED_AT, document, issues, rows, transform

DAYS = {
    "days": [
        {"day": 1, "games": [{"k": 11, "who": "a"}, {"k": 10, "who": "b"}]},
        {"day": 2},
        {"day": 3, "games": []},
        {"day": 4, "games": [{"k": 12}]},
    ]
}


def of_games(**columns: str) -> Mapping:
    return made_up({"k": KEY, **columns}, each="days[*].games[*]")


def test_rows_keep_the_order_of_the_document_and_absent_is_null() -> None:
    assert rows(transform(of_games(who=value("who")), DAYS)) == [(11, "a"), (10, "b"), (12, None)]


def test_values_of_the_enclosing_item_are_repeated_for_each_of_its_rows() -> None:
    done = transform(of_games(day=value("^day", "integer")), DAYS)
    assert rows(done) == [(11, 1), (10, 1), (12, 4)]


def test_values_of_the_document_are_repeated_for_each_row() -> None:
    done = transform(of_games(name=value("$.a.name")), {**DAYS, "a": {"name": "x"}}, DAYS)
    assert rows(done) == [(11, "x"), (10, "x"), (12, "x"), (11, None), (10, None), (12, None)]


def test_positions_count_from_0_in_each_array() -> None:
    done = transform(of_games(at=value("#", "integer"), day_at=value("^#", "integer")), DAYS)
    assert rows(done) == [(11, 0, 0), (10, 1, 0), (12, 0, 3)]


def test_every_row_says_from_which_capture_it_was_taken() -> None:
    batch = transform(made_up(), {"rows": [{"k": 1}]}, {"rows": [{"k": 1}, {"k": 2}]}).rows["a.t"]

    assert batch.column("source_raw_id").to_pylist() == [1, 2, 2]
    assert set(batch.column("source_captured_at").to_pylist()) == {CAPTURED_AT}


def test_an_object_keyed_by_ids_gives_a_row_for_each_and_its_key() -> None:
    mapping = made_up({"k": KEY, "id": value("~")}, each="players.*")
    done = transform(mapping, {"players": {"ID9": {"k": 9}, "ID1": {"k": 1}}}, {"players": {}})

    assert rows(done) == [(9, "ID9"), (1, "ID1")]


SIDES = {
    "both": ({"away": {"k": 1}, "home": {"k": 2}}, [(1, "away", 3), (2, "home", 5)]),
    "in another order": ({"home": {"k": 2}, "away": {"k": 1}}, [(1, "away", 3), (2, "home", 5)]),
    "one absent": ({"home": {"k": 2}}, [(2, "home", 5)]),
    "one null": ({"away": {"k": 1}, "home": None}, [(1, "away", 3)]),
    "a third one": ({"away": {"k": 1}, "third": {"k": 3}}, [(1, "away", 3)]),
    "none": ({}, []),
    "no object": (None, []),
}


@pytest.mark.parametrize("case", SIDES)
def test_alternatives_give_a_row_for_each_that_is_there_with_values_of_their_own(case: str) -> None:
    teams, expected = SIDES[case]
    columns = {"k": KEY, "side": value("~"), "runs": value("$.line.{~}.runs", "integer")}
    body = {"teams": teams, "line": {"away": {"runs": 3}, "home": {"runs": 5}}}

    done = transform(made_up(columns, each="teams.{away,home}"), body)

    assert (rows(done), done.issues) == (expected, ())


def test_an_alternative_may_have_rows_of_its_own() -> None:
    columns = {"k": KEY, "side": value("^~"), "team": value("^id", "integer")}
    mapping = made_up(columns, each="teams.{away,home}.players.*")
    body = {"teams": {"away": {"id": 7, "players": {"ID1": {"k": 1}}}, "home": {"id": 8}}}

    assert rows(transform(mapping, body)) == [(1, "away", 7)]


def test_a_table_of_whole_documents_has_one_row_each() -> None:
    mapping = made_up({"k": KEY, "v": value("a.v")}, each="$")
    assert rows(transform(mapping, {"k": 1, "a": {"v": "x"}}, {"k": 2})) == [(1, "x"), (2, None)]


def test_request_parameters_are_columns_of_every_row_of_their_document() -> None:
    mapping = made_up({"k": KEY, "sport": value("@sportId", "integer"), "g": value("@gameType")})
    done = transform(mapping, {"rows": [{"k": 1}, {"k": 2}]}, {"rows": [{"k": 3}]}, sportId="11")

    assert rows(done) == [(1, 11, None), (2, 11, None), (3, 11, None)]


def test_a_request_parameter_that_is_no_number_is_null_and_an_issue_of_its_document() -> None:
    mapping = made_up({"k": KEY, "sport": value("@sportId", "integer")})
    done = transform(mapping, {"rows": [{"k": 1}, {"k": 2}]}, sportId="one")

    assert rows(done) == [(1, None), (2, None)]
    assert issues(done) == [("leaf", "@sportId", "'one'")]


def test_a_request_parameter_beyond_its_type_is_null_and_an_issue() -> None:
    mapping = made_up({"k": KEY, "sport": value("@sportId", "integer")})
    done = transform(mapping, {"rows": [{"k": 1}]}, sportId="99999999999")

    assert rows(done) == [(1, None)]
    assert issues(done) == [("leaf", "@sportId", "'99999999999'")]


NULLS = {
    "an absent object": {"k": 1},
    "a null object": {"k": 1, "a": None},
    "an empty object": {"k": 1, "a": {}},
    "a null object further down": {"k": 1, "a": {"b": None}},
    "a null value": {"k": 1, "a": {"b": {"v": None}}},
}


@pytest.mark.parametrize("case", NULLS)
def test_nothing_on_the_way_to_a_value_is_null_and_no_issue(case: str) -> None:
    mapping = made_up({"k": KEY, "v": value("a.b.v"), "w": value("a.b.w")})
    done = transform(mapping, {"rows": [{"k": 0, "a": {"b": {"v": "x"}}}, NULLS[case]]})

    assert (rows(done), done.issues) == ([(0, "x", None), (1, None, None)], ())


EMPTY = [{}, {"rows": None}, {"rows": []}, {"other": 1}]


@pytest.mark.parametrize("body", EMPTY, ids=str)
def test_a_document_without_rows_is_read_and_has_none(body: object) -> None:
    done = transform(made_up(), body)

    assert (rows(done), done.issues) == ([], ())
    assert done.documents[0].is_readable


def test_no_documents_give_empty_batches_of_the_right_shape() -> None:
    kernel = Kernel(made_up())
    done = kernel.transform([])

    assert (done.documents, done.issues) == ((), ())
    assert done.rows["a.t"].schema == kernel.schemas["a.t"]
    assert done.rows["a.t"].num_rows == 0


def test_every_shipped_mapping_gives_a_batch_for_each_of_its_tables() -> None:
    for mapping in load_mappings():
        done = Kernel(mapping).transform([])
        assert list(done.rows) == [table.name for table in mapping.tables]


TYPED = {
    "text": ("text", "x", "x"),
    "text with accents": ("text", "José ⚾", "José ⚾"),
    "boolean": ("boolean", True, True),
    "smallint": ("smallint", -32768, -32768),
    "integer": ("integer", 2**31 - 1, 2**31 - 1),
    "bigint": ("bigint", 2**63 - 1, 2**63 - 1),
    "double": ("double", 95.1, 95.1),
    "double from a whole number": ("double", 95, 95.0),
    "date": ("date", "2024-07-01", date(2024, 7, 1)),
    "instant": ("timestamptz", "2024-07-01T19:07:00Z", datetime(2024, 7, 1, 19, 7, tzinfo=UTC)),
    "instant with milliseconds": (
        "timestamptz",
        "2024-07-01T19:07:00.125Z",
        datetime(2024, 7, 1, 19, 7, 0, 125000, tzinfo=UTC),
    ),
    "instant elsewhere": (
        "timestamptz",
        "2024-07-01T19:07:00-04:00",
        datetime(2024, 7, 1, 23, 7, tzinfo=UTC),
    ),
    "number in text": ("integer_text", "73", 73),
    "number that may be text": ("integer_text", 73, 73),
    "rate in text": ("decimal_text", ".512", 0.512),
    "placeholder": ("decimal_text", "-.--", None),
    "innings": ("innings_outs", "5.1", 16),
    "texts": ("text[]", ["a", "b"], ["a", "b"]),
    "no texts": ("text[]", [], []),
    "numbers": ("integer[]", [3, 1], [3, 1]),
}


@pytest.mark.parametrize("case", TYPED)
def test_a_value_gets_the_type_of_its_column(case: str) -> None:
    kind, given, expected = TYPED[case]
    done = transform(made_up({"k": KEY, "v": value(kind=kind)}), {"rows": [{"k": 1, "v": given}]})

    assert (rows(done), done.issues) == ([(1, expected)], ())


def test_a_row_without_key_is_set_aside_and_the_others_stay() -> None:
    done = transform(made_up(), {"rows": [{"k": 1}, {}, {"k": None}, {"k": 2}]})

    assert rows(done) == [(1,), (2,)]
    assert issues(done) == [("row", "$.rows[1]", "k=None"), ("row", "$.rows[2]", "k=None")]
    assert {(one.table, one.raw_id, one.wanted) for one in done.issues} == {
        ("a.t", 1, "a value for every key column")
    }


def test_of_rows_with_one_key_the_first_stays_and_the_others_are_set_aside() -> None:
    mapping = made_up({"k": KEY, "v": value()})
    done = transform(mapping, {"rows": [{"k": 1, "v": "a"}, {"k": 2}, {"k": 1, "v": "b"}]})

    assert rows(done) == [(1, "a"), (2, None)]
    assert issues(done) == [("row", "$.rows[2]", "k=1")]
    assert done.issues[0].wanted == "a key that no other row has"


def test_a_key_of_several_columns_is_one_key() -> None:
    mapping = made_up({"k": KEY, "at": value("at", "integer")}, key="[k, at]")
    done = transform(mapping, {"rows": [{"k": 1, "at": 1}, {"k": 1, "at": 2}, {"k": 1, "at": 1}]})

    assert rows(done) == [(1, 1), (1, 2)]
    assert issues(done) == [("row", "$.rows[2]", "k=1, at=1")]


def test_a_row_without_partition_is_set_aside_too() -> None:
    mapping = made_up({"k": KEY, "year": value("$.year", "integer")}, table="partition: year")
    done = transform(mapping, {"rows": [{"k": 1}]}, {"year": 2024, "rows": [{"k": 2}]})

    assert rows(done) == [(2, 2024)]
    assert issues(done) == [("row", "$.rows[0]", "k=1, year=None")]


def test_two_documents_may_hold_the_same_key() -> None:
    done = transform(made_up(), {"rows": [{"k": 1}]}, {"rows": [{"k": 1}]})
    assert (rows(done), done.issues) == ([(1,), (1,)], ())


def test_the_path_of_a_row_names_every_position_and_key_on_the_way() -> None:
    mapping = made_up({"k": KEY}, each="teams.{away,home}.players.*.stints[*]")
    body = {"teams": {"home": {"players": {"ID7": {"stints": [{"k": 1}, {}]}}}}}

    assert issues(transform(mapping, body))[0][1] == "$.teams.home.players.ID7.stints[1]"


def two_tables() -> Mapping:
    text = mapping_text(top="complete_with: [date]")
    other = text.partition("tables:\n")[2].replace("a.t:", "a.whole:")
    return read_mapping(
        text + other.replace("    each:", "    only: complete\n    each:"), name="x"
    )


@pytest.mark.parametrize(("asked", "wholes"), [("date", [(1,)]), ("teamId", [])])
def test_a_table_of_complete_answers_takes_no_row_from_a_partial_one(
    asked: str, wholes: list[tuple[int]]
) -> None:
    done = transform(two_tables(), {"rows": [{"k": 1}]}, **{asked: "1"})

    assert rows(done) == [(1,)]
    assert rows(done, "a.whole") == wholes
    assert done.documents[0].is_complete is bool(wholes)


def test_a_document_without_the_key_of_its_context_is_set_aside_whole() -> None:
    context = "context: {pk: {from: pk, type: bigint, meaning: m}}"
    columns = {"k": KEY, "pk": "{context: pk}"}
    mapping = made_up(columns, top=context, key="[pk, k]", scope="{columns: [pk]}")

    done = transform(mapping, {"rows": [{"k": 1}]}, {"pk": 7, "rows": [{"k": 2}]})

    assert rows(done) == [(2, 7)]
    assert [one.is_readable for one in done.documents] == [False, True]
    assert [(i.kind, i.raw_id, i.found) for i in done.issues] == [(IssueKind.DOCUMENT, 1, "no key")]


def test_what_a_document_turned_into_no_longer_holds_its_body() -> None:
    kernel, given = Kernel(made_up()), document({"rows": [{"k": 1}]}, params={"a": "b"})
    source = kernel.transform([given]).documents[0].source

    assert source.body == b""
    assert (source.raw_id, source.captured_at, source.params) == (1, CAPTURED_AT, {"a": "b"})


def test_a_kernel_may_be_used_for_many_batches() -> None:
    kernel = Kernel(made_up())
    first = kernel.transform([document({"rows": [{"k": 1}]})])
    kernel.transform([document(b"{"), document({"rows": [{"k": 2}]})])

    assert kernel.transform([document({"rows": [{"k": 1}]})]).rows == first.rows


def test_a_position_beyond_its_column_costs_its_rows_only() -> None:
    mapping = made_up(
        {"at": value("#", "smallint")}, key="[at]", scope="{columns: [at], from: rows}"
    )
    done = transform(mapping, {"rows": [{}] * 32769})

    assert done.rows["a.t"].num_rows == 32768
