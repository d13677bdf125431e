"""The Spark engine: the rows of the local one, whatever happens to its tasks."""

import json
import threading
from dataclasses import replace

import pytest

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.engines.spark import SparkEngine
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.statsapi import Document
from tests.spark.conftest import Twins, recorded_documents
from tests.support.stubs import document_of, newest_game_files, stub_files

SOME_GAMES = 6
SOME_DAYS = 6


def some_games() -> list[Document]:
    return [document_of(file) for file in newest_game_files()[:SOME_GAMES]]


def some_days() -> list[Document]:
    """Seasons and days of the schedule; all recorded ones are left to make test-spark."""
    asked = ("season/seasons/*.gz", "schedule/schedule/schedule_date=2024*.gz")
    files = [file for pattern in asked for file in stub_files(pattern)[: SOME_DAYS // 2]]
    return [document_of(file) for file in files]


def poisoned(document: Document) -> Document:
    """The same game with a leaf that does not fit, and one play whose key is missing."""
    answer = json.loads(document.body)
    answer["gameData"]["venue"]["name"] = {"no": "text"}
    del answer["liveData"]["plays"]["allPlays"][3]["atBatIndex"]
    del answer["liveData"]["plays"]["allPlays"][3]["about"]["atBatIndex"]
    return replace(document, body=json.dumps(answer).encode())


def unreadable(document: Document) -> Document:
    """A game whose answer has another shape altogether, under the key that was asked for."""
    answer = {"gamePk": int(document.request.path_params["game_pk"]), "liveData": [1, 2]}
    return replace(document, body=json.dumps(answer).encode())


@pytest.mark.cluster
def test_every_recorded_answer_becomes_the_same_rows_as_by_the_local_engine(
    spark: SparkEngine, twins: Twins
) -> None:
    here, there = twins(recorded_documents(), 2)
    local = here.transform(engine=transform_documents)
    cluster = there.transform(engine=spark.transform_documents)

    assert there.rows() == here.rows()
    assert cluster == local
    assert local.loaded > SOME_GAMES
    assert local.tables["game.play_events"].inserted > SOME_GAMES * 200


def test_answers_become_the_rows_of_the_local_engine_and_a_poisoned_one_costs_itself_only(
    spark: SparkEngine, twins: Twins
) -> None:
    good = some_games()
    here, there = twins([unreadable(good[0]), poisoned(good[1]), *good[2:], *some_days()], 2)
    local = here.transform(engine=transform_documents)
    cluster = there.transform(engine=spark.transform_documents)

    assert there.rows() == here.rows()
    assert cluster == local
    assert (cluster.loaded, cluster.quarantined) == (SOME_GAMES - 1 + SOME_DAYS, 1)
    assert cluster.issues >= 3
    assert cluster.tables["schedule.games"].inserted > 0


def test_the_same_job_twice_at_once_and_once_more_leaves_the_rows_of_one(
    spark: SparkEngine, twins: Twins
) -> None:
    here, there = twins(some_games(), 2)
    here.transform(engine=transform_documents)
    both = [
        threading.Thread(
            target=there.transform, kwargs={"engine": spark.transform_documents, "only": "game"}
        )
        for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    again = there.transform(engine=spark.transform_documents, full_refresh=True)

    assert there.rows() == here.rows()
    assert again.rows_written == 0


def test_a_task_that_fails_is_told_in_its_own_words_and_nothing_is_half_written(
    spark: SparkEngine, twins: Twins
) -> None:
    (there,) = twins(some_games(), 1)
    there.execute("alter table game.games add check (game_pk = 0)")
    with pytest.raises(PlatformError, match=r"a task failed.*violates check constraint"):
        there.transform(engine=spark.transform_documents)
    assert there.one("select count(*) from game.games") == 0
    there.execute("alter table game.games drop constraint games_game_pk_check")
    assert there.transform(engine=spark.transform_documents).loaded == SOME_GAMES
