"""What has to change in a lake, told from rows alone."""

import pyarrow as pa

from mlb_data_platform.export.difference import Difference, difference

SCHEMA = pa.schema(
    [
        ("game_pk", pa.int64()),
        ("inning", pa.int16()),
        ("runs", pa.int32()),
        ("who", pa.list_(pa.string())),
    ]
)


def rows(*values: tuple[int, int, int | None, list[str] | None]) -> pa.Table:
    columns = zip(*values, strict=True) if values else [[]] * len(SCHEMA)
    return pa.table(
        [pa.array(list(c), f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def compare(right: pa.Table, there: pa.Table, protected: list[bool] | None = None) -> Difference:
    stay = pa.chunked_array([pa.array(protected or [False] * there.num_rows, pa.bool_())])
    return difference(right, there, ("game_pk", "inning"), stay)


def test_rows_that_are_equal_are_left_alone_nulls_and_lists_too() -> None:
    same = rows((1, 1, None, None), (1, 2, 3, ["a"]))
    found = compare(same, rows((1, 2, 3, ["a"]), (1, 1, None, None)))

    assert found.is_empty
    assert found.unchanged == 2


def test_a_changed_value_a_new_key_and_a_lost_key_are_told_apart() -> None:
    right = rows((1, 1, 5, None), (1, 2, 3, ["b"]), (1, 3, 0, None))
    there = rows((1, 1, None, None), (1, 2, 3, ["a"]), (1, 9, 1, None))
    found = compare(right, there)

    assert found.updated["inning"].to_pylist() == [1, 2]
    assert found.inserted["inning"].to_pylist() == [3]
    assert found.gone.to_pylist() == [{"game_pk": 1, "inning": 9}]
    assert found.unchanged == 0


def test_protected_rows_stay_and_are_counted_where_they_differ() -> None:
    there = rows((1, 1, 7, None), (1, 2, 2, None), (1, 3, 3, None))
    found = compare(rows((1, 1, 1, None), (1, 2, 2, None)), there, [True, True, True])

    assert found.is_empty
    assert (found.refused, found.unchanged) == (1, 1)


def test_a_column_that_is_not_there_yet_counts_as_null() -> None:
    there = rows((1, 1, 7, None), (1, 2, 7, None)).drop_columns(["who"])
    found = compare(rows((1, 1, 7, None), (1, 2, 7, ["a"])), there)

    assert found.updated["inning"].to_pylist() == [2]
    assert found.unchanged == 1


def test_of_nothing_and_nothing_nothing_has_to_change() -> None:
    assert compare(rows(), rows()).is_empty
