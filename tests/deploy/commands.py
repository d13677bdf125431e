"""Every command line of the manifests, read by the CLI's own parser without running anything."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import typer

from mlb_data_platform.cli.app import app
from mlb_data_platform.cli.observing import flags_first
from mlb_data_platform.jobs import find_job, load_job
from tests.deploy.argo_expressions import filled, tags_in
from tests.deploy.charts import Manifest
from tests.support.cli import environment
from tests.support.stubs import REPOSITORY

SAMPLES = {
    "date": "2024-07-01", "day": "2024-07-01", "season": "2024", "since": "", "subject": "game",
    "start-date": "2024-06-01", "end-date": "2024-06-30", "game-types": "R,F", "validate": "true",
    "full-refresh": "false", "game-pk": "744914", "starts-in-s": "0",
}  # fmt: skip
"""What a parameter may look like. One that is not here has no command that was tried with it."""

NOT_OF_A_COMMAND = {
    "MLB_HOME", "MLB_STATSAPI_URL", "MLB_HTTP_ATTEMPTS", "MLB_HTTP_TIMEOUT_S",
    "MLB_HTTP_WAIT_MAX_S",
}  # fmt: skip
"""Settings that docs/reference/cli.md has under "Other settings", beside the Redis of all pods."""

_SPARK = re.compile(r"local:///app/(transform/\w+\.py)")
_SECRET = "from-a-secret"


@dataclass(frozen=True, kw_only=True)
class CommandLine:
    """What one container runs.

    Attributes:
        where: Kind, name and container, for messages.
        words: As typed after `mlb-etl`.
        env: Variables with their values; one out of a Secret has some text.
    """

    where: str
    words: tuple[str, ...]
    env: Mapping[str, str]


class WrongCommandError(AssertionError):
    """A container would end at once; the message says where and why."""


def command_lines(manifests: list[Manifest]) -> Iterator[CommandLine]:
    """What each container of each object runs, init containers and jobs of Spark among them.

    Raises:
        WrongCommandError: A container runs what is no `mlb-etl`.
    """
    for manifest in manifests:
        name = f"{manifest['kind']} {manifest['metadata']['name']}"
        for where, found in _below(manifest.get("spec", {}), name):
            if "mainApplicationFile" in found:
                yield _of_spark(found, where)
            else:
                yield _of_container(found, where)


def parse(line: CommandLine) -> None:
    """Let the CLI read a command line as it would at the start of the container.

    Raises:
        WrongCommandError: It refuses a word or a variable.
    """
    command = _commands()
    flags, words = flags_first(list(line.words))
    _refuse_unknown_variables(line)
    with environment({k: v for k, v in line.env.items() if k.startswith("MLB_")}):
        try:
            command.make_context("mlb-etl", [*flags, *words[:1]]).close()
            while hasattr(command, "commands"):
                name, *words = words
                command = command.commands[name]
            context = command.make_context(name, list(words))
        except Exception as error:
            said = error.format_message() if hasattr(error, "format_message") else repr(error)
            problem = f"{line.where}: {' '.join(line.words)}: {said}"
            raise WrongCommandError(problem) from error
    _refuse_unknown_job(line, context.params.get("job"))


def _below(value: Any, where: str) -> Iterator[tuple[str, Manifest]]:
    """Containers and applications of Spark, wherever they stand."""
    if isinstance(value, dict):
        if "mainApplicationFile" in value:
            # The operator writes the commands of driver and executors.
            yield where, value
            return
        for key, inner in value.items():
            if key in {"containers", "initContainers", "sidecars"}:
                for one in inner:
                    yield f"{where}: {one.get('name', key)}", one
            elif key in {"container", "script"}:
                yield f"{where}: {value.get('name', key)}", inner
            else:
                yield from _below(inner, where)
    elif isinstance(value, list):
        for inner in value:
            yield from _below(inner, where)


def _of_container(found: Manifest, where: str) -> CommandLine:
    command = found.get("command", ["mlb-etl"])
    if command != ["mlb-etl"]:
        raise WrongCommandError(f"{where}: command: found {command}, wanted [mlb-etl]")
    tried = _tried(found, where)
    env = {one["name"]: one.get("value", _SECRET) for one in tried.get("env", [])}
    for one in tried.get("env", []):
        if "valueFrom" in one and one["name"] == "MLB_DB_PORT":
            env["MLB_DB_PORT"] = "5432"
    return CommandLine(where=where, words=tuple(tried.get("args", [])), env=env)


def _of_spark(found: Manifest, where: str) -> CommandLine:
    """`transform/game.py ARGUMENT…` is `mlb-etl transform game --engine spark ARGUMENT…`."""
    file = _SPARK.fullmatch(found["mainApplicationFile"])
    if file is None or not (REPOSITORY / file[1]).is_file():
        raise WrongCommandError(f"{where}: found no {found['mainApplicationFile']} in the image")
    said = re.search(r"main\(\[(.*?), \*sys.argv\[1:\]\]\)", (REPOSITORY / file[1]).read_text())
    if said is None:
        raise WrongCommandError(f"{where}: {file[1]}: hands its arguments to no command")
    words = [word.strip(' "') for word in said[1].split(",")]
    env = {one["name"]: one.get("value", _SECRET) for one in found["driver"].get("env", [])}
    return CommandLine(where=where, words=(*words, *found.get("arguments", [])), env=env)


def _tried(container: Manifest, where: str) -> Manifest:
    """A container with a sample in the place of every parameter."""
    known = {}
    for tag in tags_in(container):
        name = tag.rpartition(".")[2]
        if name not in SAMPLES:
            raise WrongCommandError(f"{where}: {{{{{tag}}}}}: nobody has a sample of it")
        known[tag] = SAMPLES[name]
    found: Manifest = filled(container, known, where)
    return found


@cache
def _commands() -> Any:
    """All commands, put together once: typer takes a tenth of a second for it."""
    return typer.main.get_command(app)


@cache
def _twins() -> frozenset[str]:
    """Environment variables that some command reads."""

    def below(command: Any) -> Iterator[str]:
        for one in command.params:
            twin = getattr(one, "envvar", None) or ()
            yield from [twin] if isinstance(twin, str) else twin
        for inner in getattr(command, "commands", {}).values():
            yield from below(inner)

    return frozenset(below(_commands()))


def _refuse_unknown_variables(line: CommandLine) -> None:
    ours = {name for name in line.env if name.startswith("MLB_")}
    told = (REPOSITORY / "docs").rglob("*.md")
    elsewhere = {name for name in ours - _twins() - NOT_OF_A_COMMAND if "REDIS" in name}
    known = _twins() | NOT_OF_A_COMMAND
    if elsewhere:
        known |= {name for name in elsewhere if any(name in file.read_text() for file in told)}
    if unknown := sorted(ours - known):
        raise WrongCommandError(f"{line.where}: env: no command reads {', '.join(unknown)}")


def _refuse_unknown_job(line: CommandLine, job: str | None) -> None:
    if job is not None:
        try:
            load_job(find_job(job, folder=REPOSITORY))
        except Exception as error:
            raise WrongCommandError(f"{line.where}: --job {job}: {error}") from error


__all__ = ["CommandLine", "WrongCommandError", "command_lines", "parse"]
