"""Verdicts of one check and of a whole run."""

from datetime import UTC, datetime

import pytest

from mlb_data_platform.quality.errors import UnknownCheckError
from mlb_data_platform.quality.model import QualityReport, Reconciliation, Result, Severity, Status
from mlb_data_platform.quality.rules import Kind
from mlb_data_platform.quality.run import Plan
from tests.unit.quality.test_check_file import read

NOW = datetime(2024, 7, 1, tzinfo=UTC)


def result(status: Status, severity: Severity = Severity.ERROR) -> Result:
    return Result(
        name="a.b.c",
        kind=Kind.HOLDS,
        promise="It holds.",
        status=status,
        severity=severity,
        started_at=NOW,
    )


def report(*results: Result) -> QualityReport:
    return QualityReport(run_id="r", started_at=NOW, scope="everything", results=results)


PASSED, FAILED = result(Status.PASSED), result(Status.FAILED)
ERROR, SILENT = result(Status.ERROR), result(Status.NO_ROWS)
WARNING = result(Status.FAILED, Severity.WARNING)


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ((PASSED,), 0),
        ((PASSED, SILENT), 0),
        ((PASSED, WARNING), 0),
        ((WARNING,), 0),
        ((PASSED, FAILED), 2),
        ((PASSED, FAILED, ERROR), 2),
        ((PASSED, ERROR), 1),
        ((ERROR,), 1),
        ((SILENT, SILENT), 2),
        ((), 2),
    ],
    ids=[
        "passed",
        "some had nothing to check",
        "a warning",
        "nothing but a warning",
        "failed",
        "failed, and one could not be made",
        "one could not be made",
        "none could be made",
        "nothing to check",
        "no check",
    ],
)
def test_the_exit_code_says_what_a_run_found(results: tuple[Result, ...], code: int) -> None:
    assert report(*results).exit_code == code


def test_nothing_to_check_counts_apart_from_passed() -> None:
    assert report(PASSED, SILENT, WARNING, PASSED).counts == {
        "warning": 1,
        "no rows": 1,
        "passed": 2,
    }


def plan() -> Plan:
    check = read("kind: holds, condition: x, promise: It holds.")
    return Plan(
        checks=[check],
        reconciliations=[Reconciliation(name="runs", promise="p", facts=(), query="select 1")],
    )


@pytest.mark.parametrize(
    ("names", "checks", "reconciliations"),
    [
        ((), 1, 1),
        (("game.plays.one",), 1, 0),
        (("game.plays",), 1, 0),
        (("game",), 1, 0),
        (("runs",), 0, 1),
        (("runs", "game"), 1, 1),
    ],
    ids=["no name", "a check", "a table", "a schema", "a reconciliation", "two names"],
)
def test_a_run_can_be_kept_to_some_names(
    names: tuple[str, ...], checks: int, reconciliations: int
) -> None:
    part = plan().only(names)
    assert (len(part.checks), len(part.reconciliations)) == (checks, reconciliations)
    assert part.size == checks + reconciliations


@pytest.mark.parametrize(
    ("name", "hint"), [("game.plays.on", "did you mean game.plays.one"), ("xyzzy", "a name,")]
)
def test_a_name_that_fits_nothing_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UnknownCheckError) as caught:
        plan().only([name])
    assert caught.value.name == name
    assert hint in caught.value.hint
