-- Where a run runs and what it is made of, so that a dead one can be told from a live one, and a result from another.
alter table metadata.job_executions
    add column if not exists host text,
    add column if not exists pid integer,
    add column if not exists versions jsonb not null default '{}';
comment on column metadata.job_executions.host is 'Machine or container that it runs on.';
comment on column metadata.job_executions.pid is 'Its process there.';
comment on column metadata.job_executions.versions is
    'What it is made of: platform, python, postgresql, system, schema (fingerprint of metadata.schema_versions), mappings (fingerprint by subject).';
comment on column metadata.job_executions.status is 'running, succeeded, failed or interrupted; metadata.runs says which of the running are lost.';
