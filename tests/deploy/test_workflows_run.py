"""Each workflow, step by step as Argo would run it, on a simulated league and a real PostgreSQL."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlb_data_platform.simulator import LeagueClock, build_app, build_league, running_server
from mlb_data_platform.warehouse import connect
from tests.deploy.argo_pod import Cluster, image_of
from tests.deploy.argo_runner import ArgoRunner, Node, Outcome
from tests.deploy.charts import DOCKERFILE, Manifest, named, rendered, template_of
from tests.faults.contents import Contents, contents_of, tables_in
from tests.support.cli import mlb_etl
from tests.support.databases import TestServer

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("metrics port")]

DAY = "2024-05-27"
"""A day of three games in the league of the default seed."""

AFTERWARDS = datetime(2024, 5, 28, 12, tzinfo=UTC)
PROGRAM = [sys.executable, "-m", "mlb_data_platform"]
WRITER = {"existingSecret": "mlb-database-writer", "urlKey": "url"}


@dataclass(kw_only=True)
class League:
    """The simulated league, and what it was asked."""

    url: str
    asked: list[str]

    def asked_for_games(self) -> int:
        """How often a feed was asked for."""
        return sum("/feed/live" in path for path in self.asked)


@pytest.fixture(scope="module")
def league() -> Iterator[League]:
    app = build_app(build_league(), clock=LeagueClock(AFTERWARDS))
    with running_server(app) as url:
        yield League(url=url, asked=app.state.requests)


@dataclass(kw_only=True)
class Warehouse:
    """A cluster with a database of its own."""

    cluster: Cluster
    manifests: list[Manifest]
    connection: psycopg.Connection
    database_url: str
    league: League
    folder: Path

    def submit(
        self,
        name: str,
        *,
        change: Callable[[Manifest], None] = lambda _: None,
        after: Callable[[Node], None] = lambda _: None,
        **parameters: str,
    ) -> Outcome:
        """`argo submit --from workflowtemplate/…-NAME -p …`, on a template that may be changed."""
        template = named(self.manifests, "WorkflowTemplate", name)
        change(template)
        runner = ArgoRunner(template, cluster=self.cluster, folder=self.folder, after=after)
        return runner.submit({key.replace("_", "-"): value for key, value in parameters.items()})

    def tables(self) -> Contents:
        """What the normalized tables hold."""
        return tables_in(contents_of(self.connection))

    def count(self, what: str) -> int:
        """Rows of a table."""
        (found,) = self.connection.execute(f"select count(*) from {what}".encode()).fetchone() or ()
        return int(found)

    def typed(self, *words: str) -> Any:
        """Type a command by hand; its JSON."""
        env = {
            "MLB_DATABASE_URL": self.database_url,
            "MLB_STATSAPI_URL": self.league.url,
            "MLB_WORKERS": "1",
            "MLB_OUTPUT": "json",
        }
        done = mlb_etl(*words, env=env)
        assert done.exit_code == 0, done.err + done.out
        return done.json


@contextmanager
def warehouse_at(server: TestServer, league: League, folder: Path) -> Iterator[Warehouse]:
    manifests = rendered(
        database={"writer": WRITER},
        statsapi={"url": league.url, "sharedBy": 1},
        workflows={"workers": 1},
    )
    template = named(manifests, "WorkflowTemplate", "daily-games")
    image = template_of(template, "plan-day")["container"]["image"]
    maps = {m["metadata"]["name"]: m["data"] for m in manifests if m["kind"] == "ConfigMap"}
    with server.new_database() as database, connect(database) as connection:
        cluster = Cluster(
            images={image: image_of(DOCKERFILE, PROGRAM)},
            config_maps=maps,
            secrets={"mlb-database-writer": {"url": database.url}},
        )
        yield Warehouse(
            cluster=cluster,
            manifests=manifests,
            connection=connection,
            database_url=database.url,
            league=league,
            folder=folder,
        )


@pytest.fixture
def warehouse(server: TestServer, league: League, tmp_path: Path) -> Iterator[Warehouse]:
    with warehouse_at(server, league, tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def one_command(
    server: TestServer, league: League, tmp_path_factory: pytest.TempPathFactory
) -> Contents:
    """The tables after `pipeline daily` of the same day, typed by hand."""
    with warehouse_at(server, league, tmp_path_factory.mktemp("typed")) as typed:
        typed.typed("pipeline", "daily", "--date", DAY)
        return typed.tables()


def of_games(contents: Contents) -> Contents:
    """The tables that feeds fill."""
    return {
        name: one
        for name, one in contents.items()
        if name.startswith("game.") and name != "game.latest_live"
    }


def test_the_fan_out_of_a_day_ends_in_the_rows_of_the_one_command(
    warehouse: Warehouse, league: League, one_command: Contents
) -> None:
    asked, after_fan_out = [league.asked_for_games()], Contents()

    def look(node: Node) -> None:
        if node.name == "transform-games":
            asked.append(league.asked_for_games())
            after_fan_out.update(of_games(warehouse.tables()))

    done = warehouse.submit("daily-games", date=DAY, after=look)

    assert done.phase == "Succeeded", done.told
    assert done.phases == {
        "plan-day": "Succeeded",
        "ingest-schedule": "Succeeded",
        "transform-schedule": "Succeeded",
        "plan-games": "Succeeded",
        **{f"ingest-game({number})": "Succeeded" for number in range(3)},
        "transform-games": "Succeeded",
        "complete-day": "Succeeded",
    }
    assert done.waits == []
    # A pod for each game has fetched it, and the last step found nothing to ask for again.
    assert asked[1] - asked[0] == 3 == league.asked_for_games() - asked[0]
    assert after_fan_out == of_games(one_command)
    assert warehouse.tables() == one_command
    assert warehouse.count("game.complete_games") == 3

    assert warehouse.typed("plan", "games", "--date", DAY) == [], "nothing is left to fan out over"


@pytest.mark.nightly
def test_games_that_are_followed_end_in_the_same_rows_and_wait_without_a_pod(
    warehouse: Warehouse, one_command: Contents
) -> None:
    done = warehouse.submit("live-games", date=DAY)

    assert done.phase == "Succeeded", done.told
    assert done.waits == ["0", "0", "0"]
    steps = {name.rpartition(".")[2] for name in done.phases if name.startswith("game(")}
    assert steps == {"wait", "follow", "transform"}
    assert of_games(warehouse.tables()) == of_games(one_command)


@pytest.mark.nightly
def test_a_backfill_goes_month_by_month_and_finds_every_game(warehouse: Warehouse) -> None:
    span = {"start_date": "2024-02-29", "end_date": "2024-03-28"}
    done = warehouse.submit("backfill", **span)
    flags = ("--start-date", span["start_date"], "--end-date", span["end_date"])

    assert done.phase == "Succeeded", done.told
    assert json.loads(done.nodes[0].outputs["months"]) == [
        {"start_date": "2024-02-29", "end_date": "2024-02-29"},
        {"start_date": "2024-03-01", "end_date": "2024-03-28"},
    ]
    status = warehouse.typed("pipeline", "status", *flags)
    assert status["is_complete"]
    assert status["games"]["complete"] == status["listed"] == 6


@pytest.mark.nightly
def test_a_season_is_validated_before_its_tables_and_leaves_the_one_command_nothing_to_do(
    warehouse: Warehouse,
) -> None:
    rows: dict[str, int] = {}

    def look(node: Node) -> None:
        rows[node.name] = warehouse.count("schedule.games")

    done = warehouse.submit("season", season="2024", after=look)
    before = warehouse.tables()
    typed = warehouse.typed("pipeline", "season", "--season", "2024")

    assert done.phase == "Succeeded", done.told
    assert rows["validate-schedule"] == 0
    assert rows["transform-schedule"] > typed["games_listed"] > 2400
    seen_again = {name: one["seen_again"] for name, one in typed["ingested"].items()}
    assert seen_again == {"season": 1, "schedule": 1}
    assert warehouse.tables() == before


@pytest.mark.nightly
def test_changes_and_a_transform_by_hand_run_with_the_parameters_that_are_given(
    warehouse: Warehouse,
) -> None:
    done = warehouse.submit("changes", season="2024", since="2024-05-28T02:00:00+00:00")
    assert done.phase == "Succeeded", done.told
    games = warehouse.count("game.games")
    assert games > 0

    again = warehouse.submit("transform", season="2024", full_refresh="true")
    assert again.phase == "Succeeded", again.told
    assert warehouse.count("game.games") == games
    wrong = warehouse.submit("transform", subject="season", start_date="2024-06-01")
    (node,) = wrong.nodes
    assert (wrong.phase, [one.exit_code for one in node.attempts]) == ("Failed", [2])
    assert "cannot be filtered by --start-date" in node.attempts[0].err


def test_a_source_that_is_away_is_asked_again_later_and_a_person_is_called_in_the_end(
    warehouse: Warehouse,
) -> None:
    def nobody_there(template: Manifest) -> None:
        step = template_of(template, "changes")
        step["retryStrategy"]["limit"] = "1"
        step["container"]["env"] += [
            {"name": "MLB_STATSAPI_URL", "value": "http://127.0.0.1:9"},
            {"name": "MLB_HTTP_ATTEMPTS", "value": "1"},
        ]

    done = warehouse.submit("changes", change=nobody_there)

    assert [attempt.exit_code for attempt in done.nodes[0].attempts] == [4, 4]
    assert (done.phase, done.waits) == ("Failed", ["30s"])
