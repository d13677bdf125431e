"""`mlb-etl schema drift`: fields of answers that the mapping does not know."""

from typing import Annotated

import typer

from mlb_data_platform.cli.console import note
from mlb_data_platform.cli.options import DatabaseOptions, with_database
from mlb_data_platform.cli.query import QueryOutput, show_result
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.warehouse import forget_known_fields, read_named


@with_database
def drift(
    *,
    output: Annotated[
        QueryOutput, typer.Option(help="table, csv or json.", envvar="MLB_QUERY_OUTPUT")
    ] = QueryOutput.TABLE,
    db: DatabaseOptions,
) -> int:
    """Show the fields that answers have and the mapping does not know.

    Every transform looks at a sample of what it reads. Drift is news, not an error.

    [bold]mlb-etl schema drift[/]

    [bold]mlb-etl schema drift --output csv > drift.csv[/]
    """
    with db.open() as (_, connection):
        forget_known_fields(connection, load_mappings())
        found = read_named(connection, "drift")
    if output is QueryOutput.TABLE and not found.rows:
        note("none: the mapping knows every field that transforms have looked at")
        return 0
    show_result(found, output)
    return 0
