"""The commands as a user types them, on a real database and recorded answers."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.jobs import find_job, load_job, shipped_jobs
from mlb_data_platform.simulator import build_app, build_league, running_server
from mlb_data_platform.warehouse import Database, EmbeddedServer, connect
from tests.integration.scripted_server import Reply, scripted_server
from tests.integration.test_embedded import free_port
from tests.support.cli import mlb_etl_process
from tests.support.databases import TestServer
from tests.support.stubs import STUB_DIR, game_files, read_envelope, skip_without_recordings

REPLAY = ("--stub-mode", "replay", "--save", "--output", "json")


def count(database: Database, table: str) -> int:
    with connect(database) as connection:
        row = connection.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("arguments", "table"),
    [
        (("--job", "config/jobs/season_daily.yaml"), "season.seasons"),
        (("--job", "config/jobs/schedule_polling.yaml"), "schedule.schedule"),
        (("--job", "game.yaml", "--game-pks", "744914"), "game.live_game_v1"),
    ],
    ids=["season", "schedule", "game"],
)
def test_the_promised_commands_keep_one_answer(
    cli: Any, database: Database, arguments: tuple[str, ...], table: str
) -> None:
    done = cli("ingest", *arguments, *REPLAY, "--db-password", "mlb_dev_password")
    assert (done.exit_code, done.json["new"], done.json["raw_table"]) == (0, 1, table)
    assert count(database, table) == 1


@pytest.mark.parametrize("job", sorted(p.stem for p in shipped_jobs().glob("*.yaml")))
def test_every_shipped_job_runs(cli: Any, job: str) -> None:
    assert load_job(find_job(job)).name == job
    takes_games = "game_pk" in load_job(find_job(job)).source.parameters
    games = ("--game-pks", "744914") if takes_games else ()
    done = cli("ingest", "--job", job, *games, *REPLAY)
    assert (done.exit_code, done.json["fetched"]) == (0, 1)


def test_every_recorded_game_is_kept_and_transformed_by_two_commands(
    cli: Any, database: Database
) -> None:
    pks = sorted({read_envelope(file)["path_params"]["game_pk"] for file in game_files()})
    kept = cli("ingest", "--job", "game", "--game-pks", ",".join(pks), *REPLAY)
    done = cli("transform", "game", "--output", "json")

    assert (kept.json["new"], done.json["documents"]["loaded"]) == (len(pks), len(pks))
    assert done.json["issues"] == 0
    assert cli("transform", "game", "--output", "json").json["documents"]["loaded"] == 0


@pytest.mark.parametrize(
    ("flags", "games"),
    [
        (("--season", "2024"), 5),
        (("--team-ids", "141"), 2),
        (("--states", "F", "--start-date", "2024-07-01", "--end-date", "2024-07-31"), 2),
        (("--game-pks", "744914,718594"), 2),
        (("--venue-ids", "14"), 1),
        (("--game-types", "S"), 0),
    ],
    ids=["season", "team", "state and dates", "games", "venue", "type"],
)
def test_a_transform_takes_just_the_games_it_is_asked_for(
    cli: Any, flags: tuple[str, ...], games: int
) -> None:
    pks = "744914,746139,746865,747175,745444,718594"
    cli("ingest", "--job", "game", "--game-pks", pks, *REPLAY)
    done = cli("transform", "game", *flags, "--output", "json")
    assert (done.exit_code, done.json["documents"]["loaded"]) == (0, games)


def test_without_save_nothing_is_written_and_it_says_so(cli: Any, database: Database) -> None:
    done = cli("ingest", "--job", "season_daily", "--stub-mode", "replay")
    assert (done.exit_code, count(database, "season.seasons")) == (0, 0)
    assert "add --save" in done.err


def test_a_dry_run_shows_the_urls_and_asks_nothing(cli: Any, database: Database) -> None:
    done = cli(
        "ingest", "--job", "game", "--game-pks", "1,2", "--dry-run", MLB_STATSAPI_URL="http://x"
    )
    assert done.out.split() == [
        "https://statsapi.mlb.com/api/v1.1/game/1/feed/live",
        "https://statsapi.mlb.com/api/v1.1/game/2/feed/live",
    ]
    assert count(database, "metadata.job_executions") == 0


def test_one_missing_game_costs_only_itself(cli: Any, database: Database) -> None:
    done = cli("ingest", "--job", "game", "--game-pks", "1,744914", *REPLAY)
    assert (done.exit_code, done.json["new"], done.json["failed"]) == (2, 1, 1)
    assert count(database, "game.live_game_v1") == 1


def bad_job(folder: Path, text: str) -> str:
    file = folder / "bad.yaml"
    file.write_text(text)
    return str(file)


GOOD_JOB = shipped_jobs().joinpath("season_daily.yaml").read_text()
BAD_INPUT: dict[str, tuple[str, int, str]] = {
    "unreadable YAML": ("name: [", 2, "not YAML"),
    "unknown key": (GOOD_JOB + "\nsorce: x\n", 2, "source"),
    "unknown variable": (GOOD_JOB.replace("sportId: 1", "sportId: ${SPROT}"), 2, "SPROT"),
    "unknown method": (GOOD_JOB.replace("method: seasons", "method: season"), 2, "seasons"),
    "a rate that would be refused": (
        GOOD_JOB.replace("requests_per_s: 10", "requests_per_s: 99"),
        2,
        "25",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUT, ids=str)
def test_a_bad_job_is_a_clear_error_and_writes_nothing(
    cli: Any, database: Database, tmp_path: Path, case: str
) -> None:
    text, code, said = BAD_INPUT[case]
    done = cli("ingest", "--job", bad_job(tmp_path, text), "--stub-mode", "replay", "--save")
    assert done.exit_code == code
    assert said in done.err
    assert "bad.yaml" in done.err
    assert count(database, "season.seasons") == 0


def test_a_damaged_recording_is_named_and_nothing_is_written(
    cli: Any, database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "season" / "seasons"
    folder.mkdir(parents=True)
    skip_without_recordings()
    whole = next(STUB_DIR.glob("season/seasons/seasons_sportId=1_*.gz")).read_bytes()
    (folder / "seasons_sportId=1_cut.json.gz").write_bytes(whole[: len(whole) // 2])
    done = cli("ingest", "--job", "season_daily", *REPLAY, MLB_STUB_DIR=str(tmp_path))

    assert (done.exit_code, "seasons_sportId=1_cut.json.gz" in done.json["error"]) == (1, True)
    assert count(database, "season.seasons") == 0


def test_a_wrong_password_and_a_dead_server_are_told_apart(cli: Any, server: TestServer) -> None:
    nowhere = "postgresql://nobody:secret@127.0.0.1:1/mlb"
    done = cli("query", "select 1", "--db-url", nowhere)
    assert done.exit_code == 4
    assert "secret" not in done.out + done.err

    unknown = server.at("no_such_database").url
    assert cli("query", "select 1", "--db-url", unknown).exit_code == 3


@pytest.mark.slow
def test_a_wrong_password_is_a_set_up_error(tmp_path: Path, cli: Any) -> None:
    embedded = EmbeddedServer(tmp_path / "home")
    try:
        url = embedded.start(tcp_port=free_port()).url
        wrong = url.replace(url.split(":")[2].split("@")[0], "wrong-secret")
        done = cli("query", "select 1", "--db-url", wrong)
        assert (done.exit_code, "password authentication failed" in done.err) == (3, True)
        assert "wrong-secret" not in done.err
    finally:
        embedded.stop()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select nothing", "nothing"),
        ("delete from game.plays", "read-only"),
        ("select 1; drop table game.plays", "multiple commands"),
        ("rollback; create table public.broke_out (a int)", "multiple commands"),
        ("set transaction read write; drop table game.plays", "multiple commands"),
        (" ; ", "wanted one SQL statement"),
    ],
    ids=["unknown column", "a write", "two statements", "leaving", "unlocking", "nothing"],
)
def test_a_query_that_cannot_run_says_why_and_changes_nothing(
    cli: Any, database: Database, sql: str, said: str
) -> None:
    done = cli("query", sql)
    assert done.exit_code == 2
    assert said in done.err
    assert count(database, "game.plays") == 0


def test_query_answers_in_three_shapes(cli: Any) -> None:
    text = "select 1 as n, array['a','b'] as words, date '2024-07-01' as day"
    assert (
        cli("query", text, "--output", "csv").out == 'n,words,day\n1,"[""a"", ""b""]",2024-07-01\n'
    )
    rows = cli("query", text, "--output", "json").json["rows"]
    assert rows == [{"n": 1, "words": ["a", "b"], "day": "2024-07-01"}]
    assert "2024-07-01" in cli("query", text).out


def test_every_run_is_on_record(cli: Any, database: Database) -> None:
    cli("ingest", "--job", "season_daily", *REPLAY)
    cli("transform", "season")
    cli("ingest", "--job", "game", "--game-pks", "1", *REPLAY)
    with connect(database) as connection:
        rows = connection.execute(
            "select command, status, exit_code, finished_at is not null, counts->>'new'"
            " from metadata.job_executions order by started_at"
        ).fetchall()
    assert rows == [
        ("ingest", "succeeded", 0, True, "1"),
        ("transform", "succeeded", 0, True, None),
        ("ingest", "failed", 2, True, None),
    ]


def test_something_in_quarantine_is_exit_code_5(cli: Any, database: Database) -> None:
    cli("ingest", "--job", "game", "--game-pks", "744914", *REPLAY)
    with connect(database) as connection:
        connection.execute(
            "update game.live_game_v1 set"
            " data = jsonb_set(data, '{gameData,gameInfo,attendance}', '\"many\"')"
        )
    done = cli("transform", "game", "--output", "json")
    assert (done.exit_code, done.json["issues"]) == (5, 1)


@pytest.mark.slow
def test_a_simulated_day_goes_through_the_whole_road_and_again_writes_nothing(
    cli: Any, database: Database
) -> None:
    with running_server(build_app(build_league(seed=5))) as url:
        day = ("pipeline", "daily", "--date", "2024-04-04", "--output", "json")
        first = cli(*day, MLB_STATSAPI_URL=url)
        again = cli(*day, MLB_STATSAPI_URL=url)
        refreshed = cli(*day, "--full-refresh", MLB_STATSAPI_URL=url)

    assert (first.exit_code, again.exit_code, refreshed.exit_code) == (0, 0, 0)
    games = first.json["games_listed"]
    assert games == first.json["ingested"]["game"]["new"] > 3
    assert again.json["ingested"]["game"]["fetched"] == 0  # all over, and not due to be read again
    assert refreshed.json["ingested"]["game"]["seen_again"] == games
    assert again.json["transformed"]["documents"]["loaded"] == 0
    assert count(database, "game.latest_live") == games


@pytest.mark.slow
def test_a_day_without_games_is_done_not_an_error(cli: Any) -> None:
    with running_server(build_app(build_league(seed=5))) as url:
        day = ("pipeline", "daily", "--date", "2024-02-01", "--output", "json")
        done = cli(*day, MLB_STATSAPI_URL=url)
    assert (done.exit_code, done.json["games_listed"]) == (0, 0)


def test_status_counts_the_rows_of_every_table(cli: Any) -> None:
    cli("ingest", "--job", "game", "--game-pks", "744914", *REPLAY)
    cli("transform", "game")
    found = cli("db", "status", "--output", "json").json
    assert found["pending"] == []
    names = {table["table_name"] for table in found["tables"]}
    assert {"game.plays", "season.season_dates", "metadata.quarantine"} <= names


def test_migrate_and_refresh_say_what_they_did(cli: Any, server: TestServer) -> None:
    with server.new_database(empty=True) as empty:
        done = cli("db", "migrate", "--output", "json", "--db-url", empty.url)
        assert "table game.plays" in done.json["applied"]
        again = cli("db", "migrate", "--db-url", empty.url)
        assert "up to date" in again.err
        refreshed = cli("db", "refresh-views", "--output", "json", "--db-url", empty.url)
        assert set(refreshed.json["seconds"]) == {"game.latest_live", "schedule.today"}


def test_the_ddl_it_prints_is_ddl(cli: Any, server: TestServer) -> None:
    done = cli("schema", "ddl")
    with server.new_database(empty=True) as empty, connect(empty) as connection:
        connection.execute(done.out)
        row = connection.execute("select to_regclass('game.play_events') is not null").fetchone()
        assert row == (True,)


@pytest.mark.slow
def test_ctrl_c_leaves_at_once_with_what_was_committed(tmp_path: Path, database: Database) -> None:
    environment = {"MLB_DATABASE_URL": database.url, "MLB_STATSAPI_URL": "http://127.0.0.1:9"}
    process = subprocess.Popen(
        [sys.executable, "-m", "mlb_data_platform", "ingest", "--job", "season_daily", "--save"],
        env={**environment, "PATH": "/usr/bin:/bin"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "type the same again" in said


@pytest.mark.slow
def test_a_process_prints_one_json_object_and_nothing_else_on_standard_output(
    database: Database,
) -> None:
    settings = {"MLB_DATABASE_URL": database.url, "MLB_STUB_DIR": str(STUB_DIR)}
    done = mlb_etl_process("ingest", "--job", "season_daily", *REPLAY, env=settings)
    assert (done.exit_code, json.loads(done.out)["new"], done.err) == (0, 1, "")


def test_a_further_method_gets_its_raw_table_when_it_is_first_ingested(
    cli: Any, database: Database, tmp_path: Path
) -> None:
    job = tmp_path / "teams.yaml"
    job.write_text(
        "name: teams\ntype: batch\nsource:\n  endpoint: team\n  method: teams\n"
        "  parameters: {season: 2024, sportId: 1}\nstorage: {raw_table: raw.team_teams}\n"
    )
    for new in (1, 0):
        assert cli("ingest", "--job", str(job), *REPLAY).json["new"] == new
    assert count(database, "raw.team_teams") == 1


def test_one_season_is_found_in_an_answer_about_all_of_them(cli: Any, tmp_path: Path) -> None:
    job = tmp_path / "all.yaml"
    job.write_text(
        "name: all\ntype: batch\nsource:\n  endpoint: season\n  method: allSeasons\n"
        "  parameters: {sportId: 1}\nstorage: {raw_table: raw.season_all_seasons}\n"
    )
    cli("ingest", "--job", str(job), *REPLAY)
    done = cli("transform", "season", "--season", "2024", "--output", "json")
    assert done.json["documents"]["loaded"] == 1


def test_a_dropped_table_is_noticed_made_again_and_filled_from_raw(
    cli: Any, database: Database
) -> None:
    cli("ingest", "--job", "game", "--game-pks", "744914", *REPLAY)
    cli("transform", "game")
    before = count(database, "game.runners")
    with connect(database) as connection:
        connection.execute("drop table game.runners cascade")
    assert "table game.runners" in cli("db", "status", "--output", "json").json["pending"]
    cli("transform", "game", "--full-refresh")
    assert count(database, "game.runners") == before > 0


def test_a_table_is_rebuilt_from_raw_by_two_commands(cli: Any, database: Database) -> None:
    cli("ingest", "--job", "game", "--game-pks", "744914", *REPLAY)
    cli("transform", "game")
    done = cli("db", "migrate", "--rebuild", "game.games", "--output", "json")
    assert "table game.games" in done.json["applied"]
    assert count(database, "game.games") == 0
    report = cli("transform", "game", "--output", "json").json["tables"]
    assert (report["game.games"]["inserted"], report["game.plays"]["unchanged"]) == (1, 68)
    assert count(database, "game.latest_live") == 1


def test_only_normalized_tables_can_be_rebuilt(cli: Any) -> None:
    done = cli("db", "migrate", "--rebuild", "game.live_game_v1")
    assert (done.exit_code, "not a normalized table" in done.err) == (2, True)


def test_a_data_folder_that_cannot_be_made_is_a_set_up_error(cli: Any) -> None:
    done = cli("db", "start", MLB_HOME="/proc/nope")
    assert (done.exit_code, "/proc/nope" in done.err) == (3, True)


@pytest.mark.slow
def test_the_demo_shows_a_simulated_day_and_keeps_it_apart_from_real_data(
    cli: Any, database: Database, tmp_path: Path
) -> None:
    day = ("--days", "1", "--start", "2024-05-27")  # one with three games
    try:
        done = cli("demo", *day, "--output", "json")
        shown = cli("demo", *day)
    finally:
        EmbeddedServer(tmp_path / "demo").stop()
    assert (done.exit_code, shown.exit_code) == (0, 0)
    assert done.json["league"][0]["games"] == 3
    assert done.json["hitters"] == [] or done.json["hitters"][0]["ops"]
    assert "Standings" in shown.out
    assert f"MLB_HOME={tmp_path / 'demo'} " in shown.out
    assert " db stop" in shown.out
    assert count(database, "game.games") == 0


def test_a_streaming_job_asks_again_until_the_game_is_over(
    cli: Any, database: Database, tmp_path: Path
) -> None:
    job = find_job("game_live_streaming").read_text().replace("_interval_s: 10", "_interval_s: 0.1")
    (tmp_path / "quick.yaml").write_text(job)
    with scripted_server() as server:
        server.script = [Reply(body=feed_of_game_7(n, state)) for n, state in enumerate("IIF")]
        done = cli(
            *("ingest", "--job", str(tmp_path / "quick.yaml"), "--game-pks", "7"),
            *("--save", "--output", "json"),
            MLB_STATSAPI_URL=server.url,
        )
    assert (done.exit_code, done.json["fetched"], done.json["new"]) == (0, 3, 3)
    with connect(database) as connection:
        latest = connection.execute("select game_state from game.live_game_v1 where is_latest")
        assert latest.fetchall() == [("F",)]


def feed_of_game_7(number: int, state: str) -> bytes:
    answer = {
        "gamePk": 7,
        "metaData": {"timeStamp": f"20240701_20000{number}"},
        "gameData": {"status": {"codedGameState": state}},
        "liveData": {},
    }
    return json.dumps(answer).encode()


@pytest.mark.slow
def test_a_simulated_season_is_served_until_it_is_told_to_stop(tmp_path: Path) -> None:
    port = free_port()
    served = subprocess.Popen(
        [sys.executable, "-m", "mlb_data_platform", "simulate", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    settings = {"MLB_HOME": str(tmp_path), "MLB_STATSAPI_URL": f"http://127.0.0.1:{port}"}
    try:
        done = mlb_etl_process("ingest", "--job", "season_daily", "--output", "json", env=settings)
        assert (done.exit_code, done.json["fetched"]) == (0, 1)
    finally:
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=30) in {0, 130}


@pytest.mark.slow
def test_the_embedded_server_is_opened_for_bi_tools_and_closed_again(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    settings = {"MLB_HOME": str(home)}
    try:
        opened = mlb_etl_process("db", "start", "--tcp", "--port", str(port), env=settings)
        assert f"@127.0.0.1:{port}/mlb" in opened.out
        over_tcp = mlb_etl_process(
            "query", "show port", "--output", "csv", "--db-url", opened.out.strip(), env=settings
        )
        assert over_tcp.out.split() == ["port", str(port)]
        closed = mlb_etl_process("db", "start", "--no-tcp", env=settings)
        assert "127.0.0.1" not in closed.out
        listening = mlb_etl_process(
            "query", "show listen_addresses", "--output", "csv", env=settings
        )
        assert listening.out.split() == ["listen_addresses", '""']
        assert "stopped" in mlb_etl_process("db", "stop", env=settings).err
    finally:
        EmbeddedServer(home).stop()
