"""What the rules of scoring make of plays that no recording holds.

The numbers of rules are those of the Official Baseball Rules since 2015.
"""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from mlb_data_platform.quality import load_reconciliations
from mlb_data_platform.warehouse import connect
from tests.support.databases import TestServer
from tests.support.stubs import CAPTURED_AT

RECONCILIATIONS = {one.name: one for one in load_reconciliations()}
STARTER, RELIEVER, BATTER, SUBSTITUTE, RUNNER, FIELDER = 1, 2, 11, 12, 21, 31
Row = dict[str, Any]
Write = Callable[..., None]


@pytest.fixture(scope="module")
def empty(server: TestServer) -> Iterator[psycopg.Connection]:
    """One database for all tests of this module."""
    with server.new_database() as database, connect(database) as one:
        yield one


@pytest.fixture
def connection(empty: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """The same database; what a test writes is taken back."""
    with empty.transaction(force_rollback=True):
        yield empty


@pytest.fixture
def write(connection: psycopg.Connection) -> Write:
    """Write rows of game 9, which is over, into a table."""

    def insert(table: str, *rows: Row) -> None:
        common = {"game_pk": 9, "source_captured_at": CAPTURED_AT, "source_raw_id": 1}
        for row in rows:
            season = {} if table == "linescore_innings" else {"season": 2024}
            full = {**common, **season, **row}
            names, places = ", ".join(full), ", ".join(f"%({name})s" for name in full)
            connection.execute(f"insert into game.{table} ({names}) values ({places})", full)

    insert("games", {"coded_game_state": "F"})
    insert("lineups", {"side": "home", "person_id": STARTER, "pitcher_index": 0})
    return insert


def a_play(event_type: str, at_bat_index: int = 0, **more: Any) -> Row:
    row = {"at_bat_index": at_bat_index, "inning": 10, "is_top_inning": True, "is_complete": True}
    people = {"batter_id": BATTER, "pitcher_id": STARTER}
    return {**row, **people, "event_type": event_type, **more}


def pitches(count: str, *, first: int = 0) -> list[Row]:
    """Events that bring about a count, such as "3-1": strikes first, then balls."""
    balls, strikes = map(int, count.split("-"))
    counts = [(0, n) for n in range(1, strikes + 1)] + [(n, strikes) for n in range(1, balls + 1)]
    return [
        {
            "at_bat_index": 0, "event_index": first + place, "type": "pitch", "is_pitch": True,
            "balls": ball, "strikes": strike, "is_strike": ball == 0, "is_in_play": False,
        }
        for place, (ball, strike) in enumerate(counts)
    ]  # fmt: skip


def an_action(event_type: str, event_index: int, **more: Any) -> Row:
    row = {"at_bat_index": 0, "event_index": event_index, "type": "action", "is_pitch": False}
    return {**row, "event_type": event_type, **more}


def a_movement(runner_index: int = 0, **more: Any) -> Row:
    row = {"at_bat_index": 0, "runner_index": runner_index, "play_index": 0, "is_out": False}
    return {**row, "runner_id": RUNNER, **more}


def charged(connection: psycopg.Connection) -> Row:
    """The only plate appearance."""
    cursor = connection.execute("select * from game.plate_appearances")
    row = cursor.fetchone()
    assert row is not None
    return dict(zip([column.name for column in cursor.description or ()], row, strict=True))


def recomputed(connection: psycopg.Connection, name: str) -> dict[tuple[str, str], Any]:
    """What a reconciliation makes of the plays, by subject and measure; zeros left out."""
    rows = connection.execute(RECONCILIATIONS[name].query, {"game_pks": None})
    return {(row[1], row[2]): row[4] for row in rows if row[4]}


@pytest.mark.parametrize("count", ["2-0", "2-1", "3-0", "3-1", "3-2"])
def test_rule_9_16_h_a_walk_is_the_pitchers_who_left_behind_in_the_count(
    connection: psycopg.Connection, write: Write, count: str
) -> None:
    before = pitches(count)
    write("plays", a_play("walk", pitcher_id=RELIEVER))
    write("play_events", *before)
    write("play_events", an_action("pitching_substitution", len(before), player_id=RELIEVER))
    write("play_events", *pitches("4-0", first=len(before) + 1))
    assert charged(connection)["pitcher_id"] == STARTER


@pytest.mark.parametrize("count", ["0-0", "1-0", "0-2", "1-1", "1-2", "2-2"])
def test_rule_9_16_h_a_walk_is_the_relievers_at_any_other_count(
    connection: psycopg.Connection, write: Write, count: str
) -> None:
    before = pitches(count)
    write("plays", a_play("walk", pitcher_id=RELIEVER))
    write("play_events", *before)
    write("play_events", an_action("pitching_substitution", len(before), player_id=RELIEVER))
    assert charged(connection)["pitcher_id"] == RELIEVER


def test_rule_9_16_h_what_is_no_walk_is_the_relievers(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("hit_by_pitch", pitcher_id=RELIEVER))
    write("play_events", *pitches("3-0"))
    write("play_events", an_action("pitching_substitution", 3, player_id=RELIEVER))
    assert charged(connection)["pitcher_id"] == RELIEVER


def test_pitches_before_a_change_in_mid_count_are_the_former_pitchers(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("walk", pitcher_id=RELIEVER))
    write("play_events", *pitches("2-1"))
    write("play_events", an_action("defensive_switch", 3, player_id=RELIEVER, position_code="1"))
    write("play_events", *pitches("2-0", first=4))
    thrown = recomputed(connection, "pitches")
    assert thrown["home person 1", "number_of_pitches"] == 3
    assert thrown["home person 2", "number_of_pitches"] == 2


def test_an_out_before_a_change_of_pitchers_is_the_former_pitchers(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("strikeout", pitcher_id=RELIEVER))
    write("play_events", *pitches("1-0"))
    write("play_events", an_action("pitching_substitution", 1, player_id=RELIEVER))
    write("runners", a_movement(is_out=True, out_number=1))
    write("runners", a_movement(1, play_index=4, is_out=True, out_number=2, runner_id=BATTER))
    lines = recomputed(connection, "pitching_lines")
    assert (lines["home person 1", "outs"], lines["home person 2", "outs"]) == (1, 1)


@pytest.mark.parametrize(
    ("result", "count", "batter"),
    [
        ("strikeout", "1-2", BATTER),
        ("strikeout", "2-1", SUBSTITUTE),
        ("walk", "3-2", SUBSTITUTE),
        ("single", "0-2", SUBSTITUTE),
    ],
)
def test_rule_9_15_b_a_strikeout_is_the_batters_who_left_with_two_strikes(
    connection: psycopg.Connection, write: Write, result: str, count: str, batter: int
) -> None:
    before = pitches(count)
    change = {"player_id": SUBSTITUTE, "replaced_player_id": BATTER, "position_code": "11"}
    write("plays", a_play(result, batter_id=SUBSTITUTE))
    write("play_events", *before)
    write("play_events", an_action("offensive_substitution", len(before), **change))
    assert charged(connection)["batter_id"] == batter


def test_a_pinch_runner_takes_no_strikeout(connection: psycopg.Connection, write: Write) -> None:
    change = {"player_id": SUBSTITUTE, "replaced_player_id": RUNNER, "position_code": "12"}
    write("plays", a_play("strikeout"))
    write("play_events", *pitches("0-2"), an_action("offensive_substitution", 2, **change))
    assert charged(connection)["batter_id"] == BATTER


FORCED = {"is_out": True, "movement_reason": "r_force_out", "start_base": "1B"}
OUT_AT_FIRST = {"is_out": True, "movement_reason": None, "start_base": None, "runner_id": BATTER}


@pytest.mark.parametrize(
    ("result", "first", "second", "outs"),
    [
        ("double_play", FORCED, FORCED, 2),
        ("double_play", FORCED, OUT_AT_FIRST, 2),
        ("double_play", OUT_AT_FIRST, {**FORCED, "movement_reason": "r_doubled_off"}, None),
        ("grounded_into_double_play", OUT_AT_FIRST, FORCED, 2),
        ("field_out", OUT_AT_FIRST, FORCED, None),
    ],
)
def test_rule_9_02_a_17_a_double_play_is_grounded_into_when_both_outs_are_forced(
    connection: psycopg.Connection,
    write: Write,
    result: str,
    first: Row,
    second: Row,
    outs: int | None,
) -> None:
    write("plays", a_play(result))
    write("runners", a_movement(0, **first), a_movement(1, **second))
    assert charged(connection)["grounded_into_outs"] == outs


@pytest.mark.parametrize(
    ("credit", "is_at_bat"), [("f_interference", False), ("f_fielding_error", True)]
)
def test_rule_9_02_a_1_first_base_by_obstruction_is_no_at_bat(
    connection: psycopg.Connection, write: Write, credit: str, is_at_bat: bool
) -> None:
    write("plays", a_play("field_error"))
    write("runners", a_movement(runner_id=BATTER, end_base="1B"))
    write("fielding_credits", a_credit(credit))
    assert charged(connection)["is_at_bat"] is is_at_bat


def a_credit(credit: str, credit_index: int = 0, runner_index: int = 0, event: int = -1) -> Row:
    place = {"at_bat_index": 0, "runner_index": runner_index, "event_index": event}
    return {**place, "credit_index": credit_index, "credit": credit, "person_id": FIELDER}


def test_rule_9_10_a_rundown_has_one_assist_for_each_fielder(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("single"))
    write("runners", a_movement(is_out=True, out_number=1))
    write("fielding_credits", *(a_credit("f_assist", n) for n in range(3)))
    fielders = recomputed(connection, "fielding_lines")
    assert fielders == {
        ("home person 31", "assists"): 1,
        ("home person 31", "chances"): 1,
    }


def test_an_error_that_two_runners_advance_on_is_one(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("single"))
    write("runners", a_movement(0), a_movement(1, runner_id=BATTER))
    write("fielding_credits", a_credit("f_throwing_error"), a_credit("f_throwing_error", 0, 1))
    assert recomputed(connection, "fielding_lines")["home person 31", "errors"] == 1


def test_rule_9_12_a_catchers_interference_is_an_error_and_no_chance(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("catcher_interf"))
    write("runners", a_movement(runner_id=BATTER, end_base="1B"))
    write("fielding_credits", a_credit("c_catcher_interf"))
    assert recomputed(connection, "fielding_lines") == {("home person 31", "errors"): 1}
    assert charged(connection)["is_at_bat"] is False


def test_a_foul_ball_that_is_dropped_is_an_error_though_nobody_moves(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("single"))
    write("fielding_credits", a_credit("f_foul_error", 0, -1, 2))
    assert recomputed(connection, "fielding_lines")["home person 31", "errors"] == 1


def test_rule_9_07_a_runner_who_is_safe_on_an_error_was_caught_nevertheless(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("single"))
    caught = {"event_type": "caught_stealing_2b", "movement_reason": "r_caught_stealing_2b"}
    meanwhile = {"event_type": "caught_stealing_2b", "movement_reason": "r_adv_play"}
    write("runners", a_movement(**caught), a_movement(1, runner_id=22, **meanwhile))
    lines = recomputed(connection, "batting_lines")
    assert lines["away person 21", "caught_stealing"] == 1
    assert ("away person 22", "caught_stealing") not in lines


def test_a_runner_caught_while_the_batter_strikes_out_is_caught_by_his_own_reason(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("strikeout_double_play"))
    why = {"event_type": "strikeout_double_play", "movement_reason": "r_caught_stealing_2b"}
    write("runners", a_movement(is_out=True, out_number=2, **why))
    assert recomputed(connection, "batting_lines")["away person 21", "caught_stealing"] == 1


@pytest.mark.parametrize("told_by", ["movements", "an action", "both"])
def test_a_wild_pitch_that_moves_two_runners_is_one(
    connection: psycopg.Connection, write: Write, told_by: str
) -> None:
    write("plays", a_play("strikeout"))
    if told_by != "an action":
        moved = {"event_type": "wild_pitch", "play_index": 3}
        write("runners", a_movement(0, **moved), a_movement(1, runner_id=22, **moved))
    if told_by != "movements":
        write("play_events", an_action("wild_pitch", 3))
    assert recomputed(connection, "pitching_lines")["home person 1", "wild_pitches"] == 1


def test_rule_9_02_g_a_runner_placed_in_an_extra_inning_is_left_on_base(
    connection: psycopg.Connection, write: Write
) -> None:
    write("linescore_innings", {"inning": 10, "away_runs": 0, "away_left_on_base": 1})
    write("plays", a_play("strikeout"))
    write("play_events", an_action("runner_placed", 0, player_id=RUNNER, base=2))
    write("runners", a_movement(runner_id=BATTER, is_out=True, out_number=3))
    assert recomputed(connection, "line_score") == {("inning 10 away", "left_on_base"): 1}


def test_a_play_that_ends_an_inning_in_mid_count_is_no_plate_appearance(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("caught_stealing_2b"), a_play("wild_pitch", 1), a_play("strikeout", 2))
    assert charged(connection)["at_bat_index"] == 2


@pytest.mark.parametrize(("ruled", "is_hit"), [("double", True), ("fan_interference", False)])
def test_a_ball_that_a_fan_touched_is_what_it_was_ruled(
    connection: psycopg.Connection, write: Write, ruled: str, is_hit: bool
) -> None:
    write("plays", a_play("fan_interference"))
    write("runners", a_movement(runner_id=BATTER, event_type=ruled))
    assert charged(connection)["is_hit"] is is_hit


def test_rule_9_16_i_a_run_earned_off_the_reliever_alone_is_not_the_teams(
    connection: psycopg.Connection, write: Write
) -> None:
    earned = {"end_base": "score", "earned": True, "responsible_pitcher_id": STARTER}
    write("plays", a_play("home_run"))
    write("runners", a_movement(0, **earned, team_unearned=False))
    write("runners", a_movement(1, **earned, team_unearned=True, runner_id=22))
    write("team_pitching", {"side": "home", "earned_runs": 1, "runs": 2})
    write("team_fielding", {"side": "home"})
    assert recomputed(connection, "pitching_lines")["home person 1", "earned_runs"] == 2
    assert recomputed(connection, "team_plays")["home", "earned_runs"] == 1


def test_feeds_that_name_no_responsible_pitcher_are_not_compared_by_runs(
    connection: psycopg.Connection, write: Write
) -> None:
    write("plays", a_play("home_run"))
    write("runners", a_movement(end_base="score", earned=True))
    write("pitching_lines", {"side": "home", "person_id": STARTER, "runs": 1, "earned_runs": 1})
    rows = connection.execute(RECONCILIATIONS["pitching_lines"].query, {"game_pks": None})
    assert {row[2] for row in rows}.isdisjoint({"runs", "earned_runs"})


def test_a_starter_who_was_announced_and_never_threw_did_not_start(
    connection: psycopg.Connection, write: Write
) -> None:
    idle = {"side": "home", "person_id": STARTER, "batters_faced": 0, "outs": 0}
    write("pitching_lines", idle, {**idle, "person_id": RELIEVER, "outs": 3, "games_started": 1})
    write("lineups", {"side": "home", "person_id": RELIEVER, "pitcher_index": 1})
    write("plays", a_play("single", pitcher_id=RELIEVER))
    write("play_events", an_action("pitching_substitution", 0, player_id=RELIEVER))
    rows = connection.execute(RECONCILIATIONS["pitchers"].query, {"game_pks": None})
    assert {row[1:] for row in rows} == {
        ("home person 2", "place", 1, 1),
        ("home person 2", "games_started", 1, 1),
    }
