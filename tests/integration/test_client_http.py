"""The client against a real HTTP server on loopback that misbehaves as the API may."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from mlb_data_platform import __version__
from mlb_data_platform.errors import DocumentError, PlatformError, TransientError, UsageError
from mlb_data_platform.statsapi import (
    AnswerMismatchError,
    AttemptError,
    BaseUrlError,
    BodyTooLargeError,
    BodyUnreadableError,
    CaptureSource,
    HttpSettings,
    HttpSource,
    NotFoundError,
    RateLimitedError,
    RateLimiter,
    ReplaySource,
    Request,
    RequestRefusedError,
    SettingError,
    SourceFaultError,
    SourceTimeoutError,
    SourceUnreachableError,
)
from tests.integration.scripted_server import Reply, ScriptedServer, scripted_server

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
GAMES = Request(endpoint="schedule", method="schedule", query_params={"sportId": "1"})
SEASON = Request(endpoint="season", method="seasons", query_params={"season": "20000"})
GOOD = Reply(body=b'{"dates": [], "totalGames": 0}', zipped=True)


class Nap:
    """Time that only sleeping moves; what the client slept is remembered."""

    def __init__(self) -> None:
        self.now = 0.0
        self.seconds: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        yield running


@pytest.fixture
def nap() -> Nap:
    return Nap()


Ask = Callable[..., HttpSource]


@pytest.fixture
def client(server: ScriptedServer, nap: Nap) -> Iterator[Ask]:
    """Make a client of the server whose sleeps are remembered and not slept."""
    made: list[HttpSource] = []

    def make(base_url: str | None = None, **settings: float) -> HttpSource:
        made.append(
            HttpSource(
                base_url or server.url,
                settings=HttpSettings(**{"wait_jitter_s": 0.0, **settings}),  # type: ignore[arg-type]
                limiter=RateLimiter(25, clock=nap.clock, sleep=nap.pass_by),
                sleep=nap.sleep,
                now=lambda: NOW,
            )
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_an_answer_comes_whole_with_what_was_asked_and_when(
    server: ScriptedServer, client: Ask
) -> None:
    server.script = [GOOD]

    document = client().fetch(GAMES)

    assert document.body == b'{"dates": [], "totalGames": 0}'
    assert document.url == f"{server.url}/api/v1/schedule?sportId=1"
    assert (document.status, document.captured_at, document.request) == (200, NOW, GAMES)


def test_the_client_names_itself_and_asks_for_gzip(server: ScriptedServer, client: Ask) -> None:
    client().fetch(GAMES)

    headers = server.seen[0].headers
    assert headers["user-agent"].startswith(f"mlb-data-platform/{__version__} (+http")
    assert headers["accept-encoding"] == "gzip"


def test_all_requests_go_over_one_connection(server: ScriptedServer, client: Ask) -> None:
    source = client()
    server.script = [GOOD, Reply(status=500), GOOD]
    for _ in range(4):
        source.fetch(GAMES)

    assert len(server.seen) == 5
    assert len({one.port for one in server.seen}) == 1


PASSING = {
    "500": Reply(status=500, body=b"<html>fault</html>"),
    "503": Reply(status=503),
    "429": Reply(status=429),
    "a cut gzip of honest length": Reply(zipped=True, cut_bytes=8),
    "a cut gzip": Reply(zipped=True, cut_bytes=8, honest=False),
    "a cut body": Reply(cut_bytes=4, honest=False),
    "no gzip though it says so": Reply(headers={"Content-Encoding": "gzip"}),
    "an unknown encoding": Reply(headers={"Content-Encoding": "br"}),
    "HTML": Reply(body=b"<!DOCTYPE html><html></html>"),
    "an empty body": Reply(body=b""),
    "a reset": Reply(reset=True),
}


@pytest.mark.parametrize("case", PASSING)
def test_what_may_pass_is_asked_again(
    server: ScriptedServer, client: Ask, nap: Nap, case: str
) -> None:
    server.script = [PASSING[case], GOOD]

    assert client().fetch(GAMES).status == 200
    assert len(server.seen) == 2
    assert len(nap.seconds) == 1


STAYING = {
    "500": (Reply(status=500, body=b'{"message":"boom"}'), SourceFaultError, "500, boom"),
    "429": (Reply(status=429), RateLimitedError, "429"),
    "HTML": (Reply(body=b"<html></html>"), BodyUnreadableError, "a page of HTML"),
    "a cut gzip": (Reply(zipped=True, cut_bytes=5), BodyUnreadableError, "cut gzip"),
    "a reset": (Reply(reset=True), SourceUnreachableError, "no connection"),
}


@pytest.mark.parametrize("case", STAYING)
def test_what_stays_wrong_is_given_up_with_what_came_and_how_often(
    server: ScriptedServer, client: Ask, case: str
) -> None:
    reply, kind, told = STAYING[case]
    server.script = [reply]
    with pytest.raises(kind, match=told) as given_up:
        client(attempts=3).fetch(GAMES)

    error = given_up.value
    assert isinstance(error, AttemptError | TransientError)
    assert (len(server.seen), getattr(error, "attempts", 0), error.exit_code) == (3, 3, 4)
    assert str(error).startswith(f"{server.url}/api/v1/schedule?sportId=1: ")
    assert "(after 3 attempts)" in str(error)
    assert error.hint


def test_five_attempts_are_the_default(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(status=500)]
    with pytest.raises(SourceFaultError, match="after 5 attempts"):
        client().fetch(GAMES)

    assert len(server.seen) == 5


def test_one_attempt_is_one_request(server: ScriptedServer, client: Ask, nap: Nap) -> None:
    server.script = [Reply(status=500)]
    with pytest.raises(SourceFaultError, match=r"after 1 attempt\)"):
        client(attempts=1).fetch(GAMES)

    assert (len(server.seen), nap.seconds) == (1, [])


def test_waits_grow_and_stay_below_the_longest(
    server: ScriptedServer, client: Ask, nap: Nap
) -> None:
    server.script = [Reply(status=500)]
    with pytest.raises(SourceFaultError):
        client(wait_initial_s=0.5, wait_max_s=3).fetch(GAMES)

    assert nap.seconds == [0.5, 1.0, 2.0, 3.0]


def test_every_retry_is_logged_once_with_its_true_wait(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(status=500), Reply(status=429, headers={"Retry-After": "7"}), GOOD]
    with structlog.testing.capture_logs() as events:
        client(wait_initial_s=0.5).fetch(GAMES)

    retried = [one for one in events if one["event"] == "request.retried"]
    assert [one["wait_s"] for one in retried] == [0.5, 7.0]


def test_a_request_that_is_given_up_is_an_error_and_no_log(
    server: ScriptedServer, client: Ask
) -> None:
    server.script = [Reply(status=500)]
    with structlog.testing.capture_logs() as events, pytest.raises(SourceFaultError):
        client(attempts=1).fetch(GAMES)

    assert events == []


def test_waits_are_jittered(server: ScriptedServer, client: Ask, nap: Nap) -> None:
    server.script = [Reply(status=500)]
    with pytest.raises(SourceFaultError):
        client(wait_initial_s=1, wait_jitter_s=1, attempts=2).fetch(GAMES)

    assert 1 < nap.seconds[0] < 2


FINAL = {
    "404": (Reply(status=404, body=b'{"message":"none"}'), NotFoundError),
    "400": (Reply(status=400), RequestRefusedError),
    "401": (Reply(status=401), RequestRefusedError),
    "403": (Reply(status=403, zipped=True, cut_bytes=3), RequestRefusedError),
    "another season": (
        Reply(body=b'{"seasons":[{"seasonId":"2025"}]}'),
        AnswerMismatchError,
    ),
    "an error in a 200": (Reply(body=b'{"messageNumber":10,"message":"x"}'), AnswerMismatchError),
    "a redirect to another host": (
        Reply(status=302, headers={"Location": "http://localhost:9/x"}),
        RequestRefusedError,
    ),
    "a redirect without end": (Reply(status=301, headers={"Location": "/x"}), RequestRefusedError),
    "a redirect to nowhere": (Reply(status=304), RequestRefusedError),
}


@pytest.mark.parametrize("case", FINAL)
def test_an_answer_that_will_not_change_is_not_asked_again(
    server: ScriptedServer, client: Ask, nap: Nap, case: str
) -> None:
    reply, kind = FINAL[case]
    server.script = [reply]
    with pytest.raises(kind) as final:
        client().fetch(SEASON)

    assert isinstance(final.value, PlatformError)
    assert (final.value.exit_code, nap.seconds) == (2, [])
    assert len(server.seen) == (3 if "without end" in case else 1)


def test_a_404_carries_its_status_and_body(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(status=404, body=b'{"message":"Object not found"}')]
    with pytest.raises(NotFoundError) as absent:
        client().fetch(GAMES)

    assert (absent.value.status, absent.value.body) == (404, b'{"message":"Object not found"}')


def test_a_redirect_on_the_same_host_is_followed(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(status=301, headers={"Location": "/api/v1/moved"}), GOOD]

    document = client().fetch(GAMES)

    assert server.seen[1].path == "/api/v1/moved"
    assert document.url == f"{server.url}/api/v1/schedule?sportId=1"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("header", ["7", "Mon, 01 Jul 2024 12:00:07 GMT"])
def test_retry_after_is_obeyed(
    server: ScriptedServer, client: Ask, nap: Nap, status: int, header: str
) -> None:
    server.script = [Reply(status=status, headers={"Retry-After": header}), GOOD]
    client().fetch(GAMES)

    assert nap.seconds == [7.0]


def test_a_retry_after_beyond_the_cap_is_given_up_at_once(
    server: ScriptedServer, client: Ask, nap: Nap
) -> None:
    server.script = [Reply(status=429, headers={"Retry-After": "121"}), GOOD]
    with pytest.raises(RateLimitedError) as limited:
        client().fetch(GAMES)

    assert (len(server.seen), nap.seconds, limited.value.retry_after_s) == (1, [], 121)
    assert "121 s" in limited.value.hint


def test_a_429_makes_the_other_threads_wait_too(server: ScriptedServer) -> None:
    nap = Nap()
    limiter = RateLimiter(25, clock=nap.clock, sleep=nap.sleep)
    settings = HttpSettings(attempts=1)
    server.script = [Reply(status=429, headers={"Retry-After": "50"}), GOOD]
    one, other = (HttpSource(server.url, settings=settings, limiter=limiter) for _ in range(2))

    with pytest.raises(RateLimitedError):
        one.fetch(GAMES)
    other.fetch(GAMES)
    one.close()
    other.close()

    assert sum(nap.seconds) == 50


def test_silence_is_a_timeout(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(after_s=0.5)]
    with pytest.raises(SourceTimeoutError, match="no answer in time"):
        client(read_timeout_s=0.1, attempts=2).fetch(GAMES)

    assert len(server.seen) == 2


def test_silence_within_a_body_is_a_timeout(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(cut_bytes=4, honest=False, stall_s=0.5)]
    with pytest.raises(SourceTimeoutError, match="silence within the body"):
        client(read_timeout_s=0.1, attempts=1).fetch(GAMES)


def test_nobody_listening_is_unreachable(client: Ask) -> None:
    with pytest.raises(SourceUnreachableError, match="no connection"):
        client("http://127.0.0.1:9", attempts=2).fetch(GAMES)


def test_a_bomb_is_not_swallowed(server: ScriptedServer, client: Ask) -> None:
    server.script = [Reply(body=b'{"dates":[]}' + b" " * 5_000_000, zipped=True)]
    with pytest.raises(BodyTooLargeError, match="1,000,000 bytes") as large:
        client(max_body_bytes=1_000_000).fetch(GAMES)

    assert isinstance(large.value, DocumentError)
    assert len(server.seen) == 1


def test_what_was_captured_from_live_replays_to_the_same_bytes(
    server: ScriptedServer, client: Ask, tmp_path: Path
) -> None:
    server.script = [GOOD]
    captured = CaptureSource(client(), tmp_path).fetch(GAMES)

    replayed = ReplaySource(tmp_path).fetch(GAMES)

    assert replayed.body == captured.body == GOOD.body
    assert replayed.captured_at == captured.captured_at == NOW
    assert len(server.seen) == 1


def test_threads_share_a_client(server: ScriptedServer) -> None:
    server.script = [GOOD]
    source = HttpSource(server.url, limiter=RateLimiter(25))
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(source.fetch, [GAMES] * 16))
    source.close()

    assert {document.body for document in documents} == {GOOD.body}
    assert time.monotonic() - began >= 15 / 25


def test_closing_twice_does_nothing(client: Ask) -> None:
    source = client()
    source.close()
    source.close()


def test_what_the_catalogue_refuses_is_never_sent(server: ScriptedServer, client: Ask) -> None:
    with pytest.raises(UsageError):
        client().fetch(Request(endpoint="schedule", method="schedule", query_params={"x": "1"}))

    assert server.seen == []


@pytest.mark.parametrize(
    "base_url", ["", "statsapi.mlb.com", "ftp://x", "http://", "http://x:y", "http://x?y=1"]
)
def test_an_address_that_is_none_is_refused(base_url: str) -> None:
    with pytest.raises(BaseUrlError) as refused:
        HttpSource(base_url)

    assert "MLB_STATSAPI_URL" in refused.value.hint


@pytest.mark.parametrize("name", ["attempts", "read_timeout_s", "max_body_bytes"])
def test_settings_that_cannot_work_are_refused(name: str) -> None:
    with pytest.raises(SettingError, match=name):
        HttpSettings(**{name: 0})


def test_a_source_has_sensible_defaults_without_any_argument() -> None:
    HttpSource().close()
