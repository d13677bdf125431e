"""A user's day: `mlb-etl pipeline daily` as typed, against a simulated league."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.ports import free_port, wait_for
from bench.rounds import Clock, new_database
from mlb_data_platform.warehouse import EmbeddedServer

DAY = "pipeline daily, the whole command"
_DATE = "2024-07-02"
_COMMAND = (sys.executable, "-m", "mlb_data_platform")
_DAILY = (*_COMMAND, "pipeline", "daily", "--date", _DATE, "--output", "json")


def measure_day(clock: Clock, server: EmbeddedServer, rounds: int) -> int:
    """Type the command into empty warehouses.

    Args:
        clock: Gets the seconds of each.
        server: Where the warehouses are.
        rounds: How many; one more goes before, in which the league plays its games.

    Returns:
        How many games a day has.
    """
    environment = os.environ | {"MLB_REQUESTS_PER_S": "25"}
    with _serving() as url:
        environment["MLB_STATSAPI_URL"] = url
        for number in range(rounds + 1):
            with new_database(server, "bench_day") as database:
                command = (*_DAILY, "--db-url", database.url)
                with (clock if number else Clock()).time(DAY):
                    told = _run(command, environment)
    return int(told["games"]["transformed"])


def _run(command: tuple[str, ...], environment: dict[str, str]) -> dict[str, dict[str, int]]:
    done = subprocess.run(  # nosec B603
        command, env=environment, capture_output=True, check=True
    )
    answer: dict[str, dict[str, int]] = json.loads(done.stdout)
    return answer


@contextmanager
def _serving() -> Iterator[str]:
    port = free_port()
    command = (*_COMMAND, "simulate", "serve", "--season", "2024", "--port", str(port))
    with subprocess.Popen(  # nosec B603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
