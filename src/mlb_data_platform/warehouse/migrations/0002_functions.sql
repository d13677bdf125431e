-- Functions that partition tables, quarantine answers and refresh views.

-- Make the partition that holds a year (tables partitioned by date) or a season (partitioned by value); rows of it
-- that waited in the default partition move there.
create or replace function metadata.ensure_partition(parent text, wanted int) returns boolean language plpgsql as $$
declare
    schema_name text := split_part(parent, '.', 1);
    table_name  text := split_part(parent, '.', 2);
    part        text := format('%s_%s', table_name, wanted);
    definition  text := pg_get_partkeydef(parent::regclass);
    key_column  text := split_part(trim(trailing ')' from definition), '(', 2);
    bounds      text;
    belongs     text;
begin
    if wanted not between 1876 and 2999 or to_regclass(format('%I.%I', schema_name, part)) is not null then
        return false;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('partition ' || parent, 0));
    -- Asked of the catalog itself: name look-ups may be answered from a cache older than the lock.
    if exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = schema_name and c.relname = part
    ) then
        return false;
    end if;
    if definition like 'RANGE%' then
        bounds := format('from (%L) to (%L)', make_date(wanted, 1, 1), make_date(wanted + 1, 1, 1));
        belongs := format('%1$s >= %2$L and %1$s < %3$L', key_column, make_date(wanted, 1, 1), make_date(wanted + 1, 1, 1));
    else
        bounds := format('in (%L)', wanted);
        belongs := format('%s = %L', key_column, wanted);
    end if;
    execute format('create table %I.%I (like %s including defaults including constraints)', schema_name, part, parent);
    execute format(
        'with moved as (delete from %1$I.%2$I where %3$s returning *) insert into %1$I.%4$I select * from moved',
        schema_name, table_name || '_other', belongs, part
    );
    execute format('alter table %s attach partition %I.%I for values %s', parent, schema_name, part, bounds);
    return true;
end
$$;
comment on function metadata.ensure_partition(text, int) is 'Makes the partition of one year or season, if it is missing.';

-- Keep an answer that raw cannot hold, as bytes; the same answer is kept once.
create or replace function metadata.quarantine_answer(
    raw_table text, request_params jsonb, source_url text, why text, body bytea, captured_at timestamptz, run_id text
) returns void language sql as $$
    insert into metadata.quarantine
        (raw_table, kind, json_path, found, wanted, request_params, source_url, body, body_sha256, captured_at, run_id)
    values
        ($1, 'answer', '$', $4, 'an answer that JSONB can hold, with its keys', $2, $3, $5,
         encode(sha256($5), 'hex'), $6, $7)
    on conflict do nothing
$$;
comment on function metadata.quarantine_answer(text, jsonb, text, text, bytea, timestamptz, text) is
    'Keeps an answer that raw cannot hold, as bytes.';

-- Refresh every materialized view of ours, without locking out its readers.
create or replace function metadata.refresh_all_views() returns table (view_name text, seconds double precision)
language plpgsql as $$
declare
    started timestamptz;
begin
    for view_name in
        select format('%I.%I', m.schemaname, m.matviewname)
        from pg_matviews m
        where m.schemaname in ('season', 'schedule', 'game', 'person', 'team', 'venue', 'league', 'standings', 'mart')
        order by 1
    loop
        started := clock_timestamp();
        execute 'refresh materialized view concurrently ' || view_name;
        seconds := extract(epoch from clock_timestamp() - started);
        return next;
    end loop;
end
$$;
comment on function metadata.refresh_all_views() is 'Refreshes all materialized views concurrently; one row per view.';
