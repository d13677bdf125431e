"""What goes into the kernel and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

import pyarrow as pa

ScopeKey: TypeAlias = tuple[object, ...]
"""Values of a mapping's scope columns, e.g. `(744914,)` or `(1, date(2024, 7, 1))`."""

Rows: TypeAlias = dict[str, pa.RecordBatch]
"""One batch per table; columns as in the mapping, then `source_captured_at`, `source_raw_id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """One version of one answer, as it lies in raw.

    Attributes:
        raw_id: Its `id` in the raw table.
        captured_at: When it was captured, UTC.
        version: The answer's own time (e.g. `20240701_214404`), empty where it has none.
        params: Request parameters, path and query together.
        body: JSON text.
    """

    raw_id: int
    captured_at: datetime
    version: str
    params: Mapping[str, str]
    body: bytes


class IssueKind(Enum):
    """How much of a document an issue costs."""

    LEAF = "leaf"
    ROW = "row"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Something that did not fit: one value, one row, or a whole document.

    Attributes:
        kind: What it cost.
        raw_id: The document.
        path: JSON path of the value or row, `$` for the document.
        found: What was there, shortened.
        wanted: What would have fitted.
        table: Table whose row was lost, empty otherwise.
    """

    kind: IssueKind
    raw_id: int
    path: str
    found: str
    wanted: str
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformedDocument:
    """What one document turned into.

    Attributes:
        source: The document, its body dropped.
        scopes: The slices of the tables that it speaks for.
        is_complete: It tells everything about its scopes, so what it lacks is gone.
        is_readable: False when the whole document went to quarantine.
    """

    source: SourceDocument
    scopes: tuple[ScopeKey, ...]
    is_complete: bool
    is_readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformed:
    """What a batch of documents turned into.

    Attributes:
        rows: One Arrow batch per table, also where it is empty.
        documents: One entry per document, in order.
        issues: Everything that did not fit.
    """

    rows: Rows
    documents: tuple[TransformedDocument, ...]
    issues: tuple[Issue, ...]


def shown(value: object, limit: int = 120) -> str:
    """A value as text for a person, shortened.

    Example:
        >>> shown("x" * 300, limit=10)
        "'xxxxxxxxx…"
    """
    text = (
        repr(value) if not isinstance(value, dict | list) else f"{type(value).__name__} {value!r}"
    )
    return text if len(text) <= limit else text[:limit] + "…"
