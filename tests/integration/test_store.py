"""The raw store keeps every answer once, orders versions, and loses nothing."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from mlb_data_platform.raw import RawRefusedError, RawStore, unpack
from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.warehouse import Database, connect, read_documents
from tests.integration.conftest import Warehouse
from tests.support.stubs import document_of, game_file, game_files

NINE = datetime(2024, 7, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def feed(
    game_pk: int = 1, *, timecode: str = "20240701_200000", at: datetime = NINE, **more: Any
) -> Document:
    answer = {
        "gamePk": game_pk,
        "metaData": {"timeStamp": timecode},
        "gameData": {"datetime": {"officialDate": "2024-07-01"}, "status": {"codedGameState": "I"}},
        **more,
    }
    return document(answer, "game", "liveGameV1", {"game_pk": str(game_pk)}, at=at)


def document(
    answer: Any, endpoint: str, method: str, params: dict[str, str], *, at: datetime = NINE
) -> Document:
    request = Request(endpoint=endpoint, method=method, query_params=params)
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    url = f"https://statsapi.mlb.com/api/v1/{endpoint}"
    return Document(request=request, url=url, status=200, body=body, captured_at=at)


@pytest.fixture
def games(warehouse: Warehouse) -> RawStore:
    return warehouse.store("game.live_game_v1")


def latest(warehouse: Warehouse, game_pk: int = 1) -> list[Any]:
    query = "select data->>'note' from game.live_game_v1 where is_latest and game_pk = %s"
    return [note for (note,) in warehouse.all(query, game_pk)]


def test_the_same_answer_again_only_moves_last_seen_at(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([feed()])
    again = games.append([feed(at=NINE + HOUR)])

    assert (again.new, again.seen_again) == (0, 1)
    rows = warehouse.all("select captured_at, last_seen_at from game.live_game_v1")
    assert rows == [(NINE, NINE + HOUR)]


def test_key_order_and_white_space_are_no_change(warehouse: Warehouse, games: RawStore) -> None:
    one = feed()
    turned = json.dumps(dict(reversed(json.loads(one.body).items())), indent=4).encode()
    games.append([one])
    games.append([document(turned, "game", "liveGameV1", {"game_pk": "1"}, at=NINE + HOUR)])

    assert warehouse.one("select count(*) from game.live_game_v1") == 1


def test_an_answer_that_goes_and_comes_back_leaves_three_versions(
    warehouse: Warehouse, games: RawStore
) -> None:
    for hour, note in enumerate(("A", "B", "A")):
        games.append([feed(note=note, at=NINE + hour * HOUR)])

    assert warehouse.one("select count(*) from game.live_game_v1") == 3
    assert latest(warehouse) == ["A"]


def test_replaying_recordings_in_turns_adds_nothing(warehouse: Warehouse, games: RawStore) -> None:
    for _ in range(3):
        games.append([feed(note="A")])
        games.append([feed(note="B")])

    assert warehouse.one("select count(*) from game.live_game_v1") == 2


@pytest.mark.parametrize("newest_first", [True, False], ids=["newest first", "newest last"])
def test_the_newest_own_time_is_the_latest_in_whatever_order_it_arrives(
    warehouse: Warehouse, games: RawStore, newest_first: bool
) -> None:
    new = feed(timecode="20240701_210000", note="new", at=NINE)
    old = feed(timecode="20240701_200000", note="old", at=NINE + HOUR)
    for one in (new, old) if newest_first else (old, new):
        games.append([one])

    assert latest(warehouse) == ["new"]


def test_of_two_answers_with_the_same_own_time_the_later_capture_is_the_latest(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([feed(note="corrected", at=NINE + HOUR)])
    games.append([feed(note="first", at=NINE)])

    assert latest(warehouse) == ["corrected"]


def test_one_batch_may_hold_many_versions_of_many_games(
    warehouse: Warehouse, games: RawStore
) -> None:
    batch = [
        feed(game_pk=pk, timecode=f"20240701_20000{version}", note=f"{pk}.{version}")
        for version in (3, 1, 2)
        for pk in (7, 8)
    ]
    assert games.append(batch).new == 6
    assert latest(warehouse, 7) == ["7.3"]
    assert latest(warehouse, 8) == ["8.3"]


def test_writers_at_once_keep_each_answer_once_and_one_latest(
    warehouse: Warehouse, database: Database
) -> None:
    def write() -> None:
        with connect(database) as connection:
            store = RawStore(connection, "game.live_game_v1", run_id="test")
            for minute in range(10):
                store.append([feed(note=str(minute), timecode=f"20240701_2000{minute:02}")])

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert warehouse.one("select count(*) from game.live_game_v1") == 10
    assert latest(warehouse) == ["9"]


@pytest.mark.parametrize("year", [1876, 1901, 2024, 2031], ids=str)
def test_a_partition_is_made_for_any_year(warehouse: Warehouse, year: int) -> None:
    params = {"sportId": "1", "date": f"{year}-05-01"}
    warehouse.store("schedule.schedule").append(
        [document({"dates": []}, "schedule", "schedule", params)]
    )

    assert warehouse.one(f"select count(*) from schedule.schedule_{year}") == 1


@pytest.mark.parametrize(
    "day", [None, "1875-04-01", "3000-01-01"], ids=["no day", "before", "after"]
)
def test_a_row_that_fits_no_year_is_kept_in_the_default_partition(
    warehouse: Warehouse, games: RawStore, day: str | None
) -> None:
    game = {"datetime": {"officialDate": day}} if day else {}
    games.append([feed(gameData=game)])

    assert warehouse.one("select count(*) from game.live_game_v1_other") == 1
    assert latest(warehouse) == [None]


def test_rows_that_waited_in_the_default_partition_move_when_their_year_gets_one(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([feed(gameData={})])
    warehouse.connection.execute("update game.live_game_v1 set game_date = '2022-05-05'")
    games.append([feed(2, gameData={"datetime": {"officialDate": "2022-05-06"}})])

    assert warehouse.one("select count(*) from game.live_game_v1_2022") == 2
    assert warehouse.one("select count(*) from game.live_game_v1_other") == 0


def test_keys_come_from_the_answer_and_from_the_request(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    row = warehouse.all(
        "select game_pk, game_date, season, game_type, game_state, home_team_id, away_team_id,"
        " venue_id, timecode, is_latest from game.live_game_v1"
    )
    expected = (744914, date(2024, 7, 1), 2024, "R", "F", 141, 117, 14, "20240701_214404", True)
    assert row == [expected]


def test_a_string_with_nul_is_kept_as_bytes_in_quarantine(
    warehouse: Warehouse, games: RawStore
) -> None:
    poisoned = feed(1, note="a\x00b")
    report = games.append([poisoned, feed(2)])

    assert (report.new, report.quarantined) == (1, 1)
    assert bytes(warehouse.one("select body from metadata.quarantine")) == poisoned.body
    games.append([poisoned])
    assert warehouse.one("select count(*) from metadata.quarantine") == 1


@pytest.mark.parametrize(
    "body",
    [b"<html>busy</html>", b'{"gamePk": 1', b'{"noKey": true}', b"[" * 200_000],
    ids=["HTML", "cut", "no key", "deep"],
)
def test_an_answer_that_cannot_be_read_costs_only_itself(
    warehouse: Warehouse, games: RawStore, body: bytes
) -> None:
    bad = document(body, "game", "liveGameV1", {"somePk": "1"})
    report = games.append([bad, feed(2)])

    assert (report.new, report.quarantined) == (1, 1)
    assert bytes(warehouse.one("select body from metadata.quarantine")) == body


def test_a_number_no_machine_holds_is_still_kept(warehouse: Warehouse, games: RawStore) -> None:
    body = feed().body[:-1] + b', "huge": 1e400, "long": 123456789012345678901234567890}'
    report = games.append([document(body, "game", "liveGameV1", {"game_pk": "1"})])

    assert report.new == 1
    assert (
        warehouse.one("select data->>'long' from game.live_game_v1")
        == "123456789012345678901234567890"
    )


def test_a_feed_with_holes_is_refused_and_nothing_is_written(
    warehouse: Warehouse, games: RawStore
) -> None:
    holed = document({"gamePk": 1}, "game", "liveGameV1", {"game_pk": "1", "fields": "gamePk"})
    with pytest.raises(RawRefusedError, match="fields"):
        games.append([feed(2), holed])

    assert warehouse.one("select count(*) from game.live_game_v1") == 0


def test_a_batch_is_kept_whole_or_not_at_all(
    warehouse: Warehouse, games: RawStore, database: Database
) -> None:
    warehouse.connection.execute("alter table game.live_game_v1 add check (game_pk <> 13)")
    with pytest.raises(psycopg.errors.CheckViolation):
        games.append([feed(1), feed(13)])

    assert warehouse.one("select count(*) from game.live_game_v1") == 0


def test_every_recorded_feed_is_kept_untouched(warehouse: Warehouse, games: RawStore) -> None:
    documents = [document_of(file) for file in game_files()]
    assert games.append(documents).new == len(documents)
    assert games.append(documents).new == 0
    for one in documents[:3]:
        game_pk, code = (
            int(one.request.params["game_pk"]),
            json.loads(one.body)["metaData"]["timeStamp"],
        )
        query = "select data from game.live_game_v1 where game_pk = %s and timecode = %s"
        assert warehouse.one(query, game_pk, code) == json.loads(one.body)


def test_the_bytes_of_an_answer_lie_beside_it_as_they_came(
    warehouse: Warehouse, games: RawStore
) -> None:
    one = feed(note="spaces  and \u00e9, 1.50")
    spaced = document(
        json.dumps(json.loads(one.body), indent=2).encode(), "game", "liveGameV1", {"game_pk": "1"}
    )
    games.append([spaced])

    packed = warehouse.one("select body from game.live_game_v1")
    assert unpack(packed) == spaced.body


def test_who_changes_an_answer_by_hand_is_believed_and_its_bytes_are_let_go_of(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([feed(note="as it came")])
    (raw_id,) = warehouse.all("select id from game.live_game_v1")[0]
    change = 'update game.live_game_v1 set data = data || \'{"note": "by hand"}\''
    warehouse.connection.execute(change)

    [found] = read_documents(warehouse.connection, games.table, [raw_id])
    assert json.loads(found.body)["note"] == "by hand"
    assert warehouse.one("select body from game.live_game_v1") is None


def test_seeing_an_answer_again_leaves_its_bytes_alone(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([feed()])
    games.append([feed(at=NINE + HOUR)])

    assert unpack(warehouse.one("select body from game.live_game_v1")) == feed().body


def test_an_answer_kept_before_bytes_were_kept_is_read_all_the_same(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([feed(note="old")])
    warehouse.connection.execute("update game.live_game_v1 set body = null")
    (raw_id,) = warehouse.all("select id from game.live_game_v1")[0]

    [found] = read_documents(warehouse.connection, games.table, [raw_id])
    assert json.loads(found.body)["note"] == "old"


def test_exactly_one_version_of_each_recorded_game_is_the_latest(
    warehouse: Warehouse, games: RawStore
) -> None:
    games.append([document_of(file) for file in game_files()])
    pks = {int(document_of(file).request.params["game_pk"]) for file in game_files()}
    found = warehouse.all(
        "select game_pk, count(*) from game.live_game_v1 where is_latest group by 1"
    )
    assert dict(found) == dict.fromkeys(pks, 1)


def test_a_method_without_keys_gets_a_table_when_it_is_first_kept(warehouse: Warehouse) -> None:
    store = warehouse.store("raw.venue_venue")
    store.ensure_table()
    store.append([document({"venues": []}, "venue", "venue", {"venueIds": "14"})])

    assert warehouse.one("select request_params->>'venueIds' from raw.venue_venue") == "14"
