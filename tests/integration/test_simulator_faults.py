"""Every fault on the wire: as a bare socket sees it, and as our client bears it."""

import gzip
import json
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from mlb_data_platform.cli.simulate_faults import fault_plan
from mlb_data_platform.simulator import build_app, build_league, running_server
from mlb_data_platform.simulator.faults import FaultPlan, parse_rate, parse_script
from mlb_data_platform.statsapi import (
    AnswerMismatchError,
    BodyUnreadableError,
    HttpSettings,
    HttpSource,
    NotFoundError,
    RateLimitedError,
    RateLimiter,
    Request,
    SourceFaultError,
    SourceTimeoutError,
    SourceUnreachableError,
)
from tests.support.cli import mlb_etl

LEAGUE = build_league(seed=3, season=2024, today=date(2024, 3, 30))
TEAMS = "/api/v1/teams?sportId=1"


@contextmanager
def league_with(*rates: str, script: str = "", seed: int = 0) -> Iterator[str]:
    """A league served with faults, for the time of a `with` block; its base URL."""
    plan = FaultPlan(rates=dict(map(parse_rate, rates)), script=parse_script(script), seed=seed)
    with running_server(build_app(LEAGUE, plan)) as url:
        yield url


def talk(url: str, path: str = TEAMS, *, accept: str = "gzip") -> bytes:
    """Ask once over a bare socket and read to the end, as it comes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {accept}\r\n"
        connection.sendall(f"{request}Connection: close\r\n\r\n".encode())
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    return b"".join(parts_of(connection))


def parts_of(connection: socket.socket) -> Iterator[bytes]:
    while part := connection.recv(65536):
        yield part


def head_and_body(answer: bytes) -> tuple[str, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode().lower(), body


def length_of(head: str) -> int:
    return int(next(line for line in head.splitlines() if "content-length" in line).split()[1])


def made(url: str) -> dict[str, int]:
    return httpx.get(f"{url}/simulator/faults").json()["faults"]


@pytest.mark.parametrize(
    ("kind", "status", "kind_of_body"),
    [
        ("429", 429, "json"),
        ("429_bare", 429, "json"),
        ("500", 500, "json"),
        ("503", 503, "html"),
        ("404", 404, "json"),
        ("html", 200, "html"),
    ],
)
def test_refusals_have_their_status_and_a_whole_body(
    kind: str, status: int, kind_of_body: str
) -> None:
    with league_with(f"{kind}=1") as url:
        answer = httpx.get(f"{url}{TEAMS}")
        assert made(url) == {kind: 1}

    assert answer.status_code == status
    assert kind_of_body in answer.headers["content-type"]
    assert ("retry-after" in answer.headers) == (kind == "429")
    if kind_of_body == "json":
        assert "message" in answer.json()


def test_retry_after_is_as_long_as_asked() -> None:
    with league_with("429=1:7") as url:
        assert httpx.get(f"{url}{TEAMS}").headers["retry-after"] == "7"


def test_a_reset_is_a_reset_on_the_wire() -> None:
    with league_with("reset=1") as url, pytest.raises(ConnectionResetError):
        talk(url)


def test_a_reset_in_the_body_comes_after_half_of_it() -> None:
    read: list[bytes] = []
    with league_with("reset_body=1") as url:
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
            connection.sendall(f"GET {TEAMS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            with pytest.raises(ConnectionResetError):
                read.extend(parts_of(connection))
    head, body = head_and_body(b"".join(read))

    assert "200 ok" in head
    assert len(body) == length_of(head) // 2


def test_a_cut_body_ends_in_good_order_but_too_early() -> None:
    with league_with("cut_body=1") as url:
        head, body = head_and_body(talk(url))

    assert len(body) == length_of(head) // 2


@pytest.mark.parametrize("path", [TEAMS, "/api/v1/sports/1"], ids=["large", "small"])
def test_a_cut_gzip_is_a_whole_answer_that_does_not_unpack(path: str) -> None:
    with league_with("cut_gzip=1") as url:
        head, body = head_and_body(talk(url, path))

    assert "content-encoding: gzip" in head
    assert len(body) == length_of(head)
    with pytest.raises((EOFError, zlib.error)):
        gzip.decompress(body)


def test_without_compression_the_text_is_cut_instead() -> None:
    with league_with("cut_gzip=1") as url:
        head, body = head_and_body(talk(url, accept="identity"))

    assert "content-encoding" not in head
    with pytest.raises(json.JSONDecodeError):
        json.loads(body)


def test_a_slow_answer_comes_in_drops_and_whole() -> None:
    with league_with("slow=1:0.3") as url:
        began = time.monotonic()
        head, body = head_and_body(talk(url, accept="identity"))
        took_s = time.monotonic() - began

    assert took_s >= 0.3
    assert length_of(head) == len(body)
    assert len(json.loads(body)["teams"]) == 30


def test_a_stalled_answer_goes_silent_in_the_middle() -> None:
    with league_with("stalled=1:30") as url, pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{url}{TEAMS}", timeout=0.3)


def test_a_stalled_answer_ends_in_a_reset_when_the_client_stays() -> None:
    with league_with("stalled=1:0.1") as url, pytest.raises(ConnectionResetError):
        talk(url)


def answers(kind: str, path: str) -> tuple[object, object]:
    """The answer with a fault and the answer without, of the same question."""
    with league_with(script=f"- {{path: '*', fault: {kind}, request: 1}}") as url:
        broken, whole = (httpx.get(f"{url}{path}").json() for _ in range(2))
        assert made(url) == {kind: 1}
    return broken, whole


@pytest.mark.parametrize("kind", ["unknown_field", "changed_type", "missing_branch"])
def test_an_answer_says_something_else_and_is_still_json(kind: str) -> None:
    broken, whole = answers(kind, "/api/v1.1/game/20240001/feed/live")

    assert broken != whole
    assert set(broken) >= set(whole)  # type: ignore[call-overload]


def test_the_default_season_is_answered_instead_of_the_asked_one() -> None:
    broken, whole = answers("default_season", "/api/v1/seasons?sportId=1&season=2019")

    assert [entry["seasonId"] for entry in broken["seasons"]] == ["2024"]  # type: ignore[index]
    assert [entry["seasonId"] for entry in whole["seasons"]] == ["2019"]  # type: ignore[index]


def test_a_fault_that_changes_nothing_is_not_counted() -> None:
    with league_with("default_season=1") as url:
        assert httpx.get(f"{url}/api/v1/seasons?sportId=1&season=2024").status_code == 200
        assert httpx.get(f"{url}/api/v1/sports/99").status_code == 404
        assert made(url) == {}


def test_faults_go_round_the_control_path_and_are_told_there() -> None:
    with league_with("500=1", seed=9) as url:
        httpx.get(f"{url}{TEAMS}")
        report = httpx.get(f"{url}/simulator/faults").json()

    assert report == {
        "seed": 9,
        "requests": 1,
        "faults": {"500": 1},
        "rates": {"500": 1.0},
        "scripted": 0,
        "latest": [{"request": TEAMS, "fault": "500"}],
    }


def test_a_league_without_faults_has_none_to_tell() -> None:
    with running_server(build_app(LEAGUE)) as url:
        httpx.get(f"{url}{TEAMS}")
        assert made(url) == {}


# -- our client ------------------------------------------------------------------------------------

SEASON = Request(
    endpoint="season", method="seasons", query_params={"sportId": "1", "season": "2019"}
)


@contextmanager
def client_of(url: str, *, attempts: int = 1, timeout_s: float = 5.0) -> Iterator[HttpSource]:
    settings = HttpSettings(
        attempts=attempts, read_timeout_s=timeout_s, wait_initial_s=0.01, wait_jitter_s=0
    )
    source = HttpSource(url, settings=settings, limiter=RateLimiter(25), sleep=lambda seconds: None)
    try:
        yield source
    finally:
        source.close()


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429=1", RateLimitedError),
        ("429_bare=1", RateLimitedError),
        ("500=1", SourceFaultError),
        ("503=1", SourceFaultError),
        ("404=1", NotFoundError),
        ("html=1", BodyUnreadableError),
        ("stalled=1:30", SourceTimeoutError),
        ("reset=1", SourceUnreachableError),
        ("reset_body=1", BodyUnreadableError),
        ("cut_body=1", BodyUnreadableError),
        ("cut_gzip=1", BodyUnreadableError),
        ("default_season=1", AnswerMismatchError),
        ("missing_branch=1", None),
        ("changed_type=1", None),
        ("unknown_field=1", None),
        ("slow=1:0.2", None),
    ],
)
def test_our_client_names_each_fault_and_lets_the_harmless_pass(
    kind: str, error: type[Exception] | None
) -> None:
    with league_with(kind) as url, client_of(url, timeout_s=0.5) as source:
        if error is None:
            assert source.fetch(SEASON).status == 200
            return
        with pytest.raises(error):
            source.fetch(SEASON)


@pytest.mark.parametrize("kind", ["429", "500", "503", "html", "reset", "cut_body", "cut_gzip"])
def test_our_client_asks_again_after_a_fault_that_passes(kind: str) -> None:
    script = f"- {{path: '*', fault: {kind}, request: [1, 2], seconds: 0}}"
    with league_with(script=script) as url, client_of(url, attempts=3) as source:
        assert b'"2019"' in source.fetch(SEASON).body
        assert made(url) == {kind: 2}


def test_every_answer_gets_through_a_bad_day_and_none_of_them_is_wrong(tmp_path: Path) -> None:
    rates = ("429=0.05:0", "500=0.1", "reset=0.1", "cut_gzip=0.1", "cut_body=0.05", "html=0.1")
    games = [20240001 + number for number in range(12)]
    with (
        league_with(*rates, seed=1) as bad,
        running_server(build_app(LEAGUE)) as good,
        client_of(bad, attempts=12) as source,
    ):
        for pk in games:
            request = Request(
                endpoint="game", method="liveGameV1", path_params={"game_pk": str(pk)}
            )
            whole = httpx.get(f"{good}/api/v1.1/game/{pk}/feed/live", timeout=30).json()
            assert json.loads(source.fetch(request).body) == whole
        assert sum(made(bad).values()) >= 4


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--fault", "rest=1"), "--fault: no fault 'rest'; try reset"),
        (("--fault", "429=0.6", "--fault", "500=0.6"), "--fault: the rates add up to 1.2"),
        (("--fault-script", "nowhere.yaml"), "--fault-script: nowhere.yaml cannot be read"),
    ],
    ids=["kind", "rates", "script"],
)
def test_serve_refuses_faults_that_make_no_sense(flags: tuple[str, ...], said: str) -> None:
    done = mlb_etl("simulate", "serve", *flags)

    assert (done.exit_code, said in done.err) == (2, True)


def test_a_script_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "script.yaml"
    file.write_text("- {path: '*', fault: reset, request: all}")
    plan = fault_plan(["slow=0.5:3"], file, 7)

    assert plan is not None
    assert (plan.seed, [str(one.fault.kind) for one in plan.script]) == (7, ["reset"])
    assert fault_plan(None, None, 7) is None
