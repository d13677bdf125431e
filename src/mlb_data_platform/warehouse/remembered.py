"""What a connection loaded last of a game, so that its next answer is only what has changed.

Between two looks at a game in progress a few rows of a thousand change. Who loaded the last answer
finds out which by itself, and sends those. That is safe while the warehouse says that the answer
loaded last is that very one: the scopes are locked, and only loaders write these tables.
"""

from collections import OrderedDict
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.transform import Rows, ScopeKey, TransformedDocument
from mlb_data_platform.warehouse.bookkeeping import KnownScopes

_MOST_GAMES = 16  # half a megabyte each; more are not in progress at once


class Narrowed(NamedTuple):
    """What is left of a document's rows when those that cannot have changed are left out.

    Attributes:
        rows: By table, rows to compare; tables without are as they were.
        is_part: Tables of which only some rows are there: no row of theirs is gone.
    """

    rows: dict[str, pa.RecordBatch]
    is_part: frozenset[str]


class Remembered:
    """The rows of the documents loaded last, for mappings whose documents own one scope each."""

    def __init__(self) -> None:
        self._rows: OrderedDict[ScopeKey, tuple[int, Rows]] = OrderedDict()

    def keep(self, documents: Sequence[TransformedDocument], rows: Rows) -> None:
        """Remember what a committed batch loaded; a batch of several games is none in progress."""
        if len(documents) == 1 and len(documents[0].scopes) == 1:
            [document] = documents
            self._rows[document.scopes[0]] = document.source.raw_id, rows
            self._rows.move_to_end(document.scopes[0])
            if len(self._rows) > _MOST_GAMES:
                self._rows.popitem(last=False)

    def narrow(
        self,
        mapping: Mapping,
        documents: Sequence[TransformedDocument],
        rows: MappingOf[str, pa.RecordBatch],
        known: KnownScopes,
    ) -> Narrowed | None:
        """Leave out what the document before said as well.

        Args:
            mapping: The mapping that made the rows.
            documents: Newer documents of scopes that are locked.
            rows: All their rows, by table.
            known: What is loaded for the scopes.

        Returns:
            None where that cannot be told: another document was loaded in between, the same one is
            loaded again, or rows were never seen here.
        """
        if len(documents) != 1 or len(documents[0].scopes) != 1:
            return None
        [document], [scope] = documents, documents[0].scopes
        raw_id, before = self._rows.get(scope, (None, {}))
        if raw_id is None or raw_id != known.raw_id(scope) or raw_id == document.source.raw_id:
            return None
        found, parts = {}, set()
        for table in mapping.tables:
            now = rows[table.name]
            changed = _changed(table, before[table.name], now)
            if changed is None:
                found[table.name] = now
            elif changed.num_rows:
                found[table.name] = changed
                parts.add(table.name)
        return Narrowed(found, frozenset(parts))


def _changed(table: Table, before: pa.RecordBatch, now: pa.RecordBatch) -> pa.RecordBatch | None:
    """The rows that are new or differ; None where rows are gone or stand in another order."""
    count, names = before.num_rows, now.schema.names
    again = now.slice(0, count)
    if again.num_rows < count:
        return None
    of_key = set(table.primary_key)
    differs: pa.Array | None = None
    for name, old, new in zip(names, before.columns, again.columns, strict=True):
        if name in SOURCE_COLUMN_DDL or old.equals(new):
            continue
        if name in of_key or pa.types.is_nested(old.type):
            return None  # other rows, or lists, which Arrow does not compare one by one
        here = pc.fill_null(pc.not_equal(old, new), fill_value=True)
        differs = here if differs is None else pc.or_(differs, here)
    added = now.slice(count)
    return added if differs is None else pa.concat_batches([again.filter(differs), added])
