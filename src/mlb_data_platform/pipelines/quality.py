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
from mlb_data_platform.warehouse import LoadReport


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
    context.run.counts["quality"] = {
        "scope": scope,
        "checks": report.counts,
        "left_out": report.left_out,
    }
    return report


def check_loaded(
    subject: str,
    loaded: LoadReport,
    *,
    context: RunContext,
    started: Callable[[int], Callable[[int], None]] = lambda _: lambda _: None,
) -> QualityReport | None:
    """Check exactly what a transform has loaded.

    Args:
        subject: What was transformed, e.g. `game`.
        loaded: Its report.
        context: The warehouse and the run.
        started: Told how many checks there are; returns what is told of those that are done.

    Returns:
        The report that was kept; None when nothing was loaded, and nothing is there to check.
    """
    if not loaded.scopes:
        return None
    plan = quality_plan()
    scope = f"what was transformed ({subject}, {len(loaded.scopes):,})"
    return check(
        plan,
        context=context,
        slices={subject: sorted(loaded.scopes)},
        scope=scope,
        progress=started(plan.size),
    )
