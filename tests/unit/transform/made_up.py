"""Small documents for the kernel, and its rows as plain values."""

import json
from collections.abc import Mapping as MappingOf
from datetime import UTC, datetime
from typing import Any

from mlb_data_platform.mapping import Mapping
from mlb_data_platform.transform import Kernel, SourceDocument, Transformed

CAPTURED_AT = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)


def document(
    body: object, *, raw_id: int = 1, params: MappingOf[str, str] | None = None
) -> SourceDocument:
    """A document; its body as bytes, or as what they hold."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SourceDocument(
        raw_id=raw_id, captured_at=CAPTURED_AT, version="", params=params or {}, body=text
    )


def transform(mapping: Mapping, *bodies: object, **params: str) -> Transformed:
    """What the kernel makes of documents numbered from 1, whoever reads them."""
    documents = [document(b, raw_id=n, params=params) for n, b in enumerate(bodies, 1)]
    done = Kernel(mapping).transform(documents)
    assert done == Kernel(mapping, is_compiled=False).transform(documents)
    return done


def rows(done: Transformed, table: str = "a.t") -> list[tuple[Any, ...]]:
    """The rows of a table, mapped columns only."""
    batch = done.rows[table]
    columns = [batch.column(n).to_pylist() for n in batch.schema.names[:-2]]
    return list(zip(*columns, strict=True))


def issues(done: Transformed) -> list[tuple[str, str, str]]:
    """Kind, path and finding of every issue."""
    return [(one.kind.value, one.path, one.found) for one in done.issues]
