"""Questions as data: rows of one table or view that fit, put into SQL without a text of a user."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from psycopg import sql

from mlb_data_platform.warehouse.connect import Connection

_TESTS: Final = {
    "is": sql.SQL("{} = {}"),
    "in": sql.SQL("{} = any({})"),
    "from": sql.SQL("{} >= {}"),
    "to": sql.SQL("{} <= {}"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row has to fulfil.

    Attributes:
        columns: Of several one is enough.
        test: `is` a value, `in` a list, `from` or `to` a value, itself included.
        value: The value or list.
    """

    columns: tuple[str, ...]
    test: Literal["is", "in", "from", "to"]
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Rows of one table or view.

    Attributes:
        table: Schema and name.
        columns: Those to hand out, in order; all when there are none.
        where: All of them have to be fulfilled.
        order: Columns to sort by; one that begins with `-` downwards, nulls last.
        limit: So many rows at most.
    """

    table: str
    columns: Sequence[str] = ()
    where: Sequence[Condition] = ()
    order: Sequence[str] = ()
    limit: int | None = None


def render_question(connection: Connection, question: Question) -> str:
    """The question as one SQL statement, values and names in quotes."""
    names = map(sql.Identifier, question.columns)
    text = sql.SQL("select {} from {}").format(
        sql.SQL(", ").join(names) if question.columns else sql.SQL("*"),
        sql.Identifier(*question.table.split(".")),
    )
    if question.where:
        conditions = sql.SQL(" and ").join(map(_condition, question.where))
        text = sql.SQL("{} where {}").format(text, conditions)
    if question.order:
        text = sql.SQL("{} order by {}").format(text, sql.SQL(", ").join(map(_by, question.order)))
    if question.limit is not None:
        text = sql.SQL("{} limit {}").format(text, sql.Literal(question.limit))
    return text.as_string(connection)


def _condition(condition: Condition) -> sql.Composed:
    value = sql.Literal(condition.value)
    test = _TESTS[condition.test]
    tests = [test.format(sql.Identifier(column), value) for column in condition.columns]
    return sql.SQL("({})").format(sql.SQL(" or ").join(tests))


def _by(column: str) -> sql.Composed:
    downwards = sql.SQL("{} desc nulls last")
    name = sql.Identifier(column.removeprefix("-"))
    return (downwards if column.startswith("-") else sql.SQL("{}")).format(name)
