# ruff: noqa: S311, PLR2004  (a game, not a secret; its small numbers are its rules)
"""Which games the rain falls on, and what becomes of them: delayed, called early, suspended, off.

Drawn from dice of its own, so that no other result hangs on it. Games that were moved to another
day before they began are in `fixtures.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mlb_data_platform.simulator.fixtures import Fixture

DELAYED_START, DELAYED, CALLED_EARLY, SUSPENDED, CANCELLED = (
    "delayed start",
    "delayed",
    "called early",
    "suspended",
    "cancelled",
)
# Shares of the games under an open sky.
_SHARES = {DELAYED_START: 0.016, DELAYED: 0.022, CALLED_EARLY: 0.003, SUSPENDED: 0.004}
# A cancelled game could not be made up before the season ends.
_CANCELLED_SHARE, _LAST_DAYS = 0.015, timedelta(days=4)
_RESUMED_AT, _NIGHT_HOUR = time(13, 5), 18
WAIT_BEFORE_SUSPENSION = timedelta(minutes=70)


@dataclass(frozen=True, slots=True)
class Rain:
    """What the rain does to one game.

    Attributes:
        kind: One of this module's words.
        inning: In which inning it begins; it is noticed when its half is over.
        top: Which half.
        pause: How long nobody plays; until the suspension, for a suspended game.
        resumes_at: When a suspended game goes on, UTC.
    """

    kind: str
    inning: int = 0
    top: bool = False
    pause: timedelta = timedelta()
    resumes_at: datetime | None = None

    @property
    def is_called_off(self) -> bool:
        """Whether the game is never played."""
        return self.kind == CANCELLED

    @property
    def start_delay(self) -> timedelta:
        """How much later than planned the first pitch is thrown."""
        return self.pause if self.kind == DELAYED_START else timedelta()


def plan_rain(seed: int, season: int, fixtures: Iterable[Fixture]) -> dict[int, Rain]:
    """Choose what the rain does in a season.

    Args:
        seed: The league's seed.
        season: Year.
        fixtures: All of the year's games.

    Returns:
        By gamePk, for the few games that it falls on.
    """
    dice = Random(f"rain:{seed}:{season}")
    dry = [game for game in fixtures if not game.postponement and not game.paired_since]
    at_home = {(game.day, game.home.id): game for game in dry}
    last_day = max((game.day for game in dry), default=date(season, 9, 30))
    plan: dict[int, Rain] = {}
    for game in dry:
        if game.home.venue.roof != "Open":
            continue
        tomorrow = at_home.get((game.day + timedelta(days=1), game.home.id))
        rain = _rain_on(dice, game, tomorrow)
        cannot_wait = last_day - game.day < _LAST_DAYS and tomorrow is None
        if cannot_wait and dice.random() < _CANCELLED_SHARE:
            rain = Rain(CANCELLED)
        if rain:
            plan[game.game_pk] = rain
    return plan


def _rain_on(dice: Random, game: Fixture, tomorrow: Fixture | None) -> Rain | None:
    chance = dice.random()
    inning, top = dice.randint(2, 8), dice.random() < 0.5
    pause = timedelta(minutes=dice.randint(25, 130), seconds=dice.randint(0, 59))
    kind = _kind_of(chance)
    if not kind:
        return None
    resumes_at = _resumption(game, tomorrow) if kind == SUSPENDED else None
    if resumes_at:
        return Rain(SUSPENDED, max(inning, 3), top, WAIT_BEFORE_SUSPENSION, resumes_at)
    return Rain(DELAYED if kind == SUSPENDED else kind, inning, top, pause)


def _kind_of(chance: float) -> str:
    for kind, share in _SHARES.items():
        chance -= share
        if chance < 0:
            return kind
    return ""


def _resumption(game: Fixture, tomorrow: Fixture | None) -> datetime | None:
    """Return when a game can go on the next day: in the afternoon before a night game."""
    if tomorrow is None or tomorrow.away is not game.away:
        return None
    zone = ZoneInfo(game.home.venue.time_zone)
    if tomorrow.start.astimezone(zone).hour < _NIGHT_HOUR:
        return None
    return datetime.combine(tomorrow.day, _RESUMED_AT, zone).astimezone(UTC)
