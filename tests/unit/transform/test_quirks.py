"""The API's quirks (statsapi.md), each on the recording that shows it."""

from collections import Counter
from typing import Any

import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.raw.keys import content_hash
from mlb_data_platform.transform import Kernel
from tests.support.stubs import game_file, read_answer, read_envelope, source_document
from tests.unit.transform.recorded import (
    RECORDED,
    game_rows,
    needs_recordings,
    schedule_rows,
    transformed,
)

pytestmark = needs_recordings

GAME = next(mapping for mapping in load_mappings() if mapping.name == "game_live_v1")
ONE_CLUB_2025 = "endDate=2025-09-28"


def test_quirk_1_a_postponed_game_is_abstractly_final_and_told_apart_by_its_coded_state() -> None:
    listings = [row for row in schedule_rows(ONE_CLUB_2025) if row["game_pk"] == 777464]

    assert [row["abstract_game_state"] for row in listings] == ["Final", "Final"]
    assert [row["coded_game_state"] for row in listings] == ["D", "F"]
    assert [row["status_code"] for row in listings] == ["DI", "F"]
    assert [row["away_score"] is None for row in listings] == [True, False]


def test_quirk_2_a_postponed_game_is_listed_on_both_days_and_counts_for_the_second() -> None:
    listings = [row for row in schedule_rows(ONE_CLUB_2025) if row["game_pk"] == 777464]

    assert [str(row["schedule_date"]) for row in listings] == ["2025-06-18", "2025-06-19"]
    assert [str(row["official_date"]) for row in listings] == ["2025-06-19", "2025-06-19"]
    assert [row["double_header"] for row in listings] == ["N", "S"]
    assert [row["game_number"] for row in listings] == [1, 2]


def test_quirk_3_the_utc_day_of_the_start_differs_from_the_official_day_in_16_of_194() -> None:
    listings = schedule_rows(ONE_CLUB_2025)
    other = [row for row in listings if row["game_date"].date() != row["official_date"]]

    assert (len(listings), len(other)) == (194, 16)


def test_quirk_4_both_games_of_a_doubleheader_are_marked_and_numbered() -> None:
    played = [r for r in schedule_rows(ONE_CLUB_2025) if r["coded_game_state"] == "F"]
    of_the_day = [row for row in played if str(row["official_date"]) == "2025-06-19"]

    numbered = {row["game_pk"]: (row["double_header"], row["game_number"]) for row in of_the_day}
    assert numbered == {777451: ("S", 1), 777464: ("S", 2)}


RE_SCORED = [747175, 823243]


@pytest.mark.parametrize("game_pk", RE_SCORED)
def test_quirk_5_a_late_re_scoring_keeps_the_timestamp_and_changes_the_content(
    game_pk: int,
) -> None:
    files = [f for f in RECORDED["game_live_v1"].values() if f"game_pk={game_pk}_" in f.name]
    one, other = (read_answer(file) for file in files)
    codes = {transformed("game_live_v1", f).rows["game.games"]["timecode"][0] for f in files}

    assert len(codes) == 1
    assert content_hash(one) != content_hash(other)


def test_quirk_6_players_keyed_by_id_become_rows_of_their_number() -> None:
    keys = read_answer(game_file(744914))["gameData"]["players"]
    players = game_rows(744914, "game.game_players")

    assert [f"ID{row['person_id']}" for row in players] == list(keys)


def test_quirk_7_a_placeholder_is_null_and_a_share_in_text_is_a_number() -> None:
    record = read_answer(game_file(744914))["gameData"]["teams"]["home"]["record"]
    home = game_rows(744914, "game.game_teams")[1]

    assert (record["leagueGamesBack"], home["league_games_back"]) == ("-", None)
    assert (record["winningPercentage"], home["win_pct"]) == (".459", 0.459)


def test_quirk_8_runners_are_told_apart_by_their_place_in_the_array_only() -> None:
    runners = game_rows(777687, "game.runners")
    feed = read_answer(game_file(777687))["liveData"]["plays"]["allPlays"]
    moves = [(p["atBatIndex"], one["details"]) for p in feed for one in p["runners"]]
    told = Counter((at, d["runner"]["id"], d["playIndex"]) for at, d in moves)

    assert sum(told.values()) - len(told) == 6
    assert len({(r["at_bat_index"], r["runner_index"]) for r in runners}) == len(moves)


def test_quirk_9_a_pitch_is_what_says_so_since_the_pitch_index_lists_pickoffs_too() -> None:
    events = game_rows(777687, "game.play_events")
    indexes = [row["pitch_indexes"] for row in game_rows(777687, "game.plays")]

    assert sum(row["is_pitch"] for row in events) == 302
    assert sum(map(len, indexes)) == 308
    assert all(row["play_id"] for row in events if row["is_pitch"])


def test_quirk_10_the_count_of_an_event_is_the_count_after_it() -> None:
    events = game_rows(744914, "game.play_events")
    first = [row for row in events if row["pitch_number"] == 1 and not row["is_in_play"]]
    ended = {"H"}  # a batter who is hit

    assert {r["balls"] + r["strikes"] for r in first if r["call_code"] not in ended} == {1}


def feed_with(change: dict[str, Any], table: str = "game.play_events") -> list[dict[str, Any]]:
    """Events of a play whose first pitch says something else."""
    feed = {
        "gamePk": 1,
        "gameData": {"game": {"season": "2024"}},
        "liveData": {
            "plays": {"allPlays": [{"atBatIndex": 0, "playEvents": [{"index": 0, **change}]}]}
        },
    }
    done = Kernel(GAME).transform([source_document(game_file(744914), answer=feed)])
    assert done.issues == ()
    return done.rows[table].to_pylist()


@pytest.mark.parametrize("spin", [2278, 2278.5])
def test_quirk_10_a_spin_rate_may_be_a_float(spin: float) -> None:
    (event,) = feed_with({"pitchData": {"breaks": {"spinRate": spin}}})
    assert event["spin_rate_rpm"] == spin


def test_quirk_10_a_pitch_type_may_lack_its_code() -> None:
    (event,) = feed_with({"details": {"type": {"description": "Four-Seam Fastball"}}})
    assert (event["pitch_type_code"], event["pitch_type_description"]) == (
        None,
        "Four-Seam Fastball",
    )


def test_quirk_14_a_lineup_slot_in_text_is_slot_times_100_and_substitute() -> None:
    orders = [
        row["batting_order"]
        for row in game_rows(747175, "game.play_events")
        if row["batting_order"] is not None
    ]

    assert orders
    assert all(1 <= slot // 100 <= 9 and slot % 100 <= 20 for slot in orders)


def test_quirk_7_shares_and_innings_of_a_box_score_are_numbers_and_outs() -> None:
    lines = game_rows(633860, "game.pitching_lines")

    assert {"3.2": 11, "0.1": 1, "2.0": 6}.items() <= {
        one["innings_pitched"]: one["innings_outs"] for one in lines
    }.items()
    assert all(one["innings_outs"] == one["outs"] for one in lines)


def test_quirk_7_a_share_of_nothing_is_null_in_a_box_score() -> None:
    lines = game_rows(744914, "game.batting_lines")
    without = [one for one in lines if not one["stolen_bases"] and not one["caught_stealing"]]

    assert without
    assert all(one["stolen_base_percentage"] is None for one in without)


def test_quirk_12_a_player_without_statistics_has_no_line_and_may_have_a_season() -> None:
    bench = [row["person_id"] for row in game_rows(744914, "game.lineups") if row["is_bench"]]
    lines = {row["person_id"] for row in game_rows(744914, "game.batting_lines")}
    season = {row["person_id"] for row in game_rows(744914, "game.season_batting_lines")}

    assert bench
    assert not lines.intersection(bench)
    assert season.issuperset(bench)


def test_quirk_14_the_box_score_says_slot_and_substitution_of_everyone_who_batted() -> None:
    lineup = [row for row in game_rows(777687, "game.lineups") if row["batting_order"] is not None]

    assert all(r["batting_order"] == r["slot"] * 100 + r["substitution"] for r in lineup)
    for side in ("away", "home"):
        starters = [row["slot"] for row in lineup if row["side"] == side and row["is_starter"]]
        assert sorted(starters) == list(range(1, 10))


def test_an_error_on_a_foul_ball_is_a_credit_of_the_event_without_a_runner() -> None:
    credit = {"player": {"id": 7}, "position": {"code": "3"}, "credit": "f_foul_error"}
    (row,) = feed_with({"credits": [credit]}, "game.fielding_credits")

    place = (row["at_bat_index"], row["runner_index"], row["event_index"], row["credit_index"])
    assert place == (0, -1, 0, 0)
    assert (row["person_id"], row["credit"]) == (7, "f_foul_error")


def test_quirk_17_a_status_wording_nobody_has_seen_is_kept_as_it_is() -> None:
    feed = read_answer(game_file(746552))
    feed = {**feed, "gameData": {**feed["gameData"], "status": {"detailedState": "Delayed: Bees"}}}
    done = Kernel(GAME).transform([source_document(game_file(746552), answer=feed)])

    assert done.issues == ()
    assert done.rows["game.games"]["detailed_state"].to_pylist() == ["Delayed: Bees"]


def test_quirk_20_of_two_pitchers_in_one_count_the_play_names_the_last() -> None:
    (play,) = [row for row in game_rows(718594, "game.plays") if row["at_bat_index"] == 21]
    events = [row for row in game_rows(718594, "game.play_events") if row["at_bat_index"] == 21]
    (change,) = [row for row in events if row["event_type"] == "pitching_substitution"]

    assert play["pitcher_id"] == change["player_id"] == 664076
    assert any(row["is_pitch"] for row in events[: change["event_index"]])


def test_quirk_22_a_game_in_warm_up_has_one_play_and_no_pitch() -> None:
    (play,) = game_rows(824370, "game.plays")
    events = game_rows(824370, "game.play_events")

    assert play["at_bat_index"] == 0
    assert [row["event_type"] for row in events] == ["game_advisory", "game_advisory"]
    assert not any(row["is_pitch"] for row in events)
    assert game_rows(824370, "game.runners") == []


@pytest.mark.parametrize("table", ["plays", "play_events", "runners", "linescore_innings"])
def test_quirk_22_a_scheduled_game_has_no_plays_and_no_innings(table: str) -> None:
    assert game_rows(746552, f"game.{table}") == []
    assert game_rows(746552, "game.games")[0]["coded_game_state"] == "S"


def test_quirk_22_feeds_from_2026_carry_ball_strike_challenges() -> None:
    for file in RECORDED["game_live_v1"].values():
        feed = read_envelope(file)["response"]
        (game,) = transformed("game_live_v1", file).rows["game.games"].to_pylist()
        challenges = feed["gameData"].get("absChallenges", {}).get("hasChallenges")
        assert game["has_abs_challenges"] == challenges
        assert (challenges is not None) == (game["season"] >= 2026)
