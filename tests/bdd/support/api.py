"""A small real API on loopback: answers by path what a scenario told it, counts the questions."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

UNKNOWN = json.dumps({"messageNumber": 10, "message": "Object not found"}).encode()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer.

    Attributes:
        status: HTTP status.
        body: What is sent.
        headers: Further headers.
        promised_bytes: Length that the header promises; None for the true one.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    promised_bytes: int | None = None


def json_reply(answer: Any) -> Reply:
    """An answer as the API gives it."""
    return Reply(body=json.dumps(answer).encode())


class StandInApi:
    """Answers each path with its replies in their order, the last one for ever; others with 404."""

    def __init__(self) -> None:
        self._replies: dict[str, list[Reply]] = {}
        self.asked_at: dict[str, list[float]] = {}
        self.urls: list[str] = []
        self._lock = threading.Lock()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                api.answer(self)

            def log_message(self, message: str, *args: object) -> None:
                """Nothing on the terminal."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answers(self, path: str, *replies: Reply) -> None:
        """From now on this path is answered so."""
        self._replies[path] = list(replies)

    def answers_game(self, game_pk: int, *replies: Reply) -> None:
        """From now on the feed of this game is answered so."""
        self.answers(game_path(game_pk), *replies)

    def answer(self, http: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        path = http.path.partition("?")[0]
        with self._lock:
            self.urls.append(http.path)
            self.asked_at.setdefault(path, []).append(time.monotonic())
            script = self._replies.get(path, [Reply(status=404, body=UNKNOWN)])
            reply = script.pop(0) if len(script) > 1 else script[0]
        http.send_response(reply.status)
        for name, text in reply.headers.items():
            http.send_header(name, text)
        length = len(reply.body) if reply.promised_bytes is None else reply.promised_bytes
        http.send_header("Content-Length", str(length))
        http.end_headers()
        with suppress(OSError):  # the client may have gone
            http.wfile.write(reply.body)
        http.close_connection = reply.promised_bytes is not None


def game_path(game_pk: int) -> str:
    """Where the feed of a game is asked for."""
    return f"/api/v1.1/game/{game_pk}/feed/live"


@contextmanager
def running_api() -> Iterator[StandInApi]:
    """An API for the length of one scenario."""
    api = StandInApi()
    threading.Thread(target=api.server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield api
    finally:
        api.server.shutdown()
        api.server.server_close()
