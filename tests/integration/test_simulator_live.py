"""Games in progress over real HTTP: clock, states, timecodes, patches, changed games."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from mlb_data_platform.simulator import LeagueClock, build_app, build_league, running_server
from mlb_data_platform.statsapi import HttpSource, Request
from tests.unit.simulator.live_games import apply_here

MORNING = datetime(2024, 3, 29, 14, tzinfo=UTC)


class Api:
    """A league over HTTP whose clock the test moves."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def get(self, path: str, **params: str) -> Any:
        response = self.http.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def move(self, **said: object) -> dict[str, Any]:
        response = self.http.post("/simulator/clock", json=said)
        assert response.status_code == 200, response.text
        return response.json()

    def listings(self, **params: str) -> list[dict[str, Any]]:
        day = self.get("/api/v1/schedule", sportId="1", **params)
        return [game for entry in day["dates"] for game in entry["games"]]

    def feed(self, game: dict[str, Any], more: str = "", **params: str) -> Any:
        return self.get(f"{game['link']}{more}", **params)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    app = build_app(build_league(seed=11), clock=LeagueClock(MORNING))
    with running_server(app) as url:
        yield url


@pytest.fixture
def api(server: str) -> Iterator[Api]:
    with httpx.Client(base_url=server, timeout=60) as http:
        fresh = Api(http)
        fresh.move(now=MORNING.isoformat())
        yield fresh


@pytest.fixture
def game(api: Api) -> dict[str, Any]:
    return api.listings(date="2024-03-29")[0]


def first_pitch(game: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(game["gameDate"])


def state(feed: dict[str, Any]) -> str:
    return feed["gameData"]["status"]["detailedState"]


def stamp(feed: dict[str, Any]) -> str:
    return feed["metaData"]["timeStamp"]


def test_a_game_followed_by_patches_is_the_game_fetched_whole(api: Api, game: Any) -> None:
    api.move(now=(first_pitch(game) - timedelta(minutes=40)).isoformat())
    held = api.feed(game)
    shapes = set()
    for _ in range(400):
        api.move(advance_s=60)
        news = api.feed(game, "/diffPatch", startTimecode=stamp(held))
        if isinstance(news, dict):
            shapes.add("whole")
            held = {"copyright": held["copyright"], **news}
        else:
            shapes.add("patches" if news else "nothing")
            for patch in news:
                held = apply_here(held, patch["diff"])
        if state(held) == "Final":
            break

    assert shapes == {"whole", "patches", "nothing"}
    assert held == api.feed(game)


def test_there_is_a_patch_for_every_timecode_in_between(api: Api, game: Any) -> None:
    api.move(now=(first_pitch(game) + timedelta(hours=1)).isoformat())
    codes = api.feed(game, "/timestamps")
    held = api.feed(game, timecode=codes[-6])
    patches = api.feed(game, "/diffPatch", startTimecode=codes[-6], endTimecode=codes[-2])

    if isinstance(patches, list):
        assert len(patches) == 4
        for patch in patches:
            held = apply_here(held, patch["diff"])
        assert held == api.feed(game, timecode=codes[-2])
    else:
        assert stamp(patches) == codes[-2]


def test_whoever_is_far_behind_gets_the_whole_feed_without_copyright(api: Api, game: Any) -> None:
    api.move(now=(first_pitch(game) + timedelta(hours=1)).isoformat())
    codes = api.feed(game, "/timestamps")

    for asked in ({"startTimecode": codes[2]}, {"startTimecode": "20200101_000000"}, {}):
        answer = api.feed(game, "/diffPatch", **asked)
        assert stamp(answer) == codes[-1]
        assert "copyright" not in answer
    assert api.feed(game, "/diffPatch", startTimecode=codes[-1]) == []


def test_the_schedule_shows_the_state_and_score_of_the_feed(api: Api, game: Any) -> None:
    for minutes in (-300, -100, -15, 30, 120, 600):
        api.move(now=(first_pitch(game) + timedelta(minutes=minutes)).isoformat())
        [listed] = api.listings(gamePk=str(game["gamePk"]))
        feed = api.feed(game)
        assert listed["status"] == feed["gameData"]["status"]
        if minutes > 0:
            runs = feed["liveData"]["linescore"]["teams"]
            assert listed["teams"]["home"]["score"] == runs["home"]["runs"]


def test_standings_change_when_a_game_is_final(api: Api, game: Any) -> None:
    def wins() -> int:
        answer = api.get("/api/v1/standings", leagueId="103,104", season="2024")
        ids = {game["teams"][side]["team"]["id"] for side in ("home", "away")}
        teams = [t for record in answer["records"] for t in record["teamRecords"]]
        return sum(team["wins"] for team in teams if team["team"]["id"] in ids)

    api.move(now=(first_pitch(game) + timedelta(hours=2)).isoformat())
    before = wins()
    api.move(now=(first_pitch(game) + timedelta(hours=12)).isoformat())

    assert wins() == before + 1


def test_changed_games_are_listed_since_a_watermark(api: Api, game: Any) -> None:
    def changed(since: datetime, **more: str) -> set[int]:
        scope = {"sportId": "1", "season": "2024", "gameType": "R"} | more
        answer = api.get("/api/v1/game/changes", updatedSince=since.isoformat(), **scope)
        assert answer["totalGames"] == sum(len(day["games"]) for day in answer["dates"])
        return {listed["gamePk"] for day in answer["dates"] for listed in day["games"]}

    now = first_pitch(game) + timedelta(hours=1)
    api.move(now=now.isoformat())
    assert game["gamePk"] in changed(now - timedelta(minutes=5))
    assert changed(now) == set()
    assert changed(now - timedelta(minutes=5), gameType="S") == set()
    api.move(now=(now + timedelta(hours=11)).isoformat())
    assert game["gamePk"] in changed(now)
    assert game["gamePk"] not in changed(now + timedelta(hours=8))


def test_the_same_seed_and_clock_give_the_same_bytes(api: Api, game: Any, server: str) -> None:
    now = first_pitch(game) + timedelta(minutes=47)
    api.move(now=(now + timedelta(hours=9)).isoformat())
    api.feed(game)
    api.move(now=now.isoformat())
    with (
        running_server(build_app(build_league(seed=11), clock=LeagueClock(now))) as url,
        httpx.Client(base_url=url, timeout=60) as fresh,
    ):
        for path in (game["link"], f"{game['link']}/timestamps", "/api/v1/schedule?sportId=1"):
            assert fresh.get(path).content == api.http.get(path).content


def test_the_platforms_own_client_reads_all_of_it(api: Api, game: Any, server: str) -> None:
    api.move(now=(first_pitch(game) + timedelta(minutes=50)).isoformat())
    pk = {"game_pk": str(game["gamePk"])}
    start = {"startTimecode": stamp(api.feed(game))}
    api.move(advance_s=60)
    since = {"updatedSince": first_pitch(game).isoformat(), "sportId": "1", "season": "2024"}
    questions = (
        ("liveGameV1", pk, {}),
        ("liveGameDiffPatchV1", pk, start),
        ("liveTimestampv11", pk, {}),
        ("changes", {}, since),
    )
    with closing(HttpSource(server)) as source:
        answers = [
            source.fetch(
                Request(endpoint="game", method=method, path_params=path, query_params=query)
            )
            for method, path, query in questions
        ]

    assert [document.status for document in answers] == [200] * 4


@pytest.mark.parametrize(
    "said", [{"now": "2024-07-01T12:00:00"}, {"speed": 60}, {"hour": 3}, {"advance_s": "soon"}]
)
def test_what_the_clock_does_not_understand_is_refused(api: Api, said: dict[str, object]) -> None:
    response = api.http.post("/simulator/clock", json=said)

    assert response.status_code == 400
    assert response.json()["message"].startswith("clock: ")


def test_the_clock_tells_what_it_shows(api: Api) -> None:
    assert api.move(now="2024-07-01T12:00:00-04:00", advance_s=90) == {
        "now": "2024-07-01T16:01:30Z",
        "speed": 0.0,
    }
    assert api.get("/simulator/clock")["now"] == "2024-07-01T16:01:30Z"


def test_a_correction_in_place_changes_old_timecodes_and_no_stamp(api: Api, game: Any) -> None:
    """Quirk 5 of the API: only the content tells."""
    api.move(now=(first_pitch(game) + timedelta(hours=14)).isoformat())
    before, codes = api.feed(game), api.feed(game, "/timestamps")
    earlier = api.feed(game, timecode=codes[-2])
    said = {"gamePk": game["gamePk"], "kind": "remove_event"}
    told = api.http.post("/simulator/corrections", json=said).json()
    play = told["atBatIndex"]

    def events(feed: dict[str, Any]) -> list[dict[str, Any]]:
        return feed["liveData"]["plays"]["allPlays"][play]["playEvents"]

    after = api.feed(game)
    assert stamp(after) == stamp(before)
    assert len(events(after)) == len(events(before)) - 1
    assert len(events(api.feed(game, timecode=codes[-2]))) == len(events(earlier)) - 1
    assert api.feed(game, "/diffPatch", startTimecode=stamp(before)) == []
    since = (first_pitch(game) + timedelta(hours=13)).isoformat()
    changed = api.get("/api/v1/game/changes", updatedSince=since, sportId="1", season="2024")
    assert [g["gamePk"] for day in changed["dates"] for g in day["games"]] == [game["gamePk"]]


def test_a_correction_with_a_timecode_is_one_more_patch(api: Api) -> None:
    game = api.listings(date="2024-03-29")[1]
    api.move(now=(first_pitch(game) + timedelta(hours=14)).isoformat())
    before = api.feed(game)
    said = {"gamePk": game["gamePk"], "kind": "insert_play", "inPlace": False, "play": 30}
    told = api.http.post("/simulator/corrections", json=said).json()
    after = api.feed(game)
    [patch] = api.feed(game, "/diffPatch", startTimecode=stamp(before))

    assert told["atBatIndex"] == 30
    assert stamp(after) > stamp(before)
    assert apply_here(before, patch["diff"]) == after
    assert len(api.feed(game, "/timestamps")) > 300


@pytest.mark.parametrize(
    "said",
    [
        {"gamePk": 1, "kind": "insert_play"},
        {"gamePk": 20240007, "kind": "forfeit"},
        {"gamePk": 20241500, "kind": "insert_play"},
        {"kind": "insert_play"},
        {"gamePk": 20240007, "kind": "insert_play", "play": 999},
    ],
)
def test_a_correction_that_cannot_be_made_is_refused(api: Api, said: dict[str, object]) -> None:
    api.move(now="2024-03-31T12:00:00Z")
    response = api.http.post("/simulator/corrections", json=said)

    assert response.status_code == 400
    assert response.json()["message"].startswith("corrections: ")
