"""The real CLI: in this process for most tests, as a process of its own where that is the point."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlb_data_platform.cli.app import run
from tests.support.stubs import skip_without_recordings


@dataclass(frozen=True)
class Result:
    """What a command said and answered."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as one JSON object."""
        return json.loads(self.out)


def mlb_etl(*arguments: str, env: Mapping[str, str] | None = None) -> Result:
    """Run a command in this process, with these settings of the platform and no others."""
    out, err = io.StringIO(), io.StringIO()
    with (
        environment(env or {}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(list(arguments))
    return _told(Result(code, out.getvalue(), err.getvalue()))


def mlb_etl_process(*arguments: str, env: Mapping[str, str] | None = None) -> Result:
    """Run a command as a user's shell would."""
    program = [sys.executable, "-m", "mlb_data_platform", *arguments]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MLB_")}
    done = subprocess.run(
        program,
        env={**clean, **(env or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return _told(Result(done.returncode, done.stdout, done.stderr))


def _told(result: Result) -> Result:
    """What a command answered; one that found no recordings skips the test where that may be."""
    if "wanted one with recorded answers" in result.err + result.out:
        skip_without_recordings()
    return result


@contextlib.contextmanager
def environment(given: Mapping[str, str]) -> Iterator[None]:
    """The platform's settings for a while: those given and no others."""
    before = {k: v for k, v in os.environ.items() if k.startswith("MLB_")}
    for name in before:
        del os.environ[name]
    os.environ.update(given)
    try:
        yield
    finally:
        for name in [k for k in os.environ if k.startswith("MLB_")]:
            del os.environ[name]
        os.environ.update(before)
