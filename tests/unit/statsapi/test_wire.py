"""Bodies without their encoding, and waits in seconds."""

import gzip
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlb_data_platform.statsapi.wire import (
    CutBodyError,
    LargeBodyError,
    read_body,
    retry_after_s,
)

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)


def chunks(body: bytes, size: int = 7) -> list[bytes]:
    return [body[at : at + size] for at in range(0, len(body), size)]


@given(body=st.binary(max_size=300), size=st.integers(1, 50))
def test_whatever_was_zipped_comes_out_as_it_was(body: bytes, size: int) -> None:
    packed = gzip.compress(body)

    assert read_body(chunks(packed, size), encoding="gzip", limit_bytes=300) == body


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (b"hello", ""),
        (b"hello", "identity"),
        (gzip.compress(b"hello"), "GZIP"),
        (gzip.compress(b"hel") + gzip.compress(b"lo"), "gzip"),
        (zlib.compress(b"hello"), "deflate"),
    ],
    ids=["none", "identity", "gzip", "two members", "deflate"],
)
def test_the_content_encoding_is_taken_away(packed: bytes, encoding: str) -> None:
    assert read_body(chunks(packed), encoding=encoding, limit_bytes=5) == b"hello"


def test_no_body_is_no_fault() -> None:
    assert read_body([], encoding="gzip", limit_bytes=5) == b""


@given(cut=st.integers(1, 40))
def test_a_gzip_body_cut_anywhere_is_noticed(cut: int) -> None:
    packed = gzip.compress(bytes(range(256)))

    with pytest.raises(CutBodyError):
        read_body(chunks(packed[:-cut]), encoding="gzip", limit_bytes=1000)


@pytest.mark.parametrize(
    ("packed", "encoding"), [(b"no gzip", "gzip"), (b"x", "br"), (b"\x1f\x8b\x08zz", "gzip")]
)
def test_a_body_that_is_not_as_its_header_says_is_refused(packed: bytes, encoding: str) -> None:
    with pytest.raises(CutBodyError):
        read_body([packed], encoding=encoding, limit_bytes=1000)


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_bomb_is_stopped_at_the_limit(encoding: str) -> None:
    bomb = gzip.compress(bytes(10_000_000)) if encoding else bytes(10_000_000)

    with pytest.raises(LargeBodyError):
        read_body([bomb], encoding=encoding, limit_bytes=1000)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("7", 7),
        (" 120 ", 120),
        ("0", 0),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("Mon, 01 Jul 2024 12:00:30 GMT", 30),
        ("Mon, 01 Jul 2024 12:00:30 -0000", 30),
        ("Mon, 01 Jul 2024 11:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, now=NOW) == seconds


@pytest.mark.parametrize("size", [0, 1, 2**20 - 1, 2**20, 2**20 + 1, 2**20 + 258, 3 * 2**20])
@pytest.mark.parametrize("step", [1, 7, 1000, 10**9])
def test_a_body_is_whole_wherever_its_pieces_end(size: int, step: int) -> None:
    body = bytes(size // 2) + bytes(n % 251 for n in range(size - size // 2))
    packed = gzip.compress(body)
    chunks = [packed[n : n + step] for n in range(0, len(packed), step)]

    assert read_body(chunks, encoding="gzip", limit_bytes=10**8) == body


def test_what_unpacks_to_a_thousandfold_is_refused_long_before_the_limit() -> None:
    with pytest.raises(LargeBodyError) as refused:
        read_body([gzip.compress(bytes(30_000_000))], encoding="gzip", limit_bytes=10**9)

    assert refused.value.limit_bytes == 16 * 1024 * 1024
