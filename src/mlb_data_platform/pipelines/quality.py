"""Check what is in the tables, and keep the verdicts."""

from collections.abc import Callable, Sequence

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.quality import (
    Plan,
    QualityReport,
    Slices,
    load_checks,
    load_known_exceptions,
    load_reconciliations,
    run_quality,
    write_results,
)


def quality_plan(only: Sequence[str] = ()) -> Plan:
    """Every check and reconciliation there is, or those named.

    Raises:
        UnknownCheckError: A name fits nothing.
    """
    plan = Plan(
        checks=load_checks(),
        reconciliations=load_reconciliations(),
        known=load_known_exceptions(),
    )
    return plan.only(only)


def check(
    plan: Plan,
    *,
    context: RunContext,
    slices: Slices | None,
    scope: str,
    progress: Callable[[int], None] = lambda _: None,
) -> QualityReport:
    """Make checks and reconciliations, and keep what came of them.

    Args:
        plan: What to make.
        context: The warehouse and the run.
        slices: What to look at; None for everything.
        scope: The same in words.
        progress: Told how many are done.

    Returns:
        The report that was kept.
    """
    with context.run.stage("quality"):
        report = run_quality(
            context.connection,
            plan,
            run_id=context.run.run_id,
            slices=slices,
            scope=scope,
            progress=progress,
        )
        write_results(context.connection, report)
    return report
