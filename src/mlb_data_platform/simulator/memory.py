"""Keeps the last things that were made, so that asking again costs nothing."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Memory(Generic[Kept]):
    """The most recently used things of one kind, by a key; many threads may ask."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under a key, and make it when nothing is.

        Args:
            key: What tells things apart.
            make: Called outside the lock; two threads may both call it, which does no harm.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made
