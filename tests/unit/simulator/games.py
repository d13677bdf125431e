"""Simulated games for the tests of this folder: one league, its first games, read as JSON."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from mlb_data_platform.simulator import League, build_league
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.fixtures import Fixture

HITS = {"single", "double", "triple", "home_run"}
BALLS = {"B", "*B", "H"}
CUT_SHORT = (
    "caught_stealing",
    "pickoff",
    "other_out",
    "wild_pitch",
    "passed_ball",
    "balk",
)

Feed = dict[str, Any]


@cache
def league() -> League:
    """Return the league that all tests share; it never changes."""
    return build_league(seed=7)


@cache
def _in_order_of_play() -> list[Fixture]:
    fixtures = league().book(2024).fixtures.values()
    return sorted(fixtures, key=lambda fixture: (fixture.played_at, fixture.game_pk))


@cache
def game(at: int) -> Feed:
    """Return one feed of 2024 by its place in time, as a reader of JSON meets it."""
    fixture = _in_order_of_play()[at]
    return msgspec.json.decode(msgspec.json.encode(build_feed(league(), fixture)))


def first_games(count: int) -> list[Feed]:
    """Return the first feeds of 2024."""
    return [game(at) for at in range(count)]


def a_week() -> list[Feed]:
    """Return about a week of games."""
    return first_games(92)


def a_hundred() -> list[Feed]:
    """Return about a hundred games."""
    return first_games(100)


def plays_of(feed: Feed) -> list[Feed]:
    """Return all plays."""
    return feed["liveData"]["plays"]["allPlays"]


def appearances_of(feed: Feed) -> list[Feed]:
    """Return the plays that are plate appearances."""
    return [p for p in plays_of(feed) if not p["result"]["eventType"].startswith(CUT_SHORT)]


def sides_of(feed: Feed) -> Iterator[tuple[str, bool, Feed, Feed]]:
    """Yield (name, bats in the top, its box score, the other club's box score)."""
    teams = feed["liveData"]["boxscore"]["teams"]
    yield "away", True, teams["away"], teams["home"]
    yield "home", False, teams["home"], teams["away"]


def lines_of(feed: Feed, part: str) -> dict[int, Feed]:
    """Return the game's stat lines of one part (`batting`, …) by player id."""
    teams = feed["liveData"]["boxscore"]["teams"]
    return {
        player["person"]["id"]: player["stats"][part]
        for side in teams.values()
        for player in side["players"].values()
        if player["stats"][part]
    }
