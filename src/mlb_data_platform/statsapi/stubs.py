"""Recorded answers as a `Source`, and the recorder that makes them (spec §4)."""

import dataclasses
import difflib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import msgspec

from mlb_data_platform.statsapi.catalogue import Catalogue, Entry
from mlb_data_platform.statsapi.catalogue_reader import load_catalogue
from mlb_data_platform.statsapi.document import Document, Request, Source
from mlb_data_platform.statsapi.errors import (
    NotFoundError,
    RateLimitedError,
    RequestRefusedError,
    SourceFaultError,
    StubFolderMissingError,
    StubMissingError,
    StubUnreadableError,
)
from mlb_data_platform.statsapi.sanity import check_body, describe
from mlb_data_platform.statsapi.stub_file import (
    CAPTURE,
    SUFFIX,
    Envelope,
    bare,
    read_stub,
    same,
    stub_path,
    write_stub,
)

_NEAREST = 5


class _Recorded(NamedTuple):
    """One line of the index: what a file says was asked."""

    file: Path
    request: Request


class _Folder(NamedTuple):
    """The index of one method's folder."""

    recorded: list[_Recorded]
    damaged: list[StubUnreadableError]


class ReplaySource:
    """Answers from a folder of recordings; never opens a socket and never waits.

    A recording is found by what its envelope says. In this order: the same path and query
    parameters; the same parameters, wherever they stand (`seasons/2024`, `seasons?seasonId=2024`);
    each time one without `capture` before one with it, and then the first by file name. A request
    that names a `capture` gets only that one.

    Args:
        folder: `DIR` of `DIR/<endpoint>/<method>/*.json.gz`.
        catalogue: What can be asked; the shipped one when None.
        now: The present moment, UTC.

    Raises:
        StubFolderMissingError: There is no such folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        catalogue: Catalogue | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        try:
            is_there = folder.is_dir()
        except OSError as cause:  # no name of a folder, such as one of 5,000 characters
            raise StubFolderMissingError(folder=folder) from cause
        if not is_there:
            raise StubFolderMissingError(folder=folder)
        self._folder = folder
        self._catalogue = catalogue or load_catalogue()
        self._now = now
        self._lock = Lock()
        self._index: dict[tuple[str, str], _Folder] = {}

    def fetch(self, request: Request) -> Document:
        """Answer a request from the recordings, as the API would have.

        The document's request and URL are those of the API, without `capture`.

        Raises:
            UsageError: The catalogue does not know the request, or it is not recorded.
            StubUnreadableError: The recording is damaged.
            PlatformError: What live raises for the status or body that was recorded.
        """
        asked = _without_capture(request)
        url = self._catalogue.url(asked)
        entry = self._catalogue.entry(request.endpoint, request.method)
        envelope, captured_at = self._find(request, entry)
        body = bytes(envelope.response)
        _raise_for_status(envelope, url=url, body=body)
        check_body(body, request=asked, entry=entry, url=url)
        return Document(
            request=asked,
            url=url,
            status=envelope.status_code,
            body=body,
            captured_at=captured_at,
        )

    def close(self) -> None:
        """Nothing to let go of."""

    def _find(self, request: Request, entry: Entry) -> tuple[Envelope, datetime]:
        # The usual case without an index: the file that is named as its recorder names it.
        usual = stub_path(self._folder, request)
        if CAPTURE not in request.query_params and usual.is_file():
            found = read_stub(usual, now=self._now())
            if _rank(found[0].request(), request) == 0:
                return found
        folders = [self._indexed(*place) for place in entry.places()]
        recorded = [one for folder in folders for one in folder.recorded]
        ranked = [
            (rank, one.file)
            for one in recorded
            if (rank := _rank(one.request, request)) is not None
        ]
        if ranked:
            return read_stub(min(ranked)[1], now=self._now())
        for damaged in (one for folder in folders for one in folder.damaged):
            raise damaged  # it may be the very one that was asked for
        raise StubMissingError(
            request=describe(request), folder=self._folder, nearest=self._nearest(request, recorded)
        )

    def _indexed(self, endpoint: str, method: str) -> _Folder:
        """The index of one method's folder, made when it is first asked for."""
        with self._lock:
            place = (endpoint, method)
            if place not in self._index:
                self._index[place] = _read_index(self._folder / endpoint / method, self._now())
            return self._index[place]

    def _nearest(self, request: Request, recorded: list[_Recorded]) -> list[str]:
        """What is recorded and comes nearest: of the method, else names of recorded methods."""
        if recorded:
            others = [_without_capture(one.request) for one in recorded]
            others.sort(key=lambda other: _distance(request, other))
            return list(dict.fromkeys(map(describe, others)))[:_NEAREST]
        methods = sorted(path for path in self._folder.glob("[!_]*/*") if path.is_dir())
        methods.sort(key=lambda path: path.parent.name != request.endpoint)
        return [
            Request(endpoint=path.parent.name, method=path.name).name for path in methods[:_NEAREST]
        ]


class CaptureSource:
    """Asks another source, and records what it answers.

    A 404 is an answer, so it is recorded too; faults are not.

    Args:
        live: Who is asked, usually an `HttpSource`; closed with this one.
        folder: Where recordings go; made when it is not there.
        catalogue: What can be asked; the shipped one when None.
        now: The present moment, UTC.
    """

    def __init__(
        self,
        live: Source,
        folder: Path,
        *,
        catalogue: Catalogue | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._live, self._folder = live, folder
        self._catalogue = catalogue or load_catalogue()
        self._now = now

    def fetch(self, request: Request) -> Document:
        """Ask, record, answer: with the bytes that replay will give."""
        try:
            document = self._live.fetch(request)
        except NotFoundError as absent:
            self._record(request, status=absent.status, body=absent.body, captured_at=self._now())
            raise
        document = dataclasses.replace(document, body=bare(document.body))
        self._record(
            request,
            status=document.status,
            body=document.body,
            captured_at=document.captured_at,
        )
        return document

    def close(self) -> None:
        """Close the source that is asked."""
        self._live.close()

    def _record(self, request: Request, *, status: int, body: bytes, captured_at: datetime) -> None:
        entry = self._catalogue.entry(request.endpoint, request.method)
        named = dataclasses.replace(request, endpoint=entry.endpoint, method=entry.method)
        write_stub(
            stub_path(self._folder, named),
            request=named,
            url=self._catalogue.url(request),
            status=status,
            body=bare(body) if _is_json(body) else b"null",
            captured_at=captured_at,
        )


def _read_index(folder: Path, now: datetime) -> _Folder:
    index = _Folder([], [])
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            envelope, _ = read_stub(file, now=now)
        except StubUnreadableError as damaged:
            index.damaged.append(damaged)
        else:
            index.recorded.append(_Recorded(file, envelope.request()))
    return index


def _rank(recorded: Request, asked: Request) -> int | None:
    """How well a recording answers a request, 0 the best; None when it does not."""
    capture = recorded.query_params.get(CAPTURE)
    wanted = asked.query_params.get(CAPTURE)
    if wanted is not None and wanted != capture:
        return None
    other = int(capture is not None and wanted is None)
    in_place = same(recorded.path_params, asked.path_params)
    if in_place and same(recorded.query_params, asked.query_params):
        return other
    return 2 + other if same(recorded.params, asked.params) else None


def _distance(asked: Request, other: Request) -> tuple[int, int, float]:
    """How far a recorded request is from the one asked: by names, by values, by how it reads."""
    values = set(asked.params.items()) ^ set(other.params.items())
    names = set(asked.params) ^ set(other.params)
    alike = difflib.SequenceMatcher(None, describe(asked), describe(other)).ratio()
    return len(names), len(values), -alike


def _without_capture(request: Request) -> Request:
    query = {name: text for name, text in request.query_params.items() if name != CAPTURE}
    return dataclasses.replace(request, query_params=query)


def _raise_for_status(envelope: Envelope, *, url: str, body: bytes) -> None:
    """Raise what live raises when all its attempts end with the recorded status."""
    status = envelope.status_code
    if 200 <= status < 300:  # noqa: PLR2004 - the class of success
        return
    if status == NotFoundError.status:
        raise NotFoundError(url=url, body=body)
    if status == 429:  # noqa: PLR2004 - too many requests
        raise RateLimitedError(url=url, found="429, recorded")
    if status >= 500:  # noqa: PLR2004 - faults of the server
        raise SourceFaultError(url=url, found=f"{status}, recorded")
    raise RequestRefusedError(url=url, status=status, found="recorded")


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    return True
