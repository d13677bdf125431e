"""`mlb-etl ingest`: fetch what a job asks for and, with --save, keep it raw."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mlb_data_platform.cli.console import (
    Output,
    Step,
    counted,
    exit_note,
    note,
    out,
    progress_bars,
    show_json,
    show_table,
    warn,
)
from mlb_data_platform.cli.methods import EndpointOption, MethodOption, ParamOption, typed_job
from mlb_data_platform.cli.options import (
    DatabaseOptions,
    OutputOption,
    parse_assignments,
    parse_day,
    parse_numbers,
    with_database,
)
from mlb_data_platform.cli.sources import (
    BudgetOptions,
    StubDirOption,
    StubMode,
    StubModeOption,
    open_source,
    with_budget,
)
from mlb_data_platform.jobs import Job, Variables, find_job, load_job
from mlb_data_platform.pipelines import IngestReport, RunContext, fetch_all, follow
from mlb_data_platform.pipelines import ingest as run_ingest
from mlb_data_platform.statsapi import Request, Source, describe
from mlb_data_platform.warehouse import start_run

_POLL_INTERVAL_S = 10.0


@with_database
@with_budget
def ingest(
    *,
    job: Annotated[
        str | None,
        typer.Option(help="Job file, or the name of a job in config/jobs.", envvar="MLB_JOB"),
    ] = None,
    endpoint: EndpointOption = None,
    method: MethodOption = None,
    param: ParamOption = None,
    game_pks: Annotated[
        str | None, typer.Option(help="Games, with commas between them.", envvar="MLB_GAME_PKS")
    ] = None,
    date: Annotated[str | None, typer.Option(help="Day to ask for.", envvar="MLB_DATE")] = None,
    start_date: Annotated[
        str | None, typer.Option(help="First day of a range.", envvar="MLB_START_DATE")
    ] = None,
    end_date: Annotated[
        str | None, typer.Option(help="Last day of a range.", envvar="MLB_END_DATE")
    ] = None,
    var: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE for ${NAME} in the job; may be repeated.", envvar="MLB_VAR"),
    ] = None,
    stub_mode: StubModeOption = StubMode.LIVE,
    stub_dir: StubDirOption = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the answers in the database.", envvar="MLB_SAVE")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be asked.", envvar="MLB_DRY_RUN")
    ] = False,
    max_polls: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Rounds of a streaming job.",
            envvar="MLB_MAX_POLLS",
            show_default="until the games are over",
        ),
    ] = None,
    output: OutputOption = Output.TABLE,
    budget: BudgetOptions,
    db: DatabaseOptions,
) -> int:
    """Fetch what a job asks for and, with --save, keep every answer untouched in the raw tables.

    Without a job, any method of the API: [bold]mlb-etl endpoints[/] lists them.

    [bold]mlb-etl ingest --job season_daily --save[/]

    [bold]mlb-etl ingest --job game --game-pks 744914,744840 --save[/]

    [bold]mlb-etl ingest --job schedule_polling --date 2024-07-01 --stub-mode replay --save[/]

    [bold]mlb-etl ingest --endpoint person --method person --param personIds=660271,592450 --save[/]

    [bold]mlb-etl ingest --endpoint Game.boxscore --game-pks 744914,744840 --save[/]
    """
    replay = stub_mode is StubMode.REPLAY
    now, custom = datetime.now(UTC), parse_assignments(var, "--var")
    asked = typed_job(job, endpoint, method, param)
    if asked is None:
        variables = Variables(now=now, zone=ZoneInfo("UTC"), custom=custom, environ=os.environ)
        asked = load_job(find_job(job or ""), variables=variables, replay=replay)
    requests = asked.requests(
        now,
        custom,
        game_pks=parse_numbers(game_pks, "--game-pks"),
        date=parse_day(date, "--date"),
        start_date=parse_day(start_date, "--start-date"),
        end_date=parse_day(end_date, "--end-date"),
        environ=os.environ,
        replay=replay,
    )
    if dry_run:
        return _show_plan(asked, requests, output)
    # What was typed has no patience of its own: that of the environment holds.
    source = open_source(stub_mode, stub_dir, asked if asked.file else None, budget=budget)
    try:
        with progress_bars(output) as step:
            if not save:
                report = _only_fetch(asked, requests, source, step)
            else:
                # Without a terminal or a moving API there is nothing to follow: recordings stand
                # still.
                polls = 1 if replay else max_polls
                report = _fetch_and_keep(asked, requests, source, db, step, polls, stub_mode)
    finally:
        source.close()
    _show(asked, report, output, saved=save)
    if not save and output is Output.TABLE:
        done = "recorded" if stub_mode is StubMode.CAPTURE else "fetched"
        note(f"{done}, not kept in the database: add --save")
    return report.exit_code


def _only_fetch(job: Job, requests: Sequence[Request], source: Source, step: Step) -> IngestReport:
    report = IngestReport()
    for _ in fetch_all(requests, source, report=report, progress=step(job.name, len(requests))):
        continue
    if len(requests) == 1 and report.failures:
        raise report.failures[0].error
    return report


def _fetch_and_keep(
    job: Job,
    requests: Sequence[Request],
    source: Source,
    db: DatabaseOptions,
    step: Step,
    polls: int | None,
    mode: StubMode,
) -> IngestReport:
    parameters = {"requests": [one.params for one in requests[:20]], "stub_mode": mode.value}
    with (
        db.open() as (database, connection),
        start_run(connection, command="ingest", job_name=job.name, parameters=parameters) as run,
    ):
        is_streaming = job.type == "streaming"
        context = RunContext(database=database, connection=connection, run=run)
        progress = step(job.name, 0 if is_streaming else len(requests))

        def ingest_round(asked: Sequence[Request]) -> IngestReport:
            return run_ingest(
                asked, source, context=context, table=job.raw_table, progress=progress
            )

        with run.stage("ingest"):
            if is_streaming:
                report = follow(
                    requests,
                    ingest_round,
                    connection=connection,
                    until=job.schedule.until,
                    pause=lambda: time.sleep(job.schedule.poll_interval_s or _POLL_INTERVAL_S),
                    most_rounds=polls,
                )
            else:
                report = ingest_round(requests)
        run.counts.update(report.counts)
        run.exit_code = report.exit_code
    return report


def _show_plan(job: Job, requests: Sequence[Request], output: Output) -> int:
    urls = [job.catalogue.url(request) for request in requests]
    if output is Output.JSON:
        show_json({"job": job.name, "raw_table": job.raw_table, "requests": urls})
        return 0
    for url in urls:
        out().print(url, soft_wrap=True)
    note(f"dry run: {counted(len(urls), 'request')} for {job.raw_table}; nothing was asked")
    return 0


def _show(job: Job, report: IngestReport, output: Output, *, saved: bool) -> None:
    counts = report.counts
    if output is Output.JSON:
        failures = [
            {"request": describe(f.request), "error": str(f.error), "kind": type(f.error).__name__}
            for f in report.failures
        ]
        show_json(
            {
                "job": job.name,
                "raw_table": job.raw_table,
                "saved": saved,
                **counts,
                "failures": failures,
                **exit_note(report.exit_code),
            }
        )
        return
    names = list(counts) if saved else ["fetched", "failed"]
    show_table(
        f"{job.name} → {job.raw_table if saved else 'not saved'}",
        names,
        [[counts[name] for name in names]],
        right=names,
    )
    for failure in report.failures[:10]:
        warn(f"failed: {failure.error}")
    if counts["quarantined"]:
        note("look at what was set aside: mlb-etl query 'table metadata.quarantine'")
