"""What was found: as a table, as JSON, as a chart, and as a page of the documentation."""

import os
import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from bench.day import DAY
from bench.fetch import FETCH
from bench.floors import COPY, ENCODE, PARSE, READ
from bench.live import LiveUpdates
from bench.ours import INSERT, TRANSFORM
from bench.peer import PEER
from bench.rounds import Clock
from mlb_data_platform.warehouse import EmbeddedServer, connect

_BEGIN, _END = "<!-- measured -->", "<!-- end of measured -->"


@dataclass(slots=True, kw_only=True)
class Results:
    """All numbers of one run.

    Attributes:
        machine: What it ran on, in words.
        origin: Where the games come from.
        megabytes: Their JSON.
        peer_games: How many of them the peer loaded.
        rows: Rows by table after the transform.
        peer_rows: The peer's, by the names of our tables.
        our_rows_of_peer: Ours of the same games.
        peak_bytes: Largest resident set of `transform game`, whose workers are its threads.
        day_peak_bytes: The same of `pipeline daily`.
    """

    machine: str
    games: int
    origin: str
    megabytes: float
    peer_games: int
    rounds: int
    clock: Clock
    rows: dict[str, int] = field(default_factory=dict)
    peer_rows: dict[str, int] = field(default_factory=dict)
    our_rows_of_peer: dict[str, int] = field(default_factory=dict)
    database_bytes: int = 0
    peak_bytes: int = 0
    day_peak_bytes: int = 0
    day_games: int = 0
    live: LiveUpdates | None = None

    def per_game(self) -> dict[str, float]:
        """Milliseconds a game, medians; the day's command is told as a whole."""
        counts = {PEER: self.peer_games, DAY: 1}
        few = min(self.games, self.peer_games)
        return {
            name: seconds * 1000 / counts.get(name, few if name.startswith("sim") else self.games)
            for name, seconds in self.clock.medians().items()
        }

    def ratios(self) -> list[str]:
        """What the goals are about."""
        ms = self.per_game()
        floor = ms[READ] + ms[COPY]
        lines = [
            f"raw → tables: {ms[PEER] / ms[TRANSFORM]:.1f} × as fast as dlt",
            (
                f"raw → tables takes {ms[TRANSFORM] / ms[COPY]:.1f} × the COPY floor"
                f" ({ms[TRANSFORM] / floor:.1f} × reading and COPY together, on one connection)"
            ),
            (
                f"a season of 2,430 games at this pace: {ms[TRANSFORM] * 2.43:.0f} s to the tables,"
                f" {ms[FETCH] * 2.43:.0f} s from HTTP to raw"
            ),
            (
                f"peak memory: transform {self.peak_bytes / 1e6:.0f} MB,"
                f" daily {self.day_peak_bytes / 1e6:.0f} MB;"
                f" database {self.database_bytes / self.games / 1e6:.2f} MB a game"
            ),
            f"tables that both have hold the same rows: {self.peer_rows == self.our_rows_of_peer}",
        ]
        if self.live:
            both, kept, rows = self.live.both, self.live.kept, self.live.rows
            lines.append(
                f"one live update: {both[0]} ms at the median, {both[1]} ms at p95"
                f" (kept {kept[0]}, rows {rows[0]})"
            )
        return lines

    def as_json(self) -> dict[str, object]:
        """Everything, for machines."""
        return {
            "machine": self.machine,
            "games": self.games,
            "input": self.origin,
            "megabytes_of_json": round(self.megabytes, 1),
            "rounds": self.rounds,
            "rows": self.rows,
            "peer": {"games": self.peer_games, "rows": self.peer_rows},
            "ms_a_game": {name: round(value, 3) for name, value in self.per_game().items()},
            "rounds_s": {n: [round(s, 3) for s in v] for n, v in self.clock.seconds.items()},
            "live_ms": None
            if self.live is None
            else {
                "kept": self.live.kept,
                "rows": self.live.rows,
                "both": self.live.both,
            },
            "database_bytes": self.database_bytes,
            "peak_rss_bytes": {"transform": self.peak_bytes, "daily": self.day_peak_bytes},
            "ratios": self.ratios(),
        }


def read_machine(server: EmbeddedServer) -> str:
    """Describe what we run on."""
    with connect(server.database) as connection:
        row = connection.execute("show server_version").fetchone()
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} cores ({model[1] if model else platform.machine()}),"
        f" {memory:.0f} GB, Python {platform.python_version()},"
        f" embedded PostgreSQL {row[0] if row else '?'}"
    )


def _title(results: Results) -> str:
    return (
        f"{results.games} games of {results.megabytes / results.games:.2f} MB"
        f" ({results.origin}), {sum(results.rows.values()):,} rows,"
        f" medians of {results.rounds} rounds"
    )


def as_table(results: Results) -> Table:
    """The medians, for a terminal."""
    table = Table(title=f"{_title(results)}\n{results.machine}", title_justify="left")
    table.add_column("what")
    for column in ("ms a game", "games/s"):
        table.add_column(column, justify="right")
    for name, ms in results.per_game().items():
        if name == DAY:
            table.add_row(f"{name} ({results.day_games} games)", f"{ms:,.0f} in all", "")
        else:
            table.add_row(name, f"{ms:.1f}", f"{1000 / ms:,.0f}")
    return table


def draw(results: Results, file: Path) -> None:
    """Draw milliseconds a game as bars."""
    import matplotlib as mpl  # noqa: PLC0415  (only who measures needs it)

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "bench"
    from matplotlib import pyplot as plt  # noqa: PLC0415

    ms = results.per_game()
    shown = [FETCH, INSERT, PEER, TRANSFORM, READ, COPY, ENCODE, PARSE]
    colors = ["#888888" if name.startswith(("floor", "dlt")) else "#0b5394" for name in shown]
    figure, axes = plt.subplots(figsize=(9, 3.6))
    bars = axes.barh(shown, [ms[name] for name in shown], color=colors)
    axes.bar_label(bars, [f" {ms[name]:.1f}" for name in shown])
    axes.invert_yaxis()
    axes.set_xlabel("milliseconds a game")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(_title(results), loc="left", fontsize=9)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def write_docs(results: Results, folder: Path) -> None:
    """Put the numbers between the marks of `performance.md`, and the chart beside it.

    Raises:
        ValueError: The page has no marks.
    """
    page = folder / "performance.md"
    text = page.read_text("utf-8")
    if _BEGIN not in text or _END not in text:
        raise ValueError(f"{page}: found no {_BEGIN} … {_END}, wanted them around the numbers")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    rows = [
        f"| {name} ({results.day_games} games, in all) | {ms:,.0f} | |"
        if name == DAY
        else f"| {name} | {ms:.1f} | {1000 / ms:,.0f} |"
        for name, ms in results.per_game().items()
    ]
    lines = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {results.machine}. {_title(results)}.",
        "",
        "![milliseconds a game](performance.svg)",
        "",
        "| what | ms a game | games/s |",
        "| --- | ---: | ---: |",
        *rows,
        "",
        *(f"- {line}" for line in results.ratios()),
    ]
    page.write_text(f"{before}{_BEGIN}\n{chr(10).join(lines)}\n{_END}{after}", "utf-8")
    draw(results, folder / "performance.svg")
