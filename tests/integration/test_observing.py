"""A real process against a real server: its lines, its numbers while it works and at its end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from mlb_data_platform.engines.local import LocalEngine
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.telemetry import (
    LogFormat,
    LogLevel,
    LogSettings,
    configure_logs,
    named_run,
)
from mlb_data_platform.telemetry.metrics import REGISTRY
from mlb_data_platform.warehouse import Database, connect
from mlb_data_platform.warehouse.gauges import GaugeReader, read_games
from tests.integration.conftest import Warehouse
from tests.integration.scripted_server import Reply, scripted_server
from tests.integration.test_engine_local import RAW, small_feed
from tests.support.cli import mlb_etl_process
from tests.support.stubs import STUB_DIR

SEASONS = {"seasons": [{"seasonId": "2024", "regularSeasonStartDate": "2024-03-20"}]}
GOOD = Reply(body=json.dumps(SEASONS).encode())
INGEST = ("ingest", "--job", "season_daily", "--save", "--output", "json")
REPLAY = ("--stub-mode", "replay")

Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: str) -> Series:
    """Every series of a text, as a Prometheus server reads it."""
    return {
        (sample.name.removeprefix("mlb_etl_"), frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def series(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> dict[str, str]:
    return {
        "MLB_DATABASE_URL": database.url,
        "MLB_STUB_DIR": str(STUB_DIR),
        "MLB_HOME": str(tmp_path),
        "MLB_WORKERS": "1",
    }


def test_every_line_of_a_run_is_json_with_its_run_id_and_results_stay_apart(
    database: Database, settings: dict[str, str]
) -> None:
    done = mlb_etl_process(*INGEST, *REPLAY, "--log-format", "json", env=settings)
    with connect(database) as connection:
        ((run_id,),) = connection.execute("select run_id from metadata.job_executions").fetchall()

    lines = lines_of(done.err)
    assert {line["run_id"] for line in lines} == {run_id}
    assert [one["event"] for one in lines] == ["run.started", "stage.finished", "run.finished"]
    assert (done.exit_code, done.json["new"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "event", "code"),
    [
        (("ingest", "--job", "game", "--game-pks", "1", "--save", *REPLAY), "command.failed", 2),
        (("ingest", "--no-such-flag"), "command.failed", 2),
        (("transform", "season"), "note", 0),
    ],
    ids=["a failure", "wrong usage", "a note"],
)
def test_what_is_told_to_people_is_a_line_too(
    settings: dict[str, str], arguments: tuple[str, ...], event: str, code: int
) -> None:
    done = mlb_etl_process(*arguments, env={**settings, "MLB_LOG_FORMAT": "json"})

    lines = lines_of(done.err)
    assert (done.exit_code, event in {line["event"] for line in lines}) == (code, True)
    assert len({line["run_id"] for line in lines}) == 1


def test_without_a_wish_a_good_run_logs_nothing(settings: dict[str, str]) -> None:
    assert mlb_etl_process(*INGEST, *REPLAY, env=settings).err == ""


def test_a_reader_of_lines_who_goes_away_does_not_end_the_run(settings: dict[str, str]) -> None:
    with running(settings, *INGEST, *REPLAY, "--log-format", "json") as process:
        assert process.stderr is not None
        assert process.stdout is not None
        process.stderr.close()
        said = process.stdout.read()
        code = process.wait(timeout=60)

    assert (code, json.loads(said)["new"]) == (0, 1)


def test_retries_and_what_came_of_them_are_lines_and_numbers(
    settings: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "m.prom"
    with scripted_server() as server:
        server.script = [Reply(status=503), Reply(status=503), GOOD]
        observed = {"MLB_METRICS_FILE": str(file), "MLB_LOG_FORMAT": "json"}
        done = mlb_etl_process(
            *INGEST, env={**settings, **observed, "MLB_STATSAPI_URL": server.url}
        )

    found, name = read(file.read_text("utf-8")), "Season.seasons"
    retried = [line for line in lines_of(done.err) if line["event"] == "request.retried"]
    assert (done.exit_code, len(retried)) == (0, 2)
    assert found[series("requests_total", endpoint=name, status="503")] == 2
    assert found[series("requests_total", endpoint=name, status="200")] == 1
    assert found[series("request_retries_total", endpoint=name, status="503")] == 2
    assert found[series("retry_wait_seconds_total")] == pytest.approx(
        sum(line["wait_s"] for line in retried), abs=0.01
    )
    assert found[series("answers_total", raw_table="season.seasons", outcome="new")] == 1
    assert found[series("run_exit_code", command="ingest")] == 0


def test_a_failed_run_writes_its_numbers_and_keeps_the_last_success(
    settings: dict[str, str], tmp_path: Path
) -> None:
    asked = (*INGEST, "--metrics-file", str(tmp_path / "m.prom"))
    mlb_etl_process(*asked, *REPLAY, env=settings)
    good = read((tmp_path / "m.prom").read_text("utf-8"))
    with scripted_server() as server:
        server.script = [Reply(status=404, body=b"{}")]
        done = mlb_etl_process(*asked, env={**settings, "MLB_STATSAPI_URL": server.url})
    bad = read((tmp_path / "m.prom").read_text("utf-8"))

    success = series("last_success_timestamp_seconds", command="ingest")
    code, given_up = "run_exit_code", {"endpoint": "Season.seasons", "error": "NotFoundError"}
    assert (done.exit_code, bad[series(code, command="ingest")]) == (2, 2)
    assert bad[series("requests_failed_total", **given_up)] == 1
    assert bad[success] == pytest.approx(good[success], abs=5)


def test_rows_in_the_file_are_the_rows_in_the_tables(
    database: Database, settings: dict[str, str], tmp_path: Path
) -> None:
    mlb_etl_process(
        "ingest", "--job", "game", "--game-pks", "744914", "--save", *REPLAY, env=settings
    )
    file = tmp_path / "m.prom"
    mlb_etl_process("transform", "game", "--metrics-file", str(file), env=settings)

    found = read(file.read_text("utf-8"))
    for table in ("game.plays", "game.play_events", "game.runners"):
        with connect(database) as connection:
            (count,) = connection.execute(f"select count(*) from {table}").fetchone() or (0,)
        assert found[series("rows_total", table=table, kind="inserted")] == count > 0
    assert found[series("documents_total", raw_table=RAW, outcome="loaded")] == 1


@contextmanager
def running(settings: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The CLI as a process whose lines can be read while it works."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MLB_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "mlb_data_platform", *arguments],
        env={**clean, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def served_at(process: subprocess.Popen[str]) -> str:
    """Where a process says that its numbers are."""
    assert process.stderr is not None
    for line in process.stderr:
        if "metrics at " in line:
            return str(json.loads(line)["text"].removeprefix("metrics at "))
    raise AssertionError("it ended without saying so")


def test_numbers_can_be_read_over_http_while_a_run_waits_for_the_api(
    settings: dict[str, str],
) -> None:
    with scripted_server() as server:
        server.script = [Reply(status=429, headers={"Retry-After": "60"})]
        watched = {**settings, "MLB_STATSAPI_URL": server.url, "MLB_LOG_FORMAT": "json"}
        with running(watched, *INGEST, "--metrics-port", "0") as process:
            url, found, give_up_at = served_at(process), Series(), time.monotonic() + 30
            retried = series("request_retries_total", endpoint="Season.seasons", status="429")
            while retried not in found and time.monotonic() < give_up_at:
                with urlopen(url) as answer:
                    found = read(answer.read().decode())

    assert url.startswith("http://127.0.0.1:")
    assert found[retried] == 1
    assert found[series("stage_seconds_total", command="ingest", stage="ingest")] > 0
    assert found[series("games", state="failed")] == 0
    assert found[series("process_resident_memory_bytes")] > 1_000_000


def test_worker_processes_tell_under_the_run_s_name_and_their_rows_are_counted_here(
    warehouse: Warehouse, capfd: pytest.CaptureFixture[str]
) -> None:
    warehouse.store(RAW).append([small_feed(pk) for pk in range(1, 9)])
    ids = [raw_id for (raw_id,) in warehouse.all(f"select id from {RAW}")]
    mapping = next(one for one in load_mappings() if one.name == "game_live_v1")
    before = REGISTRY.get_sample_value("mlb_etl_documents_total", LOADED) or 0.0
    configure_logs(LogSettings(LogFormat.JSON, LogLevel.DEBUG))
    try:
        with (
            named_run("abc"),
            LocalEngine(
                database=warehouse.context.database,
                mapping=mapping,
                table=RAW,
                run_id="abc",
                processes=1,
            ) as engine,
        ):
            engine.result(engine.submit(ids))
    finally:
        configure_logs(LogSettings())
        structlog.reset_defaults()

    told = [line for line in lines_of(capfd.readouterr().err) if line["event"] == "batch.loaded"]
    assert [(one["run_id"], one["documents"]) for one in told] == [("abc", 8)]
    assert told[0]["worker"] != os.getpid()
    assert REGISTRY.get_sample_value("mlb_etl_documents_total", LOADED) == before + 8


LOADED = {"raw_table": RAW, "outcome": "loaded"}


def test_games_are_counted_by_state_and_progress_and_the_lag_is_that_of_the_oldest(
    warehouse: Warehouse,
) -> None:
    warehouse.connection.execute(
        "insert into metadata.game_work (game_pk, starts_at, state) values"
        " (1, now() - interval '10 hours', 'wanted'), (2, now() - interval '7 hours', 'failed'),"
        " (3, now() + interval '2 hours', 'wanted')"
    )
    states, progress, lag_s = read_games(warehouse.connection)

    assert (states["wanted"], states["failed"], states["checked"]) == (2, 1, 0)
    assert (progress["missing"], progress["failed"], progress["upcoming"]) == (1, 1, 1)
    assert lag_s == pytest.approx(6 * 3600, abs=60)


def test_nothing_to_do_is_no_lag(warehouse: Warehouse) -> None:
    assert read_games(warehouse.connection)[2] == 0


def test_a_reader_of_gauges_outlives_a_database_that_goes_away(
    database: Database, warehouse: Warehouse
) -> None:
    with structlog.testing.capture_logs() as events, GaugeReader(database, every_s=0.05):
        warehouse.all(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        time.sleep(0.5)

    assert [one["event"] for one in events] == ["gauges.unread"]
