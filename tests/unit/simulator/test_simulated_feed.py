"""Promises of one simulated feed: shape, agreement with itself, repeatability."""

from collections import defaultdict
from datetime import date

import msgspec

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from tests.unit.simulator.games import (
    BALLS,
    Feed,
    a_hundred,
    a_week,
    plays_of,
)
from tests.unit.simulator.recount import Bases, runs_of


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


def test_a_game_that_lies_ahead_has_no_plays_and_no_innings() -> None:
    ahead = build_league(today=date(2024, 5, 1))
    feed: Feed = build_feed(ahead, ahead.fixture(20242000))

    assert feed["gameData"]["status"]["detailedState"] == "Scheduled"
    assert feed["liveData"]["plays"]["allPlays"] == []
    assert feed["liveData"]["linescore"]["innings"] == []
    assert "currentPlay" not in feed["liveData"]["plays"]
