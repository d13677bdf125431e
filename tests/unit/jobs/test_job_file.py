"""Job files: found by what a person types, read strictly."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from mlb_data_platform.errors import UsageError
from mlb_data_platform.jobs import JobError, JobNotFoundError, find_job, load_job, shipped_jobs
from tests.unit.jobs.job_text import JOB

WriteJob = Callable[..., Path]
SHIPPED = sorted(file.stem for file in shipped_jobs().glob("*.yaml"))


def test_the_smallest_job_has_polite_defaults(job_file: WriteJob) -> None:
    job = load_job(job_file())

    assert (job.name, job.type, job.raw_table) == ("a_job", "batch", "schedule.schedule")
    assert (str(job.zone), job.requests_per_s) == ("America/New_York", 10)
    assert (job.http_settings().attempts, job.replay_today) == (5, None)
    assert (job.description, job.schedule.cron, job.schedule.until) == ("", None, ())


def test_everything_a_job_says_is_read(job_file: WriteJob) -> None:
    job = load_job(
        job_file(
            JOB.replace("batch", "streaming")
            + "description: A job\ntimezone: Asia/Tokyo\n"
            + "storage: {raw_table: schedule.schedule}\n"
            + "schedule: {cron: '*/5 4-6 * * MON', poll_interval_s: 2.5, until: [F]}\n"
            + "retry: {attempts: 2, timeout_s: 9, wait_max_s: 8, retry_after_cap_s: 7}\n"
            + "rate: {requests_per_s: 25}\nreplay: {today: 2024-07-01}\n"
        )
    )
    settings = job.http_settings()

    assert (job.description, str(job.zone), job.requests_per_s) == ("A job", "Asia/Tokyo", 25)
    assert (job.schedule.cron, job.schedule.poll_interval_s) == ("*/5 4-6 * * MON", 2.5)
    assert (settings.attempts, settings.read_timeout_s) == (2, 9)
    assert (settings.wait_max_s, settings.retry_after_cap_s) == (8, 7)
    assert job.replay_today == date(2024, 7, 1)


def test_an_endpoint_may_begin_with_a_capital(job_file: WriteJob) -> None:
    job = load_job(job_file(JOB.replace("endpoint: schedule", "endpoint: Schedule")))

    assert job.source.endpoint == "schedule"


REFUSED = {
    "an unknown key": (JOB + "shedule: {}\n", "shedule", 8, "did you mean schedule?"),
    "an unknown key below": (
        JOB.replace("endpoint:", "endpont:"),
        "source.endpont",
        4,
        "did you mean endpoint?",
    ),
    "an unknown retry": (JOB + "retry: {tries: 3}\n", "retry.tries", 8, "attempts"),
    "an unknown rate": (JOB + "rate:\n  per_second: 3\n", "rate.per_second", 9, "requests_per_s"),
    "a doubled key": (JOB + "name: again\n", "name", 8, "again (first in line 1)"),
    "no name": (JOB.removeprefix("name: a_job\n"), "name", 1, "found nothing"),
    "no source": ("name: x\ntype: batch\n", "source.endpoint", 1, "found nothing"),
    "a name that is a number": (JOB.replace("a_job", "7"), "name", 1, "wanted text"),
    "an unknown type": (JOB.replace("batch", "bach"), "type", 2, "did you mean batch?"),
    "a wild type": (JOB.replace("batch", "zzz"), "type", 2, "wanted one of batch"),
    "an unknown method": (
        JOB.replace("method: schedule", "method: shedule"),
        "source.method",
        5,
        "did you mean Schedule.schedule",
    ),
    "an unknown parameter": (
        JOB.replace("sportId", "sportid"),
        "source.parameters.sportid",
        7,
        "did you mean sportId?",
    ),
    "a nested parameter": (
        JOB.replace("sportId: 1", "sportId: {a: 1}"),
        "source.parameters.sportId",
        7,
        "a value or a list of values",
    ),
    "a parameter without a value": (
        JOB.replace("sportId: 1", "sportId:"),
        "source.parameters.sportId",
        7,
        "found nothing",
    ),
    "another raw table": (
        JOB + "storage: {raw_table: season.seasons}\n",
        "storage.raw_table",
        8,
        "write raw_table: schedule.schedule",
    ),
    "an unknown time zone": (
        JOB + "timezone: America/New_Yorc\n",
        "timezone",
        8,
        "did you mean America/New_York?",
    ),
    "no time zone at all": (JOB + "timezone: ../x\n", "timezone", 8, "America/New_York"),
    "a folder of time zones": (JOB + "timezone: America\n", "timezone", 8, "IANA time zone"),
    "a rate below zero": (
        JOB + "rate: {requests_per_s: -1}\n",
        "rate.requests_per_s",
        8,
        "above 0",
    ),
    "a rate that is rude": (
        JOB + "rate: {requests_per_s: 25.5}\n",
        "rate.requests_per_s",
        8,
        "at most 25",
    ),
    "no attempts": (JOB + "retry: {attempts: 0}\n", "retry.attempts", 8, "above 0"),
    "half an attempt": (JOB + "retry: {attempts: 1.5}\n", "retry.attempts", 8, "whole number"),
    "a cron of four fields": (JOB + "schedule: {cron: '0 4 * *'}\n", "schedule.cron", 8, "five"),
    "a stream without an end": (
        JOB.replace("batch", "streaming") + "schedule: {poll_interval_s: 10}\n",
        "schedule",
        8,
        "until",
    ),
    "a day that is none": (
        JOB + "replay: {today: 2024-02-30}\n",
        "replay.today",
        8,
        "wanted a date",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_understood_is_refused_with_file_line_and_key(
    job_file: WriteJob, case: str
) -> None:
    text, key, line, told = REFUSED[case]
    file = job_file(text)
    with pytest.raises(JobError) as refused:
        load_job(file)

    error = refused.value
    assert (error.file, error.line, error.key) == (str(file), line, key)
    assert told in f"{error} {error.hint}"
    assert (error.exit_code, isinstance(error, UsageError)) == (2, True)


def test_unreadable_yaml_is_refused_with_line_and_column(job_file: WriteJob) -> None:
    file = job_file("name: a\nsource: {endpoint: [}\n")
    with pytest.raises(JobError, match="not YAML") as refused:
        load_job(file)

    assert (refused.value.line, refused.value.column) == (2, 21)
    assert str(refused.value).startswith(f"{file}:2:21: ")


@pytest.mark.parametrize("typed", ["season_daily", "season_daily.yaml"])
def test_a_shipped_job_is_found_from_anywhere(tmp_path: Path, typed: str) -> None:
    assert find_job(typed, folder=tmp_path) == shipped_jobs() / "season_daily.yaml"


def test_a_job_of_ones_own_goes_before_a_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "config" / "jobs" / "season_daily.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(JOB)

    assert find_job("season_daily", folder=tmp_path) == own


@pytest.mark.parametrize("typed", ["x.yaml", "x", "sub/../x.yaml"])
def test_a_path_goes_before_everything(tmp_path: Path, typed: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "x.yaml").write_text(JOB)

    assert find_job(typed, folder=tmp_path).samefile(tmp_path / "x.yaml")
    assert find_job(tmp_path / "x.yaml").name == "x.yaml"


def test_the_verbatim_path_of_a_checkout_works_from_its_root() -> None:
    root = shipped_jobs().parents[1]

    assert find_job("config/jobs/season_daily.yaml", folder=root).is_file()


def test_a_job_that_is_not_there_lists_the_jobs_there_are(tmp_path: Path) -> None:
    with pytest.raises(JobNotFoundError) as missing:
        find_job("seasons", folder=tmp_path)

    assert missing.value.jobs == SHIPPED
    assert "season_daily" in missing.value.hint
    assert missing.value.exit_code == 2
