"""One limiter for all threads: even spacing, and everybody waits when the API says so."""

import math
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from mlb_data_platform.errors import UsageError
from mlb_data_platform.statsapi import RateLimiter, RateTooHighError


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.sleeps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


def limiter(time: Time, requests_per_s: float = 10) -> RateLimiter:
    return RateLimiter(requests_per_s, clock=time.clock, sleep=time.sleep)


def test_the_first_request_does_not_wait_and_the_others_are_evenly_spaced() -> None:
    time = Time()
    limit = limiter(time)

    for _ in range(4):
        limit.wait()

    assert time.sleeps == pytest.approx([0.1, 0.1, 0.1])


def test_time_that_passed_anyway_is_not_waited_again_nor_saved_up() -> None:
    time = Time()
    limit = limiter(time)
    limit.wait()
    time.now += 5

    for _ in range(3):
        limit.wait()

    assert time.sleeps == pytest.approx([0.1, 0.1])


def test_holding_makes_everyone_wait() -> None:
    time = Time()
    limit = limiter(time)
    limit.hold(7)
    limit.hold(3)

    limit.wait()

    assert sum(time.sleeps) == 7


def test_a_turn_that_nobody_wants_any_more_is_not_waited_for() -> None:
    time = Time()
    limit = limiter(time)
    limit.hold(100)

    limit.wait(lambda: sum(time.sleeps) >= 2)

    assert sum(time.sleeps) == 2


def test_a_thread_that_already_waits_is_held_too() -> None:
    time = Time()

    def sleep(seconds: float) -> None:
        time.sleep(seconds)
        if len(time.sleeps) == 1:
            limit.hold(2)

    limit = RateLimiter(10, clock=time.clock, sleep=sleep)
    limit.wait()
    limit.wait()

    assert time.sleeps == pytest.approx([0.1, 1, 1])


def test_all_threads_of_a_run_share_the_rate() -> None:
    time, lock = Time(), Lock()

    def sleep(seconds: float) -> None:
        with lock:
            time.sleeps.append(seconds)
            time.now = max(time.now, time.now + seconds)

    limit = RateLimiter(25, clock=time.clock, sleep=sleep)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: limit.wait(), range(51)))

    assert time.now - 100 >= 50 / 25 - 1e-9


@pytest.mark.parametrize("rate", [0, -1, 25.1, 1000, math.nan, math.inf])
def test_a_rate_that_is_not_polite_is_refused(rate: float) -> None:
    with pytest.raises(RateTooHighError, match="at most 25") as refused:
        RateLimiter(rate)

    assert isinstance(refused.value, UsageError)


def test_the_highest_rate_is_allowed() -> None:
    assert RateLimiter(25).requests_per_s == 25
