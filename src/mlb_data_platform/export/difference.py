"""What has to change for rows that lie somewhere to become those that are right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

_HERE, _THERE = "__here", "__there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Rows by what has to happen to them.

    Attributes:
        inserted: Rows that are not there.
        updated: Rows that are there with other values, with their right ones.
        gone: Keys of rows that are there and should not be.
        unchanged: Number of rows that are there already.
        refused: Number of rows that are protected, and differ.
    """

    inserted: pa.Table
    updated: pa.Table
    gone: pa.Table
    unchanged: int
    refused: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to change."""
        return not (self.inserted.num_rows or self.updated.num_rows or self.gone.num_rows)


def difference(
    right: pa.Table, there: pa.Table, key: Sequence[str], protected: pa.ChunkedArray
) -> Difference:
    """Compare rows by key.

    Args:
        right: The rows as they should be.
        there: The rows of the same slices as they are; columns that only `right` has are null.
        key: Columns of the key, never null.
        protected: For each row there, whether it is to stay as it is, whatever `right` says.

    Returns:
        What has to change.
    """
    names = list(key)
    here_rows = right.select(names).append_column(_HERE, _numbers(right))
    there_rows = there.select(names).append_column(_THERE, _numbers(there))
    both = here_rows.join(there_rows, keys=names, join_type="inner").combine_chunks()
    new = here_rows.join(there_rows, keys=names, join_type="left anti")
    lost = there_rows.join(here_rows, keys=names, join_type="left anti")

    differs = _differ(right.take(both[_HERE]), there.take(both[_THERE]))
    is_protected = protected.take(both[_THERE])
    changed = both.filter(pc.and_(differs, pc.invert(is_protected)))
    gone = lost.filter(pc.invert(protected.take(lost[_THERE])))
    refused = pc.sum(pc.cast(pc.and_(differs, is_protected), pa.int64())).as_py() or 0
    return Difference(
        inserted=right.take(new[_HERE].sort()),
        updated=right.take(changed[_HERE].sort()),
        gone=there.take(gone[_THERE].sort()).select(names),
        unchanged=both.num_rows - changed.num_rows - refused,
        refused=refused,
    )


def _numbers(rows: pa.Table) -> pa.Array:
    return pa.array(range(rows.num_rows), pa.int64())


def _differ(one: pa.Table, other: pa.Table) -> pa.ChunkedArray:
    """Row by row, whether any column differs; null is equal to null."""
    found = pa.chunked_array([pa.array([False] * one.num_rows, pa.bool_())])
    for name in one.column_names:
        mine = one[name]
        theirs = other[name] if name in other.column_names else pa.nulls(len(mine), mine.type)
        found = pc.or_(found, _distinct(mine, theirs))
    return found


def _distinct(mine: pa.ChunkedArray, theirs: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_nested(mine.type):
        pairs = zip(mine.to_pylist(), theirs.to_pylist(), strict=True)
        return pa.chunked_array([pa.array([a != b for a, b in pairs], pa.bool_())])
    unequal = pc.fill_null(pc.not_equal(mine, theirs), False)
    return pc.or_(unequal, pc.xor(pc.is_null(mine), pc.is_null(theirs)))
