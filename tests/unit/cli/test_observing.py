"""Flags of every command, and what is refused before any work is done."""

import socket
from pathlib import Path

import pytest

from mlb_data_platform.cli.app import app
from mlb_data_platform.cli.observing import flags_first
from tests.support.cli import mlb_etl, mlb_etl_process

# A database that nobody is at: these commands end before they look for one, or because of it.
NOWHERE = {"MLB_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
INGEST = ("ingest", "--job", "season_daily", "--save", "--stub-mode", "replay")


@pytest.mark.parametrize(
    ("typed", "flags", "rest"),
    [
        ("query x", "", "query x"),
        ("query x --log-format json", "--log-format json", "query x"),
        ("--log-level=info ingest --job x", "--log-level=info", "ingest --job x"),
        ("ingest --metrics-port 0 --job x", "--metrics-port 0", "ingest --job x"),
        ("db psql -- --log-level info", "", "db psql -- --log-level info"),
        ("ingest --log-level", "--log-level", "ingest"),
        ("", "", ""),
    ],
)
def test_the_flags_of_every_command_may_stand_anywhere(typed: str, flags: str, rest: str) -> None:
    assert flags_first(typed.split()) == (flags.split(), rest.split())


def test_no_command_has_a_flag_of_its_own_of_those_names() -> None:
    text = mlb_etl("ingest", "--help").out + mlb_etl("pipeline", "daily", "--help").out
    assert app.info.name == "mlb-etl"
    assert "--metrics-" not in text


@pytest.mark.parametrize("given", [("--log-format", "xml"), ("--metrics-port", "99999")])
def test_a_wrong_value_is_wrong_usage(given: tuple[str, str]) -> None:
    assert mlb_etl(*INGEST, *given, env=NOWHERE).exit_code == 2


def test_a_port_that_is_taken_is_said_before_any_work() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = mlb_etl(*INGEST, "--metrics-port", port, env=NOWHERE)

    assert done.exit_code == 3
    assert f"127.0.0.1:{port} cannot be had" in done.err
    assert "--metrics-port 0" in done.err


def test_a_file_that_cannot_be_written_is_said_before_any_work(tmp_path: Path) -> None:
    for file in (tmp_path / "no" / "m.prom", tmp_path):
        done = mlb_etl(*INGEST, "--metrics-file", str(file), env=NOWHERE)

        assert (done.exit_code, "--metrics-file" in done.err) == (3, True)


def test_a_command_that_only_looks_takes_neither_port_nor_file(tmp_path: Path) -> None:
    file = tmp_path / "m.prom"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        asked = {"MLB_METRICS_PORT": port, "MLB_METRICS_FILE": str(file)}
        done = mlb_etl("schema", "ddl", "season", env=asked)

    assert (done.exit_code, file.exists()) == (0, False)


def test_a_command_that_fails_before_its_run_writes_its_file_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "m.prom"
    file.write_text('mlb_etl_last_success_timestamp_seconds{command="ingest"} 42.0\n', "utf-8")
    done = mlb_etl_process(*INGEST, "--metrics-file", str(file), env=NOWHERE)

    said = file.read_text("utf-8")
    assert done.exit_code == 4
    assert 'mlb_etl_run_exit_code{command="ingest"} 4.0' in said
    assert 'mlb_etl_last_success_timestamp_seconds{command="ingest"} 42.0' in said
    assert "mlb_etl_schedule_lag_seconds NaN" in said


def test_asking_for_help_is_no_run(tmp_path: Path) -> None:
    file = tmp_path / "m.prom"
    done = mlb_etl("ingest", "--help", env={"MLB_METRICS_FILE": str(file)})

    assert (done.exit_code, file.exists()) == (0, False)
