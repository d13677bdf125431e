"""How the verdicts of a quality run are shown: worst first, what passed in one line a table."""

from collections.abc import Iterable
from itertools import groupby

from mlb_data_platform.cli.console import counted, err, note, out, show_table
from mlb_data_platform.quality import QualityReport, Result, Status

_NUMBERS = ["looked at", "failed", "excepted", "seconds"]


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


def show_quality(report: QualityReport, *, every: bool = False) -> None:
    """Print a report."""
    loud = [one for one in report.results if every or one.status is not Status.PASSED]
    rows = [_row(one) for one in loud if every or one.status is not Status.NO_ROWS]
    if not every:
        rows += list(_passed(report.results))
    if rows:
        show_table("", ["verdict", "check", *_NUMBERS], rows, right=_NUMBERS)
    for one in report.results:
        _explain(one)
    out().print(summary(report), style="bold", markup=False)
    silent = [one.name for one in report.results if one.status is Status.NO_ROWS]
    if silent and not every:
        note(f"nothing to check for {', '.join(silent)}")
    if report.left_out:
        note(f"{counted(report.left_out, 'check')} left out: about tables that were not asked for")
    if not report.was_anything_checked:
        err().print("nothing was checked, and that is no pass: is anything transformed?")


def _row(one: Result) -> list[object]:
    numbers = [one.rows_checked, one.rows_failed, one.rows_excepted]
    return [one.word, one.name, *(f"{n:,}" for n in numbers), f"{one.duration_s:.2f}"]


def _passed(results: Iterable[Result]) -> Iterable[list[object]]:
    """Reconciliations that passed one by one, plain checks in one line a table."""
    passed = [one for one in results if one.status is Status.PASSED]
    yield from (_row(one) for one in passed if not one.table)
    plain = sorted((one for one in passed if one.table), key=lambda one: one.table)
    for table, group in groupby(plain, key=lambda one: one.table):
        ours = list(group)
        seconds = sum(one.duration_s for one in ours)
        most = max(one.rows_checked for one in ours)
        label = f"{table}: {counted(len(ours), 'check')}"
        yield ["passed", label, f"{most:,}", "0", "0", f"{seconds:.2f}"]


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
