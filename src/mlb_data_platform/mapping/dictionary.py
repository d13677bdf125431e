"""The data dictionary: the mapping as Markdown for people."""

from collections.abc import Iterable

from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL
from mlb_data_platform.mapping.model import Column, SourceKind, Table


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
    each = ".".join(map(str, table.levels)) or "the document"
    lines = [
        f"## {table.name}\n",
        (
            f"{table.meaning} **Grain:** {table.grain}. **Key:** {', '.join(table.key)}."
            f" **From:** `{each}`.\n"
        ),
        "| column | type | unit | meaning | from |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [_render_column(column) for column in table.columns]
    lines += [
        f"| {name} | {kind} |  | {_cell(meaning)} | the raw row |"
        for name, (kind, meaning) in SOURCE_COLUMN_DDL.items()
    ]
    return "\n".join(lines) + "\n"


def _render_column(column: Column) -> str:
    origin = f"request `{column.source.steps[0]}`" if _is_request(column) else f"`{column.source}`"
    cells = (column.name, column.type.postgres, column.unit, column.meaning, origin)
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _is_request(column: Column) -> bool:
    return column.source.kind is SourceKind.REQUEST


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
