-- The newest runs, or one of them.
select
    run_id, command, job_name, state, exit_code, started_at, finished_at, duration_s,
    parameters, counts, stages, error, host, pid, versions
from metadata.runs
where (%(run_id)s::text is null or run_id like %(run_id)s || '%%')
  and (%(command)s::text is null or command = %(command)s or command like %(command)s || ' %%')
  and (%(state)s::text is null or state = %(state)s)
order by started_at desc, run_id
limit %(most)s
