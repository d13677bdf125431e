"""Runs a WorkflowTemplate as Argo would, step by step, with real commands as processes.

It knows what the chart's templates use, and refuses everything else by name: what it does not
understand it cannot vouch for. Waits (backoff, `suspend`) are noted and not waited for.
"""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.deploy.argo_expressions import (
    ManifestError,
    NotUnderstoodError,
    filled,
    holds,
    is_tried_again,
    is_wanted,
    tags_in,
    tasks_in,
)
from tests.deploy.argo_pod import Cluster, Ended, Manifest, Pod, refuse_unknown

_CARRIED_OUT = {"entrypoint", "arguments", "parallelism", "templates", "volumes"}
_FOR_THE_CONTROLLER = {
    "activeDeadlineSeconds", "affinity", "automountServiceAccountToken", "hooks",
    "imagePullSecrets", "metrics", "nodeSelector", "podGC", "podMetadata", "podPriorityClassName",
    "podSpecPatch", "securityContext", "serviceAccountName", "synchronization", "tolerations",
    "ttlStrategy", "workflowMetadata",
}  # fmt: skip
"""Fields that change nothing about which commands run with which words."""

_TEMPLATE = {"name", "inputs", "outputs", "retryStrategy", "container", "dag", "suspend"}
_TASK = {"name", "template", "depends", "arguments", "withParam", "when"}
_STEP_TIMEOUT_S = 240.0


@dataclass(frozen=True, kw_only=True)
class Node:
    """One thing that ran, or that had no need to.

    Attributes:
        name: The task, and for one of many which; below another task behind a point.
        template: Template it ran.
        phase: Succeeded, Failed, Errored, Skipped or Omitted.
        attempts: How the containers ended, the last one counts.
        outputs: Output parameters.
        message: What is wrong, if anything is.
    """

    name: str
    template: str
    phase: str
    attempts: tuple[Ended, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    message: str = ""


@dataclass(kw_only=True)
class Outcome:
    """How a workflow ended.

    Attributes:
        phase: Succeeded or Failed.
        nodes: Everything that ran, in order of its end.
        waits: Seconds and durations that were noted and not waited for.
    """

    phase: str = ""
    nodes: list[Node] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)

    @property
    def phases(self) -> dict[str, str]:
        """How each task ended."""
        return {node.name: node.phase for node in self.nodes}

    @property
    def told(self) -> str:
        """What went wrong, for the message of a test."""
        return "\n".join(
            f"{node.name}: {node.phase} {node.message}\n"
            + "\n".join(f"  {' '.join(a.words)} -> {a.exit_code}\n{a.err}" for a in node.attempts)
            for node in self.nodes
            if node.phase in {"Failed", "Errored"}
        )


class ArgoRunner:
    """Runs one WorkflowTemplate.

    Args:
        template: Manifest of a WorkflowTemplate.
        cluster: Images, ConfigMaps and Secrets.
        folder: Where pods have their files.
        after: Called with each node when it has ended.
    """

    def __init__(
        self,
        template: Manifest,
        *,
        cluster: Cluster,
        folder: Path,
        after: Callable[[Node], None] = lambda _: None,
    ) -> None:
        self._name = f"{template['kind']} {template['metadata']['name']}"
        self._spec = template["spec"]
        refuse_unknown(self._spec, _CARRIED_OUT | _FOR_THE_CONTROLLER, self._name)
        self._templates = {one["name"]: one for one in self._spec["templates"]}
        for name, one in self._templates.items():
            refuse_unknown(one, _TEMPLATE, f"{self._name}: {name}")
        self._cluster, self._folder, self._after = cluster, folder, after
        self._pods = count()
        self.outcome = Outcome()

    def submit(self, parameters: Mapping[str, str] | None = None) -> Outcome:
        """Run it with these parameters, the others as the template says.

        Raises:
            ManifestError: The manifest says what cannot be done.
            NotUnderstoodError: It says what this runner does not know.
        """
        declared = {
            one["name"]: one for one in self._spec.get("arguments", {}).get("parameters", [])
        }
        given = dict(parameters or {})
        _refuse_undeclared(given, set(declared), f"{self._name}: arguments")
        for name, one in declared.items():
            refuse_unknown(one, {"name", "value", "description", "enum"}, f"{self._name}: {name}")
            given.setdefault(name, one.get("value"))
            if given[name] is None or given[name] not in one.get("enum", [given[name]]):
                raise ManifestError(f"{self._name}: parameter {name}: found {given[name]!r}")
        known = {f"workflow.parameters.{name}": value for name, value in given.items()}
        phase, _ = self._run(self._spec["entrypoint"], {}, known, "")
        self.outcome.phase = phase
        return self.outcome

    def _run(
        self, template: str, arguments: Mapping[str, str], known: Mapping[str, str], node: str
    ) -> tuple[str, dict[str, str]]:
        """Run a template; how it ended, and its outputs."""
        where = f"{self._name}: {template}"
        if template not in self._templates:
            raise ManifestError(f"{where}: there is no such template: {sorted(self._templates)}")
        body = self._templates[template]
        inputs = _inputs(body, arguments, where)
        known = {**{k: v for k, v in known.items() if k.startswith("workflow.")}, **inputs}
        if "dag" in body:
            return self._run_dag(body["dag"], known, node, where), {}
        if "suspend" in body:
            refuse_unknown(body["suspend"], {"duration"}, where)
            self.outcome.waits.append(filled(body["suspend"]["duration"], known, where))
            self._note(Node(name=node or template, template=template, phase="Succeeded"))
            return "Succeeded", {}
        done = self._run_container(body, known, node or template, where)
        self._note(done)
        return done.phase, dict(done.outputs)

    def _note(self, node: Node) -> None:
        self.outcome.nodes.append(node)
        self._after(node)

    def _run_container(
        self, body: Manifest, known: Mapping[str, str], name: str, where: str
    ) -> Node:
        retry = body.get("retryStrategy", {"limit": "0"})
        refuse_unknown(retry, {"limit", "retryPolicy", "expression", "backoff"}, where)
        attempts: list[Ended] = []
        while True:
            root = self._folder / f"{next(self._pods)}-{name.replace('/', '-')}"
            container = filled(body["container"], known, f"{where}: container")
            pod = Pod(
                root,
                container,
                volumes=self._spec.get("volumes", []),
                cluster=self._cluster,
                where=where,
            )
            attempts.append(pod.run(timeout_s=_STEP_TIMEOUT_S))
            if attempts[-1].exit_code == 0:
                outputs, message = _outputs(body, pod)
                phase = "Errored" if message else "Succeeded"
                break
            outputs, message, phase = {}, f"exit code {attempts[-1].exit_code}", "Failed"
            last = {
                "exitCode": str(attempts[-1].exit_code),
                "status": "Failed",
                "message": f"Error (exit code {attempts[-1].exit_code})",
                "duration": "1",
            }
            is_left = len(attempts) <= int(retry["limit"])
            if not is_left or not is_tried_again(retry.get("expression", "1 == 1"), last, where):
                break
            self.outcome.waits.append(retry["backoff"]["duration"])
        return Node(
            name=name,
            template=body["name"],
            phase=phase,
            attempts=tuple(attempts),
            outputs=outputs,
            message=message and f"{where}: {message}",
        )

    def _run_dag(self, dag: Manifest, known: Mapping[str, str], node: str, where: str) -> str:
        refuse_unknown(dag, {"tasks", "failFast"}, where)
        tasks = {task["name"]: task for task in dag["tasks"]}
        for name, task in tasks.items():
            refuse_unknown(task, _TASK, f"{where}: {name}")
            if strangers := tasks_in(task.get("depends", "")) - set(tasks):
                raise ManifestError(f"{where}: {name}: depends: no task {sorted(strangers)}")
        results: dict[str, str] = {}
        known = dict(known)
        while left := [name for name in tasks if name not in results]:
            ready = [n for n in left if tasks_in(tasks[n].get("depends", "")) <= set(results)]
            if not ready:
                raise ManifestError(f"{where}: depends: {left} wait for each other")
            # Backwards: what does not wait may well come first.
            for name in reversed(ready):
                seen = _seen_by(name, tasks, known)
                phase, outputs = self._run_task(tasks[name], seen, results, node, where)
                results[name] = phase
                known |= {f"tasks.{name}.outputs.parameters.{k}": v for k, v in outputs.items()}
        return _phase_of(tasks, results)

    def _run_task(
        self,
        task: Manifest,
        known: Mapping[str, str],
        results: Mapping[str, str],
        node: str,
        where: str,
    ) -> tuple[str, dict[str, str]]:
        name = f"{node}.{task['name']}" if node else task["name"]
        where = f"{where}: {task['name']}"
        depends = task.get("depends")
        if depends and not holds(depends, results, f"{where}: depends"):
            self._note(Node(name=name, template=task["template"], phase="Omitted"))
            return "Omitted", {}
        _refuse_unordered(task, known, where)
        if "when" in task and not is_wanted(filled(task["when"], known, where), where):
            self._note(Node(name=name, template=task["template"], phase="Skipped"))
            return "Skipped", {}
        if "withParam" not in task:
            return self._run(task["template"], _arguments(task, known, where), known, name)
        items = _items(filled(task["withParam"], known, f"{where}: withParam"), where)
        if not items:
            self._note(Node(name=name, template=task["template"], phase="Skipped"))
            return "Skipped", {}
        argument_sets = [_arguments(task, {**known, **item}, where) for item in items]
        with ThreadPoolExecutor(max_workers=self._spec.get("parallelism", len(items))) as pool:
            ended = list(
                pool.map(
                    lambda at: self._run(
                        task["template"], argument_sets[at], known, f"{name}({at})"
                    ),
                    range(len(items)),
                )
            )
        worst = {phase for phase, _ in ended} & {"Failed", "Errored"}
        return (min(worst) if worst else "Succeeded"), {}


def _before(name: str, tasks: Mapping[str, Manifest]) -> set[str]:
    """Every task that has ended for certain when this one begins."""
    nearest = tasks_in(tasks[name].get("depends", ""))
    return nearest.union(*(_before(one, tasks) for one in nearest))


def _seen_by(name: str, tasks: Mapping[str, Manifest], known: Mapping[str, str]) -> dict[str, str]:
    """What a task may refer to: outputs only of those before it."""
    before = _before(name, tasks)
    return {
        tag: value
        for tag, value in known.items()
        if not tag.startswith("tasks.") or tag.split(".")[1] in before
    }


def _phase_of(tasks: Mapping[str, Manifest], results: Mapping[str, str]) -> str:
    """A DAG ends as the tasks end that no other waits for; one left out ends as those before it."""
    waited_for = set().union(*(tasks_in(task.get("depends", "")) for task in tasks.values()))

    def verdict(name: str) -> str:
        if results[name] not in {"Skipped", "Omitted"}:
            return results[name]
        before = [verdict(one) for one in tasks_in(tasks[name].get("depends", ""))]
        return next((one for one in before if one != "Succeeded"), "Succeeded")

    ends = [verdict(name) for name in tasks if name not in waited_for]
    return "Succeeded" if set(ends) == {"Succeeded"} else "Failed"


def _inputs(body: Manifest, arguments: Mapping[str, str], where: str) -> dict[str, str]:
    """What the template's input parameters are; Argo ignores one too many, and this does not."""
    refuse_unknown(body.get("inputs", {}), {"parameters"}, f"{where}: inputs")
    declared = {one["name"]: one for one in body.get("inputs", {}).get("parameters", [])}
    _refuse_undeclared(arguments, set(declared), where)
    found = {}
    for name, one in declared.items():
        refuse_unknown(one, {"name", "value", "description"}, f"{where}: {name}")
        if name not in arguments and "value" not in one:
            raise ManifestError(f"{where}: parameter {name}: nobody gives it a value")
        found[f"inputs.parameters.{name}"] = arguments.get(name, one.get("value"))
    return found


def _refuse_undeclared(given: Mapping[str, str], declared: set[str], where: str) -> None:
    if extra := sorted(set(given) - declared):
        raise ManifestError(f"{where}: found parameters {extra}, wanted {sorted(declared)}")


def _refuse_unordered(task: Manifest, known: Mapping[str, str], where: str) -> None:
    """Outputs of a task that this one does not wait for may not be there yet."""
    for tag in tags_in({key: task[key] for key in ("arguments", "withParam") if key in task}):
        if tag.startswith("tasks.") and tag not in known:
            raise ManifestError(
                f"{where}: {{{{{tag}}}}}: no task that ended before has such output"
            )


def _arguments(task: Manifest, known: Mapping[str, str], where: str) -> dict[str, str]:
    found = task.get("arguments", {})
    refuse_unknown(found, {"parameters"}, f"{where}: arguments")
    for one in found.get("parameters", []):
        refuse_unknown(one, {"name", "value"}, f"{where}: arguments")
    return {
        one["name"]: filled(one["value"], known, f"{where}: argument {one['name']}")
        for one in found.get("parameters", [])
    }


def _items(text: str, where: str) -> list[dict[str, str]]:
    """What stands for `item` and its fields, for each of a JSON list."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ManifestError(f"{where}: withParam: found {text!r}, wanted JSON") from error
    if not isinstance(found, list):
        raise ManifestError(f"{where}: withParam: found {text!r}, wanted a list")
    return [
        {f"item.{key}": str(value) for key, value in one.items()}
        if isinstance(one, dict)
        else {"item": str(one)}
        for one in found
    ]


def _outputs(body: Manifest, pod: Pod) -> tuple[dict[str, str], str]:
    """Output parameters out of their files, and what is wrong with them."""
    refuse_unknown(body.get("outputs", {}), {"parameters"}, f"{body['name']}: outputs")
    found = {}
    for one in body.get("outputs", {}).get("parameters", []):
        refuse_unknown(one, {"name", "valueFrom"}, f"{body['name']}: output {one['name']}")
        refuse_unknown(one["valueFrom"], {"path"}, f"{body['name']}: output {one['name']}")
        file = pod.path(one["valueFrom"]["path"])
        if not file.is_file():
            return {}, f"output {one['name']}: no such file: {one['valueFrom']['path']}"
        # As Argo does: one new line at the end is no part of it.
        found[one["name"]] = file.read_text(encoding="utf-8").removesuffix("\n")
    return found, ""


__all__ = ["ArgoRunner", "ManifestError", "Node", "NotUnderstoodError", "Outcome"]
