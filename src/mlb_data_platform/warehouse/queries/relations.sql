-- Every table and view that can be asked, with what it holds; partitions are part of their table.
select
    n.nspname || '.' || c.relname as table_name,
    case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind,
    obj_description(c.oid, 'pg_class') as meaning
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm')
  and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema', 'public')
  and n.nspname !~ '^pg_(toast|temp)'
order by 1
