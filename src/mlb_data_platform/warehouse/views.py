"""Views are made anew whenever a table or their own text changed.

Most are files under `views/`; those of histories are made from the mapping (`validity.py`).
"""

from dataclasses import dataclass
from importlib.resources import files

import psycopg
from psycopg import sql

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.warehouse.validity import validity_views


@dataclass(frozen=True, slots=True)
class ViewFile:
    """One view's definition.

    Attributes:
        name: Schema and view, from the file name.
        text: Statements that make it, with comments and indexes.
    """

    name: str
    text: str

    @property
    def is_materialized(self) -> bool:
        """It holds rows of its own, until it is refreshed."""
        return "create materialized view" in self.text


def view_files() -> list[ViewFile]:
    """All views in the order of making: those of histories, then files by their number."""
    folder = files("mlb_data_platform.warehouse") / "views"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    made = [ViewFile(view.name, view.text) for view in validity_views(load_mappings())]
    return made + [
        ViewFile(f.name.removesuffix(".sql").partition("_")[2], f.read_text("utf-8")) for f in found
    ]


def drop_view(connection: psycopg.Connection, view: ViewFile) -> None:
    """Drop a view, if it is there."""
    kind = sql.SQL("materialized view" if view.is_materialized else "view")
    name = sql.Identifier(*view.name.split("."))
    connection.execute(sql.SQL("drop {} if exists {}").format(kind, name))


def create_view(connection: psycopg.Connection, view: ViewFile) -> None:
    """Make a view, and its schema where that is missing; an older definition goes first."""
    schema = sql.Identifier(view.name.partition(".")[0])
    connection.execute(sql.SQL("create schema if not exists {}").format(schema))
    drop_view(connection, view)
    connection.execute(view.text)


def refresh_views(connection: psycopg.Connection) -> dict[str, float]:
    """Refresh all materialized views without locking out their readers.

    Returns:
        Seconds it took, by view.
    """
    rows = connection.execute("select view_name, seconds from metadata.refresh_all_views()")
    return dict(rows.fetchall())
