"""Views of a history: what is true now, and what was true from when to when.

A table whose mapping says `validity` keeps observations: one row for each key and each day on
which an answer told something. Two views are made from it: the newest row of each key, and spans
of days in which nothing changed (slowly changing dimensions, type 2). They are views, so an older
answer that arrives late takes its place in the history like any other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from mlb_data_platform.mapping import Mapping, Table
from mlb_data_platform.mapping.ddl import SOURCE_COLUMN_DDL, columns_of
from mlb_data_platform.mapping.model import Validity

VALID_FROM = "First day on which this was known to be true."
VALID_TO = "First day on which it was true no more; null while it is."
IS_CURRENT = "True for what the newest answer says."

_CURRENT = """
create view {view} as
select {columns} from {table} v
where not exists (select from {table} n where {same_list} and n.{as_of} > v.{as_of})
"""

# A span ends where a value changed, or where the next answer about the list left the member out.
_HISTORY = """
create view {view} as
with answers as (
    select {list_columns}, {as_of},
        lag({as_of}) over (partition by {list_columns} order by {as_of}) as day_before,
        lead({as_of}) over (partition by {list_columns} order by {as_of}) as day_after
    from (select distinct {list_columns}, {as_of} from {table}) told
), rows_told as (
    select v.*, to_jsonb(v) - {untold}::text[] as said from {table} v
), compared as (
    select r.*, a.day_before, a.day_after,
        lag(r.{as_of}) over member as seen_before, lag(r.said) over member as said_before
    from rows_told r join answers a on {same_answer}
    window member as (partition by {member_columns_of_r} order by r.{as_of})
), spans as (
    select c.*, count(*) filter (
        where c.seen_before is distinct from c.day_before or c.said is distinct from c.said_before
    ) over (partition by {member_columns_of_c} order by c.{as_of}) as span
    from compared c
), ended as (
    select s.*, last_value(s.day_after) over (
        partition by {member_columns_of_s}, s.span order by s.{as_of}
        rows between unbounded preceding and unbounded following
    ) as valid_to
    from spans s
)
select distinct on ({member_columns_of_e}, e.span)
    {member_columns_of_e}, e.{as_of} as valid_from, e.valid_to, e.valid_to is null as is_current,
    {told_columns_of_e}
from ended e
order by {member_columns_of_e}, e.span, e.{as_of}
"""


@dataclass(frozen=True, slots=True)
class ValidityView:
    """One view of a history.

    Attributes:
        name: Schema and view.
        text: Statements that make and comment it.
    """

    name: str
    text: str


def validity_views(mappings: Iterable[Mapping]) -> list[ValidityView]:
    """The views that mappings declare.

    Args:
        mappings: Any.

    Returns:
        For each table with a validity the current view, then the history.
    """
    tables = {table.name: table for mapping in mappings for table in mapping.tables}
    return [
        view for one in tables.values() if one.validity for view in _views_of(one, one.validity)
    ]


def _views_of(table: Table, validity: Validity) -> Iterator[ValidityView]:
    meanings = {name: meaning for name, (_, meaning) in columns_of(table).items()}
    of_key = [name for name in table.key if name != validity.as_of]
    of_list = [name for name in of_key if name not in validity.members]
    told = [name for name in meanings if name not in (*table.key, *validity.beside)]
    parts = {
        "table": sql.Identifier(*table.name.split(".")),
        "as_of": sql.Identifier(validity.as_of),
        "columns": _names("v", list(meanings)),
        "list_columns": _names("", of_list),
        "same_list": _equal("n", "v", of_list),
        "same_answer": _equal("r", "a", [*of_list, validity.as_of]),
        "untold": sql.Literal([validity.as_of, *validity.beside, *SOURCE_COLUMN_DDL]),
        "told_columns_of_e": _names("e", told),
        **{f"member_columns_of_{alias}": _names(alias, of_key) for alias in "rcse"},
    }
    about = f"{table.meaning} Grain: {_grain(table)}"
    yield _view(
        validity.current, _CURRENT, parts, f"{about}, as the newest answer has it.", meanings
    )
    yield _view(
        validity.history,
        _HISTORY,
        parts,
        f"{about}, for each span of days in which nothing changed.",
        {
            **{name: meanings[name] for name in of_key},
            "valid_from": VALID_FROM,
            "valid_to": VALID_TO,
            "is_current": IS_CURRENT,
            **{name: meanings[name] for name in told},
        },
    )


def _grain(table: Table) -> str:
    """What a row stands for, without the day."""
    return table.grain.partition(" as of ")[0]


def _view(
    name: str,
    text: LiteralString,
    parts: dict[str, sql.Composable],
    about: str,
    meanings: dict[str, str],
) -> ValidityView:
    full = sql.Identifier(*name.split("."))
    statements = [
        sql.SQL(text).format(view=full, **parts),
        sql.SQL("comment on view {} is {}").format(full, sql.Literal(about)),
        *(
            sql.SQL("comment on column {}.{} is {}").format(
                full, sql.Identifier(column), sql.Literal(meaning)
            )
            for column, meaning in meanings.items()
        ),
    ]
    return ValidityView(name, "".join(f"{s.as_string(None).strip()};\n" for s in statements))


def _names(alias: str, names: list[str]) -> sql.Composed:
    lead = (alias,) if alias else ()
    return sql.SQL(", ").join(sql.Identifier(*lead, name) for name in names)


def _equal(left: str, right: str, names: list[str]) -> sql.Composed:
    one = sql.SQL("{} = {}")
    return sql.SQL(" and ").join(
        one.format(sql.Identifier(left, name), sql.Identifier(right, name)) for name in names
    )
