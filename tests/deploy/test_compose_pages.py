"""What the pages for operators tell to type is what the real programs read."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.deploy.test_compose import compose, make_env
from tests.support.cli import environment
from tests.support.debian import PROJECT
from tests.support.pages import blocks, commands, commands_in_text, parse

PAGES = {
    name: PROJECT / f"docs/operate/{name}.md" for name in ("compose", "monitoring", "runbooks")
}
IN_COMPOSE = ("docker", "compose")


def typed(page: Path) -> list[list[str]]:
    """Every command of a page: of its blocks, and of its sentences."""
    shell = [block for block in blocks(page) if block.language == "bash"]
    in_text = re.findall(r"`(docker compose [^`…]+)`", page.read_text("utf-8"))
    found = [words for block in shell for words in commands(block)]
    return [*found, *(shlex.split(one) for one in in_text), *commands_in_text(page)]


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_ours_is_read_by_the_real_command_line(name: str) -> None:
    told = typed(PAGES[name])
    inside = [words[5:] for words in told if words[:4] == [*IN_COMPOSE, "run", "--rm"]]
    ours = [words for words in told if words[0] == "mlb-etl"]
    ours += [["mlb-etl", *words] for words in inside if words]
    with environment({}):
        for words in ours:
            parse(words)

    assert ours


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_compose_is_one_for_services_that_are_there(
    name: str, tmp_path: Path
) -> None:
    make_env(tmp_path / ".env")
    told = compose(tmp_path / ".env", "--profile", "*", "config", "--services").stdout.split()
    for words in typed(PAGES[name]):
        if tuple(words[:2]) != IN_COMPOSE:
            continue
        rest = [word for word in words[2:] if not word.startswith("-") and "=" not in word]
        rest = rest[1:] if "--profile" in words else rest
        subcommand, *names = rest
        assert subcommand in {"up", "run", "ps", "logs", "build", "pull", "stop", "down"}
        if subcommand == "run":
            names = names[:1]
        names = [one for one in names if not re.fullmatch(r"\d+h", one)]
        assert set(names) <= set(told), words


@pytest.mark.parametrize("name", PAGES)
def test_every_block_can_be_read_by_a_shell(name: str) -> None:
    for block in blocks(PAGES[name]):
        if block.language == "bash":
            subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)
