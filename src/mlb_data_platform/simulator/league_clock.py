"""Tells the league what time it is: it stands still, runs at any speed, or is moved by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock


class LeagueClock:
    """The instant as of which a league answers.

    Args:
        start: What it shows at first.
        speed: League seconds a second; 0 stands still.
        wall: Seconds of the world outside, such as `time.monotonic`; never called at speed 0.
    """

    def __init__(
        self, start: datetime, *, speed: float = 0.0, wall: Callable[[], float] | None = None
    ) -> None:
        if speed and wall is None:
            raise ValueError("a clock that runs needs the time of the world outside")
        self._lock = Lock()
        self._wall = wall
        self._shown, self._speed = start.astimezone(UTC), speed
        self._read_at = wall() if wall else 0.0

    @property
    def speed(self) -> float:
        """League seconds a second."""
        return self._speed

    @property
    def can_run(self) -> bool:
        """Whether it knows of a world outside to run by."""
        return self._wall is not None

    def now(self) -> datetime:
        """Return what it shows."""
        with self._lock:
            return self._catch_up()

    def _catch_up(self) -> datetime:
        if self._wall is not None:
            read_at = self._wall()
            self._shown += timedelta(seconds=(read_at - self._read_at) * self._speed)
            self._read_at = read_at
        return self._shown

    def set(self, now: datetime) -> None:
        """Make it show another instant, earlier or later; it runs on from there."""
        with self._lock:
            self._catch_up()
            self._shown = now.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move it by a span; a negative one goes back."""
        with self._lock:
            self._shown = self._catch_up() + by

    def run_at(self, speed: float) -> None:
        """Let it run at another speed from now on; 0 stops it.

        Raises:
            ValueError: It cannot run, or the speed is negative.
        """
        if speed < 0 or (speed and self._wall is None):
            raise ValueError(f"speed: found {speed}, wanted 0 or more of a clock that can run")
        with self._lock:
            self._catch_up()
            self._speed = speed
