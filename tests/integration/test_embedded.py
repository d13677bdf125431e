"""The embedded PostgreSQL: there when it is needed, for this user only."""

import os
import socket
import stat
import threading
from pathlib import Path

import psycopg
import pytest

from mlb_data_platform.warehouse import EmbeddedServer, connect
from mlb_data_platform.warehouse.errors import EmbeddedServerError
from tests.support.cli import mlb_etl_process
from tests.support.databases import TestServer


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def embedded(tmp_path: Path) -> EmbeddedServer:
    return EmbeddedServer(tmp_path / "home")


@pytest.mark.slow
def test_it_starts_once_stops_and_keeps_its_data(embedded: EmbeddedServer) -> None:
    try:
        with connect(embedded.start()) as connection:
            connection.execute("create table kept as select 42 as answer")
        assert embedded.start() == embedded.database
        assert (embedded.stop(), embedded.stop()) == (True, False)
        with connect(embedded.start()) as connection:
            assert connection.execute("select answer from kept").fetchone() == (42,)
    finally:
        embedded.stop()


@pytest.mark.slow
def test_over_tcp_it_asks_for_its_generated_password_and_listens_on_loopback_only(
    embedded: EmbeddedServer,
) -> None:
    try:
        port = free_port()
        database = embedded.start(tcp_port=port)
        with connect(database) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("127.0.0.1",)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host="127.0.0.1", port=port, user="postgres", password="wrong", dbname="mlb"
            )
        assert stat.S_IMODE((embedded.home / "tcp-password").stat().st_mode) == 0o600
    finally:
        embedded.stop()


def test_nobody_else_may_enter_the_folder_of_its_socket(server: TestServer) -> None:
    folder = EmbeddedServer(server.home).socket_folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_asking_it_listens_on_no_address(server: TestServer) -> None:
    with connect(EmbeddedServer(server.home).database) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_long_data_folder_still_gets_a_socket(tmp_path: Path) -> None:
    folder = EmbeddedServer(tmp_path / ("long" * 30)).socket_folder
    assert len(str(folder)) < 100
    assert str(os.getuid()) in folder.name


def test_processes_that_start_it_at_once_find_the_same_server(server: TestServer) -> None:
    urls: list[str] = []
    threads = [
        threading.Thread(target=lambda: urls.append(EmbeddedServer(server.home).start().url))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 4
    assert len(set(urls)) == 1


@pytest.mark.slow
def test_a_folder_that_holds_something_else_is_a_clear_error(embedded: EmbeddedServer) -> None:
    embedded.folder.mkdir(parents=True)
    (embedded.folder / "something").write_text("else")
    with pytest.raises(EmbeddedServerError, match="initdb failed"):
        embedded.start()


@pytest.mark.slow
def test_a_password_alone_chooses_no_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    try:
        done = mlb_etl_process("db", "url", "--db-password", "x", env={"MLB_HOME": str(home)})
        assert (done.exit_code, done.out.strip()) == (0, EmbeddedServer(home).database.url)
    finally:
        EmbeddedServer(home).stop()
