"""What is checked, and what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mlb_data_platform.mapping import Table
from mlb_data_platform.quality.rules import Kind, Rule


class Severity(StrEnum):
    """What a failure means for the run."""

    ERROR = "error"
    WARNING = "warning"


class Status(StrEnum):
    """The verdict on one check, worst first."""

    FAILED = "failed"
    ERROR = "error"
    NO_ROWS = "no_rows"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One demand on one table.

    Attributes:
        name: Table and name, e.g. `game.plays.half_inning_is_known`.
        promise: What holds when it passes, as a sentence.
        table: The table that is looked at.
        subject: Word for the mapping of the table, e.g. `game`.
        slice_columns: Columns that name a slice of the table, e.g. `game_pk`.
        rule: What is demanded.
        where: Condition in SQL: which rows it is about; empty for all.
        severity: Whether a failure fails the run.
        reason: Why it is made, or why it is only a warning.
    """

    name: str
    promise: str
    table: Table
    subject: str
    slice_columns: tuple[str, ...]
    rule: Rule
    where: str = ""
    severity: Severity = Severity.ERROR
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """An official number, and the same number recomputed from rows of a finer grain.

    Attributes:
        name: File name without suffix, e.g. `runs_by_inning`.
        promise: What holds when it passes, as a sentence.
        facts: Further remarks of the file: sources, quirks.
        query: Statement that gives one row per compared value.
    """

    name: str
    promise: str
    facts: tuple[str, ...]
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownException:
    """A difference that was looked into and is the data's own; it covers exactly these values.

    Attributes:
        reconciliation: Where the difference shows.
        game_pk: The game.
        subject: Whose value it is, e.g. `away` or `person 660271`.
        measure: What is compared, e.g. `hits`.
        official: The official value as text; None stands for no value.
        recomputed: The recomputed value as text; None stands for no value.
        reason: The play that causes it, and how.
    """

    reconciliation: str
    game_pk: int
    subject: str
    measure: str
    official: str | None
    recomputed: str | None
    reason: str

    @property
    def place(self) -> tuple[str, int, str, str]:
        """What it is about; no two exceptions share it."""
        return (self.reconciliation, self.game_pk, self.subject, self.measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one check or reconciliation.

    Attributes:
        name: Of the check.
        kind: Of the check.
        promise: Of the check.
        table: Table that was looked at; empty for a reconciliation.
        severity: Of the check.
        status: The verdict.
        rows_checked: Rows, or compared values, that were looked at.
        rows_failed: Those that did not hold, known exceptions not among them.
        rows_excepted: Differences that are known exceptions.
        games: Games that were compared; None where nobody counts them.
        examples: The first few that failed, as columns and values.
        exceptions: The known exceptions that were met, with their reasons.
        stale: Known exceptions that matched nothing, although their game was checked.
        error: Why it could not be made; empty otherwise.
        reason: Of the check.
        started_at: When it began.
        duration_s: How long it took.
    """

    name: str
    kind: Kind
    promise: str
    table: str = ""
    severity: Severity = Severity.ERROR
    status: Status
    rows_checked: int = 0
    rows_failed: int = 0
    rows_excepted: int = 0
    games: int | None = None
    examples: Sequence[Mapping[str, object]] = ()
    exceptions: Sequence[Mapping[str, object]] = ()
    stale: Sequence[Mapping[str, object]] = ()
    error: str = ""
    reason: str = ""
    started_at: datetime
    duration_s: float = 0.0

    @property
    def word(self) -> str:
        """The verdict as people read it: a failure that does not fail the run is a warning."""
        if self.status is Status.FAILED and self.severity is Severity.WARNING:
            return "warning"
        return self.status.value.replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport:
    """What came of a quality run.

    Attributes:
        run_id: The run.
        started_at: When it began.
        scope: What was looked at, in words.
        results: Worst first.
        left_out: Checks of tables that what was asked for cannot be found in.
    """

    run_id: str
    started_at: datetime
    scope: str
    results: Sequence[Result] = field(default_factory=tuple)
    left_out: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Results by verdict, those that occur, worst first."""
        found = Counter(result.word for result in self.results)
        return {word: found[word] for word in WORDS if found[word]}

    @property
    def was_anything_checked(self) -> bool:
        """Whether a row was looked at, or could not be."""
        return any(result.status is not Status.NO_ROWS for result in self.results)

    @property
    def exit_code(self) -> int:
        """0 passed; 2 a check failed, or nothing was checked; 1 a check could not be made."""
        counts = self.counts
        if counts.get("failed") or not self.was_anything_checked:
            return 2
        return 1 if counts.get("error") else 0


WORDS = ("failed", "error", "warning", "no rows", "passed")
"""Verdicts as people read them, worst first."""


def verdict(*, rows_checked: int, rows_failed: int) -> Status:
    """The verdict that two numbers give; a check on no rows is not a pass.

    Example:
        >>> verdict(rows_checked=0, rows_failed=0).value
        'no_rows'
    """
    if rows_failed:
        return Status.FAILED
    return Status.PASSED if rows_checked else Status.NO_ROWS
