"""What a run tells while it works: log lines with its name, and numbers for Prometheus.

In: events and counts, as plain values, from every room. Out: lines on standard error, numbers over
HTTP or in a text file. It knows no other room, decides nothing, and never tells a secret. Read
`logs.py`, then `metrics.py`; `run_names.py` says how every line gets its `run_id`.
"""

from mlb_data_platform.telemetry.exposition import MetricsServer, serve_metrics, write_metrics
from mlb_data_platform.telemetry.logs import (
    LogFormat,
    LogLevel,
    LogSettings,
    WorkerLogs,
    configure_logs,
    log_settings,
)
from mlb_data_platform.telemetry.metrics import (
    count_answers,
    count_documents,
    count_failed_request,
    count_quarantined,
    count_rate_limit_wait,
    count_request,
    count_retry,
    count_rows,
    set_failed_checks,
    set_games,
    set_last_exit_code,
    set_last_success,
    set_quarantine,
    set_schedule_lag,
    tell_build,
    tell_end,
    tell_start,
    timed_stage,
)
from mlb_data_platform.telemetry.pulse import PULSE, Pulse
from mlb_data_platform.telemetry.run_names import (
    NamedThreads,
    named_command,
    named_run,
    new_run_id,
    present_run_id,
    take_run_id,
)
from mlb_data_platform.telemetry.secrets import hide_secrets

__all__ = [
    "PULSE",
    "LogFormat",
    "LogLevel",
    "LogSettings",
    "MetricsServer",
    "NamedThreads",
    "Pulse",
    "WorkerLogs",
    "configure_logs",
    "count_answers",
    "count_documents",
    "count_failed_request",
    "count_quarantined",
    "count_rate_limit_wait",
    "count_request",
    "count_retry",
    "count_rows",
    "hide_secrets",
    "log_settings",
    "named_command",
    "named_run",
    "new_run_id",
    "present_run_id",
    "serve_metrics",
    "set_failed_checks",
    "set_games",
    "set_last_exit_code",
    "set_last_success",
    "set_quarantine",
    "set_schedule_lag",
    "take_run_id",
    "tell_build",
    "tell_end",
    "tell_start",
    "timed_stage",
    "write_metrics",
]
