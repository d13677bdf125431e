"""Delta Lake: rows of the warehouse, newest capture first, one commit or none, disk or HTTP."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from mlb_data_platform.export import ExportError, Place, optimize, tables_at, vacuum, versions
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.statsapi import Document
from mlb_data_platform.transform import arrow_schema
from tests.export.conftest import RAW, Lake
from tests.support.stubs import CAPTURED_AT, document_of, game_file, newest_game_files

GAME = 744914


def games(count: int = 3) -> list[Document]:
    return [document_of(file) for file in newest_game_files()[:count]]


def recaptured(document: Document, *, plays: int, hours: int = 1) -> Document:
    """The same game, captured later, with so many plays only, the first of another kind."""
    answer = json.loads(document.body)
    kept = answer["liveData"]["plays"]["allPlays"][:plays]
    kept[0]["result"]["description"] = "as corrected"
    answer["liveData"]["plays"]["allPlays"] = kept
    later = CAPTURED_AT + timedelta(hours=hours)
    return replace(document, body=json.dumps(answer).encode(), captured_at=later)


def read(place: Place, table: str = "game.plays", version: int | None = None) -> pa.Table:
    found = DeltaTable(place.of_table(table), version, storage_options=place.delta_options)
    return found.to_pyarrow_table().sort_by(
        [("game_pk", "ascending"), ("at_bat_index", "ascending")]
    )


def the_table(name: str) -> pa.Schema:
    (found,) = [t for m in load_mappings() for t in m.tables if t.name == name]
    return arrow_schema(found)


@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_a_newer_capture_is_there_once_and_an_open_older_version_is_undisturbed(
    lake: Lake, place: str, request: pytest.FixtureRequest
) -> None:
    lake.place = request.getfixturevalue(place)
    documents = games()
    lake.take_in(*documents)
    first = lake.export()
    before = read(lake.place)
    reader = DeltaTable(lake.place.of_table("game.plays"), storage_options=lake.place.delta_options)
    pk = int(documents[0].request.path_params["game_pk"])
    lake.take_in(recaptured(documents[0], plays=10))
    second, third = lake.export(), lake.export()

    now = read(lake.place)
    mine = now.filter(pa.compute.equal(now["game_pk"], pk))
    assert first.inserted == before.num_rows
    assert (second.inserted, second.updated, second.commits) == (0, 1, 1)
    assert second.deleted == before.num_rows - now.num_rows > 0
    assert mine.num_rows == 10
    assert mine["description"][0].as_py() == "as corrected"
    assert (third.commits, third.unchanged) == (0, now.num_rows)
    assert reader.to_pyarrow_table().num_rows == before.num_rows
    assert read(lake.place, version=reader.version()).equals(before)


def test_what_is_newer_in_the_lake_is_not_overwritten_by_an_older_warehouse(
    lake: Lake, server: object
) -> None:
    document = document_of(game_file(GAME))
    with server.new_database() as other:  # type: ignore[attr-defined]
        ahead = Lake(other, lake.place)
        ahead.take_in(recaptured(document, plays=10))
        ahead.export()
    lake.take_in(document)
    counts = lake.export()

    assert read(lake.place).num_rows == 10 + counts.inserted
    assert (counts.updated, counts.deleted) == (0, 0)
    assert counts.refused == 10


def test_rows_and_types_are_those_of_the_warehouse_read_back_in_two_lines(lake: Lake) -> None:
    lake.take_in(*games())
    for table in ("game.plays", "game.games", "game.play_events"):
        lake.export(table)
        there = DeltaTable(lake.place.of_table(table)).to_pyarrow_table()
        wanted = {field.name: field.type for field in the_table(table)}
        assert {f.name: f.type for f in there.schema} == wanted

    plays = DeltaTable(lake.place.of_table("game.plays")).to_pyarrow_dataset()
    count = duckdb.sql("select count(*) from plays").fetchall()
    assert plays is not None
    assert count == [(lake.one("select count(*) from game.plays"),)]

    events = pl.read_delta(lake.place.of_table("game.play_events"))
    assert events["start_speed_mph"].max() == lake.one(
        "select max(start_speed_mph) from game.play_events"
    )


def test_a_mapping_that_has_grown_adds_its_column_and_fills_it(lake: Lake) -> None:
    lake.take_in(*games(1))
    grown = [f.name for f in the_table("game.plays") if f.name != "description"]
    lake.export()
    rows = read(lake.place).select(grown)
    write_deltalake(
        lake.place.of_table("game.plays"), rows, mode="overwrite", schema_mode="overwrite"
    )
    counts = lake.export()

    assert counts.updated > 0
    assert counts.updated + counts.unchanged == rows.num_rows
    assert lake.one("select count(description) from game.plays") == counts.updated
    assert read(lake.place)["description"].null_count == counts.unchanged


def test_a_column_of_another_type_is_an_error_that_says_what_to_do(lake: Lake) -> None:
    lake.take_in(*games(1))
    odd = pa.table({"game_pk": pa.array([1], pa.int64()), "season": pa.array(["2024"])})
    write_deltalake(lake.place.of_table("game.plays"), odd)
    with pytest.raises(ExportError, match=r"season: found .* wanted") as caught:
        lake.export()
    assert "new folder" in caught.value.hint


def test_two_exports_at_once_come_to_the_rows_of_one(lake: Lake) -> None:
    lake.take_in(*games(4))
    failed: list[BaseException] = []

    def export() -> None:
        try:
            lake.export()
        except BaseException as error:
            failed.append(error)
            raise

    both = [threading.Thread(target=export) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert failed == []
    assert read(lake.place).num_rows == lake.one("select count(*) from game.plays")


def test_raw_answers_lie_in_the_lake_as_they_came_and_only_new_ones_are_added(lake: Lake) -> None:
    documents = games()
    lake.take_in(*documents)
    first = lake.export(RAW)
    lake.take_in(recaptured(documents[0], plays=10))
    second = lake.export(RAW)

    answers = DeltaTable(lake.place.of_table(RAW)).to_pyarrow_table()
    kept = {json.loads(text)["gamePk"] for text in answers["data"].to_pylist()}
    assert (first.inserted, second.inserted) == (3, 1)
    assert second.updated == 1  # the older capture is no longer the latest
    assert kept == {int(one.request.path_params["game_pk"]) for one in documents}


def test_upkeep_puts_files_together_and_forgets_what_only_old_versions_read(lake: Lake) -> None:
    documents = games(4)
    for document in documents:
        lake.take_in(document)
        lake.export()
    before = read(lake.place)
    removed, added = optimize(lake.place, "game.plays")
    told = vacuum(lake.place, "game.plays", keep_hours=0, dry_run=True)
    gone = vacuum(lake.place, "game.plays", keep_hours=0, dry_run=False)

    assert removed > added > 0
    assert sorted(told) == sorted(gone) != []
    assert read(lake.place).equals(before)
    assert [v.run_id for v in versions(lake.place, "game.plays")].count("test") == 5
    assert tables_at(lake.place) == ["game.plays"]


@pytest.mark.parametrize("text", ["gs://bucket/x", "s3://", "http://x/y"])
def test_a_place_that_nothing_can_be_written_to_is_wrong_usage(text: str) -> None:
    with pytest.raises(ExportError, match="wanted a folder"):
        Place.parse(text, {})


def test_a_place_never_shows_its_keys() -> None:
    place = Place.parse("s3://b/x", {"AWS_SECRET_ACCESS_KEY": "hush"})
    assert "hush" not in repr(place)


def test_a_store_that_does_not_answer_is_told_with_its_name(lake: Lake) -> None:
    lake.take_in(*games(1))
    dead = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x"}
    options = {**dead, "AWS_SECRET_ACCESS_KEY": "hush", "max_retries": "0", "retry_timeout": "1s"}
    lake.place = Place.parse("s3://mlb/none", options)
    with pytest.raises(ExportError, match="s3://mlb/none/game/plays") as caught:
        lake.export()
    assert "hush" not in str(caught.value)
