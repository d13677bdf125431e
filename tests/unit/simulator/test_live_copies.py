"""A game at every moment of it: each copy is a consistent feed, and the patches lead to the end."""

from copy import deepcopy
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import pytest

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.json_patch import diff_feeds
from mlb_data_platform.simulator.timeline import build_end
from tests.unit.simulator.live_games import (
    SEEDS,
    Feed,
    apply_here,
    league,
    opener,
    opener_copies,
    rained_on,
    state,
    steps,
    turning_points,
)

SIDES = ("away", "home")
# One worker writes the copies, and its tests share them.
pytestmark = pytest.mark.xdist_group("opener copies")


def live(feed: Feed) -> Feed:
    return feed["liveData"]


def batting(feed: Feed, side: str) -> Feed:
    return live(feed)["boxscore"]["teams"][side]["teamStats"]["batting"]


@pytest.mark.parametrize("seed", SEEDS)
def test_runs_agree_in_plays_line_score_and_box_score_of_every_copy(seed: int) -> None:
    for feed in opener_copies(seed)[1:]:
        linescore, last = live(feed)["linescore"], live(feed)["plays"]["currentPlay"]
        for side in SIDES:
            runs = linescore["teams"][side]["runs"]
            assert runs == sum(inning[side].get("runs", 0) for inning in linescore["innings"])
            assert runs == last["result"][f"{side}Score"] == batting(feed, side)["runs"]


@pytest.mark.parametrize("seed", SEEDS)
def test_hits_and_pitches_of_every_copy_follow_from_its_plays(seed: int) -> None:
    for feed in opener_copies(seed)[1::7]:
        hits, pitches = dict.fromkeys(SIDES, 0), dict.fromkeys(SIDES, 0)
        for play in live(feed)["plays"]["allPlays"]:
            bats, pitches_for = SIDES if play["about"]["isTopInning"] else SIDES[::-1]
            kind = play["result"].get("eventType")
            hits[bats] += kind in ("single", "double", "triple", "home_run")
            pitches[pitches_for] += sum(event["isPitch"] for event in play["playEvents"])
        for side in SIDES:
            box = live(feed)["boxscore"]["teams"][side]
            assert hits[side] == box["teamStats"]["batting"]["hits"]
            assert hits[side] == live(feed)["linescore"]["teams"][side]["hits"]
            assert pitches[side] == box["teamStats"]["pitching"]["numberOfPitches"]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_was_counted_is_taken_back(seed: int) -> None:
    for before, after in pairwise(opener_copies(seed)[1:]):
        assert len(live(before)["plays"]["allPlays"]) <= len(live(after)["plays"]["allPlays"])
        for side in SIDES:
            for name in ("runs", "hits", "atBats", "strikeOuts", "baseOnBalls", "plateAppearances"):
                assert batting(before, side)[name] <= batting(after, side)[name]


@pytest.mark.parametrize("seed", SEEDS)
def test_players_add_up_to_their_club_in_every_copy(seed: int) -> None:
    for feed in opener_copies(seed)[1::11]:
        for side in SIDES:
            box = live(feed)["boxscore"]["teams"][side]
            for part, name in (
                ("batting", "atBats"),
                ("batting", "hits"),
                ("pitching", "numberOfPitches"),
                ("pitching", "outs"),
            ):
                of_players = [p["stats"][part].get(name, 0) for p in box["players"].values()]
                assert sum(of_players) == box["teamStats"][part][name]


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_last_play_is_unfinished_and_it_has_no_result(seed: int) -> None:
    unfinished = 0
    for feed in opener_copies(seed)[1:]:
        *earlier, last = live(feed)["plays"]["allPlays"]
        assert all(play["about"]["isComplete"] for play in earlier)
        assert last == live(feed)["plays"]["currentPlay"]
        assert [play["atBatIndex"] for play in [*earlier, last]] == list(range(len(earlier) + 1))
        if not last["about"]["isComplete"]:
            unfinished += 1
            assert last["result"].get("eventType") in (
                None,
                *(e["details"].get("eventType") for e in last["playEvents"][-1:]),
            )
    assert unfinished > 200


@pytest.mark.parametrize("seed", SEEDS)
def test_batter_and_pitcher_are_marked_as_long_as_the_game_goes_on(seed: int) -> None:
    for feed in opener_copies(seed)[1:]:
        marks = [
            name
            for box in live(feed)["boxscore"]["teams"].values()
            for player in box["players"].values()
            for name, on in player["gameStatus"].items()
            if on and name.startswith("isCurrent")
        ]
        over = state(feed) in ("Game Over", "Final")
        assert sorted(marks) == ([] if over else ["isCurrentBatter", "isCurrentPitcher"])


@pytest.mark.parametrize("seed", SEEDS)
def test_all_patches_from_the_first_timecode_on_give_the_final_feed(seed: int) -> None:
    game = opener_copies(seed)
    held = deepcopy(game[0])
    for before, after in pairwise(game):
        held = apply_here(held, diff_feeds(before, after))
    assert held == game[-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_game_goes_through_its_states_in_order(seed: int) -> None:
    states = list(dict.fromkeys(state(feed) for feed in opener_copies(seed)))

    assert states == ["Scheduled", "Pre-Game", "Warmup", "In Progress", "Game Over", "Final"]


@pytest.mark.parametrize("seed", SEEDS)
def test_timecodes_only_go_forward(seed: int) -> None:
    stamps = [feed["metaData"]["timeStamp"] for feed in opener_copies(seed)]

    assert stamps == sorted(stamps)
    assert len(set(stamps)) >= len(stamps) - 1
    assert len(stamps) > 300


def test_the_line_score_can_be_a_half_inning_ahead_of_the_plays() -> None:
    """Quirk 13 of the API."""
    ahead = [
        feed
        for feed in opener_copies(11)
        if state(feed) == "In Progress"
        and live(feed)["plays"]["currentPlay"]["count"]["outs"] == 3
        and live(feed)["linescore"]["outs"] == 0
    ]

    assert ahead
    for feed in ahead:
        shown = live(feed)["plays"]["currentPlay"]["about"]
        assert live(feed)["linescore"]["isTopInning"] != shown["isTopInning"]


def test_a_scheduled_game_has_no_plays_and_a_warm_up_has_one_without_a_pitch() -> None:
    by_state = {state(feed): feed for feed in reversed(opener_copies(11))}

    assert live(by_state["Scheduled"])["plays"]["allPlays"] == []
    assert live(by_state["Scheduled"])["linescore"]["innings"] == []
    [only] = live(by_state["Warmup"])["plays"]["allPlays"]
    assert only["result"]["eventType"] == "game_advisory"
    assert not any(event["isPitch"] for event in only["playEvents"])
    assert by_state["Warmup"]["gameData"]["status"]["abstractGameState"] == "Live"


def test_decisions_and_attendance_are_known_when_the_game_is_over() -> None:
    for feed in opener_copies(11):
        over = state(feed) in ("Game Over", "Final")
        assert ("decisions" in live(feed)) == over
        assert ("attendance" in feed["gameData"]["gameInfo"]) == over


def test_records_change_when_the_game_is_final_and_not_before() -> None:
    game = opener_copies(11)
    records = {
        state(feed): [feed["gameData"]["teams"][side]["record"]["gamesPlayed"] for side in SIDES]
        for feed in game
    }

    assert records["Game Over"] == [0, 0]
    assert records["Final"] == [1, 1]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_copy_is_what_a_league_after_the_game_answers(seed: int) -> None:
    """The end of a game is told without the way there, in the same words."""
    whole = build_feed(league(seed), opener(seed))

    assert msgspec.json.decode(msgspec.json.encode(whole)) == opener_copies(seed)[-1]


def test_the_end_of_every_game_is_the_last_step_of_its_timeline() -> None:
    fixtures = list(league(11).book(2024).fixtures.values())[:30]
    rained = [game for kind in ("called early", "suspended") for game in rained_on(11, kind)[:2]]
    for fixture in fixtures + rained:
        if not league(11).files.rulings.may_concern(fixture.game_pk):
            end = build_end(league(11).written(fixture))
            assert end == steps(11, fixture)[-1]


@pytest.mark.parametrize("kind", ["delayed", "suspended", "delayed start", "called early"])
def test_rain_shows_in_the_states_and_never_in_the_count(kind: str) -> None:
    words = {
        "delayed": {"Delayed"},
        "suspended": {"Delayed", "Suspended"},
        "delayed start": {"Delayed Start"},
        "called early": {"Delayed", "Completed Early"},
    }
    for fixture in rained_on(11, kind)[:2]:
        game = turning_points(11, fixture)
        assert {state(feed) for feed in game} >= words[kind]
        for feed in game[1:]:
            for side in SIDES:
                runs = live(feed)["linescore"]["teams"][side]["runs"]
                assert runs == batting(feed, side)["runs"]


def test_a_suspended_game_goes_on_the_next_day() -> None:
    [fixture, *_] = rained_on(11, "suspended")
    times = [step.at for step in steps(11, fixture) if step.events is not None]

    assert max(times).date() > min(times).date()
    listings = league(11).listings(fixture)
    assert [listing.resumed for listing in listings] == [False, True]
    assert turning_points(11, fixture)[-1]["gameData"]["datetime"]["officialDate"] == str(
        fixture.day
    )


def test_a_game_called_early_is_official_and_decided() -> None:
    for fixture in rained_on(11, "called early"):
        if not league(11).is_shortened(fixture):
            continue
        last = league(11).play(fixture).record.plays[-1]
        assert 5 <= last.inning < 9
        assert last.home_score != last.away_score
        assert state(build_feed(league(11), fixture)) == "Completed Early"


def test_a_cancelled_game_is_never_played_and_counts_for_nobody() -> None:
    [fixture, *_] = rained_on(11, "cancelled")
    feed = build_feed(league(11), fixture)

    assert feed["gameData"]["status"]["codedGameState"] == "C"
    assert not league(11).is_played(fixture)
    assert fixture not in league(11).book(2024).by_club[fixture.home.id]


def test_catching_up_plays_what_has_been_played_by_now() -> None:
    fresh = build_league(seed=5).at(datetime(2024, 3, 30, 12, tzinfo=UTC))
    fresh.catch_up()

    fixtures = fresh.book(2024).fixtures.values()
    played = {fixture.game_pk for fixture in fixtures if fresh.is_played(fixture)}
    assert set(fresh.book(2024).results) == played
    assert len(played) > 20
