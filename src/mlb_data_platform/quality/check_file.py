"""Reads the files under `checks/`: strictly, so that no check looks at what is not there."""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from mlb_data_platform.mapping import Mapping as MappingFile
from mlb_data_platform.mapping import Table, load_mappings
from mlb_data_platform.mapping.ddl import columns_of
from mlb_data_platform.quality.errors import CheckFileError
from mlb_data_platform.quality.model import Check, Severity
from mlb_data_platform.quality.rules import (
    Freshness,
    Holds,
    InSet,
    Kind,
    NotNull,
    Range,
    Relationship,
    RowCount,
    Rule,
    Unique,
)
from mlb_data_platform.yaml_section import Section, read_section

_CHECK_KEYS = ("kind", "promise", "where", "severity", "reason")
_WHOLE_NUMBERS = ("smallint", "integer", "bigint")
_NUMBERS = (*_WHOLE_NUMBERS, "double precision", "numeric")


@dataclass(frozen=True, slots=True)
class _Known:
    """Every table there is, and the mapping that fills it."""

    tables: Mapping[str, Table]
    mappings: Mapping[str, MappingFile]

    def table(self, section: Section, key: str, name: str) -> Table:
        if name not in self.tables:
            raise section.fail(key, f"there is no table {name!r}{_nearest(name, self.tables)}")
        return self.tables[name]


@cache
def load_checks() -> tuple[Check, ...]:
    """Read every check the package ships, in the order of files and lines.

    Raises:
        CheckFileError: A file does not say what it has to.
    """
    folder = files("mlb_data_platform.quality") / "checks"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple(
        check
        for file in found
        for check in read_checks(
            file.read_text("utf-8"), name=f"checks/{file.name}", mappings=load_mappings()
        )
    )


def read_checks(text: str, *, name: str, mappings: Iterable[MappingFile]) -> list[Check]:
    """Read one file of checks.

    Args:
        text: Its YAML: tables, and under each its checks by name.
        name: What the file is called, for errors.
        mappings: They say which tables and columns there are.

    Returns:
        The checks in the order of the file.

    Raises:
        CheckFileError: Not valid; says file, line and key, and the nearest valid name.
    """
    by_table = {table.name: mapping for mapping in mappings for table in mapping.tables}
    tables = {t.name: t for mapping in by_table.values() for t in mapping.tables}
    known = _Known(tables, by_table)
    top = read_section(text, file=name, error=CheckFileError)
    return [
        _check(short, top.section(table).section(short), known.table(top, table, table), known)
        for table in top.names()
        for short in top.section(table).names()
    ]


def _check(short: str, section: Section, table: Table, known: _Known) -> Check:
    kind = section.text("kind")
    if kind not in _READERS:
        known_kinds = [str(one) for one in _READERS]
        raise section.fail("kind", f"there is no kind {kind!r}{_nearest(kind, known_kinds)}")
    keys, read = _READERS[kind]
    section.allow((*_CHECK_KEYS, *keys))
    mapping = known.mappings[table.name]
    return Check(
        name=f"{table.name}.{short}",
        promise=section.text("promise"),
        table=table,
        subject=mapping.subject,
        slice_columns=mapping.scope.columns,
        rule=read(section, table, known),
        where=section.text("where", default=" ").strip(),
        severity=_severity(section),
        reason=section.text("reason", default=" ").strip(),
    )


def _severity(section: Section) -> Severity:
    word = section.text("severity", default=Severity.ERROR.value)
    if word not in list(Severity):
        raise section.fail("severity", f"found {word!r}, wanted one of {', '.join(Severity)}")
    return Severity(word)


def _not_null(section: Section, table: Table, _: _Known) -> NotNull:
    return NotNull(columns=_columns(section, "columns", table))


def _unique(section: Section, table: Table, _: _Known) -> Unique:
    return Unique(columns=_columns(section, "columns", table))


def _in_set(section: Section, table: Table, _: _Known) -> InSet:
    column = _column(section, "column", table)
    written = section.as_written().get("values")
    if not isinstance(written, list) or not written:
        raise section.fail("values", "wanted a list of values")
    values = tuple(_value(section, "values", one, table, column) for one in written)
    return InSet(column=column, values=values)


def _range(section: Section, table: Table, _: _Known) -> Range:
    column, written = _column(section, "column", table), section.as_written()
    bounds = {
        name: _value(section, name, written[name], table, column)
        for name in ("min", "max")
        if name in section
    }
    columns = {
        name: _column(section, name, table)
        for name in ("min_column", "max_column")
        if name in section
    }
    if not bounds and not columns:
        raise section.fail("", "found no bound, wanted min, max, min_column or max_column")
    return Range(
        column=column,
        least=bounds.get("min"),
        most=bounds.get("max"),
        least_column=columns.get("min_column"),
        most_column=columns.get("max_column"),
    )


def _holds(section: Section, _table: Table, _: _Known) -> Holds:
    return Holds(condition=section.text("condition"))


def _relationship(section: Section, table: Table, known: _Known) -> Relationship:
    columns = _columns(section, "columns", table)
    to = known.table(section, "to", section.text("to"))
    to_columns = _columns(section, "to_columns" if "to_columns" in section else "columns", to)
    if len(to_columns) != len(columns):
        raise section.fail("to_columns", f"found {len(to_columns)}, wanted {len(columns)}")
    return Relationship(columns=columns, to=to, to_columns=to_columns)


def _row_count(section: Section, table: Table, known: _Known) -> RowCount:
    least, most = (_count(section, name) for name in ("min", "max"))
    if "per" not in section:
        for name in ("on", "equals_column"):
            if name in section:
                raise section.fail(name, "goes with per, the table whose rows say how many")
        if least is None and most is None:
            raise section.fail("", "found no bound, wanted min or max")
        return RowCount(least=least, most=most)
    per = known.table(section, "per", section.text("per"))
    if known.mappings[per.name] is not known.mappings[table.name]:
        raise section.fail("per", f"{per.name} is of another document than {table.name}")
    equals = _column(section, "equals_column", per) if "equals_column" in section else None
    if least is None and most is None and equals is None:
        raise section.fail("", "found no bound, wanted min, max or equals_column")
    on = _columns(section, "on", table)
    _columns(section, "on", per)
    return RowCount(least=least, most=most, per=per, on=on, equals_column=equals)


def _freshness(section: Section, table: Table, _: _Known) -> Freshness:
    column = _column(section, "column", table)
    if _type(table, column) != "timestamptz":
        raise section.fail("column", f"{column} is {_type(table, column)}, wanted an instant")
    within = section.number("within_hours")
    if within is None:
        raise section.fail("within_hours", "found nothing, wanted a number of hours")
    return Freshness(column=column, within_h=within)


_READERS: Mapping[str, tuple[tuple[str, ...], Callable[[Section, Table, _Known], Rule]]] = {
    Kind.NOT_NULL: (("columns",), _not_null),
    Kind.UNIQUE: (("columns",), _unique),
    Kind.IN_SET: (("column", "values"), _in_set),
    Kind.RANGE: (("column", "min", "max", "min_column", "max_column"), _range),
    Kind.HOLDS: (("condition",), _holds),
    Kind.RELATIONSHIP: (("columns", "to", "to_columns"), _relationship),
    Kind.ROW_COUNT: (("min", "max", "per", "on", "equals_column"), _row_count),
    Kind.FRESHNESS: (("column", "within_hours"), _freshness),
}
"""For each kind the keys that belong to it, and who reads them."""


def _columns(section: Section, key: str, table: Table) -> tuple[str, ...]:
    names = section.words(key)
    if not names:
        raise section.fail(key, "found nothing, wanted a column or a list of columns")
    for name in names:
        _known_column(section, key, name, table)
    return names


def _column(section: Section, key: str, table: Table) -> str:
    return _known_column(section, key, section.text(key), table)


def _known_column(section: Section, key: str, name: str, table: Table) -> str:
    known = columns_of(table)
    if name not in known:
        raise section.fail(key, f"{table.name} has no column {name!r}{_nearest(name, known)}")
    return name


def _type(table: Table, column: str) -> str:
    return columns_of(table)[column][0]


def _count(section: Section, key: str) -> int | None:
    value = section.number(key, above=-1)
    if value is not None and not value.is_integer():
        raise section.fail(key, f"found {value:g}, wanted a whole number")
    return None if value is None else int(value)


def _value(section: Section, key: str, written: object, table: Table, column: str) -> str:
    """A value as the file writes it, once it is certain that the column can hold it."""
    kind = _type(table, column)
    if not isinstance(written, str):
        raise section.fail(key, f"found {written!r}, wanted a value of type {kind}")
    if not _fits(written, kind):
        raise section.fail(key, f"found {written!r}, but {table.name}.{column} is {kind}")
    return written


def _fits(written: str, kind: str) -> bool:
    try:
        if kind in _WHOLE_NUMBERS:
            int(written)
        elif kind in _NUMBERS:
            return math.isfinite(float(written))
        elif kind == "date":
            date.fromisoformat(written)
        elif kind == "timestamptz":
            return datetime.fromisoformat(written).tzinfo is not None
        elif kind == "boolean":
            return written in {"true", "false"}
    except ValueError:
        return False
    return not kind.endswith("[]")


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"
