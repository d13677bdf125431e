"""Reads mapping files, strictly: an unknown key is an error with its file, line and nearest valid key."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mlb_data_platform.mapping.errors import MappingError
from mlb_data_platform.mapping.model import (
    Column,
    Ignored,
    Mapping,
    Scope,
    ScopeOrigin,
    Source,
    SourceKind,
    Table,
)
from mlb_data_platform.mapping.paths import parse_each, parse_from
from mlb_data_platform.mapping.types import COLUMN_TYPES
from mlb_data_platform.mapping.yaml_lines import Block, read_block

_MAPPING_KEYS = {
    "endpoint",
    "raw_tables",
    "scope",
    "complete_with",
    "not_with",
    "context",
    "tables",
    "ignored",
}
_TABLE_KEYS = {"meaning", "grain", "key", "partition", "indexes", "each", "only", "columns"}
_COLUMN_KEYS = {"from", "context", "type", "meaning", "unit", "keep"}
SOURCE_COLUMNS = ("source_captured_at", "source_raw_id")
"""Columns that every normalized table has beside the mapped ones."""


@cache
def load_mappings() -> tuple[Mapping, ...]:
    """Read every mapping the package ships, in the order of their names.

    Raises:
        MappingError: A file is not a valid mapping.
    """
    folder = files("mlb_data_platform.mapping") / "documents"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple(
        read_mapping(f.read_text("utf-8"), name=f.name.removesuffix(".yaml"), file=f.name)
        for f in found
    )


def mapping_for_raw_table(raw_table: str) -> Mapping | None:
    """The shipped mapping that reads a raw table; None when nothing does."""
    return next((m for m in load_mappings() if raw_table in m.raw_tables), None)


def read_mapping(text: str, *, name: str, file: str | None = None) -> Mapping:
    """Read one mapping file.

    Args:
        text: Its YAML.
        name: What the mapping is called, e.g. `game_live_v1`.
        file: File name for errors; the name with `.yaml` by default.

    Returns:
        The mapping.

    Raises:
        MappingError: Not valid; says file and line.
    """
    block = read_block(text, file=Path(file or f"{name}.yaml").name)
    _known(block, _MAPPING_KEYS, needed={"endpoint", "raw_tables", "scope", "tables"})
    context = {
        key: _rooted(_column(key, value, {}))
        for key, value in _blocks(block, "context", optional=True)
    }
    scope = _scope(_block(block, "scope"))
    tables = tuple(_table(key, value, context) for key, value in _blocks(block, "tables"))
    _check_scope(block, scope, tables)
    complete = _words(block, "complete_with") if "complete_with" in block else None
    return Mapping(
        name=name,
        endpoints=tuple(_words(block, "endpoint")),
        raw_tables=tuple(_words(block, "raw_tables")),
        scope=scope,
        context=context,
        tables=tables,
        ignored=tuple(_ignored(block)),
        complete_with=None if complete is None else frozenset(complete),
        not_with=frozenset(_words(block, "not_with") if "not_with" in block else ()),
    )


def _table(name: str, block: Block, context: dict[str, Column]) -> Table:
    _known(block, _TABLE_KEYS, needed={"meaning", "grain", "key", "each", "columns"})
    if name.count(".") != 1:
        raise block.error(f"{name!r} is not a table name; wanted such as 'game.plays'")
    columns = tuple(_column(key, value, context) for key, value in _blocks(block, "columns"))
    names = {column.name for column in columns}
    for taken in names.intersection(SOURCE_COLUMNS):
        raise block.error(f"the column {taken!r} is made by the platform; choose another name")
    key, indexes = tuple(_words(block, "key")), tuple(map(tuple, block.get("indexes", ())))
    partition = block.get("partition")
    for wanted in (*key, *(c for index in indexes for c in index), *filter(None, [partition])):
        if wanted not in names:
            raise block.error(f"{name}: there is no column {wanted!r}{_nearest(wanted, names)}")
    only = block.get("only")
    if only not in (None, "complete"):
        raise block.error(f"found only: {only!r}, wanted 'complete'", "only")
    table = Table(
        name=name,
        meaning=_text(block, "meaning"),
        grain=_text(block, "grain"),
        key=key,
        levels=_parsed(block, "each", parse_each),
        columns=columns,
        partition=partition,
        indexes=indexes,
        only_complete=only == "complete",
    )
    _check_depth(block, table)
    return table


def _column(name: str, block: Block, context: dict[str, Column]) -> Column:
    _known(block, _COLUMN_KEYS, needed=set())
    if "context" in block:
        return _from_context(name, block, context)
    for wanted in ("from", "type", "meaning"):
        if wanted not in block:
            raise block.error(f"the column {name!r} has no {wanted!r}")
    type_name = _text(block, "type")
    if type_name not in COLUMN_TYPES:
        problem = f"there is no type {type_name!r}{_nearest(type_name, COLUMN_TYPES)}"
        raise block.error(problem, "type")
    return Column(
        name=name,
        type=COLUMN_TYPES[type_name],
        source=_parsed(block, "from", parse_from),
        meaning=_text(block, "meaning"),
        unit=_text(block, "unit") if "unit" in block else "",
        keep=block.get("keep") is True,
    )


def _from_context(name: str, block: Block, context: dict[str, Column]) -> Column:
    wanted = _text(block, "context")
    if wanted not in context:
        raise block.error(f"there is no {wanted!r} in context{_nearest(wanted, context)}")
    shared = context[wanted]
    return Column(
        name=name,
        type=shared.type,
        source=shared.source,
        meaning=block.get("meaning", shared.meaning),
        unit=shared.unit,
        keep=shared.keep,
    )


def _rooted(column: Column) -> Column:
    """Context is read once per document, so its paths begin at the root."""
    if column.source.kind is not SourceKind.ITEM:
        return column
    return replace(column, source=Source(kind=SourceKind.ROOT, steps=column.source.steps))


def _scope(block: Block) -> Scope:
    _known(block, {"columns", "from"}, needed={"columns"})
    origin = block.get("from", "context")
    if origin not in {o.value for o in ScopeOrigin}:
        raise block.error(f"found from: {origin!r}, wanted context, rows or days", "from")
    return Scope(columns=tuple(_words(block, "columns")), origin=ScopeOrigin(origin))


def _check_scope(block: Block, scope: Scope, tables: tuple[Table, ...]) -> None:
    """Every table carries the scope, else its rows could never be replaced."""
    for table in tables:
        missing = set(scope.columns) - {column.name for column in table.columns}
        if missing:
            problem = f"{table.name} lacks the scope's column {', '.join(sorted(missing))}"
            raise block["tables"].error(problem, table.name)


def _check_depth(block: Block, table: Table) -> None:
    """No column climbs above the document."""
    for column in table.columns:
        if column.source.up > len(table.levels):
            raise block["columns"].error(
                f"{column.name}: {column.source} climbs {column.source.up} levels,"
                f" but each has {len(table.levels)}",
                column.name,
            )
        positional = column.source.kind in {SourceKind.POSITION, SourceKind.KEY}
        if positional and column.source.up >= len(table.levels):
            problem = f"{column.name}: the document itself has no position or key"
            raise block["columns"].error(problem, column.name)


def _ignored(block: Block) -> Iterable[Ignored]:
    for entry in block.get("ignored") or ():
        if not isinstance(entry, Block):
            raise block.error("wanted a list of {path, reason}", "ignored")
        _known(entry, {"path", "reason"}, needed={"path", "reason"})
        yield Ignored(path=_text(entry, "path"), reason=_text(entry, "reason"))


def _known(block: Block, known: set[str], *, needed: set[str]) -> None:
    for key in block:
        if key not in known:
            raise block.error(f"unknown key {key!r}{_nearest(key, known)}", key)
    for key in sorted(needed - set(block)):
        raise block.error(f"the key {key!r} is missing")


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(sorted(known))}"


def _block(block: Block, key: str) -> Block:
    value = block[key]
    if not isinstance(value, Block):
        raise block.error(f"{key}: wanted keys with values", key)
    return value


def _blocks(block: Block, key: str, *, optional: bool = False) -> list[tuple[str, Block]]:
    if optional and key not in block:
        return []
    inner = _block(block, key)
    return [(name, _block(inner, name)) for name in inner]


def _text(block: Block, key: str) -> str:
    value = block[key]
    if not isinstance(value, str) or not value.strip():
        raise block.error(f"{key}: found {value!r}, wanted text (quote it)", key)
    return value


def _words(block: Block, key: str) -> list[str]:
    value = block[key]
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise block.error(f"{key}: found {value!r}, wanted a list of words", key)
    return words


def _parsed(block: Block, key: str, parse: Callable[[str], Any]) -> Any:  # noqa: ANN401
    try:
        return parse(_text(block, key))
    except ValueError as error:
        raise block.error(f"{key}: {error}", key) from error


__all__ = ["SOURCE_COLUMNS", "MappingError", "load_mappings", "mapping_for_raw_table", "read_mapping"]
