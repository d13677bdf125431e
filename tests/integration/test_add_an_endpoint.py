"""CONTRIBUTING's steps for a new endpoint, done in a copy of the package: one YAML file, one
catalogue entry, one test file, and no change in code.
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mlb_data_platform.warehouse import Database
from tests.architecture.source import PACKAGE

ROOT = PACKAGE.parents[1]
STEPS = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Example: add an endpoint")[2]
SECTION = STEPS.partition("\n## ")[0]
BLOCKS = [
    (language, textwrap.dedent(text))
    for language, text in re.findall(
        r"^   ```(\w+)\n(.*?)^   ```$", SECTION, re.MULTILINE | re.DOTALL
    )
]
ANSWER = {"broadcasters": [{"id": 7, "name": "Owl TV", "type": "TV", "language": "en"}]}


class Checkout:
    """A copy of the package in which somebody follows the steps."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.package = folder / "src" / PACKAGE.name
        shutil.copytree(PACKAGE, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        self._env = os.environ | {
            "PYTHONPATH": str(folder / "src"),
            "MLB_DATABASE_URL": database.url,
            "MLB_HOME": str(folder / "home"),
            "MLB_STUB_DIR": str(folder / "stubs"),
        }

    def python(self, *arguments: str) -> str:
        """What a Python program of the checkout says."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def mlb_etl(self, *arguments: str) -> str:
        """What a command of the checkout says."""
        return self.python("-m", "mlb_data_platform", *arguments)


@pytest.fixture
def checkout(tmp_path: Path, database: Database) -> Checkout:
    made = Checkout(tmp_path, database)
    (entry, mapping, test) = (text for _, text in BLOCKS)
    catalogue = made.package / "statsapi" / "catalogue.yaml"
    indented = textwrap.indent(entry, "  ")
    catalogue.write_text(catalogue.read_text("utf-8") + indented, "utf-8")
    (made.package / "mapping" / "documents" / "broadcast.yaml").write_text(mapping, "utf-8")
    (tmp_path / "test_broadcast.py").write_text(test, "utf-8")
    envelope = {
        "endpoint": "broadcast",
        "method": "broadcasters",
        "path_params": {},
        "query_params": {},
        "url": "https://statsapi.mlb.com/api/v1/broadcasters",
        "status_code": 200,
        "response": ANSWER,
    }
    stub = tmp_path / "stubs" / "broadcast" / "broadcasters" / "broadcasters.json.gz"
    stub.parent.mkdir(parents=True)
    stub.write_bytes(gzip.compress(json.dumps(envelope).encode()))
    (tmp_path / "answer.json").write_text(json.dumps(ANSWER), "utf-8")
    return made


def test_the_test_that_contributing_writes_passes(checkout: Checkout) -> None:
    assert [language for language, _ in BLOCKS] == ["yaml", "yaml", "python"]

    assert "2 passed" in checkout.python("-m", "pytest", "-q", "-p", "no:cacheprovider")


@pytest.mark.nightly
def test_the_steps_of_contributing_lead_to_a_table(checkout: Checkout) -> None:
    method = "Broadcast.broadcasters"

    assert "raw.broadcast_broadcasters" in checkout.mlb_etl("endpoints", method)
    checkout.mlb_etl("schema", "coverage", "answer.json", "--endpoint", method)
    checkout.mlb_etl("ingest", "--endpoint", method, "--save", "--stub-mode", "replay")
    checkout.mlb_etl("transform", "broadcast")

    rows = checkout.mlb_etl(
        "query", "select broadcaster_id, name from broadcast.broadcasters", "--output", "csv"
    )
    assert rows.split() == ["broadcaster_id,name", "7,Owl", "TV"]
