"""Rows into tables: newer wins, gone rows go, equal rows stay, counts are true."""

import copy
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.warehouse import Database, Run, Selection, connect
from tests.integration.conftest import Warehouse
from tests.integration.test_store import document
from tests.support.stubs import game_file, read_answer, read_envelope, stub_files

MORNING = datetime(2026, 1, 1, tzinfo=UTC)
LATER = MORNING + timedelta(hours=6)


def counts(report: Any, table: str) -> tuple[int, int, int, int, int]:
    found = report.tables[table]
    return (found.inserted, found.updated, found.deleted, found.unchanged, found.refused)


def test_a_second_transform_finds_nothing_to_do(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    assert warehouse.transform("game").loaded == 1
    assert warehouse.transform("game").loaded == 0


def test_a_full_refresh_of_the_same_answer_writes_no_row(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    first = warehouse.transform("game")
    again = warehouse.transform("game", full_refresh=True)

    assert again.rows_written == 0
    unchanged = {name: one.unchanged for name, one in again.tables.items()}
    assert unchanged == {name: one.inserted for name, one in first.tables.items()}


def test_a_newer_capture_replaces_what_changed_and_leaves_the_rest(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(746139, timecode="20240612_041248"))
    warehouse.transform("game")
    warehouse.keep(game_file(746139), at=LATER)
    report = warehouse.transform("game")

    plays = len(read_answer(game_file(746139))["liveData"]["plays"]["allPlays"])
    assert warehouse.one("select count(*) from game.plays") == plays
    inserted, updated, deleted, unchanged, refused = counts(report, "game.plays")
    assert (inserted + updated + unchanged, deleted, refused) == (plays, 0, 0)
    assert unchanged > 50


def test_an_older_capture_after_a_newer_one_changes_nothing(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(746139))
    warehouse.transform("game")
    before = warehouse.all("select * from game.plays order by at_bat_index")
    warehouse.keep(game_file(746139, timecode="20240612_041248"), at=LATER)
    report = warehouse.transform("game", full_refresh=True)

    assert report.rows_written == 0
    assert warehouse.all("select * from game.plays order by at_bat_index") == before


def test_a_stale_document_is_refused_by_the_loader_and_counted(warehouse: Warehouse) -> None:
    """Also when another loader was quicker: the work list alone must not protect the rows."""
    warehouse.keep(game_file(746139))
    warehouse.transform("game")
    warehouse.keep(game_file(746139, timecode="20240612_041248"), at=LATER)
    warehouse.connection.execute("update game.live_game_v1 set is_latest = not is_latest")
    report = warehouse.transform("game")

    assert (report.stale, report.rows_written) == (1, 0)
    assert counts(report, "game.plays")[4] == 62


def test_a_newer_answer_with_fewer_plays_removes_rows(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    shorter = copy.deepcopy(read_answer(game_file(744914)))
    last = shorter["liveData"]["plays"]["allPlays"].pop()
    shorter["metaData"]["timeStamp"] = "20240701_230000"
    warehouse.keep(game_file(744914), at=LATER, answer=shorter)
    report = warehouse.transform("game")

    assert counts(report, "game.plays")[2] == 1
    assert counts(report, "game.play_events")[2] == len(last["playEvents"])
    assert warehouse.one("select max(at_bat_index) from game.plays") == last["atBatIndex"] - 1


def test_the_same_timestamp_with_other_content_is_loaded_again(warehouse: Warehouse) -> None:
    """Quirk 5: late re-scorings keep the answer's own time."""
    corrected = copy.deepcopy(read_answer(game_file(744914)))
    corrected["liveData"]["plays"]["allPlays"][0]["result"]["event"] = "Field Error"
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    warehouse.keep(game_file(744914), at=LATER, answer=corrected)
    report = warehouse.transform("game")

    assert counts(report, "game.plays")[:3] == (0, 1, 0)
    assert warehouse.one("select event from game.plays where at_bat_index = 0") == "Field Error"


def test_rows_say_which_answer_they_come_from(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    raw_id = warehouse.one("select id from game.live_game_v1")
    sources = warehouse.all(
        "select distinct source_raw_id, source_captured_at from game.play_events"
    )
    assert sources == [(raw_id, MORNING)]


def test_one_wrong_leaf_becomes_null_and_the_rest_of_the_game_loads(warehouse: Warehouse) -> None:
    odd = copy.deepcopy(read_answer(game_file(744914)))
    odd["liveData"]["plays"]["allPlays"][3]["about"]["inning"] = "third"
    warehouse.keep(game_file(744914), answer=odd)
    report = warehouse.transform("game")

    assert report.issues == 1
    assert warehouse.one("select count(*) from game.plays where inning is null") == 1
    found = warehouse.all("select kind, json_path, found from metadata.quarantine")
    assert found == [("leaf", "$.liveData.plays.allPlays[3].about.inning", "'third'")]


def test_what_fits_by_now_leaves_quarantine(warehouse: Warehouse) -> None:
    odd = copy.deepcopy(read_answer(game_file(744914)))
    odd["gameData"]["gameInfo"]["attendance"] = "many"
    warehouse.keep(game_file(744914), answer=odd)
    warehouse.transform("game")
    warehouse.connection.execute(
        "update metadata.quarantine set json_path = '$.mended.by.a.mapping' where kind = 'leaf'"
    )
    warehouse.transform("game", full_refresh=True)

    paths = warehouse.all("select json_path from metadata.quarantine")
    assert paths == [("$.gameData.gameInfo.attendance",)]


def test_a_document_that_cannot_be_read_is_quarantined_whole_and_the_others_load(
    warehouse: Warehouse,
) -> None:
    warehouse.keep(game_file(744914))
    warehouse.keep(game_file(718594))
    warehouse.connection.execute("update game.live_game_v1 set data = '[]' where game_pk = 718594")
    report = warehouse.transform("game")

    assert (report.loaded, report.quarantined) == (1, 1)
    assert warehouse.all("select kind, json_path from metadata.quarantine") == [("document", "$")]
    assert warehouse.transform("game").quarantined == 0


def test_two_loaders_at_once_load_each_game_once(warehouse: Warehouse, database: Database) -> None:
    for game_pk in (744914, 718594, 777687):
        warehouse.keep(game_file(game_pk))
    reports = []

    def run() -> None:
        with connect(database) as connection:
            own = RunContext(database=database, connection=connection, run=Run(run_id="test"))
            reports.append(transform("game", Selection(), context=own, full_refresh=True))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    inserted = sum(report.tables["game.plays"].inserted for report in reports)
    assert inserted == warehouse.one("select count(*) from game.plays")
    assert len(reports) == 3


DAY = "schedule/schedule/schedule_date=2024-07-01_sportId=1_*.json.gz"


def day_file() -> Any:
    return stub_files(DAY)[0]


def without_game(answer: Any, game_pk: int) -> Any:
    changed = copy.deepcopy(answer)
    for day in changed["dates"]:
        day["games"] = [game for game in day["games"] if game["gamePk"] != game_pk]
    return changed


def test_a_listing_that_a_newer_schedule_lacks_disappears(warehouse: Warehouse) -> None:
    warehouse.keep(day_file())
    warehouse.transform("schedule")
    warehouse.keep(day_file(), at=LATER, answer=without_game(read_answer(day_file()), 744914))
    report = warehouse.transform("schedule")

    assert counts(report, "schedule.games")[2] == 1
    assert warehouse.one("select count(*) from schedule.games where game_pk = 744914") == 0


def test_a_day_that_lost_all_its_games_is_emptied(warehouse: Warehouse) -> None:
    warehouse.keep(day_file())
    warehouse.transform("schedule")
    warehouse.keep(day_file(), at=LATER, answer={"totalGames": 0, "dates": []})
    warehouse.transform("schedule")

    assert warehouse.one("select count(*) from schedule.games") == 0
    assert warehouse.one("select count(*) from schedule.schedule_metadata") == 0


def test_an_older_schedule_neither_overwrites_nor_brings_back(warehouse: Warehouse) -> None:
    shorter = without_game(read_answer(day_file()), 744914)
    warehouse.keep(day_file(), at=LATER, answer=shorter)
    warehouse.transform("schedule")
    season = copy.deepcopy(read_answer(day_file()))
    params_of_range = {"sportId": "1", "startDate": "2024-06-30", "endDate": "2024-07-02"}
    _keep_schedule(warehouse, season, params_of_range, at=MORNING)
    report = warehouse.transform("schedule")

    assert counts(report, "schedule.games")[4] == 3
    assert warehouse.one("select count(*) from schedule.games where game_pk = 744914") == 0


def test_an_answer_about_one_team_removes_nothing(warehouse: Warehouse) -> None:
    warehouse.keep(day_file())
    warehouse.transform("schedule")
    one_team = {"sportId": "1", "date": "2024-07-01", "teamId": "141"}
    answer = copy.deepcopy(read_answer(day_file()))
    answer["dates"][0]["games"] = [g for g in answer["dates"][0]["games"] if g["gamePk"] == 744914]
    _keep_schedule(warehouse, answer, one_team, at=LATER)
    report = warehouse.transform("schedule")

    assert counts(report, "schedule.games")[2] == 0
    assert warehouse.one("select count(*) from schedule.games") == 3
    assert warehouse.one("select total_games from schedule.schedule_metadata") == 3


def _keep_schedule(warehouse: Warehouse, answer: Any, params: dict[str, str], at: datetime) -> None:
    one = document(answer, "schedule", "schedule", params, at=at)
    warehouse.store("schedule.schedule").append([one])


def test_a_postponed_game_has_two_listings_and_one_number(warehouse: Warehouse) -> None:
    """Quirks 1 and 2: the first listing is abstractly Final, and carries the new official date."""
    warehouse.keep(stub_files("schedule/schedule/*2025-09-28*startDate=2025-02-22*.json.gz")[0])
    warehouse.transform("schedule")
    rows = warehouse.all(
        "select schedule_date, official_date, abstract_game_state, coded_game_state"
        " from schedule.games where game_pk = 777464 order by 1"
    )
    assert rows == [
        (date(2025, 6, 18), date(2025, 6, 19), "Final", "D"),
        (date(2025, 6, 19), date(2025, 6, 19), "Final", "F"),
    ]


@pytest.mark.parametrize("year", [2015, 2016, 2018, 2019, 2022], ids=str)
def test_a_whole_recorded_season_of_listings_loads_with_equal_counts(
    warehouse: Warehouse, year: int
) -> None:
    file = next(
        f
        for f in stub_files("schedule/schedule/*endDate*startDate*.json.gz")
        if read_envelope(f)["query_params"]["startDate"].startswith(f"{year}-03")
        or read_envelope(f)["query_params"]["startDate"].startswith(f"{year}-04")
    )
    warehouse.keep(file)
    assert warehouse.transform("schedule").issues == 0
    listed = {
        (game["gamePk"], day["date"]) for day in read_answer(file)["dates"] for game in day["games"]
    }
    found = warehouse.all("select game_pk, schedule_date::text from schedule.games")
    assert set(found) == listed
    assert len(found) == len(listed)
