"""A password is in no log, no process list, no error text and no table."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlb_data_platform.cli.options import DatabaseOptions
from mlb_data_platform.engines.local import LocalEngine
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import (
    Database,
    DatabaseRefusedError,
    Run,
    connect,
    migrate,
)
from tests.integration.scripted_server import Reply, scripted_server
from tests.support.cli import Result, mlb_etl
from tests.support.password_server import PasswordServer, as_login, running_password_server
from tests.support.stubs import STUB_DIR

pytestmark = pytest.mark.xdist_group("secrets")

PASSWORD = "h/unter2:@ s3cr3t%"
PIECES = ("h/unter2", "unter2", "s3cr3t", "unter2%3A", "s3cr3t%25", PASSWORD)


@pytest.fixture(scope="module")
def server() -> Iterator[PasswordServer]:
    with running_password_server() as one:
        yield one


@pytest.fixture(scope="module")
def warehouse(server: PasswordServer) -> Database:
    """A migrated database whose owner has a password that is hard to write."""
    login = server.login("olga", password=PASSWORD, options="createrole")
    database = as_login(server.at(server.new_database(owner="olga")), login)
    with connect(database) as connection:
        migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
    return database


def flags(database: Database, *, password: str = PASSWORD) -> tuple[str, ...]:
    parts = dict(one.split("=", 1) for one in database.public_url.split())
    return (
        "--db-host", parts["host"], "--db-port", parts["port"], "--db-name", parts["dbname"],
        "--db-user", parts["user"], "--db-password", password,
    )  # fmt: skip


def assert_clean(text: str) -> None:
    assert [piece for piece in PIECES if piece in text] == []


def run(*arguments: str, **env: str) -> Result:
    return mlb_etl(*arguments, env={"MLB_STUB_DIR": str(STUB_DIR), **env})


def test_a_wrong_password_is_told_without_it(warehouse: Database) -> None:
    for output in ("table", "json"):
        wrong = PASSWORD + "x"
        result = run("quality", "run", "--output", output, *flags(warehouse, password=wrong))

        assert result.exit_code == 3
        assert "authentication failed" in result.out + result.err
        assert_clean(result.out + result.err)


def test_what_runs_are_remembered_by_holds_no_password(warehouse: Database) -> None:
    season = ("ingest", "--job", "season_daily", "--save", "--stub-mode", "replay")
    missing = ("ingest", "--job", "game", "--game-pks", "1", "--save", "--stub-mode", "replay")
    ran = run(*season, *flags(warehouse))
    failed = run(*missing, *flags(warehouse))
    with connect(warehouse) as connection:
        rows = connection.execute("select j::text, j.status from metadata.job_executions j")
        told = {status: text for text, status in rows}

    assert (ran.exit_code, failed.exit_code) == (0, 2)
    assert set(told) == {"succeeded", "failed"}
    assert_clean("".join([*told.values(), ran.out, ran.err, failed.out, failed.err]))


MISREAD = {
    "an @ in it": "postgresql://u:p@s3cr3t@127.0.0.1:1/db",
    "a slash in it": "postgresql://u:h/unter2@127.0.0.1:1/db",
    "a percent sign in it": "postgresql://u:s3cr3t%zz@127.0.0.1:1/db",
    "no @ after it": "postgresql://u:s3cr3t/db",
    "a space in it": "host=127.0.0.1 port=1 user=u password=my s3cr3t",
    "no quote after it": "host=127.0.0.1 port=1 user=u password='s3cr3t",
    "as a key": "host=127.0.0.1 s3cr3t=x",
    "alone": "s3cr3t",
    "a scheme misspelt": "postgres//u:s3cr3t@127.0.0.1/db",
    "another scheme": "mysql://u:s3cr3t@127.0.0.1/db",
    "as the port": "postgresql://u:x@127.0.0.1:s3cr3t/db",
    "an open bracket": "postgresql://u:s3cr3t@[::1/db",
}


@pytest.mark.parametrize("url", MISREAD.values(), ids=MISREAD)
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    result = run("db", "status", "--db-url", url)
    with pytest.raises(DatabaseRefusedError) as caught:
        connect(Database(url=url))

    assert result.exit_code == 3
    assert "%40" in result.err
    assert_clean(result.out + result.err + repr(Database(url=url)))
    assert caught.value.__cause__ is None


def test_what_a_debugger_shows_holds_no_password(warehouse: Database) -> None:
    options = DatabaseOptions(
        url=warehouse.url, host=None, port=None, name=None, user=None, password=PASSWORD
    )
    with connect(warehouse) as connection:
        context = RunContext(database=warehouse, connection=connection, run=Run(run_id="x"))
        assert_clean(f"{warehouse!r} {options!r} {context!r} {connection!r}")


def test_the_processes_of_a_transform_do_not_show_the_password(warehouse: Database) -> None:
    (mapping,) = [one for one in load_mappings() if one.name == "game_live_v1"]
    with LocalEngine(
        database=warehouse, mapping=mapping, table="game.live_game_v1", run_id="x", processes=2
    ) as engine:
        engine.result(engine.submit([]))
        children = [pid for pid in map(int, processes()) if parent_of(pid) == os.getpid()]
        workers = [pid for pid in children if "spawn_main" in read(pid, "cmdline")]
        assert workers
        assert_clean("".join(read(pid, "cmdline") + read(pid, "environ") for pid in workers))


def processes() -> list[str]:
    return [one.name for one in Path("/proc").iterdir() if one.name.isdecimal()]


def parent_of(pid: int) -> int:
    stat = read(pid, "stat")
    return int(stat.rpartition(")")[2].split()[1]) if stat else 0


def read(pid: int, what: str) -> str:
    try:
        return Path(f"/proc/{pid}/{what}").read_text(errors="replace")
    except (OSError, ProcessLookupError):
        return ""


@pytest.mark.parametrize("flag", ["--db-password", "--db-url"])
def test_a_password_that_was_typed_leaves_the_process_list(
    warehouse: Database, tmp_path: Path, flag: str
) -> None:
    given = flags(warehouse) if flag == "--db-password" else ("--db-url", warehouse.url)
    with scripted_server() as api:
        api.script = [Reply(after_s=5.0)]
        program = subprocess.Popen(
            [sys.executable, "-m", "mlb_data_platform", "ingest", "--job", "season_daily",
             "--save", *given],
            env={**os.environ, "MLB_STATSAPI_URL": api.url, "MLB_HOME": str(tmp_path)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            while not api.seen and program.poll() is None:
                time.sleep(0.05)
            title = read(program.pid, "cmdline")
        finally:
            program.kill()
            said = program.communicate()[0]

    assert "mlb-etl ingest" in title, said
    assert "***" in title
    assert_clean(title + said)


def test_the_servers_own_log_holds_no_password(tmp_path: Path) -> None:
    with running_password_server() as server:
        home = next(Path(server.home).glob("tcp-password"))
        log = (Path(server.home) / "postgres" / "log").read_text()
        with connect(server.admin) as connection:
            connection.execute("select 1")

        assert home.stat().st_mode & 0o077 == 0
        assert home.read_text() not in log


@pytest.mark.parametrize("url", ["http://u:s3cr3t@127.0.0.1:1", "https://s3cr3t@127.0.0.1"])
def test_a_password_in_the_address_of_the_api_is_refused_and_not_repeated(url: str) -> None:
    result = run("ingest", "--job", "season_daily", MLB_STATSAPI_URL=url)

    assert result.exit_code == 2
    assert "a user or password before @127.0.0.1" in result.err
    assert_clean(result.out + result.err)
