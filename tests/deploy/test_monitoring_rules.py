"""Alerts, dashboards and runbooks: each names only what exists, and the rules do what they say."""

import json
import re
import subprocess
from typing import Any

import promql_parser
import pytest
import yaml

from mlb_data_platform.telemetry.metrics import REGISTRY
from mlb_data_platform.warehouse.gauges import _PROGRESS, _STATES
from tests.support.debian import PROJECT, debian_program

MONITORING = PROJECT / "monitoring"
RUNBOOKS = PROJECT / "docs/operate/runbooks.md"
OBSERVING = PROJECT / "docs/observing.md"
GROUPS = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))["groups"]
RULES: list[dict[str, Any]] = [rule for group in GROUPS for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDED = {rule["record"]: rule["expr"] for rule in RULES if "record" in rule}
DASHBOARDS = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((MONITORING / "grafana/dashboards").glob("*.json"))
}
EXPRESSIONS = {
    **{rule.get("alert") or rule["record"]: rule["expr"] for rule in RULES},
    **{
        f"{name}: {panel['title']} {target['refId']}": target["expr"]
        for name, board in DASHBOARDS.items()
        for panel in board["panels"]
        for target in panel["targets"]
    },
}

OF_EVERY_TARGET = {"job", "instance"}
OTHERS = {"up": set(), "process_resident_memory_bytes": set()}
OTHERS["ALERTS"] = {"alertname", "alertstate", "severity"}
WORDS = {"state": set(_STATES), "progress": set(_PROGRESS), "severity": {"error", "warning"}}


def told_metrics() -> dict[str, tuple[str, ...]]:
    """Every metric that a process of ours can tell, with the labels that its code names."""
    endings = {"counter": "_total", "info": "_info"}
    return {
        family.name + endings.get(family.type, ""): getattr(collector, "_labelnames", ())
        for collector in REGISTRY._collector_to_names
        for family in getattr(collector, "describe", collector.collect)()
    }


def documented_metrics() -> dict[str, set[str]]:
    """Metrics and their labels, as the table of docs/observing.md has them."""
    text = OBSERVING.read_text("utf-8")
    rows = re.findall(r"^\| `(mlb_etl_\w+)` \| ([^|]*)\|", text, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", labels)) for name, labels in rows}


def selectors(node: Any) -> list[Any]:
    """Every selector of series in an expression."""
    if type(node).__name__ == "VectorSelector":
        return [node]
    inner = [getattr(node, name, None) for name in ("lhs", "rhs", "expr", "vector_selector")]
    children = [*inner, *getattr(node, "args", [])]
    return [found for child in children if child is not None for found in selectors(child)]


def parsed(expression: str) -> Any:
    return promql_parser.parse(expression.replace("$__rate_interval", "5m"))


def known() -> dict[str, set[str]]:
    metrics = documented_metrics()
    histogram = "mlb_etl_request_duration_seconds"
    metrics[f"{histogram}_bucket"] = metrics[histogram] | {"le"}
    return {**metrics, **OTHERS, **{name: set() for name in RECORDED}}


def test_the_table_of_metrics_is_that_of_the_code() -> None:
    told, documented = told_metrics(), documented_metrics()

    assert documented.keys() == told.keys()
    assert {name: set(labels) for name, labels in told.items() if labels} == {
        name: labels for name, labels in documented.items() if told[name]
    }


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_uses_metrics_and_labels_that_exist(name: str) -> None:
    metrics = known()
    for one in selectors(parsed(EXPRESSIONS[name])):
        assert one.name in metrics
        for matcher in one.matchers.matchers:
            assert matcher.name in metrics[one.name] | OF_EVERY_TARGET
            if matcher.name in WORDS and one.name != "ALERTS":
                assert set(matcher.value.split("|")) <= WORDS[matcher.name]


def test_every_metric_of_ours_is_shown_somewhere() -> None:
    shown = {one.name for text in EXPRESSIONS.values() for one in selectors(parsed(text))}
    families = {name.removesuffix("_bucket") for name in shown}
    seldom = {"mlb_etl_run_exit_code"}  # of one process; what the database knows is shown

    assert documented_metrics().keys() - families == seldom


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_can_be_provisioned(name: str) -> None:
    board = DASHBOARDS[name]
    provisioned = MONITORING / "grafana/provisioning/datasources/prometheus.yml"
    (source,) = yaml.safe_load(provisioned.read_text("utf-8"))["datasources"]
    ids = [panel["id"] for panel in board["panels"]]
    links = {link["url"] for link in board["links"]}

    assert len(set(ids)) == len(ids)
    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {source["uid"]}
    assert links <= {f"/d/{other['uid']}" for other in DASHBOARDS.values()}
    assert all(panel["description"] for panel in board["panels"])
    assert not overlapping([panel["gridPos"] for panel in board["panels"]])


def overlapping(places: list[dict[str, int]]) -> list[tuple[int, int]]:
    """Cells of the grid that two panels claim, or that lie outside of its 24 columns."""
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    return [cell for cell in cells if cells.count(cell) > 1 or cell[0] >= 24]


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_what_it_is_and_has_a_runbook(name: str) -> None:
    alert = ALERTS[name]
    headings = re.findall(r"^## (\w+)$", RUNBOOKS.read_text("utf-8"), re.MULTILINE)
    page, _, anchor = alert["annotations"]["runbook_url"].rpartition("#")

    assert page.endswith("/docs/operate/runbooks.md")
    assert anchor in {heading.lower() for heading in headings}
    assert alert["labels"]["severity"] in {"warning", "critical"}
    assert alert["annotations"]["summary"]
    assert alert["annotations"]["description"]
    assert alert["for"]


def test_every_runbook_belongs_to_an_alert_and_says_its_severity() -> None:
    text = RUNBOOKS.read_text("utf-8")
    sections = re.findall(r"^## (\w+)\n\n\*\*(\w+)\*\*", text, re.MULTILINE)

    assert dict(sections) == {name: one["labels"]["severity"] for name, one in ALERTS.items()}


def test_the_table_of_alerts_is_that_of_the_rules() -> None:
    text = (PROJECT / "docs/operate/monitoring.md").read_text("utf-8")
    rows = re.findall(r"^\| (MlbEtl\w+) \| (\w+) \|", text, re.MULTILINE)

    assert dict(rows) == {name: one["labels"]["severity"] for name, one in ALERTS.items()}


def test_every_link_within_the_runbooks_leads_to_a_section() -> None:
    text = RUNBOOKS.read_text("utf-8")
    sections = {heading.lower() for heading in re.findall(r"^## (\w+)$", text, re.MULTILINE)}

    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= sections


def test_every_alert_is_shown_to_fire() -> None:
    cases = yaml.safe_load((MONITORING / "alerts_test.yml").read_text("utf-8"))["tests"]
    asked = [one for case in cases for one in case["promql_expr_test"]]
    shown = " ".join(f"{one['expr']} {one['exp_samples']}" for one in asked if one["exp_samples"])
    fires = set(re.findall(r"MlbEtl\w+(?=\")", shown)) | {
        alert["alertname"] for case in cases for alert in case.get("alert_rule_test", [])
    }

    assert fires == ALERTS.keys()


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "alerts_test.yml"],
        ["check", "config", "--syntax-only", "prometheus.yml"],
    ],
    ids=" ".join,
)
def test_promtool_agrees(arguments: list[str]) -> None:
    said = subprocess.run(
        [debian_program("promtool"), *arguments],
        cwd=MONITORING,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
