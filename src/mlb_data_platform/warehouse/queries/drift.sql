-- Every field that the mapping does not know, with where and when it was seen.
select path, json_type, mapping, documents, first_seen, last_seen, example, raw_table, raw_id
from metadata.schema_drift
order by mapping, path, json_type, raw_table
