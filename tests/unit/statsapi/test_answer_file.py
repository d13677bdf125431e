"""Answers in files: any recorder's envelope, or the bare answer; gzipped or not."""

import gzip
from pathlib import Path

import pytest

from mlb_data_platform.statsapi import AnswerFileError, RecordedAnswer, read_answer_file

BODY = b'{"dates": [ ]}'
ENVELOPE = b'{"endpoint": "schedule", "method": "schedule", "response": ' + BODY + b"}"
NOT_FOUND = ENVELOPE.replace(b'"method"', b'"status_code": 404, "method"')
RECORDED = RecordedAnswer(name="Schedule.schedule", status=200, body=BODY)
BARE = RecordedAnswer(name=None, status=200, body=BODY)

FILES: dict[str, tuple[bytes, RecordedAnswer]] = {
    "an envelope with the least it needs": (ENVELOPE, RECORDED),
    "an envelope, gzipped": (gzip.compress(ENVELOPE), RECORDED),
    "an envelope with a status": (
        NOT_FOUND,
        RecordedAnswer(name="Schedule.schedule", status=404, body=BODY),
    ),
    "a bare answer": (BODY, BARE),
    "a bare answer, gzipped": (gzip.compress(BODY), BARE),
    "with the mark that Windows writes": (b"\xef\xbb\xbf" + BODY, BARE),
    "an envelope without its answer is no envelope": (
        b'{"endpoint": "a", "method": "b"}',
        RecordedAnswer(name=None, status=200, body=b'{"endpoint": "a", "method": "b"}'),
    ),
    "what is no JSON is for the reader of the body": (
        b"hello",
        RecordedAnswer(name=None, status=200, body=b"hello"),
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_an_answer_is_read_from(tmp_path: Path, kind: str) -> None:
    content, wanted = FILES[kind]
    file = tmp_path / "answer.json"
    file.write_bytes(content)

    assert read_answer_file(file) == wanted


@pytest.mark.parametrize("content", [gzip.compress(BODY)[:-9], b"\x1f\x8bxx"], ids=["cut", "bad"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cut.json.gz"
    file.write_bytes(content)
    with pytest.raises(AnswerFileError, match=r"cut\.json\.gz: found no readable file") as caught:
        read_answer_file(file)

    assert caught.value.exit_code == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnswerFileError, match=r"gone\.json"):
        read_answer_file(tmp_path / "gone.json")
