"""`mlb-etl simulate generate`: a season as recordings, without a server."""

import time
from pathlib import Path
from typing import Annotated

import typer

from mlb_data_platform.cli.console import Output, note, out, progress_bars, show_json
from mlb_data_platform.cli.options import OutputOption, all_cores
from mlb_data_platform.cli.simulate_options import SeasonOption, SeedOption
from mlb_data_platform.cli.simulated_recordings import Format, SeasonOrder, write_season
from mlb_data_platform.errors import UsageError

_WHOLE_SEASON = 2430


def generate(
    *,
    to: Annotated[
        Path,
        typer.Option("--out", help="Folder to write to.", envvar="MLB_SIM_OUT", show_default=False),
    ],
    season: SeasonOption = 2024,
    games: Annotated[
        int,
        typer.Option(
            min=1,
            max=_WHOLE_SEASON,
            help="How many games, from opening day on.",
            envvar="MLB_SIM_GAMES",
        ),
    ] = _WHOLE_SEASON,
    seed: SeedOption = 2024,
    kind: Annotated[
        Format,
        typer.Option(
            "--format",
            help="stubs: a folder for --stub-mode replay; ndjson: one envelope a line.",
            envvar="MLB_SIM_FORMAT",
        ),
    ] = Format.STUBS,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes.", envvar="MLB_WORKERS", show_default="all cores"),
    ] = None,
    output: OutputOption = Output.TABLE,
) -> int:
    """Write a simulated season as recordings: feeds, schedule and season dates.

    The same season, seed and number of games give the same bytes.

    [bold]mlb-etl simulate generate --season 2024 --games 150 --out stubs-2024[/]

    [bold]mlb-etl ingest --job game --game-pks 20240001 --stub-mode replay --stub-dir stubs-2024[/]
    """
    order = SeasonOrder(seed=seed, season=season, games=games, folder=to, format=kind)
    began = time.perf_counter()
    try:
        with progress_bars(output) as step:
            answers = write_season(order, workers or all_cores(), step("games", games))
    except OSError as error:
        problem = f"--out: {to} cannot be written: {error.strerror}"
        raise UsageError(problem, hint="--out stubs-2024") from error
    _tell(order, output, answers, time.perf_counter() - began)
    return 0


def _tell(order: SeasonOrder, output: Output, answers: int, took_s: float) -> None:
    rate = order.games / took_s
    if output is Output.JSON:
        counts = {"games": order.games, "answers": answers, "seconds": round(took_s, 2)}
        show_json({**counts, "games_per_s": round(rate, 1), "folder": str(order.folder.resolve())})
        return
    out().print(
        f"{order.games:,} games, {answers:,} answers in {took_s:.1f} s ({rate:.0f} games a second):"
        f" {order.folder}",
        soft_wrap=True,
    )
    if order.format is Format.STUBS:
        note(f"to read them: --stub-mode replay --stub-dir {order.folder}")
