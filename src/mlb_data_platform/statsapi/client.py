"""Asks the live API: pooled, polite, again when that is worth it and never in vain."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event

import httpx
import msgspec
import stamina
import structlog

from mlb_data_platform import __version__
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.statsapi.catalogue import DEFAULT_BASE_URL, Catalogue
from mlb_data_platform.statsapi.catalogue_reader import load_catalogue
from mlb_data_platform.statsapi.document import Document, Request
from mlb_data_platform.statsapi.errors import (
    AnswerMismatchError,
    AttemptError,
    BaseUrlError,
    BodyTooLargeError,
    BodyUnreadableError,
    NotFoundError,
    RateLimitedError,
    RequestRefusedError,
    SettingError,
    SourceClosedError,
    SourceFaultError,
    SourceTimeoutError,
    SourceUnreachableError,
)
from mlb_data_platform.statsapi.rate import Limiter, RateLimiter
from mlb_data_platform.statsapi.sanity import check_body
from mlb_data_platform.statsapi.wire import CutBodyError, LargeBodyError, read_body, retry_after_s
from mlb_data_platform.telemetry import (
    count_failed_request,
    count_rate_limit_wait,
    count_request,
    count_retry,
)

USER_AGENT = f"mlb-data-platform/{__version__} (+https://pypi.org/project/mlb-data-platform/)"
_LOG = structlog.get_logger(__name__)
_REDIRECTS = 3
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """How patient the client is.

    Attributes:
        attempts: Requests for one question, the first one included; from 1.
        connect_timeout_s: Longest wait for a connection.
        read_timeout_s: Longest silence while an answer is read.
        wait_initial_s: Wait before the second attempt; each further wait is twice as long.
        wait_max_s: Longest wait between attempts that we choose ourselves.
        wait_jitter_s: Up to so much is added to such a wait, so that threads do not return in step.
        retry_after_cap_s: Longest `Retry-After` that is waited for; when the API asks for more,
            the request fails at once and says so.
        max_body_bytes: Largest body that is read, decompressed.
        max_connections: Connections kept open to the API.
    """

    attempts: int = 5
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 30.0
    wait_initial_s: float = 0.5
    wait_max_s: float = 30.0
    wait_jitter_s: float = 1.0
    retry_after_cap_s: float = 120.0
    max_body_bytes: int = 256 * 1024 * 1024
    max_connections: int = 20

    def __post_init__(self) -> None:
        """Refuse numbers that cannot work."""
        for name in ("attempts", "connect_timeout_s", "read_timeout_s", "max_body_bytes"):
            if not getattr(self, name) > 0:
                raise SettingError(setting=name, found=getattr(self, name), wanted="more than 0")


@dataclass(slots=True, kw_only=True)
class _Asked:
    """One question on its way: where it goes and how often it went."""

    request: Request
    url: str
    attempts: int = 0


class HttpSource:
    """The live API as a `Source`; threads may share one.

    Args:
        base_url: Scheme and host of the API.
        settings: How patient it is.
        catalogue: What can be asked; the shipped one when None.
        limiter: Shared by everything that asks in a run; a new one at 10 a second when None.
        sleep: Waits that many seconds between attempts; by default a wait that `close` ends.
        now: The present moment, UTC.

    Raises:
        BaseUrlError: The base URL is not an http or https address.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_BASE_URL,
        *,
        settings: HttpSettings | None = None,
        catalogue: Catalogue | None = None,
        limiter: Limiter | None = None,
        sleep: Callable[[float], object] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._closed = Event()
        self._base_url = _checked_base_url(base_url)
        self._settings = settings or HttpSettings()
        self._catalogue = catalogue or load_catalogue()
        self._limiter: Limiter = limiter or RateLimiter()
        self._sleep, self._now = sleep or self._closed.wait, now
        self._client = httpx.Client(
            headers={
                "User-Agent": USER_AGENT,
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
            },
            timeout=httpx.Timeout(
                self._settings.read_timeout_s, connect=self._settings.connect_timeout_s, pool=None
            ),
            limits=httpx.Limits(
                max_connections=self._settings.max_connections,
                max_keepalive_connections=self._settings.max_connections,
            ),
            follow_redirects=False,
        )

    def fetch(self, request: Request) -> Document:
        """Ask the API, and again when the failure may pass.

        Raises:
            UsageError: The catalogue does not know the request.
            SourceClosedError: `close` was called meanwhile.
            AttemptError: All attempts failed; the class says how the last one did.
            NotFoundError: The API does not know the thing asked for.
            RequestRefusedError: The API refused the request.
            AnswerMismatchError: The answer is not the one asked for.
            BodyTooLargeError: The answer is larger than allowed.
        """
        asked = _Asked(request=request, url=self._catalogue.url(request, self._base_url))
        try:
            return self._ask_until_answered(asked)
        except SourceClosedError:
            raise  # not the source's fault, and told by whoever closed it
        except PlatformError as failure:
            # Told by the caller, who knows what it means; a count is never told twice.
            count_failed_request(request.name, type(failure).__name__)
            raise

    def _ask_until_answered(self, asked: _Asked) -> Document:
        """Ask as often as is worth it."""
        pause_s = 0.0
        for attempt in stamina.retry_context(
            on=self._wait_is_ours,
            attempts=self._settings.attempts,
            timeout=None,
            wait_initial=self._settings.wait_initial_s,
            wait_max=self._settings.wait_max_s,
            wait_jitter=0,
        ):
            with attempt:
                if pause_s:
                    self._sleep(pause_s)
                if self._closed.is_set():
                    raise SourceClosedError(url=asked.url)
                asked.attempts = attempt.num
                try:
                    return self._ask(asked)
                except AttemptError as failure:
                    pause_s = self._pause_s(failure, attempt.next_wait)
                    self._remember(asked, failure, pause_s)
                    raise
        raise AssertionError("stamina ends with a return or an error")  # pragma: no cover

    def close(self) -> None:
        """Let go of all connections and end all waits; a second call does nothing."""
        self._closed.set()
        self._client.close()

    def _wait_is_ours(self, failure: Exception) -> bool | float:
        """Tell stamina whether to go on; 0.0 because the wait is made by the sleep handed in."""
        if not isinstance(failure, AttemptError):
            return False
        asked_for = getattr(failure, "retry_after_s", None)
        too_long = asked_for is not None and asked_for > self._settings.retry_after_cap_s
        return False if too_long else 0.0

    def _pause_s(self, failure: AttemptError, backoff_s: float) -> float:
        if failure.retry_after_s is not None:
            return failure.retry_after_s
        jitter_s = random.uniform(0, self._settings.wait_jitter_s)  # noqa: S311 - no secret
        return min(self._settings.wait_max_s, backoff_s + jitter_s)

    def _remember(self, asked: _Asked, failure: AttemptError, pause_s: float) -> None:
        """Make other threads slow down too, and leave a trace when it is tried again.

        Stamina's own event says `wait_for=0.0`, since the wait is ours; this one has the true wait.
        Its hooks are the whole process's (the warehouse retries with it too), so they stay.
        """
        if isinstance(failure, RateLimitedError) and pause_s <= self._settings.retry_after_cap_s:
            self._limiter.hold(pause_s)
        if failure.attempts < self._settings.attempts and self._wait_is_ours(failure) is not False:
            count_retry(asked.request.name, _ended(failure), pause_s)
            _LOG.warning(
                "request.retried",
                url=failure.url,
                found=failure.found,
                attempt=failure.attempts,
                wait_s=round(pause_s, 3),
            )

    def _ask(self, asked: _Asked) -> Document:
        """Ask once, when it is our turn, and count it."""
        arrived = time.monotonic()
        self._limiter.wait(self._closed.is_set)
        if self._closed.is_set():
            raise SourceClosedError(url=asked.url)
        sent = time.monotonic()
        count_rate_limit_wait(sent - arrived)
        ended = "stopped"
        try:
            document = self._send_and_read(asked)
            ended = str(document.status)
        except PlatformError as failure:
            ended = _ended(failure)
            raise
        finally:
            count_request(asked.request.name, ended, time.monotonic() - sent)
        return document

    def _send_and_read(self, asked: _Asked) -> Document:
        try:
            response = self._send(asked)
        except httpx.TimeoutException as cause:
            raise self._failed(SourceTimeoutError, asked, "no answer in time") from cause
        except httpx.TransportError as cause:
            found = f"no connection ({str(cause) or type(cause).__name__})"
            raise self._failed(SourceUnreachableError, asked, found) from cause
        try:
            return self._document(asked, response)
        finally:
            response.close()

    def _send(self, asked: _Asked) -> httpx.Response:
        """Send a request and follow redirects as long as they stay on the same host."""
        request = self._client.build_request("GET", asked.url)
        home = (request.url.scheme, request.url.host, request.url.port)
        for _ in range(_REDIRECTS):
            response = self._client.send(request, stream=True)
            onward = response.next_request
            if onward is None:
                return response
            response.close()
            request = onward
            if (onward.url.scheme, onward.url.host, onward.url.port) != home:
                break
        raise RequestRefusedError(
            url=asked.url, status=response.status_code, found=f"a redirect to {request.url}"
        )

    def _document(self, asked: _Asked, response: httpx.Response) -> Document:
        if not response.is_success:
            raise self._no_success(asked, response)
        body = self._body(asked, response)
        check_body(
            body,
            request=asked.request,
            entry=self._catalogue.entry(asked.request.endpoint, asked.request.method),
            url=asked.url,
            attempts=asked.attempts,
        )
        return Document(
            request=asked.request,
            url=asked.url,
            status=response.status_code,
            body=body,
            captured_at=self._now(),
        )

    def _body(self, asked: _Asked, response: httpx.Response) -> bytes:
        limit_bytes = self._settings.max_body_bytes
        encoding = response.headers.get("content-encoding", "")
        try:
            return read_body(response.iter_raw(), encoding=encoding, limit_bytes=limit_bytes)
        except LargeBodyError as cause:
            raise BodyTooLargeError(url=asked.url, limit_bytes=cause.limit_bytes) from cause
        except httpx.TimeoutException as cause:
            raise self._failed(SourceTimeoutError, asked, "silence within the body") from cause
        except (CutBodyError, httpx.TransportError) as cause:
            raise self._failed(BodyUnreadableError, asked, str(cause)) from cause

    def _no_success(self, asked: _Asked, response: httpx.Response) -> Exception:
        """The error for an answer that is none."""
        status = response.status_code
        wait_s = retry_after_s(response.headers.get("retry-after"), now=self._now())
        if status == httpx.codes.TOO_MANY_REQUESTS:
            found = "429, we ask too often"
            return self._failed(RateLimitedError, asked, found, wait_s, status)
        try:
            body = self._body(asked, response)
        except (AttemptError, BodyTooLargeError):
            body = b""  # the status says enough
        if status >= httpx.codes.INTERNAL_SERVER_ERROR:
            found = f"{status}, {_said(body)}"
            return self._failed(SourceFaultError, asked, found, wait_s, status)
        if status == httpx.codes.NOT_FOUND:
            return NotFoundError(url=asked.url, body=body)
        return RequestRefusedError(url=asked.url, status=status, found=_said(body))

    def _failed(
        self,
        kind: type[AttemptError],
        asked: _Asked,
        found: str,
        wait_s: float | None = None,
        status: int | None = None,
    ) -> AttemptError:
        hint = ""
        if wait_s is not None and wait_s > self._settings.retry_after_cap_s:
            hint = f"the API asks for {wait_s:g} s without a request: run again after that"
        facts = {"url": asked.url, "found": found}
        if hint:
            facts["hint"] = hint
        return kind(**facts, attempts=asked.attempts, retry_after_s=wait_s, status=status)


_ENDINGS = {
    SourceTimeoutError: "timeout",
    SourceUnreachableError: "unreachable",
    BodyUnreadableError: "unreadable",
    BodyTooLargeError: "too_large",
    AnswerMismatchError: "mismatch",
}
"""How an attempt ended, for the numbers, where an HTTP status does not say it."""


def _ended(failure: PlatformError) -> str:
    status = getattr(failure, "status", None)
    return str(status) if status else _ENDINGS.get(type(failure), type(failure).__name__)


def _checked_base_url(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as cause:
        raise BaseUrlError(base_url=base_url) from cause
    # The address goes into every raw row and every error, so it may hold no secret.
    has_more = url.query or url.fragment or url.userinfo
    if url.scheme not in {"http", "https"} or not url.host or has_more:
        raise BaseUrlError(base_url=base_url)
    return base_url.rstrip("/")


def _said(body: bytes) -> str:
    """What the API said with a refusal, in a few words."""
    try:
        said = str(msgspec.json.decode(body, type=dict[str, object])["message"])[:_SHOWN]
        # It goes into logs and onto terminals, where control characters are commands.
        return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in said)
    except (msgspec.MsgspecError, KeyError, UnicodeDecodeError, RecursionError):
        return "without a message"
