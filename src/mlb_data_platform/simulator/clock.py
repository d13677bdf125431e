"""The time inside a game: drawn, never read from the world."""

from datetime import UTC, datetime, timedelta
from random import Random

_DAY_MS = 86_400_000
# Numbers as they are written: looking one up takes a fifth of the time of writing it.
_MINUTES = [f"T{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60)]
_SECONDS = [f"{second:02d}." for second in range(60)]
_THOUSANDTHS = [f"{ms:03d}Z" for ms in range(1000)]


class GameClock:
    """Tells the time of a game in UTC, a step at a time."""

    def __init__(self, start: datetime, rng: Random) -> None:
        self._midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        self.ms = round((start - self._midnight).total_seconds() * 1000)
        self._days: dict[int, str] = {}
        self._rng = rng

    def text(self) -> str:
        """Return the time as the API writes it: `2024-07-01T19:28:45.615Z`."""
        days, ms = divmod(self.ms, _DAY_MS)
        seconds, ms = divmod(ms, 1000)
        minute, second = divmod(seconds, 60)
        day = self._days.get(days) or self._write_day(days)
        return f"{day}{_MINUTES[minute]}{_SECONDS[second]}{_THOUSANDTHS[ms]}"

    def _write_day(self, days: int) -> str:
        day = self._days[days] = (self._midnight.date() + timedelta(days)).isoformat()
        return day

    def wait(self, about_ms: int) -> None:
        """Let time pass, more or less."""
        self.ms += int(about_ms * (0.7 + 0.6 * self._rng.random()))

    def now(self) -> datetime:
        """Return the time as a value."""
        return (self._midnight + timedelta(milliseconds=self.ms)).astimezone(UTC)
