"""The compiled decoder: what stands for absent, for null, and for objects with odd keys."""

from typing import Any

import msgspec
import pytest

from mlb_data_platform.mapping.decoder import attribute, compile_tree
from tests.unit.mapping.made_up import KEY, made_up, value


def decode(body: bytes, columns: dict[str, str], **said: str) -> Any:
    """The decoded document, by a decoder compiled for these columns."""
    return msgspec.json.decode(body, type=compile_tree(made_up(columns, **said)).struct)


def test_fields_that_no_column_reads_are_not_even_decoded() -> None:
    root = decode(b'{"rows":[{"k":1,"big":{"x":[]}}],"more":1}', {"k": KEY})

    assert root.__struct_fields__ == ("f_rows",)
    assert root.f_rows[0].__struct_fields__ == ("f_k",)


def test_an_absent_object_is_one_shared_empty_struct() -> None:
    columns = {"k": KEY, "v": value("a.b.c")}
    one, other = decode(b'{"rows":[{"k":1},{"k":2,"a":{}}]}', columns).f_rows

    assert one.f_a.f_b.f_c is None
    assert one.f_a.f_b is other.f_a.f_b


def test_a_null_object_is_told_apart_from_an_absent_one() -> None:
    columns = {"k": KEY, "v": value("a.b")}
    absent, null = decode(b'{"rows":[{"k":1},{"k":2,"a":null}]}', columns).f_rows

    assert null.f_a is None
    assert absent.f_a.f_b is None


@pytest.mark.parametrize("body", [b"{}", b'{"rows":null}'], ids=["absent", "null"])
def test_an_array_that_is_not_there_is_null(body: bytes) -> None:
    assert decode(body, {"k": KEY}).f_rows is None


def test_an_object_keyed_by_ids_becomes_a_dict_in_the_order_of_the_document() -> None:
    body = b'{"rows":{"ID9":{"k":9},"ID1":{"k":1}}}'
    rows = decode(body, {"k": KEY}, each="rows.*").f_rows

    assert [(name, row.f_k) for name, row in rows.items()] == [("ID9", 9), ("ID1", 1)]


def test_alternatives_are_named_fields_each_with_its_own_columns() -> None:
    columns = {"k": KEY, "runs": value("$.line.{~}.runs", "integer")}
    body = b'{"teams":{"away":{"k":1},"home":{"k":2}},"line":{"home":{"runs":5}}}'
    root = decode(body, columns, each="teams.{away,home}")

    assert (root.f_teams.f_away.f_k, root.f_teams.f_home.f_k) == (1, 2)
    assert (root.f_line.f_away.f_runs, root.f_line.f_home.f_runs) == (None, 5)


def test_an_object_inside_an_array_inside_an_object_is_reached() -> None:
    columns = {"k": value("^k", "integer"), "v": value("a.b")}
    body = b'{"rows":[{"k":1,"lines":{"ID1":{"a":{"b":"x"}}}}]}'
    row = decode(body, columns, each="rows[*].lines.*").f_rows[0]

    assert (row.f_k, row.f_lines["ID1"].f_a.f_b) == (1, "x")


def test_two_columns_of_one_place_and_type_share_it() -> None:
    row = decode(b'{"rows":[{"k":1}]}', {"k": KEY, "again": KEY}).f_rows[0]
    assert (row.__struct_fields__, row.f_k) == (("f_k",), 1)


def test_two_columns_of_one_place_take_what_either_takes() -> None:
    columns = {"k": KEY, "v": value("v", "decimal_text"), "w": value("v", "text")}
    rows = decode(b'{"rows":[{"k":1,"v":"x"},{"k":2,"v":0.5}]}', columns).f_rows

    assert [row.f_v for row in rows] == ["x", 0.5]


def test_context_is_read_at_the_root_also_when_no_table_has_a_column_of_it() -> None:
    context = "context: {pk: {from: game.pk, type: bigint, meaning: m}}"
    assert decode(b'{"game":{"pk":7}}', {"k": KEY}, top=context).f_game.f_pk == 7


def test_a_wrong_value_is_found_with_its_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"`\$\.rows\[1\]\.k`"):
        decode(b'{"rows":[{"k":1},{"k":"x"}]}', {"k": KEY})


KEYS = [("startSpeed", "f_startSpeed"), ("300", "f_300"), ("a-b", "f_a_b"), ("class", "f_class")]


@pytest.mark.parametrize(("key", "name"), KEYS)
def test_any_key_of_a_document_has_an_attribute(key: str, name: str) -> None:
    assert attribute(key) == name


def test_a_key_that_is_no_python_name_is_read_too() -> None:
    columns = {"k": KEY, "v": value("300-x")}
    assert decode(b'{"rows":[{"k":1,"300-x":"y"}]}', columns).f_rows[0].f_300_x == "y"
