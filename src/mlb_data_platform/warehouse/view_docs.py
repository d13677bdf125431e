"""The data dictionary of views, read from the comments in their own files."""

import re
from collections.abc import Iterable

from mlb_data_platform.warehouse.views import ViewFile

_TEXT = r"'((?:[^']|'')*)'"
_VIEW_COMMENT = re.compile(rf"^comment on (?:materialized )?view (\S+) is\s+{_TEXT};", re.MULTILINE)
_COLUMN_COMMENT = re.compile(rf'^comment on column (\S+)\."?(\w+)"? is {_TEXT};', re.MULTILINE)


def view_meaning(view: ViewFile) -> str:
    """What a view is for and what one row stands for, as the database has it.

    Args:
        view: One file.

    Returns:
        The text of its comment; empty when it has none.
    """
    return next((_said(text) for name, text in _VIEW_COMMENT.findall(view.text)), "")


def column_meanings(view: ViewFile) -> dict[str, str]:
    """Meaning and unit of each column of a view, in the file's order.

    Args:
        view: One file.

    Returns:
        Meaning by column; columns that the file does not comment are missing.

    Example:
        >>> text = "comment on column mart.games.venue is 'Name of the ballpark''s field.';"
        >>> column_meanings(ViewFile("mart.games", text))
        {'venue': "Name of the ballpark's field."}
    """
    return {column: _said(text) for _, column, text in _COLUMN_COMMENT.findall(view.text)}


def render_views(views: Iterable[ViewFile]) -> str:
    """Render every view with its grain, every column with its meaning and unit.

    Args:
        views: In the order they are wanted.

    Returns:
        Markdown; it changes only when a view file does.
    """
    parts = ["# Views\n", "Made from the view files by `mlb-etl schema docs --views`.\n"]
    return "\n".join([*parts, *map(_render_view, views)])


def _render_view(view: ViewFile) -> str:
    kind = " It holds rows of its own, until it is refreshed." if view.is_materialized else ""
    lines = [f"## {view.name}\n", f"{view_meaning(view)}{kind}\n"]
    meanings = column_meanings(view)
    if meanings:
        lines += ["| column | meaning |", "| --- | --- |"]
        lines += [f"| {name} | {_cell(meaning)} |" for name, meaning in meanings.items()]
        lines[-1] += "\n"
    return "\n".join(lines)


def _said(literal: str) -> str:
    return literal.replace("''", "'")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
