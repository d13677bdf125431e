# ruff: noqa: S311, PLR2004  (a game, not a secret; its small numbers are its rules)
"""The list of a season's 2,430 games: who plays whom, where and when, and what the rain moves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from mlb_data_platform.simulator.calendar import ALL_STAR_WEEK, WEEKS, build_season_dates
from mlb_data_platform.simulator.clubs import Club, all_clubs
from mlb_data_platform.simulator.rates import POSTPONED_SHARE

PKS_A_SEASON = 10_000
FOUR_GAME_WEEKS = frozenset({2, 6, 10, 14, 19, 23})
_RAIN = (("DR", "Rain"), ("DI", "Inclement Weather"))
_NIGHT = (time(18, 40), time(19, 5), time(19, 10), time(19, 40))
_DAY = (time(13, 5), time(13, 10), time(13, 35), time(14, 10))
_FIRST_OF_TWO = time(13, 10)
_SECOND_OF_TWO = {"S": time(18, 40), "Y": time(16, 40)}


@dataclass(frozen=True, slots=True)
class Postponement:
    """Where a rained-out game went.

    Attributes:
        status_code: `DR` or `DI`.
        to: Local day of the make-up game.
        start: First pitch of the make-up game, UTC.
        double_header: `N` alone on its day, `S` or `Y` as second game.
    """

    status_code: str
    reason: str
    to: date
    start: datetime
    double_header: str


@dataclass(frozen=True, slots=True)
class Fixture:
    """One game of the calendar, as it was first set.

    Attributes:
        game_pk: Year x 10,000 + number in the calendar, so that the year can be read from it.
        day: Local day in the calendar.
        start: First pitch, UTC.
        postponement: None for a game played on its day.
        paired_since: Day of the rain that made this game the first of two; None for most.
        turn: How many games (home, away) the clubs had before; fixes the starting pitchers.
    """

    game_pk: int
    season: int
    home: Club
    away: Club
    day: date
    start: datetime
    series_number: int
    series_game: int
    series_length: int
    turn: tuple[int, int] = (0, 0)
    postponement: Postponement | None = None
    paired_since: date | None = None
    paired_as: str = "N"

    @property
    def played_on(self) -> date:
        """Local day on which it is really played."""
        return self.postponement.to if self.postponement else self.day

    @property
    def played_at(self) -> datetime:
        """First pitch of the game as really played, UTC."""
        return self.postponement.start if self.postponement else self.start


def season_of_game(game_pk: int) -> int:
    """Return the year that a simulated gamePk belongs to."""
    return game_pk // PKS_A_SEASON


@dataclass(frozen=True, slots=True)
class _Series:
    home: int
    away: int
    days: tuple[date, ...]


def build_fixtures(seed: int, season: int) -> list[Fixture]:
    """Lay out a season in order of day and first pitch, each club 162 games.

    Args:
        seed: The league's seed.
        season: Year.
    """
    rng = Random(f"fixtures:{seed}:{season}")
    games = _games(rng, season)
    games.sort(key=lambda game: (game.start, game.home.id))
    turns = dict.fromkeys(all_clubs(), 0)
    numbered = []
    for number, game in enumerate(games, start=1):
        turn = (turns[game.home.id], turns[game.away.id])
        turns[game.home.id] += 1
        turns[game.away.id] += 1
        numbered.append(replace(game, game_pk=season * PKS_A_SEASON + number, turn=turn))
    return _with_rain(rng, numbered)


def _windows(season: int) -> Iterator[tuple[date, int, int]]:
    """Yield (first day, days available, games) of every series window."""
    dates = build_season_dates(season)
    yield dates.opening_day, 4, 3
    for week in range(WEEKS):
        monday = dates.first_monday + timedelta(weeks=week)
        if week != ALL_STAR_WEEK:
            yield monday, 4, 4 if week in FOUR_GAME_WEEKS else 3
        yield monday + timedelta(days=4), 3, 3


def _games(rng: Random, season: int) -> list[Fixture]:
    clubs = all_clubs()
    balance = dict.fromkeys(clubs, 0)
    met: dict[tuple[int, int], int] = {}
    games: list[Fixture] = []
    series_count = dict.fromkeys(clubs, 0)
    for first_day, room, length in _windows(season):
        for one, other in _pairs(rng, met):
            met[one, other] = met[other, one] = met.get((one, other), 0) + 1
            swap = balance[one] > balance[other] or (
                balance[one] == balance[other] and rng.random() < 0.5
            )
            home, away = (other, one) if swap else (one, other)
            balance[home] += length
            balance[away] -= length
            series_count[home] += 1
            skip = rng.randint(0, room - length)
            days = tuple(first_day + timedelta(days=skip + at) for at in range(length))
            games += _series_games(rng, season, _Series(home, away, days), series_count[home])
    return games


def _wanted(one: Club, other: Club) -> int:
    """Return how many series two clubs should play in a season."""
    if one.division == other.division:
        return 4
    return 2 if one.league == other.league else 1


def _pairs(rng: Random, met: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """Match the thirty clubs, favouring those who still owe each other a series."""
    clubs = all_clubs()
    ids = list(clubs)
    rng.shuffle(ids)

    def cost(one: int, other: int) -> float:
        debt = met.get((one, other), 0) - _wanted(clubs[one], clubs[other])
        return 3.0**debt if debt < 0 else 10.0 * (debt + 1)

    pairs = [(ids[at], ids[at + 1]) for at in range(0, len(ids), 2)]
    improved = True
    while improved:
        improved = False
        for i in range(len(pairs)):
            for j in range(i + 1, len(pairs)):
                (a, b), (c, d) = pairs[i], pairs[j]
                now = cost(a, b) + cost(c, d)
                for new_i, new_j in (((a, c), (b, d)), ((a, d), (b, c))):
                    then = cost(*new_i) + cost(*new_j)
                    if then < now - 1e-9:
                        pairs[i], pairs[j], improved = new_i, new_j, True
                        break
    return pairs


def _utc(club: Club, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(club.venue.time_zone)).astimezone(UTC)


def _series_games(
    rng: Random, season: int, series: _Series, series_number: int
) -> Iterator[Fixture]:
    clubs = all_clubs()
    home, away = clubs[series.home], clubs[series.away]
    for at, day in enumerate(series.days, start=1):
        getaway = at == len(series.days) and rng.random() < 0.45
        by_day = day.weekday() == 6 or getaway or (day.weekday() == 5 and rng.random() < 0.5)
        yield Fixture(
            game_pk=0,
            season=season,
            home=home,
            away=away,
            day=day,
            start=_utc(home, day, rng.choice(_DAY if by_day else _NIGHT)),
            series_number=series_number,
            series_game=at,
            series_length=len(series.days),
        )


def _with_rain(rng: Random, games: list[Fixture]) -> list[Fixture]:
    """Move some games out of the rain: to a double-header next day, or to a free day."""
    busy = {(game.day, club.id) for game in games for club in (game.home, game.away)}
    place = {(game.day, game.home.id): at for at, game in enumerate(games)}
    for at, game in enumerate(games):
        if game.home.venue.roof != "Open" or rng.random() >= POSTPONED_SHARE:
            continue
        to = game.day + timedelta(days=1)
        code, reason = rng.choice(_RAIN)
        sibling = place.get((to, game.home.id))
        if game.series_game < game.series_length and sibling is not None:
            if game.paired_since or games[sibling].postponement:
                continue
            kind = rng.choice("SY")
            games[sibling] = replace(
                games[sibling],
                start=_utc(game.home, to, _FIRST_OF_TWO),
                paired_since=game.day,
                paired_as=kind,
            )
            start = _utc(game.home, to, _SECOND_OF_TWO[kind])
        elif (to, game.home.id) in busy or (to, game.away.id) in busy or game.paired_since:
            continue
        else:
            kind, start = "N", _utc(game.home, to, _NIGHT[0])
            busy |= {(to, game.home.id), (to, game.away.id)}
        moved = Postponement(
            status_code=code, reason=reason, to=to, start=start, double_header=kind
        )
        games[at] = replace(games[at], postponement=moved)
    return games
