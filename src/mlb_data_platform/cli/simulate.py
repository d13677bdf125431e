"""`mlb-etl simulate`: a league of our own that answers like the API."""

import time
from datetime import UTC, date, datetime
from datetime import time as clock_time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mlb_data_platform.cli.console import note
from mlb_data_platform.cli.options import parse_day, parse_instant
from mlb_data_platform.cli.simulate_check import check
from mlb_data_platform.cli.simulate_faults import (
    FaultOption,
    FaultScriptOption,
    FaultSeedOption,
    fault_plan,
)
from mlb_data_platform.cli.simulate_generate import generate
from mlb_data_platform.cli.simulate_options import SeasonOption, SeedOption
from mlb_data_platform.errors import UsageError

NEW_YORK = ZoneInfo("America/New_York")
NOON = clock_time(12)

app = typer.Typer(no_args_is_help=True, help="A simulated league that answers like the StatsAPI.")

app.command("generate")(generate)
app.command("check")(check)


@app.command("serve")
def serve(
    *,
    season: SeasonOption = 2024,
    seed: SeedOption = 2024,
    today: Annotated[
        str | None,
        typer.Option(
            help="Games before this day are final.",
            envvar="MLB_SIM_TODAY",
            show_default="after the season",
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on.", envvar="MLB_SIM_HOST")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", envvar="MLB_SIM_PORT")] = 8099,
    fault: FaultOption = None,
    fault_script: FaultScriptOption = None,
    fault_seed: FaultSeedOption = 0,
    speed: Annotated[
        float,
        typer.Option(help="League seconds a second; 0 stands still.", envvar="MLB_SIM_SPEED"),
    ] = 0.0,
    start_at: Annotated[
        str | None,
        typer.Option(
            "--start-at",
            help="Instant to begin at, with its offset.",
            envvar="MLB_SIM_START_AT",
            show_default="noon in New York of --today or July 1, with --speed",
        ),
    ] = None,
) -> int:
    """Serve a simulated season over HTTP, until Ctrl-C.

    [bold]mlb-etl simulate serve --season 2024 --port 8099[/]

    [bold]MLB_STATSAPI_URL=http://127.0.0.1:8099 mlb-etl pipeline daily --date 2024-07-01[/]

    [bold]mlb-etl simulate serve --fault 429=0.05 --fault cut_gzip=0.02 --fault slow=0.1:3[/]

    A day's games, played live and sixty times as fast:

    [bold]mlb-etl simulate serve --speed 60 --start-at 2024-07-01T12:00:00-04:00[/]
    """
    # A web server is heavy to import, and no other command needs it.
    from mlb_data_platform.simulator import (  # noqa: PLC0415
        LeagueClock,
        build_app,
        build_league,
        serve_forever,
    )

    if speed < 0:
        raise UsageError(f"--speed: found {speed:g}, wanted 0 or more", hint="--speed 60")
    plan = fault_plan(fault, fault_script, fault_seed)
    day: date | None = parse_day(today, "--today")
    start = parse_instant(start_at, "--start-at")
    if start is None and speed:
        start = datetime.combine(day or date(season, 7, 1), NOON, NEW_YORK)
    league = build_league(seed=seed, season=season, today=day)
    if speed:
        note("playing the season so far …")
        league.at(start or league.now).catch_up()
    clock = LeagueClock(start or league.now, speed=speed, wall=time.monotonic)
    url = f"MLB_STATSAPI_URL=http://{host}:{port}"
    note(
        f"season {season}, seed {seed}; the league's time is {clock.now():%Y-%m-%dT%H:%M:%SZ}"
        f"{f', {speed:g} times as fast as ours' if speed else ''}; in another terminal: {url}"
        f" mlb-etl pipeline daily --date {(start or datetime(season, 7, 1, tzinfo=UTC)).date()}"
    )
    if plan:
        note(f"with faults; which were made: http://{host}:{port}/simulator/faults")
    serve_forever(build_app(league, plan, clock=clock), host, port)
    return 0
