"""Servers of Debian that tests talk to, as `.ci/debian-programs` lays them into `.tools/debian`."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

PROJECT = Path(__file__).parents[2]
PROGRAMS = PROJECT / ".tools/debian/bin"


def debian_program(name: str) -> str:
    """Where a program is; a machine without it skips the test, but never CI."""
    laid = PROGRAMS / name
    found = str(laid) if laid.exists() else shutil.which(name)
    if found:
        return found
    said = f"{name} is not here; on Debian or Ubuntu type: .ci/debian-programs"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def free_port() -> int:
    """A port of loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], *, ready: Callable[[], bool], folder: Path) -> Iterator[int]:
    """A server from when it answers until the block ends, as its process number.

    Args:
        command: Program and arguments.
        ready: Asks whether it answers; may raise `OSError`.
        folder: Where it works, and writes `server.log`.
    """
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    try:
        _wait_until(ready, process, log)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if ready():
                return
        except (OSError, httpx.TransportError):
            pass
        time.sleep(0.05)
    pytest.fail(f"{process.args!r} does not answer: {log.read_text()[-2000:]}")


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """A Redis of its own, empty and kept in memory alone, as its URL."""
    program, port = debian_program("redis-server"), free_port()

    def ready() -> bool:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as one:
            one.sendall(b"PING\r\n")
            return one.recv(7) == b"+PONG\r\n"

    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder)]
    command = [program, *where, "--save", "", "--appendonly", "no"]
    with running(command, ready=ready, folder=folder):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running_prometheus(configuration: Path, folder: Path) -> Iterator[str]:
    """A Prometheus of its own with this configuration, as its URL."""
    program, port = debian_program("prometheus"), free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        program,
        f"--config.file={configuration}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    ready = lambda: httpx.get(f"{url}/-/ready", trust_env=False).status_code == httpx.codes.OK  # noqa: E731
    with running(command, ready=ready, folder=folder):
        yield url
