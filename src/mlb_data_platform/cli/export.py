"""`mlb-etl export`: tables and raw answers as Delta Lake or Parquet, and their upkeep."""

from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    note,
    progress_bars,
    show_json,
    show_table,
)
from mlb_data_platform.cli.engines import (
    Engine,
    EngineOption,
    MasterOption,
    SparkSettingOption,
    SparkWish,
    chosen_engine,
)
from mlb_data_platform.cli.lake import (
    FormatOption,
    LakeFormat,
    PlaceOption,
    export_counts,
    export_pipeline,
    lake_room,
    place_of,
    show_export,
)
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    WorkersOption,
    all_cores,
    parse_words,
    with_database,
)
from mlb_data_platform.errors import UsageError
from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.pipelines import subjects as all_subjects
from mlb_data_platform.warehouse import start_run

app = typer.Typer(
    no_args_is_help=True,
    help="Bring Delta or Parquet tables up to date with the warehouse, and look after them.",
)
LakeArgument = Annotated[
    str, typer.Argument(help="The lake: a folder or s3://BUCKET/PATH.", metavar="PLACE")
]
TableOption = Annotated[
    str | None,
    typer.Option(
        "--table", help="Schema and table; all of the lake's without it.", envvar="MLB_TABLE"
    ),
]


@app.command("tables")
@with_database
def tables(
    *,
    to: PlaceOption,
    subjects: Annotated[
        str | None,
        typer.Option(help="Subjects such as game,schedule; all without it.", envvar="MLB_SUBJECTS"),
    ] = None,
    kind: FormatOption = LakeFormat.DELTA,
    engine: EngineOption = Engine.LOCAL,
    master: MasterOption = None,
    spark_conf: SparkSettingOption = None,
    workers: WorkersOption = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Export normalized tables; what is there already costs no commit.

    [bold]mlb-etl export tables --to ~/mlb-lake[/]

    [bold]mlb-etl export tables --to s3://bucket/mlb --subjects game[/]

    [bold]mlb-etl export tables --to copies --format parquet[/]
    """
    words = parse_words(subjects)
    for word in words:
        if word not in all_subjects():
            wanted = ", ".join(all_subjects())
            problem = f"--subjects: found {word!r}, wanted some of {wanted}"
            raise UsageError(problem, hint="--subjects game")
    names = export_pipeline().tables_of(words)
    wish = SparkWish.of(engine, master, spark_conf)
    return _export(names, to, kind, (engine, wish), workers or all_cores(), output, db)


@app.command("raw")
@with_database
def raw(
    *,
    to: PlaceOption,
    kind: FormatOption = LakeFormat.DELTA,
    engine: EngineOption = Engine.LOCAL,
    master: MasterOption = None,
    spark_conf: SparkSettingOption = None,
    workers: WorkersOption = None,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Export every raw answer, untouched, with its keys.

    [bold]mlb-etl export raw --to s3://bucket/mlb[/]
    """
    wish = SparkWish.of(engine, master, spark_conf)
    return _export(None, to, kind, (engine, wish), workers or all_cores(), output, db)


@app.command("optimize")
def optimize(
    place: LakeArgument, *, table: TableOption = None, output: OutputOption = Output.TABLE
) -> int:
    """Put small files of Delta tables together; readers are not disturbed.

    [bold]mlb-etl export optimize ~/mlb-lake[/]
    """
    room, lake = lake_room(), place_of(place)
    done = {one: room.optimize(lake, one) for one in _chosen(lake, table)}
    if output is Output.JSON:
        show_json({name: {"removed": old, "added": new} for name, (old, new) in done.items()})
        return 0
    rows = [[name, f"{old:,}", f"{new:,}"] for name, (old, new) in done.items()]
    show_table("", ["table", "files before", "after"], rows, right=("files before", "after"))
    note(f"the old files are there for older versions until: mlb-etl export vacuum {place}")
    return 0


@app.command("vacuum")
def vacuum(
    place: LakeArgument,
    *,
    table: TableOption = None,
    keep_hours: Annotated[
        int,
        typer.Option(min=0, help="Versions up to this age stay readable.", envvar="MLB_KEEP_HOURS"),
    ] = 168,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell.", envvar="MLB_DRY_RUN")
    ] = False,
    output: OutputOption = Output.TABLE,
) -> int:
    """Delete files that only older versions of Delta tables read.

    [bold]mlb-etl export vacuum ~/mlb-lake --keep-hours 24 --dry-run[/]
    """
    room, lake = lake_room(), place_of(place)
    done = {
        one: room.vacuum(lake, one, keep_hours=keep_hours, dry_run=dry_run)
        for one in _chosen(lake, table)
    }
    if output is Output.JSON:
        show_json({name: len(files) for name, files in done.items()})
        return 0
    number = sum(map(len, done.values()))
    note(f"{counted(number, 'file')} {'would be ' if dry_run else ''}deleted")
    return 0


@app.command("history")
def history(
    place: LakeArgument,
    *,
    table: Annotated[
        str, typer.Option("--table", help="Schema and table.", envvar="MLB_TABLE")
    ] = "game.games",
    output: OutputOption = Output.TABLE,
) -> int:
    """List the versions of a Delta table; each can be read as it was.

    [bold]mlb-etl export history ~/mlb-lake --table game.plays[/]
    """
    found = lake_room().versions(place_of(place), table)
    if output is Output.JSON:
        rows = [
            {"version": v.number, "at": v.at, "operation": v.operation, "run_id": v.run_id}
            for v in found
        ]
        show_json({"table": table, "versions": rows})
        return 0
    rows_of = [
        [str(v.number), v.at.isoformat(timespec="seconds"), v.operation, v.run_id] for v in found
    ]
    show_table("", ["version", "at", "operation", "run"], rows_of, right=("version",))
    return 0


def _chosen(lake: object, table: str | None) -> list[str]:
    return [table] if table else list(lake_room().tables_at(lake))


def _export(
    names: list[str] | None,
    to: str,
    kind: LakeFormat,
    engine: tuple[Engine, SparkWish],
    workers: int,
    output: Output,
    db: DatabaseOptions,
) -> int:
    pipeline, place = export_pipeline(), place_of(to)
    parameters = {"to": place.uri, "format": kind.value, "engine": engine[0].value}
    with (
        db.open() as (database, connection),
        start_run(connection, command="export", parameters=parameters) as run,
        chosen_engine(*engine) as carrier,
        progress_bars(output) as step,
    ):
        context = RunContext(database=database, connection=connection, run=run, workers=workers)
        chosen = pipeline.raw_tables_of(context) if names is None else names
        with run.stage("export"):
            counts = pipeline.export(
                chosen,
                place,
                lake_room().Format(kind.value),
                context=context,
                each=carrier.each,
                progress=step("export", len(chosen)),
            )
        run.counts.update({"exported": export_counts(counts)})
        run.exit_code = 0
    if output is Output.JSON:
        show_json({"to": place.uri, "format": kind.value, "tables": export_counts(counts)})
    else:
        show_export(counts, place)
    return 0
