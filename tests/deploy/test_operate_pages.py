"""Every command on the pages for operators is read by the real command line; some pages are run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlb_data_platform.warehouse import Database, EmbeddedServer
from tests.support.cli import environment
from tests.support.databases import TestServer
from tests.support.pages import blocks, commands, commands_in_text, parse
from tests.support.stubs import REPOSITORY

PAGES = ["backup", "politeness", "workflows"]


def shell_of(name: str) -> list[str]:
    page = REPOSITORY / f"docs/operate/{name}.md"
    return [block.text for block in blocks(page) if block.language == "bash"]


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_a_page_is_read_by_the_real_command_line(name: str) -> None:
    page = REPOSITORY / f"docs/operate/{name}.md"
    shell = [block for block in blocks(page) if block.language == "bash"]
    ours = [words for block in shell for words in commands(block) if words[0] == "mlb-etl"]
    with environment({}):
        for words in ours + commands_in_text(page):
            parse(words)
    for block in shell:
        subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)

    assert len(ours) > 1
    assert f"(operate/{name}.md)" in (REPOSITORY / "docs/README.md").read_text("utf-8")


@pytest.fixture
def another(server: TestServer) -> Iterator[Database]:
    with server.new_database(empty=True) as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where an operator types; servers that were started there are stopped, however it went."""
    yield tmp_path
    for home in tmp_path.rglob("postgres"):
        EmbeddedServer(home.parent).stop()
        shutil.rmtree(home)


@pytest.mark.nightly
def test_backing_up_restoring_upgrading_and_going_back_is_done_as_the_page_says(
    folder: Path, another: Database
) -> None:
    clean = {name: one for name, one in os.environ.items() if not name.startswith("MLB_")}
    env = {
        **clean,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "NEW_DATABASE_URL": another.url,
    }
    script = "\n".join(["mlb-etl db migrate", *shell_of("backup"), "mlb-etl db stop"])
    command = ["bash", "-euxo", "pipefail", "-c", script]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    left = {path.name for path in folder.iterdir()}
    assert {"mlb.dump", "before-upgrade.dump", "mlb-copy", "rehearsal", "mlb-before"} <= left
    assert not [name for name in left if name.endswith(".partial")]
    assert done.stderr.count("restored into") == 4
