"""Recorded answers read in bulk: folders of stubs, and NDJSON with one envelope a line."""

import gzip
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import msgspec

from mlb_data_platform.errors import PlatformError
from mlb_data_platform.statsapi.catalogue import Catalogue, Entry
from mlb_data_platform.statsapi.catalogue_reader import load_catalogue
from mlb_data_platform.statsapi.document import Document, Request
from mlb_data_platform.statsapi.errors import UnknownMethodError
from mlb_data_platform.statsapi.sanity import check_body
from mlb_data_platform.statsapi.stub_file import CAPTURE, LARGEST, SUFFIX, Envelope, read_stub

_LINES = (".ndjson", ".ndjson.gz")
_SHOWN = 10_000
_OTHER = "recorded with another status than success"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A recording that holds no answer.

    Attributes:
        place: File, and line where it has lines.
        why: What was found.
        body: The recording as it lies there; empty where the API itself gave no answer.
    """

    place: str
    why: str
    body: bytes = b""


Recording: TypeAlias = Document | Unusable


def recording_files(place: Path, names: Collection[str]) -> list[Path]:
    """Files that may hold answers of some methods.

    Args:
        place: A folder with `<endpoint>/<method>/*.json.gz` or `*.ndjson(.gz)` in it, or one such
            file of lines.
        names: The methods, e.g. `Game.liveGameV1`.

    Returns:
        In a fixed order; none where there are none.
    """
    if place.is_file():
        return [place] if place.name.endswith(_LINES) else []
    catalogue = load_catalogue()
    entries = [catalogue.entry(*name.split(".")) for name in names]
    folders = [place.joinpath(*one) for entry in entries for one in entry.places()]
    stubs = [file for one in folders for file in sorted(one.glob(f"*{SUFFIX}"))]
    lines = [file for suffix in _LINES for file in sorted(place.glob(f"*{suffix}"))]
    return [*stubs, *lines]


def read_recordings(
    file: Path,
    names: Collection[str],
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[Recording]:
    """Read the answers of some methods in a file, one by one; what others answered is passed over.

    Args:
        file: A stub, or a file of lines.
        names: The methods, e.g. `Game.liveGameV1`.
        now: The present moment, UTC; nothing was recorded later.

    Yields:
        Answers as live would have given them, and recordings that hold none.
    """
    if not file.name.endswith(_LINES):
        try:
            envelope, captured_at = read_stub(file, now=now())
        except PlatformError as error:
            yield Unusable(place=str(file), why=str(error), body=_bytes_of(file))
            return
        yield from _of_method(envelope, captured_at, names, str(file))
        return
    written_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    for number, line in _lines(file):
        place = f"{file}:{number}"
        if isinstance(line, Unusable):
            yield line
            continue
        try:
            envelope = msgspec.json.decode(line, type=Envelope)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            yield Unusable(place=place, why=f"no envelope ({error})", body=line)
            continue
        recorded = envelope.captured_at or written_at
        if recorded.tzinfo is None:
            recorded = recorded.replace(tzinfo=UTC)
        yield from _of_method(envelope, min(recorded, now()), names, place)


def _lines(file: Path) -> Iterator[tuple[int, bytes | Unusable]]:
    opening = gzip.open if file.name.endswith(".gz") else open
    number = 0
    with opening(file, "rb") as lines:
        while True:
            number += 1
            try:
                line = lines.readline(LARGEST + 1)
            except (OSError, EOFError, zlib.error) as error:
                why = f"no whole gzip ({error})"
                yield number, Unusable(place=f"{file}:{number}", why=why, body=b"\0")
                return
            if len(line) > LARGEST:
                why = f"a line of more than {LARGEST:,} bytes"
                yield number, Unusable(place=f"{file}:{number}", why=why, body=line[:_SHOWN])
                return
            if not line:
                return
            if line.strip():
                yield number, line


def _of_method(
    envelope: Envelope, captured_at: datetime, names: Collection[str], place: str
) -> Iterator[Recording]:
    catalogue = load_catalogue()
    try:
        entry = catalogue.entry(envelope.endpoint, envelope.method)
    except UnknownMethodError:
        return  # no mapping reads it
    if entry.name not in names:
        return
    body = bytes(envelope.response)
    if not 200 <= envelope.status_code < 300:  # noqa: PLR2004 - the class of success
        yield Unusable(place=place, why=f"{envelope.status_code}, {_OTHER}")
        return
    try:
        yield _document(envelope, entry, catalogue, captured_at)
    except PlatformError as error:
        yield Unusable(place=place, why=str(error), body=body)


def _document(
    envelope: Envelope, entry: Entry, catalogue: Catalogue, captured_at: datetime
) -> Document:
    said = envelope.request()
    query = {name: text for name, text in said.query_params.items() if name != CAPTURE}
    asked = replace(said, endpoint=entry.endpoint, method=entry.method, query_params=query)
    url, body = _url(asked, catalogue) or envelope.url, bytes(envelope.response)
    check_body(body, request=asked, entry=entry, url=url)
    return Document(
        request=asked,
        url=url,
        status=envelope.status_code,
        body=body,
        captured_at=captured_at,
    )


def _url(asked: Request, catalogue: Catalogue) -> str:
    """Where live would ask; nothing where the catalogue cannot ask it."""
    try:
        return catalogue.url(asked)
    except PlatformError:
        return ""


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b"\0"
