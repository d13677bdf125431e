-- The run whose results are wanted, the newest with results when none is named; its scope in words, what it left out.
select
    r.run_id,
    min(r.started_at),
    coalesce(min(j.counts #>> '{quality,scope}'), 'run ' || r.run_id),
    coalesce(min((j.counts #>> '{quality,left_out}')::int), 0)
from metadata.quality_results r
left join metadata.job_executions j using (run_id)
where %(run_id)s::text is null or r.run_id = %(run_id)s::text
group by r.run_id
order by min(r.started_at) desc, r.run_id
limit 1
