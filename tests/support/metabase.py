"""A stand-in for Metabase's API: what the seeding script uses, as strict as the real one there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# Fields that the real API refuses a request without.
NEEDED = {
    "database": {"name", "engine", "details"},
    "collection": {"name"},
    "card": {"name", "dataset_query", "display", "visualization_settings"},
    "dashboard": {"name"},
}


@dataclass
class StandIn:
    """What was made in it.

    Attributes:
        url: Where it answers.
        users: Password by address.
        things: Bodies by number, of each kind.
    """

    url: str = ""
    users: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in NEEDED}
    )

    def answer(self, method: str, path: str, session: str, body: Any) -> tuple[int, Any]:
        """Status and answer of one request."""
        words = path.partition("?")[0].removeprefix("/api/").split("/")
        if words == ["session", "properties"]:
            token = None if self.users else "setup"
            return 200, {"has-user-setup": bool(self.users), "setup-token": token}
        if words == ["setup"]:
            if self.users or body["token"] != "setup":
                return 403, "The /api/setup route can only be used to create the first user"
            self.users[body["user"]["email"]] = body["user"]["password"]
            return 200, {"id": "session"}
        if words == ["session"]:
            known = self.users.get(body["username"]) == body["password"]
            return (
                (200, {"id": "session"})
                if known
                else (401, {"errors": {"password": "did not match"}})
            )
        if session != "session":
            return 401, "Unauthenticated"
        return self._thing(method, words, body)

    def _thing(self, method: str, words: list[str], body: Any) -> tuple[int, Any]:
        kind, things = words[0], self.things[words[0]]
        if words[2:] == ["items"]:
            return 200, {"data": list(self._items(int(words[1])))}
        if method == "GET":
            listed = [{"id": number, **one} for number, one in things.items()]
            return 200, {"data": listed} if kind == "database" else listed
        if method == "POST":
            lacks = NEEDED[kind] - body.keys()
            if lacks:
                return 400, {"errors": dict.fromkeys(lacks, "missing")}
            number = len(things) + 1
            things[number] = body
            return 200, {"id": number, **body}
        return self._changed(kind, int(words[1]), body)

    def _changed(self, kind: str, number: int, body: dict[str, Any]) -> tuple[int, Any]:
        if number not in self.things[kind]:
            return 404, "Not found."
        unknown = {one["card_id"] for one in body.get("dashcards", [])} - self.things["card"].keys()
        if unknown:
            return 400, {"errors": {"dashcards": sorted(unknown)}}
        self.things[kind][number] |= body
        return 200, {"id": number, **self.things[kind][number]}

    def _made(self, kind: str, body: dict[str, Any]) -> tuple[int, Any]:
        lacks = NEEDED[kind] - body.keys()
        if lacks:
            return 400, {"errors": dict.fromkeys(lacks, "missing")}
        number = len(self.things[kind]) + 1
        self.things[kind][number] = body
        return 200, {"id": number, **body}

    def _items(self, folder: int) -> Iterator[dict[str, Any]]:
        for kind in ("card", "dashboard"):
            for number, one in self.things[kind].items():
                if one["collection_id"] == folder:
                    yield {"id": number, "model": kind, "name": one["name"]}


@contextmanager
def running_metabase() -> Iterator[StandIn]:
    """The stand-in over real HTTP."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"null")
            session = self.headers.get("X-Metabase-Session", "")
            status, told = stand_in.answer(self.command, self.path, session, body)
            data = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
