"""Reads mapping files strictly: an unknown key is an error with file, line and nearest key."""

from collections.abc import Mapping as MappingOf
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from mlb_data_platform.mapping.coverage_patterns import parse_pattern
from mlb_data_platform.mapping.errors import MappingError
from mlb_data_platform.mapping.model import Ignored, IgnoredKind, Mapping, Scope, ScopeOrigin
from mlb_data_platform.mapping.table_checks import check_places, check_scope
from mlb_data_platform.mapping.table_reader import TableReader, read_context
from mlb_data_platform.yaml_section import Section, nearest, read_section

_PART_KEYS = ("sets", "tables", "ignored")
_MAPPING_KEYS = (
    "endpoint",
    "raw_tables",
    "scope",
    "complete_with",
    "not_with",
    "context",
    "parts",
    *_PART_KEYS,
)
_COLUMNS_OF_DAYS = 2


@cache
def load_mappings() -> tuple[Mapping, ...]:
    """Read every mapping the package ships, in the order of their names.

    A large one has parts: beside `game_live_v1.yaml` there may be `game_live_v1.boxscore.yaml`.

    Raises:
        MappingError: A file is not a valid mapping.
    """
    return read_mappings(_shipped())


@cache
def load_mapping(name: str) -> Mapping:
    """Read one mapping the package ships: what a process that transforms one kind needs.

    Args:
        name: Such as `game_live_v1`.

    Raises:
        MappingError: Its file is not a valid mapping.
        KeyError: There is none of that name.
    """
    if load_mappings.cache_info().currsize:
        return {mapping.name: mapping for mapping in load_mappings()}[name]
    texts = _shipped()
    wanted = {name: texts[name]}
    [mapping] = read_mappings(wanted | {one: text for one, text in texts.items() if "." in one})
    return mapping


def _shipped() -> dict[str, str]:
    """The YAML of all files by their names without suffix, in the order of their names."""
    folder = files("mlb_data_platform.mapping") / "documents"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {f.name.removesuffix(".yaml"): f.read_text("utf-8") for f in found}


def read_mappings(texts: MappingOf[str, str]) -> tuple[Mapping, ...]:
    """Read mappings with their parts.

    Args:
        texts: The YAML of all files by their names without suffix; a name with a point in it is a
            part of the mapping before the point, or of those that name it under `parts`.

    Returns:
        The mappings, in the order of their names.

    Raises:
        MappingError: A file is not a valid mapping.
    """
    shared = {name: text for name, text in texts.items() if "." in name}
    return tuple(
        read_mapping(
            text,
            name=name,
            parts={one: other for one, other in shared.items() if one.startswith(f"{name}.")},
            shareable=shared,
        )
        for name, text in texts.items()
        if "." not in name
    )


def mapping_for_raw_table(raw_table: str) -> Mapping | None:
    """The shipped mapping that reads a raw table; None when nothing does."""
    return next((m for m in load_mappings() if raw_table in m.raw_tables), None)


def read_mapping(
    text: str,
    *,
    name: str,
    parts: MappingOf[str, str] = MappingProxyType({}),
    shareable: MappingOf[str, str] = MappingProxyType({}),
) -> Mapping:
    """Read one mapping.

    Args:
        text: The YAML of its file.
        name: What the mapping is called, e.g. `game_live_v1`; its file is `game_live_v1.yaml`.
        parts: The YAML of further files by their names without suffix; they hold more sets,
            tables and ignored paths, in this order.
        shareable: Parts that it may name under `parts`: several mappings may fill one table.

    Returns:
        The mapping.

    Raises:
        MappingError: Not valid; says file, line and key.
    """
    top = read_section(text, file=f"{name}.yaml", error=MappingError)
    top.allow(_MAPPING_KEYS)
    sections = [top]
    for part, said in {**parts, **_wanted_parts(top, shareable)}.items():
        sections.append(read_section(said, file=f"{part}.yaml", error=MappingError))
        sections[-1].allow(_PART_KEYS)
    shared = top.section("context")
    context = {key: read_context(key, shared.section(key)) for key in shared.names()}
    sets = {key: one.section(key) for key, one in _named_in(sections, "sets").items()}
    every = _named_in(sections, "tables")
    reader = TableReader(context=context, sets=sets)
    tables = tuple(reader.read(key, one.section(key)) for key, one in every.items())
    if not tables:
        raise top.fail("tables", "found none, wanted one at least")
    scope = _scope(top.section("scope"))
    check_scope(every, scope, tables)
    check_places(shared, every, context, tables)
    return Mapping(
        name=name,
        endpoints=top.needed_words("endpoint"),
        raw_tables=top.needed_words("raw_tables"),
        scope=scope,
        context=context,
        tables=tables,
        ignored=tuple(_ignored(one) for part in sections for one in part.sections("ignored")),
        complete_with=frozenset(top.words("complete_with")) if "complete_with" in top else None,
        not_with=frozenset(top.words("not_with")),
    )


def _wanted_parts(top: Section, shared: MappingOf[str, str]) -> dict[str, str]:
    """The parts that a mapping names."""
    wanted = top.words("parts") if "parts" in top else ()
    for part in wanted:
        if part not in shared:
            raise top.fail("parts", f"there is no part {part!r}{nearest(part, shared)}")
    return {part: shared[part] for part in wanted}


def _named_in(sections: list[Section], key: str) -> dict[str, Section]:
    """What all files name under a key: for each name the section that holds it."""
    found: dict[str, Section] = {}
    for section in sections:
        inner = section.section(key)
        for name in inner.names():
            if name in found:
                raise inner.fail(name, "another file of the mapping has it already")
            found[name] = inner
    return found


def _scope(section: Section) -> Scope:
    section.allow(("columns", "from"))
    origin, known = section.text("from", "context"), [one.value for one in ScopeOrigin]
    if origin not in known:
        raise section.fail("from", f"found {origin!r}, wanted one of {', '.join(known)}")
    columns = section.needed_words("columns")
    if origin == ScopeOrigin.DAYS.value and len(columns) != _COLUMNS_OF_DAYS:
        raise section.fail("columns", f"found {', '.join(columns)}, wanted the sport and the day")
    return Scope(columns=columns, origin=ScopeOrigin(origin))


def _ignored(section: Section) -> Ignored:
    section.allow(("path", "kind", "reason"))
    kind, known = section.text("kind"), [one.value for one in IgnoredKind]
    if kind not in known:
        raise section.fail("kind", f"found {kind!r}, wanted one of {', '.join(known)}")
    section.parsed("path", parse_pattern)
    return Ignored(path=section.text("path"), kind=IgnoredKind(kind), reason=section.text("reason"))
