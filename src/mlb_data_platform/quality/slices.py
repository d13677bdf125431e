"""Which part of the tables a quality run looks at.

A slice is what one document speaks for (`mapping.Scope`): a game, a day of a sport's schedule, a
season of a sport. Every normalized table carries the columns that name it, so one rule restricts
them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib.resources import files
from typing import TypeAlias

from mlb_data_platform.warehouse import Connection, Selection, read_query

Slices: TypeAlias = Mapping[str, Sequence[str]]
"""By subject (`game`, `schedule`, …) the slices as text, e.g. `744914` or `1/2024-07-01`.

A subject that is not there is left out. None in place of it means everything."""

_FILTERS = ("game_pks", "start_date", "end_date", "season")
_SUBJECTS = {
    "game": _FILTERS,
    "schedule": ("start_date", "end_date", "season"),
    "season": ("season",),
}
"""By subject the filters that say something about it."""


def find_slices(connection: Connection, selection: Selection) -> Slices | None:
    """The slices that a user's filters choose.

    Args:
        connection: Any.
        selection: Games, days, season; nothing else is looked at.

    Returns:
        The slices of every subject that all the filters say something about; None when there is
        no filter.
    """
    given = {name: getattr(selection, name) for name in _FILTERS}
    used = {name for name, value in given.items() if value not in ((), None)}
    if not used:
        return None
    values = given | {"game_pks": list(selection.game_pks) or None}
    return {
        subject: [str(text) for (text,) in read_query(connection, _query(subject), values).rows]
        for subject, filters in _SUBJECTS.items()
        if used <= set(filters)
    }


def describe(selection: Selection) -> str:
    """The filters in words; `everything` when there is none.

    Example:
        >>> describe(Selection(season=2024))
        'season 2024'
    """
    words = []
    for one in fields(selection):
        value = getattr(selection, one.name)
        if value not in ((), None):
            shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            words.append(f"{one.name.replace('_', ' ')} {shown}")
    return "; ".join(words) or "everything"


def _query(subject: str) -> str:
    file = files("mlb_data_platform.quality") / "sql" / f"slices_{subject}.sql"
    return file.read_text("utf-8")
