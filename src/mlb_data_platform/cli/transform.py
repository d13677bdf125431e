"""`mlb-etl transform`: bring the tables of a subject up to date with raw."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Annotated

import typer

from mlb_data_platform.cli.answers import SourceOption, answers_at, tell_kept
from mlb_data_platform.cli.console import (
    Output,
    counted,
    exit_note,
    load_counts,
    note,
    note_drift,
    progress_bars,
    show_json,
    show_load,
)
from mlb_data_platform.cli.engines import (
    Carrier,
    Engine,
    EngineOption,
    MasterOption,
    SparkSettingOption,
    SparkWish,
    chosen_engine,
)
from mlb_data_platform.cli.lake import (
    ExportOption,
    FormatOption,
    LakeFormat,
    export_counts,
    export_to,
    place_of,
    show_export,
)
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    WorkersOption,
    all_cores,
    parse_day,
    parse_numbers,
    parse_words,
    with_database,
)
from mlb_data_platform.cli.streaming import (
    CheckpointOption,
    EveryOption,
    Mode,
    ModeOption,
    StreamWish,
    UntilDoneOption,
    stream,
)
from mlb_data_platform.cli.verdicts import quality_counts, show_quality
from mlb_data_platform.engines import rehearse_documents
from mlb_data_platform.errors import CheckError, UsageError
from mlb_data_platform.pipelines import RunContext, check_loaded, subjects, unusable_filters
from mlb_data_platform.pipelines import transform as run_transform
from mlb_data_platform.pipelines.answers import KeptReport, keep_answers
from mlb_data_platform.quality import QualityReport
from mlb_data_platform.warehouse import LoadReport, Selection, start_run

if TYPE_CHECKING:
    from mlb_data_platform.export import ExportCounts, Place


def _subject(value: str) -> str:
    if value not in subjects():
        wanted = ", ".join(subjects())
        raise typer.BadParameter(f"found {value!r}, wanted one of: {wanted}")
    return value


@with_database
def transform(
    subject: Annotated[
        str, typer.Argument(callback=_subject, help="game, schedule, season, person, team, …")
    ],
    *,
    game_pks: Annotated[
        str | None, typer.Option(help="Games, with commas between them.", envvar="MLB_GAME_PKS")
    ] = None,
    start_date: Annotated[
        str | None, typer.Option(help="First day.", envvar="MLB_START_DATE")
    ] = None,
    end_date: Annotated[str | None, typer.Option(help="Last day.", envvar="MLB_END_DATE")] = None,
    season: Annotated[int | None, typer.Option(help="Season.", envvar="MLB_SEASON")] = None,
    team_ids: Annotated[
        str | None, typer.Option(help="Clubs, home or away.", envvar="MLB_TEAM_IDS")
    ] = None,
    venue_ids: Annotated[
        str | None, typer.Option(help="Ballparks.", envvar="MLB_VENUE_IDS")
    ] = None,
    game_types: Annotated[
        str | None, typer.Option(help="Game types such as R,F,D.", envvar="MLB_GAME_TYPES")
    ] = None,
    states: Annotated[
        str | None, typer.Option(help="Coded game states such as F,I.", envvar="MLB_STATES")
    ] = None,
    sport_ids: Annotated[
        str | None, typer.Option(help="Sports; 1 is the majors.", envvar="MLB_SPORT_IDS")
    ] = None,
    source: SourceOption = None,
    engine: EngineOption = Engine.LOCAL,
    master: MasterOption = None,
    spark_conf: SparkSettingOption = None,
    mode: ModeOption = Mode.BATCH,
    checkpoint: CheckpointOption = None,
    every: EveryOption = 5.0,
    until_done: UntilDoneOption = False,
    workers: WorkersOption = None,
    full_refresh: Annotated[
        bool,
        typer.Option(
            "--full-refresh", help="Also what was transformed already.", envvar="MLB_FULL_REFRESH"
        ),
    ] = False,
    validate: Annotated[
        bool,
        typer.Option("--validate", help="Then check what was transformed.", envvar="MLB_VALIDATE"),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Only see whether the answers can be read; exit code 2 when one cannot.",
            envvar="MLB_DRY_RUN",
        ),
    ] = False,
    export: ExportOption = None,
    export_format: FormatOption = LakeFormat.DELTA,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Turn raw answers into normalized tables; what is up to date already costs nothing.

    [bold]mlb-etl transform game[/]

    [bold]mlb-etl transform game --season 2024 --team-ids 147 --game-types R[/]

    [bold]mlb-etl transform game --game-pks 744914 --validate[/]

    [bold]mlb-etl transform season --dry-run[/]

    [bold]mlb-etl transform schedule --start-date 2024-07-01 --end-date 2024-07-31[/]

    [bold]mlb-etl transform game --source s3://bucket/mlb --season 2024[/]

    [bold]mlb-etl transform game --engine spark --master spark://HOST:7077[/]

    [bold]mlb-etl transform game --engine spark --mode streaming --every 2[/]

    [bold]mlb-etl transform game --season 2024 --export s3://bucket/mlb --format delta[/]
    """
    selection = Selection(
        game_pks=parse_numbers(game_pks, "--game-pks"),
        start_date=parse_day(start_date, "--start-date"),
        end_date=parse_day(end_date, "--end-date"),
        season=season,
        team_ids=parse_numbers(team_ids, "--team-ids"),
        venue_ids=parse_numbers(venue_ids, "--venue-ids"),
        game_types=parse_words(game_types),
        states=parse_words(states),
        sport_ids=parse_numbers(sport_ids, "--sport-ids"),
    )
    _refuse_unusable(subject, selection)
    wish = _Wish(
        engine,
        SparkWish.of(engine, master, spark_conf),
        workers or all_cores(),
        source=source,
        full_refresh=full_refresh,
        validate=validate,
        dry_run=dry_run,
        export=place_of(export) if export else None,
        format=export_format,
    )
    if dry_run:
        _refuse_beside_dry_run(mode, wish)
    if mode is Mode.STREAMING:
        if source:
            problem = f"--mode streaming --source {source}: a stream follows the raw tables"
            raise UsageError(problem, hint=f"mlb-etl transform {subject} --source {source}")
        following = StreamWish(
            engine=engine,
            spark=wish.spark,
            checkpoint=checkpoint,
            every_s=every,
            until_done=until_done,
            exported=lambda context, report: _export_quietly(subject, report, wish, context),
        )
        return stream(subject, selection, following, output, db)
    done = _run(subject, selection, wish, output, db)
    report, quality, code = done.report, done.quality, done.exit_code
    if output is Output.JSON:
        checked = {"quality": quality_counts(quality, every=True)} if quality else {}
        moved = {"exported": export_counts(done.exported)} if done.exported else {}
        kept = {"source": done.kept.counts} if done.kept else {}
        counts = load_counts(report)
        show_json({"subject": subject, **kept, **counts, **checked, **moved, **exit_note(code)})
        return code
    if dry_run:
        _remark_dry(subject, report)
        return code
    show_load(report)
    _remark(subject, report)
    if wish.export:
        show_export(done.exported, wish.export)
    if quality:
        show_quality(quality)
    elif validate:
        note("nothing was transformed, so there is nothing to check: mlb-etl quality run")
    return code


@dataclass(frozen=True, slots=True)
class _Wish:
    """How it is to be done."""

    engine: Engine
    spark: SparkWish
    workers: int
    source: str | None
    full_refresh: bool
    validate: bool
    dry_run: bool
    export: "Place | None"
    format: LakeFormat


@dataclass(frozen=True, slots=True)
class _Done:
    """What was done, or with `--dry-run` what would be."""

    report: LoadReport
    is_dry: bool
    quality: QualityReport | None
    exported: "Mapping[str, ExportCounts]"
    kept: KeptReport | None

    @property
    def exit_code(self) -> int:
        """A failed check comes before a quarantine."""
        if self.is_dry and self.report.quarantined:
            return CheckError.exit_code
        failed = self.quality.exit_code if self.quality else 0
        is_aside = self.report.issues or (self.kept and self.kept.kept.quarantined)
        return failed or (5 if is_aside else 0)


def _run(
    subject: str, selection: Selection, wish: _Wish, output: Output, db: DatabaseOptions
) -> _Done:
    parameters = {
        "subject": subject,
        "engine": wish.engine.value,
        "full_refresh": wish.full_refresh,
        "validate": wish.validate,
        "dry_run": wish.dry_run,
        "source": wish.source or "",
        "export": wish.export.uri if wish.export else "",
        **{f.name: str(getattr(selection, f.name)) for f in fields(selection)},
    }
    with (
        db.open() as (database, connection),
        start_run(connection, command="transform", parameters=parameters) as run,
        chosen_engine(wish.engine, wish.spark) as carrier,
        progress_bars(output) as step,
    ):
        moved = [lambda _done: None]

        def started(total: int) -> None:
            moved[0] = step(f"transform {subject}", total)

        context = RunContext(
            database=database, connection=connection, run=run, workers=wish.workers
        )
        kept = _keep(subject, selection, wish, carrier, context)
        with run.stage("transform"):
            report = run_transform(
                subject,
                selection,
                context=context,
                full_refresh=wish.full_refresh,
                engine=rehearse_documents if wish.dry_run else carrier.transform,
                started=started,
                progress=lambda done: moved[0](done),  # noqa: PLW0108  (it changes meanwhile)
            )
        run.counts.update(load_counts(report))
        quality = None
        if wish.validate:
            quality = check_loaded(
                subject, report, context=context, started=lambda total: step("quality", total)
            )
        exported = _export(subject, report, wish, carrier, context)
        done = _Done(report, wish.dry_run, quality, exported, kept)
        run.exit_code = done.exit_code
    return done


def _keep(
    subject: str, selection: Selection, wish: _Wish, carrier: Carrier, context: RunContext
) -> KeptReport | None:
    """Keep what lies elsewhere in raw, if that was asked for."""
    if wish.source is None:
        return None
    with context.run.stage("source"):
        answers = answers_at(wish.source, subject, selection)
        kept = keep_answers(answers, selection, context=context, each=carrier.each)
    context.run.counts["source"] = kept.counts
    tell_kept(kept, wish.source, answers.kind)
    return kept


def _export(
    subject: str, report: LoadReport, wish: _Wish, carrier: Carrier, context: RunContext
) -> "Mapping[str, ExportCounts]":
    """Bring a lake up to date with what was loaded, if that was asked for."""
    if wish.export is None or not report.scopes:
        return {}
    with context.run.stage("export"):
        counts = export_to(
            wish.export,
            wish.format,
            [subject],
            context=context,
            only=frozenset(report.scopes),
            each=carrier.each,
        )
    context.run.counts["exported"] = export_counts(counts)
    return counts


def _export_quietly(subject: str, report: LoadReport, wish: _Wish, context: RunContext) -> None:
    """What a micro-batch loaded, by threads of the driver: it is little."""
    _export(subject, report, wish, Carrier(), context)


def _refuse_unusable(subject: str, selection: Selection) -> None:
    names = [f"--{name.replace('_', '-')}" for name in unusable_filters(subject, selection)]
    if names:
        problem = f"transform {subject} cannot be filtered by {', '.join(names)}"
        raise UsageError(problem, hint=f"mlb-etl transform {subject} --help")


def _refuse_beside_dry_run(mode: Mode, wish: _Wish) -> None:
    """A rehearsal is made here, once, and has no rows for anybody."""
    beside = {
        "--mode streaming": mode is Mode.STREAMING,
        "--engine spark": wish.engine is Engine.SPARK,
        "--validate": wish.validate,
        "--source": wish.source is not None,
        "--export": wish.export is not None,
    }
    if found := [flag for flag, is_there in beside.items() if is_there]:
        problem = f"--dry-run: found {', '.join(found)} beside it"
        raise UsageError(problem, hint="--dry-run alone, then the same without it")


def _remark_dry(subject: str, report: LoadReport) -> None:
    documents = counted(report.loaded + report.quarantined, "document")
    note(
        f"dry run of {subject}: {documents} that are due, {report.quarantined:,} that cannot be"
        f" read, {counted(report.issues, 'issue')} that would be set aside; nothing was written"
    )


def _remark(subject: str, report: LoadReport) -> None:
    documents = report.loaded + report.stale + report.quarantined
    if not documents:
        note(
            f"nothing to do: every {subject} answer in raw is transformed already, or there is none"
            f" (fetch some with `mlb-etl ingest`, or add --full-refresh)"
        )
        return
    note(
        f"{counted(documents, 'document')}: {report.loaded:,} loaded,"
        f" {report.stale:,} older than what is there"
    )
    if report.issues:
        note(
            f"{counted(report.issues, 'issue')} (values, rows or documents that did not fit):"
            " mlb-etl query 'table metadata.quarantine'"
        )
    note_drift(report)
