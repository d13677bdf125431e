"""PostgreSQL on a bad day: stopped, cut off, full, or with nobody let in."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from mlb_data_platform.simulator import League
from mlb_data_platform.warehouse import EmbeddedServer, connect
from tests.faults.conftest import A_DAY, A_WEEK, TWO_DAYS, Undisturbed, Warehouse, backfill_of
from tests.faults.contents import contents_of, count
from tests.faults.holds import held
from tests.faults.programs import Program, wait_until
from tests.faults.simulators import simulating
from tests.support.databases import TestServer

FETCHED_SLOWLY = "- {path: '*feed/live', fault: slow, request: all, seconds: 1}"


@pytest.mark.full
def test_a_server_stopped_at_once_and_started_again_costs_only_what_was_not_committed(
    warehouse: Warehouse, server: TestServer, league: League, undisturbed: Undisturbed
) -> None:
    with connect(warehouse.database) as connection:
        # The servers of tests are in no hurry to write; a user's is, by default.
        connection.execute("set synchronous_commit = on")
        name = connection.info.dbname
        connection.execute(f"alter database {name} set synchronous_commit = on".encode())
    with (
        simulating(league, script=FETCHED_SLOWLY) as slow,
        warehouse.asking(slow).start_backfill(TWO_DAYS) as program,
    ):
        wait_until(lambda: games_kept(warehouse) >= 12, "the first answers are kept")
        stop_immediately(server.home)
        ended = program.wait()
    EmbeddedServer(server.home).start()
    kept = games_kept(warehouse)

    assert ended.exit_code == 4, ended
    assert "type the same again" in ended.err
    assert 12 <= kept < 23
    assert warehouse.backfill(TWO_DAYS).exit_code == 0
    assert len(warehouse.api.feeds()) == 23 - kept
    assert warehouse.contents() == undisturbed(TWO_DAYS)


def games_kept(warehouse: Warehouse) -> int:
    with connect(warehouse.database) as connection:
        return count(connection, "game.live_game_v1")


def stop_immediately(home: Path) -> None:
    """What `pg_ctl stop -m immediate` sends: nothing is written down, nobody is told."""
    pid = int((home / "postgres/postmaster.pid").read_text("ascii").split()[0])
    os.kill(pid, signal.SIGQUIT)
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the server is gone")


@pytest.mark.full
def test_connections_that_are_cut_end_the_run_with_4_and_the_same_command_goes_on(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    with (
        held(warehouse.database, "insert on game.play_events") as hold,
        warehouse.start_backfill(A_DAY) as program,
    ):
        hold.wait_for(program)
        look.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            " current_database() and application_name = 'mlb-etl' and state <> 'idle'"
            " and wait_event_type = 'Lock'"
        )
        ended = program.wait()

    assert ended.exit_code == 4, ended
    assert "type the same again" in ended.err
    assert (count(look, "game.live_game_v1"), count(look, "game.games")) == (8, 0)
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert sum(warehouse.api.feeds().values()) == 8
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_a_server_that_lets_nobody_in_is_named_and_the_same_command_goes_on(
    warehouse: Warehouse, undisturbed: Undisturbed
) -> None:
    with crowd(warehouse, leave=0):
        refused = warehouse.backfill(A_DAY)
    with crowd(warehouse, leave=2):
        stuck = warehouse.backfill(A_DAY)

    assert (refused.exit_code, stuck.exit_code) == (4, 4), (refused, stuck)
    assert "too many clients" in refused.err
    assert "too many clients" in stuck.err
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert warehouse.contents() == undisturbed(A_DAY)


@contextmanager
def crowd(warehouse: Warehouse, *, leave: int) -> Iterator[None]:
    """Take every connection that the server has, and give a few back."""
    with ExitStack() as stack:
        taken = []
        while True:
            try:
                taken.append(psycopg.connect(warehouse.database.url))
            except psycopg.OperationalError:
                break
            stack.callback(taken[-1].close)
        for one in taken[:leave]:
            one.close()
        yield


@pytest.mark.full
def test_a_full_disk_is_named_and_with_more_room_the_same_command_goes_on(
    league: League, undisturbed: Undisturbed, tmp_path: Path, small_disk: "SmallDisk"
) -> None:
    with simulating(league) as api:
        settings = {
            "MLB_HOME": str(small_disk.folder / "home"), "MLB_STATSAPI_URL": api.url,
            "MLB_REQUESTS_PER_S": "25", "MLB_WORKERS": "1",
        }  # fmt: skip
        embedded = EmbeddedServer(small_disk.folder / "home")
        try:
            with Program("db", "migrate", env=settings, folder=tmp_path) as made:
                assert made.wait().exit_code == 0, made.wait()
            small_disk.fill(leave_bytes=3_000_000)
            with Program(*backfill_of(A_WEEK), env=settings, folder=tmp_path) as program:
                full = program.wait()
            small_disk.make_room()
            with Program(*backfill_of(A_WEEK), env=settings, folder=tmp_path) as program:
                again = program.wait()
            with connect(embedded.start()) as connection:
                found = contents_of(connection)
        finally:
            embedded.stop()

    assert full.exit_code in {1, 4}, full
    assert "error" in full.err
    assert again.exit_code == 0, again
    assert found == undisturbed(A_WEEK)


class SmallDisk:
    """A file system of its own that can be filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, *, leave_bytes: int) -> None:
        """Leave only so much room."""
        free = shutil.disk_usage(self.folder).free - leave_bytes
        with self._ballast.open("wb") as file:
            for _ in range(free // 1_000_000):
                file.write(b"\1" * 1_000_000)

    def make_room(self) -> None:
        """Take away what filled it."""
        self._ballast.unlink()


@pytest.fixture
def small_disk() -> Iterator[SmallDisk]:
    """A tmpfs of 400 MB; only root may mount one."""
    folder = Path("/tmp") / f"mlb-small-{os.getpid()}"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no small disk here, a tmpfs needs root: {mounted.stderr.strip()}")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()
