"""What docs/spark.md and docs/delta.md show is what happens."""

import os
import re
from pathlib import Path

import pytest

from mlb_data_platform.engines.spark import SparkEngine
from tests.support import pages
from tests.support.cli import environment
from tests.support.stubs import REPOSITORY, STUB_DIR

BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> list[str]:
    return BLOCK.findall((REPOSITORY / "docs" / page).read_text("utf-8"))


@pytest.mark.cluster
def test_the_example_of_the_library_runs_as_it_stands(spark: SparkEngine, tmp_path: Path) -> None:
    (example,) = blocks("spark.md")
    known: dict[str, object] = {"os": os, "stubs": STUB_DIR, "folder": str(tmp_path)}
    exec(example, known)

    assert known["spark"] is not None
    assert known["home_runs"] > 10  # type: ignore[operator]
    assert (known["problems"], known["doubtful"]) == ([], [])


@pytest.mark.parametrize("page", ["spark.md", "delta.md"])
def test_every_command_of_the_pages_is_read_by_the_real_command_line(page: str) -> None:
    path = REPOSITORY / "docs" / page
    shell = [w for block in pages.blocks(path) if not block.language for w in pages.commands(block)]
    submitted = [
        ["mlb-etl", "transform", Path(file).stem, "--engine", "spark", *words[at + 1 :]]
        for words in shell
        for at, file in enumerate(words)
        if file.startswith("transform/")
    ]
    typed = [words[words.index("mlb-etl") :] for words in shell if "mlb-etl" in words]
    with environment({}):
        for words in (*typed, *submitted, *pages.commands_in_text(path)):
            pages.parse(words)
    assert len(typed) > 3
    assert submitted or page == "delta.md"
