"""What the tests of the `jobs` room share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.jobs.job_text import JOB


@pytest.fixture
def job_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a job file; without a text, the smallest one that is valid."""

    def write(text: str = JOB) -> Path:
        file = tmp_path / "a_job.yaml"
        file.write_text(text, "utf-8")
        return file

    return write
