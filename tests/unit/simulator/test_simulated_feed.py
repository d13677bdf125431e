"""Promises of one simulated feed: shape, agreement with itself, repeatability."""

import gzip
import json
import os
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import msgspec
import pytest

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from tests.unit.simulator.games import (
    BALLS,
    Feed,
    a_hundred,
    a_week,
    first_games,
    plays_of,
    sides_of,
)
from tests.unit.simulator.recount import Bases, runs_of

ROOT = Path(__file__).resolve().parents[3]
STUBS = Path(os.environ.get("MLB_STUB_DIR", ROOT.parent / "shared" / "stubs"))


def test_the_same_seed_gives_the_same_bytes() -> None:
    def encode(seed: int) -> bytes:
        fresh = build_league(seed=seed)
        return msgspec.json.encode(build_feed(fresh, fresh.fixture(20240100)))

    assert encode(5) == encode(5)
    assert encode(5) != encode(6)


def test_a_game_does_not_depend_on_what_was_asked_before() -> None:
    asked, fresh = build_league(seed=7), build_league(seed=7)
    for pk in (20241500, 20240003, 20240400):
        build_feed(asked, asked.fixture(pk))

    assert build_feed(asked, asked.fixture(20240250)) == build_feed(fresh, fresh.fixture(20240250))


def test_runners_move_from_where_they_stood() -> None:
    names = {"1B": "postOnFirst", "2B": "postOnSecond", "3B": "postOnThird"}
    for feed in a_hundred():
        bases = Bases()
        for play in plays_of(feed):
            bases.follow(play)
            shown = {b: play["matchup"][n]["id"] for b, n in names.items() if n in play["matchup"]}
            assert shown == (bases.now if play["count"]["outs"] < 3 else {})


def test_outs_of_a_half_inning_are_numbered_one_two_three() -> None:
    for feed in a_hundred():
        numbers: dict[tuple[int, bool], list[int]] = defaultdict(list)
        for play in plays_of(feed):
            half = (play["about"]["inning"], play["about"]["isTopInning"])
            outs = [r["movement"]["outNumber"] for r in play["runners"] if r["movement"]["isOut"]]
            numbers[half] += outs
            assert len(numbers[half]) == play["count"]["outs"]
        assert all(found == [1, 2, 3][: len(found)] for found in numbers.values())


def test_the_score_of_a_play_counts_its_runs() -> None:
    for feed in a_hundred():
        score = {True: 0, False: 0}
        for play in plays_of(feed):
            runs = runs_of(play)
            score[play["about"]["isTopInning"]] += len(runs)
            assert play["result"]["awayScore"] == score[True]
            assert play["result"]["homeScore"] == score[False]
            assert play["about"]["isScoringPlay"] == bool(runs)
            assert play["result"]["rbi"] == sum(r["details"]["rbi"] for r in runs)


def test_the_count_grows_by_one_with_every_pitch() -> None:
    for feed in a_hundred():
        for play in plays_of(feed):
            balls = strikes = 0
            for event in play["playEvents"]:
                code, count = event["details"].get("code"), event["count"]
                if event["type"] in ("pitch", "no_pitch"):
                    balls += code in BALLS | {"VB", "VP"}
                    strikes += code in ("C", "S", "W", "T") or (code == "F" and strikes < 2)
                assert (count["balls"], count["strikes"]) == (balls, strikes) or (
                    event.get("isSubstitution")
                )


def test_a_half_inning_has_three_outs_unless_the_game_ends_in_it() -> None:
    for feed in a_week():
        last_outs = {
            (p["about"]["inning"], p["about"]["isTopInning"]): p["count"]["outs"]
            for p in plays_of(feed)
        }
        *earlier, (last, outs) = last_outs.items()
        assert all(count == 3 for _, count in earlier)
        home = plays_of(feed)[-1]["result"]
        assert outs == 3 or (not last[1] and home["homeScore"] > home["awayScore"])


def test_nobody_bats_in_the_ninth_for_a_home_club_that_leads() -> None:
    unplayed = [
        f for f in a_week() if "runs" not in f["liveData"]["linescore"]["innings"][-1]["home"]
    ]

    assert unplayed
    for feed in unplayed:
        last = plays_of(feed)[-1]
        assert last["about"]["isTopInning"]
        assert last["result"]["homeScore"] > last["result"]["awayScore"]


def test_the_league_plays_like_the_majors() -> None:
    totals: Counter[str] = Counter()
    games = first_games(110)
    for feed in games:
        for _, _, box, _ in sides_of(feed):
            totals.update(
                {k: v for k, v in box["teamStats"]["batting"].items() if isinstance(v, int)}
            )
            for name in ("earnedRuns", "outs", "numberOfPitches"):
                totals[name] += box["teamStats"]["pitching"][name]
    a_game = {name: count / len(games) / 2 for name, count in totals.items()}
    assert 3.9 < a_game["runs"] < 4.9
    assert 7.6 < a_game["hits"] < 8.8
    assert 2.6 < a_game["baseOnBalls"] < 3.7
    assert 7.7 < a_game["strikeOuts"] < 9.2
    assert 0.9 < a_game["homeRuns"] < 1.4
    assert 138 < a_game["numberOfPitches"] < 155
    assert 0.230 < totals["hits"] / totals["atBats"] < 0.258
    assert 3.5 < totals["earnedRuns"] * 27 / totals["outs"] < 4.7


def test_a_game_that_lies_ahead_has_no_plays_and_no_innings() -> None:
    ahead = build_league(today=date(2024, 5, 1))
    feed: Feed = build_feed(ahead, ahead.fixture(20242000))

    assert feed["gameData"]["status"]["detailedState"] == "Scheduled"
    assert feed["liveData"]["plays"]["allPlays"] == []
    assert feed["liveData"]["linescore"]["innings"] == []
    assert "currentPlay" not in feed["liveData"]["plays"]


def leaf_types(node: object, path: str, found: dict[str, set[str]]) -> None:
    """Collect the JSON types at every path; whole and broken numbers count as one type."""
    if isinstance(node, dict):
        for key, value in node.items():
            name = "ID*" if key.startswith("ID") and key[2:].isdigit() else key
            leaf_types(value, f"{path}.{name}", found)
    elif isinstance(node, list):
        for value in node:
            leaf_types(value, f"{path}[*]", found)
    elif node is not None:
        kind = type(node).__name__
        found[path].add("number" if kind in ("int", "float") else kind)


def recorded_finals() -> list[dict[str, set[str]]]:
    found = []
    for path in sorted((STUBS / "game" / "liveGameV1").glob("*.json.gz")):
        feed = json.loads(gzip.decompress(path.read_bytes()))["response"]
        if feed["gameData"]["status"]["detailedState"] == "Final":
            types: dict[str, set[str]] = defaultdict(set)
            leaf_types(feed, "", types)
            found.append(types)
    return found


@pytest.mark.skipif(not STUBS.is_dir(), reason=f"no recorded feeds: {STUBS} is missing")
def test_fields_have_the_names_and_types_of_recorded_feeds() -> None:
    recorded = recorded_finals()
    simulated: dict[str, set[str]] = defaultdict(set)
    for feed in first_games(40):
        leaf_types(feed, "", simulated)
    seen: dict[str, set[str]] = defaultdict(set)
    often: Counter[str] = Counter()
    for types in recorded:
        often.update(types.keys())
        for path, kinds in types.items():
            seen[path] |= kinds
    usual = {path for path, count in often.items() if count * 2 > len(recorded)}

    assert {
        p: (simulated[p], seen[p]) for p in simulated if p in seen and simulated[p] - seen[p]
    } == {}
    missing = sorted(usual - set(simulated))
    assert len(missing) <= 0.05 * len(usual), missing
