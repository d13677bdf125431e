"""Reads mapping files strictly: an unknown key is an error with file, line and nearest key."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TypeVar

from mlb_data_platform.mapping.coverage_patterns import parse_pattern
from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.mapping.decoder import Node, add_column, add_context, places_of
from mlb_data_platform.mapping.errors import MappingError
from mlb_data_platform.mapping.model import (
    ALTERNATIVE,
    Branch,
    Column,
    Ignored,
    IgnoredKind,
    LevelKind,
    Mapping,
    Scope,
    ScopeOrigin,
    Source,
    SourceKind,
    Table,
)
from mlb_data_platform.mapping.paths import parse_each, parse_from, parse_steps
from mlb_data_platform.mapping.types import COLUMN_TYPES
from mlb_data_platform.yaml_section import Section, read_section

_MAPPING_KEYS = (
    "endpoint",
    "raw_tables",
    "scope",
    "complete_with",
    "not_with",
    "context",
    "sets",
    "tables",
    "ignored",
)
_TABLE_KEYS = (
    "meaning",
    "grain",
    "key",
    "partition",
    "indexes",
    "each",
    "with",
    "only",
    "columns",
    "sets",
)
_COLUMN_KEYS = ("from", "context", "type", "meaning", "unit", "keep")

_COLUMNS_OF_DAYS = 2
_WHOLE = ("smallint", "integer", "bigint")
_KINDS = {
    SourceKind.POSITION: _WHOLE,
    SourceKind.KEY: ("text", "integer_text"),
    SourceKind.REQUEST: ("text", "integer_text", *_WHOLE),
    SourceKind.LISTED: ("boolean", *_WHOLE),
    SourceKind.CONSTANT: ("text", *_WHOLE),
}
"""Types that a source without a JSON type of its own can have."""

Parsed = TypeVar("Parsed")


@cache
def load_mappings() -> tuple[Mapping, ...]:
    """Read every mapping the package ships, in the order of their names.

    Raises:
        MappingError: A file is not a valid mapping.
    """
    folder = files("mlb_data_platform.mapping") / "documents"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple(
        read_mapping(f.read_text("utf-8"), name=f.name.removesuffix(".yaml")) for f in found
    )


def mapping_for_raw_table(raw_table: str) -> Mapping | None:
    """The shipped mapping that reads a raw table; None when nothing does."""
    return next((m for m in load_mappings() if raw_table in m.raw_tables), None)


def read_mapping(text: str, *, name: str) -> Mapping:
    """Read one mapping file.

    Args:
        text: Its YAML.
        name: What the mapping is called, e.g. `game_live_v1`; its file is `game_live_v1.yaml`.

    Returns:
        The mapping.

    Raises:
        MappingError: Not valid; says file, line and key.
    """
    top = read_section(text, file=f"{name}.yaml", error=MappingError)
    top.allow(_MAPPING_KEYS)
    shared = top.section("context")
    context = {key: _context(key, shared.section(key)) for key in shared.names()}
    sets = top.section("sets")
    every = top.section("tables")
    tables = tuple(_table(key, every.section(key), context, sets) for key in every.names())
    if not tables:
        raise top.fail("tables", "found none, wanted one at least")
    scope = _scope(top.section("scope"))
    _check_scope(every, scope, tables)
    _check_places(shared, every, context, tables)
    return Mapping(
        name=name,
        endpoints=_needed(top, "endpoint"),
        raw_tables=_needed(top, "raw_tables"),
        scope=scope,
        context=context,
        tables=tables,
        ignored=tuple(map(_ignored, top.sections("ignored"))),
        complete_with=frozenset(top.words("complete_with")) if "complete_with" in top else None,
        not_with=frozenset(top.words("not_with")),
    )


def _table(name: str, section: Section, context: dict[str, Column], sets: Section) -> Table:
    section.allow(_TABLE_KEYS)
    if name.count(".") != 1:
        raise section.fail("", f"{name!r} is not a table name; wanted such as 'game.plays'")
    inner = section.section("columns")
    for taken in set(inner.names()).intersection(SOURCE_COLUMN_DDL):
        raise inner.fail(taken, "the platform makes this column; choose another name")
    partition = section.text("partition") if "partition" in section else None
    if "only" in section and section.text("only") != "complete":
        raise section.fail("only", f"found {section.text('only')!r}, wanted 'complete'")
    table = Table(
        name=name,
        meaning=section.text("meaning"),
        grain=section.text("grain"),
        key=_needed(section, "key"),
        branches=tuple(_branch(key, section, context, sets) for key in _branch_names(section)),
        partition=partition,
        indexes=_indexes(section),
        only_complete="only" in section,
    )
    _check_columns(section, table)
    for branch in table.branches:
        _check_depth(inner, branch)
        _check_sources(inner, branch)
    return table


def _branch_names(section: Section) -> list[str]:
    """What the table's branches are called; one without a name where `each` is a path."""
    return section.section("each").names() if section.holds_section("each") else [""]


def _branch(name: str, table: Section, context: dict[str, Column], sets: Section) -> Branch:
    inner = table.section("columns")
    columns = [_column(key, inner.section(key), context, name) for key in inner.names()]
    for known in table.section("sets").names():
        columns += _columns_of_set(known, table.section("sets"), sets, {c.name for c in columns})
    place, key = (table.section("each"), name) if name else (table, "each")
    present: tuple[str, ...] = ()
    if "with" in table:
        where, said = (table.section("with"), name) if name else (table, "with")
        present = _parsed(where, said, parse_steps) if said in where else ()
    return Branch(
        name=name, levels=_parsed(place, key, parse_each), columns=tuple(columns), present=present
    )


def _columns_of_set(name: str, wanted: Section, sets: Section, taken: set[str]) -> Iterator[Column]:
    """The columns of a set, read below the path that the table names."""
    if name not in sets:
        raise wanted.fail(name, f"there is no {name!r} in sets{_nearest(name, sets.names())}")
    lead, columns = _parsed(wanted, name, parse_steps), sets.section(name)
    for key in columns.names():
        if key in taken:
            raise wanted.fail(name, f"the table has a column {key!r} already")
        column = _column(key, columns.section(key), {})
        source = column.source
        if source.kind is not SourceKind.ITEM or source.up:
            raise columns.fail(key, f"{source} is no path below an item")
        yield replace(column, source=replace(source, steps=(*lead, *source.steps)))


def _column(name: str, section: Section, context: dict[str, Column], branch: str = "") -> Column:
    section.allow(_COLUMN_KEYS)
    if "context" in section:
        return _from_context(name, section, context)
    kind = section.text("type")
    if kind not in COLUMN_TYPES:
        raise section.fail("type", f"there is no type {kind!r}{_nearest(kind, COLUMN_TYPES)}")
    return Column(
        name=name,
        type=COLUMN_TYPES[kind],
        source=_source(section, branch),
        meaning=section.text("meaning"),
        unit=section.text("unit", ""),
        keep=section.flag("keep"),
    )


def _source(section: Section, branch: str) -> Source:
    """Where a branch finds the column; nowhere, a null for every row, when it is not named."""
    if not section.holds_section("from"):
        return _parsed(section, "from", parse_from)
    by_branch = section.section("from")
    if branch not in by_branch:
        return Source(kind=SourceKind.CONSTANT)
    return _parsed(by_branch, branch, parse_from)


def _from_context(name: str, section: Section, context: dict[str, Column]) -> Column:
    wanted = section.text("context")
    if wanted not in context:
        problem = f"there is no {wanted!r} in context{_nearest(wanted, context)}"
        raise section.fail("context", problem)
    shared = context[wanted]
    return replace(shared, name=name, meaning=section.text("meaning", shared.meaning))


def _context(name: str, section: Section) -> Column:
    """Context is read once per document, so its paths begin at the root."""
    column = _column(name, section, {})
    source = column.source
    if source.kind in {SourceKind.ROOT, SourceKind.REQUEST}:
        return column
    if source.up or source.kind is not SourceKind.ITEM or not source.steps:
        raise section.fail("from", f"{source} is no path of the document")
    return replace(column, source=Source(kind=SourceKind.ROOT, steps=source.steps))


def _scope(section: Section) -> Scope:
    section.allow(("columns", "from"))
    origin, known = section.text("from", "context"), [one.value for one in ScopeOrigin]
    if origin not in known:
        raise section.fail("from", f"found {origin!r}, wanted one of {', '.join(known)}")
    columns = _needed(section, "columns")
    if origin == ScopeOrigin.DAYS.value and len(columns) != _COLUMNS_OF_DAYS:
        raise section.fail("columns", f"found {', '.join(columns)}, wanted the sport and the day")
    return Scope(columns=columns, origin=ScopeOrigin(origin))


def _indexes(section: Section) -> tuple[tuple[str, ...], ...]:
    found = section.as_written().get("indexes", [])
    if not isinstance(found, list) or not all(isinstance(one, list) for one in found):
        raise section.fail("indexes", "wanted a list of lists of columns")
    return tuple(tuple(map(str, one)) for one in found)


def _check_scope(every: Section, scope: Scope, tables: tuple[Table, ...]) -> None:
    """Every table carries the scope, else its rows could never be replaced."""
    for table in tables:
        missing = set(scope.columns) - {column.name for column in table.columns}
        if missing:
            raise every.fail(table.name, f"lacks the scope's column {', '.join(sorted(missing))}")


def _check_columns(section: Section, table: Table) -> None:
    """Key, partition and indexes name columns that are there."""
    names = {column.name for column in table.columns}
    named = {
        "key": table.key,
        "partition": (table.partition,) if table.partition else (),
        "indexes": tuple(column for index in table.indexes for column in index),
    }
    for where, wanted in named.items():
        for name in wanted:
            if name not in names:
                raise section.fail(where, f"there is no column {name!r}{_nearest(name, names)}")


def _check_depth(columns: Section, branch: Branch) -> None:
    """No column climbs above the document."""
    depth = len(branch.levels)
    for column in branch.columns:
        source, kind = column.source, column.source.kind
        if source.up > depth:
            problem = f"{source} climbs {source.up} levels, but each has {depth}"
            raise columns.fail(column.name, problem)
        if kind in {SourceKind.POSITION, SourceKind.KEY} and source.up >= depth:
            raise columns.fail(column.name, "the document itself has no position or key")
        if kind is SourceKind.ITEM and not source.steps and not (source.up == 0 and depth):
            raise columns.fail(column.name, "only a row's own item can be the value")


def _check_sources(columns: Section, branch: Branch) -> None:
    """Keys are text, positions and request parameters whole numbers, alternatives at hand."""
    by_alternative = branch.levels and branch.levels[-1].kind is LevelKind.ALTERNATIVES
    for column in branch.columns:
        source, kind = column.source, column.type
        wanted = _KINDS.get(source.kind)
        is_nothing = source.kind is SourceKind.CONSTANT and not source.steps
        if wanted and kind.name not in wanted and not is_nothing:
            problem = f"{source} is {kind.name}, wanted {' or '.join(wanted)}"
            raise columns.fail(column.name, problem)
        if source.kind is SourceKind.CONSTANT and kind.name in _WHOLE:
            _check_number(columns, column)
        if source.is_by_alternative and not (by_alternative and source.kind is SourceKind.ROOT):
            problem = f"{source}: {ALTERNATIVE} needs a path from $ and each: 'path.{{a,b}}'"
            raise columns.fail(column.name, problem)


def _check_number(columns: Section, column: Column) -> None:
    for text in column.source.steps:
        if not text.removeprefix("-").isdecimal():
            raise columns.fail(column.name, f"{column.source} is no whole number")


def _check_places(
    shared: Section, every: Section, context: dict[str, Column], tables: tuple[Table, ...]
) -> None:
    """No two columns read one place in ways that do not go together."""
    root = Node()
    for name, column in context.items():
        with _placed(shared, name):
            add_context(root, column)
    for table in tables:
        columns = every.section(table.name).section("columns")
        for branch in table.branches:
            with _placed(every, table.name):
                places = places_of(root, branch)
            for column in branch.columns:
                with _placed(columns, column.name):
                    add_column(root, places, branch, column)


@contextmanager
def _placed(section: Section, name: str) -> Iterator[None]:
    """Say in which line of the file a place does not go together with another."""
    try:
        yield
    except ValueError as error:
        raise section.fail(name, str(error)) from error


def _ignored(section: Section) -> Ignored:
    section.allow(("path", "kind", "reason"))
    kind, known = section.text("kind"), [one.value for one in IgnoredKind]
    if kind not in known:
        raise section.fail("kind", f"found {kind!r}, wanted one of {', '.join(known)}")
    _parsed(section, "path", parse_pattern)
    return Ignored(path=section.text("path"), kind=IgnoredKind(kind), reason=section.text("reason"))


def _needed(section: Section, name: str) -> tuple[str, ...]:
    found = section.words(name)
    if not found:
        raise section.fail(name, "found nothing, wanted a word or a list of words")
    return found


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"


def _parsed(section: Section, name: str, parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(section.text(name))
    except ValueError as error:
        raise section.fail(name, str(error)) from error
