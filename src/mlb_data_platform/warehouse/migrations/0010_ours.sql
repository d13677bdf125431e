-- As in 0008, for those who ask for one table: the planner looks inside and finds it by its number or name, where all
-- of them were listed each time (the grants of a migration 400 -> 100 ms, a partition 12 -> 11). So that it can look
-- inside, no path is pinned; names are written out, and callers with the owner's rights pin theirs.
create or replace function metadata.our_relations()
returns table (relation oid, schema_name name, relation_name name, kind "char", is_raw boolean)
language sql stable as $$
    select
        c.oid, n.nspname, c.relname, c.relkind,
        3 = (
            select pg_catalog.count(*) from pg_catalog.pg_attribute a
            where a.attrelid = c.oid and not a.attisdropped
              and a.attname in ('data', 'content_hash', 'ingestion_job_id')
        )
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm')
      and not c.relispartition
      and (
          n.nspname in ('metadata', 'raw')
          or exists (
              select from pg_catalog.unnest(array['table ', 'view ', 'raw table ']) kind
              join metadata.schema_versions v on v.component = kind || n.nspname || '.' || c.relname
          )
          or (n.nspname = 'person' and c.relname = 'register')
      )
$$;
