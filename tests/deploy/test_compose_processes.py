"""The services of compose.yaml as processes: their commands, environments, health checks.

What Compose makes of the file is run here without an engine: only names of hosts and ports are
others. The API is a simulated one.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from psycopg.conninfo import conninfo_to_dict

from mlb_data_platform.warehouse import Database, connect
from tests.deploy.test_compose import compose, make_env, settings_of
from tests.deploy.test_compose_run import House
from tests.deploy.test_images import DOCKER, json_words, of
from tests.support.debian import PROGRAMS, debian_program, free_port, running
from tests.support.password_server import running_password_server

pytestmark = [pytest.mark.nightly, pytest.mark.xdist_group("metrics port")]

DAY = "2024-03-29"
WITHIN_S = 90.0


@dataclass(frozen=True)
class Stack:
    """What Compose read, and where its servers are here."""

    services: dict[str, Any]
    house: House
    elsewhere: dict[str, str]
    folder: Path

    def environment(self, service: str, **others: str) -> dict[str, str]:
        """What a container would have: of its image, of its service; with hosts of here."""
        image = dict(
            re.findall(r"(MLB_\w+)=(\S+)", of("ingestion", "ENV", last_stage=True)[0].text)
        )
        own = {**image, **self.services[service]["environment"], "MLB_WORKERS": "1"}
        path = f"{Path(sys.executable).parent}:{DOCKER}:{PROGRAMS}:{os.environ['PATH']}"
        here = {name: value for name, value in self.elsewhere.items() if name in own}
        return {"PATH": path, **own, **here, "MLB_HOME": str(self.folder / "home"), **others}

    def words(self, service: str) -> list[str]:
        """What a container would start."""
        one = self.services[service]
        return [*(one.get("entrypoint") or ["mlb-etl"]), *(one.get("command") or [])]

    def run(
        self, service: str, words: list[str], **others: str
    ) -> subprocess.CompletedProcess[str]:
        # A port of its own: here all services share one machine, and other tests use it, too.
        environment = self.environment(service, **{"MLB_METRICS_PORT": "0", **others})
        program = shutil.which(words[0], path=environment["PATH"]) or words[0]
        return subprocess.run(
            [program, *words[1:]], env=environment, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """PostgreSQL with logins, Redis with its password, and an API, as the file has them."""
    folder = tmp_path_factory.mktemp("stack")
    env_file = folder / ".env"
    make_env(env_file)
    passwords = settings_of(env_file)
    with env_file.open("a") as out:
        out.write("MLB_CHANGES_EVERY=1\n")
    told = compose(env_file, "--profile", "*", "config", "--format", "json").stdout
    services = json.loads(told)["services"]
    with ExitStack() as open_now:
        server = open_now.enter_context(running_password_server())
        house = House(server, server.new_database(owner="postgres"))
        where = conninfo_to_dict(house.owner.url)
        redis_port, api = free_port(), free_port()
        redis_url = str(services["platform"]["environment"]["MLB_REDIS_URL"])
        elsewhere = {
            "MLB_DB_HOST": str(where["host"]),
            "MLB_DB_PORT": str(where["port"]),
            "MLB_DB_NAME": house.name,
            "MLB_REDIS_URL": redis_url.replace("redis:6379", f"127.0.0.1:{redis_port}"),
            "MLB_STATSAPI_URL": f"http://127.0.0.1:{api}",
        }
        stack = Stack(services, house, elsewhere, folder)
        owner = {"MLB_DB_USER": str(where["user"]), "MLB_DB_PASSWORD": str(where["password"])}
        migrated = stack.run("migrate", stack.words("migrate"), **owner)
        assert migrated.returncode == 0, migrated.stderr
        house.make_logins(passwords)
        open_now.enter_context(start_redis(stack, redis_port))
        open_now.enter_context(start_api(api, folder))
        yield stack


def start_redis(stack: Stack, port: int) -> Any:
    """The command of the service, at another port."""
    shell, flag, script = stack.words("redis")
    environment = stack.environment("redis")
    script = script.replace("--dir /tmp", f"--dir {stack.folder} --port {port}").replace("$$", "$")
    check = ["env", *(f"{k}={v}" for k, v in environment.items()), shell, flag]
    (_, test) = stack.services["redis"]["healthcheck"]["test"]
    asked = test.replace("$$", "$").replace("redis-cli", f"redis-cli -p {port}")

    def ready() -> bool:
        return subprocess.run([*check, asked], check=False, capture_output=True).returncode == 0

    folder = stack.folder / "redis"
    folder.mkdir()
    debian_program("redis-server")
    return running([*check, script], ready=ready, folder=folder)


def start_api(port: int, folder: Path) -> Any:
    def ready() -> bool:
        url = f"http://127.0.0.1:{port}/api/v1/seasons/2024?sportId=1"
        return httpx.get(url, trust_env=False).status_code == httpx.codes.OK

    own = folder / "api"
    own.mkdir()
    serve = ["simulate", "serve", "--today", "2024-03-30", "--port", str(port)]
    return running([sys.executable, "-m", "mlb_data_platform", *serve], ready=ready, folder=own)


def started(stack: Stack, service: str, **others: str) -> subprocess.Popen[str]:
    environment = stack.environment(service, **others)
    words = stack.words(service)
    program = shutil.which(words[0], path=environment["PATH"]) or words[0]
    with (stack.folder / f"{service}.err").open("w") as log:
        return subprocess.Popen(
            [program, *words[1:]], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )


def ended(process: subprocess.Popen[str]) -> int:
    """Stop it as `docker stop` does, and see that it obeys."""
    process.terminate()
    try:
        code = process.wait(timeout=30)
    finally:
        process.kill()
    if process.stdout is not None:
        process.stdout.close()
    return code


def told_by(file: Path, text: str) -> str:
    """What a file says once it says this."""
    until = time.monotonic() + WITHIN_S
    while text not in file.read_text() and time.monotonic() < until:
        time.sleep(0.1)
    return file.read_text()


def test_the_night_brings_a_day_in_and_is_healthy_until_the_next(stack: Stack) -> None:
    due = {"NIGHTLY_FILE": str(stack.folder / "due")}
    night = started(stack, "daily", **due, MLB_DATE=DAY, MLB_METRICS_PORT=str(free_port()))
    try:
        told = told_by(stack.folder / "daily.err", "again in")
        (_, *check) = stack.services["daily"]["healthcheck"]["test"]
        healthy = stack.run("daily", check, **due)
    finally:
        code = ended(night)
    with connect(Database(url=stack.house.owner.url)) as connection:
        (games,) = connection.execute("select count(*) from game.games").fetchone() or (0,)

    assert "pipeline daily --output json ended with 0" in told
    assert healthy.returncode == 0
    assert code == 143
    assert games > 0


# Before changes are followed: a run that is told to go leaves games begun, not complete.
def test_status_tells_prometheus_what_came_in(stack: Stack) -> None:
    port = str(free_port())
    status = started(stack, "status", MLB_METRICS_PORT=port)
    try:
        assert status.stdout is not None
        told = json.loads(status.stdout.readline())
        page = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    finally:
        ended(status)

    assert told["games"]["complete"] > 0
    assert f'mlb_etl_games_listed{{progress="complete"}} {told["games"]["complete"]}.0' in page
    assert 'mlb_etl_last_run_exit_code{command="pipeline daily"} 0.0' in page


def test_the_platform_follows_changes_tells_its_health_and_keeps_to_the_budget(
    stack: Stack,
) -> None:
    port = {"MLB_METRICS_PORT": str(free_port())}
    platform = started(stack, "platform", **port, MLB_SEASON="2024")
    try:
        assert platform.stdout is not None
        first = json.loads(platform.stdout.readline())
        (health,) = of("ingestion", "HEALTHCHECK")
        healthy = stack.run("platform", json_words(health), **port)
    finally:
        code = ended(platform)
    with redis.Redis.from_url(stack.elsewhere["MLB_REDIS_URL"]) as budget:
        known = budget.dbsize()

    assert first
    assert healthy.returncode == 0, healthy.stderr
    assert code == 143
    assert known > 0
