"""The mapping as a value: fingerprint, comments, keys."""

import pytest

from mlb_data_platform.mapping import read_mapping
from tests.unit.mapping.made_up import KEY, mapping_text, value

COLUMNS = {"k": KEY, "v": value()}


def fingerprint(columns: dict[str, str] | None = None, **said: str) -> str:
    return read_mapping(mapping_text(columns or COLUMNS, **said), name="made_up").fingerprint


OTHER_ROWS = {
    "another type": {"columns": {"k": KEY, "v": value(kind="date")}},
    "another path": {"columns": {"k": KEY, "v": value("w")}},
    "a climb": {"columns": {"k": KEY, "v": value("^v")}},
    "another name": {"columns": {"k": KEY, "w": value()}},
    "one column more": {"columns": {**COLUMNS, "w": value("w")}},
    "one column less": {"columns": {"k": KEY}},
    "a null that keeps": {
        "columns": {"k": KEY, "v": "{from: v, type: text, keep: true, meaning: m}"}
    },
    "another key": {"key": "[k, v]"},
    "other items": {"each": "lines[*]"},
    "values instead of an array": {"each": "rows.*"},
    "complete documents only": {"table": "only: complete"},
    "another scope": {"scope": "{columns: [v], from: rows}"},
    "another place of the scope": {"scope": "{columns: [k], from: context}"},
    "other complete requests": {"top": "complete_with: [sportId]"},
    "requests left out": {"top": "not_with: [fields]"},
}


@pytest.mark.parametrize("case", OTHER_ROWS)
def test_the_fingerprint_changes_with_what_decides_the_rows(case: str) -> None:
    assert fingerprint(**OTHER_ROWS[case]) != fingerprint()  # type: ignore[arg-type]


def test_the_fingerprint_changes_with_the_partition_whose_nulls_cost_rows() -> None:
    assert fingerprint(table="partition: v") != fingerprint()


SAME_ROWS = {
    "another meaning": {"columns": {"k": KEY, "v": "{from: v, type: text, meaning: other}"}},
    "a unit": {"columns": {"k": KEY, "v": "{from: v, type: text, meaning: m, unit: mph}"}},
    "an index": {"table": "indexes: [[v]]"},
    "something ignored": {"top": "ignored: [{path: copyright, kind: licence, reason: none}]"},
    "the order of the complete requests": {"top": "not_with: []"},
}


@pytest.mark.parametrize("case", SAME_ROWS)
def test_the_fingerprint_stays_with_what_only_describes(case: str) -> None:
    assert fingerprint(**SAME_ROWS[case]) == fingerprint()  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["complete_with", "not_with"])
def test_the_order_of_request_parameters_does_not_count(key: str) -> None:
    assert fingerprint(top=f"{key}: [a, b]") == fingerprint(top=f"{key}: [b, a]")


def test_the_name_of_the_file_does_not_count() -> None:
    one, other = (read_mapping(mapping_text(), name=name) for name in ("one", "other"))

    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 16


def test_a_comment_is_the_meaning_with_the_unit_where_there_is_one() -> None:
    columns = {"k": KEY, "v": "{from: v, type: double, meaning: Speed., unit: mph}"}
    table = read_mapping(mapping_text(columns), name="x").tables[0]

    assert table.column("v").comment == "Speed. [mph]"
    assert table.column("k").comment == "m"


KEYS = [("", ("k",)), ("partition: k", ("k",)), ("partition: v", ("k", "v"))]


@pytest.mark.parametrize(("partition", "key"), KEYS, ids=["none", "in the key", "beside the key"])
def test_the_primary_key_ends_with_the_partition(partition: str, key: tuple[str, ...]) -> None:
    table = read_mapping(mapping_text(COLUMNS, table=partition), name="x").tables[0]
    assert table.primary_key == key
