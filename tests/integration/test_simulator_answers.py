"""Every other answer of the simulator: like the recorded ones, and at one with the feeds."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from mlb_data_platform.simulator import build_app, build_league, running_server
from mlb_data_platform.simulator.realism.comparison import compare
from mlb_data_platform.simulator.realism.profile import build_profile
from tests.support.stubs import stub_files

LEAGUE = build_league(seed=5, season=2024, today=date(2024, 4, 8))
GAMES = range(20240031, 20240041)
PEOPLE = ",".join(map(str, range(9_148_000, 9_148_020)))


@pytest.fixture(scope="module")
def api() -> Iterator[httpx.Client]:
    with (
        running_server(build_app(LEAGUE)) as url,
        httpx.Client(base_url=f"{url}/api/v1", timeout=60) as client,
    ):
        yield client


def get(api: httpx.Client, path: str) -> Any:
    response = api.get(path)
    assert response.status_code == 200, response.text
    return response.json()


# What only some real answers have: decorations, and measurements around each pitch.
NOT_SIMULATED = {
    "standings": "clinchIndicator",
    "people": "birthStateProvince|draftYear|nameMatrilineal|pronunciation|nickName",
    "winProbability": r"playEvents\[\*\]\.(preCount|context|defense|offense|officials|.*Prob|lev)",
    "linescore": "isWinner|note|offense.(first|second|third)",
    "playByPlay": "currentPlay",
    "roster": "person.stats|person.[a-z]+[A-Z]",
}


def plain(file: Path) -> Any:
    """A recorded answer; those of unknown requests have no envelope."""
    recorded = json.loads(gzip.decompress(file.read_bytes()))
    return recorded.get("response", recorded) if isinstance(recorded, dict) else recorded


@pytest.mark.parametrize(
    ("path", "recorded"),
    [
        ("standings?leagueId=103,104", "_unlabelled/standings/standings_2024"),
        ("teams?sportId=1", "team/teams/teams_season=2024"),
        ("teams/147/roster?hydrate=person", "_unlabelled/roster/team_stats_all_pitchers"),
        ("teams/147/coaches", "team/coaches/"),
        (f"people?personIds={PEOPLE}", "person/person/"),
        ("venues", "_unlabelled/venues/venue_15"),
        ("leagues", "_unlabelled/leagues/leagues.json"),
        ("divisions", "_unlabelled/divisions/divisions.json"),
        ("sports", "_unlabelled/sports/sports.json"),
        ("conferences", "_unlabelled/conferences/conferences"),
        ("jobs?jobType=UMPR", "_unlabelled/roster/jobs"),
        ("game/{pk}/winProbability", "game/getWinProbability/"),
        ("game/{pk}/contextMetrics", "_unlabelled/contextMetrics/context"),
        ("game/{pk}/linescore", "game/linescore/"),
        ("game/{pk}/playByPlay", "game/playByPlay/"),
        ("game/{pk}/boxscore", "game/boxscore/boxscore_game_pk=776"),
        ("schedule?sportId=1&date=2024-04-05", "schedule/schedule/schedule_date=2024-07-01"),
        ("seasons/all?sportId=1", "season/seasons/"),
    ],
    ids=lambda text: text.partition("?")[0],
)
def test_an_answer_has_the_fields_and_types_of_recorded_ones(
    api: httpx.Client, path: str, recorded: str
) -> None:
    paths = [path.replace("{pk}", str(pk)) for pk in GAMES] if "{pk}" in path else [path]
    real = build_profile(plain(file) for file in stub_files(f"{recorded}*")[:12])
    report = compare(real, build_profile(get(api, one) for one in paths))
    left_out = next((text for name, text in NOT_SIMULATED.items() if name in path), "$^")

    assert report.frequent_paths > 5
    assert [p for p in report.missing if not re.search(left_out, p)] == []
    assert report.wrong_types == {}


def feed(api: httpx.Client, pk: int) -> Any:
    return get(api, str(api.base_url.join(f"/api/v1.1/game/{pk}/feed/live")))


PK = GAMES[0]


def test_the_answers_about_a_game_are_cut_from_its_feed(api: httpx.Client) -> None:
    live = feed(api, PK)["liveData"]
    line = get(api, f"game/{PK}/linescore")
    plays = get(api, f"game/{PK}/playByPlay")
    box = get(api, f"game/{PK}/boxscore")

    assert line["innings"] == live["linescore"]["innings"]
    assert plays["allPlays"] == live["plays"]["allPlays"]
    assert box["teams"]["home"]["teamStats"] == live["boxscore"]["teams"]["home"]["teamStats"]
    assert box["teams"]["home"]["team"]["record"]["gamesPlayed"] > 0


@pytest.mark.parametrize("pk", GAMES)
def test_win_probability_goes_from_even_to_certain_and_adds_up(api: httpx.Client, pk: int) -> None:
    plays = get(api, f"game/{pk}/winProbability")
    runs = feed(api, pk)["liveData"]["linescore"]["teams"]
    home = [play["homeTeamWinProbability"] for play in plays]
    added = [play["homeTeamWinProbabilityAdded"] for play in plays]

    assert home[-1] == (100.0 if runs["home"]["runs"] > runs["away"]["runs"] else 0.0)
    assert 50 + sum(added) == pytest.approx(home[-1])
    assert all(p["homeTeamWinProbability"] + p["awayTeamWinProbability"] == 100 for p in plays)
    assert [p["atBatIndex"] for p in plays] == list(range(len(plays)))
    assert get(api, f"game/{pk}/contextMetrics")["homeWinProbability"] == home[-1]


def test_a_game_ahead_is_nobody_s_yet(api: httpx.Client) -> None:
    ahead = 20242000

    assert get(api, f"game/{ahead}/winProbability") == []
    assert get(api, f"game/{ahead}/contextMetrics")["homeWinProbability"] == 50.0
    assert get(api, f"game/{ahead}/playByPlay")["allPlays"] == []


UNKNOWN = """
teams/1 teams/1/roster teams/1/coaches people/1 people?personIds=1,2 venues/9 sports/2 leagues/1
divisions/1 conferences/1 game/1/boxscore nothing/at/all
"""


@pytest.mark.parametrize("path", UNKNOWN.split())
def test_what_nobody_knows_is_404_in_the_api_s_words(api: httpx.Client, path: str) -> None:
    response = api.get(path)

    assert response.status_code == 404
    assert response.json()["message"] == "Object not found"


def test_one_is_answered_as_among_all(api: httpx.Client) -> None:
    for kind, number in (("teams", 147), ("divisions", 201), ("leagues", 103), ("sports", 1)):
        (one,) = get(api, f"{kind}/{number}")[kind]
        assert one in get(api, f"{kind}?sportId=1")[kind]


def test_a_roster_names_the_people_of_the_feed(api: httpx.Client) -> None:
    game = feed(api, PK)
    club = game["gameData"]["teams"]["home"]["id"]
    roster = get(api, f"teams/{club}/roster?hydrate=person")["roster"]
    players = game["liveData"]["boxscore"]["teams"]["home"]["players"]

    assert {f"ID{one['person']['id']}" for one in roster} >= set(players)
    for one in roster:
        person = game["gameData"]["players"][f"ID{one['person']['id']}"]
        assert (one["person"]["fullName"], one["jerseyNumber"], one["position"]) == (
            person["fullName"],
            person["primaryNumber"],
            person["primaryPosition"],
        )


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("roster", "active"),
        ("roster?rosterType=40Man", "40Man"),
        ("roster/fullSeason", "fullSeason"),
        ("roster/coach", "coach"),
        ("roster?rosterType=friends", "active"),
        ("roster/active?season=2023", "fullSeason"),
        ("roster/active?season=20000", "active"),
    ],
)
def test_a_roster_says_of_which_kind_it_is(api: httpx.Client, asked: str, answered: str) -> None:
    answer = get(api, f"teams/147/{asked}")

    assert (answer["rosterType"], answer["teamId"]) == (answered, 147)
    assert answer["roster"]


def test_everybody_on_a_game_s_sheet_can_be_looked_up(api: httpx.Client) -> None:
    officials = feed(api, PK)["liveData"]["boxscore"]["officials"]
    coaches = get(api, "teams/147/coaches")["roster"]
    wanted = [one["official"] for one in officials] + [one["person"] for one in coaches]
    ids = ",".join(str(person["id"]) for person in wanted)
    found = {one["id"]: one["fullName"] for one in get(api, f"people?personIds={ids}")["people"]}

    assert found == {person["id"]: person["fullName"] for person in wanted}


def test_a_player_s_club_is_told_when_asked_for(api: httpx.Client) -> None:
    player = get(api, "teams/121/roster")["roster"][0]["person"]
    (bare,) = get(api, f"people/{player['id']}")["people"]
    (whole,) = get(api, f"people/{player['id']}?hydrate=currentTeam,stats(type=season)")["people"]

    assert whole == {**bare, "currentTeam": whole["currentTeam"]}
    assert whole["currentTeam"]["id"] == 121


def test_a_park_tells_its_place_when_asked_for(api: httpx.Client) -> None:
    (bare,) = get(api, "venues/3313")["venues"]
    (whole,) = get(api, "venues?venueIds=3313&hydrate=location,fieldInfo,timezone")["venues"]

    assert set(bare) == {"id", "name", "link", "active", "season"}
    assert set(whole) - set(bare) == {"location", "timeZone", "fieldInfo"}


def standings(api: httpx.Client, more: str = "") -> list[Any]:
    return get(api, f"standings?leagueId=103,104&season=2024{more}")["records"]


def clubs_of(records: list[Any]) -> list[Any]:
    return [club for record in records for club in record["teamRecords"]]


def test_standings_add_up(api: httpx.Client) -> None:
    clubs = clubs_of(standings(api))

    assert len(clubs) == 30
    assert sum(club["wins"] for club in clubs) == sum(club["losses"] for club in clubs) > 0
    assert sum(club["runDifferential"] for club in clubs) == 0
    assert sorted(int(club["sportRank"]) for club in clubs) == list(range(1, 31))
    for club in clubs:
        splits = {one["type"]: one for one in club["records"]["splitRecords"]}
        for pair in (("home", "away"), ("left", "right"), ("day", "night"), ("grass", "turf")):
            assert sum(splits[one]["wins"] for one in pair) == club["wins"]
            assert sum(splits[one]["losses"] for one in pair) == club["losses"]
        for kind in ("divisionRecords", "leagueRecords"):
            games = sum(one["wins"] + one["losses"] for one in club["records"][kind])
            assert games == club["gamesPlayed"] or kind == "divisionRecords"


def test_a_division_s_leader_is_first_and_nobody_trails_by_less_below(api: httpx.Client) -> None:
    for record in standings(api):
        back = [club["gamesBack"] for club in record["teamRecords"]]
        leaders = [club["divisionLeader"] for club in record["teamRecords"]]

        assert leaders == [True, False, False, False, False]
        assert back[0] == "-"
        numbers = [0.0 if one == "-" else float(one) for one in back]
        assert numbers == sorted(numbers)


def test_a_streak_is_the_last_results(api: httpx.Client) -> None:
    club = clubs_of(standings(api))[0]
    listed = get(api, f"schedule?season=2024&teamId={club['team']['id']}")["dates"]
    finals = [g for day in listed for g in day["games"] if g["status"]["codedGameState"] == "F"]
    won = [
        side["isWinner"]
        for game in sorted(finals, key=lambda game: game["gameDate"])
        for side in game["teams"].values()
        if side["team"]["id"] == club["team"]["id"]
    ]
    length = club["streak"]["streakNumber"]

    assert set(won[-length:]) == {club["streak"]["streakType"] == "wins"}
    assert won[-length - 1] is not won[-1]


def test_standings_of_an_earlier_day_have_fewer_games(api: httpx.Client) -> None:
    then, now = clubs_of(standings(api, "&date=2024-04-01")), clubs_of(standings(api))

    assert sum(c["gamesPlayed"] for c in then) < sum(c["gamesPlayed"] for c in now)
    assert all(club["gamesPlayed"] for club in then)


@pytest.mark.parametrize(
    ("kind", "records", "clubs"),
    [
        ("regularSeason", 6, 30),
        ("byLeague", 2, 30),
        ("wildCard", 2, 24),
        ("divisionLeaders", 2, 6),
        ("springTraining", 0, 0),
        ("wildCard,divisionLeaders", 4, 30),
    ],
)
def test_standings_come_in_groups(api: httpx.Client, kind: str, records: int, clubs: int) -> None:
    found = standings(api, f"&standingsTypes={kind}")

    assert (len(found), len(clubs_of(found))) == (records, clubs)
    assert get(api, f"standings/{kind}")["records"] == found


def test_one_league_has_its_own_standings(api: httpx.Client) -> None:
    records = get(api, "standings?leagueId=104&hydrate=team(division)")["records"]

    assert {record["league"]["id"] for record in records} == {104}
    assert clubs_of(records)[0]["team"]["division"]["name"].startswith("National League")


def test_a_listing_is_written_out_when_asked_for(api: httpx.Client) -> None:
    asked = "team,linescore,decisions,probablePitcher(note),venue(location)"
    game = get(api, f"schedule?gamePk={PK}&hydrate={asked}")["dates"][0]["games"][0]
    shown = feed(api, PK)

    assert game["teams"]["home"]["team"]["abbreviation"]
    assert game["linescore"] == shown["liveData"]["linescore"]
    assert game["decisions"] == shown["liveData"]["decisions"]
    probable = shown["gameData"]["probablePitchers"]
    assert {side: game["teams"][side]["probablePitcher"] for side in probable} == probable
    assert game["venue"]["location"]["city"]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("teamId=147", lambda game: 147 in sides(game)),
        ("sportId=1&teamId=147&opponentId=116", lambda game: sides(game) == {147, 116}),
        ("sportId=1&venueIds=3313", lambda game: game["venue"]["id"] == 3313),
    ],
    ids=["club", "opponent", "park"],
)
def test_the_schedule_is_filtered(api: httpx.Client, query: str, holds: Any) -> None:
    dates = get(api, f"schedule?season=2024&startDate=2024-03-28&endDate=2024-09-29&{query}")
    games = [game for day in dates["dates"] for game in day["games"]]

    assert games
    assert all(map(holds, games))


def sides(game: Any) -> set[int]:
    return {side["team"]["id"] for side in game["teams"].values()}


@pytest.mark.parametrize("query", ["date=2024-04-05", "sportId=11&date=2024-04-05"])
def test_a_schedule_without_subject_lists_nothing(api: httpx.Client, query: str) -> None:
    assert get(api, f"schedule?{query}")["dates"] == []


@pytest.mark.parametrize(
    ("path", "key"),
    [("games/tied", "dates"), ("postseason", "dates"), ("postseason/series", "series")],
)
def test_what_is_not_played_here_is_an_empty_list(api: httpx.Client, path: str, key: str) -> None:
    assert get(api, f"schedule/{path}?season=2024")[key] == []


def test_fields_cut_an_answer_at_every_depth(api: httpx.Client) -> None:
    answer = get(api, "schedule?sportId=1&date=2024-03-29&fields=dates,games,gamePk,status,reason")

    assert set(answer) == {"dates"}
    assert {tuple(day) for day in answer["dates"]} == {("games",)}
    assert {tuple(game) for game in answer["dates"][0]["games"]} == {("gamePk", "status")}


def test_keys_that_stand_for_a_thing_need_not_be_named(api: httpx.Client) -> None:
    box = get(api, f"game/{PK}/boxscore?fields=teams")

    assert set(box) == {"teams"}
    assert box["teams"]["home"]["batters"]


LISTS = ("gameTypes", "pitchCodes", "positions", "hitTrajectories", "rosterTypes", "sky")


@pytest.mark.parametrize("name", LISTS)
def test_a_reference_list_is_a_list_of_codes(api: httpx.Client, name: str) -> None:
    assert all(isinstance(next(iter(one.values())), str) for one in get(api, name))


def test_reference_lists_know_every_code_of_a_feed(api: httpx.Client) -> None:
    events = {one["code"]: one for one in get(api, "eventTypes")}
    pitches = {one["code"] for one in get(api, "pitchTypes")}
    calls = {one["code"]: one for one in get(api, "pitchCodes")}
    for pk in GAMES:
        for play in feed(api, pk)["liveData"]["plays"]["allPlays"]:
            assert play["result"]["eventType"] in events
            for event in play["playEvents"]:
                details = event["details"]
                assert details.get("eventType", "single") in events
                if event["isPitch"]:
                    assert details["type"]["code"] in pitches
                    assert calls[details["code"]]["ballStatus"] == details["isBall"]


def test_game_states_know_what_is_over(api: httpx.Client) -> None:
    states = {one["statusCode"]: one for one in get(api, "gameStatus")}

    assert len(states) == len(get(api, "gameStatus")) > 166
    assert {states[code]["codedGameState"] for code in ("DR", "DI")} == {"D"}
    assert states["FT"]["reason"] == "Tied"
    assert {one["abstractGameCode"] for one in states.values()} == {"P", "L", "F", "O"}
