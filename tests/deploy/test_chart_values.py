"""Values of the chart: every key is known, every other is refused, and what they do."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mlb_data_platform.deploy import Manifest
from mlb_data_platform.deploy.errors import ChartValuesError
from tests.deploy.rendered import ALL_ON, CHART, DEFAULTS, manifests, one, render

SCHEMA: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text("utf-8"))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    return SCHEMA["$defs"][reference.rpartition("/")[2]] if reference else schema


def known(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every key that the schema names, down to where Kubernetes' own words begin."""
    for key, below in resolved(schema).get("properties", {}).items():
        yield f"{path}{key}"
        yield from known(below, f"{path}{key}.")


def written(values: dict[str, Any], schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every key of values.yaml, down to the same depth."""
    for key, value in values.items():
        below = resolved(schema).get("properties", {}).get(key)
        if below is None:
            continue
        yield f"{path}{key}"
        if isinstance(value, dict):
            yield from written(value, below, f"{path}{key}.")


def test_schema_and_values_name_the_same_keys() -> None:
    # Pull secrets and the like are lists: what stands in them is not among the defaults.
    optional = {"claims", "valueFrom"}
    wanted = {one for one in known(SCHEMA) if one.rpartition(".")[2] not in optional}
    assert wanted - set(written(DEFAULTS, SCHEMA)) == set()
    assert DEFAULTS.keys() - SCHEMA["properties"].keys() == set()


def closed(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, bool]]:
    """Whether each object whose keys the schema names refuses others."""
    own = resolved(schema)
    if "properties" in own:
        yield path, own.get("additionalProperties") is False
        for key, below in own["properties"].items():
            yield from closed(below, f"{path}.{key}")


def test_no_object_of_the_values_takes_a_key_that_it_does_not_know() -> None:
    assert [path for path, is_closed in closed(SCHEMA) if not is_closed] == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"live": {"replica": 2}}, "/live': additional properties 'replica'"),
        ({"replicaCount": 2}, "additional properties 'replicaCount'"),
        ({"image": {"tag": "latest"}}, "/image/tag"),
        ({"image": {"digest": "sha256:abc"}}, "/image/digest"),
        ({"redis": {"url": "redis://:secret@redis:6379"}}, "/redis/url"),
        ({"statsapi": {"url": "https://me:secret@proxy"}}, "/statsapi/url"),
        ({"database": {"password": "secret"}}, "additional properties 'password'"),
        ({"database": {"sslMode": "yes"}}, "/database/sslMode"),
        ({"live": {"requestsPerSecond": 26}}, "/live/requestsPerSecond"),
        ({"live": {"everySeconds": 0}}, "/live/everySeconds"),
        ({"live": {"podDisruptionBudget": {"maxUnavailable": 0}}}, "maxUnavailable"),
        ({"logLevel": "verbose"}, "/logLevel"),
        ({"metrics": {"port": 80}}, "/metrics/port"),
        ({"jobs": {"extra": {"a/b.yaml": ""}}}, "/jobs/extra"),
        ({"spark": {"applications": {"x": {"subject": "game"}}}}, "missing property 'enabled'"),
        ({"extraEnv": [{"name": "1A"}]}, "/extraEnv/0/name"),
        ({"live": {"resources": {"limits": {"memory": "1 GB"}}}}, "/live/resources/limits/memory"),
    ],
    ids=str,
)
def test_values_that_cannot_be_meant_are_refused_with_their_place(
    values: dict[str, Any], said: str
) -> None:
    with pytest.raises(ChartValuesError) as refused:
        render(values)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"serviceAccounts": {"live": {"create": False}}}, "serviceAccounts.live.name: found noth"),
        ({"database": {"host": ""}}, "database.host: found nothing, wanted"),
        (
            {"externalSecrets": {"enabled": True, "writer": {"remoteKey": "w"}}},
            "externalSecrets.secretStoreRef.name: found nothing",
        ),
        (
            {
                "externalSecrets": {
                    "enabled": True,
                    "secretStoreRef": {"name": "vault"},
                    "redis": {"remoteKey": "r"},
                }
            },
            "redis.existingSecret: found nothing",
        ),
    ],
    ids=str,
)
def test_what_belongs_together_is_asked_for_by_name(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ChartValuesError) as refused:
        render(values)
    assert said in str(refused.value)


def environment(found: tuple[Manifest, ...] | list[Manifest], kind: str, name: str) -> Any:
    """The environment of an object's first container."""
    spec = one(found, kind, name)["spec"]["template"]["spec"]
    return {
        entry["name"]: entry.get("value") or entry["valueFrom"]["secretKeyRef"]
        for entry in spec["containers"][0]["env"]
    }


def test_migrations_have_the_owners_login_and_the_rest_the_writers() -> None:
    found = manifests("default")
    owner = environment(found, "Job", "-migrations")["MLB_DB_PASSWORD"]
    writer = environment(found, "Deployment", "-live")["MLB_DB_PASSWORD"]

    assert owner == {"name": "mlb-database-owner", "key": "password"}
    assert writer == {"name": "mlb-database-writer", "key": "password"}


def test_a_whole_url_takes_the_place_of_its_parts() -> None:
    login = {"existingSecret": "pg-app", "urlKey": "uri"}
    env = environment(render({"database": {"writer": login}}), "Deployment", "-live")

    assert env["MLB_DATABASE_URL"] == {"name": "pg-app", "key": "uri"}
    assert not [name for name in env if name.startswith("MLB_DB_")]


def test_the_database_is_believed_only_with_its_certificate_where_that_is_asked() -> None:
    found = manifests("production")
    env = environment(found, "Deployment", "-live")
    spec = one(found, "Deployment", "-live")["spec"]["template"]["spec"]
    mounts = {m["name"]: m["mountPath"] for m in spec["containers"][0]["volumeMounts"]}

    assert env["PGSSLMODE"] == "verify-full"
    assert env["PGSSLROOTCERT"] == f"{mounts['database-ca']}/ca.crt"
    (secret,) = [v["secret"] for v in spec["volumes"] if v["name"] == "database-ca"]
    assert secret["secretName"] == "mlb-database-ca"
    assert secret["items"] == [{"key": "ca.crt", "path": "ca.crt"}]


def test_redis_is_named_by_url_or_by_secret() -> None:
    by_url = environment(manifests("all on"), "Deployment", "-live")["MLB_REDIS_URL"]
    by_secret = environment(manifests("production"), "Deployment", "-live")["MLB_REDIS_URL"]

    assert (by_url, by_secret) == ("redis://redis:6379/0", {"name": "mlb-redis", "key": "url"})
    assert "MLB_REDIS_URL" not in environment(manifests("default"), "Deployment", "-live")


def test_without_redis_pods_divide_the_requests_among_them() -> None:
    shared = environment(manifests("default"), "Deployment", "-live")["MLB_RATE_SHARED_BY"]
    alone = environment(render({"statsapi": {"sharedBy": 1}}), "Deployment", "-live")

    assert (shared, "MLB_RATE_SHARED_BY" in alone) == ("6", False)


def test_probes_ask_the_port_that_the_poller_serves_at() -> None:
    spec = one(render({"metrics": {"port": 9500}}), "Deployment", "-live")["spec"]["template"]
    (container,) = spec["spec"]["containers"]
    args = container["args"]

    assert container["ports"] == [{"name": "metrics", "containerPort": 9500, "protocol": "TCP"}]
    assert args[args.index("--metrics-port") + 1] == "9500"
    asked = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness")}
    assert set(map(str, asked.values())) == {str({"path": "/healthz", "port": "metrics"})}
    assert container["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "metrics"}


def test_what_migrations_stand_on_is_there_before_them() -> None:
    found = render(ALL_ON)
    always = {"pre-install", "pre-upgrade", "pre-rollback"}
    before = {(m.kind, m.name): m.weight for m in found if m.hooks == always}
    job = before.pop(("Job", "demo-mlb-data-platform-migrations"))

    assert {kind for kind, _ in before} == {"ServiceAccount", "NetworkPolicy", "ExternalSecret"}
    assert max(before.values()) < job
    assert [m.kind for m in found].index("Job") == len(before)


def test_rights_are_those_that_executor_and_driver_need() -> None:
    found = manifests("all on")
    executor = one(found, "Role", "-workflow")["rules"]
    driver = one(found, "Role", "-spark")["rules"]

    assert executor == [
        {
            "apiGroups": ["argoproj.io"],
            "resources": ["workflowtaskresults"],
            "verbs": ["create", "patch"],
        }
    ]
    assert [rule["apiGroups"] for rule in driver] == [[""]]
    assert "secrets" not in str(driver)
    assert [m.name for m in found if m.kind.startswith("Cluster")] == []


def test_only_who_talks_to_the_cluster_gets_a_token() -> None:
    accounts = [m for m in manifests("all on") if m.kind == "ServiceAccount"]
    given = {
        m.name.rpartition("-")[2]: m.document["automountServiceAccountToken"] for m in accounts
    }

    assert given == {"live": False, "migrations": False, "spark": True, "workflow": True}


def ports(policy: dict[str, Any], way: str) -> set[int]:
    return {p["port"] for rule in policy["spec"][way] for p in rule.get("ports", ())}


def test_pods_reach_what_they_need_and_nothing_else() -> None:
    found = manifests("all on")
    names = ("live", "migrations", "workflow", "spark", "test")
    policies = {name: one(found, "NetworkPolicy", f"-{name}") for name in names}

    assert {name: ports(policy, "egress") for name, policy in policies.items()} == {
        "live": {53, 5432, 6379, 443},
        "migrations": {53, 5432},
        "workflow": {53, 5432, 6379, 443, 6443},
        "spark": {53, 5432, 6379, 443, 6443},
        "test": {53, 5432},
    }
    assert {name: ports(policy, "ingress") for name, policy in policies.items()} == {
        "live": {9411},
        "migrations": set(),
        "workflow": set(),
        "spark": set(),
        "test": set(),
    }
    blocks = [
        peer["ipBlock"]
        for policy in policies.values()
        for rule in policy["spec"]["egress"]
        for peer in rule["to"]
        if "ipBlock" in peer
    ]
    assert blocks
    metadata = {"169.254.0.0/16", "fe80::/10"}
    assert all(metadata & set(block["except"]) for block in blocks)


def test_metrics_are_found_by_the_labels_of_their_service() -> None:
    found = manifests("production")
    service = one(found, "Service", "-live")
    monitor = one(found, "ServiceMonitor", "-live")
    deployment = one(found, "Deployment", "-live")
    wanted = monitor["spec"]["selector"]["matchLabels"]

    assert wanted.items() <= service["metadata"]["labels"].items()
    assert [e["port"] for e in monitor["spec"]["endpoints"]] == [
        p["name"] for p in service["spec"]["ports"]
    ]
    pod = deployment["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"].items() <= pod.items()
    assert deployment["spec"]["selector"]["matchLabels"].items() <= pod.items()


def test_a_component_says_more_than_the_values_for_all() -> None:
    spec = one(manifests("production"), "Deployment", "-live")["spec"]["template"]
    migrations = one(manifests("production"), "Job", "-migrations")["spec"]["template"]

    assert spec["metadata"]["annotations"] == {"example.com/scrape": "yes"}
    assert migrations["metadata"]["annotations"] == {"example.com/scrape": "no"}
    assert spec["spec"]["priorityClassName"] == "baseball"
    assert spec["spec"]["tolerations"] == [{"key": "batch", "operator": "Exists"}]


def test_spark_runs_by_the_clock_or_when_it_is_installed() -> None:
    once = {"game": {"enabled": True, "subject": "game", "schedule": ""}}
    found = render({"spark": {"enabled": True, "applications": once}})
    kinds = {
        m.name.rpartition("-")[2]: m.kind for m in found if m.kind.endswith("SparkApplication")
    }

    assert kinds == {
        "game": "SparkApplication",
        "schedule": "ScheduledSparkApplication",
        "season": "ScheduledSparkApplication",
    }
