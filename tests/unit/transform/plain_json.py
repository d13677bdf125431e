"""A second, slow and simple reading of answers by the mapping files: plain YAML, plain dicts.

It shares no code with the product, so that both can only agree by being right.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Place:
    """An item that a row stands for: its value, its position or key, and what encloses it."""

    value: Any
    key: int | str | None = None
    above: "Place | None" = None


@cache
def read_mapping_file(name: str) -> dict[str, Any]:
    """A mapping file as YAML says it."""
    folder = files("mlb_data_platform.mapping") / "documents"
    return yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8"))


def rows_of(name: str, table: str, answer: Any, params: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every row of one table that an answer holds."""
    said = read_mapping_file(name)
    about = said["tables"][table]
    if about.get("only") == "complete" and set(params) - set(said["complete_with"]):
        return []
    places = list(iter_places(answer, about["each"]))
    columns = {n: resolved(column, said) for n, column in about["columns"].items()}
    return [{n: read(c, p, answer, params) for n, c in columns.items()} for p in places]


def resolved(column: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """A column, or the one of the document's context that it stands for."""
    if "context" not in column:
        return column
    shared = said["context"][column["context"]]
    return {**shared, "from": "$." + shared["from"]}


def iter_places(answer: Any, each: str) -> Iterator[Place]:
    """The items at `each`, one step after the other."""
    places = [(Place(answer), answer)]
    for word in re.findall(r"\{[^}]*\}|[^.{]+", each.removeprefix("$")):
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
        found = list(enumerate(step(held, word.removesuffix("[*]")) or []))
    else:
        yield place, step(held, word)
        return
    for key, value in found:
        yield Place(value, key, place), value


def step(held: Any, key: str) -> Any:
    """The value under a key; None where there is none."""
    return held.get(key) if isinstance(held, dict) else None


def read(column: dict[str, Any], place: Place, answer: Any, params: Mapping[str, str]) -> Any:
    """One value: found by its path, turned into its type."""
    path = str(column["from"])
    if path.startswith("@"):
        return typed(params.get(path[1:]), "integer_text" if "int" in column["type"] else "text")
    while path.startswith("^"):
        path, place = path[1:], place.above
    if path in {"#", "~"}:
        return place.key
    value = answer if path.startswith("$.") else place.value
    for key in path.removeprefix("$.").split("."):
        value = step(value, str(place.key) if key == "{~}" else key)
    return typed(value, column["type"])


def typed(value: Any, kind: str) -> Any:
    """A JSON value as the column's type means it (statsapi.md, quirk 7)."""
    if value is None or (kind.endswith("_text") and value in {"", "-", "-.--", ".---", "*.**"}):
        return None
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "timestamptz":
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind in {"integer_text", "decimal_text"}:
        return int(value) if kind == "integer_text" else float(value)
    return value
