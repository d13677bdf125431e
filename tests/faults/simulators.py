"""The simulated API as an opponent: what it is asked, when, and how it misbehaves."""

import math
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from mlb_data_platform.simulator import League, build_app, build_league, running_server
from mlb_data_platform.simulator.faults import FaultPlan, parse_rate, parse_script
from tests.faults.programs import wait_until

IS_FULL = bool(os.environ.get("FULL"))
"""Whether the whole season is wanted: `make test-faults FULL=1`."""

TODAY = date(2024, 11, 1) if IS_FULL else date(2024, 4, 20)
_FEED = re.compile(r"/api/v1\.1/game/(\d+)/feed/live$")


@dataclass
class Simulator:
    """A league over HTTP.

    Attributes:
        url: Where it is.
        arrivals: Path and query of every question with the moment it came, in order.
    """

    url: str = ""
    arrivals: list[tuple[float, str]] = field(default_factory=list)

    def feeds(self) -> Counter[int]:
        """How often each game's feed was asked for."""
        found = (_FEED.match(path) for _, path in self.arrivals)
        return Counter(int(match[1]) for match in found if match)

    def ahead_s(self, requests_per_s: float) -> float:
        """How many seconds sooner than the rate allows any row of questions came, at worst."""
        earliest, ahead = math.inf, 0.0
        times = (at for at, path in self.arrivals if not path.startswith("/simulator"))
        for number, at in enumerate(times):
            due = number / requests_per_s - at
            earliest = min(earliest, due)
            ahead = max(ahead, due - earliest)
        return ahead

    def faults(self) -> dict[str, int]:
        """Faults that were really made, by kind."""
        made: dict[str, int] = httpx.get(f"{self.url}/simulator/faults").json()["faults"]
        return made

    def wait_for_the_next(self) -> None:
        """Return when it is asked something more."""
        before = len(self.arrivals)
        wait_until(lambda: len(self.arrivals) > before, "it is asked", every_s=0.005)

    def post(self, path: str, **said: object) -> None:
        """Move the clock, or correct a game."""
        answer = httpx.post(f"{self.url}/simulator/{path}", json=said)
        assert answer.is_success, answer.text


class _Arrivals:
    """ASGI middleware that notes when each question came."""

    def __init__(self, app: ASGIApp, arrivals: list[tuple[float, str]]) -> None:
        self._app, self._arrivals = app, arrivals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"].decode()
            path = scope["path"] + (f"?{query}" if query else "")
            self._arrivals.append((time.monotonic(), path))
        await self._app(scope, receive, send)


def new_league(today: date = TODAY) -> League:
    """A league of its own, for tests that correct games or let time pass."""
    return build_league(seed=7, season=2024, today=today)


@contextmanager
def simulating(league: League, *rates: str, script: str = "", seed: int = 1) -> Iterator[Simulator]:
    """Serve a league with faults for the time of a `with` block."""
    plan = FaultPlan(rates=dict(map(parse_rate, rates)), script=parse_script(script), seed=seed)
    simulator = Simulator()
    app = build_app(league, plan)
    app.add_middleware(_Arrivals, arrivals=simulator.arrivals)
    with running_server(app) as url:
        simulator.url = url
        yield simulator


def fewer(faults: Sequence[str], rate: float) -> list[str]:
    """Every kind of fault at the same rate; those that take time take little."""
    return [f"{kind}={rate}{_SHORT.get(kind, '')}" for kind in faults]


_SHORT = {"429": ":0.2", "slow": ":0.5", "stalled": ":20"}
ON_THE_WIRE = (
    "429", "429_bare", "500", "503", "404", "html", "slow", "stalled", "reset", "reset_body",
    "cut_body", "cut_gzip", "default_season",
)  # fmt: skip
"""Faults that a client can notice."""

IN_THE_ANSWER = ("unknown_field", "changed_type", "missing_branch")
"""Faults that make an answer say something else."""
