"""The workflows on GitHub: what they run exists, what they may do is little, and a slip is seen."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.deploy.workflow_judge import by_schema, complaints
from tests.support.stubs import REPOSITORY

GITHUB = REPOSITORY / ".github"
WORKFLOWS = GITHUB / "workflows"
CHART = "helm/mlb-data-platform/Chart.yaml"
CHECKOUT = "11bd71901bbe5b1630ceea73d27597364c9af683"
CHANGELOG = """# Changelog

## [Unreleased]

- later

## [{0}] - 2026-12-01

- now

## [0.0.9] - 2026-01-01

- before
"""


def test_nothing_is_wrong_with_the_workflows() -> None:
    found = complaints(sorted(WORKFLOWS.glob("*")))

    assert {file.name: one for file, one in found.items() if one} == {}
    assert {file.stem for file in found} == {"checks", "images", "nightly", "release"}


SLIPS = {
    "a target that is none": ("checks", "make check", "make chekc", "make chekc: there is no"),
    "a version that can move": ("checks", f"@{CHECKOUT} #", "@v4 #", "not pinned"),
    "a misspelt key": ("checks", "runs-on:", "run-on:", "run-on"),
    "a misspelt matrix": ("checks", "matrix.python }}", "matrix.pyhton }}", "pyhton"),
    "a job that is none": ("release", "[build, wheels]", "[bulid, wheels]", "bulid"),
    "an output that is none": ("images", "steps.push.outputs", "steps.psuh.outputs", "psuh"),
    "rights for all": ("nightly", "contents: read", "contents: write", "more than read"),
    "a right too many": ("release", "id-token: write", "packages: write", "may write"),
    "no time limit": ("nightly", "    timeout-minutes: 180\n", "", "no timeout"),
    "a token left behind": ("checks", "credentials: false", "credentials: true", "token behind"),
    "two at once": ("release", "concurrency:\n  group: release\n", "x:\n", "no concurrency"),
    "code from a tag's name": ("release", '"$GITHUB_REF_NAME"\n', "${{ x }}\n", "can be code"),
    "a schedule that is none": ("nightly", "23 7 * * *", "23 25 * * *", "CRON"),
}


@pytest.fixture(scope="module")
def found_in_slips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is found wrong with each slip; all are judged at once."""
    files = {}
    for slip, (name, right, wrong, _) in SLIPS.items():
        text = (WORKFLOWS / f"{name}.yml").read_text("utf-8")
        assert right in text
        files[slip] = tmp_path_factory.mktemp("slip") / f"{name}.yml"
        files[slip].write_text(text.replace(right, wrong, 1), "utf-8")
    found = complaints(list(files.values()))
    return {slip: "\n".join(found[file]) for slip, file in files.items()}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_seen(slip: str, found_in_slips: dict[str, str]) -> None:
    assert SLIPS[slip][3] in found_in_slips[slip]


def test_the_versions_of_python_that_are_tested_are_those_that_are_promised() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    promised = [one.rpartition(" ")[2] for one in project["classifiers"] if ":: 3." in one]
    checks = yaml.safe_load((WORKFLOWS / "checks.yml").read_text("utf-8"))

    assert checks["jobs"]["test"]["strategy"]["matrix"]["python"] == promised


def test_every_image_is_built_from_a_file_that_is_there() -> None:
    jobs = yaml.safe_load((WORKFLOWS / "images.yml").read_text("utf-8"))["jobs"]
    built = [job["strategy"]["matrix"]["include"] for job in jobs.values()]

    assert built[0] == built[1], "what is tried is what is pushed"
    files = [REPOSITORY / one["dockerfile"] for one in built[0]]
    assert sorted(files) == sorted((REPOSITORY / "docker").glob("Dockerfile.*"))


def test_dependabot_looks_where_something_is_pinned() -> None:
    file = GITHUB / "dependabot.yml"
    updates = yaml.safe_load(file.read_text("utf-8"))["updates"]

    assert by_schema("dependabot", file) == []
    kinds = {one["package-ecosystem"]: one["directory"] for one in updates}
    assert kinds.keys() == {"github-actions", "uv", "docker", "docker-compose", "npm"}
    assert (REPOSITORY / kinds["npm"][1:] / "package-lock.json").exists()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files that a release speaks of, with a changelog that has its section."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "helm/mlb-data-platform").mkdir(parents=True)
    for name in (".ci/release-notes", "pyproject.toml", CHART):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG.format(version_of(tmp_path)), "utf-8")
    return tmp_path


def version_of(project: Path) -> str:
    found = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    return str(found["project"]["version"])


def release_notes(project: Path, tag: str) -> tuple[int, str]:
    command = [sys.executable, project / ".ci/release-notes", tag]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_release_says_what_its_section_of_the_changelog_says(project: Path) -> None:
    assert release_notes(project, f"v{version_of(project)}") == (0, "- now\n")


WRONG_RELEASES = {
    "another tag": ("pyproject.toml", "", "", "v9.9.9", "write the new version into pyproject"),
    "no section": ("CHANGELOG.md", "] - 2026-12-01", "]", "", "## [{0}] - YYYY-MM-DD"),
    "an empty section": ("CHANGELOG.md", "- now\n", "", "", "found no section, or an empty one"),
    "another chart": (CHART, "appVersion: ", "appVersion: 9.", "", "Chart.yaml installs"),
}


@pytest.mark.parametrize("case", WRONG_RELEASES)
def test_a_release_that_contradicts_itself_is_refused(case: str, project: Path) -> None:
    name, right, wrong, tag, words = WRONG_RELEASES[case]
    version = version_of(project)
    file = project / name
    file.write_text(file.read_text("utf-8").replace(right, wrong, 1) if right else file.read_text())

    code, said = release_notes(project, tag or f"v{version}")

    assert code == 2
    assert words.format(version) in said
