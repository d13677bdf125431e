"""Document → rows: the pure heart of the platform.

In: answers as bytes, and a mapping. Out: one Arrow batch per table, the scopes each document owns,
and the issues met on the way (a leaf that does not fit, a row without key, a document that cannot
be read). It never touches network, clock, environment, database or Spark, and holds no rule about
baseball that a mapping could hold. Read `kernel.py` first.
"""

from mlb_data_platform.transform.columnar import IS_COMPILED
from mlb_data_platform.transform.kernel import Kernel, arrow_schema
from mlb_data_platform.transform.values import (
    Issue,
    IssueKind,
    Rows,
    ScopeKey,
    SourceDocument,
    Transformed,
    TransformedDocument,
)

__all__ = [
    "IS_COMPILED",
    "Issue",
    "IssueKind",
    "Kernel",
    "Rows",
    "ScopeKey",
    "SourceDocument",
    "Transformed",
    "TransformedDocument",
    "arrow_schema",
]
