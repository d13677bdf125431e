"""A user's day: `mlb-etl pipeline daily` as typed, against a simulated league."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.ports import free_port, wait_for
from bench.rounds import Clock, new_database
from bench.typed import type_command
from mlb_data_platform.warehouse import EmbeddedServer

DAY = "pipeline daily, the whole command"
_DATE = "2024-07-02"
_DAILY = ("pipeline", "daily", "--date", _DATE, "--output", "json")
_SERVE = ("simulate", "serve", "--season", "2024", "--port")


def measure_day(clock: Clock, server: EmbeddedServer, rounds: int) -> tuple[int, int]:
    """Type the command into empty warehouses.

    Args:
        clock: Gets the seconds of each.
        server: Where the warehouses are.
        rounds: How many; one more goes before, in which the league plays its games.

    Returns:
        How many games a day has, and the memory that the command held, in bytes.
    """
    peak_bytes = 0
    with _serving() as url:
        environment = {"MLB_REQUESTS_PER_S": "25", "MLB_STATSAPI_URL": url}
        for number in range(rounds + 1):
            with new_database(server) as database:
                typed = type_command(*_DAILY, "--db-url", database.url, environment=environment)
                peak_bytes = max(peak_bytes, typed.peak_bytes)
                if number:
                    clock.seconds[DAY].append(typed.seconds)
    return int(json.loads(typed.output)["games"]["transformed"]), peak_bytes


@contextmanager
def _serving() -> Iterator[str]:
    port = free_port()
    command = (sys.executable, "-m", "mlb_data_platform", *_SERVE, str(port))
    with subprocess.Popen(  # nosec B603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
