"""A feed put back together from the tables equals the feed, leaf by leaf."""

import re
from typing import Any

import pytest
from psycopg.rows import dict_row

from tests.integration.conftest import Warehouse
from tests.support.rebuild import ITEMS, PLACEHOLDERS, is_same, leaves_of, rebuilt
from tests.support.stubs import read_answer
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


@pytest.mark.parametrize("name", GAMES)
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


@pytest.mark.parametrize("name", GAMES)
def test_bench_and_bullpen_are_those_of_the_feed(name: str, warehouse: Warehouse) -> None:
    warehouse.keep(GAMES[name])
    warehouse.transform("game")
    for side, team in read_answer(GAMES[name])["liveData"]["boxscore"]["teams"].items():
        for flag, listed in (("is_bench", team["bench"]), ("is_bullpen", team["bullpen"])):
            query = f"select person_id from game.lineups where side = %s and {flag}"
            assert {one for (one,) in warehouse.all(query, side)} == set(listed)


def test_there_are_recordings_to_rebuild() -> None:
    assert len(GAMES) >= 28
