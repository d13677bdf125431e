"""Faults of the wire: refusals, slow, cut and broken answers. Stands outside of compression."""

import gzip
from collections.abc import Awaitable, Callable

import anyio
import msgspec
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlb_data_platform.simulator.faults.connections import Connections, close, reset
from mlb_data_platform.simulator.faults.kinds import Fault, FaultKind
from mlb_data_platform.simulator.faults.plan import FaultDice

CONTROL_PATHS = "/simulator/"
FAULT = "mlb.fault"
"""Key of the scope under which the fault of a request travels inward."""

RETRY_AFTER_S, SLOW_S, STALLED_S = 1.0, 2.0, 60.0
_TO_LEAVE_S, _GONE_WITHIN_S = 0.05, 1.0
_DROPS = 10
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>\n"

_Break = Callable[["_Answer", Fault], Awaitable[None]]


class WireFaults:
    """ASGI middleware that gives each request the fault that the dice choose."""

    def __init__(self, app: ASGIApp, dice: FaultDice, connections: Connections) -> None:
        self._app, self._dice, self._connections = app, dice, connections

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, well or badly."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL_PATHS):
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode()
        target = scope["path"] + (f"?{query}" if query else "")
        fault = self._dice.choose(target)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind in _REFUSALS:
            self._dice.note(target, fault)
            await _refuse(fault, send)
        elif fault.kind in _BREAKS:
            self._dice.note(target, fault)
            answer = _Answer(scope, receive, send, self._connections)
            await answer.read(self._app)
            await _BREAKS[fault.kind](answer, fault)
        else:
            # Made further in, where the answer is not compressed yet, and noted there.
            await self._app({**scope, FAULT: (fault, target)}, receive, send)


async def _refuse(fault: Fault, send: Send) -> None:
    status, headers, body = _REFUSALS[fault.kind]
    given = [(name, value) for name, value in headers if name != b"retry-after"]
    if len(given) < len(headers):
        given.append((b"retry-after", f"{fault.lasts(RETRY_AFTER_S):g}".encode()))
    given.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": given})
    await send({"type": "http.response.body", "body": body})


def _said(number: int, message: str) -> bytes:
    error = {"messageNumber": number, "message": message, "timestamp": None, "traceId": None}
    return msgspec.json.encode(error)


_JSON = (b"content-type", b"application/json;charset=UTF-8")
_HTML = (b"content-type", b"text/html;charset=UTF-8")
_REFUSALS: dict[FaultKind, tuple[int, list[tuple[bytes, bytes]], bytes]] = {
    FaultKind.TOO_MANY: (429, [_JSON, (b"retry-after", b"")], _said(20, "Too many requests")),
    FaultKind.TOO_MANY_BARE: (429, [_JSON], _said(20, "Too many requests")),
    FaultKind.INTERNAL: (500, [_JSON], _said(1, "Internal error occurred")),
    FaultKind.UNAVAILABLE: (503, [_HTML], _PAGE % ((b"503 Service Unavailable",) * 2)),
    FaultKind.NOT_FOUND: (404, [_JSON], _said(10, "Object not found")),
    FaultKind.HTML: (200, [_HTML], _PAGE % ((b"We will be right back",) * 2)),
}


class _Answer:
    """A whole answer that was caught before it left, and the connection it was to leave by."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, connections: Connections
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._connections = connections
        self._start: Message = {}
        self.body = b""

    async def read(self, app: ASGIApp) -> None:
        """Let the application answer, and keep what it says."""

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._start = message
            else:
                self.body += message.get("body", b"")

        await app(self._scope, self._receive, keep)

    @property
    def is_compressed(self) -> bool:
        """Whether the body is gzip."""
        return MutableHeaders(raw=self._start["headers"]).get("content-encoding") == "gzip"

    def accepts_gzip(self) -> bool:
        """Say whether the client understands gzip."""
        asked = dict(self._scope["headers"]).get(b"accept-encoding", b"")
        return b"gzip" in asked

    def compress(self) -> None:
        """Make a small answer a compressed one too."""
        self.body = gzip.compress(self.body, mtime=0)
        MutableHeaders(raw=self._start["headers"])["content-encoding"] = "gzip"

    async def begin(self) -> None:
        """Send status and headers, with the length of the body as it is now."""
        MutableHeaders(raw=self._start["headers"])["content-length"] = str(len(self.body))
        await self._send(self._start)

    async def part(self, begin: int, end: int, *, last: bool = False) -> None:
        """Send a part of the body."""
        body = self.body[begin:end]
        await self._send({"type": "http.response.body", "body": body, "more_body": not last})

    async def wait_for_client(self, seconds: float) -> None:
        """Stay silent until the client goes, at most so long."""
        with anyio.move_on_after(seconds):
            while (await self._receive())["type"] != "http.disconnect":
                pass

    async def reset(self) -> None:
        """Reset the connection, and wait until it is gone."""
        reset(self._connections, self._scope)
        await self.wait_for_client(_GONE_WITHIN_S)

    async def close(self) -> None:
        """Close the connection, and wait until it is gone."""
        close(self._connections, self._scope)
        await self.wait_for_client(_GONE_WITHIN_S)


async def _slow(answer: _Answer, fault: Fault) -> None:
    await answer.begin()
    size = len(answer.body)
    for drop in range(_DROPS):
        await anyio.sleep(fault.lasts(SLOW_S) / _DROPS)
        begin, end = size * drop // _DROPS, size * (drop + 1) // _DROPS
        await answer.part(begin, end, last=drop == _DROPS - 1)


async def _stall(answer: _Answer, fault: Fault) -> None:
    await _half(answer)
    await answer.wait_for_client(fault.lasts(STALLED_S))
    await answer.reset()


async def _reset(answer: _Answer, _fault: Fault) -> None:
    await answer.reset()


async def _reset_body(answer: _Answer, _fault: Fault) -> None:
    await _half(answer)
    # A reset throws away what has not left yet.
    await anyio.sleep(_TO_LEAVE_S)
    await answer.reset()


async def _cut_body(answer: _Answer, _fault: Fault) -> None:
    await _half(answer)
    await answer.close()


async def _half(answer: _Answer) -> None:
    await answer.begin()
    await answer.part(0, len(answer.body) // 2)


async def _cut_gzip(answer: _Answer, _fault: Fault) -> None:
    if not answer.is_compressed and answer.accepts_gzip():
        answer.compress()
    answer.body = answer.body[: len(answer.body) * 2 // 3]
    await answer.begin()
    await answer.part(0, len(answer.body), last=True)


_BREAKS: dict[FaultKind, _Break] = {
    FaultKind.SLOW: _slow,
    FaultKind.STALLED: _stall,
    FaultKind.RESET: _reset,
    FaultKind.RESET_BODY: _reset_body,
    FaultKind.CUT_BODY: _cut_body,
    FaultKind.CUT_GZIP: _cut_gzip,
}
