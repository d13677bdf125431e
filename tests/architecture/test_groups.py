"""Tests that share what is dear to make, or a port, run in one process of the test run."""

import os
import subprocess
import sys
from pathlib import Path

ALONE = """
import os, pytest, time

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(12))
def test_of_a_group(number):
    time.sleep(0.02)
    open(os.environ["PYTEST_XDIST_WORKER"], "w").close()
"""


def test_a_group_runs_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "test_alone.py").write_text(ALONE)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "12 passed" in done.stdout, done.stdout + done.stderr
    assert len(list(tmp_path.glob("gw*"))) == 1
