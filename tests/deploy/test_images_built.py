"""The steps of the ingestion image, made without an engine: the environment that it would hold."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlb_data_platform.warehouse import Database
from tests.deploy.test_images import DOCKER, of
from tests.support.debian import PROJECT
from tests.support.dockerfiles import context_files
from tests.support.stubs import STUB_DIR

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("metrics port")]

BASE_BYTES = 125_000_000
"""What `docker image inspect` says of python:3.12-slim-bookworm, rounded up."""

MOST_BYTES = 300_000_000


def uv() -> str:
    return shutil.which("uv") or str(PROJECT / ".tools/bin/uv")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder like /app, made of what reaches the builder by the commands of the Dockerfile."""
    app = tmp_path_factory.mktemp("app")
    for name in context_files():
        if (PROJECT / name).is_file():
            (app / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, app / name)
    environment = {
        **{
            k: v
            for k, v in os.environ.items()
            if k not in {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
        },
        "UV_PROJECT_ENVIRONMENT": str(app / ".venv"),
        "UV_LINK_MODE": "copy",
        "UV_PYTHON_DOWNLOADS": "never",
        "MLB_COMPILED": "required",
    }
    runs = " && ".join(one.text for one in of("ingestion", "RUN"))
    (*_, sync) = re.findall(r"uv sync ([^&]+)", runs)
    python = ["--python", sys.executable]
    command = [uv(), "sync", *shlex.split(sync), *python]
    done = subprocess.run(
        command, cwd=app, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    subprocess.run([DOCKER / "slim", app / ".venv"], check=True)
    yield app
    shutil.rmtree(app)


def files_of(folder: Path) -> dict[str, int]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path): path.stat().st_size for path in found}


def run(app: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MLB_", "VIRTUAL"))}
    return subprocess.run(
        [app / ".venv/bin/mlb-etl", *arguments],
        cwd=app,
        env={**clean, "PYTHONDONTWRITEBYTECODE": "1", **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_image_stays_below_300_mb(built: Path) -> None:
    assert sum(files_of(built / ".venv").values()) < MOST_BYTES - BASE_BYTES


def test_without_a_database_it_says_what_to_name(built: Path, tmp_path: Path) -> None:
    said = run(built, "pipeline", "status", MLB_HOME=str(tmp_path))

    assert said.returncode == 3
    assert "MLB_DATABASE_URL=" in said.stderr
    assert "Traceback" not in said.stderr


def test_it_ingests_transforms_and_checks_and_writes_nothing_into_itself(
    built: Path, database: Database, tmp_path: Path
) -> None:
    before = files_of(built)
    where = {"MLB_DATABASE_URL": database.url, "MLB_STUB_DIR": str(STUB_DIR)}
    ingest = ("ingest", "--job", "season_daily", "--stub-mode", "replay", "--save")
    count = ("query", "select count(*) > 0 from season.season_dates", "--output", "csv")
    said = [
        run(built, *arguments, **where, MLB_HOME=str(tmp_path))
        for arguments in (ingest, ("transform", "season", "--validate"), count)
    ]

    assert [one.returncode for one in said] == [0, 0, 0], [one.stderr for one in said]
    assert said[-1].stdout.splitlines()[-1] == "True"
    assert files_of(built) == before
