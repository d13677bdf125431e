"""A real Prometheus asks real processes of ours, with the rules and dashboards of operators."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from mlb_data_platform.warehouse import Database, connect
from tests.deploy.test_monitoring_rules import ALERTS, EXPRESSIONS, MONITORING
from tests.integration.scripted_server import Reply, scripted_server
from tests.integration.test_observing import INGEST, running
from tests.support.debian import free_port, running_prometheus
from tests.support.stubs import STUB_DIR

WITHIN_S = 60.0
pytestmark = pytest.mark.xdist_group("prometheus")


@dataclass(frozen=True)
class Prometheus:
    """A server that has asked each process at least once."""

    url: str

    def ask(self, path: str, **parameters: str) -> Any:
        said = httpx.get(f"{self.url}/api/v1/{path}", params=parameters, trust_env=False).json()
        assert said["status"] == "success", said
        return said["data"]

    def value(self, expression: str) -> float | None:
        """What an expression of one series says now, once it says something."""
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            result = self.ask("query", query=expression)["result"]
            if result:
                return float(result[0]["value"][1])
            time.sleep(0.2)
        return None


def configuration(folder: Path, targets: dict[str, str]) -> Path:
    """The file that operators get, with these processes in the place of containers."""
    told = yaml.safe_load((MONITORING / "prometheus.yml").read_text("utf-8"))
    told["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    told["rule_files"] = [str(MONITORING / "alerts.yml")]
    jobs = {one["job_name"]: one for one in told["scrape_configs"]}
    for job, target in targets.items():
        jobs[job]["static_configs"] = [{"targets": [target]}]
    told["scrape_configs"] = [jobs[job] for job in targets]
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(told))
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prometheus")


@pytest.fixture(scope="module")
def warehouse_with_troubles(server: Any) -> Iterator[Database]:
    """A game that is over for 30 hours and not here, an odd value, and a run that was lost."""
    with server.new_database() as database:
        with connect(database) as connection:
            connection.execute(
                "insert into metadata.game_work (game_pk, starts_at, state)"
                " values (1, now() - interval '34 hours', 'wanted')"
            )
            connection.execute(
                "insert into metadata.quarantine"
                " (raw_table, raw_id, kind, json_path, found, wanted, run_id)"
                " values ('game.live_game_v1', 1, 'leaf', 'gameData.x', '?', 'a number', 'a')"
            )
            connection.execute(
                "insert into metadata.job_executions (run_id, command, status, version)"
                " values ('a', 'pipeline daily', 'running', '0')"
            )
        yield database


@pytest.fixture(scope="module")
def prometheus(folder: Path, warehouse_with_troubles: Database) -> Iterator[Prometheus]:
    """Asks a status that stays, and a run that the API refuses."""
    settings = {
        "MLB_DATABASE_URL": warehouse_with_troubles.url,
        "MLB_STUB_DIR": str(STUB_DIR),
        "MLB_HOME": str(folder),
        "MLB_LOG_FORMAT": "json",
    }
    ports = {job: str(free_port()) for job in ("mlb-etl-status", "mlb-etl-live")}
    targets = {job: f"127.0.0.1:{port}" for job, port in ports.items()}
    stay = ("pipeline", "status", "--every", "60", "--output", "json")
    with (
        scripted_server() as api,
        running_prometheus(configuration(folder, targets), folder) as url,
        running({**settings, "MLB_METRICS_PORT": ports["mlb-etl-status"]}, *stay),
    ):
        api.script = [Reply(status=429, headers={"Retry-After": "3"})] * 9
        asking = {"MLB_STATSAPI_URL": api.url, "MLB_METRICS_PORT": ports["mlb-etl-live"]}
        with running({**settings, **asking}, *INGEST):
            yield Prometheus(url)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("mlb_etl_games_listed{job='mlb-etl-status', progress='missing'}", 1),
        ("mlb_etl:games_left", 1),
        ("mlb_etl:quarantine_entries", 1),
        ("mlb_etl:quarantined_documents", 0),
        ("mlb_etl_last_run_exit_code{job='mlb-etl-status', command='pipeline daily'}", -1),
        ("max(max_over_time(mlb_etl_requests_total{status='429'}[5m])) >= bool 1", 1),
    ],
)
def test_prometheus_reads_what_a_process_tells(
    expression: str, wanted: float, prometheus: Prometheus
) -> None:
    assert prometheus.value(expression) == wanted


def test_a_game_that_is_late_a_lost_run_and_a_refusal_raise_alerts(prometheus: Prometheus) -> None:
    late = {"MlbEtlNoDataForADay", "MlbEtlBehindTheSchedule", "MlbEtlRunFailed"}
    wanted, raised = late | {"MlbEtlApiRefusesUs"}, set[str]()
    until = time.monotonic() + WITHIN_S
    while raised != wanted and time.monotonic() < until:
        raised = {one["labels"]["alertname"] for one in prometheus.ask("alerts")["alerts"]}
        time.sleep(0.2)

    assert raised == wanted


def test_prometheus_has_every_alert_and_finds_nothing_wrong_with_one(
    prometheus: Prometheus,
) -> None:
    assert prometheus.value("mlb_etl:games_left") is not None
    rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]

    assert {rule["name"] for rule in rules if rule["type"] == "alerting"} == ALERTS.keys()
    assert {rule["name"]: rule.get("lastError") for rule in rules if rule["health"] == "err"} == {}


def test_every_panel_can_be_drawn(prometheus: Prometheus) -> None:
    span = {"start": str(time.time() - 60), "end": str(time.time()), "step": "15"}
    for expression in EXPRESSIONS.values():
        prometheus.ask("query_range", query=expression.replace("$__rate_interval", "1m"), **span)
