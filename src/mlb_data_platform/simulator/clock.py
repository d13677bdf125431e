"""The time inside a game: drawn, never read from the world."""

from datetime import UTC, datetime, timedelta
from random import Random

_MINUTE_MS = 60_000
# Seconds of a minute as they are written: looking one up takes half the time of writing it.
_TAILS = [f"{second:02d}.{ms:03d}Z" for second in range(60) for ms in range(1000)]


class GameClock:
    """Tells the time of a game in UTC, a step at a time."""

    def __init__(self, start: datetime, rng: Random) -> None:
        self._midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        self.ms = round((start - self._midnight).total_seconds() * 1000)
        self._minutes: dict[int, str] = {}
        self._rng = rng

    def text(self) -> str:
        """Return the time as the API writes it: `2024-07-01T19:28:45.615Z`."""
        minute, ms = divmod(self.ms, _MINUTE_MS)
        prefix = self._minutes.get(minute)
        if prefix is None:
            at = self._midnight + timedelta(minutes=minute)
            prefix = self._minutes[minute] = f"{at:%Y-%m-%dT%H:%M:}"
        return prefix + _TAILS[ms]

    def wait(self, about_ms: int) -> None:
        """Let time pass, more or less."""
        self.ms += int(about_ms * (0.7 + 0.6 * self._rng.random()))

    def now(self) -> datetime:
        """Return the time as a value."""
        return (self._midnight + timedelta(milliseconds=self.ms)).astimezone(UTC)
