"""Argo's own models of its kinds, and what they drop without a word."""

import os
from typing import Any

import pytest

from tests.deploy.charts import Manifest

if os.environ.get("CI") != "true":
    pytest.importorskip("hera", reason="the group `manifests` is missing: make test has it")

from hera.workflows import models


def lost(before: Any, after: Any, where: str) -> list[str]:
    """What a model has dropped or altered of what it was given."""
    if isinstance(before, dict) and isinstance(after, dict):
        gone = [f"{where}.{key}" for key in before if key not in after]
        both = [key for key in before if key in after]
        return gone + [
            one for key in both for one in lost(before[key], after[key], f"{where}.{key}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [one for at, (b, a) in pairs for one in lost(b, a, f"{where}[{at}]")]
    return [] if before == after else [f"{where}: {before!r} became {after!r}"]


def unknown_to_argo(manifest: Manifest) -> list[str]:
    """Fields that Argo's own model of this kind does not keep: it would ignore them silently."""
    model = getattr(models, manifest["kind"])
    read = model.model_validate(manifest)
    kept = read.model_dump(by_alias=True, exclude_none=True, mode="json")
    return lost(manifest, kept, manifest["kind"])
