"""The transforms as a library: DataFrames with the rows of the warehouse, from every source."""

import gzip
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.engines.spark import SparkEngine
from mlb_data_platform.export import Format, Place, Source, export_table
from mlb_data_platform.pipelines.transform import mapping_named
from mlb_data_platform.pipelines.transformations import (
    GameTransformation,
    ScheduleTransformation,
    SeasonTransformation,
    Transformation,
)
from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.warehouse import connect, read_whole
from tests.spark.conftest import Twin, Twins
from tests.support.stubs import (
    CAPTURED_AT,
    STUB_DIR,
    document_of,
    game_file,
    read_envelope,
    stub_files,
)

pytestmark = pytest.mark.cluster

Json = dict[str, Any]
GAME = 744914
GAME_PKS = (744914, 746552, 718594)
RAW = "game.live_game_v1"


def rows_of(frame: object) -> list[str]:
    found: pa.Table = frame.toArrow()  # type: ignore[attr-defined]
    return sorted(map(repr, found.to_pylist()))


SOURCE = {"source_captured_at", "source_raw_id"}
"""Rows that did not change keep the answer that they came from first; frames know the newest."""


def told(rows: pa.Table) -> list[str]:
    return sorted(
        repr({k: v for k, v in row.items() if k not in SOURCE}) for row in rows.to_pylist()
    )


def listing(day: date, games: list[Json], hours: int, **query: str) -> Document:
    """An answer of the schedule about one day, captured so many hours later than others."""
    answer = {"totalGames": len(games), "dates": [{"date": day.isoformat(), "games": games}]}
    return Document(
        request=Request(
            endpoint="schedule", method="schedule", query_params={"sportId": "1", **query}
        ),
        url="",
        status=200,
        body=json.dumps(answer).encode(),
        captured_at=CAPTURED_AT + timedelta(hours=hours),
    )


def a_day_that_lost_a_listing() -> list[Document]:
    """Told whole, told whole with a game fewer, then told in part with one game changed."""
    answers = [read_envelope(file)["response"] for file in stub_files("schedule/schedule/*.gz")]
    days = [one for answer in answers for one in answer.get("dates", ()) if len(one["games"]) > 3]
    day, games = date.fromisoformat(days[0]["date"]), days[0]["games"]
    text, changed = day.isoformat(), {**games[0], "doubleHeader": "S"}
    return [
        listing(day, games, 1, startDate=text, endDate=text),
        listing(day, games[:-1], 2, date=text),
        listing(day, [changed], 3, date=text, teamId="1"),
    ]


def kept(twin: Twin, place: Place, table: str) -> list[str]:
    export_table(Source(database=twin.database, table=table), place, Format.DELTA, run_id="t")
    return sorted(map(repr, DeltaTable(place.of_table(table)).to_pyarrow_table().to_pylist()))


def test_frames_hold_the_rows_of_the_warehouse_types_and_all(
    spark: SparkEngine, twins: Twins, tmp_path: Path
) -> None:
    (twin,) = twins([document_of(game_file(GAME))], 1)
    twin.transform(engine=transform_documents, only="game")
    game = GameTransformation.from_warehouse(spark.session, twin.database)
    place = Place.parse(str(tmp_path / "lake"), {})

    for table in ("game.games", "game.play_events", "game.hits"):
        assert rows_of(game.tables[table]) == kept(twin, place, table)
    assert game.schema_problems() == []
    assert game.quarantine.count() == 0
    game.close()


def test_a_lake_without_a_warehouse_holds_the_same_rows(
    spark: SparkEngine, twins: Twins, tmp_path: Path
) -> None:
    (twin,) = twins([document_of(game_file(pk)) for pk in GAME_PKS], 1)
    twin.transform(engine=transform_documents, only="game")
    there, here = (Place.parse(str(tmp_path / name), {}) for name in ("there", "here"))
    export_table(Source(database=twin.database, table=RAW), there, Format.DELTA, run_id="t")
    game = GameTransformation.from_lake(spark.session, there)
    first, second = game.export(here, run_id="one"), game.export(here, run_id="two")

    for table in game.tables:
        rows = DeltaTable(here.of_table(table)).to_pyarrow_table().to_pylist()
        assert sorted(map(repr, rows)) == kept(twin, there, table), table
    assert first["game.plays"].inserted == twin.one("select count(*) from game.plays")
    assert sum(one.commits for one in second.values()) == 0
    assert all(one.holds for one in game.quality())
    game.close()


def test_recordings_and_lines_of_json_are_sources_too(spark: SparkEngine, tmp_path: Path) -> None:
    games = GameTransformation.from_recordings(spark.session, STUB_DIR)
    seasons = SeasonTransformation.from_recordings(spark.session, STUB_DIR)
    schedule = ScheduleTransformation.from_recordings(spark.session, STUB_DIR)
    assert games.tables["game.games"].count() > 20
    assert seasons.tables["season.season_dates"].count() > 100
    assert schedule.tables["schedule.games"].count() > 1000

    lines = tmp_path / "games.ndjson.gz"
    lines.write_bytes(gzip.compress(json.dumps(read_envelope(game_file(GAME))).encode()))
    one = GameTransformation.from_recordings(spark.session, tmp_path)
    mine = games.tables["game.plays"].where(f"game_pk = {GAME}")
    assert one.tables["game.plays"].count() == mine.count() > 0


@pytest.mark.parametrize("kind", [SeasonTransformation, ScheduleTransformation])
def test_where_answers_overlap_the_rows_are_those_of_the_warehouse(
    spark: SparkEngine, twins: Twins, tmp_path: Path, kind: type[Transformation]
) -> None:
    patterns = ("season/*/*.gz", "schedule/schedule/*.gz")
    recorded = [document_of(file) for pattern in patterns for file in stub_files(pattern)]
    (twin,) = twins([*recorded, *a_day_that_lost_a_listing()], 1)
    twin.transform(engine=transform_documents, only=mapping_named(kind.name).subject)
    frames = kind.from_warehouse(spark.session, twin.database)

    with connect(twin.database) as connection:
        for table in frames.mapping.tables:
            mine, right = frames.tables[table.name].toArrow(), read_whole(connection, table, None)
            assert told(mine) == told(right), table.name
            assert mine.schema.types == right.schema.types
            assert right.num_rows > 0
    place = Place.parse(str(tmp_path), {})
    first, second = frames.export(place, run_id="one"), frames.export(place, run_id="two")
    assert sum(one.inserted for one in first.values()) > 100
    assert sum(one.commits for one in second.values()) == 0
    frames.close()
