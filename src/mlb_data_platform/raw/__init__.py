"""Keeps every answer of the API, untouched, append-only.

In: `Document`s. Out: one row per version of an answer in the raw table of its method, with the
keys by which it is found. A changed answer is a new version; an identical one only moves
`last_seen_at`. It never interprets an answer beyond its keys, and what PostgreSQL's JSONB cannot
hold goes to quarantine as bytes. Read `store.py` first.
"""

from mlb_data_platform.raw.ddl import columns_of
from mlb_data_platform.raw.errors import RawRefusedError
from mlb_data_platform.raw.keys import keys_of
from mlb_data_platform.raw.packing import unpack
from mlb_data_platform.raw.store import AppendReport, RawStore
from mlb_data_platform.raw.tables import RawTable, load_raw_tables, raw_table

__all__ = [
    "AppendReport",
    "RawRefusedError",
    "RawStore",
    "RawTable",
    "columns_of",
    "keys_of",
    "load_raw_tables",
    "raw_table",
    "unpack",
]
