"""Rows that come in batches, sorted by slice, into a Delta table: what a task of a cluster does."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from mlb_data_platform.export.counts import ExportCounts
from mlb_data_platform.export.delta import Shape, merge_slices
from mlb_data_platform.export.place import Place
from mlb_data_platform.transform import ScopeKey

_SLICES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeRows:
    """Takes the rows of a table to a place, some slices at a time; can be sent to executors.

    Attributes:
        place: Where the tables lie.
        shape: The table's.
        schema: Columns and types of the rows.
        scopes: Every slice, with the capture of the newest answer about it.
        partial: Slices of which the rows are a part: what they lack is not gone.
        run_id: The run.
    """

    place: Place
    shape: Shape
    schema: pa.Schema
    scopes: Mapping[ScopeKey, datetime | None] = field(repr=False)
    partial: frozenset[ScopeKey] = field(default=frozenset(), repr=False)
    run_id: str

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> ExportCounts:
        """Merge everything.

        Args:
            batches: Rows in the order of their slices' keys.
        """
        counts, left = ExportCounts(), dict(self.scopes)
        for rows in self._by_slices(batches):
            keys = set(zip(*(rows[name].to_pylist() for name in self.shape.scope), strict=True))
            part = {key: left.pop(key, None) for key in keys}
            counts.add(self._merge(rows, part))
        # Slices that have no rows of this table any more, or never had.
        empty, keys_left = self.schema.empty_table(), list(left)
        for start in range(0, len(keys_left), _SLICES):
            part = {key: left[key] for key in keys_left[start : start + _SLICES]}
            counts.add(self._merge(empty, part))
        return counts

    def _merge(self, rows: pa.Table, scopes: Mapping[ScopeKey, datetime | None]) -> ExportCounts:
        return merge_slices(
            self.place, self.shape, rows, scopes, run_id=self.run_id, partial=self.partial
        )

    def _by_slices(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
        held = self.schema.empty_table()
        for batch in batches:
            more = pa.Table.from_batches([batch]).cast(self.schema)
            held = pa.concat_tables([held, more]).combine_chunks()
            first = held[self.shape.scope[0]]
            if len(first.unique()) <= _SLICES:
                continue
            # The last slice may go on in the next batch.
            whole = pc.index(first, first[-1]).as_py()
            yield held.slice(0, whole)
            held = held.slice(whole)
        if held.num_rows:
            yield held
