"""`mlb-etl transform … --source`: answers that lie elsewhere are kept in raw first."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlb_data_platform.cli.console import counted, note
from mlb_data_platform.cli.lake import lake_module, place_of
from mlb_data_platform.errors import UsageError
from mlb_data_platform.pipelines.answers import Answers, KeptReport, recorded_answers
from mlb_data_platform.warehouse import Selection

if TYPE_CHECKING:
    from mlb_data_platform.export import Place

SourceOption = Annotated[
    str | None,
    typer.Option(
        help="First keep what lies here: a stub folder, NDJSON, or raw tables as Delta or Parquet"
        " in a folder or s3://BUCKET/PATH.",
        envvar="MLB_SOURCE",
        show_default="the raw tables as they are",
    ),
]


def answers_at(source: str, subject: str, selection: Selection) -> Answers:
    """Find out what lies at a source, and cut it into parts.

    Raises:
        UsageError: Nothing about the subject lies there.
        SetupError: It is a lake, and the extra `delta` is not installed.
    """
    if "://" in source:
        place = place_of(source)
        found = _in_lake(place, subject, selection)
        if found is None:
            problem = f"--source {source}: found no raw table of {subject}"
            raise UsageError(problem, hint="mlb-etl export raw --to PLACE")
        return found
    folder = Path(source).expanduser()
    if _may_be_lake(folder):
        found = _in_lake(place_of(source), subject, selection)
        if found is not None:
            return found
    return recorded_answers(folder, subject)


def tell_kept(kept: KeptReport, source: str, kind: str) -> None:
    """Say what became of a source."""
    total = kept.kept.new + kept.kept.seen_again
    note(
        f"{source} ({kind}): {counted(total, 'answer')}, {kept.kept.new:,} of them new to raw"
        + (f"; {kept.passed_over:,} left out by the filters" if kept.passed_over else "")
        + (f"; {counted(kept.absent, 'recording')} of no answer" if kept.absent else "")
    )
    if kept.kept.quarantined:
        note(
            f"{counted(kept.kept.quarantined, 'recording')} could not be read:"
            " mlb-etl query 'table metadata.quarantine'"
        )


def _in_lake(place: "Place", subject: str, selection: Selection) -> Answers | None:
    found: Answers | None = lake_module("mlb_data_platform.pipelines.lake_answers").lake_answers(
        place, subject, selection
    )
    return found


def _may_be_lake(folder: Path) -> bool:
    """Whether tables may lie there; asked first, since looking for them needs an extra."""
    return any(True for _ in folder.glob("*/*/_delta_log")) or any(
        True for _ in folder.glob("*/*/**/*.parquet")
    )
