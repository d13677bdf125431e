-- The results of one run, in the order of its report.
select check_name, kind, table_name, promise, reason, severity, status, rows_checked, rows_failed, rows_excepted, games,
       examples, exceptions, stale, error, started_at, duration_s
from metadata.quality_results
where run_id = %(run_id)s
order by place
