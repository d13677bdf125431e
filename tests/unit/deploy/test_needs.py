"""What manifests expect to find in a cluster."""

from typing import Any

import pytest

from mlb_data_platform.deploy import Manifest, Needs, find_needs


def manifest(kind: str, spec: dict[str, Any], name: str = "one") -> Manifest:
    document = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, "spec": spec}
    return Manifest(text="", document=document, source="here.yaml")


def needs_of(spec: dict[str, Any], *others: Manifest) -> Needs:
    return find_needs([manifest("Pod", spec), *others])


@pytest.mark.parametrize(
    ("spec", "name", "keys"),
    [
        ({"env": [{"valueFrom": {"secretKeyRef": {"name": "a", "key": "k"}}}]}, "a", {"k"}),
        ({"envFrom": [{"secretRef": {"name": "b"}}]}, "b", set()),
        ({"volumes": [{"name": "v", "secret": {"secretName": "c"}}]}, "c", set()),
        (
            {"volumes": [{"secret": {"secretName": "d", "items": [{"key": "k", "path": "p"}]}}]},
            "d",
            {"k"},
        ),
        ({"imagePullSecrets": [{"name": "e"}]}, "e", set()),
        ({"imagePullSecrets": ["f"]}, "f", set()),
    ],
)
def test_a_secret_is_wanted_wherever_it_is_named(
    spec: dict[str, Any], name: str, keys: set[str]
) -> None:
    assert needs_of({"deep": [{"down": spec}]}).secrets == {name: keys}


def test_keys_of_one_secret_are_wanted_together() -> None:
    references = [{"secretKeyRef": {"name": "a", "key": key}} for key in ("user", "password")]
    assert needs_of({"env": references}).secrets == {"a": {"user", "password"}}


@pytest.mark.parametrize(
    "reference",
    [
        {"name": "a", "key": "k", "optional": True},
        {"name": "{{inputs.parameters.secret}}", "key": "k"},
        {"name": "", "key": "k"},
        {"key": "k"},
        "a",
    ],
    ids=str,
)
def test_what_may_be_missing_or_is_known_later_is_not_wanted(reference: object) -> None:
    assert needs_of({"env": [{"secretKeyRef": reference}]}).secrets == {}


def test_what_manifests_bring_along_is_not_wanted() -> None:
    spec = {
        "serviceAccountName": "account",
        "env": [
            {"secretKeyRef": {"name": "filled", "key": "k"}},
            {"secretKeyRef": {"name": "made", "key": "k"}},
            {"configMapKeyRef": {"name": "settings", "key": "k"}},
            {"configMapKeyRef": {"name": "others", "key": "k"}},
        ],
    }
    store = {"kind": "SecretStore", "name": "vault"}
    needs = needs_of(
        spec,
        manifest("ServiceAccount", {}, "account"),
        manifest("ConfigMap", {}, "settings"),
        manifest("Secret", {}, "made"),
        manifest("ExternalSecret", {"target": {"name": "filled"}, "secretStoreRef": store}),
    )
    assert (needs.secrets, needs.config_maps) == ({}, {"others": {"k"}})
    assert (needs.service_accounts, needs.stores) == (set(), {("SecretStore", "vault")})


def test_accounts_classes_and_kinds_are_noted() -> None:
    claims = [{"spec": {}}, {"spec": {"storageClassName": "fast"}}]
    needs = needs_of(
        {"serviceAccount": "spark", "priorityClassName": "high", "volumeClaimTemplates": claims},
        manifest("PersistentVolumeClaim", {"storageClassName": "slow"}),
    )
    assert (needs.service_accounts, needs.priority_classes) == ({"spark"}, {"high"})
    assert needs.storage_classes == {"", "fast", "slow"}
    assert needs.kinds == {"v1": {"Pod", "PersistentVolumeClaim"}}
