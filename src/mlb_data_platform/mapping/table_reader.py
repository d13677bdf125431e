"""Reads one table of a mapping file: where its rows come from, its columns, and sets of columns."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace

from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.mapping.model import (
    Branch,
    Column,
    Source,
    SourceKind,
    Table,
    Validity,
)
from mlb_data_platform.mapping.paths import parse_each, parse_lead, parse_sources, parse_steps
from mlb_data_platform.mapping.table_checks import check_table
from mlb_data_platform.mapping.types import COLUMN_TYPES
from mlb_data_platform.yaml_section import Section, nearest

_TABLE_KEYS = (
    "meaning",
    "grain",
    "key",
    "partition",
    "indexes",
    "each",
    "with",
    "only",
    "hydration",
    "validity",
    "columns",
    "sets",
)
_COLUMN_KEYS = ("from", "context", "type", "meaning", "unit", "keep")
_OF_DOCUMENT = frozenset(
    {SourceKind.ROOT, SourceKind.REQUEST, SourceKind.CAPTURED, SourceKind.CONSTANT}
)
"""Sources that are the same wherever in a document a row stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReader:
    """Reads tables that share context columns and sets of columns.

    Attributes:
        context: Columns read once per document, by name.
        sets: The sections of the sets of columns, by name.
    """

    context: MappingOf[str, Column]
    sets: MappingOf[str, Section]

    def read(self, name: str, section: Section) -> Table:
        """Read one table.

        Args:
            name: Schema and table.
            section: What the file says of it.

        Raises:
            MappingError: Not valid; says file, line and key.
        """
        section.allow(_TABLE_KEYS)
        if name.count(".") != 1:
            raise section.fail("", f"{name!r} is not a table name; wanted such as 'game.plays'")
        inner = section.section("columns")
        for taken in set(inner.names()).intersection(SOURCE_COLUMN_DDL):
            raise inner.fail(taken, "the platform makes this column; choose another name")
        if "only" in section and section.text("only") != "complete":
            raise section.fail("only", f"found {section.text('only')!r}, wanted 'complete'")
        by_name = section.holds_section("each")
        branches = section.section("each").names() if by_name else [""]
        table = Table(
            name=name,
            meaning=section.text("meaning"),
            grain=section.text("grain"),
            key=section.needed_words("key"),
            branches=tuple(self._branch(one, section, branches) for one in branches),
            partition=section.text("partition") if "partition" in section else None,
            indexes=_indexes(section),
            only_complete="only" in section,
            hydration=section.text("hydration") if "hydration" in section else None,
            validity=_validity(section.section("validity")) if "validity" in section else None,
        )
        check_table(section, table)
        return table

    def _branch(self, name: str, table: Section, branches: Sequence[str]) -> Branch:
        inner = table.section("columns")
        columns = [
            _column(key, inner.section(key), self.context, branches, name) for key in inner.names()
        ]
        for one in table.section("sets").names():
            columns += self._columns_of_set(one, table.section("sets"), {c.name for c in columns})
        present: tuple[str, ...] = ()
        if table.holds_section("with"):
            table.section("with").allow(branches)
        where, key = (table.section("with"), name) if name else (table, "with")
        if key in where:
            present = where.parsed(key, parse_steps)
        place, key = (table.section("each"), name) if name else (table, "each")
        levels = place.parsed(key, parse_each)
        return Branch(name=name, levels=levels, columns=tuple(columns), present=present)

    def _columns_of_set(self, name: str, wanted: Section, taken: set[str]) -> Iterator[Column]:
        """The columns of a set, read below the path that the table names."""
        if name not in self.sets:
            raise wanted.fail(name, f"there is no {name!r} in sets{nearest(name, self.sets)}")
        lead, columns = wanted.parsed(name, parse_lead), self.sets[name]
        for key in columns.names():
            if key in taken:
                raise wanted.fail(name, f"the table has a column {key!r} already")
            column = _column(key, columns.section(key), {})
            for source in column.sources:
                if source.kind is not SourceKind.ITEM or source.up:
                    raise columns.fail(key, f"{source} is no path below an item")
            first, *others = (replace(s, steps=(*lead, *s.steps)) for s in column.sources)
            yield replace(column, source=first, fallbacks=tuple(others))


def read_context(name: str, section: Section) -> Column:
    """Read a context column: it is the same for a whole document, so its path begins at the root.

    Raises:
        MappingError: Not valid; says file, line and key.
    """
    column = _column(name, section, {})
    first, *others = (_of_document(source, section) for source in column.sources)
    return replace(column, source=first, fallbacks=tuple(others))


def _of_document(source: Source, section: Section) -> Source:
    is_nothing = source.kind is SourceKind.CONSTANT and not source.steps[0]
    if source.kind in _OF_DOCUMENT and not is_nothing:
        return source
    if source.up or source.kind is not SourceKind.ITEM or not source.steps:
        raise section.fail("from", f"{source} is no path of the document")
    return Source(kind=SourceKind.ROOT, steps=source.steps)


def _column(
    name: str,
    section: Section,
    context: MappingOf[str, Column],
    branches: Sequence[str] = (),
    branch: str = "",
) -> Column:
    section.allow(_COLUMN_KEYS)
    if "context" in section:
        return _from_context(name, section, context)
    kind = section.text("type")
    if kind not in COLUMN_TYPES:
        raise section.fail("type", f"there is no type {kind!r}{nearest(kind, COLUMN_TYPES)}")
    first, *others = _sources(section, branches, branch)
    return Column(
        name=name,
        type=COLUMN_TYPES[kind],
        source=first,
        fallbacks=tuple(others),
        meaning=section.text("meaning"),
        unit=section.text("unit", ""),
        keep=section.flag("keep"),
    )


def _sources(section: Section, branches: Sequence[str], branch: str) -> tuple[Source, ...]:
    """Where a branch finds the column; nowhere, a null for every row, when it is not named."""
    if not section.holds_section("from"):
        return section.parsed("from", parse_sources)
    by_branch = section.section("from")
    by_branch.allow(branches)
    if branch not in by_branch:
        return (Source(kind=SourceKind.CONSTANT),)
    return by_branch.parsed(branch, parse_sources)


def _from_context(name: str, section: Section, context: MappingOf[str, Column]) -> Column:
    wanted = section.text("context")
    if wanted not in context:
        problem = f"there is no {wanted!r} in context{nearest(wanted, context)}"
        raise section.fail("context", problem)
    shared = context[wanted]
    return replace(shared, name=name, meaning=section.text("meaning", shared.meaning))


def _validity(section: Section) -> Validity:
    section.allow(("as_of", "current", "history", "members", "beside"))
    return Validity(
        as_of=section.text("as_of"),
        current=section.text("current"),
        history=section.text("history"),
        members=section.words("members"),
        beside=section.words("beside"),
    )


def _indexes(section: Section) -> tuple[tuple[str, ...], ...]:
    found = section.as_written().get("indexes", [])
    if not isinstance(found, list) or not all(isinstance(one, list) for one in found):
        raise section.fail("indexes", "wanted a list of lists of columns")
    return tuple(tuple(map(str, one)) for one in found)
