-- Results of quality runs, in the form they are made in; nothing was ever written to the table of migration 0001.
-- Examples are json, not jsonb, which keeps the order of their columns.
drop table if exists metadata.quality_results;
create table metadata.quality_results (
    run_id        text not null,
    place         int not null,
    check_name    text not null,
    kind          text not null,
    table_name    text not null default '',
    promise       text not null,
    reason        text not null default '',
    severity      text not null check (severity in ('error', 'warning')),
    status        text not null check (status in ('passed', 'failed', 'no_rows', 'error')),
    rows_checked  bigint not null,
    rows_failed   bigint not null,
    rows_excepted bigint not null,
    games         bigint,
    examples      json not null default '[]',
    exceptions    json not null default '[]',
    stale         json not null default '[]',
    error         text not null default '',
    started_at    timestamptz not null,
    duration_s    double precision not null,
    primary key (run_id, place)
);
create index quality_results_check_idx on metadata.quality_results (check_name, started_at);
comment on table metadata.quality_results is 'Verdicts of quality runs. Grain: one check or reconciliation of one run.';
comment on column metadata.quality_results.run_id is 'Run that made it; metadata.job_executions knows its scope.';
comment on column metadata.quality_results.place is 'Place in the report, from 0: worst first.';
comment on column metadata.quality_results.check_name is 'Name of the check or reconciliation.';
comment on column metadata.quality_results.kind is 'not_null, unique, in_set, range, holds, relationship, row_count, freshness or reconciliation.';
comment on column metadata.quality_results.table_name is 'Table that was looked at; empty for a reconciliation.';
comment on column metadata.quality_results.promise is 'What holds when it passes.';
comment on column metadata.quality_results.reason is 'Why it is made, or why it is only a warning.';
comment on column metadata.quality_results.severity is 'error, or warning where a failure does not fail the run.';
comment on column metadata.quality_results.status is 'passed, failed, no_rows (there was nothing to check, which is no pass) or error (it could not be made).';
comment on column metadata.quality_results.rows_checked is 'Rows, or values compared, that were looked at.';
comment on column metadata.quality_results.rows_failed is 'Those that did not hold, known exceptions not among them.';
comment on column metadata.quality_results.rows_excepted is 'Differences that are known exceptions.';
comment on column metadata.quality_results.games is 'Games compared by a reconciliation; null for other checks.';
comment on column metadata.quality_results.examples is 'The first few rows that failed: columns and values.';
comment on column metadata.quality_results.exceptions is 'Known exceptions that were met, with their reasons.';
comment on column metadata.quality_results.stale is 'Known exceptions that explain nothing although their game was checked.';
comment on column metadata.quality_results.error is 'Why it could not be made.';
comment on column metadata.quality_results.started_at is 'When it began.';
comment on column metadata.quality_results.duration_s is 'Seconds it took; checks that share a scan share its time.';
