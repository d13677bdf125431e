"""`mlb-etl schema drift`: fields of answers that the mapping does not know."""

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated

import typer

from mlb_data_platform.cli.console import counted, note, out
from mlb_data_platform.cli.options import DatabaseOptions, with_database
from mlb_data_platform.cli.query import QueryOutput, show_result
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.warehouse import QueryResult, forget_known_fields, read_named


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
    if output is QueryOutput.TABLE:
        _show(found)
    else:
        show_result(found, output)
    return 0


def _show(found: QueryResult) -> None:
    """As lines: paths are long, and a person wants to copy them whole."""
    entries = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    if not entries:
        note("none: the mapping knows every field that transforms have looked at")
    for mapping, group in groupby(entries, key=lambda one: str(one["mapping"])):
        out().print(f"[bold]Fields that {mapping} does not know[/]")
        for one in group:
            out().print(_entry(one), markup=False, soft_wrap=True)


def _entry(one: Mapping[str, object]) -> str:
    seen = f"{one['first_seen']:%Y-%m-%d}", f"{one['last_seen']:%Y-%m-%d}"
    said = ", ".join(
        [
            str(one["json_type"]),
            counted(int(str(one["documents"])), "document"),
            "seen " + " to ".join(dict.fromkeys(seen)),
            f"e.g. {one['example']} in {one['raw_table']} id {one['raw_id']}",
        ]
    )
    return f"  {one['path']}\n    {said}"
