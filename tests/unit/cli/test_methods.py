"""Any method of the API can be named in the place of a job, and looked up before."""

from typing import Any

import pytest

from mlb_data_platform.statsapi import load_catalogue
from tests.support.cli import mlb_etl

API = "https://statsapi.mlb.com/api/v1"


def plan(*arguments: str, **env: str) -> Any:
    return mlb_etl("ingest", "--dry-run", "--output", "json", *arguments, env=env).json


PEOPLE = [f"{API}/people?personIds=1,2"]
NAMED = {
    "endpoint and method": (["--endpoint", "person", "--method", "person"], ["personIds=1,2"]),
    "one word": (["--endpoint", "Person.person"], ["personIds=1,2"]),
    "both, in agreement": (
        ["--endpoint", "person.person", "--method", "person"],
        ["personIds=1,2"],
    ),
    "a list": (["--endpoint", "person.person"], ["personIds=1", "personIds=2"]),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_method_is_named_in_one_word_or_two(case: str) -> None:
    words, params = NAMED[case]
    given = [word for one in params for word in ("--param", one)]

    assert plan(*words, *given) == {
        "job": "Person.person",
        "raw_table": "raw.person_person",
        "requests": PEOPLE,
    }


def test_a_method_is_named_by_the_environment_too() -> None:
    env = {"MLB_ENDPOINT": "person", "MLB_METHOD": "person", "MLB_PARAM": "personIds=1,2"}
    assert plan(**env)["requests"] == PEOPLE


def test_a_method_has_the_flags_and_the_variables_of_a_job() -> None:
    games = plan("--endpoint", "Game.boxscore", "--game-pks", "7,8")
    day = plan("--endpoint", "Standings.standings", "--date", "2024-07-01")
    year = plan("--endpoint", "Schedule.tieGames", "--param", "season=${Y}", "--var", "Y=2024")

    assert games["requests"] == [f"{API}/game/7/boxscore", f"{API}/game/8/boxscore"]
    assert day["requests"] == [f"{API}/standings?date=2024-07-01"]
    assert year["requests"] == [f"{API}/schedule/games/tied?season=2024"]


WRONG = {
    "a misspelt method": (
        ["--endpoint", "gmae", "--method", "boxscre"],
        "Gmae.boxscre: no such endpoint and method in the catalogue",
        "did you mean Game.boxscore or Game.linescore?",
    ),
    "a method like no other": (
        ["--endpoint", "x", "--method", "y"],
        "X.y: no such endpoint and method in the catalogue",
        "`mlb-etl endpoints` lists what can be asked",
    ),
    "no method": (
        ["--endpoint", "Draft"],
        "--endpoint Draft: found no --method beside it, wanted one of draftPicks, draftProspects",
        "--endpoint Draft --method draftPicks",
    ),
    "no method of an unknown endpoint": (
        ["--endpoint", "x"],
        "--endpoint x: found no --method beside it",
        "see `mlb-etl endpoints`",
    ),
    "two methods": (
        ["--endpoint", "Game.boxscore", "--method", "linescore"],
        "--endpoint Game.boxscore: found --method linescore beside it, wanted one method",
        "--endpoint Game --method linescore",
    ),
    "a method without its endpoint": (
        ["--method", "boxscore"],
        "ingest: found --method alone, wanted --job, or --endpoint with --method",
        "--job season_daily, or --endpoint person",
    ),
    "a parameter without its endpoint": (
        ["--param", "season=2024"],
        "ingest: found --param alone",
        "--job season_daily",
    ),
    "a job and an endpoint": (
        ["--job", "game", "--endpoint", "game"],
        "--job game: found --endpoint beside it, wanted one of both",
        "leave one out",
    ),
    "a job and a parameter": (
        ["--job", "game", "--param", "game_pk=7"],
        "--job game: found --param beside it",
        "--var NAME=VALUE",
    ),
    "a misspelt parameter": (
        ["--endpoint", "Game.boxscore", "--param", "gamePK=7"],
        "Game.boxscore: found the parameter 'gamePK', wanted one of game_pk, timecode",
        "did you mean game_pk?",
    ),
    "all parameters that lack": (
        ["--endpoint", "Person.stats"],
        "Person.stats: found nothing for the parameters 'personId' and 'stats', wanted values",
        "--param personId=… --param stats=…",
    ),
    "a parameter without a value": (
        ["--endpoint", "Draft.draftPicks", "--param", "year"],
        "--param: found 'year', wanted NAME=VALUE",
        "--param SEASON=2024",
    ),
    "an unknown variable": (
        ["--endpoint", "Draft.draftPicks", "--param", "year=${YAER}"],
        "--param: year: ${YAER}: no such variable",
        "did you mean ${YEAR}?",
    ),
    "a flag that does not fit": (
        ["--endpoint", "Venue.venues", "--date", "2024-07-01"],
        "--date: Venue.venue does not take it",
        "anything else goes into --param NAME=VALUE",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_asked_is_refused_with_what_to_type(case: str) -> None:
    arguments, problem, hint = WRONG[case]
    refused = plan(*arguments)

    assert refused["exit_code"] == 2
    assert refused["error"].startswith(problem)
    assert hint in refused["hint"]


def test_every_method_of_the_catalogue_is_listed_in_a_line_of_its_own() -> None:
    lines = mlb_etl("endpoints").out.splitlines()
    listed = [line.split()[0] for line in lines if "." in line]

    assert listed == [entry.name for entry in load_catalogue().entries]


def test_a_method_is_shown_with_what_it_needs_and_takes() -> None:
    (roster,) = mlb_etl("endpoints", "team.ROSTER", "--output", "json").json["endpoints"]

    assert (roster["method"], roster["raw_table"]) == ("Team.roster", "raw.team_roster")
    assert roster["needs"] == ["teamId"]
    assert roster["takes"][:4] == ["rosterType", "season", "date", "gameType"]


def test_a_method_says_what_transforms_its_answers() -> None:
    (game,) = mlb_etl("endpoints", "Game.liveGameV1", "--output", "json").json["endpoints"]
    shown = mlb_etl("endpoints", "Game.liveGameV1").out

    assert game["transform"] == "game"
    assert "  needs      game_pk\n" in shown


def test_an_endpoint_is_shown_with_all_its_methods_also_by_another_name() -> None:
    drafts = mlb_etl("endpoints", "draft", "--output", "json").json["endpoints"]
    lists = mlb_etl("endpoints", "Config.pitchTypes", "--output", "json").json["endpoints"]

    assert [one["method"].split(".")[0] for one in drafts] == ["Draft"] * 3
    assert [one["method"] for one in lists] == ["Misc.pitchTypes"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Gmae", "did you mean Game"), ("zzz", "`mlb-etl endpoints` lists what can be asked")],
)
def test_an_unknown_name_is_refused_with_the_nearest_ones(name: str, hint: str) -> None:
    refused = mlb_etl("endpoints", name, "--output", "json").json

    assert refused["error"] == f"{name}: no such endpoint or method in the catalogue"
    assert refused["hint"].startswith(hint)
