"""What a mapping file says, as values: documents, tables, columns and the paths they come from."""

import hashlib
import re
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from mlb_data_platform.mapping.types import ColumnType

ALTERNATIVE = "{~}"
"""The step of a path that stands for the current alternative's key."""


class SourceKind(Enum):
    """Where a column's value is found."""

    ITEM = "item"
    ROOT = "root"
    REQUEST = "request"
    CAPTURED = "captured"
    POSITION = "position"
    KEY = "key"
    LISTED = "listed"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The way from a row's item to one value.

    Attributes:
        kind: Item-relative path, path from the document's root, request parameter, when the answer
            was captured, the item's own array position or key, its place in a list of ids, or the
            same value for every row.
        up: How many enclosing items to climb first; 0 is the row's own item.
        steps: Object keys to follow; none means the item itself. For a request parameter the one
            step is its name (`*`: all of them), for a constant its text. With the step `{~}` the
            key of the current alternative is filled in.
        first: Number of the first position.
        looked_up: Keys from the row's item to the id that is looked for in the list at `steps`.
    """

    kind: SourceKind
    up: int = 0
    steps: tuple[str, ...] = ()
    first: int = 0
    looked_up: tuple[str, ...] = ()

    @property
    def is_by_alternative(self) -> bool:
        """Whether the path runs through the current alternative's key."""
        return ALTERNATIVE in self.steps

    def steps_for(self, name: str) -> tuple[str, ...]:
        """The steps with the current alternative's key filled in."""
        return tuple(name if step == ALTERNATIVE else step for step in self.steps)

    def __str__(self) -> str:
        """The path as a mapping file writes it."""
        if self.kind is SourceKind.POSITION:
            return "^" * self.up + f"#{self.first or ''}"
        if self.kind is SourceKind.LISTED:
            return "^" * self.up + f"{'.'.join(self.steps)}[{'.'.join(self.looked_up)}]"
        if self.kind is SourceKind.ITEM:
            return "^" * self.up + (".".join(self.steps) or ".")
        lead = {
            SourceKind.CAPTURED: "!",
            SourceKind.ROOT: "$.",
            SourceKind.REQUEST: "@",
            SourceKind.KEY: "~",
            SourceKind.CONSTANT: "=",
        }[self.kind]
        return "^" * self.up + lead + ".".join(self.steps)


class LevelKind(Enum):
    """How a level finds its items in the object above."""

    ARRAY = "array"
    VALUES = "values"
    ALTERNATIVES = "alternatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step into the document that multiplies rows.

    Attributes:
        kind: Elements of an array, all values of an object, or some named values of an object.
        steps: Object keys from the item above to the array or object; none where the item above is
            the array itself.
        names: The named values, for alternatives.
    """

    kind: LevelKind
    steps: tuple[str, ...]
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The level as a mapping file writes it."""
        tail = {
            LevelKind.ARRAY: "[*]",
            LevelKind.VALUES: ".*",
            LevelKind.ALTERNATIVES: ".{" + ",".join(self.names) + "}",
        }[self.kind]
        return ".".join(self.steps) + tail


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of one table.

    Attributes:
        name: Column name, snake case.
        type: How it is read and kept.
        source: Where its value is found.
        meaning: What it says, for a person.
        unit: Unit of the number, empty where it has none.
        keep: A null never overwrites a known value.
        fallbacks: Where it is looked for next, when there is none.
    """

    name: str
    type: ColumnType
    source: Source
    meaning: str
    unit: str = ""
    keep: bool = False
    fallbacks: tuple[Source, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the value is looked for; the first that has one decides."""
        return (self.source, *self.fallbacks)

    @property
    def comment(self) -> str:
        """Meaning with its unit, as the database keeps it."""
        return f"{self.meaning} [{self.unit}]" if self.unit else self.meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One place of the document that a table's rows come from.

    Attributes:
        name: What the mapping file calls it; empty where the table has only one.
        levels: The way from the document to the rows' items; none means one row a document.
        columns: The table's columns in order, read from this branch's items.
        present: Keys from the item to what has to hold a value, else it makes no row; none where
            every item makes one.
    """

    name: str = ""
    levels: tuple[Level, ...]
    columns: tuple[Column, ...]
    present: tuple[str, ...] = ()

    @property
    def each(self) -> str:
        """The way to the items as a mapping file writes it."""
        way = ".".join(map(str, self.levels)).replace(".[*]", "[*]")
        return way.removeprefix(".") or "$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How a table of observations becomes a history (slowly changing, type 2).

    Attributes:
        as_of: Key column, a date: the day from which on a row is known to be true.
        members: Key columns that come and go within what an answer lists, such as the players of a
            roster; none where every observation stands for itself.
        beside: Columns that change without anything having changed, such as the season asked for.
        current: View with the newest row of each key.
        history: View with one row for each span of days in which nothing changed.
    """

    as_of: str
    current: str
    history: str
    members: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One normalized table.

    Attributes:
        name: Schema and table, e.g. `game.plays`.
        meaning: What the table holds.
        grain: What one row stands for.
        key: Columns of the primary key, in order.
        branches: Where rows come from, in the order they are read; most tables have one.
        partition: Column that the table is partitioned by (by value), or None.
        indexes: Further indexes, each a tuple of columns.
        only_complete: Rows come from documents only that cover their whole scope.
        hydration: Word that a request's `hydrate` has to hold for its answer to tell about these
            rows; an answer that was not asked for them says nothing about them.
        validity: How the rows become a history, where they do.
    """

    name: str
    meaning: str
    grain: str
    key: tuple[str, ...]
    branches: tuple[Branch, ...]
    partition: str | None = None
    indexes: tuple[tuple[str, ...], ...] = ()
    only_complete: bool = False
    hydration: str | None = None
    validity: Validity | None = None

    def __hash__(self) -> int:
        """Quick: a table is asked for far more often than two of one name are compared."""
        return hash(self.name)

    def is_told_by(self, params: MappingOf[str, str]) -> bool:
        """Whether the answer to a request tells about these rows at all.

        Example:
            >>> told = Table(name="", meaning="", grain="", key=(), branches=(), hydration="venue")
            >>> told.is_told_by({"hydrate": "team,venue(location)"}), told.is_told_by({})
            (True, False)
        """
        words = re.findall(r"\w+", params.get("hydrate", ""))
        return self.hydration is None or self.hydration in words

    @property
    def columns(self) -> tuple[Column, ...]:
        """The mapped columns in order, without the `source_…` columns every table has.

        Name, type, meaning and unit are the same in every branch; the sources are the first one's.
        """
        return self.branches[0].columns

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The key, with the partition column at its end where PostgreSQL asks for it."""
        if self.partition and self.partition not in self.key:
            return (*self.key, self.partition)
        return self.key

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class ScopeOrigin(Enum):
    """Where the scopes of a document are read."""

    CONTEXT = "context"
    ROWS = "rows"
    DAYS = "days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The slice of every table that one document owns, and replaces as a whole.

    Attributes:
        columns: Columns whose values name the slice; every table has them.
        origin: One scope a document (`context`), one per row of the first table (`rows`), or one
            per day that was asked for (`days`; the second column is then the day).
    """

    columns: tuple[str, ...]
    origin: ScopeOrigin


class IgnoredKind(Enum):
    """What an ignored place holds."""

    LINK = "link"
    DUPLICATE = "duplicate"
    LICENCE = "licence"
    EMPTY = "empty"
    HYDRATION = "hydration"
    ELSEWHERE = "elsewhere"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A path that is deliberately not mapped.

    Attributes:
        path: Pattern over leaf paths: `**` for any steps, `*` for one key.
        kind: What it is.
        reason: Why nobody misses it.
    """

    path: str
    kind: IgnoredKind
    reason: str


@dataclass(frozen=True, kw_only=True)  # no slots: what is worked out once is kept beside the fields
class Mapping:
    """Everything one mapping file says.

    Attributes:
        name: File name without suffix, e.g. `game_live_v1`.
        endpoints: Methods whose answers it reads, e.g. `Game.liveGameV1`.
        raw_tables: Raw tables that hold those answers.
        scope: The slice of the tables that one document owns.
        context: Columns read once per document, by name.
        tables: The normalized tables, in order.
        ignored: Paths that are not mapped, with reasons.
        complete_with: Request parameters that leave an answer complete; None means any.
        not_with: Request parameters that make holes in an answer: such documents stay raw.
    """

    name: str
    endpoints: tuple[str, ...]
    raw_tables: tuple[str, ...]
    scope: Scope
    context: MappingOf[str, Column]
    tables: tuple[Table, ...]
    ignored: tuple[Ignored, ...] = ()
    complete_with: frozenset[str] | None = None
    not_with: frozenset[str] = field(default_factory=frozenset)

    @property
    def subject(self) -> str:
        """The word a user says to transform it: the schema of its tables, e.g. `game`."""
        return self.tables[0].name.partition(".")[0]

    @property
    def keeps_history(self) -> bool:
        """Whether older versions of an answer still say something."""
        return any(table.validity for table in self.tables)

    @cached_property
    def fingerprint(self) -> str:
        """Changes exactly when the same document would give other rows; 16 hex digits."""
        said = repr(
            [
                self.scope,
                self.complete_with and sorted(self.complete_with),
                sorted(self.not_with),
                [
                    (t.name, t.primary_key, t.only_complete, list(map(_branch_said, t.branches)))
                    for t in self.tables
                ],
            ]
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def _branch_said(branch: Branch) -> tuple[object, ...]:
    """What decides a branch's rows, and nothing that only describes them."""
    columns = [(c.name, c.type.name, " ".join(map(str, c.sources)), c.keep) for c in branch.columns]
    return (branch.name, branch.levels, branch.present, columns)
