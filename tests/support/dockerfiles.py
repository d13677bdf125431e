"""What a Dockerfile says, and what of the repository reaches a builder."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from docker.utils.build import exclude_paths

from tests.support.debian import PROJECT


@dataclass(frozen=True)
class Instruction:
    """One instruction.

    Attributes:
        name: Such as COPY.
        text: What follows it, continued lines joined.
        stage: How many stages came before its own.
    """

    name: str
    text: str
    stage: int

    @property
    def words(self) -> list[str]:
        """Its words: of the JSON form, or as a shell splits them; flags left out."""
        text = re.sub(r"^(--[\w-]+=\S+\s+)+", "", self.text)
        if text.startswith("["):
            return [str(word) for word in json.loads(text)]
        return shlex.split(text)

    @property
    def comes_from_a_stage(self) -> bool:
        """Whether it copies out of another stage."""
        return "--from=" in self.text


def instructions(file: Path) -> list[Instruction]:
    """The instructions of a Dockerfile, in order."""
    lines = [one for one in file.read_text("utf-8").splitlines() if not one.startswith("#")]
    text = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found: list[Instruction] = []
    stage = -1
    for line in filter(str.strip, text.splitlines()):
        name, _, rest = line.partition(" ")
        stage += name == "FROM"
        found.append(Instruction(name, rest.strip(), stage))
    return found


def context_files() -> set[str]:
    """Files that reach a builder, as Docker's own client reads .dockerignore."""
    ignored = (PROJECT / ".dockerignore").read_text("utf-8").splitlines()
    patterns = [line for line in ignored if line and not line.startswith("#")]
    return {str(path) for path in exclude_paths(str(PROJECT), patterns)}
