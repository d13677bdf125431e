"""Fetching over real HTTP: from a local server that answers at once, with the rate limit off."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.inputs import Games, game_request
from bench.ports import free_port, wait_for
from bench.rounds import RAW_TABLE, Clock
from mlb_data_platform.pipelines import RunContext, ingest
from mlb_data_platform.statsapi import HttpSource
from mlb_data_platform.warehouse import Connection, Database, Run

FETCH = "fetch → raw over loopback HTTP"


def measure_fetch(clock: Clock, games: Games, database: Database, connection: Connection) -> None:
    """Ask for every game, and keep the answers."""
    context = RunContext(
        database=database, connection=connection, run=Run(run_id="bench"), workers=1
    )
    with serving(games) as url, closing(HttpSource(url, limiter=_NoLimit())) as client:
        requests = [game_request(game_pk) for game_pk in games.game_pks]
        with clock.time(FETCH):
            report = ingest(
                requests, client, context=context, table=RAW_TABLE, progress=lambda _: None
            )
    assert report.kept.new == len(games), report


class _NoLimit:
    """The rate limit off: one that only never sleeps still lets nobody pass before its time."""

    def wait(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """It is anybody's turn."""

    def hold(self, seconds: float) -> None:
        """Nobody is asked to slow down here."""


@contextmanager
def serving(games: Games) -> Iterator[str]:
    """A process that serves the games; yields its address."""
    port = free_port()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve, args=(len(games), port), daemon=True)
    process.start()
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.join()


def _serve(count: int, port: int) -> None:
    games = Games(count)

    async def feed(request: Request) -> Response:
        body = games.body(int(request.path_params["game_pk"]))
        return Response(body, media_type="application/json")

    app = Starlette(routes=[Route("/api/v1.1/game/{game_pk}/feed/live", feed)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
