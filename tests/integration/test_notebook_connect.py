"""Where `connect` finds the warehouse, what it does when that goes away, and what it imports."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mlb_data_platform import connect
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.notebook import QuestionError
from mlb_data_platform.warehouse import (
    Database,
    DatabaseRefusedError,
    DatabaseUnreachableError,
    EmbeddedServer,
    QueryError,
)
from mlb_data_platform.warehouse import connect as connect_directly
from tests.integration.conftest import Warehouse
from tests.support.cli import environment


def test_it_closes_and_opens_anew_when_it_is_asked_again(simulated: Warehouse) -> None:
    db = connect(simulated.context.database.url)
    db.close()
    db.close()

    assert len(db.games(limit=1)) == 1
    db.close()


def test_it_finds_a_server_that_was_gone_for_a_while(database: Database) -> None:
    with connect(database.url) as db, connect_directly(database) as other:
        db.query("select 1")
        other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and datname = current_database()"
        )
        with pytest.raises(PlatformError, match="lost"):
            db.query("select 1")

        assert db.query("select 2 as n").rows() == [{"n": 2}]


def test_several_threads_may_ask_at_once(simulated: Warehouse) -> None:
    db = connect(simulated.context.database.url)
    answers: list[int] = []
    ask = [
        threading.Thread(target=lambda: answers.append(len(db.table("game.plays", limit=500))))
        for _ in range(4)
    ]
    for one in ask:
        one.start()
    for one in ask:
        one.join()

    db.close()

    assert answers == [500] * 4


def test_it_says_where_it_is_and_never_the_password(simulated: Warehouse) -> None:
    url = f"{simulated.context.database.url} password=s3cret"
    with connect(url) as db:
        assert repr(db).startswith("<warehouse test_")
        assert "s3cret" not in repr(db)


def test_the_environment_names_the_server_as_for_every_command(simulated: Warehouse) -> None:
    with environment({"MLB_DATABASE_URL": simulated.context.database.url}), connect() as db:
        assert len(db.games()) == 30


def test_what_is_typed_wins_over_the_environment(simulated: Warehouse) -> None:
    nobody = {"MLB_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x"}
    with environment(nobody), connect(simulated.context.database.url) as db:
        assert len(db.games()) == 30


def test_parts_of_an_address_are_put_together() -> None:
    said = {"MLB_DB_HOST": "127.0.0.1", "MLB_DB_PORT": "9", "MLB_DB_NAME": "x"}
    with environment(said), pytest.raises(DatabaseUnreachableError) as refused:
        connect(db_name="y", db_password="z")

    assert refused.value.where == "y at 127.0.0.1:9"
    assert refused.value.__notes__[0].startswith("try: start the server")


def test_an_address_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(DatabaseRefusedError):
        connect("postgresql://u:a@b@c/d")
    with environment({"MLB_DB_PORT": "x"}), pytest.raises(QuestionError, match="MLB_DB_PORT"):
        connect()


def test_a_server_and_a_data_folder_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="found a server and a data folder"):
        connect("postgresql://x/y", home=tmp_path)
    with pytest.raises(QuestionError, match="found a server and a data folder"):
        connect(db_host="x", demo=True)


@pytest.mark.slow
def test_without_anything_the_embedded_server_is_started(tmp_path: Path) -> None:
    nobody = {"MLB_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/x", "MLB_HOME": str(tmp_path)}
    try:
        with environment({"MLB_HOME": str(tmp_path)}), connect() as db:
            where = repr(db)
            assert db.query("select 1 as n").rows() == [{"n": 1}]
        with environment(nobody), connect(home=tmp_path) as db:
            assert repr(db) == where
        # A folder with a long name has its socket elsewhere.
        assert str(EmbeddedServer(tmp_path).socket_folder) in where
    finally:
        EmbeddedServer(tmp_path).stop()


IMPORTS = """
import sys
import mlb_data_platform
heavy = {"pyarrow", "psycopg", "pandas", "polars", "matplotlib", "duckdb", "typer"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
from mlb_data_platform import connect
assert not heavy - {"pyarrow", "psycopg"} & set(sys.modules), heavy & set(sys.modules)
try:
    mlb_data_platform.nothing
except AttributeError as error:
    print(error)
"""


def test_the_package_is_imported_in_a_moment_and_its_libraries_when_they_are_needed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.stdout == "module 'mlb_data_platform' has no attribute 'nothing'\n"


def test_the_login_of_a_reader_is_enough_and_sees_no_answers(database: Database) -> None:
    with connect_directly(database) as owner:
        owner.execute("create role notebook_reader login in role mlb_reader")
        try:
            url = database.url.replace("user=postgres", "user=notebook_reader")
            assert url != database.url
            with connect(url) as db:
                assert len(db.games()) == len(db.pitches(season=2024)) == len(db.standings()) == 0
                assert len(db.columns("game.live_game_v1")) > 10
                with pytest.raises(QueryError, match="permission denied"):
                    db.query("select data from game.live_game_v1")
        finally:
            owner.execute("drop role notebook_reader")
