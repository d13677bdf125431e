"""What HTTP says, told in our words: bodies without their encoding, waits in seconds."""

import zlib
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_GZIP_OR_ZLIB = 47  # zlib finds out by itself which of the two it reads


class CutBodyError(ValueError):
    """The compressed body ends before its end mark, or is not what its header says."""


class LargeBodyError(ValueError):
    """The body is larger than it may be."""


def read_body(chunks: Iterable[bytes], *, encoding: str, limit_bytes: int) -> bytes:
    """Join a body, and take its content-encoding away without ever holding more than the limit.

    httpx would do the second, but takes a cut gzip stream for a whole one.

    Args:
        chunks: The body as it came over the wire.
        encoding: The `Content-Encoding` header; empty for none.
        limit_bytes: Largest body, after decompression.

    Raises:
        CutBodyError: The stream is cut, damaged, or in an encoding we did not ask for.
        LargeBodyError: The body is larger than the limit.
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
            raise LargeBodyError
    return bytes(body)


def _unzipped(chunks: Iterable[bytes], limit_bytes: int) -> bytes:
    body, stream, begun = bytearray(), zlib.decompressobj(_GZIP_OR_ZLIB), False
    for chunk in chunks:
        rest = chunk
        while rest:
            if stream.eof:  # a gzip body may be several members, one after the other
                stream = zlib.decompressobj(_GZIP_OR_ZLIB)
            begun = True
            body += stream.decompress(rest, limit_bytes + 1 - len(body))
            if len(body) > limit_bytes:
                raise LargeBodyError
            rest = stream.unconsumed_tail or stream.unused_data
    if begun and not stream.eof:
        raise CutBodyError("a cut gzip body")
    return bytes(body)
