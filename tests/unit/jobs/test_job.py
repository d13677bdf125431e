"""What a job asks in one run: variables, flags, one request for each game."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import FlagError, Job, TemplateError, find_job, load_job, shipped_jobs
from mlb_data_platform.statsapi import ParameterMissingError, load_catalogue
from tests.unit.jobs.job_text import JOB

NOW = datetime(2024, 7, 2, 3, tzinfo=UTC)  # the evening of the 1st in New York
WriteJob = Callable[..., Path]


def shipped(name: str) -> Job:
    return load_job(find_job(name))


def urls(job: Job, **flags: object) -> list[str]:
    asked = job.requests(NOW, **flags)  # type: ignore[arg-type]
    return [load_catalogue().url(one).removeprefix("https://statsapi.mlb.com") for one in asked]


ASKED: dict[str, tuple[str, dict[str, object], list[str]]] = {
    "seasons": ("season_daily", {}, ["/api/v1/seasons?sportId=1"]),
    "today": ("schedule_polling", {}, ["/api/v1/schedule?sportId=1&date=2024-07-01"]),
    "a day": (
        "schedule_polling",
        {"date": date(2023, 5, 6)},
        ["/api/v1/schedule?sportId=1&date=2023-05-06"],
    ),
    "a range": (
        "schedule_polling",
        {"start_date": date(2023, 5, 6), "end_date": date(2023, 5, 6)},
        ["/api/v1/schedule?sportId=1&startDate=2023-05-06&endDate=2023-05-06"],
    ),
    "two games, one of them twice": (
        "game",
        {"game_pks": [744914, "746139", 744914]},
        ["/api/v1.1/game/744914/feed/live", "/api/v1.1/game/746139/feed/live"],
    ),
    "a game by variable": (
        "game_single",
        {"variables": {"GAME_PK": "744914"}},
        ["/api/v1.1/game/744914/feed/live"],
    ),
    "a game in progress": (
        "game_live_streaming",
        {"game_pks": ["7"]},
        ["/api/v1.1/game/7/feed/live"],
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_shipped_job_asks_what_it_is_for(case: str) -> None:
    name, flags, asked = ASKED[case]

    assert urls(shipped(name), **flags) == asked


@pytest.mark.parametrize("name", [file.stem for file in sorted(shipped_jobs().glob("*.yaml"))])
def test_every_shipped_job_loads_and_asks_something(name: str) -> None:
    job = shipped(name)

    assert job.name == name
    assert job.description
    assert job.requests(NOW, {"GAME_PK": "744914"})


def test_the_streaming_job_knows_when_to_stop() -> None:
    job = shipped("game_live_streaming")

    assert (job.type, job.schedule.poll_interval_s) == ("streaming", 10)
    assert job.schedule.until == ("F", "D", "C")


def test_replay_has_a_today_of_its_own() -> None:
    job, later = shipped("schedule_polling"), datetime(2030, 1, 1, tzinfo=UTC)

    assert job.requests(later, replay=True)[0].query_params["date"] == "2024-07-01"
    assert job.requests(later)[0].query_params["date"] == "2029-12-31"
    [asked] = job.requests(later, replay=True, date=date(2021, 7, 13))
    assert asked.query_params["date"] == "2021-07-13"


def test_a_variable_that_a_flag_makes_needless_is_not_missed(job_file: WriteJob) -> None:
    job = load_job(job_file(JOB + "    date: ${SOME_DAY}\n"))

    assert urls(job, date=date(2024, 7, 1)) == ["/api/v1/schedule?sportId=1&date=2024-07-01"]
    with pytest.raises(TemplateError, match="SOME_DAY"):
        job.requests(NOW)


def test_lists_go_to_the_api_with_commas_and_variables_work_within_them(job_file: WriteJob) -> None:
    job = load_job(job_file(JOB + "    gameTypes: [R, '${KIND}']\n    teamId: ${ENV:TEAM}\n"))

    assert urls(job, variables={"KIND": "F"}, environ={"TEAM": "147"}) == [
        "/api/v1/schedule?sportId=1&gameTypes=R,F&teamId=147"
    ]


def test_an_error_in_a_list_names_its_place(job_file: WriteJob) -> None:
    job = load_job(job_file(JOB + "    gameTypes: [R, '${KIND}']\n"))

    with pytest.raises(TemplateError) as refused:
        job.requests(NOW)

    assert (refused.value.key, refused.value.file) == ("source.parameters.gameTypes[1]", job.file)


def test_games_fan_out_over_any_method_that_names_them(job_file: WriteJob) -> None:
    by_variable = JOB.replace("sportId: 1", "gamePks: ['${GAME_PK}']")
    by_parameter = JOB

    assert urls(load_job(job_file(by_variable)), game_pks=[1, 2]) == [
        "/api/v1/schedule?gamePks=1",
        "/api/v1/schedule?gamePks=2",
    ]
    assert urls(load_job(job_file(by_parameter)), game_pks=[1]) == [
        "/api/v1/schedule?sportId=1&gamePk=1"
    ]


def test_a_game_may_stand_in_a_variable_of_another_parameter(job_file: WriteJob) -> None:
    text = JOB.replace("endpoint: schedule", "endpoint: game").replace(
        "method: schedule", "method: uniforms"
    )
    job = load_job(job_file(text.replace("sportId: 1", "gamePks: ${GAME_PK}")))

    assert urls(job, game_pks=[7]) == ["/api/v1/uniforms/game?gamePks=7"]


def test_a_game_number_is_never_read_as_a_variable() -> None:
    with pytest.raises(UsageError):
        shipped("game").requests(NOW, game_pks=[""])

    assert urls(shipped("game"), game_pks=["${TODAY}"]) == [
        "/api/v1.1/game/%24%7BTODAY%7D/feed/live"
    ]


REFUSED: dict[str, tuple[str, dict[str, object], str, str]] = {
    "games of seasons": ("season_daily", {"game_pks": [1]}, "--game-pks", "none of these flags"),
    "a day of seasons": ("season_daily", {"date": date(2024, 7, 1)}, "--date", "does not take it"),
    "a day of a game": ("game", {"date": date(2024, 7, 1)}, "--date", "takes --game-pks"),
    "a range of a game": (
        "game",
        {"start_date": date(2024, 7, 1), "end_date": date(2024, 7, 2)},
        "--start-date",
        "--game-pks",
    ),
    "a day and a range": (
        "schedule_polling",
        {"date": date(2024, 7, 1), "start_date": date(2024, 7, 1), "end_date": date(2024, 7, 2)},
        "--date",
        "one of both",
    ),
    "half a range": (
        "schedule_polling",
        {"end_date": date(2024, 7, 1)},
        "--end-date",
        "wanted both",
    ),
    "a range that runs backwards": (
        "schedule_polling",
        {"start_date": date(2024, 7, 2), "end_date": date(2024, 7, 1)},
        "--start-date",
        "after the end date",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_flag_that_does_not_fit_says_which_do(case: str) -> None:
    name, flags, flag, told = REFUSED[case]
    with pytest.raises(FlagError) as refused:
        urls(shipped(name), **flags)

    assert (refused.value.flag, refused.value.exit_code) == (flag, 2)
    assert told in f"{refused.value} {refused.value.hint}"


def test_a_game_job_without_a_game_says_how_to_name_one() -> None:
    with pytest.raises(TemplateError) as refused:
        shipped("game").requests(NOW)

    assert "--game-pks" in refused.value.hint
    assert refused.value.key == "source.parameters.game_pk"


def test_a_variable_without_a_value_is_not_sent(job_file: WriteJob) -> None:
    job = load_job(job_file(JOB + "    season: ${ENV:SEASON}\n"))

    with pytest.raises(ParameterMissingError, match="season"):
        job.requests(NOW, environ={"SEASON": ""})
