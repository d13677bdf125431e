"""Versions that raw keeps of one thing, and what is different between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mlb_data_platform.errors import UsageError
from mlb_data_platform.history import (
    Change,
    KeptVersion,
    NotKeptError,
    Subject,
    Thing,
    TooDeepError,
    Wish,
    choose_pair,
    compare,
    subject_of,
)
from mlb_data_platform.raw import RawTable, raw_table
from mlb_data_platform.warehouse import (
    Connection,
    count_set_aside,
    raw_table_names,
    read_answer,
    read_versions,
)

GAMES = "game.live_game_v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What raw keeps of one thing.

    Attributes:
        table: Raw table.
        subject: What is known about its answers.
        thing: What was asked for, in words.
        versions: Oldest first; at least one.
        set_aside: Answers about it that raw cannot hold; they are in quarantine as bytes.
    """

    table: RawTable
    subject: Subject
    thing: Thing
    versions: list[KeptVersion]
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is different between two versions.

    Attributes:
        older: Version that was compared.
        newer: Version that it was compared with.
        changes: All of them, branch by branch.
    """

    older: KeptVersion
    newer: KeptVersion
    changes: list[Change]


def read_history(
    connection: Connection, table_name: str, wanted: Mapping[str, int | str | date]
) -> History:
    """Find the versions of one thing, or of all things that fit.

    Args:
        connection: Any.
        table_name: Raw table.
        wanted: `game_pk`, `date` or request parameters.

    Raises:
        UsageError: Raw has no such table, nothing was asked for, or no version fits.
    """
    if table_name not in (known := raw_table_names(connection)):
        problem = f"--table: found no raw table {table_name!r}, wanted one of: {', '.join(known)}"
        raise UsageError(problem, hint="tables are made by the first ingest of their method")
    if not wanted:
        hint = f"mlb-etl raw history{_flags(table_name, {'game_pk': 744914})}"
        if table_name != GAMES:
            hint = f"mlb-etl raw history{_flags(table_name, {'sportId': '1'})}"
        raise UsageError(f"{table_name}: found no thing, wanted one", hint=hint)
    table, subject = raw_table(table_name), subject_of(table_name)
    thing = _thing(table_name, wanted)
    versions = read_versions(connection, table, wanted, subject.facts)
    set_aside = count_set_aside(connection, table, wanted)
    if not versions:
        raise NotKeptError(thing.words, hint=thing.fetch, set_aside=set_aside)
    return History(
        table=table, subject=subject, thing=thing, versions=versions, set_aside=set_aside
    )


def read_difference(connection: Connection, history: History, wish: Wish) -> Difference:
    """Compare two versions.

    Args:
        connection: Any.
        history: The thing's versions.
        wish: Which two.

    Raises:
        UsageError: They cannot be chosen; the message says what there is.
        TooDeepError: One is nested deeper than can be compared.
    """
    older, newer = choose_pair(history.versions, wish, history.thing)
    try:
        answers = [read_answer(connection, history.table, one.raw_id) for one in (older, newer)]
        changes = compare(answers[0], answers[1], history.subject)
    except RecursionError as error:
        raise TooDeepError(history.thing.words) from error
    return Difference(older=older, newer=newer, changes=changes)


def _thing(table: str, wanted: Mapping[str, int | str | date]) -> Thing:
    fetch = "mlb-etl ingest --job game --game-pks {} --save".format(wanted.get("game_pk"))
    if table != GAMES:
        fetch = "fetch it with `mlb-etl ingest --job … --save`"
    said = ", ".join(f"{name.replace('_pk', '')} {value}" for name, value in wanted.items())
    return Thing(
        words=said if table == GAMES else f"{table}, {said}",
        history=f"mlb-etl raw history{_flags(table, wanted)}",
        fetch=fetch,
    )


def _flags(table: str, wanted: Mapping[str, int | str | date]) -> str:
    named = "" if table == GAMES else f" --table {table}"
    own = {"game_pk": "--game-pk", "date": "--date"}
    flags = (
        f" {own[name]} {value}" if name in own else f" --param {name}={value}"
        for name, value in wanted.items()
    )
    return named + "".join(flags)
