"""Small mappings for tests: one table of rows, or whatever a test says."""

from collections.abc import Mapping as MappingOf

from mlb_data_platform.mapping import Mapping, read_mapping

KEY = "{from: k, type: integer, meaning: m}"
"""A key column read from `k`."""


def value(path: str = "v", kind: str = "text") -> str:
    """A column read from a path."""
    return f'{{from: "{path}", type: "{kind}", meaning: m}}'


def mapping_text(
    columns: MappingOf[str, str] | None = None,
    *,
    each: str = "rows[*]",
    key: str = "[k]",
    top: str = "",
    table: str = "",
    scope: str = "{columns: [k], from: rows}",
) -> str:
    """The YAML of a mapping with one table, `a.t`; `top` and `table` add lines to either."""
    lines = ["endpoint: A.read", "raw_tables: [a.raw]", f"scope: {scope}"]
    lines += [top] if top else []
    lines += [
        "tables:",
        "  a.t:",
        "    meaning: Things.",
        "    grain: one thing",
        f"    key: {key}",
    ]
    lines += [f"    each: {each}"]
    lines += [f"    {table}"] if table else []
    lines += ["    columns:"]
    lines += [f"      {name}: {said}" for name, said in (columns or {"k": KEY}).items()]
    return "\n".join(lines) + "\n"


def made_up(columns: MappingOf[str, str] | None = None, **said: str) -> Mapping:
    """The mapping that such a text says."""
    return read_mapping(mapping_text(columns, **said), name="made_up")
