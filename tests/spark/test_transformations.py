"""The transforms as a library: DataFrames with the rows of the warehouse, from every source."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.engines.spark import SparkEngine
from mlb_data_platform.export import Format, Place, Source, export_table
from mlb_data_platform.pipelines.transformations import (
    GameTransformation,
    ScheduleTransformation,
    SeasonTransformation,
)
from tests.spark.conftest import Twin, Twins
from tests.support.stubs import STUB_DIR, document_of, game_file, read_envelope

pytestmark = pytest.mark.cluster

GAME = 744914
GAME_PKS = (744914, 746552, 718594)
RAW = "game.live_game_v1"


def rows_of(frame: object) -> list[str]:
    found: pa.Table = frame.toArrow()  # type: ignore[attr-defined]
    return sorted(map(repr, found.to_pylist()))


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
