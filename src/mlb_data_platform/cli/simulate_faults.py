"""How faults are asked for on the command line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlb_data_platform.errors import UsageError

if TYPE_CHECKING:
    from mlb_data_platform.simulator.faults import FaultPlan

_PANEL = "Faults (see docs/simulator.md for their kinds)"

FaultOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="KIND=RATE[:SECONDS]",
        help="Give so many of the answers this fault; may be repeated.",
        envvar="MLB_SIM_FAULTS",
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
FaultScriptOption = Annotated[
    Path | None,
    typer.Option(
        help="YAML list of path, fault and request: faults for certain requests.",
        envvar="MLB_SIM_FAULT_SCRIPT",
        rich_help_panel=_PANEL,
        show_default=False,
    ),
]
FaultSeedOption = Annotated[
    int,
    typer.Option(
        help="Same seed, same requests, same faults.",
        envvar="MLB_SIM_FAULT_SEED",
        rich_help_panel=_PANEL,
    ),
]


def fault_plan(rates: list[str] | None, script: Path | None, seed: int) -> "FaultPlan | None":
    """Read what was typed about faults; None when nothing is to go wrong.

    Raises:
        UsageError: A rate or the script makes no sense, or the script cannot be read.
    """
    # The simulator is heavy to import, and most other commands do not need it.
    from mlb_data_platform.simulator.faults import (  # noqa: PLC0415
        FaultPlan,
        FaultSettingError,
        parse_rate,
        parse_script,
    )

    if not rates and script is None:
        return None
    flag = "--fault"
    try:
        wanted = dict(map(parse_rate, rates or ()))
        flag = "--fault-script"
        entries = parse_script(script.read_text("utf-8")) if script else []
        flag = "--fault"
        return FaultPlan(rates=wanted, script=entries, seed=seed)
    except FaultSettingError as error:
        hint = "--fault 429=0.05 --fault slow=0.1:3 --fault reset=0.02"
        raise UsageError(f"{flag}: {error}", hint=hint) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--fault-script: {script} cannot be read: {error}") from error
