"""`mlb-etl schema`: what the mapping says, and what answers hold that it does not say."""

from typing import Annotated, TypeVar

import typer

from mlb_data_platform.cli.console import out
from mlb_data_platform.cli.schema_coverage import coverage
from mlb_data_platform.cli.schema_drift import drift
from mlb_data_platform.mapping import Table, load_mappings
from mlb_data_platform.mapping.ddl import comment_statements, create_statements
from mlb_data_platform.mapping.dictionary import render_dictionary
from mlb_data_platform.warehouse import ViewFile, render_views, view_files

app = typer.Typer(no_args_is_help=True, help="What the mapping says, and what it does not know.")
app.command("coverage")(coverage)
app.command("drift")(drift)

Described = TypeVar("Described", Table, ViewFile)

TablesArgument = Annotated[
    list[str] | None, typer.Argument(help="Tables such as game.plays, or schemas such as game.")
]
ViewsOption = Annotated[
    bool, typer.Option("--views", help="Views in place of tables.", envvar="MLB_DOCS_VIEWS")
]


@app.command("ddl")
def ddl(tables: TablesArgument = None) -> int:
    """Print the DDL of the normalized tables, comments included.

    [bold]mlb-etl schema ddl game.plays[/]
    """
    for table in _wanted(tables):
        for statement in (*create_statements(table), *comment_statements(table)):
            out().print(f"{statement};", soft_wrap=True, markup=False, highlight=False)
    return 0


@app.command("docs")
def docs(tables: TablesArgument = None, *, views: ViewsOption = False) -> int:
    """Print the data dictionary as Markdown: tables, columns, types, units, meanings.

    [bold]mlb-etl schema docs game.plays schedule[/]
    [bold]mlb-etl schema docs --views mart.pitches[/]
    """
    text = render_views(_wanted_views(tables)) if views else render_dictionary(_wanted(tables))
    out().print(text, soft_wrap=True, markup=False, highlight=False, end="")
    return 0


def _wanted(names: list[str] | None) -> list[Table]:
    return _named([table for mapping in load_mappings() for table in mapping.tables], names)


def _wanted_views(names: list[str] | None) -> list[ViewFile]:
    return _named(view_files(), names)


def _named(everything: list[Described], names: list[str] | None) -> list[Described]:
    """Those with one of the names or in one of the schemas; all without names."""
    if not names:
        return everything
    found = [one for one in everything if {one.name, one.name.partition(".")[0]} & set(names)]
    if not found:
        wanted = ", ".join(one.name for one in everything)
        raise typer.BadParameter(f"found {', '.join(names)}, wanted one of: {wanted}")
    return found
