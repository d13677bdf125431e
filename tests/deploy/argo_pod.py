"""A container of a manifest as a process of this machine: its files, its environment, its words."""

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.deploy.argo_expressions import ManifestError, NotUnderstoodError

Manifest = dict[str, Any]

_CONTAINER = {
    "image", "imagePullPolicy", "command", "args", "workingDir", "env", "volumeMounts",
    "securityContext", "resources",
}  # fmt: skip
_VOLUMES = {"emptyDir", "configMap"}
_ABSOLUTE = re.compile(r"(?<![\w./:@-])/[\w./-]+")
"""A path in an argument; not that of a URL."""


def refuse_unknown(found: Mapping[str, Any], known: set[str], where: str) -> None:
    """Whatever is not known may mean anything."""
    if unknown := sorted(set(found) - known):
        raise NotUnderstoodError(f"{where}: found {', '.join(unknown)}, known: {sorted(known)}")


@dataclass(frozen=True, kw_only=True)
class Image:
    """What an image has: programs by name, and folders that exist in it."""

    programs: Mapping[str, Sequence[str]]
    folders: Sequence[str]


def image_of(dockerfile: str, program: Sequence[str]) -> Image:
    """What the last stage of a Dockerfile has, its entry point carried out by a program of ours."""
    stage = dockerfile.rpartition("\nFROM ")[2]
    (name,) = json.loads(re.findall(r"^ENTRYPOINT (.*)$", stage, re.MULTILINE)[-1])
    copies = re.findall(r"^COPY .*\S (/\S+)$", stage, re.MULTILINE)
    folders = re.findall(r"^WORKDIR (\S+)$", stage, re.MULTILINE)
    return Image(programs={name: program}, folders=[*folders, *copies])


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """What pods find: images by reference, ConfigMaps and Secrets by name."""

    images: Mapping[str, Image]
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a container ended."""

    exit_code: int
    out: str
    err: str
    words: tuple[str, ...]


class Pod:
    """A folder that stands for the root of a pod's file system.

    Args:
        root: Folder of its own.
        container: With every tag filled in.
        volumes: The workflow's.
        cluster: What it finds.
        where: For messages.
    """

    def __init__(
        self,
        root: Path,
        container: Manifest,
        *,
        volumes: Sequence[Manifest],
        cluster: Cluster,
        where: str,
    ) -> None:
        refuse_unknown(container, _CONTAINER, where)
        self._root, self._container, self._where, self._cluster = root, container, where, cluster
        self._image = self._find_image()
        self._mounts: dict[str, bool] = {}
        for folder in self._image.folders:
            self.path(folder).mkdir(parents=True, exist_ok=True)
        for mount in container.get("volumeMounts", []):
            self._mount(mount, volumes)

    def path(self, inside: str) -> Path:
        """Where a path of the pod is on this machine."""
        return self._root / inside.lstrip("/")

    def run(self, *, timeout_s: float) -> Ended:
        """Run its command to the end.

        Raises:
            ManifestError: It could not even begin in a cluster, or wrote where nobody may.
        """
        program, *rest = [*self._container["command"], *self._container.get("args", [])]
        if not all(isinstance(word, str) for word in (program, *rest)):
            raise ManifestError(f"{self._where}: args: found {rest}, wanted texts only")
        if program not in self._image.programs:
            raise ManifestError(f"{self._where}: command: the image has no {program!r}")
        words = [self._here(word) for word in rest]
        before = self._read_only_files()
        done = subprocess.run(
            [*self._image.programs[program], *words],
            cwd=self._folder(),
            env={"PATH": os.environ["PATH"], **self._environment()},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        if written := sorted(map(str, self._read_only_files() - before)):
            raise ManifestError(f"{self._where}: wrote to a read-only file system: {written}")
        return Ended(
            exit_code=done.returncode, out=done.stdout, err=done.stderr, words=(program, *rest)
        )

    def _find_image(self) -> Image:
        name = self._container["image"]
        if name not in self._cluster.images:
            raise ManifestError(f"{self._where}: image: nobody has built {name}")
        return self._cluster.images[name]

    def _folder(self) -> Path:
        folder = self.path(self._container.get("workingDir", "/"))
        if not folder.is_dir():
            raise ManifestError(f"{self._where}: workingDir: {folder} is not in the image")
        return folder

    def _mount(self, mount: Manifest, volumes: Sequence[Manifest]) -> None:
        where = f"{self._where}: volumeMounts[{mount['name']}]"
        refuse_unknown(mount, {"name", "mountPath", "readOnly"}, where)
        named = [volume for volume in volumes if volume["name"] == mount["name"]]
        if not named:
            raise ManifestError(f"{where}: the workflow has no such volume")
        (kind,) = set(named[0]) - {"name"}
        refuse_unknown({kind: None}, _VOLUMES, where)
        folder = self.path(mount["mountPath"])
        folder.mkdir(parents=True, exist_ok=True)
        self._mounts[mount["mountPath"]] = kind == "emptyDir" and not mount.get("readOnly")
        if kind == "configMap":
            name = named[0]["configMap"]["name"]
            if name not in self._cluster.config_maps:
                raise ManifestError(f"{where}: there is no ConfigMap {name}")
            for file, text in self._cluster.config_maps[name].items():
                (folder / file).write_text(text, encoding="utf-8")

    def _here(self, text: str) -> str:
        """A text with its absolute paths leading into this pod."""

        def moved(found: re.Match[str]) -> str:
            inside = found[0]
            homes = [home for home in self._mounts if (inside + "/").startswith(home + "/")]
            if not homes and not self.path(inside).exists():
                raise ManifestError(f"{self._where}: {inside} is in no volume and not in the image")
            return str(self.path(inside))

        return _ABSOLUTE.sub(moved, text)

    def _environment(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for variable in self._container.get("env", []):
            where = f"{self._where}: env {variable['name']}"
            refuse_unknown(variable, {"name", "value", "valueFrom"}, where)
            if "value" in variable:
                if "$(" in variable["value"]:
                    raise NotUnderstoodError(f"{where}: found {variable['value']!r}")
                is_ours = variable["name"] in {"HOME", "MLB_HOME"}
                text = variable["value"]
                found[variable["name"]] = self._here(text) if is_ours else text
            else:
                refuse_unknown(variable["valueFrom"], {"secretKeyRef"}, where)
                key = variable["valueFrom"]["secretKeyRef"]
                try:
                    found[variable["name"]] = self._cluster.secrets[key["name"]][key["key"]]
                except KeyError as error:
                    problem = f"{where}: no Secret {key['name']} with a key {key['key']}"
                    raise ManifestError(problem) from error
        return found

    def _read_only_files(self) -> set[Path]:
        """Files outside of the volumes that may be written to."""
        free = [self.path(home) for home, is_free in self._mounts.items() if is_free]
        return {
            file
            for file in self._root.rglob("*")
            if not any(file.is_relative_to(folder) for folder in free)
        }
