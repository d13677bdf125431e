# ruff: noqa: S311  (a game, not a secret)
"""A league: its seasons, its games and their results, all following from one seed."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from threading import RLock

from mlb_data_platform.simulator.calendar import (
    AUTOMATIC_RUNNER_SINCE,
    FIRST_SEASON,
    PITCH_CLOCK_SINCE,
    mound_visits,
)
from mlb_data_platform.simulator.clubs import all_clubs
from mlb_data_platform.simulator.decisions import score_game
from mlb_data_platform.simulator.engine import play_game
from mlb_data_platform.simulator.fixtures import Fixture, build_fixtures, season_of_game
from mlb_data_platform.simulator.lineups import build_side
from mlb_data_platform.simulator.plate_appearance import Conditions
from mlb_data_platform.simulator.rates import THIN_AIR_HOME_RUN_FACTOR
from mlb_data_platform.simulator.records import GameRecord
from mlb_data_platform.simulator.rosters import (
    Player,
    Roster,
    build_officials,
    build_roster,
    season_of_person,
)
from mlb_data_platform.simulator.scoring import Scorebook
from mlb_data_platform.simulator.season_totals import (
    ClubTotals,
    GameTally,
    no_totals,
    tally_game,
)

THIN_AIR_FT = 3_000
GAMES_REMEMBERED = 8
# The league's day begins when the last night game of the west is over: 06:00 in New York.
DAY_BEGINS = time(10, tzinfo=UTC)
FINAL, SCHEDULED, POSTPONED = "final", "scheduled", "postponed"


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of the schedule; a postponed game has two.

    Attributes:
        day: Under which date it is listed.
        state: `final`, `scheduled` or `postponed`.
        double_header: `N`, `S` or `Y`.
    """

    fixture: Fixture
    day: date
    state: str
    game_number: int = 1
    double_header: str = "N"


@dataclass(frozen=True, slots=True)
class PlayedGame:
    """A game and its score sheet."""

    record: GameRecord
    book: Scorebook


@dataclass(slots=True)
class SeasonBook:
    """All that is fixed about one year before a ball is thrown.

    Attributes:
        by_club: Each club's games in the order in which they are played.
        results: Score (away, home) of the games played so far, by gamePk.
        totals: By club, its season after each of its games, as far as known.
        tallies: What games played out of turn will add to the totals, by gamePk and club.
    """

    season: int
    rosters: dict[int, Roster]
    officials: list[dict[str, object]]
    fixtures: dict[int, Fixture]
    by_club: dict[int, list[Fixture]]
    places: dict[tuple[int, int], int]
    players: dict[int, Player]
    results: dict[int, tuple[int, int]] = field(default_factory=dict)
    totals: dict[int, list[ClubTotals]] = field(default_factory=lambda: defaultdict(list))
    tallies: dict[tuple[int, int], GameTally] = field(default_factory=dict)


def build_season_book(seed: int, season: int) -> SeasonBook:
    """Invent the rosters and lay out the calendar of one year."""
    fixtures = build_fixtures(seed, season)
    rosters = {
        club.id: build_roster(seed, season, club, index)
        for index, club in enumerate(all_clubs().values())
    }
    by_club: dict[int, list[Fixture]] = defaultdict(list)
    for fixture in sorted(fixtures, key=lambda game: (game.played_at, game.game_pk)):
        by_club[fixture.home.id].append(fixture)
        by_club[fixture.away.id].append(fixture)
    return SeasonBook(
        season=season,
        rosters=rosters,
        officials=build_officials(seed, season),
        fixtures={fixture.game_pk: fixture for fixture in fixtures},
        by_club=by_club,
        places={
            (club_id, game.game_pk): place
            for club_id, games in by_club.items()
            for place, game in enumerate(games)
        },
        players={player.id: player for roster in rosters.values() for player in roster.players},
    )


class League:
    """A league that plays every season from 1876 to its own, whatever is asked first.

    Attributes:
        seed: Everything follows from it.
        season: The current season, which also answers for unknown ones.
        now: The instant as of which it answers.
    """

    def __init__(self, seed: int, season: int, now: datetime) -> None:
        self.seed, self.season, self.now = seed, season, now
        self._lock = RLock()
        self._book = lru_cache(maxsize=4)(self._build_book)
        self._play = lru_cache(maxsize=GAMES_REMEMBERED)(self._play_now)

    @property
    def today(self) -> date:
        """Games before this day are over; it lasts until the night games of the west are."""
        return (self.now - timedelta(hours=DAY_BEGINS.hour)).date()

    def at(self, now: datetime) -> "League":
        """Return the same league at another instant; what was played once is shared."""
        other = copy(self)
        other.now = now
        return other

    def _build_book(self, season: int) -> SeasonBook:
        return build_season_book(self.seed, season)

    def knows(self, season: int) -> bool:
        """Say whether a year has a season here."""
        return FIRST_SEASON <= season <= self.season

    def book(self, season: int) -> SeasonBook:
        """Return a season's book; a year without a season gets the current one's."""
        with self._lock:
            return self._book(season if self.knows(season) else self.season)

    def fixture(self, game_pk: int) -> Fixture | None:
        """Find a game by its gamePk."""
        season = season_of_game(game_pk)
        return self.book(season).fixtures.get(game_pk) if self.knows(season) else None

    def player(self, person_id: int) -> Player | None:
        """Find an invented player."""
        season = season_of_person(person_id)
        return self.book(season).players.get(person_id) if self.knows(season) else None

    def is_played(self, fixture: Fixture) -> bool:
        """Say whether a game is over."""
        return fixture.played_on < self.today

    def listings(self, fixture: Fixture) -> list[Listing]:
        """Return a game's lines in the schedule, as known today."""
        rain = fixture.postponement
        if rain is None or fixture.day >= self.today:
            paired = fixture.paired_since is not None and fixture.paired_since < self.today
            state = FINAL if fixture.day < self.today else SCHEDULED
            kind = fixture.paired_as if paired else "N"
            return [Listing(fixture, fixture.day, state, 1, kind)]
        state = FINAL if self.is_played(fixture) else SCHEDULED
        number = 1 if rain.double_header == "N" else 2
        return [
            Listing(fixture, fixture.day, POSTPONED),
            Listing(fixture, rain.to, state, number, rain.double_header),
        ]

    def play(self, fixture: Fixture) -> PlayedGame:
        """Play a game and keep score; the same game every time."""
        game = self._play(fixture.game_pk)
        self._remember(self.book(fixture.season), fixture, game)
        return game

    def _play_now(self, game_pk: int) -> PlayedGame:
        book = self.book(season_of_game(game_pk))
        fixture = book.fixtures[game_pk]
        rng = Random(f"game:{self.seed}:{fixture.game_pk}")
        thin = fixture.home.venue.elevation_ft > THIN_AIR_FT
        record = play_game(
            build_side(book.rosters[fixture.home.id], fixture.turn[0], rng),
            build_side(book.rosters[fixture.away.id], fixture.turn[1], rng),
            rng,
            Conditions(
                home_run_factor=THIN_AIR_HOME_RUN_FACTOR if thin else 1.0,
                automatic_runner=fixture.season >= AUTOMATIC_RUNNER_SINCE,
                pitch_clock=fixture.season >= PITCH_CLOCK_SINCE,
                mound_visits=mound_visits(fixture.season),
            ),
        )
        return PlayedGame(record, score_game(record))

    def _remember(self, book: SeasonBook, fixture: Fixture, game: PlayedGame) -> None:
        """Keep the result, and what the totals have not counted yet."""
        last = game.record.plays[-1]
        with self._lock:
            book.results[fixture.game_pk] = (last.away_score, last.home_score)
            for club, home in ((fixture.home, True), (fixture.away, False)):
                key = (fixture.game_pk, club.id)
                counted = len(book.totals[club.id]) > book.places[club.id, fixture.game_pk]
                if not counted and key not in book.tallies:
                    book.tallies[key] = tally_game(game.record, game.book, home=home)

    def score(self, fixture: Fixture) -> tuple[int, int]:
        """Return the final score (away, home); plays the game when it has to."""
        results = self.book(fixture.season).results
        if fixture.game_pk not in results:
            self.play(fixture)
        return results[fixture.game_pk]

    def totals_after(self, club_id: int, fixture: Fixture) -> ClubTotals:
        """Return a club's season after a game, or as of today for one that lies ahead.

        The club's earlier games are played when nobody has asked for them yet.
        """
        book = self.book(fixture.season)
        return self._totals_at(book, club_id, book.places[club_id, fixture.game_pk])

    def totals_before(self, club_id: int, fixture: Fixture) -> ClubTotals:
        """Return a club's season as it stood when a game began."""
        book = self.book(fixture.season)
        return self._totals_at(book, club_id, book.places[club_id, fixture.game_pk] - 1)

    def standing(self, club_id: int, fixture: Fixture) -> tuple[int, int]:
        """Return a club's wins and losses after a game, or as of today for one that lies ahead."""
        return self.totals_after(club_id, fixture).record

    def standing_today(self, club_id: int, season: int) -> tuple[int, int]:
        """Return a club's wins and losses before today's games."""
        book = self.book(season)
        return self._totals_at(book, club_id, len(book.by_club[club_id]) - 1).record

    def _totals_at(self, book: SeasonBook, club_id: int, place: int) -> ClubTotals:
        games = book.by_club[club_id]
        with self._lock:
            known = book.totals[club_id]
            start = no_totals(book.rosters[club_id])
            while len(known) <= place and self.is_played(games[len(known)]):
                game = games[len(known)]
                key = (game.game_pk, club_id)
                if key not in book.tallies:
                    self.play(game)
                known.append((known[-1] if known else start).plus(book.tallies.pop(key)))
            played = min(place + 1, len(known))
            # What is known may come from a later instant than this one.
            while played > 0 and not self.is_played(games[played - 1]):
                played -= 1
            return known[played - 1] if played else start


def day_begins(day: date) -> datetime:
    """Return the first instant of one of the league's days.

    Example:
        >>> day_begins(date(2024, 7, 1)).isoformat()
        '2024-07-01T10:00:00+00:00'
    """
    return datetime.combine(day, DAY_BEGINS)


def build_league(seed: int = 2024, season: int = 2024, today: date | None = None) -> League:
    """Found a league.

    Args:
        seed: The same seed gives the same bytes.
        season: Current season; 1876 or later.
        today: The league's day; None stands for a day after the season's last game.
    """
    return League(seed, season, day_begins(today or date(season, 12, 31)))
