-- Bookkeeping: what ran, what is done, what was set aside, and which definitions this database has.
create schema if not exists metadata;

create table metadata.schema_versions (
    component  text primary key,
    checksum   text not null,
    applied_at timestamptz not null default now()
);
comment on table metadata.schema_versions is 'Which definition of each part (migration, table, view) this database has.';
comment on column metadata.schema_versions.component is 'The part, e.g. migration 0001_metadata or table game.plays.';
comment on column metadata.schema_versions.checksum is 'SHA-256 of its definition; another one means a migration is pending.';
comment on column metadata.schema_versions.applied_at is 'When it was applied here.';

create table metadata.job_executions (
    run_id       text primary key,
    command      text not null,
    job_name     text,
    status       text not null check (status in ('running', 'succeeded', 'failed', 'interrupted')),
    parameters   jsonb not null default '{}',
    started_at   timestamptz not null default now(),
    finished_at  timestamptz,
    counts       jsonb not null default '{}',
    stages       jsonb not null default '{}',
    error        text,
    exit_code    smallint,
    version      text not null
);
create index job_executions_started_at_idx on metadata.job_executions (started_at);
comment on table metadata.job_executions is 'One row per run of a command.';
comment on column metadata.job_executions.run_id is 'Name of the run; raw rows carry it as ingestion_job_id.';
comment on column metadata.job_executions.command is 'Command that ran, e.g. ingest.';
comment on column metadata.job_executions.job_name is 'Job that it ran, where it ran one.';
comment on column metadata.job_executions.status is 'running, succeeded, failed or interrupted.';
comment on column metadata.job_executions.parameters is 'What was asked for, without secrets.';
comment on column metadata.job_executions.started_at is 'When it began.';
comment on column metadata.job_executions.finished_at is 'When it ended; null while it runs, or when it was killed.';
comment on column metadata.job_executions.counts is 'What it did: fetched, new, seen_again, quarantined, rows by table.';
comment on column metadata.job_executions.stages is 'Seconds spent by stage.';
comment on column metadata.job_executions.error is 'Why it failed.';
comment on column metadata.job_executions.exit_code is 'Exit code of the command.';
comment on column metadata.job_executions.version is 'Version of the platform that ran.';

create table metadata.transform_state (
    raw_table      text not null,
    raw_id         bigint not null,
    fingerprint    text not null,
    outcome        text not null check (outcome in ('loaded', 'stale', 'quarantined')),
    run_id         text not null,
    transformed_at timestamptz not null default now(),
    primary key (raw_table, raw_id)
);
comment on table metadata.transform_state is 'Which raw rows have been transformed, and by which mapping.';
comment on column metadata.transform_state.raw_table is 'Raw table.';
comment on column metadata.transform_state.raw_id is 'The raw row.';
comment on column metadata.transform_state.fingerprint is 'Mapping that was used; another one means the row is due again.';
comment on column metadata.transform_state.outcome is 'loaded, stale (a newer answer was loaded already) or quarantined.';
comment on column metadata.transform_state.run_id is 'Run that did it.';
comment on column metadata.transform_state.transformed_at is 'When.';

create table metadata.transform_scopes (
    mapping     text not null,
    scope       text not null,
    version     text not null,
    captured_at timestamptz not null,
    raw_table   text not null,
    raw_id      bigint not null,
    primary key (mapping, scope)
);
comment on table metadata.transform_scopes is
    'The newest complete answer loaded for each slice of the tables (a game, a day of a schedule); older ones are refused.';
comment on column metadata.transform_scopes.mapping is 'The mapping whose tables are sliced.';
comment on column metadata.transform_scopes.scope is 'The slice, e.g. 744914 or 1/2024-07-01.';
comment on column metadata.transform_scopes.version is 'The answer''s own time, empty where it has none.';
comment on column metadata.transform_scopes.captured_at is 'When that answer was captured.';
comment on column metadata.transform_scopes.raw_table is 'Raw table that holds it.';
comment on column metadata.transform_scopes.raw_id is 'The row there.';

create table metadata.watermarks (
    name       text primary key,
    reached_at timestamptz not null,
    updated_at timestamptz not null default now()
);
comment on table metadata.watermarks is 'How far feeds were read; only ever forward.';
comment on column metadata.watermarks.name is 'The feed.';
comment on column metadata.watermarks.reached_at is 'The last point already done.';
comment on column metadata.watermarks.updated_at is 'When it was moved.';

create table metadata.quarantine (
    id             bigint generated always as identity primary key,
    raw_table      text not null,
    raw_id         bigint,
    kind           text not null check (kind in ('leaf', 'row', 'document', 'answer')),
    table_name     text not null default '',
    json_path      text not null,
    found          text not null,
    wanted         text not null,
    request_params jsonb,
    source_url     text,
    body           bytea,
    body_sha256    text,
    captured_at    timestamptz,
    run_id         text not null,
    quarantined_at timestamptz not null default now()
);
create unique index quarantine_issue_idx on metadata.quarantine (raw_table, raw_id, kind, table_name, json_path)
    where raw_id is not null;
create unique index quarantine_answer_idx on metadata.quarantine (raw_table, body_sha256) where raw_id is null;
comment on table metadata.quarantine is 'Everything that was set aside: values, rows, documents and answers that did not fit.';
comment on column metadata.quarantine.id is 'Number of the entry.';
comment on column metadata.quarantine.raw_table is 'Raw table of the document.';
comment on column metadata.quarantine.raw_id is 'The raw row; null for an answer that raw cannot hold.';
comment on column metadata.quarantine.kind is 'leaf (one value became null), row (no usable key), document (nothing loaded), answer (kept here as bytes).';
comment on column metadata.quarantine.table_name is 'Table whose row was lost, where one was.';
comment on column metadata.quarantine.json_path is 'Where in the document.';
comment on column metadata.quarantine.found is 'What was there, shortened.';
comment on column metadata.quarantine.wanted is 'What would have fitted.';
comment on column metadata.quarantine.request_params is 'Parameters of the request, for an answer.';
comment on column metadata.quarantine.source_url is 'URL of the request, for an answer.';
comment on column metadata.quarantine.body is 'The answer as bytes, where raw cannot hold it.';
comment on column metadata.quarantine.body_sha256 is 'SHA-256 of the body: the same answer is kept once.';
comment on column metadata.quarantine.captured_at is 'When the answer was captured.';
comment on column metadata.quarantine.run_id is 'Run that set it aside.';
comment on column metadata.quarantine.quarantined_at is 'When.';

create table metadata.quality_results (
    id         bigint generated always as identity primary key,
    run_id     text not null,
    check_name text not null,
    subject    text not null,
    status     text not null check (status in ('passed', 'failed', 'skipped')),
    checked    bigint not null,
    failed     bigint not null,
    details    jsonb not null default '{}',
    checked_at timestamptz not null default now()
);
comment on table metadata.quality_results is 'Verdicts of data-quality checks.';
comment on column metadata.quality_results.id is 'Number of the verdict.';
comment on column metadata.quality_results.run_id is 'Run that checked.';
comment on column metadata.quality_results.check_name is 'The check.';
comment on column metadata.quality_results.subject is 'Table or games it looked at.';
comment on column metadata.quality_results.status is 'passed, failed or skipped (nothing to look at).';
comment on column metadata.quality_results.checked is 'How many values or rows were looked at.';
comment on column metadata.quality_results.failed is 'How many did not hold.';
comment on column metadata.quality_results.details is 'Examples of what failed.';
comment on column metadata.quality_results.checked_at is 'When.';
