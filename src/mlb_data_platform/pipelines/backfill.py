"""A season or a span of days until it is complete; typed again, it does what is left."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.dimensions import fill_dimensions
from mlb_data_platform.pipelines.steps import PipelineReport, Step, Steps, no_step
from mlb_data_platform.quality import Slices, find_slices
from mlb_data_platform.statsapi import Source
from mlb_data_platform.warehouse import GameScope, Selection, plan_games, read_completeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a backfill is about: a season, or days.

    Attributes:
        season: Season; wins over the days.
        start_date: First day.
        end_date: Last day, included.
        game_types: Types such as R, S, F; empty for all.
    """

    season: int | None = None
    start_date: date | None = None
    end_date: date | None = None
    game_types: tuple[str, ...] = ()

    @property
    def seasons(self) -> list[int]:
        """Every season it touches."""
        if self.season is not None:
            return [self.season]
        first, last = self._days
        return list(range(first.year, last.year + 1))

    @property
    def months(self) -> list[tuple[date, date]]:
        """Its days by calendar month: a schedule of many years would be one huge answer.

        Example:
            >>> [str(a) + " " + str(b) for a, b in Span(
            ...     start_date=date(2024, 6, 28), end_date=date(2024, 7, 2)).months]
            ['2024-06-28 2024-06-30', '2024-07-01 2024-07-02']
        """
        return list(_by_month(*self._days))

    @property
    def words(self) -> str:
        """The same for people."""
        if self.season is not None:
            return f"season {self.season}"
        first, last = self._days
        return f"{first} to {last}"

    @property
    def _days(self) -> tuple[date, date]:
        if self.start_date is None or self.end_date is None:
            raise ValueError("a span needs a season, or both of its days")
        return self.start_date, self.end_date


def _by_month(first: date, last: date) -> Iterator[tuple[date, date]]:
    begin = first
    while begin <= last:
        end = begin.replace(day=monthrange(begin.year, begin.month)[1])
        yield begin, min(end, last)
        begin = date.fromordinal(end.toordinal() + 1)


def run_backfill(
    span: Span,
    source: Source,
    *,
    context: RunContext,
    sport_id: int = 1,
    alone: bool = False,
    everything: bool = False,
    check: bool = True,
    step: Step = no_step,
) -> PipelineReport:
    """Bring in every game that the schedule lists, and what it lacks of the rest.

    Args:
        span: What it is about.
        source: Where to ask.
        context: The warehouse and the run, whose stages are timed.
        sport_id: Sport; 1 is Major League Baseball.
        alone: Nothing beside the games; recordings often have no more.
        everything: Ask for all games again, whatever is known of them.
        check: Make the quality checks.
        step: Told each step's name and size; returns what is told of its progress.

    Returns:
        True counts. Games that are not due (not begun, or settled) cost nothing.
    """
    steps = Steps(source=source, context=context, sport_id=sport_id, step=step)
    bring_in_schedule(span, steps)
    scope = GameScope(
        sport_id=sport_id,
        season=span.season,
        start_date=None if span.season else span.start_date,
        end_date=None if span.season else span.end_date,
        game_types=span.game_types,
    )
    game_pks = plan_games(context.connection, scope, everything=everything)
    steps.report.games_listed = len(game_pks)
    steps.games(game_pks)
    if not alone:
        fill_dimensions(steps, span.seasons)
    if check:
        slices = _slices_beside_games(span, steps)
        steps.quality(steps.unchecked(game_pks), slices=slices, scope=span.words)
    steps.views()
    return steps.report


def bring_in_schedule(span: Span, steps: Steps) -> None:
    """Bring in the dates of a span's seasons and all their listings."""
    steps.seasons(span.seasons)
    if span.season is not None:
        steps.schedule_of_season(span.season)
    else:
        steps.schedule_of_days(span.months)


def run_season(
    season: int,
    source: Source,
    *,
    context: RunContext,
    sport_id: int = 1,
    step: Step = no_step,
) -> PipelineReport:
    """Bring in a season's dates and its schedule, and check them; no game is asked for.

    Args:
        season: Season.
        source: Where to ask.
        context: The warehouse and the run, whose stages are timed.
        sport_id: Sport; 1 is Major League Baseball.
        step: Told each step's name and size; returns what is told of its progress.

    Returns:
        True counts.
    """
    steps = Steps(source=source, context=context, sport_id=sport_id, step=step)
    span = Span(season=season)
    bring_in_schedule(span, steps)
    scope = GameScope(sport_id=sport_id, season=season)
    steps.report.games_listed = read_completeness(context.connection, scope).listed
    steps.quality([], slices=_slices_beside_games(span, steps), scope=f"season {season}, no games")
    steps.views()
    return steps.report


def _slices_beside_games(span: Span, steps: Steps) -> Slices:
    """The slices of seasons and days that a span is about."""
    selection = Selection(
        season=span.season,
        start_date=None if span.season else span.start_date,
        end_date=None if span.season else span.end_date,
    )
    found = find_slices(steps.context.connection, selection) or {}
    seasons = [f"{steps.sport_id}/{season}" for season in span.seasons]
    return {"season": seasons, "schedule": found.get("schedule", [])}
