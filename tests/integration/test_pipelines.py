"""Whole runs on a simulated league over real HTTP: complete, current, and cheap to type again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from mlb_data_platform.simulator import LeagueClock, build_app, build_league, running_server
from tests.integration.conftest import Warehouse

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pipelines")]

FEW_GAMES = "2024-05-27"
"""A day of three games in the league of the default seed."""

THE_NEXT_DAY = "2024-05-28"
AFTERWARDS = datetime(2024, 5, 28, 12, tzinfo=UTC)
IN_THE_MIDDLE = datetime(2024, 5, 28, 0, 40, tzinfo=UTC)

Pipeline = Callable[..., Any]


class LeagueServer:
    """A league over HTTP whose clock can be set, and what it was asked."""

    def __init__(self, app: Starlette, clock: LeagueClock, url: str) -> None:
        self._app, self._clock, self.url = app, clock, url

    def is_at(self, now: datetime) -> None:
        """Set the clock."""
        self._clock.set(now)

    @property
    def asked(self) -> list[str]:
        """Paths asked for so far."""
        return list(self._app.state.requests)

    def asked_for_games(self) -> int:
        """How often a feed was asked for."""
        return sum("/feed/live" in path for path in self.asked)

    def put_in_a_play(self, game_pk: int) -> None:
        """Let the official scorer put a play into a game that is over, with the same timecode."""
        ruling = {"gamePk": game_pk, "kind": "insert_play"}
        httpx.post(f"{self.url}/simulator/corrections", json=ruling).raise_for_status()


@pytest.fixture(scope="module")
def league() -> Iterator[LeagueServer]:
    clock = LeagueClock(AFTERWARDS)
    app = build_app(build_league(), clock=clock)
    with running_server(app) as url:
        yield LeagueServer(app, clock, url)


@pytest.fixture
def pipeline(cli: Any, league: LeagueServer) -> Pipeline:
    """A pipeline's JSON, asked of the league."""
    league.is_at(AFTERWARDS)

    def run(name: str, *arguments: str, exit_code: int = 0) -> Any:
        rate = () if name == "status" else ("--requests-per-s", "25")
        done = cli(
            "pipeline", name, *arguments, *rate, "--output", "json", MLB_STATSAPI_URL=league.url
        )
        assert done.exit_code == exit_code, done.err + done.out
        return done.json

    return run


SPAN = ("--start-date", FEW_GAMES, "--end-date", FEW_GAMES)


MENTIONED = {
    "person.people": "select person_id from game.game_players union"
    " select official_id from game.game_officials",
    "team.teams": "select team_id from game.game_teams union"
    " select away_team_id from schedule.games union select home_team_id from schedule.games",
    "venue.venues": "select venue_id from game.games union select venue_id from schedule.games",
}
"""For each dimension: the ids that have to be in it."""


def dangling(warehouse: Warehouse, table: str) -> list[int]:
    """Ids that games or listings mention, and that have no row."""
    key = f"{table.partition('.')[0]}_id"
    return [
        found
        for (found,) in warehouse.all(
            f"select id from ({MENTIONED[table]}) m(id) where id not in (select {key} from {table})"
        )
    ]


def test_a_backfill_brings_in_every_listed_game_and_what_the_games_mention(
    pipeline: Pipeline, warehouse: Warehouse
) -> None:
    done = pipeline("backfill", *SPAN)

    games = done["games"]
    assert games["planned"] == games["fetched"] == games["transformed"] == 3
    assert warehouse.one("select count(*) from game.complete_games") == 3
    assert warehouse.one("select count(*) from mart.games") == 3
    people = warehouse.one("select count(distinct person_id) from game.game_players")
    kept = warehouse.one("select sum(jsonb_array_length(data -> 'people')) from raw.person_person")
    assert kept >= people
    assert warehouse.one("select count(*) from raw.person_person") <= kept / 100 + 1
    assert warehouse.one("select count(*) from metadata.game_work where state = 'checked'") == 3
    assert {table for table in MENTIONED if dangling(warehouse, table)} == set()
    assert done["quality"]["checks"].get("failed") is None
    assert done["quality"]["checks"].get("warned") is None


def test_typed_again_it_asks_for_the_schedule_and_writes_nothing(
    pipeline: Pipeline, league: LeagueServer, warehouse: Warehouse
) -> None:
    pipeline("backfill", *SPAN)
    before = warehouse.all("select * from metadata.game_work order by 1"), len(league.asked)
    again = pipeline("backfill", *SPAN)

    assert again["games"]["fetched"] == 0
    assert sum(one["new"] for one in again["ingested"].values()) == 0
    written = [
        counts[word]
        for counts in again["transformed"]["tables"].values()
        for word in ("inserted", "updated", "deleted")
    ]
    assert sum(written) == 0
    assert warehouse.all("select * from metadata.game_work order by 1") == before[0]
    asked = league.asked[before[1] :]
    assert [path.split("?")[0] for path in asked] == ["/api/v1/seasons", "/api/v1/schedule"]


def test_full_refresh_asks_for_every_game_again(pipeline: Pipeline, league: LeagueServer) -> None:
    pipeline("backfill", *SPAN)
    before = league.asked_for_games()
    again = pipeline("backfill", *SPAN, "--full-refresh")

    assert league.asked_for_games() - before == 3
    assert again["ingested"]["game"]["seen_again"] == 3


def test_the_season_s_schedule_comes_without_games_and_status_names_what_is_missing(
    pipeline: Pipeline, league: LeagueServer, warehouse: Warehouse
) -> None:
    unknown = pipeline("status", "--season", "2024")
    assert (unknown["is_complete"], unknown["seasons_without_schedule"]) == (False, [2024])

    league.is_at(datetime(2024, 3, 1, tzinfo=UTC))
    told = pipeline("season", "--season", "2024")
    listed = warehouse.one("select count(distinct game_pk) from schedule.games")
    known = pipeline("status", "--season", "2024")

    assert told["games_listed"] == listed
    assert known["games"]["missing"] == known["listed"] == listed > 2400
    assert len(known["incomplete"]) == listed
    assert warehouse.one("select count(*) from game.live_game_v1") == 0


def test_status_of_a_half_filled_warehouse_names_exactly_what_is_missing(
    pipeline: Pipeline, warehouse: Warehouse
) -> None:
    pipeline("backfill", *SPAN)
    lost = warehouse.one("select min(game_pk) from game.games")
    warehouse.connection.execute("delete from game.live_game_v1 where game_pk = %s", (lost,))
    found = pipeline("status", "--start-date", FEW_GAMES, "--end-date", FEW_GAMES)

    assert [(game["game_pk"], game["progress"]) for game in found["incomplete"]] == [
        (lost, "missing")
    ]
    assert found["games"]["complete"] == 2


def test_a_day_takes_up_what_the_day_before_left_unfinished(
    pipeline: Pipeline, league: LeagueServer, warehouse: Warehouse
) -> None:
    league.is_at(IN_THE_MIDDLE)
    pipeline("daily", "--date", FEW_GAMES)
    under_way = warehouse.all(
        "select game_pk from metadata.game_progress where not is_over and is_fetched"
    )
    assert under_way

    league.is_at(AFTERWARDS)
    next_day = pipeline("daily", "--date", THE_NEXT_DAY)
    listed = "select count(*) from schedule.games where schedule_date = %s"
    assert next_day["games_listed"] == warehouse.one(listed, THE_NEXT_DAY)
    assert next_day["games"]["planned"] == next_day["games_listed"] + len(under_way)
    assert warehouse.one(
        "select bool_and(is_over) from metadata.game_progress where game_pk = any(%s)",
        [game_pk for (game_pk,) in under_way],
    )


def test_a_plan_names_the_games_that_a_day_would_ask_for_and_writes_nothing(
    cli: Any, pipeline: Pipeline, league: LeagueServer, warehouse: Warehouse
) -> None:
    def plan(day: str, *flags: str) -> list[str]:
        done = cli("plan", "games", "--date", day, *flags)
        assert done.exit_code == 0, done.err
        return [item["game_pk"] for item in done.json]

    league.is_at(IN_THE_MIDDLE)
    pipeline("daily", "--date", FEW_GAMES)
    under_way = warehouse.all(
        "select game_pk::text from metadata.game_progress where not is_over order by starts_at, 1"
    )
    before = warehouse.all("select * from metadata.game_work order by 1")
    day, next_day = plan(FEW_GAMES), plan(THE_NEXT_DAY)

    assert under_way
    assert day == next_day == [game_pk for (game_pk,) in under_way]
    assert plan(THE_NEXT_DAY, "--no-catch-up") == []
    assert warehouse.all("select * from metadata.game_work order by 1") == before

    league.is_at(AFTERWARDS)
    pipeline("daily", "--date", FEW_GAMES)
    assert plan(FEW_GAMES) == []


def test_a_planned_game_that_lies_ahead_says_how_long_until_it_begins(
    cli: Any, warehouse: Warehouse
) -> None:
    warehouse.connection.execute(
        "insert into metadata.game_work (game_pk, sport_id, season, official_date, starts_at,"
        " state, due_at, changed_at) select n, 1, 2024, '2024-07-01',"
        " now() + n * interval '1 hour', 'wanted', now(), now() from generate_series(-1, 1, 2) n"
    )
    begun, ahead = cli("plan", "games", "--date", "2024-07-01").json

    assert (begun["game_pk"], begun["starts_in_s"]) == ("-1", "0")
    assert ahead["game_pk"] == "1"
    assert 3500 < int(ahead["starts_in_s"]) <= 3600


def test_changes_are_followed_from_where_the_last_success_ended(
    pipeline: Pipeline, league: LeagueServer, warehouse: Warehouse
) -> None:
    first = pipeline("changes", "--season", "2024", "--since", "2024-05-27T04:00:00+00:00")
    reached = warehouse.one("select reached_at from metadata.watermarks")
    assert first["games"]["fetched"] == warehouse.one("select count(*) from game.games") >= 3

    nothing = pipeline("changes", "--season", "2024")
    assert nothing["games"] is None
    (asked,) = [path for path in league.asked if "/game/changes" in path][-1:]
    assert f"updatedSince={reached:%Y-%m-%dT%H}" in asked or reached.minute < 5
    assert warehouse.one("select reached_at from metadata.watermarks") > reached


def test_a_correction_in_place_arrives_with_the_changes(
    pipeline: Pipeline, league: LeagueServer, warehouse: Warehouse
) -> None:
    pipeline("backfill", *SPAN)
    plays = "select game_pk, count(*) from game.plays group by 1"
    before = dict(warehouse.all(plays))
    corrected = max(before)
    league.put_in_a_play(corrected)
    pipeline("changes", "--season", "2024", "--since", "2024-05-28T11:00:00+00:00")

    assert dict(warehouse.all(plays)) == {**before, corrected: before[corrected] + 1}
    versions = "select count(*) from game.live_game_v1 where game_pk = %s"
    assert warehouse.one(versions, corrected) == 2


def test_a_watermark_in_the_future_is_noticed_and_put_right(
    pipeline: Pipeline, warehouse: Warehouse
) -> None:
    pipeline("changes", "--season", "2024", "--since", "2024-05-28T11:59:00+00:00")
    warehouse.connection.execute("update metadata.watermarks set reached_at = now() + '1 year'")
    done = pipeline("changes", "--season", "2024")

    assert "a clock was wrong" in done["notes"][0]
    assert warehouse.one("select reached_at <= now() from metadata.watermarks")


def test_status_says_what_to_type_for_the_same_days(
    cli: Any, pipeline: Pipeline, warehouse: Warehouse
) -> None:
    nothing = cli("pipeline", "status", *SPAN)
    pipeline("backfill", *SPAN)
    warehouse.connection.execute("delete from game.live_game_v1")
    lost = cli("pipeline", "status", *SPAN, "--game-types", "R")

    command = f"mlb-etl pipeline backfill {' '.join(SPAN)}"
    assert command in " ".join(nothing.err.split())
    assert f"3 games to bring in: {command} --game-types R" in " ".join(lost.out.split())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "neither"),
        (("--start-date", "2024-07-01"), "only one of the days"),
        (("--season", "2024", "--end-date", "2024-07-01"), "cannot both be given"),
        (("--start-date", "2024-07-02", "--end-date", "2024-07-01"), "is after"),
        (("--start-date", "0001-01-01", "--end-date", "9999-12-31"), "no games are listed"),
        (("--season", "2024", "--requests-per-s", "100"), "requests-per-s"),
    ],
    ids=["nothing", "one day", "both", "wrong way round", "all of time", "too fast"],
)
def test_a_backfill_of_nothing_sensible_is_refused(
    cli: Any, arguments: tuple[str, ...], says: str
) -> None:
    done = cli("pipeline", "backfill", *arguments)
    assert done.exit_code == 2
    assert says in done.err


def test_an_unknown_time_zone_is_refused_with_the_nearest_one(cli: Any) -> None:
    done = cli("pipeline", "daily", "--timezone", "America/New_Yorc")
    assert done.exit_code == 2
    assert "did you mean America/New_York?" in done.err
