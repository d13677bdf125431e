-- The work list of pipelines: one row a game, so that whoever comes next knows what is left, and two runs share the work.
create table metadata.game_work (
    game_pk        bigint primary key,
    sport_id       int,
    season         smallint,
    official_date  date,
    starts_at      timestamptz,
    state          text not null default 'wanted'
        check (state in ('wanted', 'fetched', 'transformed', 'checked', 'failed')),
    due_at         timestamptz,
    attempts       smallint not null default 0,
    reason         text,
    claimed_by     text,
    last_run       text,
    fetched_at     timestamptz,
    transformed_at timestamptz,
    checked_at     timestamptz,
    changed_at     timestamptz not null default now()
);
create index game_work_official_date_idx on metadata.game_work (official_date);
create index game_work_claimed_by_idx on metadata.game_work (claimed_by) where claimed_by is not null;
comment on table metadata.game_work is 'What pipelines have to do for each game, and how far it is. Grain: one game. See metadata.game_progress.';
comment on column metadata.game_work.game_pk is 'MLB''s number of the game.';
comment on column metadata.game_work.sport_id is 'Sport of the listing that brought it.';
comment on column metadata.game_work.season is 'Year of the season the game belongs to.';
comment on column metadata.game_work.official_date is 'Baseball day the game counts for, by its newest listing.';
comment on column metadata.game_work.starts_at is 'Scheduled or actual start, by its newest listing.';
comment on column metadata.game_work.state is
    'wanted (to be fetched), fetched (raw has it, the tables not yet), transformed, checked (quality looked at it) or failed (see reason).';
comment on column metadata.game_work.due_at is
    'When it is to be fetched next: at its start, at once while it is not over, then 6 hours, 1, 3 and 7 days after its end; null when it is settled.';
comment on column metadata.game_work.attempts is 'Runs in a row that failed at it.';
comment on column metadata.game_work.reason is 'Why the last one failed.';
comment on column metadata.game_work.claimed_by is 'Run that works on it; a claim of a run that is dead counts for nothing.';
comment on column metadata.game_work.last_run is 'Run that claimed it last.';
comment on column metadata.game_work.fetched_at is 'When it was asked for last with success.';
comment on column metadata.game_work.transformed_at is 'When its newest answer went into the tables.';
comment on column metadata.game_work.checked_at is 'When quality last looked at it.';
comment on column metadata.game_work.changed_at is 'When this row changed last.';

-- A living run holds an advisory lock on its name; a server drops it with the connection, however that ends.
create or replace function metadata.living_runs() returns setof text stable language sql as $$
    select j.run_id
    from metadata.job_executions j
    where j.status = 'running'
      and exists (
          select from pg_locks l
          where l.locktype = 'advisory' and l.granted and l.objsubid = 1
            and l.database = (select oid from pg_database where datname = current_database())
            and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended('mlb run ' || j.run_id, 0)
      )
$$;
comment on function metadata.living_runs() is 'Runs that are under way; one that was killed is `running` in job_executions and not among these.';

-- Whether nothing more happens in a game with a coded state; a game that is `over` (O) becomes final minutes later.
create or replace function metadata.is_over(coded_game_state text) returns boolean immutable language sql as $$
    select coalesce(coded_game_state in ('F', 'C', 'D', 'Q', 'R'), false)
$$;
comment on function metadata.is_over(text) is
    'True for final, cancelled, postponed and forfeited games: F, C, D, Q, R. A postponed game may be listed again.';

-- When a game is to be asked for next. Officials correct final games in place, so they are read again, ever more rarely.
create or replace function metadata.next_reading(is_over boolean, starts_at timestamptz, fetched_at timestamptz)
returns timestamptz stable language sql as $$
    select case
        when fetched_at is null or fetched_at < starts_at then starts_at
        -- A game that still is not over a week after its start never will be.
        when not is_over then case when fetched_at < starts_at + interval '8 days' then fetched_at end
        else (
            select min(starts_at + interval '4 hours' + pause)
            from unnest(array[interval '6 hours', interval '1 day', interval '3 days', interval '7 days']) pause
            where starts_at + interval '4 hours' + pause > fetched_at
        )
    end
$$;
comment on function metadata.next_reading(boolean, timestamptz, timestamptz) is
    'When a game is due: at its start; at once while it is not over; then 6 hours, 1, 3 and 7 days after its end (4 hours after its start); null when settled.';
