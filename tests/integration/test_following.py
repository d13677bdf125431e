"""A command that goes on, as its supervisor sees it: a real process, asked over HTTP."""

import json
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from mlb_data_platform.simulator import build_app, build_league, running_server
from mlb_data_platform.warehouse import Database, connect
from tests.integration.test_observing import running, served_at

APRIL = date(2024, 4, 2)
"""The games of a few days are soon followed."""

FOLLOW = (
    *("pipeline", "changes", "--season", "2024", "--every", "1", "--output", "json"),
    *("--metrics-port", "0", "--log-format", "json"),
)


def answer(url: str) -> tuple[int, str]:
    try:
        with urlopen(url) as page:
            return page.status, page.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def wait_for(wanted: Callable[[], bool]) -> None:
    for _ in range(300):
        if wanted():
            return
        time.sleep(0.1)
    pytest.fail("waited 30 seconds")


@pytest.mark.slow
def test_following_changes_is_ready_while_rounds_go_well_and_ends_when_told(
    database: Database, tmp_path: Path
) -> None:
    settings = {"MLB_DATABASE_URL": database.url, "MLB_HOME": str(tmp_path)}
    with running_server(build_app(build_league(today=APRIL))) as league, ExitStack() as stack:
        served = {**settings, "MLB_STATSAPI_URL": league, "MLB_HTTP_ATTEMPTS": "1"}
        process = stack.enter_context(running(served, *FOLLOW))
        base = served_at(process).removesuffix("/metrics")
        wait_for(lambda: answer(f"{base}/readyz") == (200, "ok\n"))
        kept = stack.pop_all()
    with kept:
        wait_for(lambda: answer(f"{base}/readyz") == (503, "the last round failed\n"))
        assert answer(f"{base}/healthz") == (200, "ok\n")
        assert "mlb_etl_build_info" in answer(f"{base}/metrics")[1]
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)

    events = [json.loads(line)["event"] for line in err.splitlines()]
    objects = [json.loads(line) for line in out.splitlines()]
    assert (process.returncode, "run.finished" in events) == (143, True)
    assert {one["pipeline"] for one in objects} == {"changes"}
    with connect(database) as connection:
        found = connection.execute("select distinct command, state from metadata.runs").fetchall()
    assert {command for command, _ in found} == {"pipeline changes"}
    assert {state for _, state in found} >= {"succeeded", "failed"}


def test_rounds_go_on_where_the_last_ended_and_nowhere_else(cli: Callable[..., object]) -> None:
    since = ("--since", "2024-07-01T12:00:00-04:00")
    for found in (since, ("--stub-mode", "replay")):
        done = cli("pipeline", "changes", "--every", "30", *found)
        assert (done.exit_code, f"found {' '.join(found[:1])}" in done.err) == (2, True)
