"""`mlb-etl deploy check`: what is missing, asked of an API server over HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.deploy import Needs, check_cluster, find_needs, open_cluster
from tests.deploy.fake_cluster import (
    FakeCluster,
    own_authority,
    running_cluster,
    write_kubeconfig,
)
from tests.deploy.rendered import NAMESPACE, of_file, render
from tests.support.cli import Result, mlb_etl
from tests.support.debian import free_port

MINE = f"/api/v1/namespaces/{NAMESPACE}"
# Without the kinds of Argo, so that what is wanted here is known to this file.
PLAIN = ("--set", "workflows.enabled=false")
Check = Callable[..., Result]


@pytest.fixture
def cluster() -> FakeCluster:
    """A cluster that has what the defaults need, but no workflows."""
    one = FakeCluster()
    one.objects["/version"] = {"major": "1", "minor": "33+"}
    one.put("/api/v1/namespaces", NAMESPACE)
    one.serve_kinds("v1", "Pod", "Service", "ConfigMap", "ServiceAccount")
    one.serve_kinds("apps/v1", "Deployment")
    one.serve_kinds("batch/v1", "Job")
    one.serve_kinds("policy/v1", "PodDisruptionBudget")
    one.serve_kinds("networking.k8s.io/v1", "NetworkPolicy")
    one.serve_kinds("rbac.authorization.k8s.io/v1", "Role", "RoleBinding")
    for name in ("writer", "owner"):
        data = {"username": "bWxi", "password": "c2VjcmV0"}
        one.put(f"{MINE}/secrets", f"mlb-database-{name}", data=data)
    return one


@pytest.fixture
def check(cluster: FakeCluster, tmp_path: Path) -> Iterator[Check]:
    with running_cluster(cluster) as url:
        file = write_kubeconfig(tmp_path / "config", url)

        def run(*arguments: str, **env: str) -> Result:
            words = ("deploy", "check", "-n", NAMESPACE, "--kubeconfig", str(file), *PLAIN)
            return mlb_etl(*words, *arguments, env=env)

        yield run


def missing(done: Result) -> dict[str, dict[str, Any]]:
    """Findings that are not well, by what they are about."""
    return {one["what"]: one for one in done.json["findings"] if one["state"] != "ok"}


def test_a_cluster_with_everything_is_told_so(check: Check, cluster: FakeCluster) -> None:
    done = check()
    assert (done.exit_code, "nothing is missing" in done.err) == (0, True)
    assert "Secret mlb-database-writer" in done.out
    assert {method for method, _ in cluster.asked} == {"GET", "POST"}
    posts = {path for method, path in cluster.asked if method == "POST"}
    assert posts == {"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"}


def test_an_empty_cluster_is_told_all_at_once_with_what_to_type(
    check: Check, cluster: FakeCluster
) -> None:
    cluster.objects = {"/version": {"major": "1", "minor": "27"}}
    done = check("--output", "json")
    found = missing(done)

    assert done.exit_code == done.json["exit_code"] == 3
    assert found["Kubernetes"]["next"] == "upgrade the cluster to 1.29 or newer"
    assert found[f"Namespace {NAMESPACE}"]["next"] == f"kubectl create namespace {NAMESPACE}"
    assert found["API batch/v1"]["found"] == "no Job"
    assert found["Secret mlb-database-owner"]["next"] == (
        f"kubectl create secret generic mlb-database-owner --namespace {NAMESPACE}"
        " --from-literal=password=… --from-literal=username=…"
    )
    assert all(one["next"] for one in found.values())


def test_a_secret_without_a_wanted_key_is_not_enough(check: Check, cluster: FakeCluster) -> None:
    cluster.put(f"{MINE}/secrets", "mlb-database-writer", data={"username": "bWxi", "password": ""})
    found = missing(check("--output", "json"))

    assert found.keys() == {"Secret mlb-database-writer"}
    assert found["Secret mlb-database-writer"]["found"] == "no value for password"
    assert "| kubectl apply -f -" in found["Secret mlb-database-writer"]["next"]


def test_people_read_the_same_as_a_table_and_what_to_do(check: Check, cluster: FakeCluster) -> None:
    del cluster.objects[f"{MINE}/secrets/mlb-database-owner"]
    cluster.forbidden.add(f"{MINE}/secrets/mlb-database-writer")
    done = check()

    assert done.exit_code == 3
    assert "next   kubectl create secret generic mlb-database-owner" in done.out
    assert "1 missing, 1 could not be looked at" in done.err


def test_what_may_not_be_looked_at_is_said_and_no_failure(
    check: Check, cluster: FakeCluster
) -> None:
    cluster.forbidden.add(f"{MINE}/secrets/mlb-database-writer")
    done = check("--output", "json")
    (finding,) = missing(done).values()

    assert (done.exit_code, finding["state"]) == (0, "unknown")
    assert "may not look there" in finding["found"]


def test_a_right_that_is_not_given_is_missing(check: Check, cluster: FakeCluster) -> None:
    cluster.may_not_create = {"services", "configmaps"}
    found = missing(check("--output", "json"))

    assert found.keys() == {"right to create ConfigMap, Service"}
    hint = found["right to create ConfigMap, Service"]["next"]
    assert "kubectl auth can-i create services" in hint


OPERATED = {
    "workflows.enabled=true": ("API argoproj.io/v1alpha1", "install argo-workflows"),
    "spark.enabled=true": ("API sparkoperator.k8s.io/v1beta2", "spark.jobNamespaces={baseball}"),
    "metrics.prometheusRule.enabled=true": (
        "API monitoring.coreos.com/v1",
        "kube-prometheus-stack",
    ),
}


@pytest.mark.parametrize("setting", OPERATED)
def test_an_operator_that_is_not_there_is_named_with_its_chart(check: Check, setting: str) -> None:
    what, hint = OPERATED[setting]
    found = missing(check("--output", "json", "--set", setting))

    assert found.keys() == {what}
    assert found[what]["next"].startswith("helm install ")
    assert hint in found[what]["next"]
    assert "(or without: --set" in found[what]["next"]


def test_things_of_the_whole_cluster_are_looked_for(check: Check, cluster: FakeCluster) -> None:
    values = (
        *("--set", "priorityClassName=high"),
        *("--set", "externalSecrets.enabled=true,externalSecrets.secretStoreRef.name=vault"),
        *("--set", "externalSecrets.writer.remoteKey=w"),
        *("--set", "serviceAccounts.live.create=false,serviceAccounts.live.name=ours"),
        *("--set", "extraEnvFrom[0].configMapRef.name=settings"),
    )
    cluster.serve_kinds("external-secrets.io/v1", "ExternalSecret")
    del cluster.objects[f"{MINE}/secrets/mlb-database-writer"]
    wanted = {
        "PriorityClass high",
        "ClusterSecretStore vault",
        "ServiceAccount ours",
        "ConfigMap settings",
    }
    assert missing(check("--output", "json", *values)).keys() == wanted

    cluster.put("/apis/scheduling.k8s.io/v1/priorityclasses", "high")
    cluster.put("/apis/external-secrets.io/v1/clustersecretstores", "vault")
    cluster.put(f"{MINE}/serviceaccounts", "ours")
    cluster.put(f"{MINE}/configmaps", "settings")
    assert missing(check("--output", "json", *values)) == {}


def test_a_claim_names_its_class_or_there_is_a_default_one(
    cluster: FakeCluster, tmp_path: Path
) -> None:
    def look() -> dict[str, str]:
        found = check_cluster(way, needs, namespace=NAMESPACE, oldest="1.29")
        return {one.what: one.found for one in found if "StorageClass" in one.what}

    path = "/apis/storage.k8s.io/v1/storageclasses"
    needs = Needs(storage_classes={"", "fast"})
    with running_cluster(cluster) as url:
        way = open_cluster(kubeconfig=write_kubeconfig(tmp_path / "config", url))
        assert look() == {"default StorageClass": "none", "StorageClass fast": "not there"}
        usual = {"storageclass.kubernetes.io/is-default-class": "true"}
        classes = [
            {"metadata": {"name": "fast"}},
            {"metadata": {"name": "usual", "annotations": usual}},
        ]
        cluster.objects[path] = {"items": classes}
        cluster.put(path, "fast")
        assert look() == {"default StorageClass": "usual", "StorageClass fast": "there"}


def test_a_login_that_the_cluster_does_not_know_is_a_set_up_to_mend(
    check: Check, cluster: FakeCluster
) -> None:
    cluster.token = "another"
    done = check()
    assert (done.exit_code, "does not know who asks (401)" in done.err) == (3, True)
    assert "kubectl config get-contexts" in done.err


def test_a_cluster_that_is_ill_is_asked_again_later(check: Check, cluster: FakeCluster) -> None:
    cluster.status = 500
    done = check("--output", "json")
    assert (done.exit_code, "found status 500" in done.json["error"]) == (4, True)


def test_a_cluster_that_does_not_answer_is_asked_again_later(tmp_path: Path) -> None:
    file = write_kubeconfig(tmp_path / "config", f"http://127.0.0.1:{free_port()}")
    done = mlb_etl("deploy", "check", env={"MLB_KUBECONFIG": str(file)})
    assert (done.exit_code, "no answer" in done.err) == (4, True)


def test_a_cluster_is_believed_by_its_certificate_alone(
    cluster: FakeCluster, tmp_path: Path
) -> None:
    authority, tls = own_authority(tmp_path)
    with running_cluster(cluster, tls=tls) as url:
        words = ("deploy", "check", "-n", NAMESPACE, *PLAIN, "--kubeconfig")
        known = write_kubeconfig(tmp_path / "known", url, authority=authority)
        unknown = write_kubeconfig(tmp_path / "unknown", url)
        assert mlb_etl(*words, str(known)).exit_code == 0
        before = len(cluster.asked)
        refused = mlb_etl(*words, str(unknown))

    assert (refused.exit_code, "is not to be trusted" in refused.err) == (3, True)
    assert len(cluster.asked) == before


def test_a_context_that_nobody_knows_is_named(check: Check) -> None:
    done = check("--context", "there")
    assert (done.exit_code, "config: found" in done.err) == (3, True)
    assert "; wanted the context there\n" in done.err
    assert "kubectl config get-contexts" in done.err


NO_KUBECONFIG = {
    "no file": (None, "no such file"),
    "a folder": ("", "Is a directory"),
    "no YAML": ("clusters: [", "expected the node content"),
    "no mapping": ("hello", ""),
    "no text": ("\udcff", "can't decode"),
    "nothing in it": ("kind: Config", "Expected key current-context"),
}


@pytest.mark.parametrize("case", NO_KUBECONFIG)
def test_a_file_that_is_no_way_to_a_cluster_is_named(case: str, tmp_path: Path) -> None:
    text, found = NO_KUBECONFIG[case]
    file = tmp_path / "nowhere"
    if text:
        file.write_text(text, "utf-8", "surrogateescape")
    elif text == "":
        file.mkdir()

    done = mlb_etl("deploy", "check", "--kubeconfig", str(file))

    assert done.exit_code == 3
    assert f"error: kubeconfig {file}: found " in done.err
    assert found in done.err
    assert "; wanted a cluster and a login to it\n  try: kubectl config get-contexts" in done.err


def test_needs_are_what_is_named_and_not_brought_along() -> None:
    needs = find_needs(render(of_file("production")))

    assert "mlb-database-writer" not in needs.secrets
    assert needs.secrets["mlb-database-ca"] == {"ca.crt"}
    assert needs.secrets.keys() >= {"registry-example-com", "mlb-lake"}
    assert needs.priority_classes == {"baseball"}
    assert needs.stores == {("ClusterSecretStore", "vault")}
    assert needs.kinds["sparkoperator.k8s.io/v1beta2"] == {"ScheduledSparkApplication"}
