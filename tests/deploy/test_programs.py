"""The programs that tests of a deployment need are laid by the project's own files."""

import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.support.debian import PROJECT, debian_program, running_prometheus

SCRIPT = PROJECT / ".ci/debian-programs"


def test_a_redis_answers_and_begins_empty(redis_url: str) -> None:
    asked = [debian_program("redis-cli"), "-u", redis_url, "dbsize"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "0"


def test_a_prometheus_answers(tmp_path: Path) -> None:
    configuration = tmp_path / "prometheus.yml"
    configuration.write_text("global: {scrape_interval: 1s}\n")
    with running_prometheus(configuration, tmp_path) as url:
        said = httpx.get(f"{url}/api/v1/query", params={"query": "vector(1)"}).json()

    assert said["status"] == "success"


@pytest.mark.parametrize(("ci", "exit_code"), [("true", 3), ("", 0)])
def test_a_machine_that_is_no_debian_fails_on_ci_alone(
    ci: str, exit_code: int, tmp_path: Path
) -> None:
    (tmp_path / ".ci").mkdir()
    copy = tmp_path / ".ci" / SCRIPT.name
    copy.write_bytes(SCRIPT.read_bytes())
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("bash", "dirname", "cat"):
        (bare / name).symlink_to(str(shutil.which(name)))
    said = subprocess.run(
        [bare / "bash", copy],
        env={"PATH": str(bare), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == exit_code
    assert "not a Debian system" in said.stderr
