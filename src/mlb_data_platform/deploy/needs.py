"""What manifests expect to find in a cluster, read off them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlb_data_platform.deploy.manifest import Manifest

Keys = dict[str, set[str]]
"""Names of objects, and the keys wanted of each."""


@dataclass(slots=True, kw_only=True)
class Needs:
    """What has to be there before.

    Attributes:
        kinds: API versions with their kinds, e.g. `argoproj.io/v1alpha1`: `CronWorkflow`.
        secrets: Secrets that no manifest brings along.
        config_maps: ConfigMaps that none brings along.
        service_accounts: ServiceAccounts that none brings along.
        priority_classes: PriorityClasses of the cluster.
        storage_classes: StorageClasses that claims name; an empty name is the default one.
        stores: Stores of secrets that ExternalSecrets name, as kind and name.
    """

    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    secrets: Keys = field(default_factory=lambda: defaultdict(set))
    config_maps: Keys = field(default_factory=lambda: defaultdict(set))
    service_accounts: set[str] = field(default_factory=set)
    priority_classes: set[str] = field(default_factory=set)
    storage_classes: set[str] = field(default_factory=set)
    stores: set[tuple[str, str]] = field(default_factory=set)


def find_needs(manifests: Iterable[Manifest]) -> Needs:
    """Read off manifests what they expect of a cluster.

    Args:
        manifests: Objects of one release.

    Returns:
        What they name and do not bring along. Names with `{{…}}` are known at run time only, and
        what is optional may be missing: neither is among it.
    """
    all_of_them = list(manifests)
    needs = Needs()
    for one in all_of_them:
        needs.kinds[one.api_version].add(one.kind)
        for mapping in _mappings(one.document):
            _note(mapping, needs)
        if one.kind == "PersistentVolumeClaim":
            needs.storage_classes.add(one.document["spec"].get("storageClassName") or "")
    brought = defaultdict(set)
    for one in all_of_them:
        brought[one.kind].add(one.name)
        if one.kind == "ExternalSecret":
            brought["Secret"].add(one.document["spec"]["target"]["name"])
    for name in brought["Secret"] & needs.secrets.keys():
        del needs.secrets[name]
    for name in brought["ConfigMap"] & needs.config_maps.keys():
        del needs.config_maps[name]
    needs.service_accounts -= brought["ServiceAccount"]
    return needs


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """Every mapping in a document, the outer ones first."""
    if isinstance(value, Mapping):
        yield value
        for below in value.values():
            yield from _mappings(below)
    elif isinstance(value, list):
        for one in value:
            yield from _mappings(one)


def _note(mapping: Mapping[str, Any], needs: Needs) -> None:
    """Note what one mapping names, wherever it stands in a document."""
    for kind, noted in (("secret", needs.secrets), ("configMap", needs.config_maps)):
        _note_keys(mapping.get(f"{kind}KeyRef"), "name", noted)
        _note_keys(mapping.get(f"{kind}Ref"), "name", noted)
        # The volume of a Secret says secretName, that of a ConfigMap says name.
        _note_keys(mapping.get(kind), "secretName" if kind == "secret" else "name", noted)
    for one in mapping.get("imagePullSecrets") or ():
        name = one if isinstance(one, str) else one.get("name", "")
        if _is_known(name):
            needs.secrets[name] |= set()
    for key, names in (
        ("serviceAccountName", needs.service_accounts),
        ("serviceAccount", needs.service_accounts),
        ("priorityClassName", needs.priority_classes),
    ):
        if _is_known(mapping.get(key)):
            names.add(mapping[key])
    for template in mapping.get("volumeClaimTemplates") or ():
        needs.storage_classes.add(template["spec"].get("storageClassName") or "")
    store = mapping.get("secretStoreRef")
    if isinstance(store, Mapping):
        needs.stores.add((store["kind"], store["name"]))


def _note_keys(reference: object, name_key: str, noted: Keys) -> None:
    if not isinstance(reference, Mapping) or reference.get("optional"):
        return
    name = reference.get(name_key)
    if not isinstance(name, str) or not _is_known(name):
        return
    noted[name] |= {reference["key"]} if "key" in reference else set()
    noted[name] |= {item["key"] for item in reference.get("items") or ()}


def _is_known(name: object) -> bool:
    """It is a name, and none that is put together when a workflow runs."""
    return isinstance(name, str) and bool(name) and "{{" not in name
