"""A quality report as one HTML page that needs nothing else: no network, no script, no font."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from mlb_data_platform.quality.model import WORDS, QualityReport, Result, Status
from mlb_data_platform.quality.rules import Kind

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True)
class _Group:
    """Results under one heading."""

    title: str
    results: Sequence[Result]

    @property
    def is_open(self) -> bool:
        """Whether there is something in it that a reader has to see."""
        return any(one.status in {Status.FAILED, Status.ERROR} for one in self.results)


def render_page(report: QualityReport) -> str:
    """Render a report: summary, what failed with examples, every check, exceptions by name.

    Args:
        report: The report of a run.

    Returns:
        HTML; light or dark as the reader's system is.
    """
    return _template().render(
        report=report,
        headline=headline(report),
        counts=[(word, report.counts[word]) for word in WORDS if word in report.counts],
        loud=[one for one in report.results if one.status in {Status.FAILED, Status.ERROR}],
        groups=_groups(report.results),
        exceptions=[(one.name, row) for one in report.results for row in one.exceptions],
        stale=[(one.name, row) for one in report.results for row in one.stale],
        compared=sum(r.rows_checked for r in report.results if r.kind is Kind.RECONCILIATION),
    )


def headline(report: QualityReport) -> str:
    """The verdict of a whole run, in a few words."""
    counts = report.counts
    if not report.was_anything_checked:
        return "Nothing was checked"
    if counts.get("failed"):
        return _times(counts["failed"], "check failed", "checks failed")
    if counts.get("error"):
        return _times(counts["error"], "check could not be made", "checks could not be made")
    if counts.get("warning"):
        return f"Passed, with {_times(counts['warning'], 'warning', 'warnings')}"
    return "Everything that was checked holds"


def _groups(results: Sequence[Result]) -> list[_Group]:
    """Reconciliations first, then one group a table."""
    compared = [one for one in results if one.kind is Kind.RECONCILIATION]
    plain = sorted((one for one in results if one.table), key=lambda one: one.table)
    tables = groupby(plain, key=lambda one: one.table)
    first = [_Group("Reconciliations", compared)] if compared else []
    return [*first, *(_Group(table, list(ours)) for table, ours in tables)]


def _times(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _shown(value: object) -> str:
    return "none" if value is None else str(value)


def _columns(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Every column that any of the rows has, in the order of their appearance."""
    return list(dict.fromkeys(name for row in rows for name in row))


@cache
def _template() -> "Template":
    # A tenth of the start of every command, and few of them write a page.
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"shown": _shown, "columns": _columns}
    text = (files("mlb_data_platform.quality") / "page.html.j2").read_text("utf-8")
    return environment.from_string(text)
