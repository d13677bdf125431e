"""`mlb-etl runs`: what ran, how it ended, what is running now."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, note, out, show_json, show_table
from mlb_data_platform.cli.options import DatabaseOptions, OutputOption, with_database
from mlb_data_platform.errors import UsageError
from mlb_data_platform.warehouse import read_named

_MONTH_TO_MINUTE = slice(len("2024-"), len("2024-07-01 12:00"))


class State(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    LOST = "lost"


@with_database
def runs(
    run_id: Annotated[
        str | None,
        typer.Argument(help="One run, by its name or how its name begins.", show_default=False),
    ] = None,
    *,
    command: Annotated[
        str | None,
        typer.Option(help="Only this command, e.g. pipeline.", envvar="MLB_RUNS_COMMAND"),
    ] = None,
    state: Annotated[
        State | None,
        typer.Option(
            help="Only those in this state; lost is a run that died without a word.",
            envvar="MLB_RUNS_STATE",
        ),
    ] = None,
    last: Annotated[int, typer.Option(min=1, help="How many.", envvar="MLB_RUNS_LAST")] = 20,
    output: OutputOption = Output.TABLE,
    db: DatabaseOptions,
) -> int:
    """Show the newest runs, or all that is known about one.

    [bold]mlb-etl runs --last 5[/]

    [bold]mlb-etl runs --state failed --command pipeline[/]

    [bold]mlb-etl runs 3fe205db021f --output json[/]
    """
    asked: dict[str, object] = {
        "run_id": run_id,
        "command": command,
        "state": state and state.value,
        "most": last,
    }
    with db.open() as (_, connection):
        found = read_named(connection, "runs", asked)
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    if run_id and len(rows) != 1:
        problem = f"{run_id}: found {len(rows)} runs of that name, wanted one"
        raise UsageError(problem, hint="mlb-etl runs   (lists their names)")
    if output is Output.JSON:
        show_json(rows[0] if run_id else {"runs": rows})
    elif run_id:
        _show_one(rows[0])
    else:
        _show_list(rows)
    return 0


def _show_list(rows: list[dict[str, object]]) -> None:
    columns = ["run", "command", "state", "exit", "began (UTC)", "took s"]
    shown = [
        [
            row["run_id"],
            row["command"],
            row["state"],
            row["exit_code"],
            _instant(row["started_at"])[_MONTH_TO_MINUTE],
            _seconds(row["duration_s"]),
        ]
        for row in rows
    ]
    if not rows:
        note("no such run")
        return
    whole = ["command", "state", "began (UTC)"]
    show_table("", columns, shown, right=["exit", "took s"], whole=whole)
    note(f"all about one: mlb-etl runs {rows[0]['run_id']}")


def _show_one(row: Mapping[str, object]) -> None:
    """As lines: counts are long, and a person wants to copy them."""
    width = max(map(len, row))
    for name, value in row.items():
        if value is None or value == {}:
            continue
        if name in {"counts", "stages", "versions", "parameters"}:
            lines = json.dumps(value, indent=2, ensure_ascii=False).splitlines()
            text = f"\n{'':{width}}  ".join(lines)
        elif isinstance(value, datetime):
            text = _instant(value)
        else:
            text = _seconds(value) if name == "duration_s" else str(value)
        out().print(f"{name:<{width}}  {text}", markup=False, soft_wrap=True)


def _instant(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else ""


def _seconds(value: object) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else ""
