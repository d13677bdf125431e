"""A feed put back together from the tables equals the feed, leaf by leaf."""

import re
from typing import Any

import pytest
from psycopg.rows import dict_row

from tests.integration.conftest import Warehouse
from tests.support.rebuild import ITEMS, PLACEHOLDERS, is_same, leaves_of, rebuilt
from tests.support.stubs import read_answer, sampled
from tests.unit.transform.recorded import RECORDED, needs_recordings

pytestmark = [needs_recordings, pytest.mark.slow]

GAMES = RECORDED["game_live_v1"]

LEFT_OUT = re.compile(
    r"(^|\.)link$|^copyright$|^liveData\.plays\.currentPlay\.|^gameData\.game\.pk$|^gameData\.alerts\.|\.about\.atBatIndex$"
    r"|^liveData\.boxscore\.teams\.\w+\.team\.(?!id$)|^liveData\.boxscore\.topPerformers\.\d+"
    r"\.player\.(?!person\.id$)|\.hits\.\w+\.\d+\.team\.(?!id$)|\.matchup\.\w+HotColdZone"
)
"""Links and exact duplicates, and season statistics that have no position of their own."""

WITHOUT_ORDER = re.compile(r"\.teams\.\w+\.(bench|bullpen)\.\d+$")
"""Lists that the tables keep as a flag of each player."""


def rows_of(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    """All rows of the tables that are rebuilt."""
    cursor = warehouse.connection.cursor(row_factory=dict_row)
    return {table: cursor.execute(f"select * from {table}").fetchall() for table in ITEMS}


def wanted(feed: Any) -> dict[tuple[str | int, ...], Any]:
    """The leaves of a feed that the tables have to give back."""
    found = {}
    for path, leaf in leaves_of(feed):
        text = ".".join(map(str, path))
        left_out = LEFT_OUT.search(text) or WITHOUT_ORDER.search(text)
        if not left_out:
            found[path] = leaf
    return found


def listed(warehouse: Warehouse) -> dict[tuple[str, str], set[int]]:
    """Who is on the bench and in the bullpen of each side."""
    found: dict[tuple[str, str], set[int]] = {}
    for side in ("away", "home"):
        for name in ("bench", "bullpen"):
            query = f"select person_id from game.lineups where side = %s and is_{name}"
            found[side, name] = {one for (one,) in warehouse.all(query, side)}
    return found


def listed_in(feed: Any) -> dict[tuple[str, str], set[int]]:
    """The same, as the feed lists them."""
    teams = feed["liveData"]["boxscore"]["teams"]
    return {(s, n): set(teams[s][n]) for s in ("away", "home") for n in ("bench", "bullpen")}


@pytest.mark.parametrize("name", sampled([pytest.param(name) for name in GAMES]))
def test_what_the_tables_hold_is_what_the_feed_says_leaf_by_leaf(
    name: str, warehouse: Warehouse
) -> None:
    warehouse.keep(GAMES[name])
    warehouse.transform("game")
    feed, found = wanted(read_answer(GAMES[name])), rebuilt(rows_of(warehouse))

    no_values = {path for path in feed.keys() - found.keys() if feed[path] in PLACEHOLDERS}
    assert feed.keys() - found.keys() - no_values == set()
    assert [p for p in feed.keys() - no_values if not is_same(feed[p], *found[p])] == []
    assert [path for path in found if path not in feed] == []
    assert listed(warehouse) == listed_in(read_answer(GAMES[name]))


def test_there_are_recordings_to_rebuild() -> None:
    assert len(GAMES) >= 28
