"""Imports point one way: the contracts in pyproject.toml hold, and nobody loosened them."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOMS
from tests.support.stubs import REPOSITORY

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]

# style.md, section 1: where each outside library is at home.
HOMES = {
    "deltalake": {"export"},
    "helm_python": {"deploy"},
    "httpx": {"statsapi"},
    "jinja2": {"quality"},
    "kubernetes": {"deploy"},
    "prometheus_client": {"telemetry"},
    "psycopg": {"raw", "warehouse"},
    "pyspark": {"engines"},
    "typer": {"cli"},
    "rich": {"cli"},
}


def test_the_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(CONTRACTS['contracts'])} kept, 0 broken" in done.stdout


def layers() -> list[str]:
    (layered,) = [c for c in CONTRACTS["contracts"] if c["type"] == "layers"]
    return [name.strip() for layer in layered["layers"] for name in layer.split(":")]


def test_every_room_has_its_place_in_the_one_way() -> None:
    named = {name.removeprefix("mlb_data_platform.") for name in layers()}
    assert {name.partition("/")[0] for name in ROOMS} <= named


@pytest.mark.parametrize("library", HOMES)
def test_an_outside_library_is_forbidden_everywhere_but_at_home(library: str) -> None:
    forbidding = [c for c in CONTRACTS["contracts"] if library in c.get("forbidden_modules", [])]
    away = {
        one.removeprefix("mlb_data_platform.") for c in forbidding for one in c["source_modules"]
    }

    assert away == {name.partition("/")[0] for name in ROOMS} - HOMES[library]


PURE = ["history", "mapping", "transform"]
IMPURE = {"os", "time", "random", "socket", "logging", "subprocess", "httpx", "psycopg"}


@pytest.mark.parametrize("room", PURE)
def test_the_pure_rooms_are_forbidden_the_outside_world(room: str) -> None:
    forbidden = {
        module
        for contract in CONTRACTS["contracts"]
        if f"mlb_data_platform.{room}" in contract.get("source_modules", [])
        for module in contract["forbidden_modules"]
    }
    assert forbidden >= IMPURE
