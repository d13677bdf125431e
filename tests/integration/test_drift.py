"""A field that the mapping does not know is remembered, and is never an error."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.mapping.coverage import UnknownField
from mlb_data_platform.warehouse import Database, Sighting, connect, forget_known_fields
from mlb_data_platform.warehouse.drift import record_drift
from tests.integration.conftest import Warehouse
from tests.support.stubs import CAPTURED_AT, game_file, read_answer, stub_files

RAW = "game.live_game_v1"
LATER = CAPTURED_AT + timedelta(hours=6)
GAME = next(one for one in load_mappings() if one.name == "game_live_v1")
SEEN = (
    "select path, json_type, documents, example, raw_id, first_seen, last_seen"
    " from metadata.schema_drift order by path, json_type"
)


def feed(game_pk: int = 744914, *, timecode: str = "", **new: Any) -> dict[str, Any]:
    """A recorded feed with new fields in its gameInfo."""
    answer = copy.deepcopy(read_answer(game_file(game_pk)))
    answer["gameData"]["gameInfo"].update(new)
    answer["metaData"]["timeStamp"] = timecode or answer["metaData"]["timeStamp"]
    return dict(answer)


def path(field: str) -> str:
    return f"gameData.gameInfo.{field}"


def test_a_feed_without_new_fields_is_no_drift(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    report = warehouse.transform("game")

    assert (report.unknown_fields, warehouse.all(SEEN)) == (set(), [])


def test_a_new_field_is_remembered_and_the_game_is_loaded(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914), answer=feed(roofMinutes=12, roofNote="open"))
    report = warehouse.transform("game")

    assert (report.loaded, report.issues) == (1, 0)
    assert report.unknown_fields == {
        ("game_live_v1", path("roofMinutes")),
        ("game_live_v1", path("roofNote")),
    }
    assert warehouse.all(SEEN) == [
        (path("roofMinutes"), "integer", 1, "12", 1, CAPTURED_AT, CAPTURED_AT),
        (path("roofNote"), "string", 1, '"open"', 1, CAPTURED_AT, CAPTURED_AT),
    ]


def test_the_same_document_again_counts_no_more(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914), answer=feed(roofMinutes=12))
    warehouse.transform("game")
    before = warehouse.all(SEEN)
    again = warehouse.transform("game", full_refresh=True)

    assert (again.loaded, len(again.unknown_fields)) == (1, 1)
    assert warehouse.all(SEEN) == before


def test_a_newer_document_moves_the_last_sighting_and_the_example(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914), answer=feed(roofMinutes=12))
    warehouse.transform("game")
    warehouse.keep(
        game_file(744914), at=LATER, answer=feed(roofMinutes=13, timecode="20250101_000000")
    )
    warehouse.transform("game")

    assert warehouse.all(SEEN) == [(path("roofMinutes"), "integer", 2, "13", 2, CAPTURED_AT, LATER)]


def test_a_field_of_another_type_is_another_entry(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914), answer=feed(roofMinutes=12))
    warehouse.transform("game")
    changed = feed(roofMinutes="twelve", timecode="20250101_000000")
    warehouse.keep(game_file(744914), at=LATER, answer=changed)
    warehouse.transform("game")

    found = [(kind, documents) for _, kind, documents, *_ in warehouse.all(SEEN)]
    assert found == [("integer", 1), ("string", 1)]


def test_every_subject_is_looked_at(warehouse: Warehouse) -> None:
    seasons = stub_files("season/seasons/*.json.gz")[0]
    answer = copy.deepcopy(read_answer(seasons))
    answer["seasons"][0]["altitude"] = None
    warehouse.keep(seasons, answer=answer)
    warehouse.transform("season")

    assert warehouse.all(
        "select mapping, raw_table, path, json_type from metadata.schema_drift"
    ) == [("season", "season.seasons", "seasons[*].altitude", "null")]


def test_what_a_failed_batch_saw_is_rolled_back_with_it(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914), answer=feed(roofMinutes=12))
    warehouse.connection.execute(
        "create function refuse() returns trigger language plpgsql as $$ begin"
        " raise 'no'; end $$;"
        "create constraint trigger refuse after insert on game.games"
        " initially deferred for each row execute function refuse()"
    )
    with pytest.raises(Exception, match="no"):
        warehouse.transform("game")

    assert warehouse.all(SEEN) == []


# -- counting -------------------------------------------------------------------------------------

Record = Callable[..., None]


@pytest.fixture
def record(warehouse: Warehouse) -> Record:
    """Records one sighting of one field."""

    def once(raw_id: int, *, hours: int = 0, example: str = "1", run_id: str = "a") -> None:
        field = UnknownField(path="new", json_type="integer", count=1, example=example)
        at = CAPTURED_AT + timedelta(hours=hours)
        sighting = Sighting(raw_id=raw_id, captured_at=at, fields=(field,))
        record_drift(warehouse.connection, GAME, sighting, raw_table=RAW, run_id=run_id)

    return once


def test_no_document_counts_twice_in_whatever_order_they_come(
    warehouse: Warehouse, record: Record
) -> None:
    for raw_id in (5, 5, 3, 9, 5, 9):
        record(raw_id, hours=raw_id, example=str(raw_id))

    hours = [timedelta(hours=3), timedelta(hours=9)]
    assert warehouse.all(SEEN) == [
        ("new", "integer", 2, "9", 9, CAPTURED_AT + hours[0], CAPTURED_AT + hours[1])
    ]


def test_what_changes_nothing_writes_nothing(warehouse: Warehouse, record: Record) -> None:
    record(5, run_id="a")
    before = warehouse.one("select xmin::text from metadata.schema_drift")
    record(5, run_id="b")
    record(4, run_id="c")

    assert warehouse.one("select xmin::text from metadata.schema_drift") == before
    assert warehouse.one("select run_id from metadata.schema_drift") == "a"


# -- forgetting -----------------------------------------------------------------------------------


def test_a_field_that_the_mapping_knows_by_now_is_forgotten(warehouse: Warehouse) -> None:
    warehouse.connection.execute(
        "insert into metadata.schema_drift select 'game.live_game_v1', path, 'string',"
        " 'game_live_v1', now(), now(), 1, '\"x\"', 1, 'old' from unnest(%s::text[]) path",
        (["gameData.gameInfo.attendance", "gameData.venue.link", "gameData.stillNew"],),
    )
    assert forget_known_fields(warehouse.connection, load_mappings()) == 2
    assert forget_known_fields(warehouse.connection, load_mappings()) == 0
    assert [row[0] for row in warehouse.all(SEEN)] == ["gameData.stillNew"]


def test_a_transform_forgets_what_its_mapping_knows_by_now(
    warehouse: Warehouse, record: Record
) -> None:
    record(1)
    warehouse.connection.execute("update metadata.schema_drift set path = 'gamePk'")
    warehouse.transform("season")
    assert warehouse.one("select count(*) from metadata.schema_drift") == 1
    warehouse.transform("game")
    assert warehouse.one("select count(*) from metadata.schema_drift") == 0


# -- the commands ---------------------------------------------------------------------------------


@pytest.fixture
def drifted(warehouse: Warehouse) -> Warehouse:
    warehouse.keep(game_file(744914), answer=feed(roofMinutes=12))
    return warehouse


def test_a_transform_says_where_to_look(drifted: Warehouse, cli: Any) -> None:
    done = cli("transform", "game")
    assert (
        done.exit_code,
        "1 field the mapping does not know: mlb-etl schema drift" in done.err,
    ) == (
        0,
        True,
    )
    again = cli("transform", "game", "--full-refresh", "--output", "json")
    assert (again.exit_code, again.json["unknown_fields"]) == (0, 1)


def test_drift_is_shown_in_three_shapes_and_is_no_error(drifted: Warehouse, cli: Any) -> None:
    drifted.transform("game")
    (row,) = cli("schema", "drift", "--output", "json").json["rows"]
    assert (row["path"], row["json_type"], row["documents"], row["example"]) == (
        path("roofMinutes"),
        "integer",
        1,
        "12",
    )
    assert cli("schema", "drift", "--output", "csv").out.startswith("path,json_type,mapping,")
    shown = cli("schema", "drift")
    assert (shown.exit_code, shown.out.splitlines()) == (
        0,
        [
            "Fields that game_live_v1 does not know",
            f"  {path('roofMinutes')}",
            "    integer, 1 document, seen 2026-01-01, e.g. 12 in game.live_game_v1 id 1",
        ],
    )


def test_without_drift_it_says_so(cli: Any) -> None:
    done = cli("schema", "drift")
    assert (done.exit_code, done.out) == (0, "")
    assert "the mapping knows every field" in done.err
    assert cli("schema", "drift", "--output", "json").json["rows"] == []


def test_a_database_from_before_drift_gets_its_table(database: Database, cli: Any) -> None:
    with connect(database) as connection:
        connection.execute("drop table metadata.schema_drift")
        connection.execute(
            "delete from metadata.schema_versions where component like 'migration 0003%'"
        )
    assert "migration 0003_schema_drift" in cli("db", "migrate", "--output", "json").json["applied"]
    assert cli("schema", "drift").exit_code == 0
