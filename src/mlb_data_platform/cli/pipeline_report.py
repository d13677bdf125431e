"""What a person or a machine sees of a pipeline's run."""

from collections.abc import Mapping

from mlb_data_platform.cli.console import (
    Output,
    counted,
    exit_note,
    load_counts,
    note,
    note_drift,
    show_json,
    show_load,
    show_table,
    warn,
)
from mlb_data_platform.cli.verdicts import quality_counts, show_quality
from mlb_data_platform.pipelines import PipelineReport

_FAILURES_SHOWN = 10


def pipeline_counts(report: PipelineReport) -> dict[str, object]:
    """A report as a JSON value."""
    return {
        "games_listed": report.games_listed,
        "games": report.games.counts if report.games else None,
        "ingested": {name: one.counts for name, one in report.ingested.items()},
        "transformed": load_counts(report.loaded),
        "quality": quality_counts(report.quality) if report.quality else None,
        "notes": report.notes,
    }


def show_pipeline(
    name: str, asked: Mapping[str, object], report: PipelineReport, output: Output
) -> None:
    """Print what a pipeline did.

    Args:
        name: The pipeline.
        asked: What it was asked for.
        report: What it did.
        output: For whom.
    """
    if output is Output.JSON:
        failed = [
            {"game_pk": one.game_pk, "attempts": one.attempts, "reason": one.reason}
            for one in (report.games.failed if report.games else [])
        ]
        show_json(
            {
                "pipeline": name,
                **asked,
                **pipeline_counts(report),
                "failed_games": failed,
                **exit_note(report.exit_code),
            }
        )
        return
    names = ["fetched", "new", "seen_again", "quarantined", "failed"]
    rows = [[step, *(one.counts[name] for name in names)] for step, one in report.ingested.items()]
    listed = counted(report.games_listed, "game")
    show_table(f"{name}: {listed} listed", ["ingest", *names], rows, right=names)
    show_load(report.loaded)
    _show_failures(report)
    if report.loaded.issues:
        note("something did not fit: mlb-etl query 'table metadata.quarantine'")
    if report.quality:
        show_quality(report.quality, brief=True)
    for text in report.notes:
        note(text)
    note_drift(report.loaded)


def _show_failures(report: PipelineReport) -> None:
    games = report.games
    for step, one in report.ingested.items():
        if step == "game":
            continue
        for failure in one.failures[:_FAILURES_SHOWN]:
            warn(f"failed: {failure.error}")
    if games is None:
        return
    for game in games.failed[:_FAILURES_SHOWN]:
        times = counted(game.attempts, "run")
        warn(f"game {game.game_pk} failed ({times} in a row): {game.reason}")
    if games.failed:
        note("failed games are tried again by the next run; all of them: mlb-etl pipeline status")
    if games.with_others:
        note(f"{counted(games.with_others, 'game')} left to another run that works on them")
