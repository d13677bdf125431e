"""What HTTP says, told in our words: bodies without their encoding, waits in seconds."""

import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PIECE = 1024 * 1024  # unpacked at a time
_ALWAYS_FINE = 16 * 1024 * 1024
_TIMES_SMALLER = 200
"""Feeds shrink to a tenth, listings to a thirtieth; zlib can go to a thousandth."""
_GZIP_OR_ZLIB = 47  # zlib finds out by itself which of the two it reads


class CutBodyError(ValueError):
    """The compressed body ends before its end mark, or is not what its header says."""


class LargeBodyError(ValueError):
    """The body is larger than it may be.

    Attributes:
        limit_bytes: How large it may be.
    """

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"more than {limit_bytes:,} bytes unpacked")
        self.limit_bytes = limit_bytes


def read_body(chunks: Iterable[bytes], *, encoding: str, limit_bytes: int) -> bytes:
    """Join a body, and take its content-encoding away without ever holding more than the limit.

    httpx would do the second, but takes a cut gzip stream for a whole one.

    Args:
        chunks: The body as it came over the wire.
        encoding: The `Content-Encoding` header; empty for none.
        limit_bytes: Largest body, after decompression.

    Raises:
        CutBodyError: The stream is cut, damaged, or in an encoding we did not ask for.
        LargeBodyError: The body is larger than the limit, or unpacks to what no answer does.
    """
    kind = encoding.strip().lower()
    if kind in {"", "identity"}:
        return _joined(chunks, limit_bytes)
    if kind not in {"gzip", "x-gzip", "deflate"}:
        raise CutBodyError(f"content-encoding {encoding!r}, wanted gzip")
    try:
        return _unzipped(chunks, limit_bytes)
    except zlib.error as cause:
        raise CutBodyError(f"a damaged {kind} body ({cause})") from cause


def retry_after_s(header: str | None, *, now: datetime) -> float | None:
    """Seconds to wait that a `Retry-After` header asks for.

    Args:
        header: Whole seconds, or an HTTP date; None when it was not sent.
        now: The present moment, UTC.

    Returns:
        0 or more; None when there is no header or it says neither.

    Source:
        RFC 9110, section 10.2.3.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def _joined(chunks: Iterable[bytes], limit_bytes: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit_bytes:
            raise LargeBodyError(limit_bytes)
    return bytes(body)


def _unzipped(chunks: Iterable[bytes], limit_bytes: int) -> bytes:
    body, stream = bytearray(), zlib.decompressobj(_GZIP_OR_ZLIB)
    packed = 0
    for chunk in chunks:
        packed += len(chunk)
        # What is said with a few bytes is nothing but repetition: no answer is, every bomb is.
        most = min(limit_bytes, max(_ALWAYS_FINE, packed * _TIMES_SMALLER))
        rest, is_full = chunk, False
        while rest or is_full:
            if stream.eof:  # a gzip body may be several members, one after the other
                stream = zlib.decompressobj(_GZIP_OR_ZLIB)
            room = min(_PIECE, most + 1 - len(body))
            piece = stream.decompress(rest, room)
            body += piece
            if len(body) > most:
                raise LargeBodyError(most)
            rest = stream.unconsumed_tail or stream.unused_data
            is_full = len(piece) == room and not stream.eof
    if packed and not stream.eof:
        raise CutBodyError("a cut gzip body")
    return bytes(body)
