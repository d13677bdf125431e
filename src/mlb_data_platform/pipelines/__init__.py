"""Steps joined into runs: ingest, transform, a day, a season, changes, an account of coverage.

In: requests or a selection, a source and a database. Out: reports with true counts. Pipelines
decide about order, time and threads; they parse no JSON and know no table's columns. Read
`backfill.py`, then `steps.py`, then `games.py`, where fetching and transforming overlap.
"""

from mlb_data_platform.pipelines.backfill import Span, run_backfill, run_season
from mlb_data_platform.pipelines.changes import run_changes
from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.pipelines.coverage import (
    AnswerFile,
    CoverageReport,
    FileCoverage,
    account_files,
    find_answer_files,
)
from mlb_data_platform.pipelines.daily import games_due, run_daily
from mlb_data_platform.pipelines.follow import follow
from mlb_data_platform.pipelines.history import (
    Difference,
    History,
    read_difference,
    read_history,
)
from mlb_data_platform.pipelines.ingest import Failure, IngestReport, fetch_all, ingest
from mlb_data_platform.pipelines.quality import check, check_loaded, quality_plan
from mlb_data_platform.pipelines.rounds import run_rounds
from mlb_data_platform.pipelines.steps import PipelineReport, Step
from mlb_data_platform.pipelines.transform import subjects, transform, unusable_filters

__all__ = [
    "AnswerFile",
    "CoverageReport",
    "Difference",
    "Failure",
    "FileCoverage",
    "History",
    "IngestReport",
    "PipelineReport",
    "RunContext",
    "Span",
    "Step",
    "account_files",
    "check",
    "check_loaded",
    "fetch_all",
    "find_answer_files",
    "follow",
    "games_due",
    "ingest",
    "quality_plan",
    "read_difference",
    "read_history",
    "run_backfill",
    "run_changes",
    "run_daily",
    "run_rounds",
    "run_season",
    "subjects",
    "transform",
    "unusable_filters",
]
