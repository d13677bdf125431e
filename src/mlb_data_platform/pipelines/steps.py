"""The steps that pipelines are made of, and the report that they all add to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.games import CHANCES, GamesReport, bring_in_games
from mlb_data_platform.pipelines.ingest import IngestReport, fetch_and_keep, ingest
from mlb_data_platform.pipelines.quality import check, quality_plan
from mlb_data_platform.pipelines.transform import transform
from mlb_data_platform.quality import QualityReport, Slices
from mlb_data_platform.statsapi import Request, Source
from mlb_data_platform.warehouse import (
    LoadReport,
    Selection,
    games_to_check,
    mark_checked,
    refresh_views,
)

Step: TypeAlias = Callable[[str, int], Callable[[int], None]]
"""Begins a step with its name and size (0: not known yet); returns what is told of its progress."""


def no_step(_name: str, _total: int) -> Callable[[int], None]:
    """Tell nobody of the progress."""
    return lambda _done: None


@dataclass(slots=True, kw_only=True)
class PipelineReport:
    """What a pipeline did.

    Attributes:
        ingested: Counts by step: season, schedule, game, …
        loaded: Counts of the tables.
        games_listed: Games that the schedule lists for what the run is about; a day's run may take
            games of earlier days, too.
        games: What became of the games; None where none were planned.
        quality: What came of the checks; None before they are made.
        notes: What a person should know.
    """

    ingested: dict[str, IngestReport] = field(default_factory=dict)
    loaded: LoadReport = field(default_factory=LoadReport)
    games_listed: int = 0
    games: GamesReport | None = None
    quality: QualityReport | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0, 5 when something is in quarantine, or the code of what failed.

        A run that has nothing to check is no failure: there are days without games.
        """
        worst = [report.exit_code for report in self.ingested.values() if report.failures]
        if worst:
            return max(worst)
        if self.quality and self.quality.was_anything_checked and self.quality.exit_code:
            return self.quality.exit_code
        kept_aside = any(report.exit_code for report in self.ingested.values())
        return 5 if kept_aside or self.loaded.issues else 0


@dataclass(slots=True, kw_only=True)
class Steps:
    """Steps of one run, each timed and reported.

    Attributes:
        source: Where to ask.
        context: The warehouse and the run.
        sport_id: Sport; 1 is Major League Baseball.
        step: Told each step's name and size.
        report: What the steps did so far.
    """

    source: Source
    context: RunContext
    sport_id: int = 1
    step: Step = no_step
    report: PipelineReport = field(default_factory=PipelineReport)

    def seasons(self, seasons: Sequence[int]) -> None:
        """Bring in the dates of seasons."""
        asked = [
            _request("season", "seasons", self._sport(seasonId=str(season))) for season in seasons
        ]
        self.keep("season", "season.seasons", asked)
        self.bring_up("season", Selection(sport_ids=(self.sport_id,)))

    def schedule_of_season(self, season: int) -> None:
        """Bring in every listing of a season with one request."""
        self._schedule([self._sport(season=str(season))], Selection(season=season))

    def schedule_of_days(self, spans: Sequence[tuple[date, date]]) -> None:
        """Bring in the listings of spans of days; a span of one day is asked for by its date."""
        asked = [
            self._sport(date=first.isoformat())
            if first == last
            else self._sport(startDate=first.isoformat(), endDate=last.isoformat())
            for first, last in spans
        ]
        days = [day for span in spans for day in span]
        self._schedule(asked, Selection(start_date=min(days), end_date=max(days)))

    def games(self, game_pks: Sequence[int]) -> None:
        """Bring in planned games."""
        if not game_pks:
            return
        asked = self.step("fetch games", len(game_pks))
        done = self.step("games into tables", len(game_pks))
        with self.context.run.stage("games"):
            report = bring_in_games(
                game_pks, self.source, context=self.context, asked=asked, done=done
            )
        self.report.games = report
        self.report.ingested["game"] = report.ingested
        self.report.loaded.add(report.loaded)

    def quality(self, game_pks: Sequence[int], *, slices: Slices, scope: str) -> None:
        """Check what the run is about; bad rows stay where they are, and are named.

        Args:
            game_pks: Games to look at.
            slices: What else: days of the schedule, seasons.
            scope: The same in words.
        """
        plan = quality_plan()
        progress = self.step("quality", plan.size)
        self.report.quality = check(
            plan,
            context=self.context,
            slices={**slices, "game": [str(game_pk) for game_pk in game_pks]},
            scope=scope,
            progress=progress,
        )
        mark_checked(self.context.connection, game_pks)

    def unchecked(self, game_pks: Sequence[int]) -> list[int]:
        """Those of the games that are in the tables, and that quality has not looked at since."""
        return games_to_check(self.context.connection, game_pks, run_id=self.context.run.run_id)

    def views(self) -> None:
        """Refresh the materialized views."""
        with self.context.run.stage("refresh views"):
            refresh_views(self.context.connection)

    def keep(
        self, name: str, table: str, requests: Sequence[Request], *, needed: bool = True
    ) -> None:
        """Ingest, and remember how it went.

        Args:
            name: The step.
            table: Raw table of the answers.
            requests: What to ask.
            needed: Without an answer to the only request the run cannot go on.
        """
        progress = self.step(f"ingest {name}", len(requests))
        take = ingest if needed else fetch_and_keep
        with self.context.run.stage(f"ingest {name}"):
            self.report.ingested[name] = take(
                requests,
                self.source,
                context=self.context,
                table=table,
                progress=progress,
                chances=CHANCES,
            )

    def bring_up(self, subject: str, selection: Selection) -> None:
        """Transform, and remember how it went."""
        progress = self.step(f"transform {subject}", 0)
        with self.context.run.stage(f"transform {subject}"):
            self.report.loaded.add(
                transform(subject, selection, context=self.context, progress=progress)
            )

    def _schedule(self, asked: Sequence[dict[str, str]], selection: Selection) -> None:
        requests = [_request("schedule", "schedule", query) for query in asked]
        self.keep("schedule", "schedule.schedule", requests)
        self.bring_up("schedule", selection)

    def _sport(self, **query: str) -> dict[str, str]:
        return {"sportId": str(self.sport_id), **query}


def _request(endpoint: str, method: str, query: dict[str, str]) -> Request:
    return Request(endpoint=endpoint, method=method, query_params=query)
