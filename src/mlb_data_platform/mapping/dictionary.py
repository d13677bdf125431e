"""The data dictionary: the mapping as Markdown for people."""

from collections.abc import Iterable

from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.mapping.model import Source, SourceKind, Table


def render_dictionary(tables: Iterable[Table]) -> str:
    """Render every table with its grain and key, every column with type, unit, meaning and origin.

    Args:
        tables: In the order they are wanted.

    Returns:
        Markdown; it changes only when the mapping does.
    """
    parts = ["# Tables\n", "Made from the mapping by `mlb-etl schema docs`.\n"]
    parts += [_render_table(table) for table in tables]
    return "\n".join(parts)


def _render_table(table: Table) -> str:
    lines = [
        f"## {table.name}\n",
        (
            f"{table.meaning} **Grain:** {table.grain}. **Key:** {', '.join(table.key)}."
            f" **From:** {_origins(table)}.\n"
        ),
        "| column | type | unit | meaning | from |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [_render_column(table, number) for number in range(len(table.columns))]
    lines += [
        f"| {name} | {kind} |  | {_cell(meaning)} | the raw row |"
        for name, (kind, meaning) in SOURCE_COLUMN_DDL.items()
    ]
    return "\n".join(lines) + "\n"


def _origins(table: Table) -> str:
    """Where a table's rows come from; with more than one place, each with its name."""
    found = []
    for branch in table.branches:
        place = f"`{branch.each}`" if branch.levels else "`the document`"
        holding = f" where `{'.'.join(branch.present)}` holds a value" if branch.present else ""
        found.append(f"{branch.name} {place}{holding}".strip())
    return ", ".join(found)


def _render_column(table: Table, number: int) -> str:
    column = table.columns[number]
    cells = (column.name, column.type.postgres, column.unit, column.meaning)
    return "| " + " | ".join(map(_cell, (*cells, _origin(table, number)))) + " |"


def _origin(table: Table, number: int) -> str:
    """Where the column is found: one place, or one for each branch."""
    sources = {branch.name: branch.columns[number].sources for branch in table.branches}
    if len(set(sources.values())) == 1:
        return _all_shown(table.columns[number].sources)
    named = (f"{name} {_all_shown(s)}" for name, s in sources.items() if not _is_nothing(s[0]))
    return ", ".join(named)


def _all_shown(sources: Iterable[Source]) -> str:
    return ", else ".join(map(_shown, sources))


def _shown(source: Source) -> str:
    if source.kind is SourceKind.CAPTURED:
        return "the time of capture"
    if source.kind is SourceKind.REQUEST:
        return "the whole request" if source.steps == ("*",) else f"request `{source.steps[0]}`"
    return f"`{source}`"


def _is_nothing(source: Source) -> bool:
    return source.kind is SourceKind.CONSTANT and not source.steps


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
