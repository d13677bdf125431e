"""The chart, rendered by Helm: kinds that a cluster takes, pods that may do little, toggles."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml

from mlb_data_platform.deploy import Manifest, Release, render_chart
from tests.deploy.kinds import SPECS, check_foreign
from tests.deploy.rendered import (
    ALL_OFF,
    ALL_ON,
    CHART,
    NAMESPACE,
    SETS,
    manifests,
    one,
    pod_specs,
    render,
)
from tests.support.stubs import REPOSITORY

helm = pytest.importorskip("helm_python")
kubernetes_validate = pytest.importorskip("kubernetes_validate")

OLDEST, NEWEST = "1.29.0", "1.36.0"
EVERY_SET = pytest.mark.parametrize("name", SETS)


def is_argo(manifest: Manifest) -> bool:
    return manifest.api_version.startswith("argoproj.io/")


def is_foreign(manifest: Manifest) -> bool:
    return f"{manifest.api_version} {manifest.kind}" in SPECS


@EVERY_SET
def test_helm_finds_nothing_to_complain_of(name: str) -> None:
    report = helm.lint(str(CHART), SETS[name], strict=True, namespace=NAMESPACE)
    complaints = [one["error"] for one in report["messages"] if one["severity"] > 1]
    assert (complaints, report["errors"]) == ([], [])


@EVERY_SET
def test_kubernetes_takes_every_object_of_its_own_kinds(name: str) -> None:
    own = [one for one in manifests(name) if not is_argo(one) and not is_foreign(one)]
    for manifest in own:
        for version in (OLDEST, NEWEST):
            kubernetes_validate.validate(manifest.document, version, strict=True)


@EVERY_SET
def test_operators_know_every_key_of_their_kinds(name: str) -> None:
    for manifest in filter(is_foreign, manifests(name)):
        check_foreign(manifest.document)


def test_a_key_that_an_operator_does_not_know_is_seen() -> None:
    document = one(manifests("all on"), "ScheduledSparkApplication", "-game")
    wrong = {**document, "spec": {**document["spec"], "timeZone": "America/New_York"}}
    with pytest.raises(jsonschema.ValidationError, match="timeZone"):
        check_foreign(wrong)


def test_what_spark_puts_into_pods_is_what_pods_may_hold() -> None:
    for name in ("all on", "production"):
        document = one(manifests(name), "ScheduledSparkApplication", "-game")
        template = document["spec"]["template"]
        for role in ("driver", "executor"):
            own = template[role]
            words = ("env", "envFrom", "volumeMounts", "securityContext")
            container = {key: own[key] for key in words if key in own}
            where = ("nodeSelector", "tolerations", "affinity")
            spec = {
                "containers": [{"name": "spark", "image": template["image"], **container}],
                "volumes": template["volumes"],
                "securityContext": own["podSecurityContext"],
                **{key: own[key] for key in where if key in own},
            }
            pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": spec}
            kubernetes_validate.validate(pod, NEWEST, strict=True)


def test_names_that_look_like_numbers_stay_names() -> None:
    release = Release(name="2024", namespace="1", values={**ALL_ON, "fullnameOverride": "2024"})
    for manifest in render_chart(release):
        metadata = manifest.document["metadata"]
        named = [metadata["name"], metadata["namespace"], *metadata["labels"].values()]
        assert {type(value) for value in named} == {str}, manifest.name
        if not is_argo(manifest) and not is_foreign(manifest):
            kubernetes_validate.validate(manifest.document, NEWEST, strict=True)


@EVERY_SET
def test_every_object_says_whose_it_is_and_where(name: str) -> None:
    for manifest in manifests(name):
        metadata = manifest.document["metadata"]
        labels = metadata["labels"]
        assert metadata["namespace"] == NAMESPACE, manifest.name
        assert labels["app.kubernetes.io/instance"] == "demo"
        assert labels.keys() >= {
            "helm.sh/chart",
            "app.kubernetes.io/name",
            "app.kubernetes.io/version",
            "app.kubernetes.io/component",
            "app.kubernetes.io/managed-by",
            "app.kubernetes.io/part-of",
        }
        assert len(manifest.name) <= 63
        assert all(len(value) <= 63 for value in labels.values())


def test_no_two_objects_share_a_name() -> None:
    for name in SETS:
        named = [(one.kind, one.name) for one in manifests(name)]
        assert len(named) == len(set(named)), name


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a document with its path."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from texts(below, f"{path}.{key}")
    elif isinstance(value, list):
        for below in value:
            yield from texts(below, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


@EVERY_SET
def test_no_image_floats_and_mirrors_hold_for_all(name: str) -> None:
    images = {
        text for m in manifests(name) for path, text in texts(m.document) if path.endswith(".image")
    }
    assert all(re.search(r":[0-9][\w.-]*$|@sha256:[0-9a-f]{64}$", one) for one in images)
    if name == "production":
        assert {one.partition("/")[0] for one in images} == {"registry.example.com"}
        assert all("@sha256:" in one for one in images)


@EVERY_SET
def test_pods_may_do_as_little_as_the_restricted_standard_asks(name: str) -> None:
    for _, spec in pod_specs(manifests(name)):
        assert spec["automountServiceAccountToken"] is False
        assert spec["enableServiceLinks"] is False
        context = spec["securityContext"]
        assert (context["runAsNonRoot"], context["runAsUser"]) == (True, 10001)
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"]:
            own = container["securityContext"]
            assert own["allowPrivilegeEscalation"] is False
            assert own["readOnlyRootFilesystem"] is True
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["requests"].keys() == {"cpu", "memory"}
            assert "memory" in container["resources"]["limits"]
            assert {m["name"]: m["mountPath"] for m in container["volumeMounts"]}["tmp"] == "/tmp"


@EVERY_SET
def test_no_secret_is_rendered(name: str) -> None:
    assert [one.name for one in manifests(name) if one.kind == "Secret"] == []
    words = {path for m in manifests(name) for path, _ in texts(m.document)}
    assert not any(path.lower().endswith("password") for path in words)


def test_everything_can_be_switched_off() -> None:
    assert [(one.kind, one.name) for one in render(ALL_OFF)] == []


SWITCHES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "live": ({"live": {"enabled": False}}, {"Deployment", "Service", "PodDisruptionBudget"}),
    "budget": ({"live": {"podDisruptionBudget": {"enabled": False}}}, {"PodDisruptionBudget"}),
    "migrations": ({"migrations": {"enabled": False}}, {"Job"}),
    "tests": ({"tests": {"enabled": False}}, {"Pod"}),
    "network": ({"networkPolicy": {"enabled": False}}, {"NetworkPolicy"}),
    "rbac": ({"rbac": {"create": False}}, {"Role", "RoleBinding"}),
    "workflows": ({"workflows": {"enabled": False}}, {"WorkflowTemplate", "CronWorkflow"}),
    "spark": ({"spark": {"enabled": False}}, {"ScheduledSparkApplication"}),
    "rules": ({"metrics": {"prometheusRule": {"enabled": False}}}, {"PrometheusRule"}),
    "monitor": ({"metrics": {"serviceMonitor": {"enabled": False}}}, {"ServiceMonitor"}),
    "secrets": ({"externalSecrets": {"enabled": False}}, {"ExternalSecret"}),
    "jobs": ({"jobs": {"existingConfigMap": "ours"}}, {"ConfigMap"}),
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_takes_its_objects_away_and_no_others(switch: str) -> None:
    values, gone = SWITCHES[switch]
    with_it = manifests("all on")
    ((key, off),) = values.items()
    without = render({**ALL_ON, key: {**ALL_ON.get(key, {}), **off}})
    kinds_before, kinds_after = ({m.kind for m in found} for found in (with_it, without))

    assert gone <= kinds_before
    if switch != "live":
        assert kinds_before - kinds_after == gone
    else:
        assert kinds_before - kinds_after == gone | {"ServiceMonitor"}


def test_jobs_of_the_chart_are_those_of_the_platform() -> None:
    own = {file.name: file.read_text("utf-8") for file in (REPOSITORY / "config/jobs").iterdir()}
    copies = {file.name: file.read_text("utf-8") for file in (CHART / "files/jobs").iterdir()}
    rendered = one(manifests("default"), "ConfigMap", "-jobs")["data"]

    assert copies == own
    assert {name: yaml.safe_load(text) for name, text in rendered.items()} == {
        name: yaml.safe_load(text) for name, text in own.items()
    }


def test_alerts_of_the_chart_are_those_of_the_platform() -> None:
    own = (REPOSITORY / "monitoring/alerts.yml").read_text("utf-8")
    rendered = one(manifests("all on"), "PrometheusRule", "mlb-data-platform")

    assert (CHART / "files/alerts.yml").read_text("utf-8") == own
    assert rendered["spec"]["groups"] == yaml.safe_load(own)["groups"]


def test_a_job_of_the_user_stands_beside_and_before_those_of_the_platform() -> None:
    extra = {"extra": {"game.yaml": "name: ours\n", "more.yaml": "name: more\n"}}
    data = one(render({"jobs": extra}), "ConfigMap", "-jobs")["data"]

    assert (data["game.yaml"], data["more.yaml"]) == ("name: ours\n", "name: more\n")
    assert data.keys() > {"season_daily.yaml"}


def test_the_version_of_the_chart_is_that_of_the_package_and_of_its_pyspark() -> None:
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    locked = (REPOSITORY / "uv.lock").read_text("utf-8")

    assert f'version = "{chart["appVersion"]}"' in project
    spark = one(manifests("all on"), "ScheduledSparkApplication", "-game")["spec"]["template"]
    assert f'name = "pyspark"\nversion = "{spark["sparkVersion"]}"' in locked
    main = str(spark["mainApplicationFile"]).removeprefix("local:///app/")
    assert (REPOSITORY / main).is_file()
