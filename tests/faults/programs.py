"""A command as a process of its own, which a test may kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from tests.support.cli import Result

PATIENCE_S = 1_200.0 if os.environ.get("FULL") else 90.0
"""Longest wait for anything; the machines of CI are small and shared."""


class Program:
    """`mlb-etl` under way, in a session of its own.

    Args:
        arguments: As typed.
        env: Settings of the platform, and no others.
        folder: For what it says.
    """

    def __init__(self, *arguments: str, env: Mapping[str, str], folder: Path) -> None:
        self._out = (folder / f"out-{time.monotonic_ns()}").open("w+b")
        self._err = (folder / f"err-{time.monotonic_ns()}").open("w+b")
        clean = {k: v for k, v in os.environ.items() if not k.startswith("MLB_")}
        self.began_at = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mlb_data_platform", *arguments],
            env={**clean, **env, "PYTHONFAULTHANDLER": "1"},
            stdout=self._out,
            stderr=self._err,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind, however the test ended."""
        if self.is_running:
            self._process.kill()
            self._process.wait()
        self._out.close()
        self._err.close()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        """kill -9, as the kernel does when memory runs out: only the command, not its workers."""
        assert self.is_running, f"it ended before it could be killed: {self.wait()}"
        self._process.kill()
        self._process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it alone, as an orchestrator does."""
        assert self.is_running, f"it ended before the signal: {self.wait()}"
        self._process.send_signal(number)

    def wait(self, *, within_s: float = PATIENCE_S) -> Result:
        """Its exit code and what it said, when it has ended."""
        try:
            self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            # Python then says where each of its threads stands.
            self._process.send_signal(signal.SIGABRT)
            self._process.wait()
            sys.stderr.write(_text(self._err))
        return Result(self._process.returncode, _text(self._out), _text(self._err))

    def resident_bytes(self) -> int:
        """Memory that it and its workers hold now."""
        pids = [self._process.pid, *_children(self._process.pid)]
        return sum(map(_resident_bytes, pids))


def _text(file: object) -> str:
    return Path(file.name).read_text("utf-8", "replace")  # type: ignore[attr-defined]


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    except OSError:
        return []
    own = [int(word) for word in text.split()]
    return own + [one for child in own for one in _children(child)]


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except (OSError, IndexError):
        return 0


def wait_until(
    true: Callable[[], object], what: str, *, within_s: float = PATIENCE_S, every_s: float = 0.02
) -> None:
    """Return when something has become true.

    Raises:
        AssertionError: It has not, within a long time.
    """
    give_up_at = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < give_up_at, f"never happened: {what}"
        time.sleep(every_s)
