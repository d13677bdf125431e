"""The local engine: the same rows from one process or many, and nothing lost when one dies."""

import json
import pickle
import time
from datetime import timedelta
from typing import Any

import pytest

from mlb_data_platform.engines import LocalEngine, Workers, transform_documents
from mlb_data_platform.engines.worker import Job, Worker
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.raw import raw_table
from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.warehouse import (
    LoadReport,
    Selection,
    due_documents,
)
from tests.integration.conftest import Warehouse
from tests.support.stubs import CAPTURED_AT

GAMES = 130  # more than three batches, so that processes are worth starting
RAW = "game.live_game_v1"


def small_feed(game_pk: int, plays: int | None = None, after_s: int = 0) -> Document:
    numbers = range(game_pk % 5 if plays is None else plays)
    every = [{"atBatIndex": n, "about": {"inning": 1}, "runners": [{}]} for n in numbers]
    answer = {
        "gamePk": game_pk,
        "gameData": {"game": {"season": "2024"}, "datetime": {"officialDate": "2024-07-01"}},
        "liveData": {"plays": {"allPlays": every}},
    }
    return Document(
        request=Request(
            endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)}
        ),
        url=f"https://statsapi.mlb.com/api/v1.1/game/{game_pk}/feed/live",
        status=200,
        body=json.dumps(answer).encode(),
        captured_at=CAPTURED_AT + timedelta(seconds=game_pk + after_s),
    )


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    warehouse.store(RAW).append([small_feed(pk) for pk in range(1, GAMES + 1)])
    return warehouse


def game_mapping() -> Mapping:
    return next(one for one in load_mappings() if one.name == "game_live_v1")


def run(warehouse: Warehouse, *, workers: int, progress: Any = lambda _: None) -> LoadReport:
    mapping = game_mapping()
    due = due_documents(
        warehouse.connection, raw_table(RAW), Selection(), fingerprint=mapping.fingerprint
    )
    return transform_documents(
        due,
        database=warehouse.context.database,
        mapping=mapping,
        table=RAW,
        run_id="test",
        workers=workers,
        progress=progress,
    )


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2], ids=["one process", "two processes"])
def test_every_document_is_loaded_once_whatever_the_number_of_processes(
    filled: Warehouse, workers: int
) -> None:
    done: list[int] = []
    report = run(filled, workers=workers, progress=done.append)

    plays = sum(pk % 5 for pk in range(1, GAMES + 1))
    assert (report.loaded, sum(done), report.tables["game.plays"].inserted) == (GAMES, GAMES, plays)
    assert filled.one("select count(*) from game.plays") == plays
    assert filled.one("select count(*) from metadata.transform_state") == GAMES
    assert run(filled, workers=workers).loaded == 0


@pytest.mark.slow
def test_a_failing_batch_ends_the_run_and_what_it_did_not_load_is_still_due(
    filled: Warehouse,
) -> None:
    filled.connection.execute("alter table game.games add check (game_pk <> 100)")
    with pytest.raises(Exception, match="violates check constraint"):
        run(filled, workers=2)
    filled.connection.execute("alter table game.games drop constraint games_game_pk_check")
    run(filled, workers=2)

    assert filled.one("select count(*) from game.games") == GAMES


@pytest.mark.slow
def test_a_killed_worker_is_a_clear_error_and_costs_nothing(filled: Warehouse) -> None:
    # The server ends the worker's connection in the middle of its first statement.
    filled.connection.execute(
        "create function die() returns trigger language plpgsql as $$ begin"
        " perform pg_terminate_backend(pg_backend_pid()); return new; end $$;"
        "create trigger die before insert on game.games for each row execute function die()"
    )
    with pytest.raises(Exception, match=r"terminating connection|closed the connection"):
        run(filled, workers=2)
    filled.connection.execute("drop trigger die on game.games")
    assert run(filled, workers=2).loaded == GAMES


def test_an_error_of_ours_can_be_sent_between_processes() -> None:
    error = PlatformError("where: found x, wanted y", hint="type z")
    assert pickle.loads(pickle.dumps(error)).args == error.args


@pytest.fixture
def following(warehouse: Warehouse) -> Warehouse:
    """Nothing but two copies of one game, the second still to come."""
    warehouse.store(RAW).append([small_feed(1)])
    return warehouse


def round_of(warehouse: Warehouse, spare: Workers, run_id: str) -> LoadReport:
    """What is new, as a run of its own whose workers are kept."""
    mapping = game_mapping()
    due = due_documents(
        warehouse.connection, raw_table(RAW), Selection(), fingerprint=mapping.fingerprint
    )
    with LocalEngine(
        database=warehouse.context.database,
        mapping=mapping,
        table=RAW,
        run_id=run_id,
        processes=0,
        spare=spare,
    ) as engine:
        return engine.result(engine.submit([one.raw_id for one in due]))


LOADERS = (
    "select pid from pg_stat_activity where datname = current_database()"
    " and application_name = 'mlb-etl' and pid <> pg_backend_pid()"
)


def loaders(warehouse: Warehouse) -> set[int]:
    return {pid for (pid,) in warehouse.all(LOADERS)}


def all_have_left(warehouse: Warehouse) -> bool:
    """Whether nobody loads any more; who says goodbye is still listed for a moment."""
    for _ in range(100):
        if not loaders(warehouse):
            return True
        time.sleep(0.05)
    return False


def test_a_round_goes_on_with_the_connection_of_the_last_and_notes_its_own_run(
    following: Warehouse,
) -> None:
    with Workers() as spare:
        assert round_of(following, spare, "first").loaded == 1
        [kept] = loaders(following)
        following.store(RAW).append([small_feed(2)])
        assert round_of(following, spare, "second").loaded == 1
        assert loaders(following) == {kept}

    assert following.all(
        "select run_id, count(*) from metadata.transform_state group by 1 order by 1"
    ) == [("first", 1), ("second", 1)]
    assert all_have_left(following)


def test_a_server_that_was_away_between_rounds_costs_nothing_but_the_connection(
    following: Warehouse,
) -> None:
    with Workers() as spare:
        round_of(following, spare, "first")
        [lost] = loaders(following)
        following.connection.execute("select pg_terminate_backend(%s, 5000)", (lost,))
        following.store(RAW).append([small_feed(2)])

        assert round_of(following, spare, "second").loaded == 1
        assert loaders(following).isdisjoint({lost})


PLANS = """
select sum(generic_plans), sum(custom_plans) from pg_prepared_statements
where statement like '%"game"."plays"%'"""


def test_a_followed_game_is_planned_once_and_a_huge_one_for_its_own_size(
    warehouse: Warehouse,
) -> None:
    """A plan for a few rows goes over all of them for each: for thousands that takes minutes."""
    job = Job(
        database=warehouse.context.database,
        mapping=game_mapping().name,
        raw_table=RAW,
        run_id="test",
    )
    worker = Worker(job)
    planned, plays = [], (3, 4, 5, 2_500)
    try:
        for number, size in enumerate(plays):
            warehouse.store(RAW).append([small_feed(1, plays=size, after_s=number)])
            [newest] = warehouse.all("select max(id) from game.live_game_v1")
            assert worker.run(list(newest)).loaded == 1
            planned += worker.connection.execute(PLANS).fetchall()
    finally:
        worker.close()

    # The first goes in by COPY; after that, how often each kind of plan was used.
    assert planned == [(None, None), (1, 0), (2, 0), (2, 1)]
    assert warehouse.one("select count(*) from game.plays") == plays[-1]
