"""The chart as Helm renders it, for several sets of values."""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml

from tests.support.stubs import REPOSITORY

if os.environ.get("CI") != "true":
    pytest.importorskip("helm_python", reason="the extra `deploy` is missing: make test has it")
    pytest.importorskip("kubernetes_validate", reason="the group `manifests`: make test has it")

from mlb_data_platform.deploy import Manifest, Release, render_chart

CHART = REPOSITORY / "helm" / "mlb-data-platform"
RELEASE, NAMESPACE = "demo", "baseball"
DEFAULTS: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))


def of_file(name: str) -> dict[str, Any]:
    """One of the sets that the chart brings along."""
    return dict(yaml.safe_load((CHART / "ci" / f"{name}-values.yaml").read_text("utf-8")))


ALL_ON: dict[str, Any] = {
    "spark": {"enabled": True},
    "redis": {"url": "redis://redis:6379/0"},
    "metrics": {"serviceMonitor": {"enabled": True}, "prometheusRule": {"enabled": True}},
    "externalSecrets": {
        "enabled": True,
        "secretStoreRef": {"name": "vault"},
        "writer": {"remoteKey": "w"},
        "owner": {"remoteKey": "o"},
    },
}
ALL_OFF: dict[str, Any] = {
    "live": {"enabled": False},
    "migrations": {"enabled": False},
    "tests": {"enabled": False},
    "workflows": {"enabled": False},
    "networkPolicy": {"enabled": False},
    "rbac": {"create": False},
    "jobs": {"existingConfigMap": "ours"},
    "serviceAccounts": {
        name: {"create": False, "name": "ours"} for name in DEFAULTS["serviceAccounts"]
    },
}
SETS: Mapping[str, dict[str, Any]] = {
    "default": {},
    "minimal": of_file("minimal"),
    "production": of_file("production"),
    "all on": ALL_ON,
    "all off": ALL_OFF,
}


@cache
def manifests(name: str) -> tuple[Manifest, ...]:
    """What a set renders to."""
    return tuple(render(SETS[name]))


def render(values: Mapping[str, Any]) -> list[Manifest]:
    """What values render to."""
    return render_chart(Release(name=RELEASE, namespace=NAMESPACE, values=values))


def one(found: list[Manifest] | tuple[Manifest, ...], kind: str, name: str) -> dict[str, Any]:
    """The object of a kind whose name ends so."""
    (document,) = (m.document for m in found if m.kind == kind and m.name.endswith(name))
    return document


def pod_specs(found: tuple[Manifest, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pods that Kubernetes' own kinds bring up, with the object's name."""
    for m in found:
        if m.kind == "Pod":
            yield m.name, m.document["spec"]
        elif m.kind in {"Deployment", "Job"}:
            yield m.name, m.document["spec"]["template"]["spec"]
