"""How the verdicts of a quality run are shown: worst first, what passed in one line a table."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from mlb_data_platform.cli.console import counted, note, out, show_table, warn
from mlb_data_platform.errors import UsageError
from mlb_data_platform.quality import QualityReport, Result, Status, render_page


def quality_counts(report: QualityReport, *, every: bool = False) -> dict[str, object]:
    """A report as a JSON value, with each result when `every` is asked for."""
    counts = {
        "run_id": report.run_id,
        "scope": report.scope,
        "checks": report.counts,
        "left_out": report.left_out,
    }
    return counts | ({"results": [_result(one) for one in report.results]} if every else {})


def summary(report: QualityReport) -> str:
    """One line: how many checks came to which verdict."""
    words = ", ".join(f"{number:,} {word}" for word, number in report.counts.items())
    return f"quality of {report.scope}: {words or 'nothing to check'}"


def show_quality(report: QualityReport, *, every: bool = False, brief: bool = False) -> None:
    """Print a report.

    Args:
        report: The report.
        every: Every check has a line of its own.
        brief: Only what does not hold has one; a part of a longer run says no more.
    """
    loud = [one for one in report.results if every or one.status is not Status.PASSED]
    rows = [_row(one) for one in loud if every or one.status is not Status.NO_ROWS]
    if not every and not brief:
        rows += list(_passed(report.results))
    columns = ["check", "verdict", "looked at", "failed"]
    columns += ["excepted"] if any(one.rows_excepted for one in report.results) else []
    columns += ["seconds"] if every else []
    if rows:
        shown = [[row[name] for name in columns] for row in rows]
        show_table("", columns, shown, right=columns[2:], whole=columns)
    for one in report.results:
        _explain(one)
    out().print(summary(report), style="bold", markup=False)
    if brief:
        return
    silent = [one.name for one in report.results if one.status is Status.NO_ROWS]
    if silent and not every:
        note(f"nothing to check for {', '.join(silent)}")
    if report.left_out:
        note(f"{counted(report.left_out, 'check')} left out: about tables that were not asked for")
    tell_nothing(report)


def tell_nothing(report: QualityReport) -> None:
    """Say so when no row was looked at: the exit code alone would be a riddle."""
    if not report.was_anything_checked:
        warn("nothing was checked, and that is no pass: is anything transformed?")


def write_page(report: QualityReport, path: Path) -> None:
    """Write a report as a page for a browser.

    Raises:
        UsageError: Nothing can be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_page(report), "utf-8")
    except OSError as error:
        problem = f"--html: {path} cannot be written: {error.strerror}"
        raise UsageError(problem, hint="--html quality.html") from error
    note(f"the page is {path.resolve()}")


def _row(one: Result) -> dict[str, str]:
    return {
        "check": one.name,
        "verdict": one.word,
        "looked at": f"{one.rows_checked:,}",
        "failed": f"{one.rows_failed:,}",
        "excepted": f"{one.rows_excepted:,}",
        "seconds": f"{one.duration_s:.2f}",
    }


def _passed(results: Iterable[Result]) -> Iterable[dict[str, str]]:
    """Reconciliations that passed one by one, plain checks in one line a table."""
    passed = [one for one in results if one.status is Status.PASSED]
    yield from (_row(one) for one in passed if not one.table)
    plain = sorted((one for one in passed if one.table), key=lambda one: one.table)
    for table, group in groupby(plain, key=lambda one: one.table):
        ours = list(group)
        widest = max(ours, key=lambda one: one.rows_checked)
        seconds = f"{sum(one.duration_s for one in ours):.2f}"
        label = f"{table}: {counted(len(ours), 'check')}"
        yield _row(widest) | {"check": label, "failed": "0", "seconds": seconds}


def _explain(one: Result) -> None:
    """What failed, with examples; exceptions by name."""
    if one.status is Status.FAILED or one.error:
        out().print(f"{one.name}: {one.promise}", markup=False, soft_wrap=True)
    if one.error:
        out().print(f"  could not be made: {one.error}", markup=False, soft_wrap=True)
    for example in one.examples:
        out().print(f"  {_words(example)}", markup=False, soft_wrap=True)
    for exception in one.exceptions:
        note(f"known exception of {one.name}: {_words(exception)}")
    for exception in one.stale:
        note(f"stale exception of {one.name}, it explains nothing any more: {_words(exception)}")


def _words(values: object) -> str:
    assert isinstance(values, dict)
    return ", ".join(f"{name} {'none' if v is None else v}" for name, v in values.items())


def _result(one: Result) -> dict[str, object]:
    return {
        "name": one.name,
        "kind": one.kind.value,
        "table": one.table,
        "promise": one.promise,
        "severity": one.severity.value,
        "status": one.status.value,
        "rows_checked": one.rows_checked,
        "rows_failed": one.rows_failed,
        "rows_excepted": one.rows_excepted,
        "games": one.games,
        "examples": list(one.examples),
        "exceptions": list(one.exceptions),
        "stale_exceptions": list(one.stale),
        "error": one.error,
        "reason": one.reason,
        "started_at": one.started_at,
        "duration_s": one.duration_s,
    }
