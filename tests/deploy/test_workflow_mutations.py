"""The checks of workflows notice what breaks them, and say where; and the runner knows its limits.

Commands are not carried out here: each is read by the CLI's own parser with the values that Argo
would hand it, and a program in its place writes what `mlb-etl plan` would.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.argo_expressions import ManifestError, NotUnderstoodError, holds, is_wanted
from tests.deploy.argo_pod import Cluster, image_of
from tests.deploy.argo_runner import ArgoRunner, Node, Outcome
from tests.deploy.charts import DOCKERFILE, Manifest, named, rendered, task_of, template_of
from tests.deploy.commands import CommandLine, WrongCommandError, parse

CHART = rendered()
WORKFLOWS = ["season", "daily-games", "backfill", "transform", "changes", "live-games"]
PARAMETERS: dict[str, dict[str, str]] = {
    "season": {"season": "2024"},
    "backfill": {"season": "2024"},
}

WRITES = """
import pathlib, sys
words = sys.argv[1:]
if words[:1] == ["plan"]:
    games = '[{"game_pk":"1","starts_in_s":"60"},{"game_pk":"2","starts_in_s":"0"}]'
    months = '[{"start_date":"2024-06-01","end_date":"2024-06-30"}]'
    text = {"day": "2024-07-01", "games": games, "months": months}[words[1]]
    pathlib.Path(words[words.index("--to") + 1]).write_text(text)
"""


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Outcome]:
    """A workflow of the chart, changed; every command it comes to is read by the CLI's parser."""

    def submit(
        name: str,
        change: Callable[[Manifest], Any] = lambda _: None,
        program: str = WRITES,
        dockerfile: str = DOCKERFILE,
    ) -> Outcome:
        template = named(rendered(), "WorkflowTemplate", name)
        change(template)
        secret = dict.fromkeys(("username", "password"), "x")
        maps = {m["metadata"]["name"]: m["data"] for m in CHART if m["kind"] == "ConfigMap"}
        image = image_of(dockerfile, [sys.executable, "-I", "-S", "-c", program])
        runner = ArgoRunner(
            template,
            cluster=Cluster(
                images={"ghcr.io/mlb-data-platform/mlb-etl:0.1.0": image},
                config_maps=maps,
                secrets={"mlb-database-writer": secret},
            ),
            folder=tmp_path,
            after=read_by_the_cli,
        )
        return runner.submit(PARAMETERS.get(name))

    return submit


def read_by_the_cli(node: Node) -> None:
    for attempt in node.attempts:
        parse(CommandLine(where=node.name, words=attempt.words[1:], env={}))


def container(name: str, change: Callable[[Manifest], Any]) -> Callable[[Manifest], Any]:
    """Change the container of a step."""
    return lambda workflow: change(template_of(workflow, name)["container"])


def task(name: str, change: Callable[[Manifest], Any]) -> Callable[[Manifest], Any]:
    """Change a task of the first DAG."""
    return lambda workflow: change(task_of(workflow, name))


def words(old: str, new: str) -> Callable[[Manifest], Any]:
    """Another word on a command line."""

    def change(found: Manifest) -> None:
        assert old in found["args"], found["args"]
        found["args"] = [new if word == old else word for word in found["args"]]

    return change


def argument(new_name: str) -> Callable[[Manifest], Any]:
    """Another name for what a task hands on."""
    return lambda found: found["arguments"]["parameters"][0].update(name=new_name)


def value(new: str) -> Callable[[Manifest], Any]:
    """Another value for what a task hands on."""
    return lambda found: found["arguments"]["parameters"][0].update(value=new)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_as_the_chart_has_it_every_step_runs_and_every_command_is_read(
    run: Callable[..., Outcome], name: str
) -> None:
    done = run(name)

    assert done.phase == "Succeeded", done.told
    assert set(done.phases.values()) == {"Succeeded"}


BROKEN: dict[str, tuple[str, Callable[[Manifest], Any], str]] = {
    "a flag was renamed": (
        "daily-games", container("ingest-schedule", words("--date", "--day")),
        "ingest-schedule: ingest --job schedule_polling --day 2024-07-01",
    ),
    "a command was renamed": (
        "daily-games", container("complete-day", words("daily", "dayly")), "complete-day",
    ),
    "a value does not fit its flag": (
        "season", task("ingest-season", lambda one: one.update(template="check-nothing")),
        "there is no such template",
    ),
    "a subject that nobody knows": (
        "transform", container("transform", lambda one: one["args"].append("--season=summer")),
        "summer",
    ),
    "a job that nobody has": (
        "daily-games", container("ingest-game", words("game", "gmae")), "--job gmae",
    ),
    "the image lacks the program": (
        "changes", container("changes", lambda one: one.update(command=["mlb-elt"])),
        "the image has no 'mlb-elt'",
    ),
    "nobody has built the image": (
        "changes", container("changes", lambda one: one.update(image="mlb-etl:latest")),
        "nobody has built mlb-etl:latest",
    ),
    "the image lacks the folder": (
        "changes", container("changes", lambda one: one.update(workingDir="/srv")),
        "workingDir",
    ),
    "a file lies in no volume": (
        "daily-games", container("plan-games", words("/tmp/games.json", "/data/games.json")),
        "/data/games.json is in no volume",
    ),
    "a volume is gone": (
        "daily-games", lambda workflow: workflow["spec"]["volumes"].pop(0),
        "volumeMounts[tmp]: the workflow has no such volume",
    ),
    "a ConfigMap is gone": (
        "season", lambda workflow: workflow["spec"]["volumes"][1]["configMap"].update(name="gone"),
        "there is no ConfigMap gone",
    ),
    "a Secret has no such key": (
        "changes",
        container("changes", lambda one: one["env"].append({"name": "X", "valueFrom": {
            "secretKeyRef": {"name": "mlb-database-writer", "key": "y"}}})),
        "env X: no Secret mlb-database-writer with a key y",
    ),
    "a parameter has another name": (
        "daily-games", task("ingest-game", argument("game_pk")),
        "ingest-game: found parameters ['game_pk'], wanted ['game-pk']",
    ),
    "a parameter is not handed on": (
        "daily-games", task("complete-day", lambda one: one.pop("arguments")),
        "complete-day: parameter day: nobody gives it a value",
    ),
    "a field of an item has another name": (
        "backfill", task("backfill-month", value("{{item.start-date}}")), "{{item.start-date}}",
    ),
    "an output has another name": (
        "daily-games", task("ingest-game", lambda one: one.update(
            withParam="{{tasks.plan-games.outputs.parameters.game-pks}}")),
        "{{tasks.plan-games.outputs.parameters.game-pks}}",
    ),
    "a dependency is broken": (
        "daily-games", task("ingest-schedule", lambda one: one.pop("depends")),
        "ingest-schedule: {{tasks.plan-day.outputs.parameters.day}}: no task that ended before",
    ),
    "what the games are for is not waited for": (
        "daily-games", task("transform-games", lambda one: one.pop("depends")),
        "complete-day: {{tasks.plan-day.outputs.parameters.day}}: no task that ended before",
    ),
    "a dependency on nobody": (
        "season", task("check", lambda one: one.update(depends="transform-seasons")),
        "check: depends: no task ['transform-seasons']",
    ),
    "two that wait for each other": (
        "daily-games", task("plan-day", lambda one: one.update(depends="complete-day")),
        "wait for each other",
    ),
    "what is fanned out over is no list": (
        "daily-games", task("ingest-game", lambda one: one.update(
            withParam="{{tasks.plan-day.outputs.parameters.day}}")),
        "withParam: found '2024-07-01', wanted",
    ),
    "a value outside of its list": (
        "transform", lambda workflow: workflow["spec"]["arguments"]["parameters"][0].update(
            value="games"),
        "parameter subject: found 'games'",
    ),
    "a number where a text has to be": (
        "changes", container("changes", lambda one: one["args"].append(5)), "wanted texts only",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_breaks_a_workflow_is_noticed_and_said_with_its_place(
    run: Callable[..., Outcome], case: str
) -> None:
    name, change, says = BROKEN[case]
    with pytest.raises((ManifestError, WrongCommandError)) as found:
        run(name, change)

    assert says in str(found.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('ENTRYPOINT ["mlb-etl"]', 'ENTRYPOINT ["etl"]', "the image has no 'mlb-etl'"),
        ("/app", "/srv", "workingDir: "),
    ],
)
def test_an_image_that_is_made_otherwise_is_noticed(
    run: Callable[..., Outcome], old: str, new: str, says: str
) -> None:
    assert old in DOCKERFILE
    with pytest.raises(ManifestError, match=says):
        # No volume makes up for the folder that is gone.
        run(
            "changes",
            container("changes", lambda one: one.update(volumeMounts=[])),
            dockerfile=DOCKERFILE.replace(old, new),
        )


def test_a_file_that_is_not_written_where_argo_looks_ends_the_day(
    run: Callable[..., Outcome],
) -> None:
    done = run("daily-games", container("plan-games", words("/tmp/games.json", "/tmp/game.json")))

    assert (done.phase, done.phases["plan-games"]) == ("Failed", "Errored")
    assert "plan-games: output games: no such file: /tmp/games.json" in done.told
    assert done.phases["complete-day"] == "Omitted"


def test_a_transform_that_does_not_wait_for_the_games_comes_before_them(
    run: Callable[..., Outcome],
) -> None:
    order = list(run("daily-games").phases)
    hurry = task("transform-games", lambda one: one.update(depends="plan-games"))
    hasty = list(run("daily-games", hurry).phases)

    assert order.index("transform-games") > order.index("ingest-game(1)")
    assert hasty.index("transform-games") < hasty.index("ingest-game(1)")


def test_what_is_written_beside_the_volumes_would_not_be_possible_in_the_cluster(
    run: Callable[..., Outcome],
) -> None:
    with pytest.raises(ManifestError, match="read-only file system"):
        run("changes", program="open('left-behind', 'w').close()")


@pytest.mark.parametrize(
    ("exit_code", "attempts"), [(4, 6), (143, 6), (1, 1), (2, 1), (3, 1), (5, 1)]
)
def test_a_step_is_tried_again_as_its_exit_code_says(
    run: Callable[..., Outcome], exit_code: int, attempts: int
) -> None:
    done = run("changes", program=f"import sys; sys.exit({exit_code})")

    assert (done.phase, len(done.nodes[0].attempts)) == ("Failed", attempts)
    assert len(done.waits) == attempts - 1


def test_without_games_nothing_is_fanned_out_and_the_day_is_completed(
    run: Callable[..., Outcome],
) -> None:
    done = run("daily-games", program=WRITES.replace("games = '[", "games = '[]' or '["))

    assert (done.phase, done.phases["ingest-game"]) == ("Succeeded", "Skipped")
    assert done.phases["complete-day"] == "Succeeded"


def test_a_game_that_fails_stops_no_other_and_the_last_step_has_the_last_word(
    run: Callable[..., Outcome],
) -> None:
    fails = "if words[:1] == ['ingest'] and '1' in words: sys.exit(2)\n"
    done = run("daily-games", program=WRITES + fails)

    assert [done.phases[f"ingest-game({at})"] for at in range(2)] == ["Failed", "Succeeded"]
    assert (done.phases["transform-games"], done.phase) == ("Succeeded", "Succeeded")

    lost = run("daily-games", program=WRITES + "if words[1:2] == ['daily']: sys.exit(2)\n")
    assert (lost.phases["complete-day"], lost.phase) == ("Failed", "Failed")


def test_a_season_that_cannot_be_read_changes_no_table(run: Callable[..., Outcome]) -> None:
    done = run("season", program=WRITES + "if '--dry-run' in words: sys.exit(2)\n")

    assert done.phase == "Failed"
    assert {done.phases[f"transform-{one}"] for one in ("season", "schedule")} == {"Omitted"}


def test_a_game_that_lies_ahead_is_waited_for(run: Callable[..., Outcome]) -> None:
    assert sorted(run("live-games").waits) == ["0", "60"]


UNKNOWN: dict[str, Callable[[Manifest], Any]] = {
    "a field of the workflow": lambda w: w["spec"].update(volumeClaimTemplates=[]),
    "a kind of template": lambda w: template_of(w, "plan-day").update(script={}),
    "a field of a task": task("plan-day", lambda one: one.update(withSequence={})),
    "a field of a container": container("plan-day", lambda one: one.update(livenessProbe={})),
    "an expression": task("plan-day", value("{{=sprig.now()}}")),
    "a result of a task": task("plan-games", lambda one: one.update(depends="plan-day.Daemoned")),
    "an environment from elsewhere": container("plan-day", lambda one: one.update(envFrom=[])),
    "a variable in a variable": container(
        "plan-day", lambda one: one["env"].append({"name": "X", "value": "$(HOME)/x"})
    ),
    "a kind of volume": lambda w: w["spec"].update(volumes=[{"name": "tmp", "hostPath": {}}]),
    "an output from a result": lambda w: template_of(w, "plan-day")["outputs"].update(
        parameters=[{"name": "day", "valueFrom": {"expression": "1"}}]
    ),
    "a condition": task("plan-games", lambda one: one.update(when="1 < 2")),
}  # fmt: skip


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_the_runner_does_not_understand_it_refuses(
    run: Callable[..., Outcome], case: str
) -> None:
    with pytest.raises(NotUnderstoodError):
        run("daily-games", UNKNOWN[case])


@pytest.mark.parametrize(
    ("depends", "ended", "begins"),
    [
        ("a", {"a": "Succeeded"}, True),
        ("a", {"a": "Skipped"}, True),
        ("a", {"a": "Failed"}, False),
        ("a && b-2", {"a": "Succeeded", "b-2": "Omitted"}, False),
        ("a.Failed || b-2", {"a": "Failed", "b-2": "Errored"}, True),
        ("(a || b-2) && !a.Failed", {"a": "Failed", "b-2": "Succeeded"}, False),
    ],
)
def test_a_task_begins_when_what_it_depends_on_has_ended_so(
    depends: str, ended: dict[str, str], begins: bool
) -> None:
    assert holds(depends, ended, "here") is begins


@pytest.mark.parametrize(
    ("when", "wanted"), [("0 != 0", False), ("a == a", True), ("'' == ''", True)]
)
def test_a_condition_compares_two_texts(when: str, wanted: bool) -> None:
    assert is_wanted(when, "here") is wanted
