"""`python -m bench.curve`: whether a game costs the same after ten thousand others.

Keeps so many games (`BENCH_CURVE=100,1000,2430,10000`; the last number is how many), then
transforms them in one run and notes when each number was reached, and how much memory was held.
"""

import json
import logging
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from bench.inputs import Games
from bench.rounds import RAW_TABLE, batches, new_database
from bench.typed import MAXRSS_BYTES
from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore
from mlb_data_platform.warehouse import Database, EmbeddedServer, Run, Selection, connect

OUT = Path(__file__).parent / "out"
_AT_ONCE = 12


def main() -> None:
    """Measure, print a table, write `bench/out/curve.json`."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    marks = [int(word) for word in os.environ.get("BENCH_CURVE", "100,1000,2430,10000").split(",")]
    workers = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="mlb-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        try:
            with new_database(server) as database:
                kept_s = keep(database, marks[-1], workers)
                reached = transform_all(database, marks, workers)
                with connect(database) as connection:
                    row = connection.execute(
                        "select pg_database_size(current_database())"
                    ).fetchone()
        finally:
            server.stop()
    size = row[0] if row else 0
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_BYTES
    table = Table(title=f"{marks[-1]} games, {workers} workers; kept in {kept_s:.0f} s")
    for column in ("games", "seconds", "ms a game since the last row"):
        table.add_column(column, justify="right")
    told = []
    for (before, then), (games, at) in pairwise([(0, 0.0), *reached.items()]):
        told.append({"games": games, "seconds": at, "ms": (at - then) * 1000 / (games - before)})
        table.add_row(f"{games:,}", f"{at:.1f}", f"{told[-1]['ms']:.1f}")
    console = Console()
    console.print(table)
    console.print(
        f"peak memory {peak_bytes / 1e6:.0f} MB; database {size / marks[-1] / 1e6:.2f} MB a game"
    )
    OUT.mkdir(exist_ok=True)
    (OUT / "curve.json").write_text(
        json.dumps({"kept_s": kept_s, "marks": told, "database_bytes": size}, indent=2), "utf-8"
    )


def keep(database: Database, count: int, workers: int) -> float:
    """Keep so many games, in several processes; returns the seconds it took."""
    started = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for _ in pool.map(
            _keep_part, [database] * workers, [count] * workers, range(workers), [workers] * workers
        ):
            pass
    return time.perf_counter() - started


def _keep_part(database: Database, count: int, part: int, parts: int) -> None:
    games = Games(count)
    with connect(database) as connection:
        store = RawStore(connection, RAW_TABLE, run_id="bench")
        for batch in batches(map(games.document, games.game_pks[part::parts]), _AT_ONCE):
            store.append(batch)


def transform_all(database: Database, marks: list[int], workers: int) -> dict[int, float]:
    """Transform everything; when was each number of games reached?"""
    reached: dict[int, float] = {}
    with connect(database) as connection:
        connection.execute("checkpoint")
        context = RunContext(
            database=database, connection=connection, run=Run(run_id="bench"), workers=workers
        )
        done, started = 0, time.perf_counter()

        def progress(games: int) -> None:
            nonlocal done
            done += games
            for mark in marks:
                if done >= mark and mark not in reached:
                    reached[mark] = time.perf_counter() - started
                    print(f"{mark:,} games after {reached[mark]:.1f} s", file=sys.stderr)

        report = transform("game", Selection(), context=context, progress=progress)
        assert report.loaded == marks[-1], report
    return reached


if __name__ == "__main__":
    main()
