"""Verdicts on the tables: checks as data, and official numbers reconciled with the plays.

In: `checks/*.yaml`, `reconciliations/*.sql` and `known_exceptions.yaml`, and a connection. Out: a
`QualityReport`, which `results.py` keeps and `page.py` renders. Everything is counted in the
database; no row is pulled out but a few examples. It writes no table but its results. Read
`rules.py` first, then `run.py`.
"""

from mlb_data_platform.quality.check_file import load_checks
from mlb_data_platform.quality.model import QualityReport, Result, Severity, Status
from mlb_data_platform.quality.page import render_page
from mlb_data_platform.quality.reconciliation_file import (
    load_known_exceptions,
    load_reconciliations,
)
from mlb_data_platform.quality.results import read_report, write_results
from mlb_data_platform.quality.run import Plan, run_quality
from mlb_data_platform.quality.slices import Slices, describe, find_slices

__all__ = [
    "Plan",
    "QualityReport",
    "Result",
    "Severity",
    "Slices",
    "Status",
    "describe",
    "find_slices",
    "load_checks",
    "load_known_exceptions",
    "load_reconciliations",
    "read_report",
    "render_page",
    "run_quality",
    "write_results",
]
