"""Parquet: a whole copy, by season, that any tool reads."""

from pathlib import Path

import duckdb
import polars as pl
import pyarrow.dataset as ds
import pytest

from mlb_data_platform.export import ExportError, Format, Place
from tests.export.conftest import RAW, Lake
from tests.support.stubs import document_of, newest_game_files


@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_a_second_copy_takes_the_place_of_the_first(
    lake: Lake, place: str, request: pytest.FixtureRequest
) -> None:
    lake.place = request.getfixturevalue(place)
    first, second, third = (document_of(file) for file in newest_game_files()[:3])
    lake.take_in(first, second)
    lake.export(kind=Format.PARQUET)
    lake.take_in(third)
    counts = lake.export(kind=Format.PARQUET)

    files, root = lake.place.file_system()
    there = ds.dataset(f"{root}/game/plays", filesystem=files, partitioning="hive")
    assert there.count_rows() == counts.inserted == lake.one("select count(*) from game.plays")
    assert "season" in there.schema.names


def test_duckdb_and_polars_read_it_in_one_line(lake: Lake) -> None:
    lake.take_in(*(document_of(file) for file in newest_game_files()[:2]))
    lake.export(kind=Format.PARQUET)
    lake.export(RAW, kind=Format.PARQUET)
    base = Path(lake.place.uri)
    plays = lake.one("select count(*) from game.plays")

    found = duckdb.sql(
        f"select count(season) from read_parquet('{base}/game/plays/*/*.parquet')"
    ).fetchall()
    assert found == [(plays,)]
    assert pl.read_parquet(base / "game/plays").height == plays
    assert pl.read_parquet(base / "game/live_game_v1")["game_pk"].n_unique() == 2


@pytest.mark.parametrize("first", list(Format))
@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_copies_and_delta_tables_never_share_a_folder(
    lake: Lake, place: str, first: Format, request: pytest.FixtureRequest
) -> None:
    at = request.getfixturevalue(place)
    lake.place = Place(uri=f"{at.uri}/{first}", options=at.options)
    lake.take_in(document_of(newest_game_files()[0]))
    lake.export("game.games", first)
    (second,) = set(Format) - {first}
    with pytest.raises(ExportError, match="or nothing"):
        lake.export("game.games", second)

    assert lake.export("game.games", first).refused == 0
