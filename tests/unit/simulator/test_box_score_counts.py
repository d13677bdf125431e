"""Promises of the box score: every count follows from the plays, player by player."""

from collections import Counter, defaultdict

import pytest

from tests.unit.simulator.games import (
    HITS,
    a_hundred,
    appearances_of,
    lines_of,
    plays_of,
    sides_of,
)
from tests.unit.simulator.recount import (
    Bases,
    count_batting,
    count_fielding,
    count_pitching,
    differences,
    errors_of,
    runs_of,
)

AT_BAT = ("atBats", "hits", "doubles", "triples", "homeRuns", "totalBases", "plateAppearances")
NO_AT_BAT = (
    "baseOnBalls",
    "intentionalWalks",
    "hitByPitch",
    "sacFlies",
    "sacBunts",
    "catchersInterference",
)
OUTS = ("strikeOuts", "groundOuts", "airOuts", "flyOuts", "lineOuts", "popOuts")
RUNNING = ("runs", "stolenBases", "caughtStealing", "pickoffs")
PITCHES = ("numberOfPitches", "balls", "strikes", "wildPitches", "balks", "outs", "battersFaced")
RUNS = ("runs", "earnedRuns", "rbi", "inheritedRunners", "inheritedRunnersScored")


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(AT_BAT, id="at-bats"),
        pytest.param(NO_AT_BAT, id="what is no at-bat"),
        pytest.param(OUTS, id="outs by kind"),
        pytest.param(RUNNING, id="on the bases"),
        pytest.param(("rbi", "leftOnBase", "groundIntoDoublePlay"), id="brought home or left"),
    ],
)
def test_batting_lines_follow_from_the_plays(names: tuple[str, ...]) -> None:
    for feed in a_hundred():
        assert differences(feed, "batting", count_batting(feed), names) == []


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(PITCHES, id="pitches and batters"),
        pytest.param(RUNS, id="runs and whose they are"),
        pytest.param(AT_BAT[:5] + NO_AT_BAT, id="what batters did"),
        pytest.param(OUTS, id="outs by kind"),
        pytest.param(RUNNING[1:], id="on the bases"),
    ],
)
def test_pitching_lines_follow_from_the_plays(names: tuple[str, ...]) -> None:
    for feed in a_hundred():
        assert differences(feed, "pitching", count_pitching(feed), names) == []


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("putOuts", "assists", "errors"), id="credits"),
        pytest.param(("stolenBases", "caughtStealing", "passedBall"), id="behind the plate"),
    ],
)
def test_fielding_lines_follow_from_the_credits(names: tuple[str, ...]) -> None:
    for feed in a_hundred():
        assert differences(feed, "fielding", count_fielding(feed), names) == []


def test_a_putout_is_made_at_every_out() -> None:
    for feed in a_hundred():
        for play in plays_of(feed):
            for runner in play["runners"]:
                kinds = [credit["credit"] for credit in runner["credits"]]
                assert kinds.count("f_putout") == runner["movement"]["isOut"]


def test_players_add_up_to_their_club() -> None:
    names = {
        "batting": (*AT_BAT, *NO_AT_BAT, *OUTS, *RUNNING, "rbi", "leftOnBase"),
        "pitching": (*PITCHES, *AT_BAT[:5], *NO_AT_BAT, *OUTS, "runs", "pickoffs"),
        "fielding": ("putOuts", "assists", "errors", "stolenBases", "passedBall"),
    }
    for feed in a_hundred():
        for _, _, box, _ in sides_of(feed):
            for part, counted in names.items():
                for name in counted:
                    players = [p["stats"][part].get(name, 0) for p in box["players"].values()]
                    assert sum(players) == box["teamStats"][part][name], (part, name)


def test_runs_hits_and_runners_left_of_the_line_score_follow_from_the_plays() -> None:
    for feed in a_hundred():
        lines: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        bases = Bases()
        for play in plays_of(feed):
            bases.follow(play)
            side = "away" if play["about"]["isTopInning"] else "home"
            line = lines[play["about"]["inning"], side]
            line["runs"] += len(runs_of(play))
            line["hits"] += play["result"]["eventType"] in HITS
            line["leftOnBase"] = len(bases.now)
        for inning in feed["liveData"]["linescore"]["innings"]:
            for side in ("away", "home"):
                for name in ("runs", "hits", "leftOnBase"):
                    assert inning[side].get(name, 0) == lines[inning["num"], side][name]


def test_innings_add_up_to_the_clubs_and_to_the_score() -> None:
    for feed in a_hundred():
        linescore = feed["liveData"]["linescore"]
        for side, _, box, other in sides_of(feed):
            total = linescore["teams"][side]
            for name in ("runs", "hits", "errors", "leftOnBase"):
                innings = [inning[side].get(name, 0) for inning in linescore["innings"]]
                assert total[name] == sum(innings)
            assert total["runs"] == plays_of(feed)[-1]["result"][f"{side}Score"]
            assert total["runs"] == other["teamStats"]["pitching"]["runs"]
            assert total["hits"] == box["teamStats"]["batting"]["hits"]
            assert total["errors"] == box["teamStats"]["fielding"]["errors"]


def test_errors_of_an_inning_are_those_of_the_club_in_the_field() -> None:
    for feed in a_hundred():
        for side, top in (("home", True), ("away", False)):
            for inning in feed["liveData"]["linescore"]["innings"]:
                errors = sum(
                    len(errors_of(play))
                    for play in plays_of(feed)
                    if play["about"]["inning"] == inning["num"]
                    and play["about"]["isTopInning"] == top
                )
                assert inning[side]["errors"] == errors


def test_batters_come_up_in_order() -> None:
    for feed in a_hundred():
        for _, top, box, _ in sides_of(feed):
            slots = [
                int(box["players"][f"ID{p['matchup']['batter']['id']}"]["battingOrder"]) // 100
                for p in appearances_of(feed)
                if p["about"]["isTopInning"] == top
            ]
            assert slots == [1 + at % 9 for at in range(len(slots))]


def test_whoever_bats_or_pitches_is_in_the_box_score() -> None:
    for feed in a_hundred():
        batting, pitching = lines_of(feed, "batting"), lines_of(feed, "pitching")
        for play in plays_of(feed):
            assert play["matchup"]["batter"]["id"] in batting
            assert play["matchup"]["pitcher"]["id"] in pitching
