"""Old seasons, the minors, exhibitions and odd endings load as well as last night's game.

No recording of them is at hand, so each is made from a recorded feed by taking away what such
feeds lack (statsapi.md: depth, quirks 1, 10, 12, 17, 18).
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.conftest import Warehouse
from tests.support.stubs import game_file, read_answer

Feed = dict[str, Any]


def plays_of(feed: Feed) -> list[Any]:
    return list(feed["liveData"]["plays"]["allPlays"])


def before_statcast(feed: Feed) -> None:
    """Pitch by pitch since 1988, without speeds: the objects may be there and empty."""
    feed["gameData"]["game"]["season"] = "1995"
    for play in plays_of(feed):
        for number, event in enumerate(play["playEvents"]):
            event.pop("playId", None)
            event.pop("hitData", None)
            event["pitchData"] = {}
            if number % 2:
                del event["pitchData"]


def play_by_play_only(feed: Feed) -> None:
    """1969 to 1988: plays, and no pitches in them."""
    feed["gameData"]["game"]["season"] = "1975"
    for play in plays_of(feed):
        play["playEvents"], play["pitchIndex"] = [], []


def box_score_only(feed: Feed) -> None:
    """1901 to 1968: a line score, and no plays."""
    feed["gameData"]["game"]["season"] = "1927"
    feed["liveData"]["plays"] = {"allPlays": [], "scoringPlays": [], "playsByInning": []}


def minor_league(feed: Feed) -> None:
    """Holes where the majors have values, other ids of plays."""
    for side in ("away", "home"):
        team = feed["gameData"]["teams"][side]
        team["sport"] = {"id": 11, "name": "Triple-A"}
        team.pop("springLeague", None)
        team.pop("division", None)
    for play in plays_of(feed):
        play["about"].pop("endTime", None)
        play.pop("playEndTime", None)
        for event in play["playEvents"]:
            event.pop("endTime", None)
            event["playId"] = "minors-17"


def exhibition(feed: Feed) -> None:
    feed["gameData"]["game"]["type"] = "E"
    for name in ("weather", "gameInfo", "officialScorer", "primaryDatacaster", "review", "flags"):
        feed["gameData"].pop(name, None)
    feed["liveData"].pop("decisions", None)


def unheard_of_status(feed: Feed) -> None:
    """Quirk 17: wordings keep growing."""
    feed["gameData"]["status"] = {
        "detailedState": "Suspended: Swarm of Bees",
        "codedGameState": "Q",
    }


def tie(feed: Feed) -> None:
    feed["gameData"]["status"].update(statusCode="FT", detailedState="Final: Tied", reason="Tied")


def nameless_pitch_type(feed: Feed) -> None:
    """Quirk 10: `details.type` may lack its code."""
    for play in plays_of(feed):
        for event in play["playEvents"]:
            event["details"].get("type", {}).pop("code", None)


ERAS: dict[str, Callable[[Feed], None]] = {
    "before Statcast": before_statcast,
    "play by play only": play_by_play_only,
    "box score only": box_score_only,
    "minor league": minor_league,
    "exhibition": exhibition,
    "unheard-of status": unheard_of_status,
    "tie": tie,
    "nameless pitch type": nameless_pitch_type,
}


@pytest.mark.parametrize("era", ERAS, ids=str)
def test_feeds_of_other_eras_and_leagues_load_whole(warehouse: Warehouse, era: str) -> None:
    feed = copy.deepcopy(read_answer(game_file(744914)))
    ERAS[era](feed)
    warehouse.keep(game_file(744914), answer=feed)
    report = warehouse.transform("game")

    events = sum(len(play["playEvents"]) for play in plays_of(feed))
    assert (report.loaded, report.issues) == (1, 0)
    assert warehouse.one("select count(*) from game.plays") == len(plays_of(feed))
    assert warehouse.one("select count(*) from game.play_events") == events
    assert warehouse.one("select season from game.games") == int(feed["gameData"]["game"]["season"])


def test_a_feed_without_an_official_date_is_filed_under_its_first_date(
    warehouse: Warehouse,
) -> None:
    """The recorded feed of 2021 has none."""
    warehouse.keep(game_file(633860))
    assert warehouse.one("select count(*) from game.live_game_v1_2021") == 1


BRANCHES = [
    ("gameData", "teams"), ("gameData", "players"), ("gameData", "venue"), ("gameData", "datetime"),
    ("gameData", "status"), ("liveData", "plays"), ("liveData", "linescore"), ("metaData",),
]  # fmt: skip


@pytest.mark.parametrize("branch", BRANCHES, ids=".".join)
def test_a_feed_that_lacks_a_branch_still_loads_the_others(
    warehouse: Warehouse, branch: tuple[str, ...]
) -> None:
    feed = copy.deepcopy(read_answer(game_file(744914)))
    holder = feed
    for step in branch[:-1]:
        holder = holder[step]
    del holder[branch[-1]]
    warehouse.keep(game_file(744914), answer=feed)
    report = warehouse.transform("game")

    assert (report.loaded, report.issues) == (1, 0)
    assert warehouse.one("select count(*) from game.games") == 1


def test_a_feed_without_its_season_names_the_rows_that_it_costs(warehouse: Warehouse) -> None:
    feed = copy.deepcopy(read_answer(game_file(744914)))
    del feed["gameData"]["game"]["season"]
    warehouse.keep(game_file(744914), answer=feed)
    report = warehouse.transform("game")

    assert report.loaded == 1
    lost = warehouse.all(
        "select table_name, count(*) from metadata.quarantine group by 1 order by 1"
    )
    assert dict(lost)["game.plays"] == len(plays_of(feed))
