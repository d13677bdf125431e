"""The compiled decoder: what it keeps of a document, and what it does not take."""

import json
from typing import Any

import msgspec
import pytest

from mlb_data_platform.mapping.decoder import compile_tree
from tests.unit.mapping.made_up import KEY, made_up, value


def decode(body: bytes, columns: dict[str, str], **said: str) -> Any:
    """The decoded document, by a decoder compiled for these columns."""
    return msgspec.json.decode(body, type=compile_tree(made_up(columns, **said)).annotation_of_item)


def test_fields_that_no_column_reads_are_not_even_decoded() -> None:
    assert decode(b'{"rows":[{"k":1,"big":{"x":[]}}],"more":1}', {"k": KEY}) == {"rows": [{"k": 1}]}


def test_what_is_absent_stays_absent_and_null_stays_null() -> None:
    columns = {"k": KEY, "v": value("a.b.c")}
    rows = [{"k": 1}, {"k": 2, "a": {}}, {"k": 3, "a": None}]

    assert decode(json.dumps({"rows": rows}).encode(), columns) == {"rows": rows}


@pytest.mark.parametrize("body", [b"{}", b'{"rows":null}'], ids=["absent", "null"])
def test_an_array_that_is_not_there_is_null(body: bytes) -> None:
    assert decode(body, {"k": KEY}).get("rows") is None


def test_an_object_keyed_by_ids_becomes_a_dict_in_the_order_of_the_document() -> None:
    body = b'{"rows":{"ID9":{"k":9},"ID1":{"k":1}}}'
    rows = decode(body, {"k": KEY}, each="rows.*")["rows"]

    assert [(name, row["k"]) for name, row in rows.items()] == [("ID9", 9), ("ID1", 1)]


def test_alternatives_are_named_fields_each_with_its_own_columns() -> None:
    columns = {"k": KEY, "runs": value("$.line.{~}.runs", "integer")}
    body = b'{"teams":{"away":{"k":1},"home":{"k":2}},"line":{"home":{"runs":5}}}'
    root = decode(body, columns, each="teams.{away,home}")

    assert (root["teams"]["away"]["k"], root["teams"]["home"]["k"]) == (1, 2)
    assert root["line"] == {"home": {"runs": 5}}


def test_an_object_inside_an_array_inside_an_object_is_reached() -> None:
    columns = {"k": value("^k", "integer"), "v": value("a.b")}
    body = b'{"rows":[{"k":1,"lines":{"ID1":{"a":{"b":"x"}}}}]}'
    row = decode(body, columns, each="rows[*].lines.*")["rows"][0]

    assert (row["k"], row["lines"]["ID1"]["a"]["b"]) == (1, "x")


def test_two_columns_of_one_place_and_type_share_it() -> None:
    assert decode(b'{"rows":[{"k":1}]}', {"k": KEY, "again": KEY}) == {"rows": [{"k": 1}]}


def test_two_columns_of_one_place_take_what_either_takes() -> None:
    columns = {"k": KEY, "v": value("v", "decimal_text"), "w": value("v", "text")}
    rows = decode(b'{"rows":[{"k":1,"v":"x"},{"k":2,"v":0.5}]}', columns)["rows"]

    assert [row["v"] for row in rows] == ["x", 0.5]


def test_context_is_read_at_the_root_also_when_no_table_has_a_column_of_it() -> None:
    context = "context: {pk: {from: game.pk, type: bigint, meaning: m}}"
    assert decode(b'{"game":{"pk":7}}', {"k": KEY}, top=context)["game"]["pk"] == 7


def test_a_wrong_value_is_found_with_its_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"`\$\.rows\[1\]\.k`"):
        decode(b'{"rows":[{"k":1},{"k":"x"}]}', {"k": KEY})


def test_a_key_that_is_no_python_name_is_read_too() -> None:
    columns = {"k": KEY, "v": value("300-x")}
    assert decode(b'{"rows":[{"k":1,"300-x":"y"}]}', columns)["rows"][0]["300-x"] == "y"
