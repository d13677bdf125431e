"""What a mapping may say of answers that are arrays, of values with fallbacks, and of histories."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from mlb_data_platform.mapping import MappingError
from mlb_data_platform.mapping.reader import read_mappings
from mlb_data_platform.transform import Kernel, SourceDocument, Transformed

MAPPING = """
endpoint: A.b
raw_tables: [raw.a_b]
parts: [shared.things]
scope: {columns: [id], from: rows}
context:
  asked_of: {from: "=A.b", type: text, meaning: "Who."}
"""
THINGS = """
tables:
  a.things:
    meaning: "Things."
    grain: "one thing"
    key: [id, day]
    validity: {as_of: day, beside: [year], current: a.current, history: a.history}
    each: "[*]"
    with: name
    columns:
      id: {from: "id | old.id", type: integer, meaning: "Id."}
      day: {from: "@date | !captured_at", type: day, meaning: "Day."}
      year: {from: "@season | @date | !captured_at", type: year, meaning: "Year."}
      name: {from: name, type: text, meaning: "Name."}
      asked_of: {context: asked_of}
      asked: {from: "@*", type: text, meaning: "All."}
"""


def transformed(answer: Any, things: str = THINGS, **params: str) -> Transformed:
    (mapping,) = read_mappings({"a": MAPPING, "shared.things": things})
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    document = SourceDocument(
        raw_id=1,
        captured_at=datetime(2024, 7, 1, tzinfo=UTC),
        version="",
        params=params,
        body=body,
    )
    return Kernel(mapping).transform([document])


def rows(done: Transformed) -> list[tuple[Any, ...]]:
    return [tuple(row.values())[:6] for row in done.rows["a.things"].to_pylist()]


def test_the_first_place_that_has_a_value_decides() -> None:
    answer = [{"id": 1, "name": "x"}, {"old": {"id": 2}, "name": "y"}, {"id": 3}]
    day = datetime(1998, 4, 1, tzinfo=UTC).date()

    assert rows(transformed(answer, date="04/01/1998", a="b")) == [
        (1, day, 1998, "x", "A.b", "a=b&date=04/01/1998"),
        (2, day, 1998, "y", "A.b", "a=b&date=04/01/1998"),
    ]
    assert rows(transformed(answer))[0][1:3] == (datetime(2024, 7, 1, tzinfo=UTC).date(), 2024)


def test_a_value_that_does_not_fit_costs_only_itself_in_an_array() -> None:
    done = transformed([{"id": 1, "name": "x"}, {"id": "?", "name": "y"}])

    assert [row[0] for row in rows(done)] == [1]
    assert {one.path for one in done.issues} == {"$[1].id", "$[1]"}


@pytest.mark.parametrize("body", [b'{"id": 1}', b'"x"'])
def test_what_is_no_array_is_set_aside_whole(body: bytes) -> None:
    (document,) = transformed(body).documents
    assert not document.is_readable


@pytest.mark.parametrize("body", [b"[]", b"null"])
def test_nothing_gives_no_rows(body: bytes) -> None:
    assert rows(transformed(body)) == []


WRONG = {
    "no such part": ("", "shared.things", "there is no part"),
    "a day that is no column": ("as_of: day", "as_of: days", "there is no column 'days'"),
    "a day outside the key": ("key: [id, day]", "key: [id]", "day is no part of the key"),
    "a day that is none": ("as_of: day", "as_of: id", "id is no date"),
    "a column beside that is none": ("beside: [year]", "beside: [yore]", "no column 'yore'"),
    "an unknown word": ("beside: [year]", "besides: [year]", "besides: no such key"),
    "an array and an object": ('asked: {from: "@*"', 'asked: {from: "$.x"', "cannot be both"),
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_what_does_not_go_together_is_refused(old: str, new: str, words: str) -> None:
    texts = {"a": MAPPING, "shared.things": THINGS.replace(old, new) if old else THINGS}
    with pytest.raises(MappingError, match=words):
        read_mappings(texts if old else {"a": MAPPING})
