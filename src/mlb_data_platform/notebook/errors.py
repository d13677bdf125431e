"""What can be wrong with a question, each with what to type instead."""

from collections.abc import Sequence

from mlb_data_platform.errors import PlatformError, SetupError, UsageError


def show_hint(error: PlatformError) -> None:
    """Let a traceback show what to type next: in a notebook there is no line `try:` below it."""
    note = f"try: {error.hint}"
    if error.hint and note not in getattr(error, "__notes__", ()):
        error.add_note(note)


class QuestionError(UsageError):
    """A question cannot be asked as it was written."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        show_hint(self)


class NameUnknownError(QuestionError):
    """Nobody and nothing in the warehouse has this name or number.

    Attributes:
        wanted: What was asked for.
        nearest: Names that look like it, best first, each with its number.
    """

    def __init__(self, *, what: str, wanted: str | int, nearest: Sequence[str]) -> None:
        hint = f"did you mean {' or '.join(nearest)}?" if nearest else ""
        super().__init__(f"{what}: found nobody {wanted!r} in the warehouse", hint=hint)
        self.wanted, self.nearest = wanted, tuple(nearest)


class AmbiguousNameError(QuestionError):
    """Several have this name; the message lists them with their numbers.

    Attributes:
        wanted: What was asked for.
        candidates: Numbers and names.
    """

    def __init__(self, *, what: str, wanted: str, candidates: Sequence[tuple[int, str]]) -> None:
        lines = "".join(f"\n  {number}  {name}" for number, name in candidates)
        super().__init__(
            f"{what}: found {len(candidates)} named {wanted!r}, wanted one:{lines}",
            hint=f"{what}={candidates[0][0]}",
        )
        self.wanted, self.candidates = wanted, tuple(candidates)


class LibraryMissingError(SetupError):
    """A library that only notebooks use is not installed.

    Attributes:
        library: Its name.
    """

    def __init__(self, library: str) -> None:
        hint = f"pip install 'mlb-data-platform[notebook]', or {library} alone"
        super().__init__(f"{library}: not installed", hint=hint)
        self.library = library
        show_hint(self)
