"""Which document's rows stand, where several speak of the same slice: the rule of the loader.

A newer document changes what it says; one that tells everything about a slice (a game, a day of a
schedule) also removes what it no longer says; what an answer was not asked for stays. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import TypeAlias, cast

from mlb_data_platform.transform import ScopeKey

Order: TypeAlias = tuple[str, datetime, int]
"""Version, capture and number of a document: of two, the greater is the newer."""

Row: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What one document speaks of.

    Attributes:
        order: Its place among the others.
        scopes: The slices.
        is_complete: Whether it tells everything about them.
        silent: Tables that it was not asked for.
    """

    order: Order
    scopes: tuple[ScopeKey, ...]
    is_complete: bool
    silent: frozenset[str] = frozenset()


def newest_of(spoken: Iterable[Spoken]) -> frozenset[int]:
    """The numbers of the newest document about each slice, where every one tells all.

    Example:
        >>> from datetime import UTC, datetime
        >>> old, new = (
        ...     Spoken(order=("", datetime(2024, 7, day, tzinfo=UTC), day), scopes=((744914,),),
        ...            is_complete=True)
        ...     for day in (1, 2)
        ... )
        >>> newest_of([new, old])
        frozenset({2})
    """
    newest: dict[ScopeKey, Order] = {}
    for one in spoken:
        for key in one.scopes:
            newest[key] = max(newest.get(key, one.order), one.order)
    return frozenset(order[2] for order in newest.values())


def whole_answers(table: str, spoken: Iterable[Spoken]) -> dict[ScopeKey, list[Order]]:
    """For each slice of a table the answers that tell everything about it, oldest first."""
    found: dict[ScopeKey, list[Order]] = {}
    for one in sorted(spoken, key=lambda one: one.order):
        for key in one.scopes if one.is_complete and table not in one.silent else ():
            found.setdefault(key, []).append(one.order)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Makes one row of all that documents say about a key, as loading them in order would.

    Attributes:
        key: Columns of the primary key.
        scope: Columns that name a slice.
        keeps: Columns in which a null never overwrites a known value.
        whole: What `whole_answers` gave.
        orders: The order of every document, by its number.
    """

    key: tuple[str, ...]
    scope: tuple[str, ...]
    keeps: tuple[str, ...]
    whole: Mapping[ScopeKey, list[Order]] = field(repr=False)
    orders: Mapping[int, Order] = field(repr=False)

    def __call__(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows that are there in the end.

        Args:
            rows: Sorted by key; those of one key in any order.
        """
        for _, same in groupby(rows, lambda row: [row[name] for name in self.key]):
            row = self._last(sorted(same, key=self._order))
            if row is not None:
                yield row

    def _last(self, rows: list[Row]) -> Row | None:
        now: Row | None = None
        for row in rows:
            if now is not None and not self._is_gone(now, self._order(row)):
                known = {name: now[name] for name in self.keeps if row[name] is None}
                now = {**row, **known}
            else:
                now = row
        return None if now is None or self._is_gone(now, None) else now

    def _is_gone(self, row: Row, until: Order | None) -> bool:
        """Whether an answer after the row's, and before another, tells all but this row."""
        scope = tuple(row[name] for name in self.scope)
        later = (one for one in self.whole.get(scope, ()) if one > self._order(row))
        return any(until is None or one < until for one in later)

    def _order(self, row: Row) -> Order:
        return self.orders[cast("int", row["source_raw_id"])]


def told_in_part(table: str, spoken: Iterable[Spoken]) -> frozenset[ScopeKey]:
    """The slices of a table that no document tells everything about: what they lack is not gone."""
    every, whole = set[ScopeKey](), set[ScopeKey]()
    for one in spoken:
        every.update(one.scopes)
        if one.is_complete and table not in one.silent:
            whole.update(one.scopes)
    return frozenset(every - whole)
