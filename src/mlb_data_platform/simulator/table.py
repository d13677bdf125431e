"""Adds a season's results up to a table: records, splits, streaks, what is still possible."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from mlb_data_platform.simulator.clubs import Club, all_clubs
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.gamedata import day_or_night
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.rosters import STARTER_COUNT

GAMES_A_SEASON = 162
_WILD_CARDS_SINCE = ((2022, 3), (2012, 2))
_PYTHAGORAS = 1.83
_LAST_TEN = 10


@dataclass(frozen=True, slots=True)
class Result:
    """One game as one of its clubs sees it.

    Attributes:
        opponent: Against whom.
        runs: Scored and allowed.
        at_home: Whether the club was the home club.
        starter_throws: Hand of the opponent's starting pitcher, `L` or `R`.
        extra_innings: Whether nine were not enough.
        by_day: By the clock on the home club's wall.
        on_grass: Whether the park has it.
    """

    opponent: Club
    runs: tuple[int, int]
    at_home: bool
    starter_throws: str
    extra_innings: bool
    by_day: bool
    on_grass: bool

    @property
    def won(self) -> bool:
        """Whether the club scored more."""
        return self.runs[0] > self.runs[1]


@dataclass(frozen=True, slots=True)
class Split:
    """Wins and losses of some games."""

    wins: int = 0
    losses: int = 0

    @property
    def games(self) -> int:
        """Games played."""
        return self.wins + self.losses

    @property
    def share(self) -> float:
        """Share of games won, 0 to 1."""
        return self.wins / self.games if self.games else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """One club's results so far, in the order of play.

    Attributes:
        games_left: How many games it has yet to play.
    """

    club: Club
    results: tuple[Result, ...]
    games_left: int

    @property
    def total(self) -> Split:
        """All games."""
        return count(self.results)

    @property
    def runs(self) -> tuple[int, int]:
        """Runs scored and allowed."""
        return (sum(one.runs[0] for one in self.results), sum(one.runs[1] for one in self.results))

    @property
    def streak(self) -> tuple[bool, int]:
        """Whether the last game was won, and how many like it came in a row."""
        if not self.results:
            return False, 0
        won = self.results[-1].won
        return won, len(list(takewhile(lambda one: one.won is won, reversed(self.results))))

    def split(self, of: Callable[[Result], bool]) -> Split:
        """Return the record of the games that a condition picks."""
        return count(filter(of, self.results))

    def last_ten(self) -> Split:
        """Return the record of the latest games."""
        return count(self.results[-_LAST_TEN:])

    def expected(self) -> Split:
        """Return the record that the runs promise, by Pythagoras."""
        scored, allowed = self.runs
        games = self.total.games
        if not scored + allowed:
            return Split()
        wins = round(games * scored**_PYTHAGORAS / (scored**_PYTHAGORAS + allowed**_PYTHAGORAS))
        return Split(wins, games - wins)


def count(results: Iterable[Result]) -> Split:
    """Return wins and losses of these games."""
    won = [one.won for one in results]
    return Split(sum(won), len(won) - sum(won))


def games_behind(leader: Split, club: Split) -> float:
    """Return by how many games a club trails another; negative when it leads.

    Example:
        >>> games_behind(Split(10, 5), Split(8, 6))
        1.5
    """
    return ((leader.wins - club.wins) + (club.losses - leader.losses)) / 2


def magic_number(leader: Split, chaser: Split) -> int:
    """Return how many wins of one or losses of the other settle it; 0 or less when settled.

    Example:
        >>> magic_number(Split(90, 60), Split(80, 70))
        3
    """
    return GAMES_A_SEASON + 1 - leader.wins - chaser.losses


def wild_cards(season: int) -> int:
    """Return how many clubs of a league go on without leading a division.

    Example:
        >>> wild_cards(1995), wild_cards(2021), wild_cards(2024)
        (1, 2, 3)
    """
    return next((cards for since, cards in _WILD_CARDS_SINCE if season >= since), 1)


def best_first(standings: Iterable[Standing]) -> list[Standing]:
    """Return clubs in the order of the table; who has scored more goes first among equals."""

    def merit(one: Standing) -> tuple[float, int, int]:
        scored, allowed = one.runs
        return (-one.total.share, allowed - scored, one.club.id)

    return sorted(standings, key=merit)


def build_table(league: League, season: int, until: date | None) -> Mapping[int, Standing]:
    """Return every club's results of a season, by club.

    Args:
        league: Games that have not been asked for yet are played.
        season: Which year.
        until: Last day that counts; None for all that has been played.
    """
    return {club.id: _standing(league, season, club, until) for club in all_clubs().values()}


def _standing(league: League, season: int, club: Club, until: date | None) -> Standing:
    games = league.book(season).by_club[club.id]
    counted = [
        fixture
        for fixture in games
        if league.is_played(fixture) and (until is None or fixture.played_on <= until)
    ]
    results = tuple(_result(league, fixture, club) for fixture in counted)
    return Standing(club, results, len(games) - len(counted))


def _result(league: League, fixture: Fixture, club: Club) -> Result:
    at_home = fixture.home.id == club.id
    opponent = fixture.away if at_home else fixture.home
    away_runs, home_runs = league.score(fixture)
    book = league.book(fixture.season)
    rotation = book.rosters[opponent.id].rotation
    return Result(
        opponent=opponent,
        runs=(home_runs, away_runs) if at_home else (away_runs, home_runs),
        at_home=at_home,
        starter_throws=rotation[fixture.turn[at_home] % STARTER_COUNT].throws,
        extra_innings=fixture.game_pk in book.extra_innings,
        by_day=day_or_night(fixture, fixture.played_at) == "day",
        on_grass=fixture.home.venue.turf == "Grass",
    )
