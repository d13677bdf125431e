"""The realism check itself: what it sees, what it calls different, when it is content."""

from typing import Any

import pytest

from mlb_data_platform.simulator.realism.comparison import RealismReport, compare
from mlb_data_platform.simulator.realism.measures import (
    FEWEST_GAMES,
    Measure,
    compare_measures,
    measure_game,
)
from mlb_data_platform.simulator.realism.profile import MOST_WORDS, Profile, build_profile


def profile(*feeds: dict[str, Any]) -> Profile:
    return build_profile(feeds)


def test_a_player_s_number_is_no_part_of_a_path() -> None:
    feed = {"players": {"ID7": {"age": 30}, "ID8": {"age": 31}}, "12": {"x": None}}

    assert set(profile(feed).leaves()) == {"players.*.age", "*.x"}


def test_a_path_counts_once_a_feed_however_often_it_occurs() -> None:
    plays = {"plays": [{"rbi": 0}, {"rbi": 1}, {}]}
    one = profile(plays, plays, {"plays": []}).paths["plays[*].rbi"]

    assert (one.feeds, one.values) == (2, 4)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ({}, "object"),
        ([], "array"),
        ("", "string"),
        (True, "boolean"),
        (1, "integer"),
        (1.0, "number"),
        (None, "null"),
    ],
)
def test_types_are_json_s_and_whole_numbers_have_their_own(value: object, kind: str) -> None:
    assert profile({"here": value}).paths["here"].types == {kind}


def test_an_empty_container_is_a_leaf_until_something_is_in_it() -> None:
    assert set(profile({"box": {}}).leaves()) == {"box"}
    assert set(profile({"box": {}}, {"box": {"x": 1}}).leaves()) == {"box.x"}


def test_words_stop_being_gathered_where_there_is_no_vocabulary() -> None:
    feed = {"ids": [str(number) for number in range(2 * MOST_WORDS)]}

    assert len(profile(feed).paths["ids[*]"].words) == MOST_WORDS + 1


def test_frequent_paths_are_told_from_rare_ones() -> None:
    recorded = profile({"a": 1, "b": 1}, {"a": 1}, {"a": 1, "b": 1}, {"a": 1, "c": 1})
    report = compare(recorded, profile({"a": 1}))

    assert report.frequent_paths == 2
    assert report.missing == {"b": 0.5}
    assert report.rare_missing == {"c": 0.25}
    assert report.coverage == 0.5


def test_nothing_recorded_is_no_coverage() -> None:
    assert compare(profile(), profile({"a": 1})).coverage == 0.0


@pytest.mark.parametrize(
    ("real", "ours", "is_wrong"),
    [(1.5, 2, False), (1, 2.5, True), ("1", 1, True), (None, "x", True), ("x", None, True)],
    ids=["whole for decimal", "decimal for whole", "number for text", "text for null", "null"],
)
def test_another_type_is_found(real: object, ours: object, is_wrong: bool) -> None:
    report = compare(profile({"here": real}), profile({"here": ours}))

    assert ("here" in report.wrong_types) == is_wrong


def plays(**branches: object) -> dict[str, Any]:
    return {"liveData": {"plays": branches}}


def test_the_current_play_is_one_of_the_plays() -> None:
    recorded = profile(plays(allPlays=[{"count": 1}]))
    report = compare(recorded, profile(plays(currentPlay={"count": 1, "mood": 1})))
    wrong = compare(recorded, profile(plays(currentPlay={"count": "1"})))

    assert report.invented == ("liveData.plays.currentPlay.mood",)
    assert list(wrong.wrong_types) == ["liveData.plays.currentPlay.count"]


def test_words_are_heard_of_when_recorded_or_listed() -> None:
    recorded = profile(plays(allPlays=[{"result": {"eventType": "single"}}]))
    ours = profile(plays(allPlays=[{"result": {"eventType": w}} for w in ("triple", "bunt!")]))
    report = compare(recorded, ours, listed_words={"triple"})

    assert report.unheard_words == {"event types": ("bunt!",)}
    assert report.unused_words == {"event types": ("single",)}


def test_names_are_no_vocabulary() -> None:
    report = compare(profile({"fullName": "A B"}), profile({"fullName": "C D"}))

    assert (report.unheard_words, report.unused_words) == ({}, {})


def content(**changes: Any) -> RealismReport:
    one = {"recorded_feeds": 1, "simulated_feeds": 1, "frequent_paths": 100, "missing": {}}
    one |= {"rare_missing": {"x": 0.1}, "wrong_types": {}, "invented": ("y",)}
    one |= {"unheard_words": {}, "unused_words": {"z": ("w",)}, "measures": ()}
    return RealismReport(**{**one, **changes})


FAR = Measure(name="runs a game", recorded=9, simulated=2, apart=4.1)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, True),
        ({"missing": {"a": 1.0, "b": 1.0}}, True),
        ({"missing": {"a": 1.0, "b": 1.0, "c": 1.0}}, False),
        ({"wrong_types": {"a": (("string",), ("integer",))}}, False),
        ({"unheard_words": {"events": ("x",)}}, False),
        ({"measures": (FAR,)}, False),
    ],
    ids=["content", "98 %", "97 %", "type", "word", "mean"],
)
def test_real_enough_is_98_percent_of_paths_and_no_fault(
    changes: dict[str, Any], verdict: bool
) -> None:
    assert content(**changes).is_real_enough is verdict


def test_means_are_compared_in_standard_errors() -> None:
    (one,) = compare_measures({"runs": [8.0, 10.0] * 8}, {"runs": [11.0, 13.0] * 8})

    assert (one.recorded, one.simulated) == (9.0, 12.0)
    assert one.apart == pytest.approx(3 / (2 * (16 / 15) / 16) ** 0.5)


def test_equal_constants_are_not_apart_and_others_are_infinitely() -> None:
    same = {"a": [1.0] * FEWEST_GAMES, "b": [1.0] * FEWEST_GAMES}
    equal, other = compare_measures(same, {**same, "b": [2.0] * FEWEST_GAMES})

    assert (equal.apart, other.apart) == (0.0, float("inf"))


def test_a_measure_of_too_few_games_is_left_out() -> None:
    enough, few = [1.0] * FEWEST_GAMES, [1.0] * (FEWEST_GAMES - 1)

    assert compare_measures({"a": few, "b": enough}, {"a": enough, "b": few}) == []
    assert compare_measures({"a": enough}, {}) == []


def game(state: str, *, minutes: object = 160) -> dict[str, Any]:
    pitch = {"isPitch": True, "details": {"code": "X", "type": {"code": "FF"}}}
    pitch |= {"pitchData": {"startSpeed": 95.5}, "hitData": {"trajectory": "popup"}}
    no_type = {"isPitch": True, "details": {"code": "B"}}
    change = {"isPitch": False, "details": {"eventType": "pitching_substitution"}}
    play = {"result": {"eventType": "home_run"}, "playEvents": [change, no_type, pitch]}
    side = {"runs": 1, "errors": 2}
    return {
        "gameData": {
            "status": {"codedGameState": state},
            "gameInfo": {"gameDurationMinutes": minutes},
        },
        "liveData": {
            "plays": {"allPlays": [play]},
            "linescore": {"teams": {"away": side, "home": side}},
        },
    }


def test_a_finished_game_tells_counts_and_rates() -> None:
    found = dict(measure_game(game("F")))

    assert found["home runs a game"] == found["pitching changes a game"] == 1
    assert (found["runs a game"], found["errors a game"], found["minutes a game"]) == (2, 4, 160)
    assert (found["in play, % of pitches"], found["FF, % of pitches"]) == (50, 50)
    assert (found["pitch speed, mph"], found["popup, % of balls in play"]) == (95.5, 100)
    assert "launch speed, mph" not in found


def test_a_game_in_progress_tells_rates_only() -> None:
    found = dict(measure_game(game("I")))

    assert "runs a game" not in found
    assert found["balls, % of pitches"] == 50


def test_a_game_without_duration_or_pitches_is_no_error() -> None:
    quiet = game("F", minutes=None)
    quiet["liveData"]["plays"]["allPlays"] = []

    assert "minutes a game" not in dict(measure_game(quiet))
