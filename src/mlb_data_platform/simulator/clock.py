"""The time inside a game: drawn, never read from the world."""

from datetime import UTC, datetime, timedelta
from random import Random

_DAY_MS = 86_400_000


class GameClock:
    """Tells the time of a game in UTC, a step at a time."""

    def __init__(self, start: datetime, rng: Random) -> None:
        self._midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        self.ms = round((start - self._midnight).total_seconds() * 1000)
        self._days: dict[int, str] = {}
        self._rng = rng

    def text(self) -> str:
        """Return the time as the API writes it: `2024-07-01T19:28:45.615Z`."""
        day, ms = divmod(self.ms, _DAY_MS)
        prefix = self._days.get(day)
        if prefix is None:
            prefix = (self._midnight + timedelta(days=day)).date().isoformat()
            self._days[day] = prefix
        seconds, ms = divmod(ms, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{prefix}T{hours:02d}:{minutes:02d}:{seconds:02d}.{ms:03d}Z"

    def wait(self, about_ms: int) -> None:
        """Let time pass, more or less."""
        self.ms += int(about_ms * (0.7 + 0.6 * self._rng.random()))

    def now(self) -> datetime:
        """Return the time as a value."""
        return (self._midnight + timedelta(milliseconds=self.ms)).astimezone(UTC)
