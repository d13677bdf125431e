"""What the chart gives Argo: fields that Argo has, commands that the CLI reads, promises kept."""

import json
from zoneinfo import ZoneInfo

import pytest

from mlb_data_platform.pipelines import subjects
from tests.deploy.argo_expressions import is_tried_again, tags_in
from tests.deploy.argo_models import unknown_to_argo
from tests.deploy.charts import (
    ARGO,
    DOCKERFILE,
    PREFIX,
    Manifest,
    named,
    rendered,
    task_of,
    template_of,
)
from tests.deploy.commands import command_lines, parse
from tests.support.stubs import REPOSITORY

KUBERNETES = pytest.importorskip("kubernetes_validate")
EVERYTHING = rendered(spark={"enabled": True}, redis={"url": "redis://redis:6379/0"})
NOTIFIED = rendered(workflows={"notify": {"workflowTemplate": "tell-us"}})
LONG = rendered(fullnameOverride="a" * 63)
WORKFLOWS = [one for one in EVERYTHING if one["apiVersion"] == ARGO]
TEMPLATES = {one["metadata"]["name"]: one for one in WORKFLOWS if one["kind"] == "WorkflowTemplate"}
CRONS = {one["metadata"]["name"]: one for one in WORKFLOWS if one["kind"] == "CronWorkflow"}
STEPS = [
    (f"{name}: {step['name']}", step)
    for name, workflow in TEMPLATES.items()
    for step in workflow["spec"]["templates"]
    if "container" in step
]
LINES = {line.where: line for line in command_lines(EVERYTHING)}


def test_the_chart_has_the_workflows_that_the_platform_needs() -> None:
    names = {"season", "daily-games", "backfill", "transform", "changes", "live-games"}

    assert {name.removeprefix(PREFIX) for name in TEMPLATES} == names
    assert {name.removeprefix(PREFIX) for name in CRONS} == {
        "season", "daily-games", "changes", "live-games",
    }  # fmt: skip


@pytest.mark.parametrize(
    "manifest",
    [*WORKFLOWS, *(one for one in NOTIFIED if one["apiVersion"] == ARGO)],
    ids=lambda one: f"{one['kind']}-{one['metadata']['name']}",
)
def test_argo_knows_every_field(manifest: Manifest) -> None:
    assert unknown_to_argo(manifest) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"schedules"', '"schedule"'),
        ('"concurrencyPolicy"', '"concurencyPolicy"'),
        ('"workflowTemplateRef"', '"workflowTemplate"'),
        ('"timezone"', '"timeZone"'),
    ],
)  # fmt: skip
def test_a_field_that_argo_does_not_know_is_noticed(old: str, new: str) -> None:

    cron = json.loads(json.dumps(CRONS[f"{PREFIX}daily-games"]).replace(old, new))
    try:
        found = unknown_to_argo(cron)
    except ValueError as error:
        found = [str(error)]
    assert found != []


@pytest.mark.parametrize("where", LINES)
def test_the_cli_reads_the_command_of_every_container(where: str) -> None:
    parse(LINES[where])


def test_no_kind_that_runs_something_is_left_out() -> None:
    kinds = {where.partition(" ")[0] for where in LINES}
    assert kinds >= {"WorkflowTemplate", "Deployment", "Job", "ScheduledSparkApplication", "Pod"}


@pytest.mark.parametrize(("where", "step"), STEPS, ids=[where for where, _ in STEPS])
def test_a_step_is_bounded_unprivileged_and_tried_again_where_that_helps(
    where: str, step: Manifest
) -> None:
    container = step["container"]

    assert set(container["resources"]) == {"requests", "limits"}
    assert "memory" in container["resources"]["limits"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not container["image"].endswith(":latest")
    assert step["retryStrategy"]["backoff"]["cap"]
    # A deadline of the retries would cut a long attempt short, too.
    assert "maxDuration" not in step["retryStrategy"]["backoff"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_kubernetes_takes_the_pods_that_argo_makes_of_the_steps(name: str) -> None:
    spec = TEMPLATES[name]["spec"]
    for step in spec["templates"]:
        if "container" in step:
            pod = {
                "containers": [{"name": "main", **step["container"]}],
                "volumes": spec["volumes"],
                "securityContext": spec["securityContext"],
                "serviceAccountName": spec["serviceAccountName"],
                **json.loads(spec["podSpecPatch"]),
            }
            metadata = {"name": "x", **spec["podMetadata"]}
            manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod}
            KUBERNETES.validate(manifest, "1.36.0", strict=True)


@pytest.mark.parametrize(
    ("exit_code", "message", "again"),
    [
        ("1", "", False),
        ("2", "", False),
        ("3", "", False),
        ("4", "Error (exit code 4)", True),
        ("5", "", False),
        ("137", "Error (exit code 137)", True),
        ("137", "OOMKilled (exit code 137)", False),
        ("143", "", True),
        ("-1", "pod deleted", True),
        ("-1", "Pod was active on the node longer than the specified deadline", False),
    ],
)
def test_only_what_a_retry_can_mend_is_tried_again(
    exit_code: str, message: str, again: bool
) -> None:
    last = {"exitCode": exit_code, "message": message, "status": "Failed", "duration": "9"}
    expressions = {step["retryStrategy"]["expression"] for _, step in STEPS}

    assert [is_tried_again(one, last, "retry") for one in expressions] == [again]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_workflow_ends_cleans_up_and_never_meets_itself(name: str) -> None:
    spec = TEMPLATES[name]["spec"]

    assert spec["activeDeadlineSeconds"] > 0
    assert spec["podGC"]["strategy"] == "OnPodSuccess"
    assert set(spec["ttlStrategy"]) == {"secondsAfterSuccess", "secondsAfterFailure"}
    assert spec["synchronization"] == {"mutexes": [{"name": name}]}
    assert spec["serviceAccountName"] == f"{PREFIX}workflow"
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["parallelism"] >= 1
    labels = spec["podMetadata"]["labels"]
    policy = named(EVERYTHING, "NetworkPolicy", "workflow")
    assert policy["spec"]["podSelector"]["matchLabels"].items() <= labels.items()


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_step_is_reached_and_runs_as_the_user_of_the_image(name: str) -> None:
    spec = TEMPLATES[name]["spec"]
    steps = {one["name"]: one for one in spec["templates"]}
    called = {
        task["template"] for one in steps.values() for task in one.get("dag", {}).get("tasks", [])
    }
    user = spec["securityContext"]["runAsUser"], spec["securityContext"]["runAsGroup"]

    assert set(steps) - called == {spec["entrypoint"]}
    assert "\nUSER {}:{}\n".format(*user) in DOCKERFILE


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_parameter_is_described_and_used(name: str) -> None:
    spec = TEMPLATES[name]["spec"]
    used = set(tags_in(spec["templates"]))
    parameters = spec.get("arguments", {}).get("parameters", [])

    assert [one["name"] for one in parameters if not one.get("description")] == []
    assert {f"workflow.parameters.{one['name']}" for one in parameters} <= used
    for step in spec["templates"]:
        inputs = [one["name"] for one in step.get("inputs", {}).get("parameters", [])]
        assert {f"inputs.parameters.{one}" for one in inputs} <= set(tags_in(step)), step["name"]


@pytest.mark.parametrize("name", CRONS)
def test_a_cron_workflow_starts_a_template_of_the_chart_in_a_zone_that_exists(name: str) -> None:
    spec = CRONS[name]["spec"]

    assert spec["workflowSpec"]["workflowTemplateRef"]["name"] in TEMPLATES
    assert ZoneInfo(spec["timezone"]).key == "America/New_York"
    assert spec["startingDeadlineSeconds"] > 0
    assert spec["successfulJobsHistoryLimit"] >= 1 <= spec["failedJobsHistoryLimit"]


def test_the_longest_names_leave_room_for_what_argo_puts_behind_them() -> None:
    names = [one["metadata"]["name"] for one in LONG if one["apiVersion"] == ARGO]
    assert max(map(len, names)) == 52


def test_the_day_begins_at_four_in_new_york_and_takes_the_place_of_one_that_hangs() -> None:
    spec = named(EVERYTHING, "CronWorkflow", "daily-games")["spec"]

    assert (spec["schedules"], spec["concurrencyPolicy"], spec["suspend"]) == (
        ["0 4 * * *"], "Replace", False,
    )  # fmt: skip


@pytest.mark.parametrize("is_followed", [True, False])
def test_the_feed_of_changes_has_one_reader(is_followed: bool) -> None:
    cron = named(rendered(live={"enabled": is_followed}), "CronWorkflow", "changes")
    assert cron["spec"]["suspend"] is is_followed


def test_a_day_fans_out_over_the_games_of_its_plan() -> None:
    daily = named(EVERYTHING, "WorkflowTemplate", "daily-games")
    game = task_of(daily, "ingest-game")

    assert game["withParam"] == "{{tasks.plan-games.outputs.parameters.games}}"
    assert game["arguments"]["parameters"] == [{"name": "game-pk", "value": "{{item.game_pk}}"}]
    assert daily["spec"]["parallelism"] == 4


def test_the_subjects_that_can_be_chosen_are_those_that_can_be_transformed() -> None:
    parameters = named(EVERYTHING, "WorkflowTemplate", "transform")["spec"]["arguments"]
    (subject,) = [one for one in parameters["parameters"] if one["name"] == "subject"]

    assert subject["enum"] == subjects()


def test_nobody_is_told_unless_that_is_asked_for() -> None:
    quiet = named(EVERYTHING, "WorkflowTemplate", "season")["spec"]
    hook = named(NOTIFIED, "WorkflowTemplate", "season")["spec"]["hooks"]["exit"]

    assert "hooks" not in quiet
    assert hook["templateRef"] == {"name": "tell-us", "template": "notify"}
    assert [one["value"] for one in hook["arguments"]["parameters"]] == [
        "{{workflow.name}}", "{{workflow.status}}", "{{workflow.failures}}",
    ]  # fmt: skip


def test_without_workflows_nothing_of_argo_is_left() -> None:
    assert [
        one for one in rendered(workflows={"enabled": False}) if one["apiVersion"] == ARGO
    ] == []


def test_the_steps_are_told_of_the_budget_that_all_pods_share() -> None:
    step = template_of(named(EVERYTHING, "WorkflowTemplate", "daily-games"), "ingest-game")
    env = {one["name"]: one.get("value") for one in step["container"]["env"]}

    assert env["MLB_REDIS_URL"] == "redis://redis:6379/0"
    assert int(env["MLB_RATE_SHARED_BY"] or 0) > 4, "should Redis be away, each takes its part"
    assert env["MLB_QUARANTINE_CODE"] == "0"


def test_the_page_for_operators_names_every_workflow_and_every_parameter() -> None:
    page = (REPOSITORY / "docs/operate/workflows.md").read_text("utf-8")
    parameters = {
        one["name"]
        for workflow in TEMPLATES.values()
        for one in workflow["spec"].get("arguments", {}).get("parameters", [])
    }

    names = [name.removeprefix(PREFIX) for name in TEMPLATES]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert [name for name in parameters if f"`{name}`" not in page] == []
