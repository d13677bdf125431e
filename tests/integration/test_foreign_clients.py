"""Clients that nobody here wrote, pointed at the simulator: what they read of the real API.

Only their base URL is another; everything else is as published. `MLB-StatsAPI` hands dictionaries
on and renders text, `python-mlb-statsapi` puts every answer into typed models.
"""

from collections.abc import Iterator
from datetime import date

import mlbstatsapi
import pytest
import statsapi

from mlb_data_platform.simulator import build_app, build_league, running_server

REAL = "https://statsapi.mlb.com"
LEAGUE = build_league(seed=5, season=2024, today=date(2024, 4, 3))
DAY, PK = "2024-03-29", 20240005
LISTS = """
baseballStats eventTypes gameStatus gameTypes hitTrajectories jobTypes languages leagueLeaderTypes
logicalEvents metrics pitchCodes pitchTypes platforms positions reviewReasons rosterTypes
runnerDetailTypes scheduleEventTypes situationCodes sky standingsTypes statGroups statTypes
windDirection
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_server(build_app(LEAGUE)) as running:
        yield running


@pytest.fixture
def plain(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """MLB-StatsAPI, asking the simulator."""
    for endpoint in statsapi.ENDPOINTS.values():
        monkeypatch.setitem(endpoint, "url", endpoint["url"].replace(REAL, url))


@pytest.fixture(scope="module")
def typed(url: str) -> Iterator[mlbstatsapi.Mlb]:
    """python-mlb-statsapi, asking the simulator."""
    with mlbstatsapi.Mlb() as client:
        for adapter in (client._mlb_adapter_v1, client._mlb_adapter_v1_1):
            adapter.url = adapter.url.replace(REAL, url)
        yield client


@pytest.mark.usefixtures("plain")
class TestMlbStatsApi:
    """toddrob99/MLB-StatsAPI."""

    def test_a_day_s_schedule_has_scores_and_states(self) -> None:
        games = statsapi.schedule(date=DAY)

        assert len(games) >= 14
        assert {game["status"] for game in games} <= {"Final", "Postponed"}
        assert all(game["winning_pitcher"] for game in games if game["status"] == "Final")

    def test_a_club_s_schedule_has_its_games_only(self) -> None:
        games = statsapi.schedule(start_date="2024-03-28", end_date="2024-04-10", team=147)

        assert all(147 in (game["home_id"], game["away_id"]) for game in games)
        assert {"Final", "Scheduled"} <= {game["status"] for game in games}

    def test_a_box_score_is_a_page_of_text(self) -> None:
        page = statsapi.boxscore(PK)

        assert "Batters" in page
        assert "Pitchers" in page
        assert page.count("Totals") == 4

    def test_box_score_data_add_up(self) -> None:
        box = statsapi.boxscore_data(PK)
        for side in ("away", "home"):
            batters = box[f"{side}Batters"][1:]
            totals = box[f"{side}BattingTotals"]
            assert sum(int(batter["h"]) for batter in batters) == int(totals["h"])

    def test_a_line_score_has_a_line_a_club(self) -> None:
        assert len(statsapi.linescore(PK).splitlines()) == 3

    def test_scoring_plays_and_the_whole_feed_are_read(self) -> None:
        runs = statsapi.get("game", {"gamePk": PK})["liveData"]["linescore"]["teams"]
        plays = statsapi.game_scoring_play_data(PK)["plays"]

        last = plays[-1]["result"]
        assert (last["awayScore"], last["homeScore"]) == (
            runs["away"]["runs"],
            runs["home"]["runs"],
        )

    def test_standings_have_six_divisions_of_five(self) -> None:
        divisions = statsapi.standings_data(season=2024)

        assert [len(one["teams"]) for one in divisions.values()] == [5] * 6
        assert "American League East" in statsapi.standings(date="03/31/2024")

    def test_a_roster_has_26_lines(self) -> None:
        assert len(statsapi.roster(147, season=2024).strip().splitlines()) == 26

    def test_clubs_people_and_games_are_found(self) -> None:
        (club,) = statsapi.lookup_team("nyy")
        name = statsapi.roster(147, season=2024).splitlines()[0].split()[-1]

        assert club["id"] == 147
        assert statsapi.lookup_player(name, season=2024)
        assert statsapi.last_game(147) != statsapi.next_game(147)
        assert statsapi.latest_season()["seasonId"] == "2024"

    @pytest.mark.parametrize(
        ("endpoint", "parameters"),
        [
            ("game_winProbability", {"gamePk": PK}),
            ("game_contextMetrics", {"gamePk": PK}),
            ("game_playByPlay", {"gamePk": PK}),
            ("game_boxscore", {"gamePk": PK}),
            ("game_linescore", {"gamePk": PK}),
            ("game_timestamps", {"gamePk": PK}),
            ("game_changes", {"updatedSince": "2024-04-01T00:00:00Z", "sportId": 1}),
            ("people", {"personIds": "9148000,9148001"}),
            ("person", {"personId": 9148000}),
            ("teams", {"sportId": 1, "season": 2024}),
            ("team", {"teamId": 147}),
            ("team_coaches", {"teamId": 147, "season": 2024}),
            ("venue", {"venueIds": 15, "hydrate": "location"}),
            ("league", {"sportId": 1}),
            ("divisions", {"sportId": 1}),
            ("conferences", {}),
            ("sports", {}),
            ("seasons", {"sportId": 1}),
            ("season", {"seasonId": 2024, "sportId": 1}),
            ("sports_players", {"sportId": 1, "season": 2024}),
            ("jobs_umpires", {}),
            ("schedule_postseason", {"season": 2024}),
            ("schedule_tied", {"season": 2024}),
        ],
    )
    def test_an_endpoint_is_read(self, endpoint: str, parameters: dict[str, object]) -> None:
        assert statsapi.get(endpoint, parameters)

    @pytest.mark.parametrize("name", LISTS.split())
    def test_a_reference_list_is_read(self, name: str) -> None:
        assert statsapi.meta(name)


class TestPythonMlbStatsApi:
    """zero-sum-seattle/python-mlb-statsapi."""

    def test_a_day_s_schedule_is_read(self, typed: mlbstatsapi.Mlb) -> None:
        (day,) = typed.get_schedule(date=DAY).dates
        games = typed.get_scheduled_games_by_date(date=DAY)

        assert [game.game_pk for game in games] == [game.game_pk for game in day.games]
        assert typed.get_game_ids(date=DAY) == [game.game_pk for game in games]

    def test_a_game_is_read_and_its_parts_agree(self, typed: mlbstatsapi.Mlb) -> None:
        game = typed.get_game(PK)
        plays = typed.get_game_play_by_play(PK)
        line = typed.get_game_line_score(PK)

        assert game.game_pk == PK
        assert len(plays.all_plays) == len(game.live_data.plays.all_plays)
        assert line.teams.home.runs == game.live_data.linescore.teams.home.runs

    def test_a_box_score_is_read(self, typed: mlbstatsapi.Mlb) -> None:
        teams = typed.get_game_box_score(PK).teams

        assert len(teams.home.players) == len(teams.away.players) == 26
        assert teams.home.team_stats["batting"]["atBats"] > 20

    def test_standings_are_read(self, typed: mlbstatsapi.Mlb) -> None:
        divisions = typed.get_standings(103, "2024")
        records = [record for division in divisions for record in division.team_records]

        assert len(records) == 15
        assert all(record.wins + record.losses == record.games_played for record in records)

    def test_rosters_and_coaches_are_read(self, typed: mlbstatsapi.Mlb) -> None:
        assert len(typed.get_team_roster(147)) == 26
        assert typed.get_team_coaches(147)[0].job == "Manager"

    def test_people_are_read(self, typed: mlbstatsapi.Mlb) -> None:
        assert len(typed.get_people()) == 30 * 26
        assert typed.get_person(9148000).full_name
        assert len(typed.get_persons("9148000,9148001")) == 2

    @pytest.mark.parametrize(
        ("ask", "count"),
        [
            (lambda client: client.get_teams(), 30),
            (lambda client: client.get_venues(), 30),
            (lambda client: client.get_divisions(), 6),
            (lambda client: client.get_leagues(), 4),
            (lambda client: client.get_sports(), 7),
            (lambda client: client.get_seasons(), 149),
            (lambda client: client.get_team_id("New York Yankees"), 1),
        ],
        ids=["teams", "venues", "divisions", "leagues", "sports", "seasons", "a club by name"],
    )
    def test_a_list_is_read_whole(self, typed: mlbstatsapi.Mlb, ask: object, count: int) -> None:
        assert len(ask(typed)) == count  # type: ignore[operator]

    @pytest.mark.parametrize(
        ("ask", "number"),
        [
            (lambda client: client.get_team(147), 147),
            (lambda client: client.get_venue(15), 15),
            (lambda client: client.get_division(200), 200),
            (lambda client: client.get_league(103), 103),
            (lambda client: client.get_sport(1), 1),
        ],
        ids=["team", "venue", "division", "league", "sport"],
    )
    def test_one_is_read_by_its_number(
        self, typed: mlbstatsapi.Mlb, ask: object, number: int
    ) -> None:
        assert ask(typed).id == number  # type: ignore[operator]
