"""`transform --source`: answers that lie elsewhere are in raw, and in the tables."""

import gzip
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlb_data_platform.raw import RawStore, raw_table
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import (
    Database,
    Selection,
    connect,
    due_documents,
    filters_for,
    select_documents,
)
from tests.conftest import Cli
from tests.support.stubs import STUB_DIR, document_of, game_file, read_envelope, stub_files

GAME, OTHER = 744914, 746552
RAW = "game.live_game_v1"
READ = {
    RAW: ("game/liveGameV1/*.gz",),
    "schedule.schedule": ("schedule/schedule/*.gz",),
    "season.seasons": ("season/seasons/*.gz",),
}


def lines_of(*game_pks: int) -> bytes:
    return b"\n".join(json.dumps(read_envelope(game_file(pk))).encode() for pk in game_pks)


def one(database: Database, query: str) -> Any:
    with connect(database) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("table", READ)
def test_a_filter_means_the_same_answers_wherever_they_lie(
    table: str, connection: psycopg.Connection
) -> None:
    documents = [document_of(file) for pattern in READ[table] for file in stub_files(pattern)]
    RawStore(connection, table, run_id="test").append(documents)
    raw = raw_table(table)
    tried = 0
    for selection in _selections(connection, table):
        due = due_documents(connection, raw, selection, fingerprint="none")
        ids = [one.raw_id for one in due]
        rows = connection.execute(
            f"select content_hash from {table} where id = any(%s)".encode(), (ids,)
        ).fetchall()
        chosen = select_documents(raw, selection, documents)
        assert _newest_hashes(connection, table, chosen) == {row[0] for row in rows}, selection
        tried += 0 < len(rows) < len(documents)
    assert tried >= len(filters_for(raw)) - 1


def _selections(connection: psycopg.Connection, table: str) -> list[Selection]:
    """For every filter of a table one that picks some answers and not all."""
    columns = {
        "game_pks": "game_pk",
        "team_ids": "home_team_id",
        "venue_ids": "venue_id",
        "game_types": "game_type",
        "states": "game_state",
        "sport_ids": "sport_id",
        "season": "season_id" if table == "season.seasons" else "season",
        "start_date": "game_date" if table == RAW else "schedule_date",
        "end_date": "game_date" if table == RAW else "schedule_date",
    }
    found = []
    for field in fields(Selection):
        if field.name not in filters_for(raw_table(table)):
            continue
        values = [
            row[0]
            for row in connection.execute(
                f"select {columns[field.name]} from {table} where {columns[field.name]} is not null"
                " group by 1 order by count(*), 1".encode()
            )
        ]
        value = values[len(values) // 2]
        if field.name == "season":
            value = int(value)
        is_list = field.name.endswith("s")
        found.append(Selection(**{field.name: (value,) if is_list else value}))
    return found


def _newest_hashes(connection: psycopg.Connection, table: str, chosen: list[Document]) -> set[str]:
    """What raw has of these requests or games: the newest of each."""
    asked = [json.dumps(one.request.params) for one in chosen]
    latest = "and is_latest" if table == RAW else ""
    rows = connection.execute(
        f"select distinct on (request_params) content_hash from {table}"
        f" where request_params = any(%s::jsonb[]) {latest}"
        " order by request_params, captured_at desc, id desc".encode(),
        (asked,),
    )
    return {row[0] for row in rows}


def test_a_stub_folder_fills_raw_and_the_tables_and_again_nothing_is_new(
    cli: Cli, database: Database
) -> None:
    wish = ("transform", "game", "--source", str(STUB_DIR), "--output", "json")
    some = (*wish, "--game-pks", f"{GAME},{OTHER}")
    first, second = cli(*some), cli(*some)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.json["source"]["passed_over"] > first.json["source"]["new"] == 2
    assert (second.json["source"]["new"], second.json["source"]["seen_again"]) == (0, 2)
    assert first.json["documents"]["loaded"] == 2
    assert second.json["documents"]["loaded"] == 0
    assert one(database, "select count(*) from game.games") == 2
    assert one(database, f"select source_url from {RAW} where game_pk = {GAME}").endswith(
        f"/game/{GAME}/feed/live"
    )


def test_lines_that_hold_no_answer_cost_themselves_and_are_kept_aside_with_their_place(
    cli: Cli, database: Database, tmp_path: Path
) -> None:
    other = json.dumps({**read_envelope(game_file(OTHER)), "status_code": 404}).encode()
    file = tmp_path / "games.ndjson.gz"
    file.write_bytes(gzip.compress(b"\n".join([b'{"half', lines_of(GAME), b"", other, b"[1]"])))
    result = cli("transform", "game", "--source", str(file), "--output", "json")

    assert result.exit_code == 5
    assert result.json["source"] == {
        "new": 1,
        "seen_again": 0,
        "quarantined": 2,
        "passed_over": 0,
        "absent": 1,
    }
    place = one(database, "select min(source_url) from metadata.quarantine where kind = 'answer'")
    assert place == f"file://{file}:1"
    assert one(database, "select count(*) from game.games") == 1


def test_a_file_that_is_cut_gives_what_comes_before_the_cut(
    cli: Cli, database: Database, tmp_path: Path
) -> None:
    packed = gzip.compress(lines_of(GAME) + b"\n" + lines_of(OTHER))
    (tmp_path / "games.ndjson.gz").write_bytes(packed[: len(packed) - 9])
    result = cli("transform", "game", "--source", str(tmp_path), "--output", "json")

    assert result.exit_code == 5
    assert result.json["source"]["new"] >= 1
    why = one(database, "select found from metadata.quarantine where kind = 'answer'")
    assert "no whole gzip" in why


@pytest.mark.parametrize("place", ["", "missing", "games.txt"])
def test_a_place_without_answers_says_what_was_looked_for(
    cli: Cli, tmp_path: Path, place: str
) -> None:
    (tmp_path / "games.txt").write_text("hello")
    result = cli("transform", "game", "--source", str(tmp_path / place))

    assert result.exit_code == 2
    assert "wanted game/liveGameV1/*.json.gz, *.ndjson" in result.err
    assert "--source FOLDER" in result.err


def test_the_environment_names_a_source_too_and_a_stream_takes_none(cli: Cli) -> None:
    kept = cli("transform", "season", "--output", "json", MLB_SOURCE=str(STUB_DIR))
    stream = cli("transform", "season", "--mode", "streaming", MLB_SOURCE=str(STUB_DIR))

    assert kept.json["source"]["new"] > 0
    assert kept.json["tables"]["season.season_dates"]["inserted"] > 100
    assert stream.exit_code == 2
    assert "a stream follows the raw tables" in stream.err
