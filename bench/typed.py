"""A command as a user types it: what it said, how long it took, and how much memory it held."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

# A process counts the memory of the one that it was made of as its own, and the bench holds all
# games: a small one stands between, and tells of its child.
_BETWEEN = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([done.returncode, done.stdout, seconds, peak]))
"""
MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
"""What the operating system counts the largest resident set in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What became of a command.

    Attributes:
        output: What it printed.
        seconds: From its start to its end.
        peak_bytes: The largest resident set of its processes.
    """

    output: str
    seconds: float
    peak_bytes: int


def type_command(*words: str, environment: Mapping[str, str] | None = None) -> Typed:
    """Run `mlb-etl` with these words.

    Raises:
        RuntimeError: It did not end well.
    """
    command = (sys.executable, "-m", "mlb_data_platform", *words)
    done = subprocess.run(  # nosec B603
        (sys.executable, "-c", _BETWEEN, *command),
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        check=True,
    )
    code, output, seconds, peak = json.loads(done.stdout)
    if code:
        raise RuntimeError(f"mlb-etl {' '.join(words)}: ended with {code}, wanted 0")
    return Typed(output=output, seconds=seconds, peak_bytes=peak * MAXRSS_BYTES)
