"""The kernel's rows of recorded answers, made once for all tests."""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.transform import Kernel, Transformed
from tests.support.stubs import (
    STUB_DIR,
    UNLABELLED,
    game_file,
    read_envelope,
    source_document,
)
from tests.support.unlabelled import asked_for

needs_recordings = pytest.mark.skipif(
    not STUB_DIR.is_dir(), reason=f"no recorded answers in {STUB_DIR}; name them with MLB_STUB_DIR"
)

_SUFFIX = ".json.gz"


def find_recordings() -> dict[str, dict[str, Path]]:
    """Every recording that a mapping reads, by mapping and by the parameters in its name."""
    of_endpoint = {name.lower(): one.name for one in load_mappings() for name in one.endpoints}
    found: dict[str, dict[str, Path]] = {one.name: {} for one in load_mappings()}
    for file in sorted(STUB_DIR.glob(f"*/*/*{_SUFFIX}")):
        endpoint, method = file.parts[-3:-1]
        short = file.name.removesuffix(_SUFFIX).partition("_")[2]
        name = f"{endpoint}.{method}"
        if endpoint == UNLABELLED:
            asked = asked_for(file)
            name, short = (asked.name if asked else ""), file.name.removesuffix(_SUFFIX)
        if mapping := of_endpoint.get(name.lower()):
            found[mapping][short] = file
    return found


RECORDED = find_recordings()


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
