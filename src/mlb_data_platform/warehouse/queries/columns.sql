-- The columns of one table or view in their order, with type and meaning.
select
    a.attname                            as column_name,
    format_type(a.atttypid, a.atttypmod) as type,
    col_description(a.attrelid, a.attnum) as meaning
from pg_attribute a
where a.attrelid = to_regclass(%(table)s) and a.attnum > 0 and not a.attisdropped
order by a.attnum
