-- Every table of ours with its rows (as the statistics counted them) and its size, partitions taken together.
select
    n.nspname || '.' || c.relname                                     as table_name,
    coalesce(sum(s.n_live_tup), 0)::bigint                            as rows,
    round(coalesce(sum(pg_total_relation_size(s.relid)), 0) / 1e6, 1) as megabytes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join lateral (
    select relid from pg_partition_tree(c.oid) where isleaf
    union
    select c.oid where c.relkind = 'r'
) part on true
left join pg_stat_all_tables s on s.relid = part.relid
where c.relkind in ('r', 'p')
  and not c.relispartition
  and n.nspname in ('season', 'schedule', 'game', 'raw', 'metadata')
group by 1
order by 1
