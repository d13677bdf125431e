"""Kinds that Kubernetes itself does not have: the keys that their operators know.

Written down from the operators' own definitions: spark-operator v2 (`api/v1beta2`),
prometheus-operator v0.80 (`monitoring.coreos.com/v1`), external-secrets v0.16 (`v1`).
An API server drops keys it does not know without a word; here they are refused.
"""

from typing import Any

import jsonschema

Schema = dict[str, Any]
ANY: Schema = {}
TEXT: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
SECONDS: Schema = {"type": "string", "pattern": r"^([0-9]+(ms|s|m|h|d|w|y))+$"}


def keys(required: tuple[str, ...] = (), /, **known: Schema) -> Schema:
    """An object with these keys and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": known,
        "required": list(required),
    }


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


METADATA = keys(("name",), name=TEXT, namespace=TEXT, labels=TEXTS, annotations=TEXTS)
SPARK_POD = {
    "template": {"type": "object"},
    "cores": {"type": "integer", "minimum": 1},
    "coreRequest": TEXT,
    "coreLimit": TEXT,
    "memory": {"type": "string", "pattern": "^[0-9]+[kmgt]$"},
    "memoryOverhead": {"type": "string", "pattern": "^[0-9]+[kmgt]$"},
    "image": TEXT,
    "configMaps": many(keys(("name", "path"), name=TEXT, path=TEXT)),
    "secrets": many(keys(("name", "path"), name=TEXT, path=TEXT, secretType=TEXT)),
    "env": many(ANY),
    "envFrom": many(ANY),
    "labels": TEXTS,
    "annotations": TEXTS,
    "volumeMounts": many(ANY),
    "affinity": ANY,
    "tolerations": many(ANY),
    "podSecurityContext": ANY,
    "securityContext": ANY,
    "nodeSelector": TEXTS,
    "terminationGracePeriodSeconds": NUMBER,
    "serviceAccount": TEXT,
    "javaOptions": TEXT,
    "priorityClassName": TEXT,
}
SPARK_APPLICATION = keys(
    ("type", "sparkVersion", "mainApplicationFile", "driver", "executor"),
    type={"enum": ["Java", "Python", "Scala", "R"]},
    sparkVersion=TEXT,
    mode={"enum": ["cluster", "client"]},
    image=TEXT,
    imagePullPolicy={"enum": ["Always", "IfNotPresent", "Never"]},
    imagePullSecrets=many(TEXT),
    mainApplicationFile=TEXT,
    arguments=many(TEXT),
    sparkConf=TEXTS,
    volumes=many(ANY),
    driver=keys(("cores", "memory"), **SPARK_POD),
    executor=keys(
        ("cores", "memory", "instances"),
        **SPARK_POD,
        instances={"type": "integer", "minimum": 1},
        deleteOnTermination=FLAG,
    ),
    restartPolicy=keys(
        ("type",),
        type={"enum": ["Never", "OnFailure", "Always"]},
        onFailureRetries=NUMBER,
        onFailureRetryInterval={"type": "integer", "minimum": 1},
        onSubmissionFailureRetries=NUMBER,
        onSubmissionFailureRetryInterval={"type": "integer", "minimum": 1},
    ),
    pythonVersion={"enum": ["2", "3"]},
    memoryOverheadFactor=TEXT,
    timeToLiveSeconds=NUMBER,
    dynamicAllocation={"type": "object"},
)
RULE = {
    **keys(
        ("expr",),
        alert=TEXT,
        record=TEXT,
        expr=TEXT,
        labels=TEXTS,
        annotations=TEXTS,
        **{"for": SECONDS, "keep_firing_for": SECONDS},
    ),
    "oneOf": [{"required": ["alert"]}, {"required": ["record"]}],
}
SPECS: dict[str, Schema] = {
    "sparkoperator.k8s.io/v1beta2 SparkApplication": SPARK_APPLICATION,
    "sparkoperator.k8s.io/v1beta2 ScheduledSparkApplication": keys(
        ("schedule", "template"),
        schedule=TEXT,
        template=SPARK_APPLICATION,
        suspend=FLAG,
        concurrencyPolicy={"enum": ["Allow", "Forbid", "Replace"]},
        successfulRunHistoryLimit=NUMBER,
        failedRunHistoryLimit=NUMBER,
    ),
    "monitoring.coreos.com/v1 ServiceMonitor": keys(
        ("selector", "endpoints"),
        selector=keys(matchLabels=TEXTS),
        namespaceSelector=keys(matchNames=many(TEXT)),
        endpoints=many(
            keys(("port",), port=TEXT, path=TEXT, interval=SECONDS, scrapeTimeout=SECONDS)
        ),
    ),
    "monitoring.coreos.com/v1 PrometheusRule": keys(
        ("groups",),
        groups={
            **many(keys(("name", "rules"), name=TEXT, interval=SECONDS, rules=many(RULE))),
            "minItems": 1,
        },
    ),
    "external-secrets.io/v1 ExternalSecret": keys(
        ("secretStoreRef", "target", "data"),
        refreshInterval=SECONDS,
        secretStoreRef=keys(
            ("name", "kind"), name=TEXT, kind={"enum": ["SecretStore", "ClusterSecretStore"]}
        ),
        target=keys(
            ("name",),
            name=TEXT,
            creationPolicy={"enum": ["Owner", "Orphan", "Merge", "None"]},
            deletionPolicy={"enum": ["Delete", "Merge", "Retain"]},
        ),
        data=many(
            keys(
                ("secretKey", "remoteRef"),
                secretKey=TEXT,
                remoteRef=keys(("key",), key=TEXT, property=TEXT, version=TEXT),
            )
        ),
    ),
}


def check_foreign(document: dict[str, Any]) -> None:
    """Refuse an object of an operator's kind with a key that the operator does not know."""
    spec = SPECS[f"{document['apiVersion']} {document['kind']}"]
    whole = keys(("metadata", "spec"), apiVersion=TEXT, kind=TEXT, metadata=METADATA, spec=spec)
    jsonschema.validate(document, whole)
