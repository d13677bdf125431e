"""An HTTP server on loopback: answers what a test wrote down, remembers what was asked."""

import gzip
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer of the script.

    Attributes:
        status: HTTP status.
        body: Body before its encoding.
        headers: Further headers.
        zipped: Send it as gzip.
        cut_bytes: So many bytes of what is sent are left out at its end.
        honest: The length in the header is that of what is sent; else that of the whole.
        after_s: Wait before it.
        stall_s: Wait after it, with the connection open.
        reset: Break the connection instead of answering.
    """

    status: int = 200
    body: bytes = b'{"dates":[]}'
    headers: Mapping[str, str] = field(default_factory=dict)
    zipped: bool = False
    cut_bytes: int = 0
    honest: bool = True
    after_s: float = 0.0
    stall_s: float = 0.0
    reset: bool = False


@dataclass(kw_only=True)
class Seen:
    """One request as it arrived.

    Attributes:
        path: Path and query.
        headers: Its headers, names in lower case.
        port: The client's port: the same for requests over one connection.
    """

    path: str
    headers: dict[str, str]
    port: int


class ScriptedServer:
    """Answers the replies in their order, the last one for ever."""

    def __init__(self) -> None:
        self.script: list[Reply] = [Reply()]
        self.seen: list[Seen] = []
        self._lock = threading.Lock()
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                script.answer(self)

            def log_message(self, message: str, *args: object) -> None:
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # A client that gives up is part of the script, not news for the terminal.
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, http: BaseHTTPRequestHandler) -> None:
        """Answer one request with the next reply."""
        headers = {name.lower(): text for name, text in http.headers.items()}
        with self._lock:
            self.seen.append(Seen(path=http.path, headers=headers, port=http.client_address[1]))
            reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        time.sleep(reply.after_s)
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            http.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            http.connection.close()
            http.close_connection = True
            return
        whole = gzip.compress(reply.body) if reply.zipped else reply.body
        sent = whole[: len(whole) - reply.cut_bytes]
        http.send_response(reply.status)
        for name, text in reply.headers.items():
            http.send_header(name, text)
        if reply.zipped:
            http.send_header("Content-Encoding", "gzip")
        http.send_header("Content-Length", str(len(sent) if reply.honest else len(whole)))
        http.end_headers()
        with suppress(OSError):  # the client may have gone
            http.wfile.write(sent)
            http.wfile.flush()
        time.sleep(reply.stall_s)
        http.close_connection = http.close_connection or not reply.honest

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    """A server for the length of one test."""
    server = ScriptedServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
