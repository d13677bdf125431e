"""Several processes share one budget of requests, through a real Redis or without one.

What counts is what the API sees: when each request arrived at the simulator's HTTP server.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from mlb_data_platform.simulator import League
from mlb_data_platform.statsapi import BudgetAwayError, SharedRateLimiter
from mlb_data_platform.statsapi.redis_budget import RedisBudget
from tests.deploy.askers import ask_together
from tests.faults.programs import Program, wait_until
from tests.faults.simulators import Simulator, new_league, simulating
from tests.support.cli import mlb_etl
from tests.support.debian import debian_program, free_port, running

pytestmark = pytest.mark.xdist_group("politeness")

RATE = 24
JITTER_S = 1.0
"""How much sooner than granted a request may arrive, since the one before it was held up."""
JOB = """
name: lines
type: batch
source:
  endpoint: game
  method: linescore
  parameters: {game_pk: "${GAME_PK}"}
storage: {raw_table: raw.game_linescore}
retry: {attempts: 5, timeout_s: 60}
rate: {requests_per_s: 24}
"""


@pytest.fixture(scope="module")
def league() -> League:
    return new_league()


@dataclass(frozen=True)
class Pods:
    """A fan-out: processes that ask the same API.

    Attributes:
        api: What they ask.
        folder: For their job file and what they say.
        game_pks: What they ask for: games that have not begun, which cost the simulator little.
    """

    api: Simulator
    folder: Path
    game_pks: list[int]

    def start(self, requests: int, **env: str) -> Program:
        job = self.folder / "lines.yaml"
        job.write_text(JOB)
        games = ",".join(map(str, self.game_pks[:requests]))
        settings = {"MLB_STATSAPI_URL": self.api.url, "MLB_HOME": str(self.folder)}
        return Program(
            *("ingest", "--job", str(job), "--game-pks", games, "--output", "json"),
            env={**settings, **env},
            folder=self.folder,
        )

    def wait_for_more(self, requests: int) -> None:
        """Return when the API has been asked so many times more."""
        before = len(self.api.arrivals)
        wait_until(lambda: len(self.api.arrivals) >= before + requests, "they go on")


@pytest.fixture
def pods(league: League, tmp_path: Path) -> Iterator[Pods]:
    games = league.book(2024).fixtures.values()
    with simulating(league) as api:
        yield Pods(api, tmp_path, [one.game_pk for one in games if not league.is_played(one)])


def test_processes_share_one_budget_through_redis(league: League, redis_url: str) -> None:
    with simulating(league) as api:
        done = ask_together(3, 20, url=api.url, requests_per_s=RATE, redis_url=redis_url)

    assert done == [20, 20, 20]
    assert len(api.arrivals) == 60
    assert api.ahead_s(RATE) <= JITTER_S, "three by themselves are 1.7 s ahead"


def test_processes_without_redis_take_their_part_each(league: League) -> None:
    with simulating(league) as api:
        done = ask_together(3, 20, url=api.url, requests_per_s=RATE, sharers=3)

    assert done == [20, 20, 20]
    assert api.ahead_s(RATE) <= 2 / RATE + JITTER_S, "each may be one request ahead"


def test_what_one_process_is_told_to_wait_all_of_them_wait(league: League, redis_url: str) -> None:
    refusal = "- {path: '*seasons*', fault: 429, request: 10, seconds: 3}"
    with simulating(league, script=refusal) as api:
        done = ask_together(3, 10, url=api.url, requests_per_s=RATE, redis_url=redis_url)

    times = [at for at, _ in api.arrivals]
    refused_at = times[9]
    assert done == [10, 10, 10]
    assert len(times) == 31
    meanwhile = [at for at in times if refused_at < at < refused_at + 2.9]
    assert len(meanwhile) <= RATE / 3, "those that were on their way; else the 14 of the others"


def test_redis_may_die_and_come_back_in_mid_run(pods: Pods, tmp_path: Path) -> None:
    port = free_port()
    env = {"MLB_REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    with (
        running_at(port, tmp_path, "first") as first,
        pods.start(900, **env),
        pods.start(900, **env),
    ):
        wait_until(lambda: len(pods.api.arrivals) > 15, "they ask")
        wait_until(lambda: sharers(env["MLB_REDIS_URL"]) == 2, "Redis counts both")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: said_by(tmp_path, "budget.lost") == 2, "both notice")
        pods.wait_for_more(10)
        with running_at(port, tmp_path, "second"):
            wait_until(lambda: said_by(tmp_path, "budget.found") == 2, "both find it again")
            pods.wait_for_more(20)
            assert sharers(env["MLB_REDIS_URL"]) == 2

    assert pods.api.ahead_s(RATE) <= 2 / RATE + JITTER_S
    for file in tmp_path.glob("err-*"):
        # The second Redis ends before the commands do, which is another story.
        lost, found, *_ = (
            line for line in file.read_text("utf-8").splitlines() if "budget." in line
        )
        assert "sharers=2" in lost, "Redis had counted them"
        assert "requests_per_s=12.0" in lost
        assert "budget.found" in found


def sharers(url: str) -> int:
    client = redis.Redis.from_url(url)
    return sum(int(client.zcard(key)) for key in client.keys("mlb-etl:*:sharers"))


def said_by(folder: Path, event: str) -> int:
    return sum(event in file.read_text("utf-8") for file in folder.glob("err-*"))


def running_at(port: int, folder: Path, name: str) -> "running":
    """A Redis at this port, to be killed; its process number."""
    home = folder / name
    home.mkdir()
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(home)]
    client = redis.Redis(port=port, retry=None)

    def ready() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError as error:
            raise OSError from error

    command = [debian_program("redis-server"), *where, "--save", "", "--appendonly", "no"]
    return running(command, ready=ready, folder=home)


def test_turns_are_never_closer_than_the_rate_by_the_clock_of_redis(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    limiters = [
        SharedRateLimiter(RedisBudget(redis_url, api="a"), requests_per_s=25) for _ in range(3)
    ]
    began = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda number: limiters[number % 3].wait(), range(40)))

    assert time.monotonic() - began >= (40 - 1.5) / 25
    assert client.zcard("mlb-etl:{a}:sharers") == 3
    assert all(0 < client.pttl(key) <= 62_000 for key in client.keys("mlb-etl:*"))


def test_each_api_has_a_budget_of_its_own(redis_url: str) -> None:
    one, other = (RedisBudget(redis_url, api=name) for name in ("one:80", "other:80"))
    one.hold(60)

    assert one.ask(0.1, is_back=False).wait_s > 59
    assert other.ask(0.1, is_back=False).wait_s == 0


def test_a_longer_hold_is_not_shortened_by_a_shorter_one(redis_url: str) -> None:
    budget = RedisBudget(redis_url, api="a")
    budget.hold(60)
    budget.hold(1)

    assert budget.ask(0.1, is_back=True).wait_s > 59


def test_whoever_waits_goes_before_whoever_comes(redis_url: str) -> None:
    budget = RedisBudget(redis_url, api="a")
    assert budget.ask(0.2, is_back=False).wait_s == 0
    waits = budget.ask(0.2, is_back=False).wait_s
    time.sleep(waits)
    newcomer = budget.ask(0.2, is_back=False).wait_s

    assert 0 < waits <= 0.2
    assert newcomer > 0
    assert budget.ask(0.2, is_back=True).wait_s == 0


ASK = ("ingest", "--endpoint", "Season.seasons", "--param", "sportId=1", "--param", "season=2024")
REFUSED = {
    "nobody there": ("redis://127.0.0.1:1/0", 4, "--rate-shared-by N"),
    "no URL of Redis": ("http://pa$$:hunter2@127.0.0.1", 2, "wanted redis://"),
    "no number as a port": ("redis://:hunter2@127.0.0.1:x/0", 2, "wanted redis://"),
    "no host that can be": (f"redis://{'a' * 300}/0", 4, "the shared budget"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_redis_that_cannot_be_is_known_before_anything_is_asked(case: str, pods: Pods) -> None:
    url, code, words = REFUSED[case]
    done = mlb_etl(*ASK, env={"MLB_REDIS_URL": url, "MLB_STATSAPI_URL": pods.api.url})

    assert done.exit_code == code, done
    assert words in done.err
    assert "hunter2" not in done.err
    assert "Traceback" not in done.err
    assert pods.api.arrivals == []


def test_a_redis_that_is_away_from_the_start_does_not_stop_who_knows_how_many_share(
    pods: Pods,
) -> None:
    env = {"MLB_REDIS_URL": "redis://127.0.0.1:1/0", "MLB_STATSAPI_URL": pods.api.url}
    done = mlb_etl(*ASK, "--rate-shared-by", "5", env=env)

    assert done.exit_code == 0, done.err
    assert done.err.count("budget.lost") == 1
    assert "requests_per_s=2.0" in done.err


def test_a_wrong_password_is_said_and_not_repeated(pods: Pods, redis_url: str) -> None:
    where = urlsplit(redis_url)
    client = redis.Redis.from_url(redis_url)
    client.config_set("requirepass", "right")
    try:
        url = f"redis://:hunter2@{where.hostname}:{where.port}/0"
        wrong = mlb_etl(*ASK, env={"MLB_REDIS_URL": url, "MLB_STATSAPI_URL": pods.api.url})
        url = url.replace("hunter2", "right")
        right = mlb_etl(*ASK, env={"MLB_REDIS_URL": url, "MLB_STATSAPI_URL": pods.api.url})
    finally:
        redis.Redis.from_url(redis_url, password="right").config_set("requirepass", "")

    assert (wrong.exit_code, right.exit_code) == (3, 0), wrong.err + right.err
    assert "correct user and password in MLB_REDIS_URL" in wrong.err
    assert "hunter2" not in wrong.err


def test_a_redis_that_takes_no_writes_counts_as_away(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    client.replicaof("127.0.0.1", "1")
    try:
        with pytest.raises(BudgetAwayError, match="replica"):
            RedisBudget(redis_url, api="a").ask(0.1, is_back=False)
    finally:
        client.replicaof("NO", "ONE")


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "mlb_data_platform.statsapi.redis_budget", raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)
    done = mlb_etl(*ASK, env={"MLB_REDIS_URL": "redis://127.0.0.1:1/0"})

    assert done.exit_code == 3
    assert "pip install 'mlb-data-platform[redis]'" in done.err
