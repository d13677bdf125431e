"""How fast we may ask when several runs share one budget: turns of it, or a part of our own."""

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

import structlog

from mlb_data_platform.statsapi.errors import BudgetAwayError, RedisMissingError
from mlb_data_platform.statsapi.rate import Limiter, RateLimiter, check_rate

_LOG = structlog.get_logger(__name__)
_LOOK_UP_S = 1.0
_ASK_AGAIN_S = 2.0
"""How long a budget that did not answer is left alone."""
_CAREFUL_S = 8.0
"""How long after it answers again everybody must have found it: that pause and two time-outs."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a budget says to somebody who asks.

    Attributes:
        wait_s: How long to wait before asking again; 0 when the turn is granted.
        sharers: How many runs shared the budget lately, this one included.
    """

    wait_s: float
    sharers: int


class Budget(Protocol):
    """One budget of requests for many runs, kept where all of them see it."""

    def ask(self, spacing_s: float, *, is_back: bool) -> Turn:
        """Take a turn, or hear when to ask again.

        Args:
            spacing_s: Seconds to the next turn of anybody.
            is_back: Whether the caller was told to ask again, and has waited.

        Raises:
            BudgetAwayError: The place where it is kept does not answer.
        """
        ...

    def hold(self, seconds: float) -> None:
        """Let nobody ask for that many seconds.

        Raises:
            BudgetAwayError: The place where it is kept does not answer.
        """
        ...


class SharedRateLimiter:
    """Gives out turns of a budget that other runs share; without it, a part of our own.

    While the budget does not answer, everybody asks at the rate divided by the number of sharers,
    and looks for the budget every few seconds. Whoever finds it again keeps to both paces until
    all others must have found it too, so that the sum never exceeds the rate.

    Args:
        budget: Where turns are given out.
        requests_per_s: Of all sharers together.
        sharers: How many share, as far as a person knows; the budget may have counted more.
        clock: Seconds that only ever go forward.
        sleep: Waits that many seconds.

    Raises:
        RateTooHighError: The rate is not allowed.
    """

    def __init__(
        self,
        budget: Budget,
        *,
        requests_per_s: float,
        sharers: int = 1,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.requests_per_s = check_rate(requests_per_s)
        self._budget, self._known, self._counted = budget, sharers, 1
        self._clock, self._sleep = clock, sleep
        self._lock = Lock()
        self._alone: RateLimiter | None = None
        self._is_away = False
        self._ask_again_at = self._alone_until = self._held_until = -math.inf

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """Return when it is this caller's turn, or soon after it is given up."""
        self._pause_until(self._held_until, given_up)
        alone = self._own_part()
        if alone:
            alone.wait(given_up)
        if self._may_ask_budget() and not self._wait_for_budget(given_up) and not alone:
            self._go_alone().wait(given_up)

    def hold(self, seconds: float) -> None:
        """Let nobody ask for that many seconds, of all who share the budget."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)
            if self._alone:
                self._alone.hold(seconds)
        try:
            self._budget.hold(seconds)
        except BudgetAwayError as error:
            self._went_away(error)

    def _wait_for_budget(self, given_up: Callable[[], bool]) -> bool:
        """Wait for a turn; False when the budget does not answer."""
        is_back = False
        while not given_up():
            try:
                turn = self._budget.ask(1 / self.requests_per_s, is_back=is_back)
            except BudgetAwayError as error:
                self._went_away(error)
                return False
            self._answered(turn)
            if turn.wait_s <= 0:
                return True
            self._pause_until(self._clock() + turn.wait_s, given_up)
            is_back = True
        return True

    def _pause_until(self, moment: float, given_up: Callable[[], bool]) -> None:
        while (pause_s := moment - self._clock()) > 0 and not given_up():
            self._sleep(min(pause_s, _LOOK_UP_S))

    def _own_part(self) -> RateLimiter | None:
        """The pace of our own, while it has to be kept."""
        with self._lock:
            is_kept = self._is_away or self._clock() < self._alone_until
            return self._alone if is_kept else None

    def _may_ask_budget(self) -> bool:
        """Whether to ask the budget; one that is away is asked by one caller, now and then."""
        with self._lock:
            if not self._is_away:
                return True
            if self._clock() < self._ask_again_at:
                return False
            self._ask_again_at = self._clock() + _ASK_AGAIN_S
            return True

    def _answered(self, turn: Turn) -> None:
        with self._lock:
            self._counted = turn.sharers
            was_away, self._is_away = self._is_away, False
            if was_away:
                self._alone_until = self._clock() + _CAREFUL_S
        if was_away:
            _LOG.warning("budget.found", sharers=turn.sharers)

    def _went_away(self, error: BudgetAwayError) -> None:
        with self._lock:
            if self._is_away:
                return
            self._is_away = True
            self._ask_again_at = self._clock() + _ASK_AGAIN_S
            sharers = max(self._known, self._counted)
            self._alone = divided_limiter(
                self.requests_per_s, sharers, clock=self._clock, sleep=self._sleep
            )
        part = round(self.requests_per_s / sharers, 3)
        _LOG.warning("budget.lost", error=str(error), sharers=sharers, requests_per_s=part)

    def _go_alone(self) -> RateLimiter:
        with self._lock:
            assert self._alone is not None, "made when the budget went away"
            return self._alone


def divided_limiter(
    requests_per_s: float,
    sharers: int,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> RateLimiter:
    """A pace of our own that leaves the others theirs.

    The first turn is late by one to two spacings: runs that begin together do not ask together,
    and one that follows another in its place takes no turn that the other has had.

    Args:
        requests_per_s: Of all sharers together.
        sharers: How many share, from 1; a single one has it all, at once.
        clock: Seconds that only ever go forward.
        sleep: Waits that many seconds.

    Raises:
        RateTooHighError: The rate is not allowed.
    """
    limiter = RateLimiter(check_rate(requests_per_s) / sharers, clock=clock, sleep=sleep)
    if sharers > 1:
        limiter.hold(random.uniform(1, 2) * sharers / requests_per_s)  # noqa: S311 - no secret
    return limiter


def open_limiter(
    requests_per_s: float, *, api: str, redis_url: str | None = None, sharers: int = 1
) -> Limiter:
    """The limiter of a run: shared through Redis, or a part of our own.

    Args:
        requests_per_s: Of all sharers together.
        api: Which API the budget is for; each has its own.
        redis_url: Where the budget is kept; None for no Redis.
        sharers: How many runs ask at once.

    Raises:
        RateTooHighError: The rate is not allowed.
        RedisMissingError: Redis is wanted, and its library is not installed.
        RedisUrlError: The URL cannot be read.
        BudgetRefusedError: Redis does not let us in.
        BudgetAwayError: Redis does not answer, and nobody said how many share.
    """
    if not redis_url:
        return divided_limiter(requests_per_s, sharers)
    try:
        from mlb_data_platform.statsapi.redis_budget import RedisBudget  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise RedisMissingError from error
    budget = RedisBudget(redis_url, api=api)
    limiter = SharedRateLimiter(budget, requests_per_s=requests_per_s, sharers=sharers)
    try:
        budget.greet()
    except BudgetAwayError:
        if sharers == 1:
            raise
    return limiter
