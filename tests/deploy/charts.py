"""The Helm chart as plain objects, for tests that change what a cluster would be given."""

import copy
import json
from functools import cache
from typing import Any

from tests.deploy.rendered import RELEASE, render
from tests.support.stubs import REPOSITORY

Manifest = dict[str, Any]
ARGO = "argoproj.io/v1alpha1"
PREFIX = f"{RELEASE}-mlb-data-platform-"
"""What the chart's names begin with."""


def rendered(**values: Any) -> list[Manifest]:
    """Every object of the chart with these values in the place of its own."""
    # What the cache holds is never handed out: tests may change what they get.
    return copy.deepcopy(_rendered(json.dumps(values, sort_keys=True)))


DOCKERFILE = (REPOSITORY / "docker/Dockerfile.ingestion").read_text("utf-8")
"""How the image of every container but Spark's is made."""


@cache
def _rendered(values: str) -> list[Manifest]:
    return [one.document for one in render(json.loads(values))]


def named(manifests: list[Manifest], kind: str, name: str) -> Manifest:
    """The one object of a kind whose name ends so."""
    wanted = (kind, PREFIX + name)
    (found,) = [one for one in manifests if (one["kind"], one["metadata"]["name"]) == wanted]
    return found


def template_of(workflow: Manifest, name: str) -> Manifest:
    """A template of a WorkflowTemplate."""
    (found,) = [one for one in workflow["spec"]["templates"] if one["name"] == name]
    return found


def task_of(workflow: Manifest, name: str) -> Manifest:
    """A task of the DAG that a WorkflowTemplate begins with."""
    entry = template_of(workflow, workflow["spec"]["entrypoint"])
    (found,) = [one for one in entry["dag"]["tasks"] if one["name"] == name]
    return found
