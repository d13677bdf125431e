"""Partitions are made before the rows that belong there, once, and never at the price of a row."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from mlb_data_platform.engines.worker import Job, Worker
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.warehouse import Database, connect, make_partitions, partitions_ahead
from tests.integration.conftest import Warehouse
from tests.integration.test_engine_local import filled, run

__all__ = ["filled"]

RAW = "game.live_game_v1"


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return next(one for one in load_mappings() if one.name == "game_live_v1")


def partitions(connection: psycopg.Connection, parent: str = "%") -> list[str]:
    """Those of normalized tables that belong to a season, e.g. `game.plays_2024`."""
    rows = connection.execute(
        "select inhrelid::regclass::text from pg_inherits join pg_partitioned_table"
        " on partrelid = inhparent where partstrat = 'l' and inhparent::regclass::text like %s"
        " and inhrelid::regclass::text !~ '_other$' order by 1",
        (parent,),
    )
    return [name for (name,) in rows]


def named(wanted: Sequence[tuple[str, int | None]]) -> list[str]:
    return sorted(f"{table}_{value}" for table, value in wanted)


def test_a_run_makes_every_partition_of_a_season_that_is_due(
    filled: Warehouse, mapping: Mapping
) -> None:
    """Also those of tables that these games have no rows for: the next games will."""
    run(filled, workers=2)
    assert filled.one("select count(*) from game.hits") == 0
    assert partitions(filled.connection) == named(partitions_ahead(mapping, 2024))


def test_what_is_there_is_left_and_what_is_missing_is_made(warehouse: Warehouse) -> None:
    make_partitions(warehouse.connection, [("game.plays", 2023)])
    make_partitions(
        warehouse.connection, [("game.plays", 2023), ("game.runners", 2023), ("game.plays", 2024)]
    )
    found = partitions(warehouse.connection)
    assert found == ["game.plays_2023", "game.plays_2024", "game.runners_2023"]


def test_no_season_and_years_without_baseball_need_none(warehouse: Warehouse) -> None:
    nonsense = [("game.plays", value) for value in (None, 0, -1, 1875, 3000, 2147483647)]
    make_partitions(warehouse.connection, nonsense)
    assert partitions(warehouse.connection) == []


def test_loaders_that_begin_together_make_each_partition_once(
    warehouse: Warehouse, database: Database, mapping: Mapping
) -> None:
    wanted = partitions_ahead(mapping, 2022) + partitions_ahead(mapping, 2023)

    def make() -> None:
        with connect(database) as connection:
            make_partitions(connection, wanted)

    with ThreadPoolExecutor(4) as loaders:
        for one in [loaders.submit(make) for _ in range(4)]:
            one.result()
    assert partitions(warehouse.connection) == named(wanted)


def test_an_unknown_table_is_named(warehouse: Warehouse) -> None:
    with pytest.raises(psycopg.Error, match=r"game\.nothing: found no partitioned table"):
        make_partitions(warehouse.connection, [("game.plays", 2024), ("game.nothing", 2024)])


def test_a_table_in_use_keeps_no_worker_from_its_batches(
    warehouse: Warehouse, database: Database, mapping: Mapping
) -> None:
    """What was made stays made, the rest is made when rows arrive."""
    worker = Worker(Job(database=database, mapping=mapping.name, raw_table=RAW, run_id="test"))
    try:
        worker.connection.execute("set lock_timeout = '50ms'")
        with connect(database) as reader, reader.transaction():
            reader.execute("lock table game.play_events in access exclusive mode")
            worker.make_room([2024])
        assert partitions(warehouse.connection, "game.play_events") == []
        make_partitions(worker.connection, partitions_ahead(mapping, 2024))
    finally:
        worker.close()
    assert partitions(warehouse.connection) == named(partitions_ahead(mapping, 2024))
