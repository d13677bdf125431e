"""What is asked of the API, and what it answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question to the API.

    Attributes:
        endpoint: Lower-case group as in `pymlb-statsapi` and in stub folders, e.g. `game`.
        method: Method of that group, e.g. `liveGameV1`.
        path_params: Values for the placeholders of the path, e.g. `{"game_pk": "744914"}`.
        query_params: Query parameters under the API's own names, values as text.
    """

    endpoint: str
    method: str
    path_params: Mapping[str, str] = field(default_factory=dict)
    query_params: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name in the catalogue, e.g. `Game.liveGameV1`."""
        return f"{self.endpoint[:1].upper()}{self.endpoint[1:]}.{self.method}"

    @property
    def params(self) -> dict[str, str]:
        """Path and query parameters together; what `request_params` of a raw row holds."""
        return {**self.path_params, **self.query_params}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One answer of the API, exactly as it arrived.

    Attributes:
        request: What was asked.
        url: The URL that live asks (also in replay), with its query.
        status: HTTP status of the answer, 200 to 299.
        body: JSON text, UTF-8, content-encoding removed, otherwise untouched.
        captured_at: When the answer arrived from the API, UTC (for a stub: when it was recorded).
    """

    request: Request
    url: str
    status: int
    body: bytes
    captured_at: datetime


class Source(Protocol):
    """A place answers come from: the live API, or a folder of recorded answers."""

    def fetch(self, request: Request) -> Document:
        """Answer one request, or raise a `PlatformError` that says why not."""
        ...

    def close(self) -> None:
        """Let go of connections; a second call does nothing."""
        ...
