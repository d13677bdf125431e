"""A simulated season by both engines, row for row: 300 games, all 2,430 with `FULL=1`."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.engines.spark import SparkEngine
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.pipelines.answers import keep_answers, recorded_answers
from mlb_data_platform.warehouse import Database, Run, Selection, connect
from tests.spark.conftest import Twins
from tests.support.cli import mlb_etl

pytestmark = pytest.mark.cluster

GAMES = int(os.environ.get("SPARK_GAMES") or (2_430 if os.environ.get("FULL") else 300))
SUBJECTS = ("season", "schedule", "game")


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """A season of the simulated league as recordings."""
    wish = ("--season", "2024", "--games", str(GAMES), "--out", str(tmp_path), "--workers", "2")
    assert mlb_etl("simulate", "generate", *wish).exit_code == 0
    return tmp_path


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Shows a line whatever pytest was told about output: what was measured is worth a look."""

    def show(line: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{line}\n")

    return show


def test_a_simulated_season_is_the_same_rows_by_both_engines(
    spark: SparkEngine, twins: Twins, season: Path, tell: Callable[[str], None]
) -> None:
    tables = [table.name for mapping in load_mappings() for table in mapping.tables]
    seconds: dict[str, float] = {}

    def timed(name: str, began: float) -> None:
        seconds[name] = round(time.perf_counter() - began, 1)

    began = time.perf_counter()
    here, there = twins(lambda database: fill(database, season), 2)
    timed("raw", began)
    began = time.perf_counter()
    local = here.transform(engine=transform_documents)
    timed("local", began)
    began = time.perf_counter()
    cluster = there.transform(engine=spark.transform_documents)
    timed("spark", began)

    began = time.perf_counter()
    with connect(here.database) as one, connect(there.database) as other:
        compared = {name: compare(one, other, name) for name in tables}
        assert types_of(one) == types_of(other)
    timed("compare", began)
    tell(f"{GAMES} games, {sum(compared.values()):,} rows compared: {seconds}")
    assert cluster == local
    assert local.issues == 0
    assert compared["game.games"] == GAMES
    assert compared["game.play_events"] > GAMES * 200


def fill(database: Database, season: Path) -> None:
    """Keep the recordings in raw, by the reader of `--source`."""
    with connect(database) as connection:
        context = RunContext(
            database=database, connection=connection, run=Run(run_id="test"), workers=2
        )
        for subject in SUBJECTS:
            keep_answers(recorded_answers(season, subject), Selection(), context=context)


def compare(one: psycopg.Connection, other: psycopg.Connection, table: str) -> int:
    """Every row of a table beside the same one of the other warehouse; how many there are."""
    count = 0
    for mine, yours in zip(rows_of(one, table), rows_of(other, table), strict=True):
        assert mine == yours, table
        count += 1
    return count


def rows_of(connection: psycopg.Connection, table: str) -> Iterator[tuple[str]]:
    query = sql.SQL('select t::text from {} t order by t::text collate "C"')
    with (
        connection.transaction(),
        connection.cursor(name="rows") as cursor,
    ):
        cursor.itersize = 20_000
        cursor.execute(query.format(sql.Identifier(*table.split("."))))
        yield from cursor


def types_of(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale"
        " from information_schema.columns where table_schema not in"
        " ('pg_catalog', 'information_schema') order by 1, 2, 3"
    ).fetchall()
