"""Which answers are versions of one thing, and which are the same answer seen again.

Versions of one thing are ordered by the answer's own time, then by the time of capture. An answer
equal to its neighbour in that order is the same answer seen again; any other is a new version, so
an answer that goes from A to B and back to A leaves three.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Order: TypeAlias = tuple[str, datetime]
"""The answer's own time as text (empty where it has none), then when it was captured."""


@dataclass(slots=True, kw_only=True)
class Version:
    """A version that is kept, or about to be.

    Attributes:
        order: Its place among the versions of its thing.
        content_hash: Hash of its content.
        last_seen_at: When the API last gave it.
        row_id: Its row; None when it is not written yet.
    """

    order: Order
    content_hash: str
    last_seen_at: datetime
    row_id: int | None = None


class Versions:
    """All versions of one thing, oldest first.

    Args:
        known: Versions that are kept already, in any order.
    """

    def __init__(self, known: Iterable[Version] = ()) -> None:
        self._versions = sorted(known, key=lambda one: one.order)

    def take(self, order: Order, content_hash: str) -> tuple[Version, bool]:
        """Take an answer in.

        Args:
            order: Its own time and when it was captured.
            content_hash: Hash of its content.

        Returns:
            Its version, and whether that is a new one. An answer seen again moves the version's
            `last_seen_at`, never back.
        """
        place = bisect_right(self._versions, order, key=lambda one: one.order)
        same = self._same(place, order[1], content_hash)
        if same is not None:
            same.last_seen_at = max(same.last_seen_at, order[1])
            return same, False
        version = Version(order=order, content_hash=content_hash, last_seen_at=order[1])
        self._versions.insert(place, version)
        return version, True

    def _same(self, place: int, captured_at: datetime, content_hash: str) -> Version | None:
        before, after = self._versions[:place], self._versions[place:]
        for neighbour in (*before[-1:], *after[:1]):
            if neighbour.content_hash == content_hash:
                return neighbour
        # A recording that is replayed lies within the time in which its version was seen.
        for version in before:
            was_seen = version.order[1] <= captured_at <= version.last_seen_at
            if was_seen and version.content_hash == content_hash:
                return version
        return None
