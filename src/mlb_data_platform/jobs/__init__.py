"""Jobs: files of `config/jobs` that say what to ask, and the variables in them.

In: a job file, the present instant, custom variables and flags. Out: `Request`s for a `Source`.
This room never asks anything itself and reads no clock or environment. Read `job.py` first, then
`template.py`.
"""

from mlb_data_platform.jobs.errors import FlagError, JobError, JobNotFoundError, TemplateError
from mlb_data_platform.jobs.job import Job, JobRetry, JobSchedule, JobSource, JobType, build_job
from mlb_data_platform.jobs.job_file import find_job, load_job, shipped_jobs
from mlb_data_platform.jobs.template import Variables, escape, resolve
from mlb_data_platform.jobs.zones import UnknownZoneError, find_zone

__all__ = [
    "FlagError",
    "Job",
    "JobError",
    "JobNotFoundError",
    "JobRetry",
    "JobSchedule",
    "JobSource",
    "JobType",
    "TemplateError",
    "UnknownZoneError",
    "Variables",
    "build_job",
    "escape",
    "find_job",
    "find_zone",
    "load_job",
    "resolve",
    "shipped_jobs",
]
