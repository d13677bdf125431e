"""Turns of a budget that runs share; without it, a part of our own; never above the rate."""

from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from mlb_data_platform.statsapi import (
    BudgetAwayError,
    SharedRateLimiter,
    Turn,
    divided_limiter,
    open_limiter,
)


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 100.0

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class PaperBudget:
    """A budget that says what was written down beforehand, and then grants everything."""

    turns: list[Turn] = field(default_factory=list)
    sharers: int = 1
    is_there: bool = True
    asked: list[bool] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    tries: int = 0

    def ask(self, spacing_s: float, *, is_back: bool) -> Turn:
        self._answer()
        self.asked.append(is_back)
        return self.turns.pop(0) if self.turns else Turn(0, self.sharers)

    def hold(self, seconds: float) -> None:
        self._answer()
        self.held.append(seconds)

    def _answer(self) -> None:
        self.tries += 1
        if not self.is_there:
            raise BudgetAwayError(where="paper:1", problem="burnt")


def limiter_of(budget: PaperBudget, time: Time, *, sharers: int = 1) -> SharedRateLimiter:
    return SharedRateLimiter(
        budget, requests_per_s=10, sharers=sharers, clock=time.clock, sleep=time.sleep
    )


def test_whoever_is_told_to_come_back_waits_and_says_so_then() -> None:
    time, budget = Time(), PaperBudget(turns=[Turn(2.5, 3), Turn(0.5, 3), Turn(0, 3)])

    limiter_of(budget, time).wait()

    assert time.now == pytest.approx(103)
    assert budget.asked == [False, True, True]


def test_a_turn_that_nobody_wants_any_more_is_not_waited_for() -> None:
    time, budget = Time(), PaperBudget(turns=[Turn(500, 3)])

    limiter_of(budget, time).wait(lambda: time.now >= 102)

    assert time.now == pytest.approx(102)
    assert budget.asked == [False]


def test_what_one_is_told_to_wait_all_are_told() -> None:
    time, budget = Time(), PaperBudget()
    limiter = limiter_of(budget, time)

    limiter.hold(7)
    limiter.wait()

    assert budget.held == [7]
    assert time.now == pytest.approx(107), "also when the budget has forgotten it"


@pytest.mark.parametrize(("known", "counted", "part"), [(4, 1, 4), (1, 5, 5), (3, 3, 3)])
def test_without_the_budget_each_takes_its_part(known: int, counted: int, part: int) -> None:
    time, budget = Time(), PaperBudget(sharers=counted)
    limiter = limiter_of(budget, time, sharers=known)
    limiter.wait()
    budget.is_there = False
    began = time.now

    for _ in range(11):
        limiter.wait()

    # One to two spacings before the first, one between any two.
    assert 11 * part / 10 <= time.now - began + 1e-6 <= 12 * part / 10


def test_a_lost_and_a_found_budget_are_told_once() -> None:
    time, budget = Time(), PaperBudget(is_there=False)
    limiter = limiter_of(budget, time, sharers=2)
    with capture_logs() as logs:
        for _ in range(20):
            limiter.wait()
        budget.is_there = True
        for _ in range(20):
            limiter.wait()

    assert [one["event"] for one in logs] == ["budget.lost", "budget.found"]
    assert logs[0]["requests_per_s"] == 5


def test_a_lost_budget_is_looked_for_every_two_seconds_and_not_at_every_turn() -> None:
    time, budget = Time(), PaperBudget(is_there=False)
    limiter = limiter_of(budget, time, sharers=2)
    for _ in range(50):
        limiter.wait()

    assert 4 <= budget.tries <= 6, "50 turns at 5 a second take 10 s"


def test_whoever_finds_the_budget_again_keeps_to_both_paces_for_a_while() -> None:
    time, budget = Time(), PaperBudget(is_there=False)
    limiter = limiter_of(budget, time, sharers=2)
    limiter.wait()
    budget.is_there = True
    time.now += 2
    moments = []
    while time.now < 115:
        limiter.wait()
        moments.append(time.now)
        time.now += 0.001
    budget_alone = [at for at in moments if at > moments[0] + 8.5]

    careful = [at for at in moments if at <= moments[0] + 7.5]
    assert len(careful) <= 7.5 * 5 + 1, "5 a second is its part"
    assert len(budget_alone) > 1_000, "the paper budget grants everything"


def test_a_hold_that_the_lost_budget_cannot_tell_is_kept_by_ourselves() -> None:
    time, budget = Time(), PaperBudget(is_there=False)
    limiter = limiter_of(budget, time, sharers=2)
    limiter.wait()
    began = time.now

    limiter.hold(30)
    limiter.wait()

    assert time.now - began >= 30 - 1e-6


def test_a_single_run_has_the_whole_rate_at_once() -> None:
    time = Time()
    divided_limiter(10, 1, clock=time.clock, sleep=time.sleep).wait()

    assert time.now == 100


def test_a_short_run_that_follows_another_takes_no_turn_that_the_other_has_had() -> None:
    time = Time()
    for _ in range(5):
        divided_limiter(10, 4, clock=time.clock, sleep=time.sleep).wait()

    assert time.now - 100 >= 5 * 0.4


def test_no_redis_and_no_sharers_is_the_pace_of_one_machine() -> None:
    assert open_limiter(10, api="statsapi.mlb.com").requests_per_s == 10  # type: ignore[attr-defined]
    assert open_limiter(10, api="x", sharers=4).requests_per_s == 2.5  # type: ignore[attr-defined]
