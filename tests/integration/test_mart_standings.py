"""Standings of every day are those that the league itself reports, in whole recorded seasons."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.warehouse import Run, connect
from tests.integration.conftest import SIMULATED_GAMES, Warehouse
from tests.support.databases import TestServer
from tests.support.simulated import simulated_feeds
from tests.support.stubs import read_answer, read_envelope, stub_files

Json = dict[str, Any]
SEASONS = {2015: "2015-04-05", 2016: "2016-04-03", 2018: "2018-03-29", 2019: "2019-03-20"}


def schedules() -> Iterator[Any]:
    """The recorded schedules of whole seasons."""
    for file in stub_files("schedule/schedule/*.json.gz"):
        if read_envelope(file)["query_params"].get("startDate") in SEASONS.values():
            yield file


@pytest.fixture(scope="module")
def seasons(server: TestServer) -> Iterator[Warehouse]:
    """A warehouse with the schedules of whole seasons, and no feed."""
    with server.new_database() as database, connect(database) as connection:
        run = Run(run_id="test")
        warehouse = Warehouse(RunContext(database=database, connection=connection, run=run))
        for file in schedules():
            warehouse.keep(file)
        warehouse.transform("schedule")
        yield warehouse


def final_listings(season: int) -> list[tuple[str, Json]]:
    """Listings of played regular-season games, with the date they stand under."""
    return [
        (day["date"], game)
        for file in schedules()
        for day in read_answer(file)["dates"]
        for game in day["games"]
        if game["season"] == str(season)
        and game["gameType"] == "R"
        and game["status"]["codedGameState"] == "F"
    ]


def games_by_team(season: int) -> dict[int, list[Json]]:
    """Each team's games once, in the order in which they count."""
    once = {game["gamePk"]: game for _, game in final_listings(season)}
    found: dict[int, list[Json]] = defaultdict(list)
    for game in sorted(once.values(), key=lambda g: (g["officialDate"], g["gameDate"])):
        for side, other in (("away", "home"), ("home", "away")):
            teams = game["teams"]
            one = {
                "on": date.fromisoformat(game["officialDate"]),
                "home": side == "home",
                "margin": teams[side]["score"] - teams[other]["score"],
                "for": teams[side]["score"],
                "against": teams[other]["score"],
            }
            found[teams[side]["team"]["id"]].append(one)
    return found


@pytest.mark.parametrize("season", SEASONS)
def test_wins_and_losses_are_the_league_s_own_after_every_day(
    seasons: Warehouse, season: int
) -> None:
    official: dict[tuple[int, date], tuple[int, int]] = {}
    for _, game in final_listings(season):
        for side in ("away", "home"):
            record = game["teams"][side]["leagueRecord"]
            key = (game["teams"][side]["team"]["id"], date.fromisoformat(game["officialDate"]))
            # The second game of a day, and the end of a suspended one, tell the later record.
            official[key] = max(
                official.get(key, (0, 0)), (record["wins"], record["losses"]), key=sum
            )
    found = {
        (team, day): (wins, losses)
        for team, day, wins, losses in seasons.all(
            "select team_id, standings_date, wins, losses from mart.standings_by_date"
            " where season = %s and standings_date = last_played",
            season,
        )
    }
    assert found == official
    assert len(found) > 4700


def test_runs_streaks_last_ten_and_places_add_up_over_a_season(seasons: Warehouse) -> None:
    query = (
        "select team_id, standings_date, ties, runs_for, runs_against, streak, last_ten_wins,"
        " last_ten_losses, home_wins, home_losses, away_wins, away_losses"
        " from mart.standings_by_date where season = 2016"
    )
    found = {(team, day): tuple(row) for team, day, *row in seasons.all(query)}
    for team, games in games_by_team(2016).items():
        last_of_day = {game["on"]: count for count, game in enumerate(games, 1)}
        for day, count in last_of_day.items():
            assert found[team, day] == tally(games[:count])


def tally(games: list[Json]) -> tuple[Any, ...]:
    """What a person counts who reads a list of games."""
    decided = [game["margin"] > 0 for game in games if game["margin"]]
    in_a_row = next(
        (n for n, won in enumerate(reversed(decided)) if won != decided[-1]), len(decided)
    )
    last_ten = [game["margin"] for game in games[-10:]]
    return (
        len(games) - len(decided),
        sum(game["for"] for game in games),
        sum(game["against"] for game in games),
        f"{'W' if decided[-1] else 'L'}{in_a_row}",
        sum(margin > 0 for margin in last_ten),
        sum(margin < 0 for margin in last_ten),
        *(
            sum(
                game["home"] is at_home and (game["margin"] > 0) is won
                for game in games
                if game["margin"]
            )
            for at_home in (True, False)
            for won in (True, False)
        ),
    )


def test_how_2019_ended_by_hand(seasons: Warehouse) -> None:
    rows = seasons.all(
        "select team_name, wins, losses, win_pct, streak, runs_for, runs_against, home_wins,"
        " home_losses from mart.standings_by_date where season = 2019"
        " and standings_date = '2019-09-29'"
        " and team_name in ('Houston Astros', 'Washington Nationals') order by 1"
    )
    assert rows == [
        ("Houston Astros", 107, 55, Decimal("0.660"), "W3", 920, 640, 60, 21),
        ("Washington Nationals", 93, 69, Decimal("0.574"), "W8", 873, 724, 50, 31),
    ]


def test_a_tie_counts_for_neither(seasons: Warehouse) -> None:
    """CHC at PIT on 29 September 2016 was called after six innings, 1 to 1."""
    rows = seasons.all(
        "select wins, losses, ties from mart.standings_by_date where season = 2016"
        " and team_name in ('Chicago Cubs', 'Pittsburgh Pirates')"
        " and standings_date = '2016-10-02' order by wins"
    )
    assert rows == [(78, 83, 1), (103, 58, 1)]


def test_a_day_off_carries_the_standings_on(seasons: Warehouse) -> None:
    counts = seasons.all(
        "select standings_date, count(*) from mart.standings_by_date"
        " where season = 2018 and standings_date > '2018-04-05' group by 1"
    )
    assert {count for _, count in counts} == {30}
    assert len(counts) > 170


def test_without_a_feed_nobody_knows_a_league(seasons: Warehouse) -> None:
    known = "count(league_id) + count(division_rank) + count(games_back)"
    assert seasons.one(f"select {known} from mart.standings_by_date") == 0


# -- from feeds, with leagues and divisions -------------------------------------------------------


def test_places_and_games_back_are_counted_within_each_division(simulated: Warehouse) -> None:
    records: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    divisions: dict[int, int] = {}
    for feed in simulated_feeds(SIMULATED_GAMES):
        teams, line = feed["gameData"]["teams"], feed["liveData"]["linescore"]["teams"]
        for side, other in (("away", "home"), ("home", "away")):
            team = teams[side]["id"]
            divisions[team] = teams[side]["division"]["id"]
            records[team][line[side]["runs"] < line[other]["runs"]] += 1
    found = simulated.all(
        "select team_id, division_id, wins, losses, games_back, division_rank"
        " from mart.standings_by_date s where standings_date ="
        " (select max(standings_date) from mart.standings_by_date)"
    )
    assert {row[0] for row in found} == records.keys()
    for team, division, wins, losses, back, rank in found:
        rivals = [records[t] for t, d in divisions.items() if d == divisions[team]]
        best = max(won - lost for won, lost in rivals)
        better = sum(won * (wins + losses) > wins * (won + lost) for won, lost in rivals)
        assert (division, [wins, losses]) == (divisions[team], records[team])
        assert back == Decimal(best - (wins - losses)) / 2
        assert rank == 1 + better


def test_a_game_known_to_feed_and_schedule_counts_once(seasons: Warehouse) -> None:
    day = "select sum(wins) from mart.standings_by_date where season = 2019 and standings_date ="
    before = seasons.one(f"{day} '2019-09-29'")
    with seasons.connection.transaction(force_rollback=True):
        # The same game as its feed would tell it, with another score.
        seasons.connection.execute(
            "insert into game.games (game_pk, season, game_type, official_date, game_date,"
            " coded_game_state, away_team_id, home_team_id, source_captured_at, source_raw_id)"
            " select game_pk, season, game_type, official_date, game_date, 'F', away_team_id,"
            " home_team_id, now(), 1 from schedule.games where season = 2019 and game_type = 'R'"
            " and coded_game_state = 'F' and schedule_date = '2019-09-28'"
        )
        seasons.connection.execute(
            "insert into game.game_teams (game_pk, side, team_id, runs, source_captured_at,"
            " source_raw_id) select g.game_pk, s.side, s.team_id, s.runs, now(), 1"
            " from game.games g cross join lateral (values ('away', g.away_team_id, 9),"
            " ('home', g.home_team_id, 1)) s (side, team_id, runs)"
        )
        assert seasons.one(f"{day} '2019-09-29'") == before
        runs = "select runs_for - runs_against from mart.standings_by_date where season = 2019"
        assert seasons.one(f"{runs} and team_id = 117 and standings_date = '2019-09-29'") != 280
