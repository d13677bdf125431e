"""Log lines: one JSON object each, with its run, without secrets; text for people."""

import json
import logging
import multiprocessing
import os
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
import structlog

from mlb_data_platform.telemetry import (
    LogFormat,
    LogLevel,
    LogSettings,
    WorkerLogs,
    configure_logs,
    log_settings,
    named_run,
)

JSON = LogSettings(LogFormat.JSON, LogLevel.INFO)
LOG = structlog.get_logger("test")


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    yield
    configure_logs(LogSettings())
    structlog.reset_defaults()


def fail(message: str, *, secret: str = "") -> None:
    raise ValueError(message)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def test_a_line_begins_with_when_how_bad_what_and_whose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs(JSON)
    with named_run("abc", command="ingest"):
        LOG.info("stage.finished", stage="ingest", seconds=1.5)

    (line,) = lines(capsys)
    assert list(line)[:4] == ["timestamp", "level", "event", "run_id"]
    assert (line["level"], line["run_id"], line["command"]) == ("info", "abc", "ingest")
    assert (line["seconds"], line["timestamp"][-1]) == (1.5, "Z")


def test_what_is_below_the_level_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(LogSettings(LogFormat.JSON, LogLevel.WARNING))
    LOG.info("quiet")
    LOG.warning("loud")

    assert [line["event"] for line in lines(capsys)] == ["loud"]


def test_secrets_are_hidden_in_texts_values_and_errors(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(JSON)
    try:
        fail("no answer from postgresql://ann:hunter2@db")
    except ValueError as error:
        LOG.exception("failed", why=error, db={"password": "hunter2"})

    (line,) = lines(capsys)
    assert "hunter2" not in json.dumps(line)
    assert line["why"] == "no answer from postgresql://ann:***@db"
    assert "ValueError" in line["exception"]


def test_an_exception_never_tells_the_variables_of_its_frames(
    capsys: pytest.CaptureFixture[str],
) -> None:
    gap = " "
    for form in LogFormat:
        configure_logs(LogSettings(form, LogLevel.INFO))
        try:
            fail("no", secret=f"in a{gap}variable")
        except ValueError:
            LOG.exception("failed")

    said = capsys.readouterr().err
    assert said.count("ValueError: no") == 2
    assert "in a variable" not in said


def test_what_libraries_log_is_a_line_of_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(JSON)
    with named_run("abc"):
        logging.getLogger("some.library").warning("lost %s", "postgresql://a:hunter2@b")

    (line,) = lines(capsys)
    assert (line["event"], line["logger"]) == ("lost postgresql://a:***@b", "some.library")
    assert (line["level"], line["run_id"]) == ("warning", "abc")


def test_python_s_warnings_are_lines_too_where_lines_are_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs(JSON)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # pytest has put its own receiver in the place of ours.
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("old habits", stacklevel=1)
        logging.captureWarnings(False)

    (line,) = lines(capsys)
    assert "old habits" in line["event"]


def test_settings_made_again_replace_the_old_ones(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(JSON)
    configure_logs(JSON)
    logging.getLogger("some.library").error("once")

    assert len(lines(capsys)) == 1
    assert log_settings() == JSON


def test_text_is_for_people_and_has_the_name_of_the_run_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs(LogSettings(LogFormat.TEXT, LogLevel.WARNING))
    with named_run("abc"):
        LOG.warning("request.retried", wait_s=0.5)

    said = capsys.readouterr().err
    assert "request.retried" in said
    assert "run_id=abc" in said


def _tell_from_a_worker() -> int:
    LOG.info("batch.loaded")
    return os.getpid()


def test_a_worker_process_tells_as_its_parent_does_and_names_itself(
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logs(JSON)
    with named_run("abc"):
        logs = WorkerLogs.of_this_process()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=logs.begin) as pool:
        pid = pool.submit(_tell_from_a_worker).result()

    captured = capfd.readouterr()
    (line,) = [json.loads(one) for one in captured.err.splitlines()]
    assert (line["event"], line["run_id"], line["worker"]) == ("batch.loaded", "abc", pid)
    assert captured.out == ""
