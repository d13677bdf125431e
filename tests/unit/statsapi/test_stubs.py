"""Replay and capture of made-up answers (spec §4)."""

import gzip
import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mlb_data_platform.errors import DocumentError, PlatformError, SetupError, UsageError
from mlb_data_platform.statsapi import (
    AnswerMismatchError,
    CaptureSource,
    Document,
    NotFoundError,
    RateLimitedError,
    ReplaySource,
    Request,
    RequestRefusedError,
    SourceFaultError,
    StubFolderMissingError,
    StubMissingError,
    StubUnreadableError,
)
from mlb_data_platform.statsapi.stub_file import read_stub, stub_path, write_stub
from tests.unit.statsapi.stub_writer import NOW, WriteStub

JULY_1 = {"sportId": "1", "date": "2024-07-01"}


def schedule(**query: str) -> Request:
    return Request(endpoint="schedule", method="schedule", query_params=query or JULY_1)


def replay(folder: Path) -> ReplaySource:
    return ReplaySource(folder, now=lambda: NOW)


def games(total: int) -> bytes:
    return b'{ "dates" : [ ],\n "totalGames": %d}' % total


class Live:
    """A source that answers what it is told to."""

    def __init__(self, body: bytes = b"", fault: PlatformError | None = None) -> None:
        self.body, self.fault, self.closed = body, fault, 0

    def fetch(self, request: Request) -> Document:
        if self.fault is not None:
            raise self.fault
        return Document(request=request, url="u", status=200, body=self.body, captured_at=NOW)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)


@pytest.mark.usefixtures("no_network")
def test_replay_gives_the_recorded_bytes_under_the_url_of_live(
    stub: WriteStub, tmp_path: Path
) -> None:
    stub(JULY_1, body=games(3))

    document = replay(tmp_path).fetch(schedule())

    assert document.body == games(3)
    assert document.url == "https://statsapi.mlb.com/api/v1/schedule?sportId=1&date=2024-07-01"
    assert (document.status, document.request) == (200, schedule())


def test_a_stub_is_found_by_what_it_says_whatever_its_file_is_called(
    stub: WriteStub, tmp_path: Path
) -> None:
    stub({"date": "2024-07-02"}, name="schedule_date=2024-07-01_x.json.gz", body=games(2))
    stub(JULY_1, name="renamed.json.gz", body=games(1))

    assert replay(tmp_path).fetch(schedule()).body == games(1)


def test_a_file_whose_name_lies_is_not_the_answer(stub: WriteStub, tmp_path: Path) -> None:
    usual = stub_path(tmp_path, schedule())
    stub({"sportId": "1"}, name=usual.name)

    with pytest.raises(StubMissingError):
        replay(tmp_path).fetch(schedule())


def test_a_stub_without_capture_goes_before_one_with_it(stub: WriteStub, tmp_path: Path) -> None:
    stub({**JULY_1, "capture": "a"}, body=games(1), name="a.json.gz")
    stub(JULY_1, body=games(2), name="b.json.gz")

    assert replay(tmp_path).fetch(schedule()).body == games(2)


def test_a_capture_answers_when_there_is_nothing_else_or_when_it_is_named(
    stub: WriteStub, tmp_path: Path
) -> None:
    stub({**JULY_1, "capture": "b"}, body=games(2))
    stub({**JULY_1, "capture": "a"}, body=games(1))

    assert replay(tmp_path).fetch(schedule()).body == games(1)
    named = replay(tmp_path).fetch(schedule(**JULY_1, capture="b"))
    assert (named.body, named.request) == (games(2), schedule())


def test_a_capture_that_is_not_recorded_is_missing(stub: WriteStub, tmp_path: Path) -> None:
    stub({**JULY_1, "capture": "a"})

    with pytest.raises(StubMissingError):
        replay(tmp_path).fetch(schedule(**JULY_1, capture="z"))


def test_a_parameter_in_the_path_is_found_in_the_query_but_its_own_place_goes_first(
    stub: WriteStub, tmp_path: Path
) -> None:
    body = b'{"seasons":[{"seasonId":"2024"}],"n":%d}'
    stub({"seasonId": "2024"}, endpoint="season", method="seasons", body=body % 1)
    asked = Request(endpoint="season", method="seasons", path_params={"seasonId": "2024"})
    assert replay(tmp_path).fetch(asked).body == body % 1

    stub(path={"seasonId": "2024"}, endpoint="season", method="seasons", body=body % 2, name="z")
    (tmp_path / "season/seasons/z").rename(tmp_path / "season/seasons/z.json.gz")
    assert replay(tmp_path).fetch(asked).body == body % 2


def test_a_recording_under_another_name_of_the_method_is_found(
    stub: WriteStub, tmp_path: Path
) -> None:
    stub(endpoint="config", method="gameStatus", body=b"[]")

    for group in ("misc", "config"):
        assert replay(tmp_path).fetch(Request(endpoint=group, method="gameStatus")).body == b"[]"


def test_numbers_in_an_envelope_are_texts_and_further_keys_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "schedule/schedule/x.json.gz"
    envelope = {
        "endpoint": "schedule",
        "method": "schedule",
        "path_params": {},
        "query_params": {"sportId": 1, "publicFacing": True},
        "path": "v1/schedule",
        "status_code": 200,
        "response": {"dates": []},
    }
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress(json.dumps(envelope, indent=2).encode(), mtime=0))

    document = replay(tmp_path).fetch(schedule(sportId="1", publicFacing="true"))

    assert document.body == b'{\n    "dates": []\n  }'


def test_what_is_not_recorded_names_the_nearest_recorded_requests(
    stub: WriteStub, tmp_path: Path
) -> None:
    for day in range(1, 8):
        stub({"sportId": "1", "date": f"2024-07-0{day}"})
    stub({"sportId": "1", "date": "2024-07-08", "hydrate": "team"})
    stub({"sportId": "1", "season": "2024"})

    with pytest.raises(StubMissingError) as missing:
        replay(tmp_path).fetch(schedule(sportId="1", date="2024-07-08"))

    assert isinstance(missing.value, UsageError)
    assert len(missing.value.nearest) == 5
    assert missing.value.nearest[0].startswith("Schedule.schedule(sportId=1, date=2024-07-0")
    assert "--stub-mode capture" in missing.value.hint


def test_a_method_that_is_not_recorded_at_all_names_recorded_methods(
    stub: WriteStub, tmp_path: Path
) -> None:
    stub(JULY_1)
    stub({"season": "2024"}, method="tieGames")
    stub(endpoint="season", method="seasons", body=b'{"seasons":[]}')

    with pytest.raises(StubMissingError) as missing:
        replay(tmp_path).fetch(Request(endpoint="season", method="allSeasons"))

    assert missing.value.nearest == ("Season.seasons", "Schedule.schedule", "Schedule.tieGames")


def test_an_empty_folder_has_nothing_near(tmp_path: Path) -> None:
    with pytest.raises(StubMissingError, match="nothing near it is") as missing:
        replay(tmp_path).fetch(schedule())

    assert missing.value.hint == "record it with --stub-mode capture"


def test_a_missing_folder_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(StubFolderMissingError) as missing:
        ReplaySource(tmp_path / "none")

    assert isinstance(missing.value, SetupError)
    assert missing.value.exit_code == 3
    assert "--stub-dir" in missing.value.hint
    assert "MLB_STUB_DIR" in missing.value.hint


DAMAGED = {
    "a cut gzip": gzip.compress(b'{"endpoint":"schedule"}' * 9)[:-12],
    "no gzip": b"<html></html>",
    "nothing": b"",
    "no JSON": gzip.compress(b"<html></html>"),
    "no response": gzip.compress(
        b'{"endpoint":"schedule","method":"schedule","path_params":{},'
        b'"query_params":{},"status_code":200}'
    ),
    "a list": gzip.compress(b"[]"),
    "bytes that are not UTF-8": gzip.compress(b'{"endpoint":"\xff"}'),
}


@pytest.mark.parametrize("usual_name", [True, False])
@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_recording_is_named(
    stub: WriteStub, tmp_path: Path, case: str, usual_name: bool
) -> None:
    file = stub(JULY_1, name=None if usual_name else "other.json.gz")
    file.write_bytes(DAMAGED[case])

    with pytest.raises(StubUnreadableError) as damaged:
        replay(tmp_path).fetch(schedule())

    assert isinstance(damaged.value, DocumentError)
    assert (damaged.value.file, damaged.value.exit_code) == (file, 1)


def test_a_damaged_recording_does_not_hide_a_sound_one(stub: WriteStub, tmp_path: Path) -> None:
    stub({"sportId": "1"}, name="a.json.gz").write_bytes(b"")
    stub(JULY_1, name="b.json.gz")

    assert replay(tmp_path).fetch(schedule()).status == 200


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (404, NotFoundError),
        (429, RateLimitedError),
        (500, SourceFaultError),
        (503, SourceFaultError),
        (400, RequestRefusedError),
    ],
)
def test_a_recorded_refusal_raises_what_live_raises(
    stub: WriteStub, tmp_path: Path, status: int, raised: type[PlatformError]
) -> None:
    stub(JULY_1, status=status, body=b'{"message":"no"}')

    with pytest.raises(raised):
        replay(tmp_path).fetch(schedule())


def test_an_answer_to_something_else_is_refused_in_replay_too(
    stub: WriteStub, tmp_path: Path
) -> None:
    stub(JULY_1, body=b'{"dates":[{"date":"2024-07-02"}]}')

    with pytest.raises(AnswerMismatchError):
        replay(tmp_path).fetch(schedule())


def test_replay_refuses_what_the_catalogue_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sportid"):
        replay(tmp_path).fetch(schedule(sportid="1"))


def test_closing_a_replay_twice_does_nothing(tmp_path: Path) -> None:
    source = replay(tmp_path)
    source.close()
    source.close()


def written(folder: Path, *, packed_at: int, said: str | None = None) -> Path:
    """A stub whose gzip header says when it was packed, and perhaps whose envelope does."""
    file = folder / "x.json.gz"
    envelope = {
        "endpoint": "a",
        "method": "b",
        "path_params": {},
        "query_params": {},
        "status_code": 200,
        "response": None,
    }
    if said is not None:
        envelope["captured_at"] = said
    file.write_bytes(gzip.compress(json.dumps(envelope).encode(), mtime=packed_at))
    os.utime(file, (1_600_000_000, 1_600_000_000))
    return file


@pytest.mark.parametrize(
    ("packed_at", "said", "captured_at"),
    [
        (1_700_000_000, "2024-07-01T12:00:00Z", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        (1_700_000_000, "2024-07-01T08:00:00-04:00", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        (1_700_000_000, "2024-07-01T12:00:00", datetime(2024, 7, 1, 12, tzinfo=UTC)),
        (1_700_000_000, None, datetime.fromtimestamp(1_700_000_000, tz=UTC)),
        (0, None, datetime.fromtimestamp(1_600_000_000, tz=UTC)),
        (4_000_000_000, None, NOW),
        (0, "2099-01-01T00:00:00Z", NOW),
    ],
    ids=["envelope", "offset", "no zone", "gzip", "file", "gzip of tomorrow", "far future"],
)
def test_the_time_of_recording_is_the_best_that_is_known_and_never_later_than_now(
    tmp_path: Path, packed_at: int, said: str | None, captured_at: datetime
) -> None:
    assert read_stub(written(tmp_path, packed_at=packed_at, said=said), now=NOW)[1] == captured_at


def test_what_was_captured_replays_to_the_same_document(tmp_path: Path) -> None:
    body = b'\n{"dates" : [], "n": 1.50, "name": "Jos\xc3\xa9 \\u00e9"}\r\n'
    captured = CaptureSource(Live(body), tmp_path / "new").fetch(schedule())

    replayed = replay(tmp_path / "new").fetch(schedule())

    assert replayed.body == captured.body == body.strip()
    assert (replayed.captured_at, replayed.status) == (NOW, 200)


def test_capturing_the_same_answer_again_gives_the_same_file_and_leaves_no_draft(
    tmp_path: Path,
) -> None:
    source = CaptureSource(Live(games(1)), tmp_path)
    source.fetch(schedule())
    file = stub_path(tmp_path, schedule())
    first = file.read_bytes()
    source.fetch(schedule())

    assert file.read_bytes() == first
    assert list(file.parent.iterdir()) == [file]


def test_a_captured_alias_lies_in_the_folder_of_the_method(tmp_path: Path) -> None:
    CaptureSource(Live(b"[]"), tmp_path).fetch(Request(endpoint="config", method="gameTypes"))

    assert (tmp_path / "misc" / "gameTypes").is_dir()


@pytest.mark.parametrize("body", [b'{"message":"Object not found"}', b"", b"<html></html>"])
def test_a_404_is_recorded_since_it_is_an_answer(tmp_path: Path, body: bytes) -> None:
    live = Live(fault=NotFoundError(url="u", body=body))
    with pytest.raises(NotFoundError):
        CaptureSource(live, tmp_path).fetch(schedule())

    with pytest.raises(NotFoundError):
        replay(tmp_path).fetch(schedule())


def test_a_fault_is_not_recorded(tmp_path: Path) -> None:
    with pytest.raises(SourceFaultError):
        CaptureSource(Live(fault=SourceFaultError(url="u", found="500")), tmp_path).fetch(
            schedule()
        )

    assert not list(tmp_path.iterdir())


def test_closing_a_capture_closes_the_source_it_asks(tmp_path: Path) -> None:
    live = Live()
    CaptureSource(live, tmp_path).close()

    assert live.closed == 1


def test_a_recording_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    file = stub_path(tmp_path, schedule())
    file.mkdir(parents=True)

    with pytest.raises(OSError, match="schedule"):
        write_stub(file, request=schedule(), url="", status=200, body=b"{}", captured_at=NOW)

    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (schedule(), "schedule_date=2024-07-01_sportId=1_91b6fbd0791f.json.gz"),
        (
            Request(endpoint="game", method="liveGameV1", path_params={"game_pk": "747175"}),
            "liveGameV1_game_pk=747175_4240fc08a038.json.gz",
        ),
        (
            Request(endpoint="season", method="seasons", query_params={"sportId": "1"}),
            "seasons_sportId=1_62182b57e4d9.json.gz",
        ),
    ],
    ids=["schedule", "game", "season"],
)
def test_a_recording_is_named_as_pymlb_statsapi_names_it(request_: Request, name: str) -> None:
    assert stub_path(Path(), request_).name == name


def test_a_name_is_safe_for_every_file_system() -> None:
    name = stub_path(Path(), schedule(hydrate='a/b\\c:d"é ' + "x" * 500)).name

    assert not set(name) & set('/\\:"é ')
    assert len(name) < 255


def test_many_threads_may_replay_at_once(stub: WriteStub, tmp_path: Path) -> None:
    for day in range(1, 9):
        stub({"date": f"2024-07-0{day}"}, name=f"{day}.json.gz", body=games(day))
    source = replay(tmp_path)
    asked = [schedule(date=f"2024-07-0{day}") for day in range(1, 9)] * 4

    with ThreadPoolExecutor(8) as pool:
        bodies = [document.body for document in pool.map(source.fetch, asked)]

    assert bodies == [games(day) for day in range(1, 9)] * 4


def test_a_recording_stays_as_old_as_it_is(tmp_path: Path) -> None:
    CaptureSource(Live(games(1)), tmp_path).fetch(schedule())

    later = ReplaySource(tmp_path, now=lambda: NOW + timedelta(days=9)).fetch(schedule())

    assert later.captured_at == NOW
