"""Wrong usage: exit code 2 with a message for people, or one JSON object for machines."""

import tomllib

import pytest

from mlb_data_platform.cli.console import EXIT_CODES
from tests.support.cli import mlb_etl
from tests.support.stubs import REPOSITORY

WRONG = {
    "an unknown command": (["nope"], "No such command 'nope'"),
    "an unknown flag": (["transform", "game", "--nope"], "No such option: --nope"),
    "no job": (["ingest"], "ingest: found neither, wanted --job, or --endpoint with --method"),
    "no subject": (["transform"], "Missing argument"),
    "an unknown subject": (["transform", "gmae"], "found 'gmae', wanted one of"),
    "a job that is not there": (["ingest", "--job", "nope"], "nope: found no such job"),
    "numbers that are none": (["transform", "game", "--game-pks", "x"], "--game-pks: found 'x'"),
    "a day that is none": (["transform", "game", "--start-date", "x"], "--start-date: found 'x'"),
    "a season that is none": (["transform", "game", "--season", "x"], "--season"),
    "no workers": (["transform", "game", "--workers", "0"], "--workers"),
    "an unknown engine": (["transform", "game", "--engine", "x"], "--engine"),
    "a filter of another subject": (
        ["transform", "season", "--game-pks", "1"],
        "transform season cannot be filtered by --game-pks",
    ),
    "a rehearsal with an audience": (
        ["transform", "game", "--dry-run", "--validate", "--mode", "streaming"],
        "--dry-run: found --mode streaming, --validate beside it",
    ),
    "a variable without value": (
        ["ingest", "--job", "season_daily", "--var", "SEASON"],
        "--var: found 'SEASON', wanted NAME=VALUE",
    ),
    "a variable without name": (
        ["ingest", "--job", "season_daily", "--var", "=2024"],
        "--var: found '=2024', wanted NAME=VALUE",
    ),
    "no day for a daily run": (["pipeline", "daily", "--date", "x"], "--date: found 'x'"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_told_to_a_person_on_standard_error(case: str) -> None:
    arguments, words = WRONG[case]
    result = mlb_etl(*arguments)

    assert (result.exit_code, result.out) == (2, "")
    assert words in " ".join(result.err.split())


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("flag", [["--output", "json"], ["--output=json"]], ids=["two", "one"])
def test_wrong_usage_is_told_to_a_machine_in_one_json_object(case: str, flag: list[str]) -> None:
    arguments, words = WRONG[case]
    result = mlb_etl(*arguments, *flag)

    assert (result.exit_code, result.json["exit_code"], result.err) == (2, 2, "")
    assert words in result.json["error"]
    assert result.json["kind"].endswith("Error")
    assert set(result.json) == {"error", "kind", "hint", "exit_code"}


@pytest.mark.parametrize("case", ["a job that is not there", "an unknown subject"])
def test_a_machine_that_says_json_by_environment_gets_its_object_too(case: str) -> None:
    assert mlb_etl(*WRONG[case][0], env={"MLB_OUTPUT": "json"}).json["exit_code"] == 2


def test_words_in_an_argument_are_no_flag() -> None:
    result = mlb_etl("ingest", "--job", "a job with --output json in its name")
    assert (result.exit_code, result.out) == (2, "")


def test_an_error_says_what_to_type_next() -> None:
    result = mlb_etl("transform", "game", "--game-pks", "x")
    assert "try: --game-pks 744914,744840" in " ".join(result.err.split())


def test_brackets_in_a_message_are_shown_as_they_are() -> None:
    result = mlb_etl("transform", "game", "--game-pks", "[red]x")
    assert "[red]x" in result.err


@pytest.mark.parametrize("group", [[], ["db"], ["schema"], ["pipeline"], ["simulate"]], ids=str)
def test_no_command_at_all_shows_which_there_are(group: list[str]) -> None:
    result = mlb_etl(*group)

    assert "Commands" in result.out + result.err
    assert result.exit_code in {0, 2}


def test_the_version_is_the_one_of_the_package() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    result = mlb_etl("--version")

    assert (result.exit_code, result.out) == (0, f"mlb-etl {project['version']}\n")


def test_the_exit_codes_are_those_of_the_specification() -> None:
    assert list(EXIT_CODES) == [0, 1, 2, 3, 4, 5]
    assert all(EXIT_CODES.values())


PLAN = ["ingest", "--job", "schedule_polling", "--date", "2024-07-01", "--dry-run"]


def test_a_dry_run_shows_what_would_be_asked_and_asks_nothing() -> None:
    result = mlb_etl(*PLAN)

    assert result.exit_code == 0
    assert "https://statsapi.mlb.com/api/v1/schedule?" in result.out
    assert "date=2024-07-01" in result.out


def test_a_dry_run_answers_a_machine_with_one_object() -> None:
    plan = mlb_etl(*PLAN, "--output", "json").json

    assert plan["raw_table"] == "schedule.schedule"
    assert all("date=2024-07-01" in url for url in plan["requests"])


@pytest.mark.parametrize("wanted", [[], ["game"], ["game.plays"]], ids=str)
def test_the_ddl_and_the_dictionary_are_printed_without_a_database(wanted: list[str]) -> None:
    ddl, docs = mlb_etl("schema", "ddl", *wanted), mlb_etl("schema", "docs", *wanted)

    assert (ddl.exit_code, docs.exit_code) == (0, 0)
    assert 'create table if not exists "game"."plays" (' in ddl.out
    assert "## game.plays" in docs.out
    assert ("schedule.games" in docs.out) is not bool(wanted)


@pytest.mark.parametrize("command", ["ddl", "docs"])
def test_a_table_that_is_not_there_is_refused_with_those_that_are(command: str) -> None:
    result = mlb_etl("schema", command, "nope")

    assert result.exit_code == 2
    assert "wanted one of" in result.err
    assert "game.plays" in result.err
