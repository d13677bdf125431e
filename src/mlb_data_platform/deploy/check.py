"""What a cluster lacks for a release: looked at, never changed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mlb_data_platform.deploy.cluster import Cluster, NotAllowedError
from mlb_data_platform.deploy.finding import Finding, State
from mlb_data_platform.deploy.needs import Needs

_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_NUMBER = re.compile(r"\d+")

# Who serves the kinds that Kubernetes itself does not have.
_OPERATORS = {
    "argoproj.io": (
        "argo-workflows",
        "https://argoproj.github.io/argo-helm",
        "--namespace argo",
        "--set workflows.enabled=false",
    ),
    "sparkoperator.k8s.io": (
        "spark-operator",
        "https://kubeflow.github.io/spark-operator",
        "--namespace spark-operator --set webhook.enable=true --set 'spark.jobNamespaces={{{0}}}'",
        "--set spark.enabled=false",
    ),
    "monitoring.coreos.com": (
        "kube-prometheus-stack",
        "https://prometheus-community.github.io/helm-charts",
        "--namespace monitoring",
        "--set metrics.serviceMonitor.enabled=false,metrics.prometheusRule.enabled=false",
    ),
    "external-secrets.io": (
        "external-secrets",
        "https://charts.external-secrets.io",
        "--namespace external-secrets",
        "--set externalSecrets.enabled=false",
    ),
}
"""By API group: chart, its repository, where it goes, and the way without."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a cluster, for one namespace."""

    cluster: Cluster
    namespace: str

    def at(self, what: str, path: str, judge: Callable[[Any], Finding]) -> Finding:
        """Judge what is at a path; where nobody may look, say so."""
        try:
            return judge(self.cluster.get(path))
        except NotAllowedError as error:
            hint = "ask the cluster's administrator, or look with another --context"
            return Finding(state=State.UNKNOWN, what=what, found=str(error), next=hint)

    def named(self, kind: str, path: str, name: str, hint: str) -> Finding:
        """Whether an object is there."""
        what = f"{kind} {name}"

        def judge(found: Any) -> Finding:
            if found is None:
                return Finding(state=State.MISSING, what=what, found="not there", next=hint)
            return Finding(state=State.OK, what=what, found="there")

        return self.at(what, f"{path}/{name}", judge)

    def mine(self, resource: str) -> str:
        """Path of a kind of the core in the namespace."""
        return f"/api/v1/namespaces/{self.namespace}/{resource}"


def check_cluster(
    cluster: Cluster, needs: Needs, *, namespace: str, oldest: str
) -> Iterator[Finding]:
    """Look for everything that a release needs and does not bring along.

    Args:
        cluster: The way to ask.
        needs: What the release's manifests name.
        namespace: Where they will live.
        oldest: Kubernetes that the chart needs, such as `1.29`.

    Yields:
        A finding for each thing, the cluster itself first.

    Raises:
        ClusterUnreachableError: It does not answer.
        ClusterLoginError: It does not know who asks.
    """
    look = _Look(cluster, namespace)
    yield _version(look, oldest)
    yield look.named(
        "Namespace", "/api/v1/namespaces", namespace, f"kubectl create namespace {namespace}"
    )
    for api_version, kinds in sorted(needs.kinds.items()):
        yield from _kinds(look, api_version, sorted(kinds))
    for name, keys in sorted(needs.secrets.items()):
        yield _keys(look, "Secret", name, sorted(keys))
    for name, keys in sorted(needs.config_maps.items()):
        yield _keys(look, "ConfigMap", name, sorted(keys))
    for name in sorted(needs.service_accounts):
        hint = f"kubectl create serviceaccount {name} --namespace {namespace}"
        yield look.named("ServiceAccount", look.mine("serviceaccounts"), name, hint)
    yield from _beside(look, needs)


def _beside(look: _Look, needs: Needs) -> Iterator[Finding]:
    """Things of the whole cluster."""
    for name in sorted(needs.priority_classes):
        path = "/apis/scheduling.k8s.io/v1/priorityclasses"
        hint = f"kubectl create priorityclass {name} --value=1000, or leave priorityClassName empty"
        yield look.named("PriorityClass", path, name, hint)
    for name in sorted(needs.storage_classes):
        yield _storage(look, name)
    for kind, name in sorted(needs.stores):
        where = f"namespaces/{look.namespace}/" if kind == "SecretStore" else ""
        path = f"/apis/external-secrets.io/v1/{where}{kind.lower()}s"
        yield look.named(kind, path, name, "see https://external-secrets.io: make the store first")


def _version(look: _Look, oldest: str) -> Finding:
    def judge(said: Any) -> Finding:
        found = f"{said['major']}.{said['minor']}" if said else "nothing"
        if _numbers(found) >= _numbers(oldest):
            return Finding(state=State.OK, what="Kubernetes", found=found)
        hint = f"upgrade the cluster to {oldest} or newer"
        return Finding(state=State.MISSING, what="Kubernetes", found=found, next=hint)

    return look.at("Kubernetes", "/version", judge)


def _numbers(version: str) -> tuple[int, ...]:
    """`1.30+` as numbers that can be compared."""
    return tuple(int(one) for one in _NUMBER.findall(version)[:2])


def _kinds(look: _Look, api_version: str, kinds: list[str]) -> Iterator[Finding]:
    """Whether the cluster serves these kinds, and lets this login make objects of them."""
    group = api_version.partition("/")[0] if "/" in api_version else ""
    served: dict[str, str] = {}

    def judge(found: Any) -> Finding:
        for one in (found or {}).get("resources", ()):
            if "/" not in one["name"]:
                served[one["kind"]] = one["name"]
        absent = [kind for kind in kinds if kind not in served]
        what = f"API {api_version}"
        if not absent:
            return Finding(state=State.OK, what=what, found=", ".join(kinds))
        hint = _install(group, look.namespace)
        return Finding(state=State.MISSING, what=what, found=f"no {', '.join(absent)}", next=hint)

    path = f"/apis/{api_version}" if group else f"/api/{api_version}"
    yield look.at(f"API {api_version}", path, judge)
    refused = [
        kind
        for kind in kinds
        if kind in served
        and not look.cluster.may_create(
            group=group, resource=served[kind], namespace=look.namespace
        )
    ]
    if refused:
        asked = " and ".join(f"kubectl auth can-i create {served[one]}" for one in refused)
        yield Finding(
            state=State.MISSING,
            what=f"right to create {', '.join(refused)}",
            found=f"not given in namespace {look.namespace}",
            next=f"ask the cluster's administrator; {asked} --namespace {look.namespace}",
        )


def _install(group: str, namespace: str) -> str:
    if group not in _OPERATORS:
        return "upgrade the cluster: Kubernetes itself serves this"
    chart, repository, place, without = _OPERATORS[group]
    where = f"{place.format(namespace)} --create-namespace"
    return f"helm install {chart} {chart} --repo {repository} {where}   (or without: {without})"


def _keys(look: _Look, kind: str, name: str, keys: list[str]) -> Finding:
    """Whether a Secret or a ConfigMap is there, with keys that say something."""
    what = f"{kind} {name}"

    def judge(found: Any) -> Finding:
        data = (found or {}).get("data") or {}
        absent = [key for key in keys if not data.get(key)]
        if found is not None and not absent:
            return Finding(state=State.OK, what=what, found=", ".join(keys) or "there")
        said = "not there" if found is None else f"no value for {', '.join(absent)}"
        hint = _make(kind, name, keys, look.namespace, is_there=found is not None)
        return Finding(state=State.MISSING, what=what, found=said, next=hint)

    return look.at(what, f"{look.mine(f'{kind.lower()}s')}/{name}", judge)


def _make(kind: str, name: str, keys: list[str], namespace: str, *, is_there: bool) -> str:
    """How to make it, or to make it anew; values are the operator's to say."""
    sort = "secret generic" if kind == "Secret" else "configmap"
    values = "".join(f" --from-literal={key}=…" for key in keys)
    made = f"kubectl create {sort} {name} --namespace {namespace}{values}"
    return f"{made} --dry-run=client -o yaml | kubectl apply -f -" if is_there else made


def _storage(look: _Look, name: str) -> Finding:
    path = "/apis/storage.k8s.io/v1/storageclasses"
    if name:
        hint = "kubectl get storageclass, and name one of them"
        return look.named("StorageClass", path, name, hint)
    what = "default StorageClass"

    def judge(found: Any) -> Finding:
        for one in (found or {}).get("items", ()):
            if (one["metadata"].get("annotations") or {}).get(_DEFAULT_CLASS) == "true":
                return Finding(state=State.OK, what=what, found=one["metadata"]["name"])
        hint = "kubectl get storageclass, and name one of them in the values"
        return Finding(state=State.MISSING, what=what, found="none", next=hint)

    return look.at(what, path, judge)
