"""The simulator over real HTTP on the loopback: what a client of the real API would meet."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from mlb_data_platform.simulator import build_app, build_league, running_server

TODAY = date(2024, 5, 1)


@pytest.fixture(scope="module")
def app() -> Starlette:
    return build_app(build_league(seed=11, today=TODAY))


@pytest.fixture(scope="module")
def api(app: Starlette) -> Iterator[httpx.Client]:
    with running_server(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def get(api: httpx.Client, path: str, **params: object) -> dict[str, Any]:
    response = api.get(path, params={k: str(v) for k, v in params.items()})
    assert response.status_code == 200, response.text
    return response.json()


def schedule(api: httpx.Client, **params: object) -> dict[str, Any]:
    return get(api, "/api/v1/schedule", sportId=1, **params)


def games_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [game for day in answer["dates"] for game in day["games"]]


def first_month(api: httpx.Client) -> dict[str, Any]:
    return schedule(api, startDate="2024-03-28", endDate="2024-04-30")


def test_a_season_has_162_games_a_club(api: httpx.Client) -> None:
    ahead = build_app(build_league(seed=11, today=date(2024, 3, 1)))
    with running_server(ahead) as url, httpx.Client(base_url=url, timeout=60) as client:
        games = games_of(schedule(client, season=2024))
    played = Counter(g["teams"][side]["team"]["id"] for g in games for side in ("home", "away"))

    assert len({game["gamePk"] for game in games}) == len(games) == 2430
    assert set(played.values()) == {162}


def test_totals_count_the_listings(api: httpx.Client) -> None:
    answer = first_month(api)

    assert answer["totalGames"] == answer["totalItems"] == len(games_of(answer))
    assert all(day["totalGames"] == len(day["games"]) for day in answer["dates"])
    assert [day["date"] for day in answer["dates"]] == sorted(
        day["date"] for day in answer["dates"]
    )


def test_a_day_can_be_written_in_two_ways(api: httpx.Client) -> None:
    assert schedule(api, date="04/02/2024") == schedule(api, date="2024-04-02")


def test_a_day_without_games_answers_no_dates(api: httpx.Client) -> None:
    answer = schedule(api, date="2024-07-16")

    assert answer["dates"] == []
    assert answer["totalGames"] == 0


def test_filters_narrow_the_schedule(api: httpx.Client) -> None:
    yankees = games_of(schedule(api, startDate="2024-04-01", endDate="2024-04-07", teamId=147))

    assert yankees
    for game in yankees:
        assert 147 in {game["teams"][side]["team"]["id"] for side in ("home", "away")}
    assert schedule(api, date="2024-04-02", gameType="S")["dates"] == []
    assert games_of(get(api, "/api/v1/schedule", gamePk=yankees[0]["gamePk"])) == [yankees[0]]


def test_a_postponed_game_has_two_listings_and_one_game_pk(api: httpx.Client) -> None:
    listings = defaultdict(list)
    for game in games_of(first_month(api)):
        listings[game["gamePk"]].append(game)
    postponed = [both for both in listings.values() if len(both) == 2]

    assert postponed
    for first, second in postponed:
        assert first["status"]["abstractGameState"] == "Final"
        assert first["status"]["codedGameState"] == "D"
        assert first["officialDate"] == second["officialDate"] == first["rescheduleGameDate"]
        assert second["rescheduledFrom"] == first["gameDate"]
        assert "score" not in first["teams"]["home"]


def test_both_games_of_a_doubleheader_are_numbered_in_order(api: httpx.Client) -> None:
    pairs = defaultdict(list)
    for game in games_of(first_month(api)):
        if game["doubleHeader"] != "N":
            pairs[game["officialDate"], game["teams"]["home"]["team"]["id"]].append(game)

    assert pairs
    for first, second in pairs.values():
        assert (first["gameNumber"], second["gameNumber"]) == (1, 2)
        assert first["doubleHeader"] == second["doubleHeader"]
        assert first["gameDate"] < second["gameDate"]


def test_games_before_today_are_final_and_later_ones_scheduled(api: httpx.Client) -> None:
    states = defaultdict(set)
    for game in games_of(schedule(api, startDate="2024-04-28", endDate="2024-05-03")):
        states[game["officialDate"] < TODAY.isoformat()].add(game["status"]["detailedState"])

    assert states[False] == {"Scheduled"}
    assert states[True] <= {"Final", "Postponed"}


def test_a_listing_tells_the_score_of_its_feed(api: httpx.Client) -> None:
    for game in games_of(schedule(api, date="2024-04-05"))[:4]:
        if game["status"]["codedGameState"] != "F":
            continue
        feed = get(api, game["link"])
        runs = feed["liveData"]["linescore"]["teams"]
        for side in ("home", "away"):
            team = feed["gameData"]["teams"][side]
            assert runs[side]["runs"] == game["teams"][side]["score"]
            assert team["record"]["wins"] == game["teams"][side]["leagueRecord"]["wins"]
        assert feed["gameData"]["datetime"]["officialDate"] == game["officialDate"]


def test_an_unknown_game_is_404_with_the_apis_error(api: httpx.Client) -> None:
    response = api.get("/api/v1.1/game/1/feed/live")

    assert response.status_code == 404
    assert response.json()["message"] == "Object not found"
    assert set(response.json()) == {"messageNumber", "message", "timestamp", "traceId"}


def test_an_earlier_moment_of_a_game_is_shown_as_it_was(api: httpx.Client) -> None:
    link = "/api/v1.1/game/20240001/feed/live"
    now = get(api, link)
    earlier = get(api, link, timecode="20240328_235900")

    assert now["gameData"]["status"]["detailedState"] == "Final"
    assert earlier["gameData"]["status"]["detailedState"] == "In Progress"
    assert earlier["metaData"]["timeStamp"] <= "20240328_235900"
    assert get(api, link, timecode=now["metaData"]["timeStamp"]) == now
    assert get(api, link, timecode="nonsense") == now


@pytest.mark.parametrize("season", ["20000", "1875", "soon"])
def test_an_unknown_season_silently_answers_the_current_one(api: httpx.Client, season: str) -> None:
    seasons = get(api, "/api/v1/seasons", sportId=1, season=season)["seasons"]

    assert [entry["seasonId"] for entry in seasons] == ["2024"]


def test_seasons_go_back_to_1876(api: httpx.Client) -> None:
    every = get(api, "/api/v1/seasons/all", sportId=1)["seasons"]

    assert [every[0]["seasonId"], every[-1]["seasonId"]] == ["1876", "2024"]
    one = get(api, "/api/v1/seasons/1927", sportId=1)["seasons"]
    assert one == [entry for entry in every if entry["seasonId"] == "1927"]


def test_answers_are_compressed_when_asked_for(api: httpx.Client) -> None:
    link = "/api/v1.1/game/20240001/feed/live"

    assert api.get(link).headers["content-encoding"] == "gzip"
    plain = api.get(link, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


def test_people_clubs_and_parks_of_a_feed_can_be_looked_up(api: httpx.Client) -> None:
    data = get(api, "/api/v1.1/game/20240001/feed/live")["gameData"]
    first, second = list(data["players"].values())[:2]
    people = get(api, "/api/v1/people", personIds=f"{first['id']},{second['id']},1")["people"]
    home = data["teams"]["home"]

    assert {person["fullName"] for person in people} == {first["fullName"], second["fullName"]}
    assert get(api, first["link"])["people"][0]["id"] == first["id"]
    assert get(api, home["link"])["teams"][0]["name"] == home["name"]
    assert get(api, data["venue"]["link"])["venues"][0]["name"] == data["venue"]["name"]
    assert len(get(api, "/api/v1/teams", sportId=1, season=2024)["teams"]) == 30


def test_standings_follow_from_the_games(api: httpx.Client) -> None:
    won: Counter[int] = Counter()
    for game in games_of(first_month(api)):
        for side in game["teams"].values():
            won[side["team"]["id"]] += side.get("isWinner", False)
    records = get(api, "/api/v1/standings", leagueId="103,104", season=2024)["records"]
    standings = {t["team"]["id"]: t["wins"] for r in records for t in r["teamRecords"]}

    assert len(records) == 6
    assert standings == {club: won[club] for club in standings}


def test_requests_are_noted_in_order(app: Starlette, api: httpx.Client) -> None:
    before = len(app.state.requests)
    get(api, "/api/v1/teams", sportId=1)
    get(api, "/api/v1/venues")

    assert list(app.state.requests)[before:] == ["/api/v1/teams?sportId=1", "/api/v1/venues"]
