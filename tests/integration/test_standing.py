"""What the database knows of runs, quarantine and checks, told between runs, too."""

import json
from urllib.request import urlopen

from mlb_data_platform.telemetry.metrics import REGISTRY
from mlb_data_platform.warehouse.gauges import read_gauges
from tests.integration.conftest import Warehouse
from tests.integration.test_observing import running, served_at


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"mlb_etl_{name}", labels)


def verdict(warehouse: Warehouse, run_id: str, name: str, kind: str, status: str, day: int) -> None:
    warehouse.connection.execute(
        "insert into metadata.quality_results (run_id, place, check_name, kind, promise, severity,"
        " status, rows_checked, rows_failed, rows_excepted, started_at, duration_s)"
        " values (%s, %s, %s, %s, '', 'error', %s, 1, 0, 0, make_date(2024, 7, %s), 0)",
        [run_id, day, name, kind, status, day],
    )


def test_a_check_counts_by_its_newest_verdict_that_had_something_to_check(
    warehouse: Warehouse,
) -> None:
    for day, status in enumerate(["failed", "passed"], start=1):
        verdict(warehouse, "a", "runs by inning", "reconciliation", status, day)
    for day, status in enumerate(["passed", "failed", "no_rows"], start=1):
        verdict(warehouse, "b", "hits", "reconciliation", status, day)
    verdict(warehouse, "c", "pitch speeds", "range", "error", 1)
    read_gauges(warehouse.connection)

    assert value("checks_failed", kind="reconciliation", severity="error") == 1
    assert value("checks_failed", kind="range", severity="error") == 1


def test_quarantine_is_counted_as_it_is_now(warehouse: Warehouse) -> None:
    warehouse.connection.execute(
        "insert into metadata.quarantine (raw_table, kind, json_path, found, wanted, run_id)"
        " values ('raw.odd', 'document', '', '', '', 'a'), ('raw.odd', 'document', '', '', '', 'b')"
    )
    read_gauges(warehouse.connection)
    assert value("quarantine_entries", raw_table="raw.odd", kind="document") == 2

    warehouse.connection.execute("delete from metadata.quarantine")
    read_gauges(warehouse.connection)
    assert value("quarantine_entries", raw_table="raw.odd", kind="document") == 0


def test_the_newest_run_that_is_over_tells_how_it_ended_and_a_lost_one_counts(
    warehouse: Warehouse,
) -> None:
    warehouse.connection.execute(
        "insert into metadata.job_executions"
        " (run_id, command, status, started_at, finished_at, exit_code, version) values"
        " ('1', 'pipeline x', 'failed', now() - interval '2 h', now() - interval '1 h', 4, '1'),"
        " ('2', 'pipeline x', 'succeeded', now() - interval '9 h', now() - interval '8 h', 0, '1'),"
        " ('3', 'pipeline y', 'running', now() - interval '2 h', null, null, '1')"
    )
    read_gauges(warehouse.connection)

    assert value("last_run_exit_code", command="pipeline x") == 4
    assert value("last_run_exit_code", command="pipeline y") == -1


def test_a_status_that_stays_tells_lines_and_numbers_until_it_is_stopped(
    warehouse: Warehouse,
) -> None:
    settings = {"MLB_DATABASE_URL": warehouse.context.database.url, "MLB_LOG_FORMAT": "json"}
    arguments = ["pipeline", "status", "--every", "1", "--output", "json", "--metrics-port", "0"]
    with running(settings, *arguments) as process:
        url = served_at(process)
        assert process.stdout is not None
        told = [json.loads(process.stdout.readline()) for _ in range(2)]
        with urlopen(url) as answer:
            numbers = answer.read().decode()
        process.terminate()
        exit_code = process.wait(timeout=30)

    assert [one["listed"] for one in told] == [0, 0]
    assert "mlb_etl_schedule_lag_seconds 0.0" in numbers
    assert exit_code == 143
