-- Remember what the mapping does not know of one document; the same document again changes nothing.
insert into metadata.schema_drift as known
    (raw_table, path, json_type, mapping, first_seen, last_seen, documents, example, raw_id, run_id)
select
    %(raw_table)s, seen.path, seen.json_type, %(mapping)s, %(captured_at)s, %(captured_at)s, 1, seen.example,
    %(raw_id)s, %(run_id)s
from unnest(%(paths)s::text[], %(json_types)s::text[], %(examples)s::text[]) seen (path, json_type, example)
on conflict (raw_table, path, json_type) do update set
    mapping    = excluded.mapping,
    first_seen = least(known.first_seen, excluded.first_seen),
    last_seen  = greatest(known.last_seen, excluded.last_seen),
    documents  = known.documents + (excluded.raw_id > known.raw_id)::int,
    example    = case when excluded.raw_id > known.raw_id then excluded.example else known.example end,
    run_id     = case when excluded.raw_id > known.raw_id then excluded.run_id else known.run_id end,
    raw_id     = greatest(known.raw_id, excluded.raw_id)
where excluded.raw_id > known.raw_id
   or excluded.first_seen < known.first_seen
   or excluded.last_seen > known.last_seen
