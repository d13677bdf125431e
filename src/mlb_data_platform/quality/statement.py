"""SQL for checks: identifiers quoted, values bound, everything counted where the rows are.

Checks that one row alone decides share one scan of their table (`build_scan`); each of the others
is a statement of its own (`build_count`). Examples are asked for only when something failed
(`build_examples`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mlb_data_platform.mapping import Table
from mlb_data_platform.mapping.ddl import columns_of, quoted
from mlb_data_platform.quality.model import Check
from mlb_data_platform.quality.rules import (
    Freshness,
    Holds,
    InSet,
    NotNull,
    Range,
    Relationship,
    RowCount,
    RowRule,
    Unique,
)
from mlb_data_platform.quality.slices import Slices

MOST_EXAMPLES = 5
"""How many examples of a failure are kept."""

_MOST = "%(most_examples)s"
_WHOLE_NUMBERS = ("smallint", "integer", "bigint")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with the values that are bound to it.

    Attributes:
        text: The statement, with placeholders.
        values: Values of the placeholders.
    """

    text: str
    values: dict[str, object] = field(default_factory=dict)


def is_scannable(check: Check) -> bool:
    """Whether one row alone decides, so that the check can share a scan with others."""
    return isinstance(check.rule, NotNull | InSet | Range | Holds)


def build_scan(checks: Sequence[Check], slices: Slices | None) -> Statement:
    """One scan of a table that answers many checks.

    Args:
        checks: Checks of one table, each decided by one row alone.
        slices: What to look at; None for everything.

    Returns:
        A statement that answers one row: for each check the rows looked at and those that failed.
    """
    values: dict[str, object] = {}
    counts = []
    for number, check in enumerate(checks):
        looked, fails = _row_conditions(check, values, prefix=f"c{number}_")
        counts.append(f"count(*) filter (where {looked})")
        # A failure that is null counts as none, so that what is looked at is asked once only.
        counts.append(f"count(*) filter (where {_where(check)} and {fails})")
    bounds = _bounds(checks[0], slices, values)
    table = quoted(checks[0].table.name)
    return Statement(f"select {', '.join(counts)} from {table} where {bounds}", values)


def build_count(check: Check, slices: Slices | None) -> Statement:
    """The statement that counts rows looked at and rows failed, for one check alone."""
    if is_scannable(check):
        return build_scan([check], slices)
    values: dict[str, object] = {}
    text = _COUNTS[type(check.rule)](check, slices, values)
    return Statement(text, values)


def build_examples(check: Check, slices: Slices | None) -> Statement:
    """The statement that gives the first few failures, by key, with the values in question."""
    values: dict[str, object] = {"most_examples": MOST_EXAMPLES}
    rule = check.rule
    if isinstance(rule, NotNull | InSet | Range | Holds):
        text = _row_examples(check, slices, values)
    else:
        text = _EXAMPLES[type(rule)](check, slices, values)
    return Statement(text, values)


def _row_conditions(check: Check, values: dict[str, object], *, prefix: str) -> tuple[str, str]:
    """Which rows are looked at, and which of those fail."""
    rule = check.rule
    assert isinstance(rule, RowRule)
    if isinstance(rule, NotNull):
        missing = " or ".join(f"{quoted(name)} is null" for name in rule.columns)
        return _where(check), f"({missing})"
    if isinstance(rule, Holds):
        condition = _plain(rule.condition)
        return f"{_where(check)} and ({condition}) is not null", f"not ({condition})"
    column = quoted(rule.column)
    looked = f"{_where(check)} and {column} is not null"
    if isinstance(rule, InSet):
        values[f"{prefix}values"] = list(rule.values)
        kind = _value_type(check.table, rule.column)
        return looked, f"{column} <> all(%({prefix}values)s::text[]::{kind}[])"
    fails, known = [], ""
    for bound, name, sign in ((rule.least, "least", "<"), (rule.most, "most", ">")):
        if bound is not None:
            values[f"{prefix}{name}"] = bound
            kind = _value_type(check.table, rule.column)
            fails.append(f"{column} {sign} %({prefix}{name})s::text::{kind}")
    for other, sign in ((rule.least_column, "<"), (rule.most_column, ">")):
        if other is not None:
            known += f" and {quoted(other)} is not null"
            fails.append(f"{column} {sign} {quoted(other)}")
    return f"{looked}{known}", f"({' or '.join(fails)}){known}"


def _row_examples(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    _, fails = _row_conditions(check, values, prefix="c_")
    shown = _names([*check.table.key, *_columns_in_question(check)])
    key = ", ".join(map(quoted, check.table.primary_key))
    return (
        f"select {shown} from {quoted(check.table.name)}"
        f" where {_bounds(check, slices, values)} and {_where(check)} and {fails}"
        f" order by {key} limit {_MOST}"
    )


def _columns_in_question(check: Check) -> list[str]:
    rule = check.rule
    if isinstance(rule, NotNull | Unique | Relationship):
        return list(rule.columns)
    if isinstance(rule, InSet):
        return [rule.column]
    if isinstance(rule, Range):
        return [n for n in (rule.column, rule.least_column, rule.most_column) if n is not None]
    assert isinstance(rule, Holds)
    # Those whose names stand in the condition: a guess that shows too much at worst.
    words = set("".join(c if c.isalnum() or c == "_" else " " for c in rule.condition).split())
    return [name for name in columns_of(check.table) if name in words]


def _unique_groups(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    assert isinstance(check.rule, Unique)
    columns = _names(check.rule.columns)
    there = " and ".join(f"{quoted(name)} is not null" for name in check.rule.columns)
    return (
        f"select {columns}, count(*) as rows from {quoted(check.table.name)}"
        f" where {_bounds(check, slices, values)} and {_where(check)} and {there}"
        f" group by {columns}"
    )


def _count_unique(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    groups = _unique_groups(check, slices, values)
    return (
        "select coalesce(sum(rows), 0)::bigint,"
        " coalesce(sum(rows) filter (where rows > 1), 0)::bigint"
        f" from ({groups}) as found"
    )


def _unique_examples(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    assert isinstance(check.rule, Unique)
    groups = _unique_groups(check, slices, values)
    columns = _names(check.rule.columns)
    return f"{groups} having count(*) > 1 order by rows desc, {columns} limit {_MOST}"


def _orphans(
    check: Check, slices: Slices | None, values: dict[str, object]
) -> tuple[str, str, str]:
    """Table, which of its rows are looked at, and which of those have no partner."""
    rule = check.rule
    assert isinstance(rule, Relationship)
    there = " and ".join(f"this.{quoted(name)} is not null" for name in rule.columns)
    looked = f"{_bounds(check, slices, values, of='this')} and {_where(check)} and {there}"
    pairs = zip(rule.columns, rule.to_columns, strict=True)
    same = " and ".join(f"other.{quoted(b)} = this.{quoted(a)}" for a, b in pairs)
    alone = f"not exists (select from {quoted(rule.to.name)} as other where {same})"
    return f"{quoted(check.table.name)} as this", looked, alone


def _count_orphans(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    table, looked, alone = _orphans(check, slices, values)
    return (
        f"select (select count(*) from {table} where {looked}),"
        f" (select count(*) from {table} where {looked} and {alone})"
    )


def _orphan_examples(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    table, looked, alone = _orphans(check, slices, values)
    shown = _names([*check.table.key, *_columns_in_question(check)])
    key = ", ".join(map(quoted, check.table.primary_key))
    return f"select {shown} from {table} where {looked} and {alone} order by {key} limit {_MOST}"


def _counted(check: Check, slices: Slices | None, values: dict[str, object]) -> tuple[str, str]:
    """Groups with their number of rows, and the condition that a group fails by."""
    rule = check.rule
    assert isinstance(rule, RowCount)
    fails = []
    for bound, name, sign in ((rule.least, "least", "<"), (rule.most, "most", ">")):
        if bound is not None:
            values[name] = bound
            fails.append(f"rows {sign} %({name})s::bigint")
    bounds = _bounds(check, slices, values)
    if rule.per is None:
        groups = f"select count(*) as rows from {quoted(check.table.name)} where {bounds}"
        return f"{groups} and {_where(check)}", " or ".join(fails)
    if rule.equals_column:
        fails.append(f"rows <> {quoted(rule.equals_column)}")
    on = _names(rule.on)
    wanted = [*rule.per.key, *([rule.equals_column] if rule.equals_column else [])]
    groups = (
        f"select {_names(wanted)}, coalesce(rows, 0) as rows"
        f" from (select * from {quoted(rule.per.name)} where {bounds} and {_where(check)}) as per"
        f" left join (select {on}, count(*) as rows from {quoted(check.table.name)}"
        f" where {bounds} group by {on}) as found using ({on})"
    )
    return groups, " or ".join(fails)


def _count_rows(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    groups, fails = _counted(check, slices, values)
    assert isinstance(check.rule, RowCount)
    # Of a whole table the rows are what was looked at; else the rows that say how many.
    looked = "count(*)" if check.rule.per else "sum(rows)::bigint"
    return f"select {looked}, count(*) filter (where {fails}) from ({groups}) as counted"


def _count_examples(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    groups, fails = _counted(check, slices, values)
    return f"select * from ({groups}) as counted where {fails} order by 1 limit {_MOST}"


def _newest(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    rule = check.rule
    assert isinstance(rule, Freshness)
    values["within_h"] = rule.within_h
    column = quoted(rule.column)
    return (
        f"select count({column}) as rows, max({column}) as newest,"
        " now() - make_interval(secs => %(within_h)s::double precision * 3600) as wanted"
        f" from {quoted(check.table.name)}"
        f" where {_bounds(check, slices, values)} and {_where(check)}"
    )


def _count_stale(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    newest = _newest(check, slices, values)
    # Where the newest is too old, all are.
    return f"select rows, case when newest < wanted then rows else 0 end from ({newest}) as found"


def _stale_examples(check: Check, slices: Slices | None, values: dict[str, object]) -> str:
    newest = _newest(check, slices, values)
    return f"select newest, wanted from ({newest}) as found limit {_MOST}"


_COUNTS = {
    Unique: _count_unique,
    Relationship: _count_orphans,
    RowCount: _count_rows,
    Freshness: _count_stale,
}
_EXAMPLES = {
    Unique: _unique_examples,
    Relationship: _orphan_examples,
    RowCount: _count_examples,
    Freshness: _stale_examples,
}


def _where(check: Check) -> str:
    return f"({_plain(check.where)})" if check.where else "true"


def _plain(condition: str) -> str:
    """A condition of ours, in which a percent sign is no placeholder."""
    return condition.replace("%", "%%")


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, dict.fromkeys(names)))


def _bounds(check: Check, slices: Slices | None, values: dict[str, object], *, of: str = "") -> str:
    """The condition that keeps to the slices."""
    if slices is None:
        return "true"
    values["slices"] = list(slices[check.subject])
    columns = [f"{of}.{quoted(name)}" if of else quoted(name) for name in check.slice_columns]
    if len(columns) == 1:
        # As the column's own type, so that its index can be used.
        kind = _type(check.table, check.slice_columns[0])
        return f"{columns[0]} = any(%(slices)s::text[]::{kind}[])"
    parts = ", ".join(f"coalesce({column}::text, '-')" for column in columns)
    return f"concat_ws('/', {parts}) = any(%(slices)s::text[])"


def _type(table: Table, column: str) -> str:
    return columns_of(table)[column][0]


def _value_type(table: Table, column: str) -> str:
    """What a bound is read as: every whole number fits the widest type."""
    kind = _type(table, column)
    return "bigint" if kind in _WHOLE_NUMBERS else kind
