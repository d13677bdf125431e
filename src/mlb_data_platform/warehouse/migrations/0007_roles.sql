-- Who may do what: members of mlb_reader read, members of mlb_writer keep the warehouse current, the owner alone
-- makes and drops. docs/security.md says what each may do, and why.

-- What is ours: tables and views that a migration made, and everything in the schemas metadata and raw. Somebody's own
-- table beside them is nobody's business.
create or replace function metadata.our_relations()
returns table (relation oid, schema_name name, relation_name name, kind "char", is_raw boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select
        c.oid, n.nspname, c.relname, c.relkind,
        3 = (
            select count(*) from pg_attribute a
            where a.attrelid = c.oid and not a.attisdropped
              and a.attname in ('data', 'content_hash', 'ingestion_job_id')
        )
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm')
      and not c.relispartition
      and (
          n.nspname in ('metadata', 'raw')
          or n.nspname || '.' || c.relname in (
              select regexp_replace(component, '^(raw table|table|view) ', '') from metadata.schema_versions
          )
      )
$$;
comment on function metadata.our_relations() is 'Tables and views of the platform, partitions left out.';

-- Give the two roles what they need of one table or view, and nothing else.
create or replace function metadata.grant_relation(wanted oid) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    one       record;
    full_name text;
    readable  text;
    movable   text;
begin
    select * into strict one from metadata.our_relations() where relation = wanted;
    full_name := format('%I.%I', one.schema_name, one.relation_name);
    -- The answers themselves are not for every reader: the API's terms do not let us hand them on.
    select string_agg(quote_ident(attname), ', ' order by attnum) filter (where attname not in ('data', 'body')),
           string_agg(quote_ident(attname), ', ' order by attnum) filter (where attname in ('last_seen_at', 'is_latest'))
    into readable, movable
    from pg_attribute where attrelid = wanted and attnum > 0 and not attisdropped;

    execute format('revoke all on table %s from mlb_reader, mlb_writer', full_name);
    if one.is_raw or full_name = 'metadata.quarantine' then
        execute format('grant select (%s) on table %s to mlb_reader', readable, full_name);
    else
        execute format('grant select on table %s to mlb_reader', full_name);
    end if;
    execute format('grant select on table %s to mlb_writer', full_name);
    if one.kind in ('v', 'm') or full_name = 'metadata.schema_versions' then
        return;
    end if;
    execute format('grant insert on table %s to mlb_writer', full_name);
    if one.is_raw then
        -- Raw is append-only: an answer that is kept is never changed and never deleted.
        execute format('grant update (%s) on table %s to mlb_writer', movable, full_name);
    elsif full_name = 'metadata.job_executions' then
        execute format('grant update on table %s to mlb_writer', full_name);
    else
        execute format('grant update, delete on table %s to mlb_writer', full_name);
    end if;
end
$$;
comment on function metadata.grant_relation(oid) is 'Gives mlb_reader and mlb_writer their rights on one table or view.';

-- Make the two roles where that is allowed, and give them their rights on everything that is there. Every migration
-- ends with it; run it by hand after somebody else has made the roles.
create or replace function metadata.grant_roles() returns boolean
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    wanted text;
    one    record;
begin
    foreach wanted in array array['mlb_reader', 'mlb_writer'] loop
        continue when exists (select from pg_roles where rolname = wanted);
        begin
            execute format('create role %I nologin', wanted);
        exception
            -- Roles are the whole server's: the migration of another database was quicker.
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
                raise warning 'roles mlb_reader and mlb_writer are not made: % may not create roles', current_user
                    using hint = 'as a user who may: create role mlb_reader nologin; create role mlb_writer nologin;'
                        || ' then as the owner: select metadata.grant_roles();';
                return false;
        end;
    end loop;
    begin
        execute format('grant connect, temporary on database %I to mlb_writer', current_database());
        execute format('grant connect on database %I to mlb_reader', current_database());
    exception when insufficient_privilege then null;  -- not our database; everybody may connect unless told otherwise
    end;
    for one in select distinct schema_name from metadata.our_relations() loop
        execute format('grant usage on schema %I to mlb_reader, mlb_writer', one.schema_name);
        execute format('grant usage on all sequences in schema %I to mlb_writer', one.schema_name);
    end loop;
    perform metadata.grant_relation(relation) from metadata.our_relations();
    for one in
        select p.oid::regprocedure as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'metadata' and p.prosecdef
    loop
        execute format('grant execute on function %s to mlb_writer', one.signature);
    end loop;
    return true;
end
$$;
comment on function metadata.grant_roles() is
    'Makes mlb_reader and mlb_writer where that is allowed, and gives them their rights on everything that is there.';

-- Making a partition and refreshing a view need the owner's rights. Writers borrow them here: the path is pinned, names
-- are quoted, and nothing but tables of ours is touched (a trigger on another's table would run with those rights).
create or replace function metadata.ensure_partition(parent text, wanted int) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    part       text;
    definition text;
    key_column text;
    bounds     text;
    belongs    text;
    one        record;
begin
    if wanted not between 1876 and 2999
        or to_regclass(format('%I.%I', split_part(parent, '.', 1), split_part(parent, '.', 2) || '_' || wanted)) is not null
    then
        return false;
    end if;
    select * into one from metadata.our_relations() r
    where r.kind = 'p' and r.schema_name || '.' || r.relation_name = parent;
    if not found then
        raise exception '%: found no partitioned table of the platform', parent;
    end if;
    part := format('%s_%s', one.relation_name, wanted);
    definition := pg_get_partkeydef(one.relation);
    key_column := split_part(trim(trailing ')' from definition), '(', 2);
    perform pg_advisory_xact_lock(hashtextextended('partition ' || parent, 0));
    -- Asked of the catalog itself: name look-ups may be answered from a cache older than the lock.
    if exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = one.schema_name and c.relname = part
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
    execute format(
        'create table %1$I.%2$I (like %1$I.%3$I including defaults including constraints)',
        one.schema_name, part, one.relation_name
    );
    execute format(
        'with moved as (delete from %1$I.%2$I where %3$s returning *) insert into %1$I.%4$I select * from moved',
        one.schema_name, one.relation_name || '_other', belongs, part
    );
    execute format(
        'alter table %1$I.%2$I attach partition %1$I.%3$I for values %4$s',
        one.schema_name, one.relation_name, part, bounds
    );
    return true;
end
$$;

alter function metadata.refresh_all_views() security definer set search_path = pg_catalog, pg_temp;
revoke all on function metadata.ensure_partition(text, int) from public;
revoke all on function metadata.refresh_all_views() from public;
revoke all on function metadata.grant_roles() from public;
revoke all on function metadata.grant_relation(oid) from public;
