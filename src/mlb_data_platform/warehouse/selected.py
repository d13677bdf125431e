"""The filters of a `Selection` over keys that are not in the database: the same as in SQL."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.errors import DocumentError
from mlb_data_platform.raw import RawTable, keys_of
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse.worklist import Selection

_ARROW = {"bigint": pa.int64(), "integer": pa.int32(), "date": pa.date32(), "text": pa.string()}
_COLUMNS = {
    "game_pks": ("game_pk",),
    "venue_ids": ("venue_id",),
    "game_types": ("game_type",),
    "states": ("game_state",),
    "sport_ids": ("sport_id",),
    "team_ids": ("home_team_id", "away_team_id"),
    "start_date": ("game_date", "schedule_date"),
    "end_date": ("game_date", "schedule_date"),
    "season": ("season", "season_id"),
}


def filter_for(table: RawTable, selection: Selection) -> pc.Expression | None:
    """The condition on a raw table's key columns that a selection makes.

    Args:
        table: The raw table.
        selection: Which answers; fields that the table has no key for must be empty.

    Returns:
        A condition for Arrow; None where everything is selected.
    """
    types = {key.name: _ARROW[key.type] for key in table.keys}
    found: pc.Expression | None = None
    for field in fields(selection):
        wanted = getattr(selection, field.name)
        if wanted in ((), None):
            continue
        names = [name for name in _COLUMNS[field.name] if name in types]
        condition = _condition(field.name, names, types, wanted)
        found = condition if found is None else found & condition
    return found


def select_documents(
    table: RawTable, selection: Selection, documents: Sequence[Document]
) -> list[Document]:
    """Those of some answers that a selection means.

    An answer whose keys cannot be read is among them: what becomes of it is told where it is kept.
    """
    condition = filter_for(table, selection)
    if condition is None:
        return list(documents)
    rows, odd = [], []
    for number, document in enumerate(documents):
        try:
            rows.append({**keys_of(table, document), "__number": number})
        except (DocumentError, ValueError, RecursionError):
            odd.append(number)
    schema = pa.schema([(key.name, _ARROW[key.type]) for key in table.keys])
    keys = pa.Table.from_pylist(rows, schema.append(pa.field("__number", pa.int64())))
    chosen = keys.filter(condition)["__number"].to_pylist()
    return [documents[number] for number in sorted((*chosen, *odd))]


def _condition(
    field: str, names: Sequence[str], types: dict[str, pa.DataType], wanted: object
) -> pc.Expression:
    column, kind = pc.field(names[0]), types[names[0]]
    if isinstance(wanted, date):
        day = pa.scalar(wanted, pa.date32())
        return column >= day if field == "start_date" else column <= day
    if field == "season":
        # An answer about several seasons has none in its key, and may hold the one asked for.
        return column.is_null() | (column == pa.scalar(wanted, pa.int64()).cast(kind))
    values = pa.array(wanted, kind)
    found = column.isin(values)
    for name in names[1:]:
        found = found | pc.field(name).isin(values)
    return found
