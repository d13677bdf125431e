"""`python -m bench`: measure, print a table, write `bench/out/results.json`."""

import json
import os
import platform
import resource
import statistics
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.inputs import game_documents, recorded_feeds
from bench.measure import Round, measure_round
from mlb_data_platform.warehouse import EmbeddedServer

ROUNDS = 3
OUT = Path(__file__).parent / "out"
FLOOR = "floor: COPY the same rows"
READ = "floor: read the JSONB"


def main() -> None:
    """Measure everything in several rounds and show medians."""
    games = int(os.environ.get("BENCH_GAMES", "200"))
    workers = len(os.sched_getaffinity(0))
    documents = list(game_documents(games))
    with tempfile.TemporaryDirectory(prefix="mlb-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        server.start()
        try:
            rounds = [measure_round(server, documents, workers) for _ in range(ROUNDS)]
        finally:
            server.stop()
    results = summarise(rounds, games, workers)
    results["megabytes_of_json"] = round(sum(len(d.body) for d in documents) / 1e6, 1)
    results["input"] = "recorded feeds under new ids" if recorded_feeds() else "simulated feeds"
    OUT.mkdir(exist_ok=True)
    (OUT / "results.json").write_text(json.dumps(results, indent=2), "utf-8")
    show(results)


def summarise(rounds: list[Round], games: int, workers: int) -> dict[str, object]:
    """Medians over the rounds, with what they were measured on."""
    medians = {
        name: statistics.median(one.seconds[name] for one in rounds) for name in rounds[0].seconds
    }
    return {
        "games": games,
        "workers": workers,
        "rounds": len(rounds),
        "machine": f"{platform.machine()}, {workers} cores, Python {platform.python_version()}",
        "rows": rounds[0].rows,
        "database_megabytes": round(rounds[0].database_bytes / 1e6, 1),
        "peak_rss_megabytes": {
            "parent": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
            "largest child": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3),
        },
        "seconds": {name: round(value, 4) for name, value in medians.items()},
        "ratio_to_floor": {
            "raw → tables": round(medians["raw → tables"] / (medians[FLOOR] + medians[READ]), 2),
        },
    }


def show(results: dict[str, object]) -> None:
    """Print the medians as a table."""
    games, seconds = results["games"], results["seconds"]
    assert isinstance(games, int)
    assert isinstance(seconds, dict)
    table = Table(
        title=f"{games} games, {results['megabytes_of_json']} MB, {results['rows']:,} rows,"
        f" medians of {results['rounds']} rounds ({results['machine']}; {results['input']})",
        title_justify="left",
    )
    table.add_column("what")
    for column in ("seconds", "ms a game", "games/s"):
        table.add_column(column, justify="right")
    for name, value in seconds.items():
        count = 1 if name.startswith("one game") else games
        table.add_row(name, f"{value:.2f}", f"{value / count * 1000:.1f}", f"{count / value:,.0f}")
    console = Console()
    console.print(table)
    console.print(f"raw → tables takes {results['ratio_to_floor']['raw → tables']} × the floor")  # type: ignore[index]
    console.print(
        f"peak memory, MB: {results['peak_rss_megabytes']}; written to {OUT}/results.json"
    )


if __name__ == "__main__":
    main()
