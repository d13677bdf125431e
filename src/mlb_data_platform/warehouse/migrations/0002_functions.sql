-- Functions that partition tables, quarantine answers and refresh views.

-- Make the partition of one year; rows of that year that waited in the default partition move there.
create or replace function metadata.ensure_year_partition(parent text, wanted_year int) returns boolean
language plpgsql as $$
declare
    schema_name text := split_part(parent, '.', 1);
    table_name  text := split_part(parent, '.', 2);
    part        text := format('%s_%s', table_name, wanted_year);
    key_column  text;
    first_day   date;
begin
    if wanted_year not between 1876 and 2999 or to_regclass(format('%I.%I', schema_name, part)) is not null then
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
    first_day := make_date(wanted_year, 1, 1);
    key_column := split_part(trim(trailing ')' from pg_get_partkeydef(parent::regclass)), '(', 2);
    execute format('create table %I.%I (like %s including defaults including constraints)', schema_name, part, parent);
    execute format(
        'with moved as (delete from %1$I.%2$I where %3$s >= %4$L and %3$s < %5$L returning *)
         insert into %1$I.%6$I select * from moved',
        schema_name, table_name || '_other', key_column, first_day, first_day + interval '1 year', part
    );
    execute format(
        'alter table %s attach partition %I.%I for values from (%L) to (%L)',
        parent, schema_name, part, first_day, first_day + interval '1 year'
    );
    return true;
end
$$;
comment on function metadata.ensure_year_partition(text, int) is 'Makes the partition of one year, if it is missing.';

-- Make the partition of one value (a season); rows that waited in the default partition move there.
create or replace function metadata.ensure_value_partition(parent text, wanted int) returns boolean
language plpgsql as $$
declare
    schema_name text := split_part(parent, '.', 1);
    table_name  text := split_part(parent, '.', 2);
    part        text := format('%s_%s', table_name, wanted);
    key_column  text;
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
    key_column := split_part(trim(trailing ')' from pg_get_partkeydef(parent::regclass)), '(', 2);
    execute format('create table %I.%I (like %s including defaults including constraints)', schema_name, part, parent);
    execute format(
        'with moved as (delete from %1$I.%2$I where %3$s = %4$L returning *) insert into %1$I.%5$I select * from moved',
        schema_name, table_name || '_other', key_column, wanted, part
    );
    execute format('alter table %s attach partition %I.%I for values in (%L)', parent, schema_name, part, wanted);
    return true;
end
$$;
comment on function metadata.ensure_value_partition(text, int) is 'Makes the partition of one season, if it is missing.';

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
