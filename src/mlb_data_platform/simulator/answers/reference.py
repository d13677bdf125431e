"""Answers the reference lists: which codes there are and what they mean."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from mlb_data_platform.simulator.answers.asked import Answer, Asked, Routes
from mlb_data_platform.simulator.answers.game_status import all_game_states
from mlb_data_platform.simulator.plays import Json

_TABLE = "reference.yaml"
# Read whenever the simulator starts; the loader in C is ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _List(NamedTuple):
    """One list of the table: names of the columns, flag letters, rows."""

    fields: list[str]
    flags: Mapping[str, str]
    rows: list[list[object]]

    def entries(self) -> list[Json]:
        """Return what the API answers: one object a row."""
        return [self._entry(row) for row in self.rows]

    def _entry(self, row: list[object]) -> Json:
        entry: Json = dict(zip(self.fields, row, strict=False))
        if self.flags:
            letters = str(row[len(self.fields)])
            entry |= {field: letter in letters for letter, field in self.flags.items()}
        return entry


@cache
def all_reference_lists() -> dict[str, list[Json]]:
    """Return every reference list, by the last step of its path."""
    text = resources.files(__package__).joinpath(_TABLE).read_text(encoding="utf-8")
    table = {
        name: _List(fields=one["fields"], flags=one.get("flags", {}), rows=one["rows"])
        for name, one in yaml.load(text, _LOADER).items()  # noqa: S506  (a safe one)  # nosec B506
    }
    return {"gameStatus": all_game_states(), **{name: one.entries() for name, one in table.items()}}


def known_words() -> set[str]:
    """Return every code and word of the lists."""
    return {
        value
        for entries in all_reference_lists().values()
        for entry in entries
        for value in entry.values()
        if isinstance(value, str)
    }


def _answer(name: str) -> Answer:
    def answer(_asked: Asked) -> list[Json]:
        return all_reference_lists()[name]

    return answer


ROUTES: Routes = tuple((f"/api/v1/{name}", _answer(name)) for name in all_reference_lists())
