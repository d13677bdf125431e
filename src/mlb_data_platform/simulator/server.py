"""Serves a league over HTTP as the MLB Stats API would, on a thread or for ever."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mlb_data_platform.simulator.answers.asked import Answer, Asked, NotFoundError
from mlb_data_platform.simulator.answers.fields import keep_fields
from mlb_data_platform.simulator.answers.routes import ALL_ROUTES
from mlb_data_platform.simulator.control import control_routes
from mlb_data_platform.simulator.faults.body import BodyFaults
from mlb_data_platform.simulator.faults.connections import Connections, protocol_of
from mlb_data_platform.simulator.faults.plan import FaultDice, FaultPlan
from mlb_data_platform.simulator.faults.wire import WireFaults
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.league_clock import LeagueClock

COMPRESS_FROM_BYTES = 500
GZIP_LEVEL = 4
REQUESTS_REMEMBERED = 100_000
FAULTS_PATH = "/simulator/faults"
START_WITHIN_S = 10.0
_ENCODER = msgspec.json.Encoder()


def build_app(
    league: League, faults: FaultPlan | None = None, *, clock: LeagueClock | None = None
) -> Starlette:
    """Build the web application of a league.

    `app.state.requests` lists the path and query of the latest requests, in order of arrival.
    `/simulator/faults` tells which faults were made, `/simulator/clock` tells and takes the time,
    `/simulator/corrections` takes what the official scorer changes.

    Args:
        league: Whose games are served.
        faults: What is to go wrong; nothing when None. Serve such an application with
            `running_server` or `serve_forever`: other servers cannot reset connections.
        clock: Tells as of which instant it answers; by default one that stands at the league's.
    """
    clock = clock or LeagueClock(league.now)
    dice = FaultDice(faults or FaultPlan())
    connections: Connections = {}
    outer = [Middleware(WireFaults, dice=dice, connections=connections)] if faults else []
    inner = [Middleware(BodyFaults, dice=dice)] if faults else []
    app = Starlette(
        routes=[
            Route(FAULTS_PATH, lambda _request: _json(dice.report())),
            *(Route(path, _endpoint(league, clock, answer)) for path, answer in ALL_ROUTES),
            *control_routes(league, clock),
        ],
        middleware=[
            Middleware(_RequestLog),
            *outer,
            Middleware(GZipMiddleware, minimum_size=COMPRESS_FROM_BYTES, compresslevel=GZIP_LEVEL),
            *inner,
        ],
        exception_handlers={404: _unknown_path(league)},
    )
    app.state.requests = deque(maxlen=REQUESTS_REMEMBERED)
    app.state.connections = connections if faults else None
    return app


class _RequestLog:
    """Notes every request before it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            query = scope["query_string"].decode()
            path = scope["path"] + (f"?{query}" if query else "")
            scope["app"].state.requests.append(path)
        await self._app(scope, receive, send)


def _endpoint(league: League, clock: LeagueClock, answer: Answer) -> Callable[[Request], Response]:
    def respond(request: Request) -> Response:
        # One instant for the whole answer, whatever the clock does meanwhile.
        then = league.at(clock.now())
        try:
            body = answer(Asked(then, request.path_params, request.query_params))
        except NotFoundError:
            return _not_found(then)
        if fields := request.query_params.get("fields"):
            body = keep_fields(msgspec.to_builtins(body), set(fields.split(",")))
        return _json(body)

    return respond


def _json(body: object, status: int = 200) -> Response:
    return Response(
        _ENCODER.encode(body), status_code=status, media_type="application/json;charset=UTF-8"
    )


def _not_found(league: League) -> Response:
    """Answer 404 in the API's shape; the time is the league's, so that answers repeat."""
    noon = datetime(league.today.year, league.today.month, league.today.day, 12, tzinfo=UTC)
    return _json(
        {
            "messageNumber": 10,
            "message": "Object not found",
            "timestamp": noon.isoformat().replace("+00:00", "Z"),
            "traceId": None,
        },
        404,
    )


def _unknown_path(league: League) -> Callable[[Request, Exception], Response]:
    def respond(_request: Request, _error: Exception) -> Response:
        return _not_found(league)

    return respond


def _server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    connections: Connections | None = app.state.connections
    protocol = "auto" if connections is None else protocol_of(connections)
    return uvicorn.Server(
        uvicorn.Config(
            app, host=host, port=port, log_level="warning", lifespan="off", http=protocol
        )
    )


@contextmanager
def running_server(app: Starlette, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve on a thread for the time of a `with` block.

    Args:
        app: What `build_app` made.
        host: Address to listen on.
        port: 0 takes a free one.

    Yields:
        The base URL, such as `http://127.0.0.1:40123`.

    Raises:
        RuntimeError: It did not come up within ten seconds.
    """
    server = _server(app, host, port)
    thread = threading.Thread(target=server.run, name="mlb-simulator", daemon=True)
    thread.start()
    try:
        give_up_at = time.monotonic() + START_WITHIN_S
        while not server.started:
            if not thread.is_alive() or time.monotonic() > give_up_at:
                raise RuntimeError(f"The simulator did not start on {host}:{port}")
            time.sleep(0.01)
        bound = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://{host}:{bound}"
    finally:
        server.should_exit = True
        thread.join(timeout=START_WITHIN_S)


def serve_forever(app: Starlette, host: str = "127.0.0.1", port: int = 8765) -> None:
    """Serve until interrupted; meant for the command line."""
    _server(app, host, port).run()
