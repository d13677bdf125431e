"""Everything that a database is: rows, definitions, rights; so that two can be compared."""

import re
from typing import Any

import psycopg
from psycopg import sql

_OURS = "n.nspname !~ '^(pg_|information_schema)'"
_RIGHTS = r"array(select unnest(\1)::text order by 1)"
_DEFINITIONS = {
    "relations": """
        select n.nspname, relname, relkind, relispartition, RIGHTS(relacl), obj_description(c.oid)
        from pg_class c join pg_namespace n on n.oid = relnamespace where OURS""",
    "columns": """
        select n.nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull,
            attidentity, RIGHTS(attacl), pg_get_expr(adbin, adrelid), col_description(c.oid, attnum)
        from pg_attribute a join pg_class c on c.oid = attrelid
        left join pg_attrdef d on d.adrelid = attrelid and d.adnum = attnum
        join pg_namespace n on n.oid = relnamespace
        where OURS and attnum > 0 and not attisdropped""",
    "constraints": """
        select conrelid::regclass::text, conname, pg_get_constraintdef(c.oid)
        from pg_constraint c join pg_namespace n on n.oid = connamespace where OURS""",
    "indexes": """
        select schemaname, indexname, indexdef from pg_indexes where schemaname !~ '^pg_'""",
    "partitions": """
        select inhparent::regclass::text, inhrelid::regclass::text, pg_get_expr(relpartbound, c.oid)
        from pg_inherits join pg_class c on c.oid = inhrelid""",
    "views": """
        select n.nspname, relname, regexp_replace(pg_get_viewdef(c.oid), '[()]| AS bool', '', 'g')
        from pg_class c join pg_namespace n on n.oid = relnamespace
        where OURS and relkind in ('v', 'm')""",
    "functions": """
        select pg_get_functiondef(p.oid), RIGHTS(proacl), obj_description(p.oid)
        from pg_proc p join pg_namespace n on n.oid = pronamespace where OURS""",
    "triggers": "select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
    "schemas": """
        select nspname, RIGHTS(nspacl), obj_description(oid) from pg_namespace n where OURS""",
    "sequences": """
        select schemaname, sequencename, data_type, increment_by, last_value from pg_sequences""",
    "rights on the database": """
        select rolname, has_database_privilege(rolname, current_database(), 'connect')
        from pg_roles where rolname like 'mlb%'""",
}


def definitions_of(connection: psycopg.Connection) -> dict[str, list[Any]]:
    """What there is, how it is made, what it means, and who may do what.

    Views are compared without their parentheses, of which the server writes fewer the second time.
    """
    # Every name with its schema.
    connection.execute("set search_path = ''")
    facts = {}
    for name, text in _DEFINITIONS.items():
        question = re.sub(r"RIGHTS\((\w+)\)", _RIGHTS, text.replace("OURS", _OURS))
        facts[name] = sorted(connection.execute(question).fetchall(), key=repr)  # type: ignore[arg-type]
    connection.execute("reset search_path")
    return facts


def rows_of(connection: psycopg.Connection, *without: str) -> dict[str, tuple[int, str]]:
    """How many rows each table and materialized view has, and a hash over all values of them.

    Args:
        connection: To the database.
        without: Columns that are left out.
    """
    tables = connection.execute(
        "select n.nspname, relname from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where relkind in ('r', 'p', 'm') and not relispartition"
        " and n.nspname !~ '^(pg_|information_schema)' order by 1, 2"
    ).fetchall()
    question = sql.SQL(
        "select count(*), coalesce(md5(string_agg(one, '' order by one)), '') from ("
        " select md5(tableoid::regclass::text || (to_jsonb(t) - %s::text[])::text) one from {} t) x"
    )
    return {
        f"{schema}.{table}": connection.execute(
            question.format(sql.Identifier(schema, table)), (list(without),)
        ).fetchone()
        for schema, table in tables
    }  # type: ignore[return-value]
