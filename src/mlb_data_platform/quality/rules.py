"""What a check can demand of a table: one small value per kind of check."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from mlb_data_platform.mapping import Table


class Kind(StrEnum):
    """The kinds of checks, as files and results name them."""

    NOT_NULL = "not_null"
    UNIQUE = "unique"
    IN_SET = "in_set"
    RANGE = "range"
    HOLDS = "holds"
    RELATIONSHIP = "relationship"
    ROW_COUNT = "row_count"
    FRESHNESS = "freshness"
    RECONCILIATION = "reconciliation"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNull:
    """Columns have a value in every row.

    Attributes:
        columns: The columns; a row fails when any of them has none.
    """

    kind: ClassVar[Kind] = Kind.NOT_NULL
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """No two rows share the values of some columns; rows with a null among them are not looked at.

    Attributes:
        columns: The columns.
    """

    kind: ClassVar[Kind] = Kind.UNIQUE
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InSet:
    """A column has one of some values; nulls are not looked at.

    Attributes:
        column: The column.
        values: The values as the file writes them.
    """

    kind: ClassVar[Kind] = Kind.IN_SET
    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A column lies between bounds, both included; nulls are not looked at.

    Attributes:
        column: The column.
        least: Lowest value allowed, as the file writes it.
        most: Highest value allowed.
        least_column: Column of the same row that holds the lowest value allowed.
        most_column: Column of the same row that holds the highest value allowed.
    """

    kind: ClassVar[Kind] = Kind.RANGE
    column: str
    least: str | None = None
    most: str | None = None
    least_column: str | None = None
    most_column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """A condition in SQL over one row's columns is true; rows where it is null are not looked at.

    Attributes:
        condition: The condition.
    """

    kind: ClassVar[Kind] = Kind.HOLDS
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A row of another table has the same values; rows with a null among them are not looked at.

    Attributes:
        columns: Columns of the table that is checked.
        to: The other table.
        to_columns: Its columns, in the same order.
    """

    kind: ClassVar[Kind] = Kind.RELATIONSHIP
    columns: tuple[str, ...]
    to: Table
    to_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCount:
    """As many rows as there should be: in the whole table, or for each row of another one.

    Attributes:
        least: Fewest rows allowed.
        most: Most rows allowed.
        per: Table for each of whose rows they are counted; the condition of the check is about it.
        on: Columns that both tables have, which join them.
        equals_column: Column of `per` that says how many there are to be.
    """

    kind: ClassVar[Kind] = Kind.ROW_COUNT
    least: int | None = None
    most: int | None = None
    per: Table | None = None
    on: tuple[str, ...] = ()
    equals_column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """The newest time in a column is not older than some hours.

    Attributes:
        column: The column, an instant.
        within_h: Hours.
    """

    kind: ClassVar[Kind] = Kind.FRESHNESS
    column: str
    within_h: float


Rule: TypeAlias = NotNull | Unique | InSet | Range | Holds | Relationship | RowCount | Freshness
"""What a check demands."""

RowRule: TypeAlias = NotNull | InSet | Range | Holds
"""Those that one row alone decides; many of them are answered by one scan of the table."""
