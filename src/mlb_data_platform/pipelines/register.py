"""Reads the Chadwick register, one file or many, and takes it to `person.register`."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlb_data_platform.errors import UsageError
from mlb_data_platform.warehouse import Connection
from mlb_data_platform.warehouse.register import (
    REGISTER_COLUMNS,
    RegisterCounts,
    RegisterRow,
    load_register,
)

_NEEDED = ("key_mlbam", "key_retro", "key_fangraphs", "key_bbref")
_WHERE = "take people.csv, or data/people-*.csv, of github.com/chadwickbureau/register"
_LIMITS = {"int2": 2**15, "int4": 2**31}


@dataclass(slots=True, kw_only=True)
class RegisterReport:
    """What became of a register.

    Attributes:
        files: Files that were read.
        rows: Rows in them.
        without_mlb_id: Rows of people whom MLB does not know.
        repeated: Rows whose MLB id an earlier row has; the earlier one counts.
        counts: What happened to the table.
    """

    files: int = 0
    rows: int = 0
    without_mlb_id: int = 0
    repeated: int = 0
    counts: RegisterCounts | None = None


def find_register_files(named: Sequence[Path]) -> list[Path]:
    """Find the files that were meant.

    Args:
        named: Files, or folders that hold `people.csv` or `people-*.csv`.

    Returns:
        Each file once, in order.

    Raises:
        UsageError: One of the names leads to no file.
    """
    found: dict[Path, None] = {}
    for path in named:
        files = [path] if path.is_file() else sorted(path.glob("people*.csv"))
        if not files:
            what = "no people*.csv in it" if path.is_dir() else "no such file or folder"
            raise UsageError(f"{path}: found {what}", hint=_WHERE)
        found.update(dict.fromkeys(files))
    return list(found)


def load_register_files(connection: Connection, files: Sequence[Path]) -> RegisterReport:
    """Take a register to the table; again it changes nothing.

    Args:
        connection: In autocommit mode.
        files: CSV files with the register's column names.

    Returns:
        True counts.

    Raises:
        UsageError: A file is no register, or a value in it is none; nothing is written then.
    """
    report = RegisterReport(files=len(files))
    report.counts = load_register(connection, _rows(files, report))
    return report


def _rows(files: Sequence[Path], report: RegisterReport) -> Iterator[RegisterRow]:
    """Rows of everybody with an MLB id, once each."""
    seen: set[str | int | None] = set()
    for file in files:
        for line, row in _lines(file):
            report.rows += 1
            values = [
                _value(file, line, name, kind, row.get(name))
                for name, kind in REGISTER_COLUMNS.items()
            ]
            if values[0] is None:
                report.without_mlb_id += 1
            elif values[0] in seen:
                report.repeated += 1
            else:
                seen.add(values[0])
                yield values


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                problem = f"{file}: found no column {', '.join(missing)}"
                raise UsageError(f"{problem}; wanted the Chadwick register", hint=_WHERE)
            for row in reader:
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file}: found no CSV in UTF-8 ({error})", hint=_WHERE) from error
    except OSError as error:
        raise UsageError(f"{file}: cannot be read ({error.strerror})", hint=_WHERE) from error


def _value(file: Path, line: int, name: str, kind: str, text: str | None) -> str | int | None:
    said = (text or "").strip()
    if not said or kind == "text":
        return said or None
    whole = said.removesuffix(".0")
    if not whole.removeprefix("-").isdecimal() or abs(int(whole)) >= _LIMITS[kind]:
        raise UsageError(
            f"{file}:{line}: {name}: found {said!r}, wanted a whole number", hint=_WHERE
        )
    return int(whole)
