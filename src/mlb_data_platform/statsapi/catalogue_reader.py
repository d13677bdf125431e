"""Reads the endpoint catalogue: what is not understood is refused with file, line and key."""

import re
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from mlb_data_platform.statsapi.catalogue import Catalogue, Entry, Match, placeholders
from mlb_data_platform.statsapi.errors import CatalogueError
from mlb_data_platform.yaml_section import Section, read_section

_ENTRY_KEYS = (
    "path",
    "paths",
    "query",
    "required",
    "raw_table",
    "answer",
    "holds",
    "matches",
    "aliases",
)
_ANSWERS = ("object", "array", "either")
_NAME = re.compile(r"[A-Z][A-Za-z0-9]*\.[A-Za-z][A-Za-z0-9]*")
_TABLE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_PLACE = re.compile(r"[A-Za-z]\w*(\[\*\])?(\.[A-Za-z]\w*(\[\*\])?)*")


@cache
def load_catalogue() -> Catalogue:
    """Read the catalogue that the package ships.

    Raises:
        CatalogueError: It is not valid.
    """
    file = files("mlb_data_platform.statsapi") / "catalogue.yaml"
    return read_catalogue(file.read_text("utf-8"), file="catalogue.yaml")


def read_catalogue(text: str, *, file: str) -> Catalogue:
    """Read a catalogue.

    Args:
        text: YAML in the form that the head of `catalogue.yaml` explains.
        file: Its name, for errors.

    Raises:
        CatalogueError: A key is unknown or doubled, a value has the wrong type, a name or table is
            used twice, a rule speaks of a parameter that the method does not take.
    """
    top = read_section(text, file=file, error=CatalogueError)
    top.allow(("every", "endpoint_aliases", "methods"))
    every = top.texts("every")
    other_groups = {
        str(of): alias for alias, of in top.section("endpoint_aliases").as_written().items()
    }
    methods = top.section("methods")
    entries: list[Entry] = []
    used: set[str] = set()
    for name in methods.names():
        entry = _entry(name, methods, every, other_groups)
        for word in (entry.name, *entry.aliases, entry.raw_table):
            if word in used:
                raise methods.fail(name, f"{word} is used twice")
            used.add(word)
        entries.append(entry)
    return Catalogue(entries=tuple(entries))


def raw_table_for(name: str) -> str:
    """Where answers of a method are kept when its entry does not say.

    Example:
        >>> raw_table_for("Season.allSeasons")
        'raw.season_all_seasons'
        >>> raw_table_for("Game.liveGameDiffPatchV1")
        'raw.game_live_game_diff_patch_v1'
    """
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace(".", "_"))
    return f"raw.{re.sub('_+', '_', snake).lower()}"


def _entry(name: str, methods: Section, every: tuple[str, ...], groups: dict[str, str]) -> Entry:
    if not _NAME.fullmatch(name):
        raise methods.fail(name, "wanted a name such as Game.liveGameV1")
    section = methods.section(name)
    section.allow(_ENTRY_KEYS)
    group = name.partition(".")[0]
    aliases = section.texts("aliases")
    if group in groups:
        aliases += tuple(f"{groups[group]}.{one.partition('.')[2]}" for one in (name, *aliases))
    entry = Entry(
        name=name,
        paths=_paths(section),
        raw_table=section.text("raw_table", raw_table_for(name)),
        query=tuple(dict.fromkeys((*section.texts("query"), *every))),
        required=section.texts("required"),
        answer=_answer(section),
        holds=section.texts("holds"),
        matches=tuple(_match(one) for one in section.sections("matches")),
        aliases=aliases,
    )
    if not _TABLE.fullmatch(entry.raw_table):
        raise section.fail("raw_table", f"found {entry.raw_table!r}, wanted schema.table")
    for parameter in (*entry.required, *_parameters(entry.matches)):
        if parameter not in entry.takes:
            raise section.fail("matches", f"{name} does not take the parameter {parameter!r}")
    return entry


def _paths(section: Section) -> tuple[str, ...]:
    if ("path" in section) == ("paths" in section):
        raise section.fail("path", "wanted either path or paths")
    key = "path" if "path" in section else "paths"
    paths = (section.text("path"),) if key == "path" else section.texts("paths")
    if not paths or not all(path.startswith("/") for path in paths):
        raise section.fail(key, "wanted addresses that begin with /")
    if len({frozenset(placeholders(path)) for path in paths}) < len(paths):
        raise section.fail(key, "two addresses with the same placeholders cannot be told apart")
    return paths


def _answer(section: Section) -> Literal["object", "array", "either"]:
    answer = section.text("answer", "object")
    if answer not in _ANSWERS:
        raise section.fail("answer", f"found {answer!r}, wanted one of {', '.join(_ANSWERS)}")
    return cast('Literal["object", "array", "either"]', answer)


def _match(section: Section) -> Match:
    section.allow(("at", "one_of", "between", "as"))
    if ("one_of" in section) == ("between" in section):
        raise section.fail("at", "wanted either one_of or between")
    at, kind = section.text("at"), section.text("as", "text")
    if not _PLACE.fullmatch(at):
        raise section.fail("at", f"found {at!r}, wanted a place such as dates[*].date")
    if kind not in {"text", "date"}:
        raise section.fail("as", f"found {kind!r}, wanted text or date")
    if "one_of" in section:
        return Match(at=at, one_of=section.text("one_of"), is_date=kind == "date")
    first, *rest = section.texts("between") or ("",)
    if len(rest) != 1:
        raise section.fail("between", "wanted two parameters")
    return Match(at=at, between=(first, rest[0]), is_date=kind == "date")


def _parameters(matches: tuple[Match, ...]) -> list[str]:
    names = [name for one in matches for name in (one.one_of, *(one.between or ()))]
    return [name for name in names if name is not None]
