"""What can be wrong with a job or with a template in it."""

from pathlib import Path

from mlb_data_platform.errors import UsageError, YamlFileError


class JobError(YamlFileError):
    """A job file does not say what it has to: file, line, key and the nearest valid key."""


class JobNotFoundError(UsageError):
    """There is no such job file.

    Attributes:
        name: What was asked for.
        looked_in: Where it was looked for.
        jobs: Names of the jobs there are.
    """

    def __init__(self, *, name: str, looked_in: list[Path], jobs: list[str]) -> None:
        places = ", ".join(map(str, looked_in))
        super().__init__(
            f"{name}: found no such job (looked at {places})",
            hint=f"the jobs there are: {', '.join(jobs) or 'none'}",
        )
        self.name, self.looked_in, self.jobs = name, looked_in, jobs


class FlagError(UsageError):
    """A flag of the command line does not fit the job's method, or another flag.

    Attributes:
        flag: E.g. `--game-pks`.
        method: E.g. `Season.seasons`.
        takes: Flags that the method takes.
    """

    def __init__(
        self, *, flag: str, method: str, problem: str, takes: list[str], instead: str = "--var"
    ) -> None:
        super().__init__(
            f"{flag}: {problem}",
            hint=f"{method} takes {', '.join(takes) or 'none of these flags'}; "
            f"anything else goes into {instead} NAME=VALUE",
        )
        self.flag, self.method, self.takes = flag, method, takes


class TemplateError(UsageError):
    """A template variable is unknown or malformed.

    Attributes:
        file: File it stands in.
        key: Place in that file, e.g. `source.parameters.date`.
        variable: The variable as it is written, e.g. `${TODAI}`.
        problem: What was found and what was wanted.
    """

    def __init__(self, *, file: str, key: str, variable: str, problem: str, hint: str) -> None:
        super().__init__(f"{file}: {key}: {variable}: {problem}", hint=hint)
        self.file, self.key, self.variable, self.problem = file, key, variable, problem
