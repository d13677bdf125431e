"""The league's clock: standing, running, moved by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from mlb_data_platform.simulator import LeagueClock

NOON = datetime(2024, 7, 1, 16, tzinfo=UTC)


class Wall:
    """Seconds of a world that only goes on when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_clock_without_speed_stands_still() -> None:
    wall = Wall()
    clock = LeagueClock(NOON, wall=wall)
    wall.seconds += 3600

    assert clock.now() == NOON


def test_a_running_clock_counts_league_seconds() -> None:
    wall = Wall()
    clock = LeagueClock(NOON, speed=60, wall=wall)
    wall.seconds += 10

    assert clock.now() == NOON + timedelta(minutes=10)


def test_another_speed_holds_from_now_on() -> None:
    wall = Wall()
    clock = LeagueClock(NOON, speed=60, wall=wall)
    wall.seconds += 10
    clock.run_at(1)
    wall.seconds += 10

    assert clock.now() == NOON + timedelta(minutes=10, seconds=10)


def test_it_is_moved_by_hand_forward_and_back() -> None:
    clock = LeagueClock(NOON)
    clock.advance(timedelta(hours=2))
    assert clock.now() == NOON + timedelta(hours=2)
    clock.set(NOON - timedelta(days=1))
    assert clock.now() == NOON - timedelta(days=1)


@pytest.mark.parametrize("speed", [-1.0, 60.0])
def test_a_clock_that_cannot_run_says_so(speed: float) -> None:
    with pytest.raises(ValueError, match="wanted 0 or more"):
        LeagueClock(NOON).run_at(speed)
    with pytest.raises(ValueError, match="world outside"):
        LeagueClock(NOON, speed=60)
