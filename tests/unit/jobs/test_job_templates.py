"""Variables in all of a job's strings, resolved before they are read."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mlb_data_platform.jobs import Job, JobError, TemplateError, Variables, load_job
from tests.unit.jobs.job_text import JOB

WriteJob = Callable[..., Path]
NOW = datetime(2024, 7, 2, 3, 30, tzinfo=UTC)  # still the first of July in New York


def loaded(file: Path, *, replay: bool = False, environ: Any = None, **custom: str) -> Job:
    known = Variables(now=NOW, zone=ZoneInfo("UTC"), custom=custom, environ=environ or {})
    return load_job(file, variables=known, replay=replay)


def test_every_string_of_a_job_may_hold_variables(job_file: WriteJob) -> None:
    text = JOB.replace("a_job", "games_${SEASON}") + (
        "description: Games of ${TODAY}\nstorage: {raw_table: '${SCHEMA}.schedule'}\n"
        "schedule: {cron: '0 ${HOUR} * * *', until: [F, '${STATE}']}\n"
        "rate:\n  requests_per_s: ${ENV:RATE}\n"
    )
    names = {"SEASON": "2024", "SCHEMA": "schedule", "HOUR": "4", "STATE": "D"}
    job = loaded(job_file(text), environ={"RATE": "5"}, **names)

    assert (job.name, job.description) == ("games_2024", "Games of 2024-07-01")
    assert (job.raw_table, job.schedule.cron) == ("schedule.schedule", "0 4 * * *")
    assert (job.schedule.until, job.requests_per_s) == (("F", "D"), 5)


def test_parameters_wait_until_each_game_is_known(job_file: WriteJob) -> None:
    job = loaded(job_file(JOB + "    gamePk: ${GAME_PK}\n"))
    assert job.source.parameters["gamePk"] == "${GAME_PK}"


def test_today_in_replay_is_the_day_that_the_job_says(job_file: WriteJob) -> None:
    text = JOB + "description: ${TODAY}\nreplay: {today: 2020-02-02}\n"
    assert loaded(job_file(text), replay=True).description == "2020-02-02"
    assert loaded(job_file(text)).description == "2024-07-01"


def test_a_doubled_dollar_is_a_literal(job_file: WriteJob) -> None:
    assert loaded(job_file(JOB + "description: costs $${X}\n")).description == "costs ${X}"


def test_a_quoted_number_stays_text(job_file: WriteJob) -> None:
    with pytest.raises(JobError, match="wanted a number"):
        loaded(job_file(JOB + "rate: {requests_per_s: '${RATE}'}\n"), RATE="5")


def test_an_unknown_variable_is_named_with_file_and_key(job_file: WriteJob) -> None:
    with pytest.raises(TemplateError, match=r"a_job\.yaml: description: \$\{SESON\}"):
        loaded(job_file(JOB + "description: ${SESON}\n"), SEASON="2024")


def test_a_wrong_value_is_refused_where_the_variable_stands(job_file: WriteJob) -> None:
    with pytest.raises(JobError, match=r"storage\.raw_table") as refused:
        loaded(job_file(JOB + "storage:\n  raw_table: ${WHERE}\n"), WHERE="game.plays")
    assert refused.value.line == 9


def test_without_variables_a_job_is_read_as_it_is_written(job_file: WriteJob) -> None:
    assert load_job(job_file(JOB + "description: ${TODAY}\n")).description == "${TODAY}"
