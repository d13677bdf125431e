"""`mlb-etl schema coverage`: proves that no value of an answer is dropped in silence."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    note,
    progress_bars,
    show_json,
    show_table,
)
from mlb_data_platform.cli.options import OutputOption
from mlb_data_platform.mapping.coverage import Coverage, UnknownField
from mlb_data_platform.pipelines import CoverageReport, account_files, find_answer_files

_UNACCOUNTED = 2
"""Exit code of a failed check."""


def coverage(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="Recordings or answers (.json, .json.gz), folders of them, or patterns.",
            show_default=False,
        ),
    ],
    *,
    endpoint: Annotated[
        str | None,
        typer.Option(
            help="What answers without an envelope are answers of, e.g. Game.liveGameV1.",
            envvar="MLB_ENDPOINT",
            show_default="recognised by their keys",
        ),
    ] = None,
    output: OutputOption = Output.TABLE,
) -> int:
    """Account for every value of answers: mapped, ignored with a reason, or unaccounted for.

    Ends with exit code 2 when anything is unaccounted for. Needs no database.

    [bold]mlb-etl schema coverage stubs/game/liveGameV1[/]

    [bold]mlb-etl schema coverage feed.json --endpoint Game.liveGameV1 --output json[/]
    """
    found = find_answer_files(files)
    with progress_bars(output) as step:
        report = account_files(found, endpoint=endpoint, progress=step("account", len(found)))
    if output is Output.JSON:
        show_json(_as_json(report))
    else:
        _show(report)
    return _UNACCOUNTED if report.total.unaccounted else 0


# -- for people -----------------------------------------------------------------------------------

_NUMBERS = ("values", "mapped", "ignored", "unaccounted", "mapped %", "of own %")


def _show(report: CoverageReport) -> None:
    total = report.total
    rows = [[one.path.name, *_numbers(one.coverage)] for one in report.files]
    if len(rows) > 1:
        rows.append([f"all {len(rows):,} documents", *_numbers(total)])
    show_table("", ["document", *_NUMBERS], rows, right=_NUMBERS)
    _show_ignored(total)
    _show_unaccounted(report)
    _remark(report)


def _numbers(one: Coverage) -> list[str]:
    counts = (one.values, one.mapped, sum(one.ignored.values()), one.unaccounted_values)
    shares = (one.mapped_share, one.mapped_share_of_own)
    return [*(f"{count:,}" for count in counts), *(_percent(share) for share in shares)]


def _percent(share: float | None) -> str:
    """Rounded down, so that only a true 100 reads as one."""
    return "" if share is None else f"{int(share * 10_000) / 100:.2f}"


def _show_ignored(total: Coverage) -> None:
    kinds = [[kind.value, f"{count:,}"] for kind, count in total.ignored_by_kind.items() if count]
    if not kinds:
        return
    show_table("Ignored, by kind", ["kind", "values"], kinds, right=["values"])
    entries = sorted(total.ignored.items(), key=lambda entry: -entry[1])
    rows = [[one.path, one.kind.value, f"{count:,}", one.reason] for one, count in entries if count]
    columns = ["path", "kind", "values", "reason"]
    show_table("Ignored, by reason", columns, rows, right=["values"])


def _show_unaccounted(report: CoverageReport) -> None:
    rows = [
        [path, name, ", ".join(types), f"{count:,}", example]
        for name, found in report.by_mapping.items()
        for path, types, count, example in _by_path(found.unaccounted)
    ]
    if rows:
        columns = ["path", "mapping", "types", "values", "example"]
        show_table("Unaccounted for", columns, rows, right=["values"])


def _by_path(fields: Iterable[UnknownField]) -> Iterable[tuple[str, list[str], int, str]]:
    """Each path once, with all its types."""
    for path, group in groupby(fields, key=lambda one: one.path):
        found = list(group)
        types = [one.json_type for one in found]
        yield path, types, sum(one.count for one in found), found[0].example


def _remark(report: CoverageReport) -> None:
    total = report.total
    for why, number in report.passed_over.most_common():
        note(f"{counted(number, 'file')} passed over: {why}")
    if total.unaccounted:
        paths = len(
            {(name, one.path) for name, c in report.by_mapping.items() for one in c.unaccounted}
        )
        note(
            f"{counted(total.unaccounted_values, 'value')} at {counted(paths, 'path')} unaccounted"
            " for: map them, or name them in the mapping's `ignored` list with kind and reason"
        )
    else:
        note("every value is mapped, or ignored with a reason")


# -- for machines ---------------------------------------------------------------------------------


def _as_json(report: CoverageReport) -> dict[str, object]:
    return {
        "documents": [
            {
                "file": str(one.path),
                "endpoint": one.endpoint,
                "mapping": one.mapping,
                **_counts(one.coverage),
            }
            for one in report.files
        ],
        "total": {"documents": report.total.documents, **_counts(report.total)},
        "mappings": {name: _details(found) for name, found in report.by_mapping.items()},
        "passed_over": dict(report.passed_over.most_common()),
        "exit_code": _UNACCOUNTED if report.total.unaccounted else 0,
    }


def _counts(one: Coverage) -> dict[str, object]:
    kinds: Mapping[str, int] = {kind.value: n for kind, n in one.ignored_by_kind.items()}
    return {
        "values": one.values,
        "mapped": one.mapped,
        "ignored": sum(one.ignored.values()),
        "unaccounted": one.unaccounted_values,
        "mapped_share": one.mapped_share,
        "mapped_share_without_links_and_duplicates": one.mapped_share_of_own,
        "ignored_by_kind": kinds,
    }


def _details(one: Coverage) -> dict[str, object]:
    """Every entry of the ignored list, also the idle ones; every path that is unaccounted for."""
    return {
        "ignored": [
            {"path": entry.path, "kind": entry.kind.value, "reason": entry.reason, "values": count}
            for entry, count in one.ignored.items()
        ],
        "unaccounted": [
            {"path": path, "types": types, "values": count, "example": example}
            for path, types, count, example in _by_path(one.unaccounted)
        ],
    }
