"""Makes one reconciliation: compares in the database, sets known exceptions apart."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias, cast

from mlb_data_platform.quality.model import KnownException, Reconciliation
from mlb_data_platform.quality.statement import MOST_EXAMPLES, Statement
from mlb_data_platform.warehouse import Connection, read_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of a reconciliation.

    Attributes:
        compared: Values compared.
        games: Games that they belong to.
        failed: Values that differ and are no known exception.
        met: Known exceptions that explain a difference.
        stale: Known exceptions of games that were compared, and that explain nothing.
        examples: The first few values that differ.
    """

    compared: int
    games: int
    failed: int
    met: Sequence[KnownException]
    stale: Sequence[KnownException]
    examples: Sequence[dict[str, object]]


def build_comparison(
    reconciliation: Reconciliation,
    known: Sequence[KnownException],
    game_pks: Sequence[int] | None,
) -> Statement:
    """The statement that compares, counts and sets known exceptions apart.

    Args:
        reconciliation: What to compare.
        known: Its known exceptions.
        game_pks: Games to look at; None for all.

    Returns:
        A statement that answers one row; exceptions are named in it by their place in `known`.
    """
    file = files("mlb_data_platform.quality") / "sql" / "judge.sql"
    rows = [
        {
            "place": place,
            "game_pk": one.game_pk,
            "subject": one.subject,
            "measure": one.measure,
            "official": one.official,
            "recomputed": one.recomputed,
        }
        for place, one in enumerate(known)
    ]
    return Statement(
        file.read_text("utf-8").format(query=reconciliation.query),
        {
            "known": json.dumps(rows),
            "game_pks": None if game_pks is None else list(game_pks),
            "most_examples": MOST_EXAMPLES,
        },
    )


def compare(
    connection: Connection,
    reconciliation: Reconciliation,
    known: Sequence[KnownException],
    game_pks: Sequence[int] | None,
) -> Comparison:
    """Make a reconciliation.

    Args:
        connection: In autocommit mode.
        reconciliation: What to compare.
        known: Its known exceptions.
        game_pks: Games to look at; None for all.

    Returns:
        True counts.

    Raises:
        QueryError: Its statement does not run.
    """
    statement = build_comparison(reconciliation, known, game_pks)
    (row,) = read_query(connection, statement.text, statement.values).rows
    compared, games, failed, met, stale, examples = cast("_Row", row)
    return Comparison(
        compared=compared,
        games=games,
        failed=failed,
        met=[known[place] for place in met],
        stale=[known[place] for place in stale],
        examples=examples,
    )


_Row: TypeAlias = tuple[int, int, int, list[int], list[int], list[dict[str, object]]]
