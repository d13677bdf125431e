"""Lets a person or a test move the league's clock over HTTP; the real API has nothing like it."""

from datetime import datetime, timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mlb_data_platform.simulator.league_clock import LeagueClock


class _ClockMove(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What may be said to the clock; all of it is optional.

    Attributes:
        now: Instant to show.
        advance_s: Seconds to go on, after that.
        speed: League seconds a second from then on; 0 stops it.
    """

    now: datetime | None = None
    advance_s: float = 0.0
    speed: float | None = None


def control_routes(clock: LeagueClock) -> list[Route]:
    """Return the routes under `/simulator`.

    Args:
        clock: What `POST /simulator/clock` moves.
    """

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            try:
                _move(clock, msgspec.json.decode(await request.body() or b"{}", type=_ClockMove))
            except (msgspec.ValidationError, msgspec.DecodeError, ValueError) as error:
                return _json({"message": f"clock: {error}"}, 400)
        return _json({"now": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", "speed": clock.speed})

    return [Route("/simulator/clock", answer, methods=["GET", "POST"])]


def _move(clock: LeagueClock, move: _ClockMove) -> None:
    if move.now is not None:
        if move.now.tzinfo is None:
            raise ValueError("now: found a time without a zone, wanted such as 2024-07-01T16:00Z")
        clock.set(move.now)
    if move.advance_s:
        clock.advance(timedelta(seconds=move.advance_s))
    if move.speed is not None:
        clock.run_at(move.speed)


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
