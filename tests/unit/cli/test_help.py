"""`--help` of every command: it works, says what the command does, and shows an example."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from mlb_data_platform.cli.app import app
from tests.support.cli import mlb_etl


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words to type for it; groups are not commands."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
    for name, one in (inner or {}).items():
        yield from commands(one, (*path, name))


COMMANDS = {" ".join(path): one for path, one in commands(typer.main.get_command(app))}
# Settings of the process, not of a command; or choices that only a person at a terminal makes.
NO_TWIN = {"--help", "--var", "--max-polls", "--today", "--job"}


def help_of(*words: str) -> str:
    """The help, its lines joined and its frames taken away."""
    result = mlb_etl(*words, "--help", env={})
    assert result.exit_code == 0
    return " ".join(result.out.replace("│", " ").split())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_in_a_sentence_what_the_command_does(command: str) -> None:
    first = COMMANDS[command].help.strip().partition("\n\n")[0]

    assert first.endswith(".")
    assert " ".join(first.split()) in help_of(*command.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    assert f"mlb-etl {command}" in help_of(*command.split()).partition(" ")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_says_what_it_is_for(command: str) -> None:
    options = [one for one in COMMANDS[command].params if one.name != "help"]
    assert [one.name for one in options if not one.help] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_flag_has_its_environment_twin(command: str) -> None:
    flags = [p for p in COMMANDS[command].params if p.param_type_name == "option"]
    lonely = {max(p.opts, key=len) for p in flags if not p.envvar} - NO_TWIN

    assert lonely == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_an_environment_twin_begins_with_mlb(command: str) -> None:
    twins = [p.envvar for p in COMMANDS[command].params if getattr(p, "envvar", None)]
    assert [name for name in twins if not name.startswith("MLB_")] == []


def test_the_front_page_names_the_exit_codes_and_where_to_begin() -> None:
    page = help_of()

    assert "Begin with mlb-etl demo" in page
    assert "Exit codes: 0 done" in page
