"""The kernel's rows of recorded answers, made once for all tests."""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.transform import Kernel, Transformed
from tests.support.stubs import STUB_DIR, game_file, read_envelope, source_document

needs_recordings = pytest.mark.skipif(
    not STUB_DIR.is_dir(), reason=f"no recorded answers in {STUB_DIR}; name them with MLB_STUB_DIR"
)

PATTERNS = {
    "game_live_v1": "game/liveGameV1/*.json.gz",
    "schedule": "schedule/schedule/*.json.gz",
    "season": "season/*/*.json.gz",
}


def recordings(pattern: str) -> dict[str, Path]:
    """Recordings of a pattern by the parameters in their names; none where there is no folder."""
    files = sorted(STUB_DIR.glob(pattern))
    return {file.name.removesuffix(".json.gz").partition("_")[2]: file for file in files}


RECORDED = {mapping: recordings(pattern) for mapping, pattern in PATTERNS.items()}


@cache
def kernel(mapping: str) -> Kernel:
    """The kernel of a shipped mapping."""
    return Kernel(next(one for one in load_mappings() if one.name == mapping))


@cache
def transformed(mapping: str, file: Path) -> Transformed:
    """What the kernel makes of one recording."""
    return kernel(mapping).transform([source_document(file)])


def params_of(file: Path) -> dict[str, str]:
    """What was asked, path and query together."""
    envelope = read_envelope(file)
    asked = {**envelope["path_params"], **envelope["query_params"]}
    return {name: str(value) for name, value in asked.items() if name != "capture"}


def game_rows(game_pk: int, table: str) -> list[dict[str, Any]]:
    """Rows of a recorded game."""
    batch: pa.RecordBatch = transformed("game_live_v1", game_file(game_pk)).rows[table]
    return batch.to_pylist()


def schedule_rows(name: str) -> list[dict[str, Any]]:
    """Listings of a recorded schedule, by the words of its file name."""
    (file,) = [file for short, file in RECORDED["schedule"].items() if name in short]
    return transformed("schedule", file).rows["schedule.games"].to_pylist()
