"""What can be wrong with a mapping file."""

from mlb_data_platform.errors import SetupError


class MappingError(SetupError):
    """A mapping file does not say what it has to.

    Attributes:
        file: Name of the mapping file.
        line: Line of the offending key, counted from 1.
        problem: What was found and what was wanted.
    """

    def __init__(self, *, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}", hint=f"correct line {line} of {file}")
        self.file, self.line, self.problem = file, line, problem
