"""Makes checks and reconciliations, one after the other, and gives each its verdict."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias, cast

from mlb_data_platform.quality.errors import UnknownCheckError
from mlb_data_platform.quality.model import (
    WORDS,
    Check,
    KnownException,
    QualityReport,
    Reconciliation,
    Result,
    Status,
    verdict,
)
from mlb_data_platform.quality.reconcile import compare
from mlb_data_platform.quality.rules import Kind
from mlb_data_platform.quality.slices import Slices
from mlb_data_platform.quality.statement import (
    Statement,
    build_count,
    build_examples,
    build_scan,
    is_scannable,
)
from mlb_data_platform.warehouse import Connection, QueryError, read_query

Clock: TypeAlias = Callable[[], datetime]
"""Tells the present instant, in UTC."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a quality run makes.

    Attributes:
        checks: Checks.
        reconciliations: Reconciliations.
        known: Known exceptions.
    """

    checks: Sequence[Check]
    reconciliations: Sequence[Reconciliation]
    known: Sequence[KnownException] = ()

    @property
    def size(self) -> int:
        """How many checks and reconciliations it has."""
        return len(self.checks) + len(self.reconciliations)

    def only(self, names: Sequence[str]) -> "Plan":
        """The part of it that has one of these names; a table or schema stands for all of its own.

        Raises:
            UnknownCheckError: A name fits nothing.
        """
        if not names:
            return self
        every = [*(c.name for c in self.checks), *(r.name for r in self.reconciliations)]
        for name in names:
            if not any(_is_named(one, name) for one in every):
                raise UnknownCheckError(name=name, hint=_near(name, every))
        return Plan(
            checks=[one for one in self.checks if any(_is_named(one.name, n) for n in names)],
            reconciliations=[
                one for one in self.reconciliations if any(_is_named(one.name, n) for n in names)
            ],
            known=self.known,
        )


def run_quality(
    connection: Connection,
    plan: Plan,
    *,
    run_id: str,
    slices: Slices | None = None,
    scope: str = "everything",
    progress: Callable[[int], None] = lambda _: None,
    clock: Clock = _now,
) -> QualityReport:
    """Make every check and reconciliation; one that cannot be made does not stop the others.

    Args:
        connection: In autocommit mode; nothing is written.
        plan: What to make.
        run_id: The run.
        slices: What to look at; None for everything.
        scope: The same in words.
        progress: Told how many are done.
        clock: Tells the time.

    Returns:
        A verdict on each, worst first.
    """
    started_at = clock()
    checks = [one for one in plan.checks if slices is None or one.subject in slices]
    # Box scores and plays are of games: without any there is nothing to reconcile.
    reconciliations = plan.reconciliations if slices is None or "game" in slices else []
    makers = _Makers(connection, slices, clock)
    results: list[Result] = []
    for batch in (
        *(makers.checks(group) for group in _groups(checks)),
        *(makers.reconciliation(one, plan.known) for one in reconciliations),
    ):
        for result in batch:
            results.append(result)
            progress(1)
    return QualityReport(
        run_id=run_id,
        started_at=started_at,
        scope=scope,
        results=sorted(results, key=lambda one: WORDS.index(one.word)),
        left_out=plan.size - len(results),
    )


def _groups(checks: Sequence[Check]) -> Iterator[list[Check]]:
    """Checks that can share a scan, together; the others alone."""
    shared: dict[str, list[Check]] = {}
    for one in checks:
        if is_scannable(one):
            shared.setdefault(one.table.name, []).append(one)
    yield from shared.values()
    yield from ([one] for one in checks if not is_scannable(one))


@dataclass(frozen=True, slots=True)
class _Makers:
    """Makes checks over one connection and one part of the tables."""

    connection: Connection
    slices: Slices | None
    clock: Clock

    def checks(self, checks: Sequence[Check]) -> Iterator[Result]:
        """Results of checks that share a scan; when the scan does not run, of each by itself."""
        started_at = self.clock()
        build = build_scan(checks, self.slices) if len(checks) > 1 else None
        try:
            numbers = self._numbers(build or build_count(checks[0], self.slices))
        except QueryError as error:
            if len(checks) == 1:
                yield self._verdict(checks[0], started_at, 0.0, error=str(error))
            else:
                for one in checks:
                    yield from self.checks([one])
            return
        share_s = self._since(started_at) / len(checks)
        for place, check in enumerate(checks):
            looked, failed = numbers[2 * place : 2 * place + 2]
            yield self._verdict(check, started_at, share_s, looked=looked, failed=failed)

    def _verdict(
        self,
        check: Check,
        started_at: datetime,
        share_s: float,
        *,
        looked: int = 0,
        failed: int = 0,
        error: str = "",
    ) -> Result:
        asked_at = self.clock()
        examples: list[dict[str, object]] = []
        try:
            if failed:
                examples = self._rows(build_examples(check, self.slices))
        except QueryError as problem:
            error = str(problem)
        return Result(
            name=check.name,
            kind=check.rule.kind,
            promise=check.promise,
            table=check.table.name,
            severity=check.severity,
            status=Status.ERROR if error else verdict(rows_checked=looked, rows_failed=failed),
            rows_checked=looked,
            rows_failed=failed,
            examples=examples,
            error=error,
            reason=check.reason,
            started_at=started_at,
            duration_s=round(share_s + self._since(asked_at), 4),
        )

    def reconciliation(
        self, one: Reconciliation, known: Sequence[KnownException]
    ) -> Iterator[Result]:
        """The result of a reconciliation."""
        started_at = self.clock()
        mine = [exception for exception in known if exception.reconciliation == one.name]
        game_pks = None if self.slices is None else [int(text) for text in self.slices["game"]]
        try:
            found = compare(self.connection, one, mine, game_pks)
        except QueryError as error:
            yield Result(
                name=one.name,
                kind=Kind.RECONCILIATION,
                promise=one.promise,
                status=Status.ERROR,
                error=str(error),
                started_at=started_at,
                duration_s=round(self._since(started_at), 4),
            )
            return
        yield Result(
            name=one.name,
            kind=Kind.RECONCILIATION,
            promise=one.promise,
            status=verdict(rows_checked=found.compared, rows_failed=found.failed),
            rows_checked=found.compared,
            rows_failed=found.failed,
            rows_excepted=len(found.met),
            games=found.games,
            examples=found.examples,
            exceptions=[_shown(exception) for exception in found.met],
            stale=[_shown(exception) for exception in found.stale],
            started_at=started_at,
            duration_s=round(self._since(started_at), 4),
        )

    def _numbers(self, statement: Statement) -> tuple[int, ...]:
        (row,) = read_query(self.connection, statement.text, statement.values).rows
        return cast("tuple[int, ...]", row)

    def _rows(self, statement: Statement) -> list[dict[str, object]]:
        found = read_query(self.connection, statement.text, statement.values)
        return [dict(zip(found.columns, map(_plain, row), strict=True)) for row in found.rows]

    def _since(self, started_at: datetime) -> float:
        return (self.clock() - started_at).total_seconds()


def _plain(value: object) -> object:
    """A value of an example as JSON can keep it."""
    if value is None or isinstance(value, int | float | str | bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _shown(one: KnownException) -> dict[str, object]:
    return {
        "game_pk": one.game_pk,
        "subject": one.subject,
        "measure": one.measure,
        "official": one.official,
        "recomputed": one.recomputed,
        "reason": one.reason,
    }


def _is_named(name: str, wanted: str) -> bool:
    """It is that check, or one of that table or schema.

    Example:
        >>> _is_named("game.plays.outs_are_0_to_3", "game.plays")
        True
    """
    return name == wanted or name.startswith(f"{wanted}.")


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    meant = f"did you mean {', '.join(near)}? " if near else ""
    return f"{meant}a name, a table such as game.plays or a schema such as game"
