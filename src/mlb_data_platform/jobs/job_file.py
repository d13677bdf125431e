"""Finds job files and reads them; what is not understood is refused with file, line and key."""

import datetime as dt
import difflib
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from mlb_data_platform.jobs.errors import JobError, JobNotFoundError
from mlb_data_platform.jobs.job import Job, JobRetry, JobSchedule, JobSource, JobType
from mlb_data_platform.jobs.template import Variables, resolve
from mlb_data_platform.jobs.zones import UnknownZoneError, find_zone
from mlb_data_platform.statsapi import (
    DEFAULT_REQUESTS_PER_S,
    Catalogue,
    Entry,
    RateTooHighError,
    UnknownMethodError,
    check_rate,
    load_catalogue,
)
from mlb_data_platform.yaml_section import Section, read_section_file

_KEYS = (
    "name",
    "description",
    "type",
    "timezone",
    "source",
    "storage",
    "schedule",
    "retry",
    "rate",
    "replay",
)
_TYPES = ("batch", "streaming", "scheduled")
_SUFFIX = ".yaml"
_CRON = re.compile(r"[\w*/,-]+( +[\w*/,-]+){4}")
_IN_A_WHEEL = Path(__file__).parent / "shipped"
_IN_A_CHECKOUT = Path(__file__).parents[3] / "config" / "jobs"


def shipped_jobs() -> Path:
    """The folder of jobs that come with the platform."""
    return _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else _IN_A_CHECKOUT


def find_job(name: str | Path, *, folder: Path | None = None) -> Path:
    """Find a job file by what a person types.

    Args:
        name: A path; or a name below `config/jobs` of the folder; or the name of a shipped job.
            `.yaml` may be left out.
        folder: The folder that relative paths start from; the working directory when None.

    Raises:
        JobNotFoundError: There is none; the error lists the jobs there are.
    """
    here = folder or Path.cwd()
    homes = [here, here / "config" / "jobs", shipped_jobs()]
    for home in homes:
        for file in (home / name, home / f"{name}{_SUFFIX}"):
            if _is_file(file):
                return file
    found = {file.stem for home in homes[1:] for file in home.glob(f"*{_SUFFIX}")}
    raise JobNotFoundError(
        name=str(name),
        looked_in=list(dict.fromkeys(home / name for home in homes)),
        jobs=sorted(found),
    )


def _is_file(file: Path) -> bool:
    """Whether it is a file; what cannot even be the name of one is none."""
    with suppress(OSError, ValueError):
        return file.is_file()
    return False


def load_job(
    file: Path,
    *,
    catalogue: Catalogue | None = None,
    variables: Variables | None = None,
    replay: bool = False,
) -> Job:
    """Read a job file.

    Args:
        file: The file; see `find_job`.
        catalogue: What can be asked; the shipped one when None.
        variables: What template variables in the job's strings stand for, in the job's own time
            zone; None leaves them as they are. Those of `source.parameters` are resolved by
            `Job.requests`, game by game.
        replay: Recordings answer, so today is the job's `replay.today` when it says one.

    Raises:
        JobError: The file cannot be read, is not YAML, or says something that is not understood.
        TemplateError: A variable is unknown or malformed.
    """
    catalogue = catalogue or load_catalogue()
    top = read_section_file(file, error=JobError)
    top.allow(_KEYS)
    if variables is not None:
        top = _resolved(top, variables, file=str(file), replay=replay)
    entry = _entry(top, catalogue)
    return Job(
        name=top.text("name"),
        description=top.text("description") if "description" in top else "",
        type=_type(top),
        source=_source(top, entry),
        raw_table=_raw_table(top, entry),
        catalogue=catalogue,
        file=str(file),
        zone=_zone(top),
        schedule=_schedule(top),
        retry=_retry(top),
        requests_per_s=_rate(top),
        replay_today=_replay(top),
    )


def _resolved(top: Section, variables: Variables, *, file: str, replay: bool) -> Section:
    """The job with its variables resolved; days are those of its own zone, which is literal."""
    known = replace(variables, zone=_zone(top), today=_replay(top) if replay else variables.today)

    def change(text: str, key: str) -> str:
        return str(resolve(text, known, file=file, key=key)) if "$" in text else text

    return top.with_texts(change, leave=("source.parameters", "timezone", "replay.today"))


def _entry(top: Section, catalogue: Catalogue) -> Entry:
    source = top.section("source")
    source.allow(("endpoint", "method", "parameters"))
    endpoint, method = source.text("endpoint"), source.text("method")
    try:
        return catalogue.entry(endpoint, method)
    except UnknownMethodError as cause:
        raise source.fail("method", str(cause), hint=cause.hint) from cause


def _source(top: Section, entry: Entry) -> JobSource:
    parameters = top.section("source").section("parameters")
    parameters.allow(entry.takes)
    written = parameters.as_written()
    for name, value in written.items():
        inner = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in inner):
            raise parameters.fail(name, "wanted a value or a list of values")
    return JobSource(endpoint=entry.endpoint, method=entry.method, parameters=written)


def _raw_table(top: Section, entry: Entry) -> str:
    storage = top.section("storage")
    storage.allow(("raw_table",))
    table = storage.text("raw_table", entry.raw_table)
    if table != entry.raw_table:
        raise storage.fail(
            "raw_table",
            f"found {table!r}, wanted {entry.raw_table!r}, where answers of {entry.name} are kept",
            hint=f"write raw_table: {entry.raw_table}",
        )
    return table


def _type(top: Section) -> JobType:
    kind = top.text("type")
    if kind not in _TYPES:
        near = difflib.get_close_matches(kind, _TYPES, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else ""
        wanted = f"found {kind!r}, wanted one of {', '.join(_TYPES)}"
        raise top.fail("type", wanted, hint=hint)
    return cast("JobType", kind)


def _zone(top: Section) -> ZoneInfo:
    try:
        return find_zone(top.text("timezone", "America/New_York"))
    except UnknownZoneError as cause:
        raise top.fail("timezone", str(cause), hint=cause.hint) from cause


def _schedule(top: Section) -> JobSchedule:
    section = top.section("schedule")
    section.allow(("cron", "poll_interval_s", "until"))
    cron = section.text("cron") if "cron" in section else None
    if cron is not None and not _CRON.fullmatch(cron):
        raise section.fail("cron", f"found {cron!r}, wanted five fields such as '0 4 * * *'")
    schedule = JobSchedule(
        cron=cron, poll_interval_s=section.number("poll_interval_s"), until=section.texts("until")
    )
    if top.text("type") == "streaming" and (schedule.poll_interval_s is None or not schedule.until):
        raise top.fail("schedule", "a streaming job needs poll_interval_s and until")
    return schedule


def _retry(top: Section) -> JobRetry:
    section = top.section("retry")
    section.allow(("attempts", "timeout_s", "wait_max_s", "retry_after_cap_s"))
    return JobRetry(
        attempts=section.count("attempts"),
        timeout_s=section.number("timeout_s"),
        wait_max_s=section.number("wait_max_s"),
        retry_after_cap_s=section.number("retry_after_cap_s"),
    )


def _rate(top: Section) -> float:
    section = top.section("rate")
    section.allow(("requests_per_s",))
    rate = section.number("requests_per_s")
    try:
        return check_rate(DEFAULT_REQUESTS_PER_S if rate is None else rate)
    except RateTooHighError as cause:
        raise section.fail("requests_per_s", str(cause), hint=cause.hint) from cause


def _replay(top: Section) -> dt.date | None:
    section = top.section("replay")
    section.allow(("today",))
    return section.day("today")
