"""What the shipped mapping files promise to whoever queries the tables."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from mlb_data_platform.mapping import Column, Mapping, Table, load_mapping, load_mappings
from mlb_data_platform.statsapi import load_catalogue

TABLES = {table.name: table for mapping in load_mappings() for table in mapping.tables}
COLUMNS = {f"{t.name}.{c.name}": (t, c) for t in TABLES.values() for c in t.columns}

# Issue 2, item 5.
WANTED = [
    "season.season_dates",
    "schedule.schedule_metadata",
    "schedule.games",
    "game.games",
    "game.game_teams",
    "game.game_players",
    "game.linescore_innings",
    "game.plays",
    "game.play_events",
    "game.runners",
]
# spec.md, section 1: what one row stands for.
KEYS = {
    "season.season_dates": ("sport_id", "season_id"),
    "schedule.schedule_metadata": ("sport_id", "schedule_date"),
    "schedule.games": ("game_pk", "schedule_date"),
    "game.games": ("game_pk",),
    "game.plays": ("game_pk", "at_bat_index"),
    "game.play_events": ("game_pk", "at_bat_index", "event_index"),
    "game.runners": ("game_pk", "at_bat_index", "runner_index"),
}
SUFFIX_OF_UNIT = {
    "deg": "deg",
    "ft": "ft",
    "in": "in",
    "lb": "lb",
    "mph": "mph",
    "rpm": "rpm",
    "s": "s",
    "h": "h",
    "minutes": "minutes",
    "°F": "f",
    "ft/s": "ftps",
    "ft/s²": "ftps2",
}
SUFFIXES = set(SUFFIX_OF_UNIT.values())
# Units that the name says with a word of its own, or that are counts.
SAID_OTHERWISE = {"season.season_dates.qualifier_outs_pitched": "outs"}


@pytest.mark.parametrize("name", WANTED)
def test_every_table_that_was_asked_for_is_mapped(name: str) -> None:
    assert name in TABLES


@pytest.mark.parametrize("name", KEYS)
def test_a_table_has_the_grain_of_the_specification(name: str) -> None:
    assert TABLES[name].key == KEYS[name]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_what_it_holds_and_what_a_row_is(name: str) -> None:
    table = TABLES[name]
    assert table.meaning.endswith(".")
    assert table.grain.startswith("one ")
    assert table.key


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_meaning_that_is_a_sentence(name: str) -> None:
    odd = [c.name for c in TABLES[name].columns if not re.fullmatch(r"\S.*[.]", c.meaning)]
    assert odd == []


@pytest.mark.parametrize("name", TABLES)
def test_names_are_snake_case_and_fit_into_postgres(name: str) -> None:
    names = [*name.split("."), *(column.name for column in TABLES[name].columns)]
    assert [one for one in names if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", one)] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_column_is_there_twice(name: str) -> None:
    counts = Counter(column.name for column in TABLES[name].columns)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_place_is_read_twice_as_the_same_in_a_table(name: str) -> None:
    for branch in TABLES[name].branches:
        read = [(str(c.source), c.type.name) for c in branch.columns if str(c.source)[0] != "="]
        assert [place for place, count in Counter(read).items() if count > 1] == []


def test_mappings_that_fill_one_table_say_the_same_of_it_and_keep_apart() -> None:
    places = [(t.name, m, t) for m in load_mappings() for t in m.tables]
    for name in {name for name, *_ in places if [n for n, *_ in places].count(name) > 1}:
        tables = [table for one, _, table in places if one == name]
        scopes = [(m.scope.columns, m.context["asked_of"]) for one, m, _ in places if one == name]
        assert len({(t.key, t.grain, tuple(map(str, t.columns))) for t in map(bare, tables)}) == 1
        assert len({column.source for _, column in scopes}) == len(tables)
        assert {columns[0] for columns, _ in scopes} == {"asked_of"}


def bare(table: Table) -> Table:
    """The table without the constant that keeps its mappings apart."""
    (branch,) = table.branches
    columns = tuple(c for c in branch.columns if c.name != "asked_of")
    return replace(table, branches=(replace(branch, columns=columns),))


@pytest.mark.parametrize("name", [n for n, (_, c) in COLUMNS.items() if c.unit])
def test_a_column_with_a_unit_ends_in_it(name: str) -> None:
    column = COLUMNS[name][1]
    if SAID_OTHERWISE.get(name) == column.unit:
        assert column.unit in column.name.split("_")
    else:
        assert column.name.endswith(f"_{SUFFIX_OF_UNIT[column.unit]}")


def test_a_column_that_ends_in_a_unit_has_it() -> None:
    numbers = {"smallint", "integer", "bigint", "double", "integer_text", "decimal_text"}
    ends = [(n, c) for n, (_, c) in COLUMNS.items() if c.name.rpartition("_")[2] in SUFFIXES]
    assert [n for n, c in ends if c.type.name in numbers and not c.unit] == []


def test_only_numbers_have_units() -> None:
    worded = [n for n, (_, c) in COLUMNS.items() if c.unit and c.type.postgres in {"text", "date"}]
    assert worded == []


# Words that end a name say what the value is (style.md, section 2).
def is_odd(table: Table, column: Column) -> bool:
    name, kind = column.name, column.type.name
    is_instant = kind == "timestamptz"
    return (
        (name.endswith("_at") and not is_instant)
        or (name.startswith(("is_", "has_")) and column.type.postgres != "boolean")
        or (name.endswith("_id") and column.type.postgres not in {"integer", "bigint", "text"})
        or (is_instant and not name.endswith(("_at", "_time", "_date", "_from")))
    )


def test_the_end_of_a_name_agrees_with_its_type() -> None:
    assert [name for name, (table, column) in COLUMNS.items() if is_odd(table, column)] == []


@pytest.mark.parametrize("mapping", load_mappings(), ids=lambda m: m.name)
def test_every_endpoint_and_raw_table_of_a_mapping_is_in_the_catalogue(mapping: Mapping) -> None:
    names = [name.split(".") for name in mapping.endpoints]
    entries = [load_catalogue().entry(endpoint, method) for endpoint, method in names]

    assert {entry.raw_table for entry in entries} == set(mapping.raw_tables)


@pytest.mark.parametrize("mapping", load_mappings(), ids=lambda m: m.name)
def test_everything_ignored_has_a_reason_and_is_ignored_once(mapping: Mapping) -> None:
    paths = [one.path for one in mapping.ignored]

    assert len(set(paths)) == len(paths)
    assert all(one.reason for one in mapping.ignored)


def test_a_mapping_read_alone_is_the_one_read_with_the_others() -> None:
    assert [load_mapping(one.name) for one in load_mappings()] == list(load_mappings())
