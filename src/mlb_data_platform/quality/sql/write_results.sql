-- Keep the results of one run; the same run again replaces them.
insert into metadata.quality_results
select %(run_id)s, r.*
from json_to_recordset(%(results)s::json) as r(
    place int, check_name text, kind text, table_name text, promise text, reason text, severity text, status text,
    rows_checked bigint, rows_failed bigint, rows_excepted bigint, games bigint,
    examples json, exceptions json, stale json, error text, started_at timestamptz, duration_s double precision
)
on conflict (run_id, place) do nothing
