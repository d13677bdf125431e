"""The recorded answers, read independently of the product: plain gzip and json."""

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.transform import SourceDocument
from tests.support.unlabelled import asked_for

Case = Any
"""What `pytest.param` makes."""

REPOSITORY = Path(__file__).parents[2]
STUB_DIR = Path(os.environ.get("MLB_STUB_DIR", REPOSITORY / "../shared/stubs")).resolve()
UNLABELLED = "_unlabelled"
CAPTURED_AT = datetime(2026, 1, 1, tzinfo=UTC)
WITHOUT_RECORDINGS = os.environ.get("MLB_WITHOUT_RECORDINGS") == "1" and not STUB_DIR.is_dir()
"""Whether tests that need recordings are to be skipped, as on GitHub, and not to fail."""


def skip_without_recordings() -> None:
    """Skip the test, or the whole module, where recordings may be missing, and are."""
    if WITHOUT_RECORDINGS:
        said = f"no recorded answers at {STUB_DIR} (CONTRIBUTING.md, Recorded answers)"
        raise pytest.skip.Exception(said, allow_module_level=True)


def stub_files(pattern: str) -> list[Path]:
    """Recorded answers whose path below the stub folder matches; an error when there are none."""
    found = sorted(STUB_DIR.glob(pattern))
    if not found:
        skip_without_recordings()
        raise FileNotFoundError(f"no recorded answers at {STUB_DIR / pattern}: set MLB_STUB_DIR")
    return found


def sampled(params: Sequence[Case], *, every: int = 5) -> list[Case]:
    """Cases of which one in five is tried at any time, and all are by `make test-nightly`."""
    return [
        case
        if number % every == 0
        else pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.nightly])
        for number, case in enumerate(params)
    ]


def game_files() -> list[Path]:
    """Every recorded game feed."""
    return stub_files("game/liveGameV1/*.json.gz")


def newest_game_files() -> list[Path]:
    """The newest recorded feed of every game."""
    return [f for f in game_files() if "timecode" not in read_envelope(f)["query_params"]]


@cache
def read_envelope(file: Path) -> dict[str, Any]:
    """The whole envelope of a recording, by plain json; a bare answer gets one put around it."""
    found = json.loads(gzip.decompress(file.read_bytes()))
    if UNLABELLED not in file.parts:
        return found
    asked = asked_for(file)
    if asked is None:
        raise FileNotFoundError(f"{file}: nobody knows what this is an answer of")
    endpoint, method = asked.name.split(".")
    return {
        "endpoint": endpoint,
        "method": method,
        "path_params": {},
        "query_params": asked.params,
        "url": f"https://statsapi.mlb.com/{file.name}",
        "response": found,
    }


def read_answer(file: Path) -> Any:
    """The recorded answer, by plain json."""
    return read_envelope(file)["response"]


def document_of(file: Path, *, captured_at: datetime = CAPTURED_AT, answer: Any = None) -> Document:
    """A recording as a fetched document; with another answer in its place when one is given."""
    envelope = read_envelope(file)
    query = {k: v for k, v in envelope["query_params"].items() if k != "capture"}
    body = json.dumps(envelope["response"] if answer is None else answer).encode()
    return Document(
        request=Request(
            endpoint=envelope["endpoint"],
            method=envelope["method"],
            path_params=envelope["path_params"],
            query_params=query,
        ),
        url=envelope["url"],
        status=200,
        body=body,
        captured_at=captured_at,
    )


def source_document(file: Path, *, raw_id: int = 1, answer: Any = None) -> SourceDocument:
    """A recording as the kernel gets it."""
    document = document_of(file, answer=answer)
    return SourceDocument(
        raw_id=raw_id,
        captured_at=document.captured_at,
        version="",
        params=document.request.params,
        body=document.body,
    )


def game_file(game_pk: int, *, timecode: str | None = None) -> Path:
    """The recorded feed of a game; the one without a timecode when none is given."""
    for file in game_files():
        envelope = read_envelope(file)
        if envelope["path_params"]["game_pk"] != str(game_pk):
            continue
        if envelope["query_params"].get("timecode") == timecode:
            return file
    raise FileNotFoundError(f"no recorded feed of game {game_pk} with timecode {timecode}")


def iter_answers(pattern: str) -> Iterator[tuple[Path, Any]]:
    """File and answer of every recording that matches."""
    for file in stub_files(pattern):
        yield file, read_answer(file)
