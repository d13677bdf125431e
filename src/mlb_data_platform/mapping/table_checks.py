"""What a mapping has to fulfil beyond its form, so that the kernel never meets a surprise."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from contextlib import contextmanager

from mlb_data_platform.mapping.decoder import Node, add_column, add_context, places_of
from mlb_data_platform.mapping.model import (
    ALTERNATIVE,
    Branch,
    Column,
    LevelKind,
    Scope,
    Source,
    SourceKind,
    Table,
)
from mlb_data_platform.yaml_section import Section, nearest

_WHOLE = ("smallint", "integer", "bigint")
_KINDS = {
    SourceKind.POSITION: _WHOLE,
    SourceKind.KEY: ("text", "integer_text"),
    SourceKind.REQUEST: ("text", "integer_text", "day", "year", "season_start", *_WHOLE),
    SourceKind.CAPTURED: ("day", "year", "season_start", "date", "timestamptz"),
    SourceKind.LISTED: ("boolean", *_WHOLE),
    SourceKind.CONSTANT: ("text", *_WHOLE),
}
"""Types that a source without a JSON type of its own can have."""


def check_table(section: Section, table: Table) -> None:
    """Key, partition and indexes name columns; every source fits its type and its depth.

    Raises:
        MappingError: One does not; says file, line and key.
    """
    _check_columns(section, table)
    for branch in table.branches:
        _check_depth(section.section("columns"), branch)
        _check_sources(section.section("columns"), branch)


def check_scope(every: MappingOf[str, Section], scope: Scope, tables: tuple[Table, ...]) -> None:
    """Every table carries the scope, else its rows could never be replaced.

    Args:
        every: The section that holds each table, by the table's name.
        scope: The scope.
        tables: All tables.

    Raises:
        MappingError: One does not; says file, line and key.
    """
    for table in tables:
        missing = set(scope.columns) - {column.name for column in table.columns}
        if missing:
            raise every[table.name].fail(
                table.name, f"lacks the scope's column {', '.join(sorted(missing))}"
            )


def check_places(
    shared: Section,
    every: MappingOf[str, Section],
    context: MappingOf[str, Column],
    tables: tuple[Table, ...],
) -> None:
    """No two columns read one place in ways that do not go together; what rows want is read.

    Args:
        shared: The section of the context columns.
        every: The section that holds each table, by the table's name.
        context: The context columns.
        tables: All tables.

    Raises:
        MappingError: Two do, or nothing is; says file, line and key.
    """
    root = Node()
    wanted = []
    for name, column in context.items():
        with _placed(shared, name):
            add_context(root, column)
    for table in tables:
        columns = every[table.name].section(table.name).section("columns")
        for branch in table.branches:
            with _placed(every[table.name], table.name):
                places = places_of(root, branch)
            for column in branch.columns:
                with _placed(columns, column.name):
                    add_column(root, places, branch, column)
            if branch.present:
                wanted.append((every[table.name].section(table.name), branch, places[-1]))
    for section, branch, items in wanted:
        where, key = (section.section("with"), branch.name) if branch.name else (section, "with")
        with _placed(where, key):
            _check_present(branch.present, items)


def _check_present(steps: tuple[str, ...], items: Sequence[Node]) -> None:
    """Some column reads what has to be there; else no row would ever be made."""
    if not any(item.at(steps).ways for item in items):
        raise ValueError(f"no column reads {'.'.join(steps)!r} or anything below it")


def _check_columns(section: Section, table: Table) -> None:
    """Key, partition, indexes and validity name columns that are there."""
    names = {column.name for column in table.columns}
    named = {
        "key": table.key,
        "partition": (table.partition,) if table.partition else (),
        "indexes": tuple(column for index in table.indexes for column in index),
        "validity": (table.validity.as_of, *table.validity.members) if table.validity else (),
        "beside": table.validity.beside if table.validity else (),
    }
    for where, wanted in named.items():
        for name in wanted:
            if name not in names:
                place = "validity" if where == "beside" else where
                raise section.fail(place, f"there is no column {name!r}{nearest(name, names)}")
            if where == "validity" and name not in table.key:
                raise section.fail(where, f"{name} is no part of the key")
    if table.validity and table.column(table.validity.as_of).type.postgres != "date":
        raise section.fail("validity", f"{table.validity.as_of} is no date")


def _check_depth(columns: Section, branch: Branch) -> None:
    """No column climbs above the document."""
    depth = len(branch.levels)
    every = [(column, source) for column in branch.columns for source in column.sources]
    for column, source in every:
        kind = source.kind
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
    every = [(column, source) for column in branch.columns for source in column.sources]
    for column, source in every:
        kind = column.type
        wanted = _KINDS.get(source.kind)
        is_nothing = source.kind is SourceKind.CONSTANT and not source.steps
        if wanted and kind.name not in wanted and not is_nothing:
            problem = f"{source} is {kind.name}, wanted {' or '.join(wanted)}"
            raise columns.fail(column.name, problem)
        if source.kind is SourceKind.CONSTANT and kind.name in _WHOLE:
            _check_number(columns, column, source)
        if source.is_by_alternative and not (by_alternative and source.kind is SourceKind.ROOT):
            problem = f"{source}: {ALTERNATIVE} needs a path from $ and each: 'path.{{a,b}}'"
            raise columns.fail(column.name, problem)


def _check_number(columns: Section, column: Column, source: Source) -> None:
    for text in source.steps:
        if not text.removeprefix("-").isdecimal():
            raise columns.fail(column.name, f"{source} is no whole number")


@contextmanager
def _placed(section: Section, name: str) -> Iterator[None]:
    """Say in which line of the file a place does not go together with another."""
    try:
        yield
    except ValueError as error:
        raise section.fail(name, str(error)) from error
