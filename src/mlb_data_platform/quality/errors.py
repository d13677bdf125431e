"""What can be wrong with the files that say what is checked, and with what was asked for."""

from mlb_data_platform.errors import SetupError, UsageError, YamlFileError


class CheckFileError(YamlFileError):
    """A file of checks, a reconciliation or a known exception does not say what it has to.

    They ship with us, so a person has to mend them.
    """

    exit_code = SetupError.exit_code


class UnknownCheckError(UsageError):
    """There is no check of the name that was typed.

    Attributes:
        name: What was typed.
    """

    def __init__(self, *, name: str, hint: str) -> None:
        super().__init__(f"--only: there is no check {name!r}", hint=hint)
        self.name = name


class NoResultsError(UsageError):
    """No quality run has left results here, or not the one asked for."""
