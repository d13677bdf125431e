"""`mlb-etl simulate`: a league of our own that answers like the API."""

from datetime import date
from typing import Annotated

import typer

from mlb_data_platform.cli.console import note
from mlb_data_platform.cli.options import parse_day
from mlb_data_platform.cli.simulate_check import check
from mlb_data_platform.cli.simulate_faults import (
    FaultOption,
    FaultScriptOption,
    FaultSeedOption,
    fault_plan,
)
from mlb_data_platform.cli.simulate_options import SeasonOption, SeedOption

app = typer.Typer(no_args_is_help=True, help="A simulated league that answers like the StatsAPI.")

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
) -> int:
    """Serve a simulated season over HTTP, until Ctrl-C.

    [bold]mlb-etl simulate serve --season 2024 --port 8099[/]

    [bold]MLB_STATSAPI_URL=http://127.0.0.1:8099 mlb-etl pipeline daily --date 2024-07-01[/]

    [bold]mlb-etl simulate serve --fault 429=0.05 --fault cut_gzip=0.02 --fault slow=0.1:3[/]
    """
    # A web server is heavy to import, and no other command needs it.
    from mlb_data_platform.simulator import (  # noqa: PLC0415
        build_app,
        build_league,
        serve_forever,
    )

    now: date | None = parse_day(today, "--today")
    plan = fault_plan(fault, fault_script, fault_seed)
    note(
        f"season {season}, seed {seed}; in another terminal:"
        f" MLB_STATSAPI_URL=http://{host}:{port} mlb-etl pipeline daily --date {season}-07-01"
    )
    if plan:
        note(f"with faults; which were made: http://{host}:{port}/simulator/faults")
    league = build_league(seed=seed, season=season, today=now)
    serve_forever(build_app(league, plan), host, port)
    return 0
