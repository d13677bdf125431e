"""What a person or a machine sees: tables, one JSON object, progress, errors."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import structlog
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from mlb_data_platform.cli.visible import visible, visible_json
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.telemetry import hide_secrets, log_settings
from mlb_data_platform.warehouse import LoadReport

_LOG = structlog.get_logger(__name__)
_UNBOUNDED = 100_000
_NARROW = 16
"""Characters that a column needs at least before its values are broken into lines."""


_LONGEST_CELL = 4_000
"""Characters of a value that a table shows; breaking millions into lines takes minutes."""


class Output(StrEnum):
    """How results are shown."""

    TABLE = "table"
    JSON = "json"


class _Console(Console):
    """A console that nothing in a text can give orders to."""

    def render_str(self, text: str, **how: Any) -> Text:
        """Every text passes here on its way to the terminal; styles are added after it."""
        return super().render_str(visible(text), **how)


def out() -> Console:
    """Standard output: results."""
    return _Console(file=sys.stdout, highlight=False, soft_wrap=not sys.stdout.isatty())


def err() -> Console:
    """Standard error: progress, notes, errors."""
    return _Console(file=sys.stderr, highlight=False, soft_wrap=not sys.stderr.isatty())


def show_json(value: object) -> None:
    """Print one JSON object."""
    sys.stdout.write(visible_json(json.dumps(value, default=_plain, ensure_ascii=False)) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> None:
    """Print a table; columns in `right` hold numbers, those in `whole` words never to be broken."""
    out().print(_table(title, columns, rows, right=right, whole=whole))


def show_records(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows one below the other, a line for each column: for more than a line can hold."""
    console, width = out(), max(map(len, columns), default=0)
    if not rows:
        console.print(f"no rows of {', '.join(columns)}", soft_wrap=True, markup=False)
    for number, row in enumerate(rows, 1):
        console.print(f"[bold]row {number}[/]")
        for column, value in zip(columns, row, strict=True):
            line = f"  {column:<{width}}  {_cell_text(value)}".rstrip()
            console.print(line, soft_wrap=True, markup=False)


def fits_a_line(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bool:
    """Whether a table with these columns can be read: no name is cut, and no text too narrow."""
    cells = [[*("" if value is None else str(value) for value in row)] for row in rows]
    widths = (
        max(len(name), min(_NARROW, max((len(row[place]) for row in cells), default=0)))
        for place, name in enumerate(columns)
    )
    return sum(width + 2 for width in widths) <= out().width


def _table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Sequence[str],
    whole: Sequence[str] = (),
) -> Table:
    table = Table(
        title=Text(visible(title)) if title else None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for place, column in enumerate(columns):
        justify: Literal["left", "right"] = "right" if column in right else "left"
        # The first column names the row, and a number is one word: neither is ever broken.
        unbroken = place == 0 or column in right or column in whole
        table.add_column(Text(visible(column)), justify=justify, overflow="fold", no_wrap=unbroken)
    for row in rows:
        # As text, not as markup: a name may hold square brackets.
        table.add_row(*(Text(_cell_text(value)) for value in row))
    options = out().options
    # Before a word is broken, columns move together.
    natural = Measurement.get(out(), options.update(max_width=_UNBOUNDED), table).maximum
    table.collapse_padding = natural > options.max_width
    return table


def _cell_text(value: object) -> str:
    """A value as a person reads it; what nobody reads is left to json and csv."""
    text = "" if value is None else str(value)
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]}… ({len(text):,} characters; --output json shows all)"
    return visible(text)


_COUNTS = ("inserted", "updated", "deleted", "unchanged", "refused")


def show_load(report: LoadReport) -> None:
    """Print what a transform did to each table."""
    rows = [
        [name, *(f"{getattr(counts, word):,}" for word in _COUNTS)]
        for name, counts in report.tables.items()
    ]
    if rows:
        show_table("", ["table", *_COUNTS], rows, right=_COUNTS)


def load_counts(report: LoadReport) -> dict[str, object]:
    """The same as a JSON value."""
    return {
        "documents": {
            "loaded": report.loaded,
            "stale": report.stale,
            "quarantined": report.quarantined,
        },
        "issues": report.issues,
        "unknown_fields": len(report.unknown_fields),
        "tables": {
            name: {word: getattr(counts, word) for word in _COUNTS}
            for name, counts in report.tables.items()
        },
    }


def note_drift(report: LoadReport) -> None:
    """Say that answers have fields that the mapping does not know, if they have."""
    if report.unknown_fields:
        fields = counted(len(report.unknown_fields), "field")
        note(f"{fields} the mapping does not know: mlb-etl schema drift")


def show_error(error: PlatformError, output: Output) -> None:
    """Print an error: for a machine on standard output too, so that it always gets one object."""
    text = hide_secrets(str(error))
    if log_settings().is_json:
        facts = {"kind": type(error).__name__, "hint": error.hint, "exit_code": error.exit_code}
        _LOG.error("command.failed", error=text, **facts)
    if output is Output.JSON:
        show_json(
            {
                "error": text,
                "kind": type(error).__name__,
                "hint": error.hint,
                "exit_code": error.exit_code,
            }
        )
        return
    if log_settings().is_json:
        return
    console = err()
    console.print(f"[bold red]error:[/] {_escaped(text)}")
    if error.hint:
        console.print(f"[bold]  try:[/] {_escaped(error.hint)}")


def _shortened(text: str) -> str:
    """What fits a screen: an error may quote what was typed, whatever its length."""
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"


def counted(number: int, one: str) -> str:
    """A number with its noun.

    Example:
        >>> counted(1, "document"), counted(2000, "document")
        ('1 document', '2,000 documents')
    """
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def note(text: str) -> None:
    """Print a remark for a person; never part of a result."""
    if log_settings().is_json:
        _LOG.info("note", text=text)
        return
    err().print(f"[dim]{_escaped(text)}[/]")


def warn(text: str) -> None:
    """Print what a person has to know although the command goes on."""
    if log_settings().is_json:
        _LOG.warning("notice", text=text)
        return
    err().print(text, markup=False, soft_wrap=True)


def _escaped(text: str) -> str:
    return escape(text)


Step = Callable[[str, int], Callable[[int], None]]
"""Begins a bar with a name and a size (0: not known yet); returns what moves it on."""


@contextmanager
def progress_bars(output: Output) -> Iterator[Step]:
    """Progress on a terminal; silence anywhere else."""
    console = err()
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=output is Output.JSON or log_settings().is_json or not console.is_terminal,
    )

    def step(name: str, total: int) -> Callable[[int], None]:
        task = bars.add_task(name, total=total or None)
        return lambda done: bars.advance(task, done)

    with bars:
        yield step


def exit_note(code: int) -> Mapping[str, object]:
    """What an exit code means, in words."""
    return {"exit_code": code, "meaning": EXIT_CODES.get(code, "")}


EXIT_CODES = {
    0: "done",
    1: "a fault",
    2: "wrong usage, or a failed check",
    3: "set-up missing",
    4: "source or database unreachable, retry later",
    5: "done, but some documents or values are in quarantine",
}
"""What every command answers to its caller."""
