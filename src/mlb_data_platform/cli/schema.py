"""`mlb-etl schema`: what the mapping says, and what answers hold that it does not say."""

from typing import Annotated

import typer

from mlb_data_platform.cli.console import out
from mlb_data_platform.cli.schema_coverage import coverage
from mlb_data_platform.cli.schema_drift import drift
from mlb_data_platform.mapping import Table, load_mappings
from mlb_data_platform.mapping.ddl import comment_statements, create_statements
from mlb_data_platform.mapping.dictionary import render_dictionary

app = typer.Typer(no_args_is_help=True, help="What the mapping says, and what it does not know.")
app.command("coverage")(coverage)
app.command("drift")(drift)

TablesArgument = Annotated[
    list[str] | None, typer.Argument(help="Tables such as game.plays, or schemas such as game.")
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
def docs(tables: TablesArgument = None) -> int:
    """Print the data dictionary as Markdown: tables, columns, types, units, meanings.

    [bold]mlb-etl schema docs game.plays schedule[/]
    """
    text = render_dictionary(_wanted(tables))
    out().print(text, soft_wrap=True, markup=False, highlight=False, end="")
    return 0


def _wanted(names: list[str] | None) -> list[Table]:
    everything = [table for mapping in load_mappings() for table in mapping.tables]
    if not names:
        return everything
    found = [t for t in everything if t.name in names or t.name.partition(".")[0] in names]
    if not found:
        wanted = ", ".join(table.name for table in everything)
        raise typer.BadParameter(f"found {', '.join(names)}, wanted one of: {wanted}")
    return found
