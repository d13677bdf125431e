"""One object of Kubernetes as the chart renders it, and the order in which objects are applied."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# As Helm has it: what others stand on comes first. What is not named comes last.
_ORDER = (
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "ExternalSecret",
    "ConfigMap",
    "PersistentVolumeClaim",
    "Role",
    "RoleBinding",
    "Service",
    "Deployment",
    "Job",
)
_BREAK = re.compile(r"^---.*$", re.MULTILINE)
_HOOK = "helm.sh/hook"
_WEIGHT = "helm.sh/hook-weight"
_NOT_A_NAME = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object.

    Attributes:
        text: YAML as rendered, with its comments.
        document: The same as values.
        source: Template it comes from, e.g. `live/deployment.yaml`.
    """

    text: str = field(repr=False)
    document: dict[str, Any] = field(repr=False)
    source: str

    @property
    def kind(self) -> str:
        """E.g. `Deployment`."""
        return str(self.document["kind"])

    @property
    def api_version(self) -> str:
        """E.g. `apps/v1`."""
        return str(self.document["apiVersion"])

    @property
    def name(self) -> str:
        """Its name in the namespace."""
        return str(self.document["metadata"]["name"])

    @property
    def hooks(self) -> frozenset[str]:
        """When Helm makes it, if not with everything else, e.g. `pre-install`."""
        return frozenset(filter(None, self._annotations().get(_HOOK, "").split(",")))

    @property
    def weight(self) -> int:
        """Among hooks, the lower comes first."""
        return int(self._annotations().get(_WEIGHT, "0"))

    @property
    def file_name(self) -> str:
        """A name for its file, e.g. `deployment-demo-live.yaml`."""
        return _NOT_A_NAME.sub("-", f"{self.kind}-{self.name}".lower()) + ".yaml"

    def _annotations(self) -> dict[str, str]:
        return self.document["metadata"].get("annotations") or {}


def split_manifests(text: str, *, source: str) -> Iterator[Manifest]:
    """The objects of a rendered template; one that rendered to nothing has none."""
    for part in _BREAK.split(text):
        document = yaml.load(part, Loader=yaml.CSafeLoader)
        if document is not None:
            yield Manifest(text=part.strip() + "\n", document=document, source=source)


def in_order(manifests: Iterable[Manifest]) -> list[Manifest]:
    """What Helm makes beforehand, by weight; then the rest, each after what it stands on."""

    def place(one: Manifest) -> tuple[bool, int, int, str, str]:
        rank = _ORDER.index(one.kind) if one.kind in _ORDER else len(_ORDER)
        return (not one.hooks, one.weight, rank, one.kind, one.name)

    return sorted(manifests, key=place)


def write_manifests(manifests: Sequence[Manifest], folder: Path) -> list[Path]:
    """Write a file for each object, numbered so that `kubectl apply -f FOLDER` keeps their order.

    Args:
        manifests: In the order in which they are applied.
        folder: Is made if it is not there.

    Returns:
        The files.

    Raises:
        OSError: The folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, one in enumerate(manifests, 1):
        file = folder / f"{number:02d}-{one.file_name}"
        file.write_text(one.text, encoding="utf-8")
        files.append(file)
    return files
