"""Lets an application cut the connection under an answer, which ASGI has no word for."""

import asyncio
import socket
import struct

from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

Connections = dict[tuple[str, int], asyncio.Transport]
"""Open connections by the client's address."""

_NO_LINGER = struct.pack("ii", 1, 0)


def protocol_of(connections: Connections) -> type[H11Protocol]:
    """Return uvicorn's HTTP protocol, which also notes its connections.

    Args:
        connections: Where they are noted while they are open.
    """

    class _NotedProtocol(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if self.client:
                connections[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client:
                connections.pop(self.client, None)
            super().connection_lost(exc)

    return _NotedProtocol


def reset(connections: Connections, scope: Scope) -> None:
    """Reset the connection of a request: the client sees RST, not an orderly end."""
    transport = _transport(connections, scope)
    if transport is None:
        return
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    transport.abort()


def close(connections: Connections, scope: Scope) -> None:
    """Close the connection of a request once all that was sent has left: the client sees FIN."""
    if transport := _transport(connections, scope):
        transport.close()


def _transport(connections: Connections, scope: Scope) -> asyncio.Transport | None:
    """The connection of a request; None when the client has left meanwhile, or was killed."""
    host, port = scope["client"]
    return connections.get((host, port))
