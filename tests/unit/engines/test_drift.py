"""Which documents are looked at: the first of a run, then few enough to cost next to nothing."""

import json
from datetime import UTC, datetime

import pytest

from mlb_data_platform.engines.drift import Lookout
from mlb_data_platform.mapping.coverage import Accountant
from mlb_data_platform.transform import Kernel, SourceDocument
from mlb_data_platform.warehouse import Sighting
from tests.unit.mapping.made_up import made_up

CAPTURED_AT = datetime(2026, 1, 1, tzinfo=UTC)
MAPPING = made_up()
KERNEL = Kernel(MAPPING)


def document(raw_id: int, body: bytes | None = None) -> SourceDocument:
    said = json.dumps({"rows": [{"k": raw_id, "new": raw_id}]}).encode()
    return SourceDocument(
        raw_id=raw_id, captured_at=CAPTURED_AT, version="", params={}, body=body or said
    )


def look(lookout: Lookout, *documents: SourceDocument) -> Sighting | None:
    return lookout.look(documents, KERNEL.transform(documents))


@pytest.fixture
def lookout() -> Lookout:
    return Lookout(Accountant(MAPPING))


def test_the_first_document_of_a_run_is_looked_at(lookout: Lookout) -> None:
    seen = look(lookout, document(7), document(8))

    assert seen is not None
    assert (seen.raw_id, seen.captured_at) == (7, CAPTURED_AT)
    assert [(one.path, one.example) for one in seen.fields] == [("rows[*].new", "7")]


@pytest.mark.parametrize(
    ("size", "looked_at"),
    [
        (1, [0, 32, 64]),
        (10, [0, 40]),
        (16, [0, 32, 64]),
        (33, [0, 33]),
    ],
)
def test_then_the_first_of_a_batch_once_32_documents_have_gone_by(
    lookout: Lookout, size: int, looked_at: list[int]
) -> None:
    batches = [[document(first + n) for n in range(size)] for first in range(0, 65, size)]
    seen = [sighting.raw_id for batch in batches if (sighting := look(lookout, *batch))]

    assert seen == looked_at


def test_a_document_in_quarantine_is_passed_over_for_the_next(lookout: Lookout) -> None:
    seen = look(lookout, document(1, b"{"), document(2, b"[]"), document(3))
    assert seen is not None
    assert seen.raw_id == 3


def test_when_nothing_can_be_read_the_next_batch_is_looked_at(lookout: Lookout) -> None:
    assert look(lookout, document(1, b"{")) is None
    seen = look(lookout, document(2))
    assert seen is not None
    assert seen.raw_id == 2


def test_an_empty_batch_is_no_sighting(lookout: Lookout) -> None:
    assert look(lookout) is None
