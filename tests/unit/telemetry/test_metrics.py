"""Numbers: what was counted is what Prometheus reads."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mlb_data_platform.telemetry import (
    count_answers,
    count_documents,
    count_failed_request,
    count_quarantined,
    count_rate_limit_wait,
    count_request,
    count_retry,
    count_rows,
    serve_metrics,
    set_failed_checks,
    set_games,
    set_last_success,
    set_quarantine,
    set_schedule_lag,
    tell_build,
    tell_end,
    tell_start,
    timed_stage,
    write_metrics,
)
from mlb_data_platform.telemetry.metrics import REGISTRY

Labels = dict[str, str]


def value(name: str, **labels: str) -> float:
    """What a series says now; 0 when there is none."""
    return REGISTRY.get_sample_value(f"mlb_etl_{name}", labels) or 0.0


def read(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every series of a text, as a Prometheus server reads it."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def series(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return f"mlb_etl_{name}", frozenset(labels.items())


def test_a_request_is_counted_by_endpoint_and_ending_with_its_seconds() -> None:
    before = value("requests_total", endpoint="A.b", status="503")
    count_request("A.b", "503", 0.3)

    assert value("requests_total", endpoint="A.b", status="503") == before + 1
    assert value("request_duration_seconds_bucket", endpoint="A.b", le="0.5") == 1
    assert value("request_duration_seconds_bucket", endpoint="A.b", le="0.2") == 0


def test_retries_waits_and_questions_given_up_are_counted() -> None:
    count_retry("A.c", "429", 7.0)
    count_rate_limit_wait(0.25)
    count_failed_request("A.c", "RateLimitedError")

    assert value("request_retries_total", endpoint="A.c", status="429") == 1
    assert value("retry_wait_seconds_total") >= 7
    assert value("rate_limit_wait_seconds_total") >= 0.25
    assert value("requests_failed_total", endpoint="A.c", error="RateLimitedError") == 1


def test_rows_answers_and_documents_are_counted_by_what_became_of_them() -> None:
    count_rows("t.rows", {"inserted": 5, "refused": 0})
    count_answers("t.raw", {"new": 2, "seen_again": 1})
    count_documents("t.raw", {"loaded": 3})
    count_quarantined("t.raw", 4)

    assert value("rows_total", table="t.rows", kind="inserted") == 5
    assert value("answers_total", raw_table="t.raw", outcome="new") == 2
    assert value("documents_total", raw_table="t.raw", outcome="loaded") == 3
    assert value("quarantined_total", raw_table="t.raw") == 4


def test_a_series_of_zero_is_there_so_that_an_increase_can_be_seen() -> None:
    count_rows("t.zero", {"deleted": 0})

    assert (
        REGISTRY.get_sample_value("mlb_etl_rows_total", {"table": "t.zero", "kind": "deleted"}) == 0
    )


def test_the_seconds_of_a_stage_grow_while_it_is_under_way_and_add_up() -> None:
    stage = {"command": "c", "stage": "s"}
    with timed_stage("c", "s"):
        first = value("stage_seconds_total", **stage)
        second = value("stage_seconds_total", **stage)
    done = value("stage_seconds_total", **stage)
    with timed_stage("c", "s"):
        pass

    assert 0 < first < second < done < value("stage_seconds_total", **stage)


@pytest.mark.parametrize(("code", "is_success"), [(0, True), (5, True), (4, False), (130, False)])
def test_only_a_run_that_did_what_it_was_asked_moves_the_last_success(
    code: int, is_success: bool
) -> None:
    command = f"c{code}"
    tell_start(command)
    tell_end(command, code)

    assert value("run_exit_code", command=command) == code
    assert value("run_finished_timestamp_seconds", command=command) > 1_700_000_000
    assert (value("last_success_timestamp_seconds", command=command) > 0) is is_success


def test_the_file_is_what_prometheus_reads_and_holds_nothing_of_the_process(tmp_path: Path) -> None:
    tell_build("1.2.3")
    set_games({"failed": 2}, {"complete": 7})
    set_schedule_lag(61.0)
    write_metrics(tmp_path / "m.prom")

    found = read((tmp_path / "m.prom").read_text("utf-8"))
    assert found[series("games", state="failed")] == 2
    assert found[series("games_listed", progress="complete")] == 7
    assert found[series("schedule_lag_seconds")] == 61
    assert not [name for name, _ in found if not name.startswith("mlb_etl_")]
    assert [one.name for one in tmp_path.iterdir()] == ["m.prom"]


def test_a_file_remembers_the_last_success_that_an_earlier_process_told(tmp_path: Path) -> None:
    file = tmp_path / "m.prom"
    file.write_text('mlb_etl_last_success_timestamp_seconds{command="before"} 42.0\n', "utf-8")
    set_last_success("now", 43.0)
    write_metrics(file)
    write_metrics(file)

    found = read(file.read_text("utf-8"))
    assert found[series("last_success_timestamp_seconds", command="before")] == 42
    assert found[series("last_success_timestamp_seconds", command="now")] == 43


@pytest.mark.parametrize("text", ["", "{", "a 1\n", "\x00\x01"])
def test_a_file_that_is_not_ours_is_replaced(tmp_path: Path, text: str) -> None:
    file = tmp_path / "m.prom"
    file.write_text(text, "utf-8")
    write_metrics(file)

    assert "mlb_etl_games" in file.read_text("utf-8")


def test_over_http_the_process_tells_of_itself_too_and_the_port_is_given_back() -> None:
    count_request("A.d", "200", 0.1)
    for port in (0, 0):
        server = serve_metrics("127.0.0.1", port)
        with urlopen(server.url) as answer:
            found = read(answer.read().decode())
        server.close()

    assert found[series("requests_total", endpoint="A.d", status="200")] >= 1
    assert found[("process_resident_memory_bytes", frozenset())] > 1_000_000


def test_a_port_that_was_closed_can_be_had_again() -> None:
    first = serve_metrics("127.0.0.1", 0)
    port = int(first.url.rpartition(":")[2].partition("/")[0])
    first.close()
    serve_metrics("127.0.0.1", port).close()


def test_what_has_left_quarantine_is_told_as_nothing_and_not_as_it_was() -> None:
    set_quarantine({("raw.a", "leaf"): 3, ("raw.b", "row"): 1})
    set_quarantine({("raw.b", "row"): 2})

    assert (
        REGISTRY.get_sample_value(
            "mlb_etl_quarantine_entries", {"raw_table": "raw.a", "kind": "leaf"}
        )
        == 0
    )
    assert value("quarantine_entries", raw_table="raw.b", kind="row") == 2


def test_failed_checks_are_told_by_kind_and_severity() -> None:
    set_failed_checks({("reconciliation", "error"): 2})

    assert value("checks_failed", kind="reconciliation", severity="error") == 2
