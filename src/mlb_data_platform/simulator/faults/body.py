"""Faults of what is said: another question answered, another body. Stands inside of compression."""

import re
from dataclasses import dataclass
from random import Random
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlb_data_platform.simulator.faults.alterations import alter
from mlb_data_platform.simulator.faults.kinds import Fault, FaultKind
from mlb_data_platform.simulator.faults.plan import FaultDice
from mlb_data_platform.simulator.faults.wire import FAULT

_OVERHEARD = frozenset({"season", "seasonId", "seasons", "date", "startDate", "endDate"})
_SEASON_IN_PATH = re.compile(r"^(/api/v1/seasons)/\d+$")
_OK = 200


class BodyFaults:
    """ASGI middleware that makes the faults which the outer one has chosen but cannot make."""

    def __init__(self, app: ASGIApp, dice: FaultDice) -> None:
        self._app, self._dice = app, dice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with its fault if it has one that can be made here."""
        chosen: tuple[Fault, str] | None = scope.get(FAULT)
        if chosen is None:
            await self._app(scope, receive, send)
            return
        fault, target = chosen
        answer = await _answer(self._app, scope, receive)
        if fault.kind == FaultKind.DEFAULT_SEASON:
            broken = await _answer(self._app, overhear(scope), receive)
        else:
            broken = _altered(answer, fault, target)
        if broken.body != answer.body:
            self._dice.note(target, fault)
        await broken.send(send)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer before it is compressed."""

    start: Message
    body: bytes

    async def send(self, send: Send) -> None:
        MutableHeaders(raw=self.start["headers"])["content-length"] = str(len(self.body))
        await send(self.start)
        await send({"type": "http.response.body", "body": self.body})


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> _Answer:
    """Let the application answer, and keep what it says."""
    start: Message = {}
    parts: list[bytes] = []

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, keep)
    return _Answer(start, b"".join(parts))


def overhear(scope: Scope) -> Scope:
    """Return the request without its season and dates, as the API hears it on a bad day."""
    path = _SEASON_IN_PATH.sub(r"\1", scope["path"])
    pairs = parse_qsl(scope["query_string"].decode(), keep_blank_values=True)
    heard = [(name, value) for name, value in pairs if name not in _OVERHEARD]
    return {**scope, "path": path, "query_string": urlencode(heard).encode()}


def _altered(answer: _Answer, fault: Fault, target: str) -> _Answer:
    """Return the changed answer; the same one when there is nothing to change."""
    decoded = msgspec.json.decode(answer.body)
    dice = Random(f"altered:{fault.kind}:{target}")  # noqa: S311  (a game, not a secret)
    changed = answer.start["status"] == _OK and alter(decoded, fault.kind, dice)
    return _Answer(answer.start, msgspec.json.encode(decoded)) if changed else answer
