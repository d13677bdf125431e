"""The data dictionary: one line per column, for people."""

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.mapping.dictionary import render_dictionary
from tests.unit.mapping.made_up import KEY, made_up, value

EXPECTED = """\
# Tables

Made from the mapping by `mlb-etl schema docs`.

## a.t

Things. **Grain:** one thing. **Key:** k. **From:** `rows[*]`.

| column | type | unit | meaning | from |
| --- | --- | --- | --- | --- |
| k | integer |  | m | `k` |
| v | double precision | mph | This \\| that. | `a.b` |
| s | integer |  | m | request `sportId` |
| source_captured_at | timestamptz |  | When the answer that this row was taken from was captured. \
| the raw row |
| source_raw_id | bigint |  | Row of the raw table that holds that answer. | the raw row |
"""


def test_a_table_is_shown_with_grain_key_origin_and_every_column() -> None:
    speed = "{from: a.b, type: double, unit: mph, meaning: This | that.}"
    mapping = made_up({"k": KEY, "v": speed, "s": value("@sportId", "integer")})

    assert render_dictionary(mapping.tables) == EXPECTED


def test_a_table_of_whole_documents_says_so() -> None:
    assert "**From:** `the document`." in render_dictionary(made_up(each="$").tables)


def test_a_break_in_a_meaning_does_not_break_the_table() -> None:
    mapping = made_up({"k": '{from: k, type: integer, meaning: "one\\ntwo"}'})
    assert "| k | integer |  | one two | `k` |" in render_dictionary(mapping.tables)


def test_every_shipped_table_and_column_is_in_the_dictionary() -> None:
    tables = [table for mapping in load_mappings() for table in mapping.tables]
    text = render_dictionary(tables)

    assert all(f"\n## {table.name}\n" in text for table in tables)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    headings = 2 * len(tables)
    assert len(rows) == headings + sum(len(table.columns) + 2 for table in tables)
