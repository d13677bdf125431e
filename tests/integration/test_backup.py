"""A whole database in a file and back, row for row; upgrades and ways back, tried on a copy."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mlb_data_platform.warehouse import (
    BackupFileError,
    Database,
    back_up,
    connect,
    inspect_backup,
    refresh_views,
)
from mlb_data_platform.warehouse.embedded import program_folder
from mlb_data_platform.warehouse.errors import ProgramsMissingError
from tests.faults.programs import Program, wait_until
from tests.integration.conftest import Warehouse, filled
from tests.support.cli import Result, mlb_etl
from tests.support.database_facts import definitions_of, rows_of
from tests.support.databases import TestServer
from tests.support.password_server import PasswordServer, as_login, running_password_server
from tests.support.simulated import feed_document, simulated_feeds


@pytest.fixture(scope="module")
def games(server: TestServer) -> Iterator[Warehouse]:
    """A few games, a partition of another year, rights of somebody's own, something set aside."""
    with filled(server, map(feed_document, simulated_feeds(4))) as one:
        one.connection.execute("select metadata.ensure_partition('game.plays', 1911)")
        one.connection.execute("select metadata.quarantine_answer('game.live_game_v1', '{}', 'u',"
                               " 'a NUL', '\\x00ff', now(), 'test')")  # fmt: skip
        one.connection.execute('create role "Ann O\'Nym"')
        one.connection.execute('grant select on mart.pitches to "Ann O\'Nym"')
        refresh_views(one.connection)
        yield one
        one.connection.execute('drop owned by "Ann O\'Nym"; drop role "Ann O\'Nym"')


@pytest.fixture(scope="module")
def dump(games: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it, by the real command."""
    file = tmp_path_factory.mktemp("backup") / "games.dump"
    done = on(games.context.database, "db", "backup", str(file), "--output", "json")
    assert done.exit_code == 0, done.err
    assert done.json["size_bytes"] == file.stat().st_size
    assert done.json["tables"] > 100
    return file


@pytest.fixture
def empty(server: TestServer) -> Iterator[Database]:
    with server.new_database(empty=True) as one:
        yield one


def on(database: Database, *arguments: str) -> Result:
    return mlb_etl(*arguments, env={"MLB_DATABASE_URL": database.url})


def test_a_restored_database_is_the_same_to_the_last_row_and_right_and_goes_on(
    games: Warehouse, dump: Path, empty: Database
) -> None:
    done = on(empty, "db", "restore", str(dump))
    assert done.exit_code == 0, done.err
    with connect(empty) as copy:
        rows, wanted = rows_of(copy), rows_of(games.connection)
        assert rows == wanted
        assert sum(count for count, _ in rows.values()) > 3_000
        assert rows["game.latest_live"][0] == 4
        there, here = definitions_of(copy), definitions_of(games.connection)
        assert {name: there[name] for name in here if there[name] != here[name]} == {}
        assert min(len(found) for found in here.values()) > 0
        planned = copy.execute(
            "select reltuples from pg_class where oid = 'game.runners'::regclass"
        )
        assert planned.fetchone()[0] > 0, "the planner knows the tables"  # type: ignore[index]

        assert on(empty, "db", "migrate").err.strip() == "up to date"
        copy.execute("select metadata.ensure_partition('game.plays', 1912)")
        copy.execute("select metadata.quarantine_answer('x', '{}', 'u', 'w', 'b', now(), 'r')")
        done = on(empty, "transform", "game", "--workers", "1", "--full-refresh")
        assert done.exit_code == 0, done.err
        plays = rows_of(copy)["game.plays"]
    assert plays == wanted["game.plays"]


def test_a_backup_is_for_this_user_only_and_never_replaces_one(
    games: Warehouse, dump: Path
) -> None:
    before = dump.read_bytes()
    again = on(games.context.database, "db", "backup", str(dump))

    assert dump.stat().st_mode & 0o777 == 0o600
    assert (again.exit_code, "is there already" in again.err) == (2, True)
    assert dump.read_bytes() == before
    assert list(dump.parent.iterdir()) == [dump]


def test_a_database_without_tables_is_most_likely_the_wrong_one_and_not_backed_up(
    empty: Database, tmp_path: Path
) -> None:
    refused = on(empty, "db", "backup", str(tmp_path / "new.dump"))

    assert (refused.exit_code, "found no tables, wanted a warehouse" in refused.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_empty_is_not_restored_into(
    games: Warehouse, dump: Path, empty: Database
) -> None:
    before = rows_of(games.connection)
    full = on(games.context.database, "db", "restore", str(dump))
    with connect(empty) as connection:
        connection.execute("create table mine (x int)")
    a_table = on(empty, "db", "restore", str(dump))

    assert (full.exit_code, a_table.exit_code) == (2, 2)
    assert "wanted an empty database" in full.err
    assert "found public.mine, wanted an empty database" in a_table.err
    assert rows_of(games.connection) == before


DAMAGE = {
    "cut in the middle": lambda whole: whole[: len(whole) // 2],
    "cut at the end": lambda whole: whole[:-200],
    "a byte turned over": lambda whole: whole[:-9000] + b"?" + whole[-8999:],
    "empty": lambda whole: b"",
    "plain SQL": lambda whole: b"create table x (y int);",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_whole_is_refused_before_anything_happens(
    damage: str, dump: Path, empty: Database, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.dump"
    bad.write_bytes(DAMAGE[damage](dump.read_bytes()))
    done = on(empty, "db", "restore", str(bad))

    assert done.exit_code == 2, done
    assert "cut or damaged" in done.err or "is no backup" in done.err
    with connect(empty) as connection:
        assert rows_of(connection) == {}


def test_a_restore_that_fails_half_way_leaves_the_database_empty(
    dump: Path, empty: Database
) -> None:
    # An event trigger stops it when it is at the views, after all the rows.
    with connect(empty) as connection:
        connection.execute(
            "create function pg_temp.stop() returns event_trigger language plpgsql as"
            " $$ begin raise exception 'no views today'; end $$"
        )
        connection.execute(
            "create event trigger stop on ddl_command_start when tag in ('CREATE VIEW')"
            " execute function pg_temp.stop()"
        )
        done = on(empty, "db", "restore", str(dump))
        connection.execute("drop event trigger stop")
        assert done.exit_code == 1, done
        assert "no views today" in done.err
        assert rows_of(connection) == {}
    assert on(empty, "db", "restore", str(dump)).exit_code == 0


def test_a_backup_that_is_killed_never_looks_whole(games: Warehouse, tmp_path: Path) -> None:
    file = tmp_path / "new.dump"
    env = {"MLB_DATABASE_URL": games.context.database.url, "MLB_HOME": str(tmp_path)}
    with games.connection.transaction():
        # pg_dump waits for this table, which it reads among others.
        games.connection.execute("lock table game.reviews in access exclusive mode")
        with Program("db", "backup", str(file), env=env, folder=tmp_path) as program:
            wait_until((tmp_path / "new.dump.partial").exists, "it begins")
            with pytest.raises(BackupFileError, match="being written by somebody else"):
                back_up(games.context.database, file, environ=os.environ)
            program.kill()
    assert not file.exists()
    with pytest.raises(BackupFileError):
        inspect_backup(tmp_path / "new.dump.partial")
    wait_until(lambda: not dumps(games), "its pg_dump has ended")
    assert back_up(games.context.database, file, environ=os.environ).tables > 100
    assert not (tmp_path / "new.dump.partial").exists()


def test_a_backup_that_is_stopped_leaves_nothing(games: Warehouse, tmp_path: Path) -> None:
    env = {"MLB_DATABASE_URL": games.context.database.url, "MLB_HOME": str(tmp_path)}
    with games.connection.transaction():
        games.connection.execute("lock table game.reviews in access exclusive mode")
        command = ("db", "backup", str(tmp_path / "new.dump"))
        with Program(*command, env=env, folder=tmp_path) as program:
            wait_until((tmp_path / "new.dump.partial").exists, "it begins")
            wait_until(lambda: dumps(games), "pg_dump waits")
            program.send(signal.SIGTERM)
            ended = program.wait(within_s=45)
    assert ended.exit_code == 143, ended
    assert list(tmp_path.glob("new.dump*")) == []


def dumps(games: Warehouse) -> list[tuple[object, ...]]:
    """The pg_dumps that are at it, by a connection outside of any transaction."""
    with connect(games.context.database) as connection:
        return connection.execute(
            "select pid from pg_stat_activity where application_name = 'pg_dump'"
            " and datname = current_database()"
        ).fetchall()


def test_a_folder_that_is_none_is_said_at_once(games: Warehouse, tmp_path: Path) -> None:
    done = on(games.context.database, "db", "backup", str(tmp_path / "no" / "new.dump"))

    assert done.exit_code == 2
    assert "cannot be written: No such file or directory" in done.err


def made_older(connection: psycopg.Connection) -> None:
    """Bring a filled database to where an older version had left it."""
    connection.execute("alter table game.plays drop column description cascade")
    connection.execute("drop view mart.season_batting")
    connection.execute(
        "delete from metadata.schema_versions where component in"
        " ('table game.plays', 'view mart.season_batting')"
    )
    connection.execute(
        "update metadata.schema_versions set checksum = 'older' where component like 'mapping %'"
    )
    connection.execute("update metadata.transform_state set fingerprint = 'older'")


def test_an_upgrade_is_tried_on_a_copy_and_a_restore_is_the_way_back(
    server: TestServer, empty: Database, tmp_path: Path
) -> None:
    file = tmp_path / "before-upgrade.dump"
    with filled(server, map(feed_document, simulated_feeds(3))) as live:
        made_older(live.connection)
        refresh_views(live.connection)  # as a restore does
        older, rows = definitions_of(live.connection), rows_of(live.connection)
        assert on(live.context.database, "db", "backup", str(file)).exit_code == 0
        assert definitions_of(live.connection) == older, "a backup does not migrate"

        with server.new_database(empty=True) as rehearsal, connect(rehearsal) as copy:
            assert on(rehearsal, "db", "restore", str(file)).exit_code == 0
            assert definitions_of(copy) == older
            report = on(rehearsal, "db", "migrate", "--output", "json").json
            assert report["added_columns"] == ["game.plays.description"]
            ignored = ("description",)
            new, bookkeeping = (
                rows_of(copy, *ignored),
                {"metadata.schema_versions", "metadata.job_executions"},
            )
            assert {k: v for k, v in new.items() if k not in bookkeeping} == {
                k: v for k, v in rows_of(live.connection, *ignored).items() if k not in bookkeeping
            }
            assert on(rehearsal, "transform", "game", "--workers", "1").exit_code == 0
            filled_in = copy.execute("select count(description) from game.plays").fetchone()
            assert filled_in != (0,)
        assert (definitions_of(live.connection), rows_of(live.connection)) == (older, rows)

        # The real upgrade, and back.
        assert on(live.context.database, "db", "migrate").exit_code == 0
        assert definitions_of(live.connection) != older
        assert on(empty, "db", "restore", str(file)).exit_code == 0
        with connect(empty) as back:
            assert (definitions_of(back), rows_of(back)) == (older, rows)


def test_an_owner_who_is_nobody_special_restores_and_is_told_which_roles_are_missing(
    dump: Path,
) -> None:
    with running_password_server() as server:
        login = server.login("the_owner")
        owner = as_login(server.at(server.new_database(owner="the_owner")), login)
        refused = on(owner, "db", "restore", str(dump))
        make_roles_of(refused, server)
        done = on(owner, "db", "restore", str(dump))
        reader = as_login(owner, server.login("rita", options="in role mlb_reader"))
        back = on(owner, "db", "backup", str(dump.with_name("again.dump")))

        assert refused.exit_code == 3, refused
        assert "roles Ann O'Nym, mlb_reader, mlb_writer" in refused.err
        assert (done.exit_code, back.exit_code) == (0, 0), done.err + back.err
        assert "pa$$ w0rd" not in done.err + done.out + back.err + back.out
        assert on(reader, "query", "select count(*) from game.plays").exit_code == 0
        assert on(reader, "query", "select data from game.live_game_v1").exit_code == 2
        assert on(reader, "query", "select metadata.grant_roles()").exit_code == 2


def make_roles_of(refused: Result, server: PasswordServer) -> None:
    """Do what the hint says, as a user who may."""
    hint = refused.err.partition("as a user who may: ")[2].replace("\n", " ")
    with connect(server.admin) as admin:
        admin.execute(hint)  # type: ignore[arg-type]


def test_a_backup_of_a_newer_server_is_not_put_into_an_older_one(
    dump: Path, empty: Database, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.dump"
    newer.write_bytes(dump.read_bytes().replace(b"16.", b"99.", 2))
    done = on(empty, "db", "restore", str(newer))

    assert done.exit_code == 2
    assert "comes from PostgreSQL 99, the server here is 16" in done.err


def test_programs_are_those_that_fit_the_server_and_else_of_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [program_folder(version).parent.name for version in (14, 16, 17, 18, None)] == [
        "pginstall",
        "pginstall",
        "pginstall18",
        "pginstall18",
        "pginstall18",
    ]
    with pytest.raises(ProgramsMissingError, match="no pg_dump and pg_restore of PostgreSQL 99"):
        program_folder(99)
    (tmp_path / "pg_restore").touch(mode=0o755)
    assert program_folder(99) == tmp_path
