"""Images: what they copy is there, and what they run exists."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.cli import environment
from tests.support.debian import PROJECT
from tests.support.dockerfiles import Instruction, context_files, instructions
from tests.support.pages import parse

DOCKER = PROJECT / "docker"
IMAGES = {path.suffix[1:]: instructions(path) for path in sorted(DOCKER.glob("Dockerfile.*"))}
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))


def of(image: str, name: str, *, last_stage: bool = False) -> list[Instruction]:
    last = max(one.stage for one in IMAGES[image])
    found = [one for one in IMAGES[image] if one.name == name]
    return [one for one in found if one.stage == last] if last_stage else found


@pytest.mark.parametrize("image", IMAGES)
def test_the_linter_has_nothing_to_say(image: str) -> None:
    said = subprocess.run(
        ["hadolint", "--failure-threshold", "style", DOCKER / f"Dockerfile.{image}"],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize("image", IMAGES)
def test_what_is_copied_is_in_the_repository_and_reaches_the_builder(image: str) -> None:
    sent = context_files()
    for copy in (one for one in of(image, "COPY") if not one.comes_from_a_stage):
        for source in copy.words[:-1]:
            assert (PROJECT / source).exists()
            assert {one for one in sent if one == source or one.startswith(f"{source}/")}


def test_nothing_but_what_an_image_is_made_of_reaches_the_builder() -> None:
    # The client always sends .dockerignore itself.
    tops = {path.split("/")[0] for path in context_files()} - {".dockerignore"}
    copied = {
        source.split("/")[0]
        for image in IMAGES
        for one in of(image, "COPY")
        if not one.comes_from_a_stage
        for source in one.words[:-1]
    }
    assert tops == copied
    assert not [path for path in context_files() if "__pycache__" in path or ".env" in path]


@pytest.mark.parametrize("image", IMAGES)
def test_every_program_that_is_started_was_put_there(image: str) -> None:
    copied = {Path(one.words[-1]).name for one in of(image, "COPY", last_stage=True)}
    installed = set(
        re.findall(r"[\w-]+", " ".join(one.text for one in of(image, "RUN", last_stage=True)))
    )
    there = {"python", *PYPROJECT["project"]["scripts"], *copied, *installed}
    for name in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
        for one in of(image, name, last_stage=True):
            words = one.words[1:] if name == "HEALTHCHECK" else one.words
            program = json_words(one) if name == "HEALTHCHECK" else words
            assert program[0] in there or program[0].startswith("--")


def json_words(health: Instruction) -> list[str]:
    """The command of a health check."""
    _, _, command = health.text.partition("CMD ")
    return Instruction("CMD", command, health.stage).words


def test_the_command_of_an_image_is_one_of_the_command_line() -> None:
    (entry,), (usual,) = of("ingestion", "ENTRYPOINT"), of("ingestion", "CMD")
    (usual_of_spark,) = of("spark", "CMD")

    assert [*entry.words, *usual.words] == usual_of_spark.words == ["mlb-etl", "--help"]
    with environment({}):
        parse([*entry.words, "pipeline", "daily"])


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_runs_as_a_user_without_rights(image: str) -> None:
    (user,) = of(image, "USER")
    made = " ".join(one.text for one in of(image, "RUN", last_stage=True))

    assert user.text == "10001:10001"
    assert "groupadd --gid 10001 mlb" in made
    assert "useradd --uid 10001 --gid 10001" in made
    assert [one.name for one in IMAGES[image]].index("USER") < [
        one.name for one in IMAGES[image]
    ].index("ENTRYPOINT")


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_holds_what_the_lock_names_and_nothing_for_developers(image: str) -> None:
    syncs = re.findall(r"uv sync [^&]+", " && ".join(one.text for one in of(image, "RUN")))
    extras = {word for sync in syncs for word in re.findall(r"--extra (\S+)", sync)}

    assert len(syncs) == 2
    assert all("--frozen --no-dev" in sync for sync in syncs)
    assert extras <= PYPROJECT["project"]["optional-dependencies"].keys()


@pytest.mark.parametrize("image", IMAGES)
def test_bases_and_tools_are_pinned(image: str) -> None:
    arguments = dict(one.text.split("=", 1) for one in of(image, "ARG"))
    name, _, tag = arguments["PYTHON_IMAGE"].partition(":")

    assert (name, tag) == ("python", "3.12-slim-bookworm")
    assert re.fullmatch(r"\d+\.\d+\.\d+", arguments["UV_VERSION"])
    assert {one.words[0] for one in of(image, "FROM")} == {"${PYTHON_IMAGE}"}


@pytest.mark.parametrize("image", IMAGES)
def test_a_setting_of_an_image_is_one_that_the_command_line_reads(image: str) -> None:
    reference = (PROJECT / "docs/reference/cli.md").read_text("utf-8")
    settings = re.findall(r"(MLB_\w+)=", " ".join(one.text for one in of(image, "ENV")))

    assert {name for name in settings if f"`{name}`" not in reference} <= {"MLB_HOME"}
    assert "MLB_HOME" in settings


@pytest.mark.parametrize("script", ["slim", "nightly", "spark-entrypoint"])
def test_a_script_of_an_image_can_be_started(script: str) -> None:
    file = DOCKER / script
    shell = file.read_text("utf-8").splitlines()[0].removeprefix("#!").rsplit("/", 1)[-1]

    assert os.access(file, os.X_OK)
    subprocess.run([str(shutil.which(shell)), "-n", file], check=True)
