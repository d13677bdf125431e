"""Least privilege: what members of mlb_reader and mlb_writer may do, on a server with passwords."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.simulator import LeagueClock, build_app, build_league, running_server
from mlb_data_platform.warehouse import Database, MigrationReport, connect, migrate
from tests.conftest import Cli
from tests.support.cli import Result, mlb_etl
from tests.support.password_server import PasswordServer, as_login, running_password_server
from tests.support.stubs import STUB_DIR

pytestmark = pytest.mark.xdist_group("roles")

GAME = "744914"


@dataclass(frozen=True, kw_only=True)
class House:
    """One warehouse, seen by its owner, by a writer and by a reader."""

    owner: Database
    writer: Database
    reader: Database


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """An owner who is no superuser has migrated; a writer has filled it by the real commands."""
    with running_password_server() as server:
        owner_login = server.login("the_owner", options="createrole")
        owner = as_login(server.at(server.new_database(owner="the_owner")), owner_login)
        migrated(owner)
        house = House(
            owner=owner,
            writer=as_login(owner, server.login("wanda", options="in role mlb_writer")),
            reader=as_login(owner, server.login("rita", options="in role mlb_reader")),
        )
        for one in ("season_daily", "schedule_polling"):
            fine(run_as(house.writer, "ingest", "--job", one, "--save", "--stub-mode", "replay"))
        game = ("ingest", "--job", "game", "--game-pks", GAME, "--save", "--stub-mode", "replay")
        fine(run_as(house.writer, *game))
        for subject in ("season", "schedule", "game"):
            fine(run_as(house.writer, "transform", subject, "--workers", "2"))
        yield house


def migrated(owner: Database) -> MigrationReport:
    with connect(owner) as connection:
        return migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())


def run_as(who: Database, *arguments: str) -> Result:
    return mlb_etl(*arguments, env={"MLB_DATABASE_URL": who.url, "MLB_STUB_DIR": str(STUB_DIR)})


def fine(result: Result) -> None:
    assert result.exit_code == 0, result.err + result.out


def test_a_writer_fills_the_tables_without_owning_anything(house: House) -> None:
    with connect(house.owner) as connection:
        plays = connection.execute("select count(*) from game.plays").fetchone()
        owned = connection.execute(
            "select count(*) from pg_class where relowner = 'wanda'::regrole"
            " or relowner = 'mlb_writer'::regrole"
        ).fetchone()

    assert plays is not None
    assert plays[0] > 50
    assert owned == (0,)


@pytest.mark.parametrize(
    "arguments",
    [
        ("transform", "game", "--full-refresh", "--validate"),
        ("quality", "run"),
        ("db", "refresh-views"),
        ("db", "status"),
        ("pipeline", "status"),
        ("runs",),
        ("raw", "history", "--game-pk", GAME),
        ("query", "select data from game.live_game_v1"),
    ],
    ids=" ".join,
)
def test_a_writer_can_run(house: House, arguments: tuple[str, ...]) -> None:
    fine(run_as(house.writer, *arguments))


def test_a_writer_runs_whole_pipelines(house: House) -> None:
    app = build_app(build_league(), clock=LeagueClock(datetime(2024, 5, 28, 12, tzinfo=UTC)))
    days = ("--start-date", "2024-05-27", "--end-date", "2024-05-27")
    with running_server(app) as url:
        env = {"MLB_DATABASE_URL": house.writer.url, "MLB_STATSAPI_URL": url}
        rate = ("--requests-per-s", "25")
        done = mlb_etl("pipeline", "backfill", *days, *rate, "--workers", "1", env=env)
        again = mlb_etl("pipeline", "daily", "--date", "2024-05-27", *rate, env=env)

    assert done.exit_code in {0, 5}, done.err + done.out
    assert again.exit_code in {0, 5}, again.err + again.out


def test_a_writer_makes_the_raw_table_of_a_new_method_and_does_not_own_it(house: House) -> None:
    with connect(house.writer) as connection:
        connection.execute("select metadata.ensure_raw_table('venue_venue')")
        connection.execute("select metadata.ensure_raw_table('venue_venue')")
        connection.execute(
            "insert into raw.venue_venue (captured_at, last_seen_at, schema_version,"
            " response_status, data, content_hash) values (now(), now(), 'v1', 200, '{}', '')"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner"):
            connection.execute("drop table raw.venue_venue")
    with connect(house.reader) as connection:
        connection.execute("select id, captured_at from raw.venue_venue")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select data from raw.venue_venue")


@pytest.mark.parametrize("name", ["x; drop table game.plays", 'x"y', "../x", "X", "", "a" * 60])
def test_only_a_plain_word_names_a_new_raw_table(house: House, name: str) -> None:
    with connect(house.writer) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("select metadata.ensure_raw_table(%s)", (name,))


def test_a_writer_makes_partitions_of_our_tables(house: House) -> None:
    with connect(house.writer) as connection:
        made = connection.execute("select metadata.ensure_partition('game.plays', 1911)").fetchone()
        connection.execute("select from game.plays where season = 1911")

    assert made == (True,)


def test_a_writer_cannot_borrow_the_owners_rights_for_a_table_of_its_own(house: House) -> None:
    with connect(house.writer) as connection:
        connection.execute("create temp table mine (season int) partition by list (season)")
        with pytest.raises(psycopg.errors.RaiseException, match="no partitioned table"):
            connection.execute("select metadata.ensure_partition('pg_temp.mine', 2024)")


FORBIDDEN_TO_WRITERS = {
    "dropping a table": "drop table game.plays",
    "dropping a view": "drop view mart.pitches",
    "dropping a schema": "drop schema mart cascade",
    "emptying raw": "truncate game.live_game_v1",
    "deleting raw": "delete from game.live_game_v1",
    "changing an answer": "update game.live_game_v1 set data = '{}'",
    "moving an answer's time": "update game.live_game_v1 set captured_at = now()",
    "changing a table": "alter table game.plays add column x int",
    "making a table": "create table game.mine (x int)",
    "making a schema": "create schema mine",
    "making a trigger": "create trigger t before insert on game.plays"
    " for each row execute function game.keep_latest()",
    "saying what is migrated": "delete from metadata.schema_versions",
    "forgetting a run": "delete from metadata.job_executions",
    "granting anew": "select metadata.grant_roles()",
    "making a role": "create role mine",
}


@pytest.mark.parametrize("statement", FORBIDDEN_TO_WRITERS.values(), ids=FORBIDDEN_TO_WRITERS)
def test_a_writer_is_refused(house: House, statement: str) -> None:
    denied = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with connect(house.writer) as connection, denied:
        connection.execute(statement)


def test_a_writer_cannot_give_rights_away(house: House) -> None:
    # PostgreSQL answers this with a warning and no effect.
    with connect(house.writer) as connection:
        connection.execute("grant select on game.live_game_v1 to public")

    assert not reads(house.reader, "select data from game.live_game_v1")


def reads(who: Database, statement: str) -> bool:
    with connect(who) as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return False
    return True


@pytest.mark.parametrize("arguments", [("db", "status"), ("pipeline", "status"), ("runs",)])
def test_a_reader_looks_at_what_was_done(house: House, arguments: tuple[str, ...]) -> None:
    fine(run_as(house.reader, *arguments))


READABLE = [
    "select * from game.plays",
    "select * from mart.pitches",
    "select * from mart.standings_by_date",
    "select * from game.latest_live",
    "select * from schedule.games",
    "select * from metadata.job_executions",
    "select id, game_pk, captured_at, content_hash from game.live_game_v1",
    "select raw_table, json_path, found, wanted from metadata.quarantine",
]


@pytest.mark.parametrize("statement", READABLE)
def test_a_reader_reads(house: House, statement: str) -> None:
    fine(run_as(house.reader, "query", f"{statement} limit 3"))


@pytest.mark.parametrize(
    "statement",
    ["select data from game.live_game_v1", "select body from metadata.quarantine"],
)
def test_the_answers_themselves_are_not_for_readers(house: House, statement: str) -> None:
    result = run_as(house.reader, "query", statement)

    assert result.exit_code == 2
    assert "permission denied" in result.err
    assert "docs/security.md" in result.err


WRITING: list[tuple[str, ...]] = [
    ("ingest", "--job", "season_daily", "--save", "--stub-mode", "replay"),
    ("transform", "game", "--full-refresh"),
    ("quality", "run"),
    ("db", "refresh-views"),
    ("db", "migrate", "--rebuild", "game.plays"),
]


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_reader_who_wants_to_write_is_told_which_login_may(
    house: House, arguments: tuple[str, ...]
) -> None:
    result = run_as(house.reader, *arguments)

    assert result.exit_code == 3
    assert "permission denied" in result.err or "must be owner" in result.err
    assert "mlb_writer" in result.err or "as the owner" in result.err
    assert "Traceback" not in result.err


def test_a_writer_is_told_that_migrating_is_the_owners(house: House) -> None:
    with connect(house.owner) as connection:
        connection.execute(
            "update metadata.schema_versions set checksum = 'older'"
            " where component = 'view mart.pitches'"
        )
    result = run_as(house.writer, "db", "migrate")
    fine(run_as(house.owner, "db", "migrate"))

    assert result.exit_code == 3
    assert "pending: views dropped and" in result.err
    assert "as the owner" in result.err
    # The view was made anew, and its grants with it.
    fine(run_as(house.reader, "query", "select * from mart.pitches limit 1"))


def test_a_rebuilt_table_is_theirs_again(house: House) -> None:
    fine(run_as(house.owner, "db", "migrate", "--rebuild", "game.reviews"))
    fine(run_as(house.writer, "transform", "game"))
    fine(run_as(house.reader, "query", "select count(*) from game.reviews"))


def test_functions_that_lend_rights_pin_their_path_and_are_not_for_everybody(house: House) -> None:
    with connect(house.owner) as connection:
        lent = connection.execute(
            "select proname, proconfig, has_function_privilege('mlb_reader', oid, 'execute')"
            " from pg_proc where prosecdef and pronamespace = 'metadata'::regnamespace order by 1"
        ).fetchall()

    path = ["search_path=pg_catalog, pg_temp"]
    names = ["ensure_partition", "ensure_raw_table", "refresh_all_views"]
    assert lent == [(name, path, False) for name in names]


def test_databases_of_one_server_may_be_migrated_at_once() -> None:
    with running_password_server() as server:
        server.login("the_owner", options="createrole")
        homes = [server.at(server.new_database(owner="the_owner")) for _ in range(4)]
        reports: list[MigrationReport] = []
        threads = [
            threading.Thread(target=lambda one=one: reports.append(migrated(one))) for one in homes
        ]
        run_all(threads)

        assert len(reports) == len(homes)
        assert [report.notes for report in reports] == [[]] * len(homes)
        assert all(may_read(server, home) for home in homes)


def run_all(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def may_read(server: PasswordServer, home: Database) -> bool:
    with connect(home) as connection:
        row = connection.execute(
            "select has_table_privilege('mlb_reader', 'game.plays', 'select')"
        ).fetchone()
    return row == (True,)


def test_an_owner_who_may_not_make_roles_migrates_and_is_told(tmp_path: Path) -> None:
    with running_password_server() as server:
        login = server.login("the_owner")
        owner = as_login(server.at(server.new_database(owner="the_owner")), login)
        first = run_as(owner, "db", "migrate")
        alone = run_as(owner, "ingest", "--job", "season_daily", "--save", "--stub-mode", "replay")
        with connect(server.admin) as admin:
            admin.execute("create role mlb_reader nologin")
            admin.execute("create role mlb_writer nologin")
        with connect(owner) as connection:
            granted = connection.execute("select metadata.grant_roles()").fetchone()
        writer = as_login(owner, server.login("wanda", options="in role mlb_writer"))

        assert first.exit_code == alone.exit_code == 0, first.err + alone.err
        assert "create role mlb_reader nologin; create role mlb_writer nologin;" in first.err
        assert granted == (True,)
        fine(run_as(writer, "transform", "season"))


def test_a_superusers_query_can_run_no_program(cli: Cli, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    tmp_path.chmod(0o777)
    program = cli("query", f"copy (select 1) to program 'touch {proof}'")
    file = cli("query", "select pg_read_file('/etc/passwd')")

    assert (program.exit_code, file.exit_code) == (2, 2)
    assert "permission denied to COPY" in program.err
    assert "permission denied for function" in file.err
    assert not proof.exists()
