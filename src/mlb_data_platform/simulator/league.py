# ruff: noqa: S311  (a game, not a secret)
"""A league: its seasons, its games and their results, all following from one seed."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
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
from mlb_data_platform.simulator.corrections import Correction, correct
from mlb_data_platform.simulator.decisions import REGULATION_INNINGS, score_game
from mlb_data_platform.simulator.engine import play_game
from mlb_data_platform.simulator.fixtures import Fixture, season_of_game
from mlb_data_platform.simulator.game_files import GameFiles
from mlb_data_platform.simulator.lineups import build_side
from mlb_data_platform.simulator.moments import cut_record
from mlb_data_platform.simulator.plate_appearance import Conditions
from mlb_data_platform.simulator.plays import SeasonNumbers
from mlb_data_platform.simulator.rain_delays import interrupted_play, rain_on
from mlb_data_platform.simulator.rates import THIN_AIR_HOME_RUN_FACTOR
from mlb_data_platform.simulator.records import GameRecord
from mlb_data_platform.simulator.rosters import (
    Player,
    season_of_person,
)
from mlb_data_platform.simulator.scoring import Scorebook
from mlb_data_platform.simulator.season_book import SeasonBook, build_season_book
from mlb_data_platform.simulator.season_totals import (
    ClubTotals,
    no_totals,
    tally_game,
)
from mlb_data_platform.simulator.timeline import Step, step_at
from mlb_data_platform.simulator.weather import CALLED_EARLY, SUSPENDED, Rain
from mlb_data_platform.simulator.written import WrittenGame, write_game

THIN_AIR_FT = 3_000
GAMES_REMEMBERED = 8
# The league's day begins when the last night game of the west is over: 06:00 in New York.
DAY_BEGINS = time(10, tzinfo=UTC)
FINAL, SCHEDULED, POSTPONED = "final", "scheduled", "postponed"
LIVE, CANCELLED = "live", "cancelled"
# When a park opens for a game, at the earliest; how long a game lasts at least.
OPENS_BEFORE, SHORTEST = timedelta(hours=4), timedelta(minutes=60)
CALLED_OFF_BEFORE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of the schedule; a postponed game has two.

    Attributes:
        day: Under which date it is listed.
        state: `final`, `scheduled`, `postponed`, `cancelled`, or `live` from the opening of the
            park until the game is final.
        double_header: `N`, `S` or `Y`.
        resumed: Whether it is the second day of a suspended game.
    """

    fixture: Fixture
    day: date
    state: str
    game_number: int = 1
    double_header: str = "N"
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class PlayedGame:
    """A game and its score sheet, with the official scorer's last word.

    Attributes:
        first: The game before anything was corrected.
        corrections: What was; their places are their numbers.
    """

    record: GameRecord
    book: Scorebook
    first: GameRecord
    corrections: tuple[Correction, ...] = ()


class League:
    """A league that plays every season from 1876 to its own, whatever is asked first.

    Attributes:
        seed: Everything follows from it.
        season: The current season, which also answers for unknown ones.
        now: The instant as of which it answers.
        files: What has been written of its games.
    """

    def __init__(self, seed: int, season: int, now: datetime) -> None:
        self.seed, self.season, self.now = seed, season, now
        self._lock = RLock()
        self._book = lru_cache(maxsize=4)(self._build_book)
        self._play = lru_cache(maxsize=GAMES_REMEMBERED)(self._play_now)
        self.files = GameFiles(
            seed,
            write=self._write_first,
            corrections=lambda game_pk: self._play(game_pk).corrections,
            morning=self._morning,
        )

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

    def rain_on(self, fixture: Fixture) -> Rain | None:
        """Return what the rain does to a game."""
        return self.book(fixture.season).rain.get(fixture.game_pk)

    def is_called_off(self, fixture: Fixture) -> bool:
        """Say whether a game is cancelled, sooner or later."""
        rain = self.rain_on(fixture)
        return rain is not None and rain.is_called_off

    def resumes_at(self, fixture: Fixture) -> datetime | None:
        """Return when a suspended game goes on; None for one that is played to its end at once."""
        rain = self.rain_on(fixture)
        if rain is None or rain.kind != SUSPENDED:
            return None
        interrupted = interrupted_play(self.play(fixture).record, rain) is not None
        return rain.resumes_at if interrupted else None

    def is_played(self, fixture: Fixture) -> bool:
        """Say whether a game is final: at the latest when the league's next day begins."""
        if self.now < fixture.played_at + SHORTEST or self.is_called_off(fixture):
            return False
        resumes_at = self.resumes_at(fixture)
        decided_on = self.at(resumes_at).today if resumes_at else fixture.played_on
        if decided_on != self.today:
            return decided_on < self.today
        return self.now >= self.files.first(fixture.game_pk).final_at

    def listings(self, fixture: Fixture) -> list[Listing]:
        """Return a game's lines in the schedule, as known now."""
        rain = fixture.postponement
        if rain is None or self.now < fixture.start - CALLED_OFF_BEFORE:
            paired = fixture.paired_since is not None and fixture.paired_since < self.today
            kind = fixture.paired_as if paired else "N"
            state = SCHEDULED if rain else self._state(fixture)
            listed = [Listing(fixture, fixture.day, state, 1, kind)]
            return listed + self._resumption(fixture, state)
        number = 1 if rain.double_header == "N" else 2
        return [
            Listing(fixture, fixture.day, POSTPONED),
            Listing(fixture, rain.to, self._state(fixture), number, rain.double_header),
        ]

    def _state(self, fixture: Fixture) -> str:
        if self.is_played(fixture):
            return FINAL
        if self.is_called_off(fixture):
            return CANCELLED if self.now >= fixture.start - CALLED_OFF_BEFORE else SCHEDULED
        return LIVE if self.now >= fixture.played_at - OPENS_BEFORE else SCHEDULED

    def _resumption(self, fixture: Fixture, state: str) -> list[Listing]:
        """Return the second line of a game that was suspended."""
        rain = self.rain_on(fixture)
        if rain is None or rain.kind != SUSPENDED or self.now < fixture.start + SHORTEST:
            return []
        suspended_at = self.files.first(fixture.game_pk).suspended_at
        if suspended_at is None or self.now < suspended_at or rain.resumes_at is None:
            return []
        return [Listing(fixture, self.at(rain.resumes_at).today, state, resumed=True)]

    def written(self, fixture: Fixture) -> WrittenGame:
        """Return a game written down from its first play to its last, as corrected by now."""
        return self.files.written(fixture.game_pk, self.now)

    def timeline(self, fixture: Fixture) -> list[Step]:
        """Return the moments at which a game's feed changes, until it is final and corrected."""
        return self.files.timeline(fixture.game_pk, self.now)

    def amend(self, fixture: Fixture, correction: Correction) -> None:
        """Correct something in a game; its clubs' seasons are added up again from there."""
        book = self.book(fixture.season)
        with self._lock:
            self.files.amend(fixture.game_pk, correction)
            self._play.cache_clear()
            for club in (fixture.away, fixture.home):
                del book.totals[club.id][book.places[club.id, fixture.game_pk] :]
                book.tallies.pop((fixture.game_pk, club.id), None)

    def step(self, fixture: Fixture) -> Step:
        """Return the last step of a game so far; the first of its day, before that."""
        steps = self.timeline(fixture)
        return steps[max(step_at(steps, self.now), 0)]

    def score_now(self, fixture: Fixture) -> tuple[int, int]:
        """Return the score (away, home) of a game that is going on."""
        step = self.step(fixture)
        last = cut_record(self.written(fixture).record, step.plays, step.events).plays[-1]
        return last.away_score, last.home_score

    def is_shortened(self, fixture: Fixture) -> bool:
        """Say whether the rain ended a game before nine innings were played."""
        rain = self.rain_on(fixture)
        if rain is None or rain.kind != CALLED_EARLY:
            return False
        return self.play(fixture).record.plays[-1].inning < REGULATION_INNINGS

    def _write_first(self, game_pk: int) -> WrittenGame:
        book = self.book(season_of_game(game_pk))
        fixture = book.fixtures[game_pk]
        game = self.play(fixture)
        return write_game(
            game.first,
            score_game(game.first) if game.corrections else game.book,
            fixture,
            seed=self.seed,
            officials=book.officials,
            rain=book.rain.get(game_pk),
            numbers=SeasonNumbers(self._batted_before(fixture)),
        )

    def _morning(self, game_pk: int) -> datetime:
        return day_begins(self.book(season_of_game(game_pk)).fixtures[game_pk].played_on)

    def _batted_before(self, fixture: Fixture) -> Callable[[int, str], int]:
        """Return how to look up what a player had batted before a game."""
        clubs = (fixture.away.id, fixture.home.id)
        away, home = (self.at(fixture.played_at).totals_before(club, fixture) for club in clubs)
        known = {**away.players, **home.players}
        return lambda player_id, name: known[player_id].batted(name)

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
        first = record = rain_on(record, book.rain.get(game_pk))
        corrections = self.files.rulings.of(game_pk, first)
        for correction in corrections:
            record = correct(record, correction)
        return PlayedGame(record, score_game(record), first, corrections)

    def _remember(self, book: SeasonBook, fixture: Fixture, game: PlayedGame) -> None:
        """Keep the result, and what the totals have not counted yet."""
        last = game.record.plays[-1]
        with self._lock:
            book.results[fixture.game_pk] = (last.away_score, last.home_score)
            if last.inning > REGULATION_INNINGS:
                book.extra_innings.add(fixture.game_pk)
            for club, home in ((fixture.home, True), (fixture.away, False)):
                key = (fixture.game_pk, club.id)
                counted = len(book.totals[club.id]) > book.places[club.id, fixture.game_pk]
                if not counted and key not in book.tallies:
                    book.tallies[key] = tally_game(
                        game.record, game.book, fixture.played_on, home=home
                    )

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
        place = book.places[club_id, fixture.game_pk] - self.is_called_off(fixture)
        return self._totals_at(book, club_id, place)

    def totals_before(self, club_id: int, fixture: Fixture) -> ClubTotals:
        """Return a club's season as it stood when a game began."""
        book = self.book(fixture.season)
        return self._totals_at(book, club_id, book.places[club_id, fixture.game_pk] - 1)

    def standing(self, club_id: int, fixture: Fixture) -> tuple[int, int]:
        """Return a club's wins and losses after a game, or as of today for one that lies ahead."""
        return self.totals_after(club_id, fixture).record

    def catch_up(self) -> None:
        """Play all of the season that has been played by now, so that nobody waits for it later."""
        for club_id in self.book(self.season).rosters:
            self.standing_today(club_id, self.season)

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
