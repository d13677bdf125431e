"""Lets a person or a test move the clock and correct games over HTTP, as no real API does."""

from datetime import datetime, timedelta

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mlb_data_platform.simulator.corrections import KINDS, find_corrections
from mlb_data_platform.simulator.league import League
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


class _Ruling(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, rename="camel"):
    """What is to be corrected.

    Attributes:
        game_pk: A game that is final.
        kind: One of `KINDS`.
        in_place: Whether the feed keeps its timecode.
        play: Which play; the first that fits by default.
    """

    game_pk: int
    kind: str
    in_place: bool = True
    play: int | None = None


def control_routes(league: League, clock: LeagueClock) -> list[Route]:
    """Return the routes under `/simulator`.

    Args:
        league: Whose games `POST /simulator/corrections` corrects.
        clock: What `POST /simulator/clock` moves.
    """

    async def answer_clock(request: Request) -> Response:
        if request.method == "POST":
            try:
                _move(clock, msgspec.json.decode(await request.body() or b"{}", type=_ClockMove))
            except (msgspec.DecodeError, ValueError) as error:
                return _json({"message": f"clock: {error}"}, 400)
        return _json({"now": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", "speed": clock.speed})

    async def answer_correction(request: Request) -> Response:
        try:
            asked = msgspec.json.decode(await request.body(), type=_Ruling)
            return _json(_correct(league.at(clock.now()), asked))
        except (msgspec.DecodeError, ValueError) as error:
            return _json({"message": f"corrections: {error}"}, 400)

    return [
        Route("/simulator/clock", answer_clock, methods=["GET", "POST"]),
        Route("/simulator/corrections", answer_correction, methods=["POST"]),
    ]


def _correct(league: League, asked: _Ruling) -> dict[str, object]:
    """Correct a game as of now, and tell what was done."""
    fixture = league.fixture(asked.game_pk)
    if fixture is None or not league.is_played(fixture):
        raise ValueError(f"gamePk: found {asked.game_pk}, wanted a game that is final by now")
    if asked.kind not in KINDS:
        raise ValueError(f"kind: found {asked.kind!r}, wanted one of {', '.join(KINDS)}")
    game = league.written(fixture)
    after = league.now - game.final_at
    found = find_corrections(game.record, asked.kind, after=after, in_place=asked.in_place)
    fitting = (one for one in found if asked.play in (None, one.play))
    correction = next(fitting, None)
    if correction is None:
        raise ValueError(f"play: found no play of {asked.game_pk} that allows {asked.kind}")
    league.amend(fixture, correction)
    return {
        "gamePk": asked.game_pk,
        "kind": correction.kind,
        "atBatIndex": correction.play,
        "inPlace": correction.in_place,
        "at": f"{league.now:%Y-%m-%dT%H:%M:%SZ}",
    }


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
