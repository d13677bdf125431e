"""The tables and raw answers as files that any tool reads: Delta Lake and Parquet.

In: rows of the warehouse, slice by slice, and a place: a folder or an S3-compatible store. Out:
one Delta table or Parquet folder per table, by season, with true counts. Delta Lake keeps the
defensive rule; Parquet is a copy. It needs the extra `delta`. Read `tables.py`, then `delta.py`.
"""

from mlb_data_platform.export.counts import ExportCounts
from mlb_data_platform.export.errors import ExportError
from mlb_data_platform.export.place import Format, Place
from mlb_data_platform.export.raw_files import ReadRaw, raw_format, raw_parts
from mlb_data_platform.export.rows import MergeRows
from mlb_data_platform.export.tables import Source, export_table, shape_of
from mlb_data_platform.export.upkeep import optimize, tables_at, vacuum, versions

__all__ = [
    "ExportCounts",
    "ExportError",
    "Format",
    "MergeRows",
    "Place",
    "ReadRaw",
    "Source",
    "export_table",
    "optimize",
    "raw_format",
    "raw_parts",
    "shape_of",
    "tables_at",
    "vacuum",
    "versions",
]
