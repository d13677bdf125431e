"""The single source of truth: which value of which answer becomes which column of which table.

In: the YAML files under `documents/`, one per document of the API. Out: a `Mapping`, and
everything that is compiled from it: decoder (`decoder.py`), DDL and comments (`ddl.py`), data
dictionary (`dictionary.py`). It never touches network, clock, environment or database. Read
`model.py` first, then a YAML file.
"""

from mlb_data_platform.mapping.errors import MappingError
from mlb_data_platform.mapping.model import Column, Level, Mapping, Scope, Source, Table
from mlb_data_platform.mapping.reader import (
    load_mapping,
    load_mappings,
    mapping_for_raw_table,
    read_mapping,
)
from mlb_data_platform.mapping.types import COLUMN_TYPES, ColumnType

__all__ = [
    "COLUMN_TYPES",
    "Column",
    "ColumnType",
    "Level",
    "Mapping",
    "MappingError",
    "Scope",
    "Source",
    "Table",
    "load_mapping",
    "load_mappings",
    "mapping_for_raw_table",
    "read_mapping",
]
