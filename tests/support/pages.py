"""Documentation as code: the blocks of a page, and the commands in them."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from mlb_data_platform.cli.app import app
from mlb_data_platform.cli.observing import flags_first

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IN_TEXT = re.compile(r"`(mlb-etl [^`…]+)`")
_COMMANDS = typer.main.get_command(app)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page.

    Attributes:
        language: What stands behind the fence.
        text: What stands in it.
    """

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [Block(*found) for found in _BLOCK.findall(page.read_text("utf-8"))]


def commands_in_text(page: Path) -> list[list[str]]:
    """Commands that stand in sentences and tables; those with an ellipsis are none."""
    text = _BLOCK.sub("", page.read_text("utf-8"))
    return [shlex.split(found) for found in _IN_TEXT.findall(text)]


def commands(block: Block) -> list[list[str]]:
    """The commands of a shell block as words, without settings before them and remarks behind."""
    lines = block.text.replace("\\\n", " ").splitlines()
    found = (shlex.split(line, comments=True) for line in lines)
    return [_without_settings(words) for words in found if words]


def _without_settings(words: list[str]) -> list[str]:
    while words and re.match(r"[A-Z_]+=", words[0]):
        words = words[1:]
    return words


def parse(words: list[str]) -> None:
    """Let the real command line read a command, without running it.

    Raises:
        ClickException: There is no such command, flag or value.
    """
    command: Any = _COMMANDS
    _, rest = flags_first(words[1:])
    while hasattr(command, "commands"):
        if not rest or rest[0] not in command.commands:
            # A group named by itself, as in a sentence about all its commands.
            assert not rest, f"{' '.join(words)}: no such command"
            return
        command, rest = command.commands[rest[0]], rest[1:]
    context = command.make_context(words[0], list(rest))
    context.close()
