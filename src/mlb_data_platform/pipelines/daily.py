"""One baseball day, end to end: season, schedule, games, their tables, quality, the views."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.ingest import IngestReport, ingest
from mlb_data_platform.pipelines.quality import check, quality_plan
from mlb_data_platform.pipelines.transform import transform
from mlb_data_platform.quality import QualityReport, Slices
from mlb_data_platform.statsapi import Request, Source
from mlb_data_platform.warehouse import (
    LoadReport,
    Selection,
    games_listed_on,
    refresh_views,
)


@dataclass(slots=True, kw_only=True)
class DailyReport:
    """What a day's pipeline did.

    Attributes:
        ingested: Counts by step: season, schedule, game.
        loaded: Counts of the transform.
        games_listed: Games that the schedule lists on the day.
        quality: What came of the checks of that day; None before they are made.
    """

    ingested: dict[str, IngestReport] = field(default_factory=dict)
    loaded: LoadReport = field(default_factory=LoadReport)
    games_listed: int = 0
    quality: QualityReport | None = None

    @property
    def exit_code(self) -> int:
        """0, 5 when something is in quarantine, or the code of what failed.

        A day that has nothing to check is no failure: there are days without games.
        """
        worst = [report.exit_code for report in self.ingested.values() if report.failures]
        if worst:
            return max(worst)
        if self.quality and self.quality.was_anything_checked and self.quality.exit_code:
            return self.quality.exit_code
        kept_aside = any(report.exit_code for report in self.ingested.values())
        return 5 if kept_aside or self.loaded.issues else 0


Step: TypeAlias = Callable[[str, int], Callable[[int], None]]
"""Begins a step with its name and size (0: not known yet); returns what is told of its progress."""


def run_daily(
    day: date,
    source: Source,
    *,
    context: RunContext,
    sport_id: int = 1,
    step: Step = lambda _name, _total: lambda _done: None,
) -> DailyReport:
    """Ingest, transform and check one day; a second run of it writes no row of data anew.

    Args:
        day: Baseball day.
        source: Where to ask.
        context: The warehouse and the run, whose stages are timed.
        sport_id: Sport; 1 is Major League Baseball.
        step: Told each step's name and size; returns what is told of its progress.

    Returns:
        True counts. A game without an answer is in the report, and does not stop the others.
    """
    run = _Daily(source, context, step)
    sport = {"sportId": str(sport_id)}
    season = {**sport, "seasonId": str(day.year)}
    listed = {**sport, "date": day.isoformat()}
    run.keep("season", "season.seasons", [_request("season", "seasons", season)])
    run.keep("schedule", "schedule.schedule", [_request("schedule", "schedule", listed)])
    run.bring_up("season", Selection(sport_ids=(sport_id,)))
    run.bring_up("schedule", Selection(start_date=day, end_date=day, sport_ids=(sport_id,)))
    game_pks = games_listed_on(context.connection, day, sport_id=sport_id)
    run.report.games_listed = len(game_pks)
    if game_pks:
        run.keep("game", "game.live_game_v1", [_game_request(game_pk) for game_pk in game_pks])
        run.bring_up("game", Selection(game_pks=tuple(game_pks)))
    slices = {
        "season": [f"{sport_id}/{day.year}"],
        "schedule": [f"{sport_id}/{day}"],
        "game": [str(game_pk) for game_pk in game_pks],
    }
    run.look_at(slices, scope=f"{day}")
    with context.run.stage("refresh views"):
        refresh_views(context.connection)
    return run.report


@dataclass(slots=True)
class _Daily:
    """The steps of one day's run, and what they did so far."""

    source: Source
    context: RunContext
    step: Step
    report: DailyReport = field(default_factory=DailyReport)

    def keep(self, name: str, table: str, requests: list[Request]) -> None:
        """Ingest, and remember how it went."""
        progress = self.step(f"ingest {name}", len(requests))
        with self.context.run.stage(f"ingest {name}"):
            self.report.ingested[name] = ingest(
                requests, self.source, context=self.context, table=table, progress=progress
            )

    def bring_up(self, subject: str, selection: Selection) -> None:
        """Transform, and remember how it went."""
        progress = self.step(f"transform {subject}", 0)
        with self.context.run.stage(f"transform {subject}"):
            self.report.loaded.add(
                transform(subject, selection, context=self.context, progress=progress)
            )

    def look_at(self, slices: Slices, *, scope: str) -> None:
        """Check what the day is about, and remember the verdicts; bad rows stay where they are."""
        plan = quality_plan()
        progress = self.step("quality", plan.size)
        self.report.quality = check(
            plan, context=self.context, slices=slices, scope=scope, progress=progress
        )


def _request(endpoint: str, method: str, query: dict[str, str]) -> Request:
    return Request(endpoint=endpoint, method=method, query_params=query)


def _game_request(game_pk: int) -> Request:
    return Request(endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)})
