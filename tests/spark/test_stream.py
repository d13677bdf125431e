"""Streaming: what arrives in raw is in the tables soon after, once, whoever commits late."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlb_data_platform.engines import transform_documents
from mlb_data_platform.engines.spark import Following, SparkEngine, Stream, follow
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.raw import RawStore
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import LoadReport, Selection, connect
from tests.spark.conftest import RAW_TABLES, Twin, Twins
from tests.support.stubs import document_of, game_file

pytestmark = pytest.mark.cluster

# All of one year: the first of a year makes a partition, for which others would wait.
GAME_PKS = (746552, 746139, 746865, 744914, 747175)
RAW = RAW_TABLES["Game.liveGameV1"]
PATIENCE_S = 60


def games() -> list[Document]:
    return [document_of(game_file(pk)) for pk in GAME_PKS]


def stream_of(twin: Twin, checkpoint: Path) -> Stream:
    return Stream(
        database=twin.database,
        mapping=next(m for m in load_mappings() if m.subject == "game"),
        table=RAW,
        selection=Selection(),
        run_id="stream",
        checkpoint=checkpoint,
        every_s=0.2,
        most=2,
    )


@pytest.fixture
def begun(spark: SparkEngine, tmp_path: Path) -> Iterator[Callable[[Twin], list[LoadReport]]]:
    """Starts a stream, and stops it at the end; gives the reports that it makes."""
    started: list[Following] = []

    def begin(twin: Twin) -> list[LoadReport]:
        reports: list[LoadReport] = []
        started.append(Following(spark, stream_of(twin, tmp_path / "checkpoint"), reports.append))
        return reports

    yield begin
    for one in started:
        one.stop()


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def games_in(twin: Twin) -> object:
    return twin.one("select count(*) from game.games")


def test_a_row_that_is_committed_late_is_not_missed_and_none_is_applied_twice(
    begun: Callable[[Twin], list[LoadReport]], twins: Twins
) -> None:
    first, late, *early = games()
    here, there = twins([first], 2)
    reports = begun(there)
    with connect(there.database) as slow, slow.transaction():
        RawStore(slow, RAW, run_id="slow").append([late])
        there.keep(early)  # higher ids, committed first
        wait_for(lambda: games_in(there) == len(GAME_PKS) - 1)
    wait_for(lambda: games_in(there) == len(GAME_PKS))

    here.keep([late, *early])
    here.transform(engine=transform_documents, only="game")
    assert there.rows()["game.play_events"] == here.rows()["game.play_events"]
    assert sum(one.loaded for one in reports) == len(GAME_PKS)


def test_a_stream_that_is_stopped_and_started_again_goes_on_where_it_was(
    spark: SparkEngine, twins: Twins, tmp_path: Path
) -> None:
    (there,) = twins(games()[:3], 1)
    reports: list[LoadReport] = []
    stream = stream_of(there, tmp_path / "checkpoint")
    follow(spark, [stream], loaded=reports.append, until_done=True)
    there.keep(games()[3:])
    follow(spark, [stream], loaded=reports.append, until_done=True)

    assert games_in(there) == len(GAME_PKS)
    assert [one.loaded for one in reports] == [2, 1, 2]


def test_stopping_lets_the_micro_batch_under_way_come_to_its_end(
    spark: SparkEngine, twins: Twins, tmp_path: Path
) -> None:
    (there,) = twins(games()[:2], 1)
    begun, reports = threading.Event(), []

    def loaded(report: LoadReport) -> None:
        begun.set()
        time.sleep(1)
        reports.append(report)

    following = Following(spark, stream_of(there, tmp_path / "checkpoint"), loaded)
    assert begun.wait(PATIENCE_S)
    following.stop()

    assert [one.loaded for one in reports] == [2]
