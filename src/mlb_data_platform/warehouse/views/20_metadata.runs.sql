-- Every run with how it stands: a run that says it is running, and holds its lock no more, is lost.
create view metadata.runs as
select
    run_id,
    j.command,
    j.job_name,
    case when j.status = 'running' and l.run_id is null then 'lost' else j.status end as state,
    j.exit_code,
    j.started_at,
    j.finished_at,
    case
        when j.status <> 'running' then extract(epoch from j.finished_at - j.started_at)
        when l.run_id is not null then extract(epoch from now() - j.started_at)
    end::double precision                                                            as duration_s,
    j.parameters,
    j.counts,
    j.stages,
    j.error,
    j.host,
    j.pid,
    j.versions
from metadata.job_executions j
left join metadata.living_runs() l(run_id) using (run_id);
comment on view metadata.runs is
    'Every run of a command, and whether one that is not over is alive: a run holds a lock for as long as its process is connected. Grain: one run.';
comment on column metadata.runs.run_id is 'Name of the run, on every log line and row it writes.';
comment on column metadata.runs.command is 'Command that ran, e.g. pipeline daily.';
comment on column metadata.runs.job_name is 'Job that it ran, where it ran one.';
comment on column metadata.runs.state is 'running, succeeded, failed, interrupted, or lost: killed, or cut off from the database, without a last word.';
comment on column metadata.runs.exit_code is 'Exit code of the command; null while it runs, and when it was lost.';
comment on column metadata.runs.started_at is 'When it began.';
comment on column metadata.runs.finished_at is 'When it ended; null while it runs, and when it was lost.';
comment on column metadata.runs.duration_s is 'Seconds it took, or has been running; null when it was lost.';
comment on column metadata.runs.parameters is 'What was asked for, without secrets.';
comment on column metadata.runs.counts is 'What it did: answers, documents and rows by table.';
comment on column metadata.runs.stages is 'Seconds spent by stage.';
comment on column metadata.runs.error is 'Why it failed.';
comment on column metadata.runs.host is 'Machine or container it ran on.';
comment on column metadata.runs.pid is 'Its process there.';
comment on column metadata.runs.versions is 'Platform, Python, PostgreSQL, system, fingerprints of the schema and of each mapping.';
