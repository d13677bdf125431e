"""Steps joined into runs: ingest, transform, a day, an account of what is mapped.

In: requests or a selection, a source and a database. Out: reports with true counts. Pipelines
decide about order, time and threads; they parse no JSON and know no table's columns. Read
`ingest.py`, `transform.py`, then `daily.py`.
"""

from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.coverage import (
    AnswerFile,
    CoverageReport,
    FileCoverage,
    account_files,
    find_answer_files,
)
from mlb_data_platform.pipelines.daily import DailyReport, run_daily
from mlb_data_platform.pipelines.follow import follow
from mlb_data_platform.pipelines.ingest import Failure, IngestReport, fetch_all, ingest
from mlb_data_platform.pipelines.quality import check, check_loaded, quality_plan
from mlb_data_platform.pipelines.transform import subjects, transform, unusable_filters

__all__ = [
    "AnswerFile",
    "CoverageReport",
    "DailyReport",
    "Failure",
    "FileCoverage",
    "IngestReport",
    "RunContext",
    "account_files",
    "check",
    "check_loaded",
    "fetch_all",
    "find_answer_files",
    "follow",
    "ingest",
    "quality_plan",
    "run_daily",
    "subjects",
    "transform",
    "unusable_filters",
]
