"""Answers that unpack to more than a machine holds are refused before they are unpacked."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlb_data_platform.statsapi import AnswerFileError, read_answer_file
from tests.support.cli import environment
from tests.support.hostile import bomb, feed, hostile_api

TEN_GB = 10_000_000_000
MOST_MEGABYTES = 500  # eight answers at once, of 16 MB each
MEASURED = """
import re, sys
from mlb_data_platform.cli.app import run
code = run(sys.argv[1:])
# Not getrusage, whose peak begins with that of the parent.
status = open("/proc/self/status").read()
print("MEASURED", code, int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024)
"""


def measured(*arguments: str, **env: str) -> tuple[int, int, str]:
    """Run a command in a process of its own: exit code, most megabytes held, what it said."""
    with environment(env):
        mine = dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        env=mine, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    _, code, megabytes = done.stdout.splitlines()[-1].split()
    return int(code), int(megabytes), done.stdout + done.stderr


def nested() -> bytes:
    """A bomb within a bomb."""
    return gzip.compress(bomb(TEN_GB))


@pytest.mark.parametrize("make", [lambda: bomb(TEN_GB), nested], ids=["10 GB", "nested"])
def test_a_bomb_from_the_network_is_refused_and_memory_stays_flat(
    make: object, tmp_path: Path
) -> None:
    packed: bytes = make()  # type: ignore[operator]
    games = dict.fromkeys(range(1, 5), packed)
    with hostile_api({**games, 9: json.dumps(feed(9)).encode()}) as api:
        api.zipped = set(games)
        code, megabytes, said = measured(
            "ingest", "--job", "game", "--game-pks", ",".join(map(str, (*games, 9))),
            MLB_STATSAPI_URL=api.url, MLB_HOME=str(tmp_path),
        )  # fmt: skip

    assert code in {1, 4}, said
    assert "Traceback" not in said
    assert said.count("failed: ") == len(games)
    assert megabytes < MOST_MEGABYTES


def test_a_bomb_among_the_recordings_is_refused_and_memory_stays_flat(tmp_path: Path) -> None:
    stub = tmp_path / "game" / "liveGameV1" / "liveGameV1_game_pk=1_000000000000.json.gz"
    stub.parent.mkdir(parents=True)
    stub.write_bytes(bomb(TEN_GB))
    code, megabytes, said = measured(
        "ingest", "--job", "game", "--game-pks", "1", "--stub-mode", "replay",
        MLB_STUB_DIR=str(tmp_path), MLB_HOME=str(tmp_path),
    )  # fmt: skip

    assert code == 1, said
    assert "bytes unpacked" in said
    assert megabytes < MOST_MEGABYTES


def test_a_bomb_in_a_file_that_is_named_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.json.gz"
    file.write_bytes(bomb(TEN_GB))

    with pytest.raises(AnswerFileError, match="bytes unpacked"):
        read_answer_file(file)


def test_a_body_without_an_end_is_given_up(tmp_path: Path) -> None:
    with hostile_api({1: b'{"a":"' + b"x" * 300_000_000 + b'"}'}) as api:
        code, megabytes, said = measured(
            "ingest", "--job", "game", "--game-pks", "1",
            MLB_STATSAPI_URL=api.url, MLB_HOME=str(tmp_path),
        )  # fmt: skip

    assert code == 1, said
    assert "larger than 268,435,456 bytes" in said
    assert megabytes < MOST_MEGABYTES + 256
