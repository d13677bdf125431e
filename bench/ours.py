"""What we do with games: keep them, transform them, and both again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.inputs import Games
from bench.rounds import RAW_TABLE, Clock, batches
from bench.typed import type_command
from mlb_data_platform.cli.simulated_recordings import Format, SeasonOrder, write_season
from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore
from mlb_data_platform.warehouse import Connection, Database, Run, Selection

INSERT = "raw: insert, one connection"
TRANSFORM = "raw → all normalized tables"
TYPED = "transform game, the whole command"
_AT_ONCE = 12


def measure_road(
    clock: Clock, games: Games, database: Database, connection: Connection, workers: int
) -> dict[str, int]:
    """Take games from bytes to tables, and again.

    Returns:
        Rows by table.
    """
    context = RunContext(
        database=database, connection=connection, run=Run(run_id="bench"), workers=workers
    )
    store = RawStore(connection, RAW_TABLE, run_id="bench")
    for name in (INSERT, "raw: the same answers again"):
        with clock.time(name):
            for batch in batches(games, _AT_ONCE):
                store.append(batch)
    # As after a night's work: neither side begins with the other's unwritten pages.
    connection.execute("checkpoint")
    with clock.time(TRANSFORM):
        report = transform("game", Selection(), context=context)
    rows = {name: counts.inserted for name, counts in report.tables.items()}
    with clock.time("the same again, nothing changed"):
        again = transform("game", Selection(), context=context)
    assert again.rows_written == 0, again
    with clock.time("the same again, every row compared"):
        again = transform("game", Selection(), context=context, full_refresh=True)
    assert again.rows_written == 0, again
    return rows


def measure_typed(clock: Clock, database: Database, workers: int) -> int:
    """Type the command into a warehouse whose games were kept and not transformed.

    Returns:
        The memory that it held, in bytes.
    """
    words = ("transform", "game", "--workers", str(workers), "--db-url", database.url)
    typed = type_command(*words)
    clock.seconds[TYPED].append(typed.seconds)
    return typed.peak_bytes


def measure_generation(clock: Clock, games: int) -> None:
    """Let the simulator write games down, in one process."""
    with TemporaryDirectory(prefix="mlb-bench-") as folder:
        order = SeasonOrder(
            seed=1, season=2024, games=games, folder=Path(folder), format=Format.NDJSON
        )
        with clock.time("simulator: games as NDJSON, one process"):
            write_season(order, 1, lambda _: None)
