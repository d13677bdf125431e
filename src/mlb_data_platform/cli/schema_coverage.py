"""`mlb-etl schema coverage`: proves that no value of an answer is dropped in silence."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    exit_note,
    note,
    out,
    progress_bars,
    show_json,
    show_table,
)
from mlb_data_platform.cli.options import OutputOption
from mlb_data_platform.mapping.coverage import Coverage, UnknownField
from mlb_data_platform.pipelines import (
    CoverageReport,
    FileCoverage,
    account_files,
    find_answer_files,
)

_UNACCOUNTED = 2
"""Exit code of a failed check."""


def coverage(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
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
    return _code(report)


def _code(report: CoverageReport) -> int:
    return _UNACCOUNTED if any(one.coverage.unaccounted for one in report.files) else 0


# -- for people -----------------------------------------------------------------------------------

_NUMBERS = ("values", "mapped %", "own %", "unaccounted")
_AROUND = re.compile(r"^(?P<method>[A-Za-z0-9]+)_|_[0-9a-f]{12}$")


def _show(report: CoverageReport) -> None:
    for endpoint in dict.fromkeys(one.endpoint for one in report.files):
        mine = [one for one in report.files if one.endpoint == endpoint]
        rows = [[*_numbers(one.coverage), _label(one)] for one in mine]
        show_table(endpoint, [*_NUMBERS, "document"], rows, right=_NUMBERS)
    total = report.total
    rows = [[*_numbers(total), counted(total.documents, "document")]]
    show_table("Total", [*_NUMBERS, ""], rows, right=_NUMBERS)
    _show_ignored(total)
    _show_unaccounted(report)
    _remark(report, total)


def _label(one: FileCoverage) -> str:
    """What tells recordings of one method apart; the file's name where it is no recording's."""
    stem = one.path.name.removesuffix(".gz").removesuffix(".json")
    method = one.endpoint.partition(".")[2]
    return _AROUND.sub("", stem) if stem.startswith(f"{method}_") else one.path.name


def _numbers(one: Coverage) -> list[str]:
    shares = (_percent(one.mapped_share), _percent(one.mapped_share_of_own))
    return [f"{one.values:,}", *shares, f"{one.unaccounted_values:,}"]


def _percent(share: float | None) -> str:
    """Rounded down, so that only a true 100 reads as one."""
    return "" if share is None else f"{int(share * 10_000) / 100:.2f}"


def _show_ignored(total: Coverage) -> None:
    kinds = [(kind.value, count) for kind, count in total.ignored_by_kind.items() if count]
    rows = [(kind, f"{count:,}", f"{count / total.values:.2%}") for kind, count in kinds]
    if rows:
        numbers = ["values", "of all"]
        show_table("Ignored, by kind", ["kind", *numbers], rows, right=numbers)
        reasons = Counter[tuple[str, str]]()
        for entry, count in total.ignored.items():
            reasons[entry.kind.value, entry.reason] += count
        found = [(kind, f"{n:,}", reason) for (kind, reason), n in reasons.most_common() if n]
        columns = ["kind", "values", "reason"]
        show_table("Ignored, by reason", columns, found, right=["values"])


def _show_unaccounted(report: CoverageReport) -> None:
    """As lines: paths are long, and a person wants to copy them whole."""
    for name, found in report.by_mapping.items():
        if not found.unaccounted:
            continue
        out().print(f"[bold]Unaccounted for in {name}[/]")
        for path, types, count, example in _by_path(found.unaccounted):
            said = f"    {counted(count, 'value')}, {' or '.join(types)}, e.g. {example}"
            out().print(f"  {path}\n{said}", markup=False, soft_wrap=True)


def _by_path(fields: Iterable[UnknownField]) -> Iterator[tuple[str, list[str], int, str]]:
    """Each path once, with all its types."""
    for path, group in groupby(fields, key=lambda one: one.path):
        found = list(group)
        types = [one.json_type for one in found]
        yield path, types, sum(one.count for one in found), found[0].example


def _remark(report: CoverageReport, total: Coverage) -> None:
    note("own: of the values that are neither links nor exact duplicates of others")
    for why, number in report.passed_over.most_common():
        note(f"{counted(number, 'file')} passed over: {why}")
    if not total.unaccounted:
        note("every value is mapped, or ignored with a reason")
        return
    note(
        f"{counted(total.unaccounted_values, 'value')} unaccounted for: map them, or name them in"
        " the mapping's `ignored` list with kind and reason"
    )


# -- for machines ---------------------------------------------------------------------------------


def _as_json(report: CoverageReport) -> dict[str, object]:
    total = report.total
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
        "total": {"documents": total.documents, **_counts(total)},
        "mappings": {name: _details(found) for name, found in report.by_mapping.items()},
        "passed_over": dict(report.passed_over.most_common()),
        **exit_note(_code(report)),
    }


def _counts(one: Coverage) -> dict[str, object]:
    return {
        "values": one.values,
        "mapped": one.mapped,
        "ignored": sum(one.ignored.values()),
        "unaccounted": one.unaccounted_values,
        "mapped_share": one.mapped_share,
        "mapped_share_without_links_and_duplicates": one.mapped_share_of_own,
        "ignored_by_kind": {kind.value: n for kind, n in one.ignored_by_kind.items()},
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
