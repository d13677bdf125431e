"""Servers that tests of a deployment talk to."""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.support.debian import running_redis


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One real Redis for the session, as its URL."""
    with running_redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The session's Redis as a URL (`redis://…`), empty when the test begins."""
    where = urlsplit(redis_server)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=5) as one:
        one.sendall(b"FLUSHALL\r\n")
        assert one.recv(5) == b"+OK\r\n"
    return redis_server
