"""Spark against the local engine, on the same games and cores: `python -m bench.spark`.

    BENCH_GAMES=200 python -m bench.spark

Both engines transform the same raw rows into tables that are empty again each time. What Spark
costs before it does anything (a Java, a Python worker for each core) is told apart.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from psycopg import sql

from bench.inputs import Games
from mlb_data_platform.engines import TransformDocuments, transform_documents
from mlb_data_platform.engines.spark import SparkEngine, open_session
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore, load_raw_tables
from mlb_data_platform.warehouse import (
    Connection,
    Database,
    EmbeddedServer,
    Run,
    Selection,
    connect,
    migrate,
)

_RAW = "game.live_game_v1"
_STATE = {"metadata.transform_state", "metadata.transform_scopes", "metadata.quarantine"}
_GAMES = int(os.environ.get("BENCH_GAMES", "200"))
_CORES = 2
_ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))


def main() -> int:
    """Measure and print; 1 when Spark takes more than three times as long."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with _filled() as (database, connection):
        began = time.perf_counter()
        with open_session(f"local[{_CORES}]", environ=os.environ, cache=_cache()) as session:
            engine = SparkEngine(session)
            started_s = time.perf_counter() - began
            warm_s = _timed(database, connection, engine.transform_documents)
            # In turn, so that what else the machine does is shared by both.
            rounds = [
                [
                    _timed(database, connection, carry)
                    for carry in (transform_documents, engine.transform_documents)
                ]
                for _ in range(_ROUNDS)
            ]
    local_s, spark_s = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = spark_s / local_s
    print(f"{_GAMES} games, {_CORES} cores, median of {_ROUNDS}")
    print(f"  local               {local_s:7.2f} s   {1000 * local_s / _GAMES:6.1f} ms a game")
    print(
        f"  spark local[{_CORES}]      {spark_s:7.2f} s   {1000 * spark_s / _GAMES:6.1f} ms a game"
    )
    print(f"  spark / local       {ratio:7.2f}     (goal: 3 at most)")
    print(f"  spark, before       {started_s:7.2f} s   session")
    print(f"  spark, first job    {warm_s - spark_s:7.2f} s   more than a later one")
    return 1 if ratio > 3 else 0


def _timed(database: Database, connection: Connection, engine: TransformDocuments) -> float:
    """Seconds for all games into empty tables."""
    tables = {table.name for mapping in load_mappings() for table in mapping.tables} | _STATE
    names = sql.SQL(", ").join(sql.Identifier(*name.split(".")) for name in sorted(tables))
    connection.execute(sql.SQL("truncate {}").format(names))
    connection.execute("checkpoint")
    context = RunContext(
        database=database, connection=connection, run=Run(run_id="bench"), workers=_CORES
    )
    began = time.perf_counter()
    report = transform("game", Selection(), context=context, engine=engine)
    took_s = time.perf_counter() - began
    assert report.loaded == _GAMES, report
    return took_s


@contextmanager
def _filled() -> Iterator[tuple[Database, Connection]]:
    """A database with the games in raw."""
    with tempfile.TemporaryDirectory(prefix="mlb-bench-") as home:
        server = EmbeddedServer(Path(home))
        database = server.start()
        try:
            with connect(database) as connection:
                migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
                store = RawStore(connection, _RAW, run_id="bench")
                part = []
                for document in Games(_GAMES):
                    part.append(document)
                    if len(part) == _CORES * 10:
                        store.append(part)
                        part = []
                store.append(part)
                yield database, connection
        finally:
            server.stop()


def _cache() -> Path:
    return Path(tempfile.gettempdir()) / "mlb-bench-java"


if __name__ == "__main__":
    sys.exit(main())
