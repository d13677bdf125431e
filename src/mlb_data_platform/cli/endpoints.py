"""`mlb-etl endpoints`: what can be asked of the API, and what becomes of it."""

import difflib
from collections.abc import Sequence
from typing import Annotated

import typer

from mlb_data_platform.cli.console import (
    Output,
    counted,
    note,
    show_json,
    show_records,
    show_table,
)
from mlb_data_platform.cli.options import OutputOption
from mlb_data_platform.errors import UsageError
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.statsapi import Entry, load_catalogue

_BRIEF = ("method", "needs", "transform")
_FACTS = ("method", "paths", "needs", "takes", "raw_table", "transform", "aliases")


def endpoints(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="An endpoint (`Game`) or a method (`Game.boxscore`)."),
    ] = None,
    *,
    output: OutputOption = Output.TABLE,
) -> int:
    """List the methods of the API that can be asked, with parameters and where answers are kept.

    Each can be ingested raw: [bold]mlb-etl ingest --endpoint Game.boxscore --game-pks 744914[/]

    Where one has a word under `transform`, `mlb-etl transform` makes tables of its answers.

    [bold]mlb-etl endpoints[/]   all of them, a line each

    [bold]mlb-etl endpoints Person[/]   all about the methods of one endpoint

    [bold]mlb-etl endpoints Game.boxscore --output json[/]
    """
    subjects = {
        method: mapping.subject for mapping in load_mappings() for method in mapping.endpoints
    }
    facts = [_facts(entry, subjects.get(entry.name)) for entry in _entries(name)]
    if output is Output.JSON:
        show_json({"endpoints": facts})
    elif name is None:
        show_table("", _BRIEF, [[_words(one[fact]) for fact in _BRIEF] for one in facts])
        note(f"{counted(len(facts), 'method')}; all about one: mlb-etl endpoints Game.boxscore")
    else:
        show_records(_FACTS, [[_words(one[fact]) for fact in _FACTS] for one in facts])
    return 0


def _entries(name: str | None) -> Sequence[Entry]:
    """The methods that were asked for, whatever the case of their letters.

    Raises:
        UsageError: There are none.
    """
    entries = load_catalogue().entries
    if name is None:
        return entries
    wanted = name.lower()
    found = [
        entry
        for entry in entries
        for known in (entry.name, *entry.aliases)
        if wanted in {known.lower(), known.lower().partition(".")[0]}
    ]
    if found:
        return list(dict.fromkeys(found))
    known = {word for entry in entries for word in (entry.name, entry.name.partition(".")[0])}
    by_lower = {word.lower(): word for word in known}
    near = difflib.get_close_matches(wanted, sorted(by_lower), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(by_lower[one] for one in near)}?" if near else ""
    problem = f"{name}: no such endpoint or method in the catalogue"
    raise UsageError(problem, hint=hint or "`mlb-etl endpoints` lists what can be asked")


def _facts(entry: Entry, subject: str | None) -> dict[str, object]:
    """What a person or a machine wants to know; the subject is what `transform` calls it."""
    in_every_path = set.intersection(*(_in_path(entry, path) for path in entry.paths))
    needed = [one for one in entry.takes if one in in_every_path or one in entry.required]
    return {
        "method": entry.name,
        "paths": list(entry.paths),
        "needs": needed,
        "takes": [one for one in entry.takes if one not in needed],
        "raw_table": entry.raw_table,
        "transform": subject,
        "aliases": list(entry.aliases),
    }


def _in_path(entry: Entry, path: str) -> set[str]:
    return {name for name in entry.path_params if f"{{{name}}}" in path}


def _words(values: object) -> object:
    return ", ".join(values) if isinstance(values, list) else values
