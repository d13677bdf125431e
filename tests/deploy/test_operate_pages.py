"""Every command on the pages for operators is read by the real command line."""

import subprocess

import pytest

from tests.support.cli import environment
from tests.support.pages import blocks, commands, commands_in_text, parse
from tests.support.stubs import REPOSITORY

PAGES = ["politeness", "workflows"]


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
