"""mart.pitches tells every pitch as Statcast does: what was true before it, in its words."""

import copy
import math
import re
from typing import Any

import pytest

from tests.integration.conftest import SIMULATED_GAMES, Warehouse
from tests.support.scorekeeper import pitches_of
from tests.support.simulated import simulated_feeds
from tests.support.stubs import REPOSITORY, game_file, newest_game_files, read_answer

Json = dict[str, Any]
FEEDS = {feed["gamePk"]: feed for feed in map(read_answer, newest_game_files())}
PITCHED = [pk for pk, feed in FEEDS.items() if len(feed["liveData"]["plays"]["allPlays"]) > 1]


def pitches(warehouse: Warehouse, game_pk: int) -> list[Json]:
    """The view's rows of a game in order, by column."""
    cursor = warehouse.connection.execute(
        "select * from mart.pitches where game_pk = %s order by at_bat_index, event_index",
        [game_pk],
    )
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def thrown(feed: Json) -> list[tuple[Json, Json]]:
    """Every thrown pitch of a feed with its play."""
    return [
        (play, event)
        for play in feed["liveData"]["plays"]["allPlays"]
        for event in play["playEvents"]
        if event["isPitch"]
    ]


def expect_scorekeeper(warehouse: Warehouse, feed: Json) -> None:
    """The view and a scorekeeper who walks through the feed agree on every pitch."""
    kept = pitches_of(feed)
    found = pitches(warehouse, feed["gamePk"])
    for row in found:
        row["game_pitch"] = (row["at_bat_index"], row["event_index"])
    assert [{name: row[name] for name in kept[0]} for row in found] == kept


# -- what was true before the pitch ---------------------------------------------------------------


@pytest.mark.parametrize("game_pk", PITCHED)
def test_a_scorekeeper_notes_the_same_before_every_pitch(recorded: Warehouse, game_pk: int) -> None:
    expect_scorekeeper(recorded, FEEDS[game_pk])


def test_a_scorekeeper_agrees_on_simulated_games_with_extra_innings(simulated: Warehouse) -> None:
    for feed in simulated_feeds(SIMULATED_GAMES):
        expect_scorekeeper(simulated, feed)
    placed = "select count(*) from mart.pitches where inning > 9 and outs_when_up = 0"
    assert simulated.one(f"{placed} and on_2b is not null") > 0


def test_every_pitcher_threw_as_many_pitches_strikes_and_balls_as_his_line_says(
    recorded: Warehouse,
) -> None:
    differ = recorded.all(
        "select l.game_pk, l.full_name from game.pitching_lines l left join lateral"
        " (select count(*) as n, count(*) filter (where type <> 'B') as strikes,"
        "  count(*) filter (where type = 'B') as balls"
        "  from mart.pitches p where p.game_pk = l.game_pk and p.pitcher = l.person_id) p on true"
        " where (l.number_of_pitches, l.strikes, l.balls) is distinct from"
        "  (p.n, p.strikes, p.balls)"
    )
    assert differ == []
    assert recorded.one("select sum(number_of_pitches) from game.pitching_lines") == 5553


def test_whoever_is_credited_in_the_field_stood_there(recorded: Warehouse) -> None:
    rows = recorded.all(
        "select c.position_code, c.person_id, array[l.pitcher, l.fielder_2, l.fielder_3,"
        " l.fielder_4, l.fielder_5, l.fielder_6, l.fielder_7, l.fielder_8, l.fielder_9]"
        " from game.fielding_credits c join lateral (select * from mart.pitches p"
        "  where p.game_pk = c.game_pk and p.at_bat_index = c.at_bat_index"
        "  order by event_index desc limit 1) l on true"
    )
    assert [row for row in rows if row[2][int(row[0]) - 1] != row[1]] == []
    assert len(rows) > 1500


def test_a_pitcher_relieved_in_mid_count_keeps_his_pitches(recorded: Warehouse) -> None:
    rows = recorded.all(
        "select player_name, p_throws, balls, strikes, events from mart.pitches"
        " where game_pk = 718594 and at_bat_index = 21 order by event_index"
    )
    assert [name for name, *_ in rows] == ["Springs, Jeffrey"] * 4 + ["Cleavinger, Garrett"]
    assert rows[-1][1:] == ("L", 0, 2, "double")


def test_a_batter_replaced_in_mid_count_keeps_his_pitches(warehouse: Warehouse) -> None:
    feed = copy.deepcopy(FEEDS[718322])
    play = next(p for p in feed["liveData"]["plays"]["allPlays"] if pinch_hitter_first(p))
    pinch, first, *others = play["playEvents"]
    play["playEvents"] = [first | {"index": 0}, pinch | {"index": 1}, *others]
    play["pitchIndex"] = [0, *play["pitchIndex"][1:]]
    warehouse.keep(game_file(718322), answer=feed)
    warehouse.transform("game")
    rows = [r for r in pitches(warehouse, 718322) if r["at_bat_index"] == play["atBatIndex"]]

    batters = [pinch["replacedPlayer"]["id"], *[pinch["player"]["id"]] * (len(rows) - 1)]
    assert [row["batter"] for row in rows] == batters
    assert rows[0]["stand"] in {"L", "R"}


def pinch_hitter_first(play: Json) -> bool:
    """A play that begins with a pinch hitter, and a pitch after that."""
    kinds = [(e["details"].get("eventType"), e["isPitch"]) for e in play["playEvents"][:2]]
    position = play["playEvents"][0].get("position", {}).get("code")
    return position == "11" and kinds == [("offensive_substitution", False), (None, True)]


# -- words and units ------------------------------------------------------------------------------


@pytest.mark.parametrize("game_pk", [744914, 777687, 823556])
def test_measures_are_those_of_the_feed_in_statcast_s_units(
    recorded: Warehouse, game_pk: int
) -> None:
    rows = pitches(recorded, game_pk)
    for row, (play, event) in zip(rows, thrown(FEEDS[game_pk]), strict=True):
        data, hit = event["pitchData"], event.get("hitData", {})
        place, breaks = data["coordinates"], data["breaks"]
        assert row["release_speed"] == data["startSpeed"]
        assert (row["plate_x"], row["plate_z"]) == (place["pX"], place["pZ"])
        assert row["pfx_x"] == pytest.approx(-breaks["breakHorizontal"] / 12)
        assert row["pfx_z"] == pytest.approx(breaks["breakVerticalInduced"] / 12)
        assert (row["vx0"], row["ay"]) == (place["vX0"], place["aY"])
        assert row["release_pos_y"] == pytest.approx(60.5 - data["extension"])
        assert row["launch_speed"] == hit.get("launchSpeed")
        assert row["hit_distance_sc"] == hit.get("totalDistance")
        assert row["stand"] == play["matchup"]["batSide"]["code"]


def test_the_release_point_lies_on_the_flight_back_from_the_plate(recorded: Warehouse) -> None:
    """From the front of the plate (17 inches) backwards: another road to the same point."""
    checked = 0
    for row in pitches(recorded, 744914):
        way = row["release_pos_y"] - 17 / 12
        # Speed along the line at the plate, by energy; then the time back to the hand.
        at_plate = -math.sqrt(row["vy0"] ** 2 - 2 * row["ay"] * (50 - 17 / 12))
        back = (-at_plate - math.sqrt(at_plate**2 + 2 * row["ay"] * way)) / row["ay"]
        to_plate = (at_plate - row["vy0"]) / row["ay"]
        speed = row["vx0"] + row["ax"] * to_plate
        x = row["plate_x"] + speed * back + row["ax"] * back**2 / 2
        assert row["release_pos_x"] == pytest.approx(x, abs=0.02)
        checked += 1
    assert checked == 244


def test_results_stand_on_the_last_pitch_only(recorded: Warehouse) -> None:
    for game_pk in PITCHED:
        plays = {p["atBatIndex"]: p for p, _ in thrown(FEEDS[game_pk])}
        over = {i: p["result"] for i, p in plays.items() if p["about"]["isComplete"]}
        found = [row for row in pitches(recorded, game_pk) if row["events"] is not None]
        assert {r["at_bat_index"]: r["events"] for r in found} == {
            i: result["eventType"] for i, result in over.items()
        }
        assert [r["des"] for r in found] == [result["description"] for result in over.values()]


CALLS = [
    ("B", "ball", "B"), ("*B", "blocked_ball", "B"), ("C", "called_strike", "S"),
    ("S", "swinging_strike", "S"), ("W", "swinging_strike_blocked", "S"), ("F", "foul", "S"),
    ("T", "foul_tip", "S"), ("L", "foul_bunt", "S"), ("M", "missed_bunt", "S"),
    ("O", "bunt_foul_tip", "S"), ("H", "hit_by_pitch", "B"), ("P", "pitchout", "B"),
    ("I", "intent_ball", "B"), ("Q", "swinging_pitchout", "S"), ("R", "foul_pitchout", "S"),
    ("X", "hit_into_play", "X"), ("D", "hit_into_play", "X"), ("E", "hit_into_play", "X"),
    ("K", "strike_unknown", "S"),
]  # fmt: skip


def test_every_call_has_statcast_s_words(warehouse: Warehouse) -> None:
    feed = copy.deepcopy(FEEDS[744914])
    for (_, event), (code, _, letter) in zip(thrown(feed), CALLS, strict=False):
        event["details"] |= {
            "call": {"code": code, "description": "Strike - Unknown"},
            "isInPlay": letter == "X",
            "isStrike": letter == "S",
            "isBall": letter == "B",
        }
    warehouse.keep(game_file(744914), answer=feed)
    warehouse.transform("game")
    found = pitches(warehouse, 744914)[: len(CALLS)]

    assert [(r["description"], r["type"]) for r in found] == [call[1:] for call in CALLS]


NEVER = [
    "type = 'X' and bb_type not in ('ground_ball', 'line_drive', 'fly_ball', 'popup')",
    "bb_type is not null and type <> 'X'",
    "events = 'strikeout' and hit_location is distinct from 2",
    "events = 'home_run' and hit_location is not null",
    "hit_location not between 1 and 9",
    "events = 'home_run' and (babip_value, iso_value) <> (0, 3)",
    "events = 'single' and (babip_value, iso_value) <> (1, 0)",
    "events = 'triple' and (babip_value, iso_value) <> (1, 2)",
    "events is null and (babip_value is not null or iso_value is not null or des is not null)",
    "balls > 3 or strikes > 2 or outs_when_up > 2",
    "pitch_type = 'FF' and pitch_name <> '4-Seam Fastball'",
    "player_name !~ '^[^,]+, .+$' or batter_name !~ '^[^,]+, .+$'",
    "bat_score + fld_score <> home_score + away_score",
    "bat_score_diff <> bat_score - fld_score or home_score_diff <> home_score - away_score",
    "post_bat_score < bat_score or post_fld_score <> fld_score",
]


@pytest.mark.parametrize("what", NEVER)
def test_no_pitch_breaks_a_rule_of_statcast_s(recorded: Warehouse, what: str) -> None:
    assert recorded.one(f"select count(*) from mart.pitches where {what}") == 0


def test_a_home_run_by_hand(recorded: Warehouse) -> None:
    """Jeremy Peña in the fifth inning of HOU at TOR on 1 July 2024, as everybody could see it."""
    columns = (
        "game_date::text, home_team, away_team, inning, inning_topbot, player_name, batter_name,"
        " stand, p_throws, launch_speed, hit_distance_sc, bat_score, post_bat_score, hit_location"
    )
    rows = recorded.all(
        f"select {columns} from mart.pitches where game_pk = 744914 and events = 'home_run'"
        " order by at_bat_index"
    )
    assert rows[0] == (
        "2024-07-01", "TOR", "HOU", 5, "Top", "Rodríguez, Yariel", "Peña, Jeremy",
        "R", "R", 104.0, 382.0, 0, 1, None,
    )  # fmt: skip


# -- what a question costs ------------------------------------------------------------------------


def test_one_game_reads_the_events_of_its_own_season_only(recorded: Warehouse) -> None:
    plan = recorded.all("explain (analyze) select * from mart.pitches where game_pk = 744914")
    scans = [line for (line,) in plan if "Scan" in line and " on play_events" in line]
    ran = {line.split(" on ")[1].split()[0] for line in scans if "never executed" not in line}

    assert {name.removesuffix("_pkey") for name in ran} == {"play_events_2024"}


def examples() -> list[str]:
    """The queries that docs/mart.md shows."""
    text = (REPOSITORY / "docs/mart.md").read_text("utf-8")
    return re.findall(r"```sql\n(.*?);\n```", text, re.DOTALL)


@pytest.mark.parametrize("query", examples(), ids=lambda query: query.splitlines()[0][3:60])
def test_the_queries_of_the_docs_find_something(recorded: Warehouse, query: str) -> None:
    assert recorded.connection.execute(query.encode()).fetchall() != []


def test_the_docs_name_every_column_of_statcast_s_that_is_not_here(recorded: Warehouse) -> None:
    here = {
        name
        for (name,) in recorded.all(
            "select column_name::text from information_schema.columns"
            " where table_schema = 'mart' and table_name = 'pitches'"
        )
    }
    text = (REPOSITORY / "docs/mart.md").read_text("utf-8")
    missing = set(re.findall(r"`(\w+)`", text.partition("These are missing")[2]))

    assert set(STATCAST.split()) - here <= missing
    assert missing & here == {"babip_value", "iso_value"}


# The header of Savant's CSV in 2026.
STATCAST = """
pitch_type game_date release_speed release_pos_x release_pos_z player_name batter pitcher events
description spin_dir spin_rate_deprecated break_angle_deprecated break_length_deprecated zone des
game_type stand p_throws home_team away_team type hit_location bb_type balls strikes game_year pfx_x
pfx_z plate_x plate_z on_3b on_2b on_1b outs_when_up inning inning_topbot hc_x hc_y tfs_deprecated
tfs_zulu_deprecated umpire sv_id vx0 vy0 vz0 ax ay az sz_top sz_bot hit_distance_sc launch_speed
launch_angle effective_speed release_spin_rate release_extension game_pk fielder_2 fielder_3
fielder_4 fielder_5 fielder_6 fielder_7 fielder_8 fielder_9 release_pos_y
estimated_ba_using_speedangle estimated_woba_using_speedangle woba_value woba_denom babip_value
iso_value launch_speed_angle at_bat_number pitch_number pitch_name home_score away_score bat_score
fld_score post_away_score post_home_score post_bat_score post_fld_score if_fielding_alignment
of_fielding_alignment spin_axis delta_home_win_exp delta_run_exp bat_speed swing_length
miss_distance estimated_slg_using_speedangle delta_pitcher_run_exp hyper_speed home_score_diff
bat_score_diff home_win_exp bat_win_exp age_pit_legacy age_bat_legacy age_pit age_bat
n_thruorder_pitcher
n_priorpa_thisgame_player_at_bat pitcher_days_since_prev_game batter_days_since_prev_game
pitcher_days_until_next_game batter_days_until_next_game api_break_z_with_gravity api_break_x_arm
api_break_x_batter_in arm_angle attack_angle attack_direction swing_path_tilt
intercept_ball_minus_batter_pos_x_inches intercept_ball_minus_batter_pos_y_inches
"""
