"""Rows from several places, rows only where something is, and values that are not at a path."""

import json
from dataclasses import replace
from typing import Any

import pytest

from mlb_data_platform.mapping import Mapping, read_mapping
from tests.unit.mapping.made_up import KEY, made_up, value
from tests.unit.transform.made_up import issues, rows, transform

TWO_PLACES = """
endpoint: A.read
raw_tables: [a.raw]
scope: {columns: [k], from: rows}
tables:
  a.t:
    meaning: Things.
    grain: one thing
    key: [k, place]
    each: {thing: "things[*]", word: "words[*]"}
    with: {thing: about}
    columns:
      k: {from: $.k, type: integer, meaning: m}
      place: {from: {thing: "#", word: "#1"}, type: smallint, meaning: m}
      kind: {from: {thing: "=a thing", word: "=a word"}, type: text, meaning: m}
      rank: {from: {word: "=-1"}, type: smallint, meaning: m}
      said: {from: {thing: about.said, word: "."}, type: text, meaning: m}
"""


def two_places() -> Mapping:
    return read_mapping(TWO_PLACES, name="two_places")


def test_rows_of_all_branches_follow_each_other() -> None:
    body = {"k": 1, "things": [{"about": {"said": "x"}}], "words": ["y", None]}
    done = transform(two_places(), body)

    assert rows(done) == [
        (1, 0, "a thing", None, "x"),
        (1, 1, "a word", -1, "y"),
        (1, 2, "a word", -1, None),
    ]
    assert not done.issues


def test_an_item_without_a_value_where_one_is_wanted_makes_no_row() -> None:
    things = [
        {"about": {}},
        {},
        {"about": None},
        {"about": {"said": None}},
        {"about": {"said": "x"}},
    ]
    done = transform(two_places(), {"k": 1, "things": things})

    assert rows(done) == [(1, 4, "a thing", None, "x")]
    assert not done.issues


def test_two_branches_that_give_the_same_key_lose_the_second_row_by_name() -> None:
    things = [{}, {"about": {"said": "x"}}]
    done = transform(two_places(), {"k": 1, "things": things, "words": ["y"]})

    assert rows(done) == [(1, 1, "a thing", None, "x")]
    assert issues(done) == [("row", "$.words[0]", "k=1, place=1")]


def test_an_array_may_stand_right_below_an_alternative() -> None:
    columns = {"k": KEY, "side": value("^~"), "place": value("#", "smallint")}
    mapping = made_up(columns, each="hits.{away,home}[*]", key="[k, side, place]")
    done = transform(mapping, {"hits": {"home": [{"k": 1}, {"k": 2}], "away": [{"k": 3}]}})

    assert rows(done) == [(3, "away", 0), (1, "home", 0), (2, "home", 1)]


def lineup(*, bench: Any) -> list[tuple[Any, ...]]:
    columns = {
        "k": value("person.id", "integer"),
        "place": value("^bench[person.id]", "smallint"),
        "is_bench": value("^bench[person.id]", "boolean"),
    }
    mapping = made_up(columns, each="teams[*].players.*")
    players = {"ID7": {"person": {"id": 7}}, "ID8": {"person": {"id": 8}}}
    return rows(transform(mapping, {"teams": [{"bench": bench, "players": players}]}))


def test_an_id_has_its_place_in_a_list_of_the_enclosing_item() -> None:
    assert lineup(bench=[9, 8]) == [(7, None, False), (8, 1, True)]


def test_without_the_list_nothing_is_known_of_the_place() -> None:
    assert lineup(bench=None) == [(7, None, None), (8, None, None)]


def test_json_of_any_shape_is_kept_as_text() -> None:
    columns = {"k": value("#", "smallint"), "v": value(".", "json")}
    done = transform(made_up(columns, each="alerts[*]"), {"alerts": [{"a": [1, "é"]}, "x", 5]})

    assert [json.loads(v) for _, v in rows(done)] == [{"a": [1, "é"]}, "x", 5]


def test_a_value_of_the_wrong_type_in_a_list_of_values_costs_only_itself() -> None:
    columns = {"k": value("#", "smallint"), "v": value(".")}
    done = transform(made_up(columns, each="words[*]"), {"words": ["x", 5, "y"]})

    assert rows(done) == [(0, "x"), (1, None), (2, "y")]
    assert issues(done) == [("leaf", "$.words[1]", "5")]


SETS = """
endpoint: A.read
raw_tables: [a.raw]
scope: {columns: [k], from: rows}
sets:
  batting:
    hits: {from: hits, type: smallint, meaning: Hits.}
    rate: {from: more.rate, type: decimal_text, meaning: Rate.}
tables:
  a.game:
    {meaning: m, grain: g, key: [k], each: "rows[*]",
     columns: {k: {from: k, type: integer, meaning: m}},
     sets: {batting: stats.batting}, with: stats.batting}
  a.season:
    {meaning: m, grain: g, key: [k], each: "rows[*]",
     columns: {k: {from: k, type: integer, meaning: m}},
     sets: {batting: seasonStats.batting}}
"""


def test_a_set_of_columns_is_read_below_the_path_of_each_table() -> None:
    one = {"k": 1, "stats": {"batting": {"hits": 2}}, "seasonStats": {"batting": {"hits": 60}}}
    other = {
        "k": 2,
        "stats": {"batting": {}},
        "seasonStats": {"batting": {"more": {"rate": ".250"}}},
    }
    done = transform(read_mapping(SETS, name="sets"), {"rows": [one, other]})

    assert rows(done, "a.game") == [(1, 2, None)]
    assert rows(done, "a.season") == [(1, 60, None), (2, None, 0.25)]


def test_a_value_counts_however_deep_in_the_wanted_object_it_stands() -> None:
    deep = read_mapping(TWO_PLACES.replace("about.said", "about.him.said"), name="deep")
    things = [{"about": {"him": {}}}, {"about": {"him": {"said": "x"}}}, {"about": {"other": 1}}]
    done = transform(deep, {"k": 1, "things": things})

    assert rows(done) == [(1, 1, "a thing", None, "x")]
    assert not done.issues


NESTED = """
endpoint: A.read
raw_tables: [a.raw]
scope: {columns: [k], from: rows}
tables:
  a.players:
    meaning: Players.
    grain: one player
    key: [k, above, place]
    each: teams[*].players[*]
    columns: &columns
      k: {from: $.k, type: integer, meaning: m}
      above: {from: "^#", type: smallint, meaning: m}
      place: {from: "#", type: smallint, meaning: m}
      name_above: {from: ^name, type: text, meaning: m}
  a.hits:
    meaning: Hits.
    grain: one hit
    key: [k, above, place]
    each: teams[*].players[*].hits[*]
    columns: *columns
"""


@pytest.mark.parametrize("names", [("a.players", "a.hits"), ("a.hits", "a.players")])
def test_what_stands_one_level_up_is_another_thing_at_each_level(names: tuple[str, str]) -> None:
    mapping = read_mapping(NESTED, name="nested")
    mapping = replace(
        mapping, tables=tuple(t for n in names for t in mapping.tables if t.name == n)
    )
    players = [{"name": "a player", "hits": []}, {"name": "another", "hits": [{}]}]
    teams = [{"name": "a team", "players": []}, {"name": "their team", "players": players}]
    done = transform(mapping, {"k": 1, "teams": teams})

    assert rows(done, "a.players") == [(1, 1, 0, "their team"), (1, 1, 1, "their team")]
    assert rows(done, "a.hits") == [(1, 1, 0, "another")]
    assert not done.issues
