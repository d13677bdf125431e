"""One recorded answer on disk: its name, its envelope, and how both are read and written.

The layout is that of the `pymlb-statsapi` client's recorded stubs: what it recorded replays here.
"""

import codecs
import gzip
import hashlib
import json
import os
import re
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from isal import igzip

from mlb_data_platform.statsapi.document import Request
from mlb_data_platform.statsapi.errors import AnswerFileError, StubUnreadableError
from mlb_data_platform.statsapi.wire import CutBodyError, LargeBodyError, read_body

SUFFIX = ".json.gz"
CAPTURE = "capture"
"""A query parameter that is not the API's: it keeps several recordings of one request apart."""

_NAMED_QUERY_PARAMS = 3
_LONGEST_NAME = 180
_UNSAFE = re.compile(r"[^A-Za-z0-9._+=-]")
_JSON_SPACE = b" \t\r\n"
_GZIP = b"\x1f\x8b"
_QUICKEST = 1
_CHUNK = 64 * 1024
LARGEST = 256 * 1024 * 1024
"""Bytes of the longest answer that is read from a file."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded answer with what was asked; further keys are passed over.

    Attributes:
        endpoint: As in `Request`.
        method: As in `Request`.
        path_params: As in `Request`; recorders wrote numbers, too.
        query_params: As in `Request`, perhaps with `capture`.
        status_code: HTTP status of the answer.
        response: The body, byte for byte.
        url: Where it was asked.
        captured_at: When it was recorded; recordings of others do not say.
    """

    endpoint: str
    method: str
    path_params: dict[str, str | int | float | bool]
    query_params: dict[str, str | int | float | bool]
    status_code: int
    response: msgspec.Raw
    url: str = ""
    captured_at: datetime | None = None

    def request(self) -> Request:
        """What was asked, every value as text."""
        return Request(
            endpoint=self.endpoint,
            method=self.method,
            path_params={name: _text(value) for name, value in self.path_params.items()},
            query_params={name: _text(value) for name, value in self.query_params.items()},
        )


class _AnyEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """What every recorder says, whatever it leaves out."""

    endpoint: str
    method: str
    response: msgspec.Raw
    status_code: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedAnswer:
    """An answer from a file.

    Attributes:
        name: Endpoint and method as in the catalogue, e.g. `Game.liveGameV1`; None where the file
            is the bare answer and does not say.
        status: HTTP status; 200 where the file does not say.
        body: The answer, byte for byte.
    """

    name: str | None
    status: int
    body: bytes


def stub_path(folder: Path, request: Request) -> Path:
    """Where the recording of a request belongs.

    Source:
        Found from the names of 278 recorded stubs; a test holds it: path parameters sorted by name,
        then the first three query parameters, then twelve digits of the MD5 of both as sorted JSON.
    """
    path, query = sorted(request.path_params.items()), sorted(request.query_params.items())
    named = [f"{name}={text}" for name, text in (*path, *query[:_NAMED_QUERY_PARAMS])]
    digest = hashlib.md5(
        json.dumps({"path": path, "query": query}).encode(), usedforsecurity=False
    ).hexdigest()[:12]
    stem = _UNSAFE.sub("-", "_".join([request.method, *named]))[:_LONGEST_NAME]
    return folder / request.endpoint / request.method / f"{stem}_{digest}{SUFFIX}"


def read_stub(file: Path, *, now: datetime) -> tuple[Envelope, datetime]:
    """Read one recording.

    Args:
        file: Gzipped envelope.
        now: The present moment; nothing was recorded later.

    Returns:
        The envelope, and when it was recorded: as the envelope says, else the time in the gzip
        header, else the time of the file.

    Raises:
        StubUnreadableError: The file is cut, not JSON, or not an envelope.
    """
    try:
        text, packed_at = _read_gzip(file)
        envelope = msgspec.json.decode(text, type=Envelope)
        recorded = envelope.captured_at or datetime.fromtimestamp(
            packed_at or file.stat().st_mtime, tz=UTC
        )
    except LargeBodyError as cause:
        raise StubUnreadableError(file=file, found=str(cause)) from cause
    except (OSError, CutBodyError, struct.error) as cause:
        raise StubUnreadableError(file=file, found=f"no whole gzip ({cause})") from cause
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as cause:
        raise StubUnreadableError(file=file, found=str(cause)) from cause
    if recorded.tzinfo is None:
        recorded = recorded.replace(tzinfo=UTC)
    return envelope, min(recorded.astimezone(UTC), now)


def read_answer_file(file: Path) -> RecordedAnswer:
    """Read an answer from a file: any recorder's envelope, or the bare answer; gzipped or not.

    Raises:
        AnswerFileError: The file cannot be read. Whether the answer is JSON is not looked at.
    """
    try:
        with file.open("rb") as opened:
            is_packed = opened.read(2) == _GZIP
        text = _read(file, encoding="gzip" if is_packed else "").removeprefix(codecs.BOM_UTF8)
    except LargeBodyError as cause:
        raise AnswerFileError(file=file, found=str(cause)) from cause
    except (OSError, CutBodyError) as cause:
        raise AnswerFileError(file=file, found=f"no readable file ({cause})") from cause
    try:
        envelope = msgspec.json.decode(text, type=_AnyEnvelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return RecordedAnswer(name=None, status=200, body=text)
    name = Request(endpoint=envelope.endpoint, method=envelope.method).name
    return RecordedAnswer(name=name, status=envelope.status_code, body=bytes(envelope.response))


def _read_gzip(file: Path) -> tuple[bytes, int]:
    """The unpacked text, and the seconds since 1970 that the packer wrote down."""
    text = _read(file, encoding="gzip")
    with file.open("rb") as packed:
        (packed_at,) = struct.unpack("<I", packed.read(8)[4:])
    return text, packed_at


def _read(file: Path, *, encoding: str) -> bytes:
    """A file without its encoding, and never more of it than an answer may have."""
    with file.open("rb") as opened:
        chunks = iter(lambda: opened.read(_CHUNK), b"")
        return read_body(chunks, encoding=encoding, limit_bytes=LARGEST)


def render_envelope(
    *, request: Request, url: str, status: int, body: bytes, captured_at: datetime
) -> bytes:
    """Return the JSON of an envelope, on one line if the body is.

    Args:
        request: What was asked.
        url: Where it was asked.
        status: HTTP status of the answer.
        body: JSON; it goes in as it is.
        captured_at: When the answer arrived.
    """
    head = {
        "endpoint": request.endpoint,
        "method": request.method,
        "path_params": dict(request.path_params),
        "query_params": dict(request.query_params),
        "url": url,
        "status_code": status,
        "captured_at": captured_at,
    }
    return msgspec.json.encode(head)[:-1] + b',"response":' + body + b"}"


def write_stub(
    file: Path,
    *,
    request: Request,
    url: str,
    status: int,
    body: bytes,
    captured_at: datetime,
    quick: bool = False,
) -> None:
    """Record an answer, whole or not at all; the same answer gives the same bytes.

    Args:
        file: Where to; its folder is made.
        request: What was asked.
        url: Where it was asked.
        status: HTTP status of the answer.
        body: JSON; it goes in as it is.
        captured_at: When the answer arrived.
        quick: Whether time matters more than size: a fifteenth of the time, a third more bytes.
    """
    text = render_envelope(
        request=request, url=url, status=status, body=body, captured_at=captured_at
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(igzip.compress(text, _QUICKEST, mtime=0) if quick else _smallest(text))
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _smallest(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def bare(body: bytes) -> bytes:
    """A body without the white space around it, which is no part of a JSON value."""
    return body.strip(_JSON_SPACE)


def same(left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """Say whether two sets of parameters are equal, `capture` aside."""
    return _asked(left) == _asked(right)


def _asked(params: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in params.items() if name != CAPTURE}


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
