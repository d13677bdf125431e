"""How fast we may ask: one limiter for all threads of a run."""

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from mlb_data_platform.statsapi.errors import RateTooHighError

DEFAULT_REQUESTS_PER_S = 10.0
HIGHEST_REQUESTS_PER_S = 25.0
_LOOK_UP_S = 1.0
"""Longest sleep after which a waiting caller looks whether anybody still wants its turn."""


class Limiter(Protocol):
    """Says when the next request may go out."""

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Return when it is this caller's turn, or soon after it is given up."""
        ...

    def hold(self, seconds: float) -> None:
        """Let nobody ask for that many seconds."""
        ...


def check_rate(requests_per_s: float) -> float:
    """Hand back a rate that is polite.

    Raises:
        RateTooHighError: It is not above 0 and at most 25 requests a second.

    Source:
        statsapi.md, "Limits and terms": 25 requests a second, then 429.
    """
    if not 0 < requests_per_s <= HIGHEST_REQUESTS_PER_S or math.isnan(requests_per_s):
        raise RateTooHighError(requests_per_s=requests_per_s, highest=HIGHEST_REQUESTS_PER_S)
    return requests_per_s


class RateLimiter:
    """Spaces requests evenly, however many threads ask.

    Args:
        requests_per_s: Above 0 and at most 25.
        clock: Seconds that only ever go forward.
        sleep: Waits that many seconds.

    Raises:
        RateTooHighError: The rate is not allowed.
    """

    def __init__(
        self,
        requests_per_s: float = DEFAULT_REQUESTS_PER_S,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.requests_per_s = check_rate(requests_per_s)
        self._spacing_s = 1 / requests_per_s
        self._clock, self._sleep = clock, sleep
        self._lock = Lock()
        self._next_at = -math.inf
        self._held_until = -math.inf

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Return when it is this caller's turn, or soon after it is given up; first come first."""
        turn = self._take_turn()
        while (pause_s := turn - self._clock()) > 0 and not given_up():
            self._sleep(min(pause_s, _LOOK_UP_S))
            # While we slept, another thread may have been told to hold everyone.
            if turn < self._held_until:
                turn = self._take_turn()

    def hold(self, seconds: float) -> None:
        """Let nobody ask for that many seconds; the API has said that we ask too often."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)
            self._next_at = max(self._next_at, self._held_until)

    def _take_turn(self) -> float:
        with self._lock:
            turn = max(self._next_at, self._clock())
            self._next_at = turn + self._spacing_s
            return turn
