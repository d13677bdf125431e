"""Signs of life of a command that goes on until it is stopped, for whoever watches over it.

A supervisor asks two different questions. *Alive*: does it still move? If not, start it again.
*Ready*: did its last round go well? If not, starting it again helps nobody.
"""

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ALIVE_PATH = "/healthz"
READY_PATH = "/readyz"


class Pulse:
    """When a command last moved, and how its last round ended.

    A command that never calls `begin` ends by itself: it counts as alive, and never as ready.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._within_s: float | None = None
        self._moved_at = clock()
        self._last_round: bool | None = None

    def begin(self, *, within_s: float) -> None:
        """From now on the command has to move at least this often."""
        self._within_s = within_s
        self.beat()

    def beat(self) -> None:
        """It moves."""
        self._moved_at = self._clock()

    def end_round(self, *, is_fine: bool) -> None:
        """A round is over."""
        self._last_round = is_fine
        self.beat()

    def stop(self) -> None:
        """Nothing is expected any more."""
        self._within_s = self._last_round = None

    def trouble(self) -> str:
        """Why it is not alive; empty when it is."""
        still_s = self._clock() - self._moved_at
        if self._within_s is None or still_s <= self._within_s:
            return ""
        return f"nothing moved for {still_s:.0f} s, wanted a sign every {self._within_s:.0f} s"

    def delay(self) -> str:
        """Why it is not ready; empty when it is."""
        if self._last_round:
            return ""
        return "no round is over yet" if self._last_round is None else "the last round failed"


PULSE = Pulse()
"""This process's own."""


def with_health(numbers: "WSGIApplication", pulse: Pulse = PULSE) -> "WSGIApplication":
    """Answer the two questions beside an application that answers everything else.

    Args:
        numbers: The application.
        pulse: Whose signs are told.

    Returns:
        200 with `ok`, or 503 with the reason, at `/healthz` and `/readyz`.
    """
    questions = {ALIVE_PATH: pulse.trouble, READY_PATH: pulse.delay}

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        question = questions.get(environ.get("PATH_INFO", ""))
        if question is None:
            return numbers(environ, start)
        problem = question()
        status = "503 Service Unavailable" if problem else "200 OK"
        start(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [f"{problem or 'ok'}\n".encode()]

    return answer
