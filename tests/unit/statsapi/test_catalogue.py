"""The catalogue: addresses, parameters, raw tables, and errors that name the nearest thing."""

import pytest

from mlb_data_platform.errors import UsageError
from mlb_data_platform.statsapi import (
    CatalogueError,
    ParameterMissingError,
    Request,
    UnknownMethodError,
    UnknownParameterError,
    load_catalogue,
    read_catalogue,
)

API = "https://statsapi.mlb.com"
CATALOGUE = load_catalogue()

ADDRESSES = {
    "Season.seasons": ({"sportId": "1"}, "/api/v1/seasons?sportId=1"),
    "Season.seasons of one year": (
        {"seasonId": "2024", "sportId": "1"},
        "/api/v1/seasons/2024?sportId=1",
    ),
    "Season.allSeasons": ({"sportId": "1"}, "/api/v1/seasons/all?sportId=1"),
    "Schedule.schedule": (
        {"sportId": "1", "date": "07/01/2024"},
        "/api/v1/schedule?sportId=1&date=07%2F01%2F2024",
    ),
    "Schedule.schedule hydrated": (
        {"date": "2024-07-01", "hydrate": "team(league),linescore"},
        "/api/v1/schedule?date=2024-07-01&hydrate=team(league),linescore",
    ),
    "Game.liveGameV1": ({"game_pk": "744914"}, "/api/v1.1/game/744914/feed/live"),
    "Game.liveGameDiffPatchV1": (
        {"game_pk": "7", "startTimecode": "20240612_041248"},
        "/api/v1.1/game/7/feed/live/diffPatch?startTimecode=20240612_041248",
    ),
    "Game.liveTimestampv11": ({"game_pk": "7"}, "/api/v1.1/game/7/feed/live/timestamps"),
    "Game.getWinProbability": ({"gamePk": "7"}, "/api/v1/game/7/winProbability"),
    "Game.changes": (
        {"updatedSince": "2024-07-01T00:00:00Z"},
        "/api/v1/game/changes?updatedSince=2024-07-01T00:00:00Z",
    ),
    "Person.person": ({"personIds": "1,2"}, "/api/v1/people?personIds=1,2"),
    "Person.person alone": ({"personId": "660271"}, "/api/v1/people/660271"),
    "Team.teams": ({"season": "2024"}, "/api/v1/teams?season=2024"),
    "Team.roster": ({"teamId": "147"}, "/api/v1/teams/147/roster"),
    "Team.roster of a type": (
        {"teamId": "147", "rosterType": "active"},
        "/api/v1/teams/147/roster/active",
    ),
    "Venue.venue": ({"venueIds": "1,2"}, "/api/v1/venues?venueIds=1,2"),
    "Standings.standings": (
        {"leagueId": "103,104", "season": "2024"},
        "/api/v1/standings?leagueId=103,104&season=2024",
    ),
    "League.league": ({}, "/api/v1/leagues"),
    "Division.divisions": ({"divisionId": "200"}, "/api/v1/divisions/200"),
    "Sports.sports": ({}, "/api/v1/sports"),
    "Misc.gameStatus": ({}, "/api/v1/gameStatus"),
    "Config.gameStatus": ({}, "/api/v1/gameStatus"),
    "Transactions.transactions": ({"teamId": "147"}, "/api/v1/transactions?teamId=147"),
}


@pytest.mark.parametrize("case", ADDRESSES)
def test_a_request_becomes_the_address_of_the_api(case: str) -> None:
    params, address = ADDRESSES[case]
    endpoint, method = case.partition(" ")[0].split(".")

    request = CATALOGUE.request(endpoint, method, params)

    assert CATALOGUE.url(request) == API + address


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("Season.seasons", "season.seasons"),
        ("Schedule.schedule", "schedule.schedule"),
        ("Game.liveGameV1", "game.live_game_v1"),
        ("Season.allSeasons", "raw.season_all_seasons"),
        ("Team.teams", "raw.team_teams"),
        ("Game.getWinProbability", "raw.game_get_win_probability"),
    ],
)
def test_every_method_has_its_raw_table(name: str, table: str) -> None:
    assert CATALOGUE.entry(*name.split(".")).raw_table == table


def test_a_base_url_with_a_slash_at_its_end_gives_the_same_address() -> None:
    request = Request(endpoint="season", method="seasons")

    assert CATALOGUE.url(request, "http://localhost:1/") == "http://localhost:1/api/v1/seasons"


def test_a_query_keeps_the_order_it_was_given_in() -> None:
    request = Request(
        endpoint="season", method="seasons", query_params={"season": "2024", "sportId": "1"}
    )

    assert CATALOGUE.url(request).endswith("?season=2024&sportId=1")


def test_what_would_change_the_address_is_encoded() -> None:
    request = Request(
        endpoint="person",
        method="person",
        path_params={"personId": "1/../2?x"},
        query_params={"hydrate": "a&b=c+d"},
    )

    assert CATALOGUE.url(request).endswith("/people/1%2F..%2F2%3Fx?hydrate=a%26b%3Dc%2Bd")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Game.liveGamev1", "Game.liveGameV1"),
        ("Seasons.seasons", "Season.seasons"),
        ("Team.squad", "Team.teams"),
        ("Nothing.likeIt", None),
    ],
)
def test_an_unknown_method_is_refused_with_the_nearest_ones(name: str, nearest: str | None) -> None:
    with pytest.raises(UnknownMethodError) as refused:
        CATALOGUE.entry(*name.split("."))

    assert isinstance(refused.value, UsageError)
    assert refused.value.exit_code == 2
    assert nearest in refused.value.nearest if nearest else not refused.value.nearest


def test_a_query_parameter_with_another_spelling_names_the_right_one() -> None:
    request = Request(endpoint="schedule", method="schedule", query_params={"sport_id": "1"})

    with pytest.raises(UnknownParameterError, match="'sport_id'") as refused:
        CATALOGUE.url(request)

    assert refused.value.nearest[0] == "sportId"


def test_a_path_parameter_that_no_address_has_is_refused() -> None:
    request = Request(endpoint="game", method="liveGameV1", path_params={"gamePk": "1"})

    with pytest.raises(UnknownParameterError) as refused:
        CATALOGUE.url(request)

    assert refused.value.nearest == ("game_pk",)


@pytest.mark.parametrize(
    ("name", "params", "missing"),
    [
        ("Game.liveGameV1", {}, "game_pk"),
        ("Team.roster", {"rosterType": "active"}, "teamId"),
        ("Game.changes", {"sportId": "1"}, "updatedSince"),
        ("Schedule.schedule", {"date": ""}, "date"),
        ("Game.liveGameV1", {"game_pk": ".."}, "game_pk"),
    ],
)
def test_a_parameter_without_a_value_is_refused(
    name: str, params: dict[str, str], missing: str
) -> None:
    endpoint, method = name.split(".")
    with pytest.raises(ParameterMissingError) as refused:
        CATALOGUE.request(endpoint, method, params)

    assert refused.value.parameter == missing


def test_a_path_parameter_alone_of_two_names_the_one_that_lacks() -> None:
    request = Request(endpoint="team", method="roster", path_params={"rosterType": "active"})

    with pytest.raises(ParameterMissingError) as refused:
        CATALOGUE.url(request)

    assert refused.value.parameter == "teamId"


def test_a_further_path_needs_an_entry_and_no_code() -> None:
    catalogue = read_catalogue(
        "methods:\n  Moon.phase: {path: '/api/v1/moon/{day}', query: [tz]}", file="extra.yaml"
    )

    request = catalogue.request("moon", "phase", {"day": "7", "tz": "ET"})

    assert catalogue.url(request, "http://x") == "http://x/api/v1/moon/7?tz=ET"
    assert catalogue.entry("Moon", "phase").raw_table == "raw.moon_phase"


BROKEN = {
    "an unknown key": ("  A.b: {path: /a, quary: [x]}", "did you mean query?"),
    "an unknown key at the top": ("  A.b: {path: /a}\nevry: []", "did you mean every?"),
    "no path": ("  A.b: {query: [x]}", "either path or paths"),
    "both path and paths": ("  A.b: {path: /a, paths: [/b]}", "either path or paths"),
    "a path without its slash": ("  A.b: {path: a}", "begin with /"),
    "paths that look alike": ("  A.b: {paths: [/a, /b]}", "cannot be told apart"),
    "a name without a method": ("  A: {path: /a}", "wanted a name such as"),
    "a table without a schema": ("  A.b: {path: /a, raw_table: x}", "wanted schema.table"),
    "an unknown kind of answer": ("  A.b: {path: /a, answer: text}", "wanted one of object"),
    "a rule of an unknown parameter": (
        "  A.b: {path: /a, matches: [{at: x, one_of: y}]}",
        "does not take the parameter 'y'",
    ),
    "a rule without a parameter": (
        "  A.b: {path: /a, matches: [{at: x}]}",
        "either one_of or between",
    ),
    "a rule with one bound": (
        "  A.b: {path: /a, query: [x], matches: [{at: x, between: [x]}]}",
        "wanted two parameters",
    ),
    "a rule at no place": (
        "  A.b: {path: /a, query: [x], matches: [{at: 'x[1]', one_of: x}]}",
        "wanted a place such as",
    ),
    "a rule of an unknown kind": (
        "  A.b: {path: /a, query: [x], matches: [{at: x, one_of: x, as: time}]}",
        "wanted text or date",
    ),
    "a table used twice": (
        "  A.b: {path: /a, raw_table: t.t}\n  A.c: {path: /c, raw_table: t.t}",
        "t.t is used twice",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_catalogue_is_refused_with_file_line_and_key(case: str) -> None:
    text, told = BROKEN[case]
    with pytest.raises(CatalogueError) as refused:
        read_catalogue(f"methods:\n{text}", file="broken.yaml")

    assert told in f"{refused.value} {refused.value.hint}"
    assert (refused.value.file, refused.value.exit_code) == ("broken.yaml", 3)
    assert refused.value.line >= 2
    assert refused.value.key
