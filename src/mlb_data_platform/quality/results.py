"""Results of quality runs in the database: the only rows this room writes."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any, cast

from mlb_data_platform.quality.errors import NoResultsError
from mlb_data_platform.quality.model import QualityReport, Result, Severity, Status
from mlb_data_platform.quality.rules import Kind
from mlb_data_platform.warehouse import Connection, read_query


def write_results(connection: Connection, report: QualityReport) -> None:
    """Keep a report; writing it again changes nothing.

    Args:
        connection: In autocommit mode.
        report: The report of a run.
    """
    rows = [
        {
            "place": place,
            "check_name": one.name,
            "kind": one.kind,
            "table_name": one.table,
            "promise": one.promise,
            "reason": one.reason,
            "severity": one.severity,
            "status": one.status,
            "rows_checked": one.rows_checked,
            "rows_failed": one.rows_failed,
            "rows_excepted": one.rows_excepted,
            "games": one.games,
            "examples": one.examples,
            "exceptions": one.exceptions,
            "stale": one.stale,
            "error": one.error,
            "started_at": one.started_at.isoformat(),
            "duration_s": one.duration_s,
        }
        for place, one in enumerate(report.results)
    ]
    values = {"run_id": report.run_id, "results": json.dumps(rows)}
    connection.execute(_sql("write_results"), values)


def read_report(connection: Connection, run_id: str | None = None) -> QualityReport:
    """The report of a run, as it was kept.

    Args:
        connection: Any.
        run_id: The run; the newest with results when it is None.

    Raises:
        NoResultsError: There is none.
    """
    runs = read_query(connection, _sql("last_run"), {"run_id": run_id}).rows
    if not runs:
        problem = f"run {run_id!r} has left no quality results" if run_id else "no results yet"
        raise NoResultsError(problem, hint="mlb-etl quality run")
    found, started_at, scope, left_out = cast("tuple[str, datetime, str, int]", runs[0])
    kept = read_query(connection, _sql("read_results"), {"run_id": found})
    rows = [dict(zip(kept.columns, row, strict=True)) for row in kept.rows]
    return QualityReport(
        run_id=found,
        started_at=started_at,
        scope=scope,
        results=[_result(row) for row in rows],
        left_out=left_out,
    )


def _result(row: Mapping[str, Any]) -> Result:
    same = {name: row[name] for name in row if name not in _OWN_WORDS}
    return Result(
        name=row["check_name"],
        kind=Kind(row["kind"]),
        table=row["table_name"],
        severity=Severity(row["severity"]),
        status=Status(row["status"]),
        **same,
    )


_OWN_WORDS = {"check_name", "kind", "table_name", "severity", "status"}


def _sql(name: str) -> str:
    return (files("mlb_data_platform.quality") / "sql" / f"{name}.sql").read_text("utf-8")
