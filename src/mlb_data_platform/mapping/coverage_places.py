"""The places of documents, and what it means when a value stands there.

A place is made when the first document has something there; from then on it is one look-up in a
dictionary. That is what makes it cheap to walk whole documents.
"""

import re
from functools import cached_property
from typing import TypeAlias

from mlb_data_platform.mapping.coverage_patterns import ANY_KEY, ITEM, Patterns, State
from mlb_data_platform.mapping.decoder import VALUE, Node

MAPPED = -1
"""The verdict on a value that a column reads; of an ignored one it is the entry's number."""

UNACCOUNTED = -2
"""The verdict on a value that the mapping says nothing about."""

NO_VALUE = -3
"""The verdict on an empty object or array above places that are accounted for."""

_Named: TypeAlias = "tuple[tuple[str, Place], ...]"

_ID = re.compile(r"(?:ID)?\d+")
_MOST_KEYS = 200
_LONGEST_PATH = 400


class Place:
    """One place of the documents of a mapping.

    Args:
        path: Its path as mapping files write it.
        node: What the decoder reads there or below; None for nothing.
        state: How far the patterns of the ignored list got on the way here.
        patterns: Those patterns.

    Attributes:
        path: The same, shortened where it is endless.
        inner: The places of an object's values, by key.
        scalar: Verdict on a text, a number, true or false.
        null: Verdict on a null.
        empty: Verdict on an object or array without content.
        is_settled: Nothing below can be unaccounted for.
        is_keyed: The keys of an object here are ids: all its values have one place, `of_ids`.
    """

    def __init__(self, path: str, node: Node | None, state: State, patterns: Patterns) -> None:
        self.path = path if len(path) <= _LONGEST_PATH else path[: _LONGEST_PATH - 1] + "…"
        self.node, self.state, self.patterns = node, state, patterns
        self.inner = _Inner(self)
        self._open: dict[tuple[str, ...], _Named] = {}
        self.is_keyed = node is not None and VALUE in node.fields
        is_read = node is not None and node.is_leaf
        self.is_settled = is_read or (node is None and patterns.is_all_matched_below(state))
        ignored = patterns.matched(state)
        unread = UNACCOUNTED if ignored is None else ignored
        self.scalar = MAPPED if is_read else unread
        # Where an object is wanted, null says that there is none.
        self.null = unread if node is None else MAPPED
        self.empty = self._empty(unread, is_read=is_read)

    def _empty(self, unread: int, *, is_read: bool) -> int:
        if is_read:
            return MAPPED
        if self.node is not None or (unread == UNACCOUNTED and self.patterns.leads_on(self.state)):
            return NO_VALUE
        return unread

    @cached_property
    def element(self) -> "Place":
        """The place of all elements of an array."""
        node = self.node.fields.get(ITEM) if self.node else None
        return self._next(f"{self.path}{ITEM}", node, self.patterns.step(self.state, ITEM))

    @cached_property
    def of_ids(self) -> "Place":
        """The place of all values of an object that is keyed by ids."""
        assert self.node is not None, "only what is read is keyed"
        return self._below(ANY_KEY, self.node.fields[VALUE])

    def named(self, key: str) -> "Place":
        """The place of the value of one key."""
        if self.is_keyed:
            return self.of_ids
        node = self.node.fields.get(key) if self.node else None
        return self._below(key, node)

    def open_places(self, keys: tuple[str, ...]) -> _Named:
        """Of an object with just these keys, those below which something can be unaccounted for."""
        found = self._open.get(keys)
        if found is None:
            places = ((key, self.inner[key]) for key in keys)
            found = tuple((key, place) for key, place in places if not place.is_settled)
            if len(self._open) < _MOST_KEYS:
                self._open[keys] = found
        return found

    def shown(self, key: str) -> str:
        """A key as paths show it: `*` for an id, and for keys beyond counting."""
        if self.is_keyed:
            return ANY_KEY
        if key in self.patterns.keys or (self.node is not None and key in self.node.fields):
            return key
        return ANY_KEY if _ID.fullmatch(key) or len(self.inner) >= _MOST_KEYS else key

    def _below(self, step: str, node: Node | None) -> "Place":
        path = f"{self.path}.{step}" if self.path else step
        return self._next(path, node, self.patterns.step(self.state, step))

    def _next(self, path: str, node: Node | None, state: State) -> "Place":
        if self.node is not None and self.node.is_leaf:
            return self  # a value is read as a whole, whatever is in it
        return Place(path, node, state, self.patterns)


class _Inner(dict[str, Place]):
    """Places by key, made when they are first asked for; never more than a place can name."""

    def __init__(self, owner: Place) -> None:
        self._owner = owner

    def __missing__(self, key: str) -> Place:
        shown = self._owner.shown(key)
        if shown not in self:
            self[shown] = self._owner.named(shown)
        return self[shown]
