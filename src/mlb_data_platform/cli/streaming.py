"""`mlb-etl transform … --mode streaming`: a subject's tables follow raw until interrupted."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import structlog
import typer

from mlb_data_platform.cli.console import Output, exit_note, load_counts, note, show_json, show_load
from mlb_data_platform.cli.engines import Engine, SparkWish, spark_engine
from mlb_data_platform.cli.options import DatabaseOptions, home_folder
from mlb_data_platform.errors import UsageError
from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.pipelines.transform import mappings_of, readable_tables
from mlb_data_platform.warehouse import LoadReport, Selection, start_run

_LOG = structlog.get_logger(__name__)
_STREAM_PANEL = "Streaming"


class Mode(StrEnum):
    """What is done after what is due now."""

    BATCH = "batch"
    STREAMING = "streaming"


ModeOption = Annotated[
    Mode,
    typer.Option(
        help="batch ends when nothing is due; streaming goes on (needs --engine spark).",
        envvar="MLB_MODE",
    ),
]
CheckpointOption = Annotated[
    Path | None,
    typer.Option(
        help="Folder in which a stream keeps how far it is.",
        envvar="MLB_CHECKPOINT",
        rich_help_panel=_STREAM_PANEL,
        show_default="one a subject in the data folder",
    ),
]
EveryOption = Annotated[
    float,
    typer.Option(
        "--every",
        min=0.1,
        help="Seconds between looks for what is due.",
        envvar="MLB_STREAM_EVERY",
        rich_help_panel=_STREAM_PANEL,
    ),
]
UntilDoneOption = Annotated[
    bool,
    typer.Option(
        "--until-done",
        help="End the stream as soon as nothing is due.",
        envvar="MLB_UNTIL_DONE",
        rich_help_panel=_STREAM_PANEL,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamWish:
    """How a stream is to run.

    Attributes:
        engine: The engine that was asked for.
        spark: How Spark is to be started.
        checkpoint: Folder, or None for the usual one.
        every_s: Seconds between looks.
        until_done: End when nothing is due.
        exported: Called with the context and what a micro-batch loaded.
    """

    engine: Engine
    spark: SparkWish
    checkpoint: Path | None
    every_s: float
    until_done: bool
    exported: Callable[[RunContext, LoadReport], None] = field(repr=False)


def stream(
    subject: str, selection: Selection, wish: StreamWish, output: Output, db: DatabaseOptions
) -> int:
    """Follow raw until Ctrl-C or SIGTERM; the micro-batch under way comes to its end.

    Returns:
        The exit code: 5 when something went to quarantine.

    Raises:
        UsageError: The engine is another than Spark.
    """
    if wish.engine is not Engine.SPARK:
        problem = f"--mode streaming: found --engine {wish.engine.value}, wanted --engine spark"
        raise UsageError(problem, hint="--engine spark, or `mlb-etl pipeline daily` by cron")
    total = LoadReport()
    parameters = {
        "subject": subject,
        "mode": "streaming",
        **{f.name: str(getattr(selection, f.name)) for f in fields(selection)},
    }
    with (
        db.open() as (database, connection),
        start_run(connection, command="transform", parameters=parameters) as run,
        spark_engine(wish.spark) as engine,
    ):
        # PySpark is there now: the engine has been imported.
        from mlb_data_platform.engines.spark import Stream, follow  # noqa: PLC0415

        context = RunContext(database=database, connection=connection, run=run)
        base = wish.checkpoint or home_folder() / "checkpoints"
        streams = [
            Stream(
                database=database,
                mapping=mapping,
                table=table,
                selection=selection,
                run_id=run.run_id,
                checkpoint=base / table,
                every_s=wish.every_s,
            )
            for mapping in mappings_of(subject)
            for table in readable_tables(connection, mapping.raw_tables, selection)
        ]

        def loaded(report: LoadReport) -> None:
            total.add(report)
            wish.exported(context, report)
            note(f"{report.loaded:,} loaded, {report.rows_written:,} rows written")

        try:
            follow(engine, streams, loaded=loaded, until_done=wish.until_done)
        finally:
            run.counts.update(load_counts(total))
        run.exit_code = 5 if total.issues else 0
    if output is Output.JSON:
        show_json({"subject": subject, **load_counts(total), **exit_note(run.exit_code)})
    else:
        show_load(total)
    return run.exit_code or 0
