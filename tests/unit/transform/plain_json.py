"""A second, slow and simple reading of answers by the mapping files: plain YAML, plain dicts.

It shares no code with the product, so that both can only agree by being right.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tests.support.stubs import CAPTURED_AT


@dataclass(frozen=True)
class Place:
    """An item that a row stands for: its value, its position or key, and what encloses it."""

    value: Any
    key: int | str | None = None
    above: "Place | None" = None


@cache
def read_mapping_file(name: str) -> dict[str, Any]:
    """A mapping as YAML says it, its parts put together."""
    folder = files("mlb_data_platform.mapping") / "documents"
    found: dict[str, Any] = {"sets": {}, "tables": {}}
    for file in folder.iterdir():
        if file.name.split(".")[0] == name and file.name.endswith(".yaml"):
            said = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
            for part in said.pop("parts", []):
                shared = yaml.load((folder / f"{part}.yaml").read_text("utf-8"), yaml.CSafeLoader)
                found["tables"] |= shared["tables"]
            for key in ("sets", "tables"):
                found[key] |= said.pop(key, {})
            found = {**said, **found}
    return found


def rows_of(name: str, table: str, answer: Any, params: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every row of one table that an answer holds."""
    said = read_mapping_file(name)
    about = said["tables"][table]
    if about.get("only") == "complete" and set(params) - set(said["complete_with"]):
        return []
    columns = {n: resolved(column, said) for n, column in about["columns"].items()}
    for known, lead in about.get("sets", {}).items():
        for n, column in said["sets"][known].items():
            columns[n] = {**column, "from": f"{lead}.{column['from']}"}
    return [
        {n: read_first(in_branch(c, branch), p, answer, params) for n, c in columns.items()}
        for branch, each in named(about["each"]).items()
        for p in iter_places(answer, each)
        if holds_a_value(p, named(about.get("with", {})).get(branch))
    ]


def named(said: Any) -> dict[str, Any]:
    """What is said for each branch; a table with one branch gives it no name."""
    return said if isinstance(said, dict) else {"": said}


def in_branch(column: dict[str, Any], branch: str) -> dict[str, Any]:
    """The column as one branch reads it."""
    found = column["from"]
    return {**column, "from": found.get(branch) if isinstance(found, dict) else found}


def holds_a_value(place: Place, path: str | None) -> bool:
    """Whether an item makes a row: it has to hold a value below the path, if there is one."""
    value = place.value
    for key in path.split(".") if path else ():
        value = step(value, key)
    if not isinstance(value, dict):
        return path is None or value is not None
    return path is None or any(one is not None for one in value.values())


def resolved(column: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """A column, or the one of the document's context that it stands for."""
    if "context" not in column:
        return column
    shared = said["context"][column["context"]]
    ways = (way if way[0] in "@!=$" else f"$.{way}" for way in shared["from"].split(" | "))
    return {**shared, "from": " | ".join(ways)}


def iter_places(answer: Any, each: str) -> Iterator[Place]:
    """The items at `each`, one step after the other."""
    places = [(Place(answer), answer)]
    for word in re.findall(r"\{[^}]*\}|[^.{]+", each.removeprefix("$").replace("}[", "}.[")):
        places = [found for place, held in places for found in follow(place, held, word)]
    return (place for place, _ in places)


def follow(place: Place, held: Any, word: str) -> Iterator[tuple[Place, Any]]:
    """One step: into a field, or to every item."""
    if word == "*":
        found = list((held or {}).items())
    elif word.startswith("{"):
        names = word.strip("{}").split(",")
        found = [(n, (held or {})[n]) for n in names if (held or {}).get(n) is not None]
    elif word.endswith("[*]"):
        array = held if word == "[*]" else step(held, word.removesuffix("[*]"))
        found = list(enumerate(array or []))
    else:
        yield place, step(held, word)
        return
    for key, value in found:
        yield Place(value, key, place), value


def step(held: Any, key: str) -> Any:
    """The value under a key; None where there is none."""
    return held.get(key) if isinstance(held, dict) else None


def read_first(column: dict[str, Any], place: Place, answer: Any, params: Mapping[str, str]) -> Any:
    """The first of a column's values that there is."""
    for way in (column["from"] or "").split(" | "):
        found = read({**column, "from": way or None}, place, answer, params)
        if found is not None:
            return found
    return None


def read(column: dict[str, Any], place: Place, answer: Any, params: Mapping[str, str]) -> Any:
    """One value: found by its path, turned into its type."""
    path, kind = column["from"], column["type"]
    if path == "!captured_at":
        return typed(CAPTURED_AT.isoformat(), kind)
    if path == "@*":
        return "&".join(f"{name}={params[name]}" for name in sorted(params))
    if path is None or path[0] in "=@":
        text = path and (path[1:] if path[0] == "=" else params.get(path[1:]))
        return typed(text, "integer_text" if "int" in kind else kind)
    if listed := re.fullmatch(r"\^(\w+)\[person\.id\]", path):
        ids, one = place.above.value[listed[1]], place.value["person"]["id"]
        return one in ids if kind == "boolean" else ids.index(one) if one in ids else None
    while path.startswith("^"):
        path, place = path[1:], place.above
    if path in {"#", "~", "#1"}:
        return place.key if path != "#1" else place.key + 1
    value = answer if path.startswith("$.") else place.value
    for key in filter(None, path.removeprefix("$.").split(".")):
        value = step(value, str(place.key) if key == "{~}" else key)
    return typed(value, kind)


def compact(value: Any) -> str:
    """JSON text without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def number_in(value: Any) -> float | None:
    """A number, or the number that a text is."""
    try:
        return None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


PLACEHOLDERS = {"", "-", "-.--", ".---", "*.**"}
READINGS = {
    "day": lambda text: (
        date(*(int(text.split("/")[i]) for i in (2, 0, 1)))
        if "/" in text
        else date.fromisoformat(text[:10])
    ),
    "year": lambda said: int(re.search(r"\d{4}", str(said))[0]),
    "season_start": lambda said: date(int(re.search(r"\d{4}", str(said))[0]), 1, 1),
    "clock": lambda text: sum(int(n) * 60**i for i, n in enumerate(reversed(text.split(":")))),
    "height": lambda text: int(text[0]) * 12 + int(re.findall(r"\d+", text)[1]),
    "any_text": lambda value: value if isinstance(value, str) else compact(value),
    "any_number": number_in,
    "json": compact,
    "date": date.fromisoformat,
    "timestamptz": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "integer_text": int,
    "decimal_text": float,
    "innings_outs": lambda text: int(text[:-2]) * 3 + int(text[-1]),
    "lineup_slot": lambda text: int(text[0]),
    "lineup_substitution": lambda text: int(text[1:]),
    "lineup_starter": lambda text: text.endswith("00"),
}


def typed(value: Any, kind: str) -> Any:
    """A JSON value as the column's type means it (statsapi.md, quirk 7)."""
    if value is None:
        return None
    if kind in {"integer_text", "decimal_text"} and value in PLACEHOLDERS:
        return None
    return READINGS.get(kind, lambda same: same)(value)
