"""`python -m bench`: measure, print a table, write results and a chart.

`BENCH_GAMES` says how many games (200; a season has 2,430), `BENCH_ROUNDS` how often (3).
`--docs` also writes the numbers into `docs/performance.md`.
"""

import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import structlog
from psycopg import sql
from rich.console import Console

from bench.day import measure_day
from bench.fetch import measure_fetch
from bench.floors import measure_floors
from bench.inputs import Games
from bench.live import measure_live
from bench.ours import measure_generation, measure_road, measure_typed
from bench.peer import measure_peer
from bench.ports import free_port
from bench.report import Results, as_table, draw, read_machine, write_docs
from bench.rounds import Clock, by_tcp, new_database
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Connection, Database, EmbeddedServer, connect

OUT = Path(__file__).parent / "out"
PEER_GAMES = 200
"""The peer gets no more: what it takes grows with the games, and its rounds are the longest."""


def main() -> None:
    """Measure everything in several rounds and show medians."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    games = Games(int(os.environ.get("BENCH_GAMES", "200")))
    rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
    with tempfile.TemporaryDirectory(prefix="mlb-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        address = server.start(tcp_port=free_port())
        try:
            results = measure(server, address, games, rounds)
        finally:
            server.stop()
    OUT.mkdir(exist_ok=True)
    (OUT / "results.json").write_text(json.dumps(results.as_json(), indent=2), "utf-8")
    draw(results, OUT / "performance.svg")
    console = Console()
    console.print(as_table(results))
    for line in results.ratios():
        console.print(line)
    console.print(f"written to {OUT}/results.json and performance.svg")
    if "--docs" in sys.argv:
        write_docs(results, Path("docs"))


def measure(server: EmbeddedServer, address: Database, games: Games, rounds: int) -> Results:
    """Run every measurement.

    Args:
        server: A running server.
        address: The same, for who knows no socket.
        games: What to measure on.
        rounds: How often; the day and the live game have rounds of their own.

    Returns:
        Everything that was found.
    """
    clock, workers = Clock(), len(os.sched_getaffinity(0))
    peer_games = games.first(min(len(games), PEER_GAMES))
    results = Results(
        machine=read_machine(server),
        games=len(games),
        origin=games.origin,
        megabytes=sum(len(document.body) for document in games) / 1e6,
        peer_games=len(peer_games),
        rounds=rounds,
        clock=clock,
    )
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        with new_database(server) as database, connect(database) as connection:
            results.rows = measure_road(clock, games, database, connection, workers)
            size = connection.execute("select pg_database_size(current_database())").fetchone()
            results.database_bytes = size[0] if size else 0
            measure_floors(clock, games, connection)
            there = by_tcp(address, database)
            results.peer_rows = measure_peer(clock, peer_games, there, connection)
            results.our_rows_of_peer = _rows_of_first(connection, peer_games[-1], results.peer_rows)
        with new_database(server) as database, connect(database) as connection:
            measure_fetch(clock, games, database, connection)
            held = measure_typed(clock, database, workers)
            results.peak_bytes = max(results.peak_bytes, held)
        measure_generation(clock, min(len(games), PEER_GAMES))
    with new_database(server) as database, connect(database) as connection:
        results.live = measure_live(database, connection)
    results.day_games, results.day_peak_bytes = measure_day(clock, server, rounds)
    return results


def _rows_of_first(connection: Connection, last: Document, tables: Iterable[str]) -> dict[str, int]:
    game_pk = int(last.request.path_params["game_pk"])
    found = {}
    for name in tables:
        count = sql.SQL("select count(*) from {} where game_pk <= %s").format(
            sql.Identifier(*name.split("."))
        )
        row = connection.execute(count, (game_pk,)).fetchone()
        found[name] = row[0] if row else 0
    return found


if __name__ == "__main__":
    main()
