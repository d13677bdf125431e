"""A game followed by one worker: only what changed is sent, and the rows are the answer's."""

import copy
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mlb_data_platform.engines.worker import Job, Worker
from mlb_data_platform.mapping import load_mapping
from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_copy, visible_steps
from mlb_data_platform.warehouse import LoadReport
from tests.integration.conftest import Warehouse
from tests.support.simulated import feed_document
from tests.support.stubs import CAPTURED_AT

MAPPING = load_mapping("game_live_v1")
TABLES = [table.name for table in MAPPING.tables]


class Follower:
    """A worker that stays, and answers that come one after the other."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        job = Job(
            database=warehouse.context.database,
            mapping=MAPPING.name,
            raw_table="game.live_game_v1",
            run_id="test",
        )
        self.worker = Worker(job)
        self.answers = 0

    def keep(self, feed: Any) -> int:
        """Keep an answer; its raw id."""
        self.answers += 1
        later = CAPTURED_AT + timedelta(seconds=self.answers)
        self.warehouse.store("game.live_game_v1").append([feed_document(feed, captured_at=later)])
        return int(self.warehouse.one("select max(id) from game.live_game_v1"))

    def follow(self, feed: Any) -> LoadReport:
        """Keep an answer and load it."""
        return self.worker.run([self.keep(feed)])


@pytest.fixture
def follower(warehouse: Warehouse) -> Iterator[Follower]:
    found = Follower(warehouse)
    yield found
    found.worker.close()


def rows(warehouse: Warehouse) -> dict[str, list[str]]:
    """All rows as text, but for where they came from: equal rows keep the older answer's name."""
    return {
        table: sorted(
            str(row)
            for (row,) in warehouse.all(
                f"select to_jsonb(t) - 'source_captured_at' - 'source_raw_id' from {table} t"
            )
        )
        for table in TABLES
    }


def numbers(report: LoadReport) -> dict[str, tuple[int, int, int, int]]:
    return {
        name: (one.inserted, one.updated, one.deleted, one.unchanged)
        for name, one in report.tables.items()
    }


def feeds(count: int) -> list[Any]:
    """A simulated game as it stood at some moments."""
    league = build_league(seed=5)
    fixture = next(iter(league.book(league.season).fixtures.values()))
    steps = len(visible_steps(league, fixture))
    places = range(steps // 10, steps, max(1, steps // count))
    return [msgspec.to_builtins(build_copy(league, fixture, place)) for place in places]


def test_a_game_that_is_followed_ends_in_the_rows_and_numbers_of_one_that_is_compared_whole(
    warehouse: Warehouse, follower: Follower
) -> None:
    for feed in feeds(8):
        raw_id = follower.keep(feed)
        followed = follower.worker.run([raw_id])
        kept = rows(warehouse)
        # The same answer again is compared with the tables, row by row: none may differ.
        again = follower.worker.run([raw_id])

        assert again.rows_written == 0
        assert rows(warehouse) == kept
        totals = {name: sum(one) - one[2] for name, one in numbers(followed).items()}
        assert totals == {name: one[3] for name, one in numbers(again).items()}


def test_rows_that_did_not_change_are_counted_and_not_written(
    warehouse: Warehouse, follower: Follower
) -> None:
    feed = feeds(2)[-1]
    follower.follow(feed)
    written = dict(warehouse.all("select at_bat_index, xmin::text from game.plays"))
    feed["liveData"]["plays"]["allPlays"][1]["result"]["rbi"] = 7
    report = follower.follow(feed)

    assert numbers(report)["game.plays"] == (0, 1, 0, len(written) - 1)
    now = dict(warehouse.all("select at_bat_index, xmin::text from game.plays"))
    assert {one for one in now if now[one] != written[one]} == {1}
    assert warehouse.one("select rbi from game.plays where at_bat_index = 1") == 7


def test_a_play_that_is_gone_from_the_next_answer_is_gone_from_the_tables(
    warehouse: Warehouse, follower: Follower
) -> None:
    feed = feeds(2)[-1]
    follower.follow(feed)
    plays = warehouse.one("select count(*) from game.plays")
    del feed["liveData"]["plays"]["allPlays"][-1]
    report = follower.follow(feed)

    assert numbers(report)["game.plays"][2] == 1
    assert warehouse.one("select count(*) from game.plays") == plays - 1


def test_what_another_loader_wrote_in_between_is_not_taken_for_known(
    warehouse: Warehouse, follower: Follower
) -> None:
    first = feeds(2)[-1]
    follower.follow(first)
    between = copy.deepcopy(first)
    between["liveData"]["plays"]["allPlays"][0]["result"]["rbi"] = 9
    follower.keep(between)
    warehouse.transform("game")
    assert warehouse.one("select rbi from game.plays where at_bat_index = 0") == 9
    last = copy.deepcopy(first)
    last["liveData"]["plays"]["allPlays"][1]["result"]["rbi"] = 5
    follower.follow(last)

    # Compared with what it loaded itself, play 0 would not have changed.
    wanted = first["liveData"]["plays"]["allPlays"][0]["result"]["rbi"]
    assert warehouse.one("select rbi from game.plays where at_bat_index = 0") == wanted


def test_the_same_answer_again_mends_rows_that_somebody_changed(
    warehouse: Warehouse, follower: Follower
) -> None:
    raw_id = follower.keep(feeds(2)[-1])
    follower.worker.run([raw_id])
    kept = rows(warehouse)
    warehouse.connection.execute("update game.plays set rbi = 99")
    follower.worker.run([raw_id])

    assert rows(warehouse) == kept
