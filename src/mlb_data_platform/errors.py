"""Every error the platform raises, sorted by what the caller does next.

    PlatformError                 1  a fault of ours
    ├── TransientError            4  try again later
    ├── DocumentError             1  set the document aside (quarantine), go on
    ├── CheckError                2  report it; the data or the answer is not what it has to be
    └── SetupError                3  stop, a person acts
        └── UsageError            2  what was typed, or a file that was named, is wrong
            └── YamlFileError     2  a file, with line and key

The number is the process's exit code when the error ends a run. A message says where, what was
found, what was wanted and, for `SetupError`, what to type next; the facts are attributes too.
"""

from typing import ClassVar


class PlatformError(Exception):
    """Something went wrong, and the message says where and what.

    Attributes:
        exit_code: What the process answers when this ends a run.
        hint: What to type or do next; empty when there is nothing a person can do.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class TransientError(PlatformError):
    """The outside world did not answer as it should; the same call may succeed later."""

    exit_code = 4


class DocumentError(PlatformError):
    """One document cannot be used; it goes to quarantine and the run goes on."""


class CheckError(PlatformError):
    """A check was made and did not hold."""

    exit_code = 2


class SetupError(PlatformError):
    """Something is missing or wrong around us; a person has to act."""

    exit_code = 3


class UsageError(SetupError):
    """What was asked for cannot be done as it was written."""

    exit_code = 2


class YamlFileError(UsageError):
    """A YAML file does not say what it has to.

    Attributes:
        file: File that was read.
        line: Line of the offence, from 1; 0 when the file has none.
        column: Column of the offence, from 1.
        key: Key the offence stands at, e.g. `source.method`; empty for the whole file.
        problem: What was found and what was wanted.
    """

    def __init__(
        self, *, file: str, line: int, problem: str, column: int = 1, key: str = "", hint: str = ""
    ) -> None:
        place = f"{file}:{line}:{column}" if line else file
        super().__init__(f"{place}: {key + ': ' if key else ''}{problem}", hint=hint)
        self.file, self.line, self.column, self.key = file, line, column, key
        self.problem = problem


class TerminatedError(KeyboardInterrupt):
    """SIGTERM arrived: an orchestrator or a shutdown wants the run to end, as Ctrl-C does."""
