"""Where tests keep their temporary files: in memory where there is room, and nothing is left."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.debian import PROJECT

SCRIPT = PROJECT / ".ci/in-memory"
WHERE = ["sh", "-c", 'echo "$TMPDIR"; touch "$TMPDIR/left"; exit "$0"', "5"]


def told(tmp_path: Path, **settings: str) -> tuple[int, Path]:
    """Exit code of a command run by the script, and where its temporary files were."""
    own = {"TMPDIR": str(tmp_path), "MLB_TEST_DISK": "", **settings}
    done = subprocess.run(
        [SCRIPT, *WHERE], env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    return done.returncode, Path(done.stdout.strip())


def test_files_are_gone_and_the_exit_code_is_the_commands(tmp_path: Path) -> None:
    code, folder = told(tmp_path)

    assert code == 5
    assert folder == tmp_path or not folder.exists()


@pytest.mark.parametrize("setting", [{"MLB_TEST_DISK": "1"}, {"MLB_TEST_MEMORY": "/nowhere"}])
def test_files_stay_on_the_disk_where_that_is_wanted_or_there_is_no_memory(
    setting: dict[str, str], tmp_path: Path
) -> None:
    assert told(tmp_path, **setting) == (5, tmp_path)
