"""Files of checks: what they may say, and everything that is refused, with file, line and key."""

import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.quality.check_file import load_checks, read_checks
from mlb_data_platform.quality.errors import CheckFileError
from mlb_data_platform.quality.model import Check, Severity
from mlb_data_platform.quality.rules import (
    Freshness,
    Holds,
    InSet,
    NotNull,
    Range,
    Relationship,
    RowCount,
    Rule,
    Unique,
)

TABLES = {table.name: table for mapping in load_mappings() for table in mapping.tables}


def read(said: str, table: str = "game.plays") -> Check:
    """The only check of a file that says one thing about a table."""
    (check,) = read_checks(
        f"{table}:\n  one: {{{said}}}\n", name="t.yaml", mappings=load_mappings()
    )
    return check


RULES: dict[str, tuple[str, str, Rule]] = {
    "one column": (
        "game.plays", "kind: not_null, columns: event", NotNull(columns=("event",))
    ),
    "columns": (
        "game.plays", "kind: unique, columns: [game_pk, start_time]",
        Unique(columns=("game_pk", "start_time")),
    ),
    "numbers as they are written": (
        "game.play_events", "kind: in_set, column: zone, values: [1, 14]",
        InSet(column="zone", values=("1", "14")),
    ),
    "words that YAML takes for something else": (
        "schedule.games", "kind: in_set, column: double_header, values: [N, Y]",
        InSet(column="double_header", values=("N", "Y")),
    ),
    "numbers below zero": (
        "game.play_events", "kind: range, column: launch_angle_deg, min: -90, max: 90.5",
        Range(column="launch_angle_deg", least="-90", most="90.5"),
    ),
    "bounds in other columns": (
        "game.plays", "kind: range, column: end_time, min_column: start_time",
        Range(column="end_time", least_column="start_time"),
    ),
    "a day": (
        "schedule.games", "kind: range, column: schedule_date, min: 1876-01-01",
        Range(column="schedule_date", least="1876-01-01"),
    ),
    "an instant": (
        "game.plays", "kind: range, column: end_time, max: '2030-01-01T00:00:00Z'",
        Range(column="end_time", most="2030-01-01T00:00:00Z"),
    ),
    "a condition": (
        "game.plays", 'kind: holds, condition: "rbi <= 4"', Holds(condition="rbi <= 4")
    ),
    "the same columns on both sides": (
        "game.plays", "kind: relationship, columns: game_pk, to: game.games",
        Relationship(columns=("game_pk",), to=TABLES["game.games"], to_columns=("game_pk",)),
    ),
    "other columns on the other side": (
        "game.plays",
        ("kind: relationship, columns: [game_pk, batter_id], to: game.game_players, "
        "to_columns: [game_pk, person_id]"),
        Relationship(
            columns=("game_pk", "batter_id"),
            to=TABLES["game.game_players"],
            to_columns=("game_pk", "person_id"),
        ),
    ),
    "rows of a table": (
        "game.plays", "kind: row_count, min: 0, max: 9", RowCount(least=0, most=9)
    ),
    "rows for each of another table": (
        "schedule.games",
        ("kind: row_count, per: schedule.schedule_metadata, on: [sport_id, schedule_date], "
        "equals_column: total_games"),
        RowCount(
            per=TABLES["schedule.schedule_metadata"],
            on=("sport_id", "schedule_date"),
            equals_column="total_games",
        ),
    ),
    "hours": (
        "game.games", "kind: freshness, column: source_captured_at, within_hours: 1.5",
        Freshness(column="source_captured_at", within_h=1.5),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "said", "rule"), RULES.values(), ids=RULES)
def test_every_kind_of_check_is_read(table: str, said: str, rule: Rule) -> None:
    assert read(f"{said}, promise: It holds.", table).rule == rule


def test_a_check_knows_its_table_its_slices_and_what_a_failure_means() -> None:
    check = read(
        "kind: not_null, columns: event, promise: It holds., where: is_complete,"
        " severity: warning, reason: Just so."
    )
    assert (check.name, check.table.name) == ("game.plays.one", "game.plays")
    assert (check.subject, check.slice_columns) == ("game", ("game_pk",))
    assert (check.where, check.severity, check.reason) == (
        "is_complete", Severity.WARNING, "Just so.",
    )  # fmt: skip


def test_what_a_check_does_not_say_is_an_error_for_all_rows() -> None:
    check = read("kind: not_null, columns: event, promise: It holds.")
    assert (check.where, check.severity, check.reason) == ("", Severity.ERROR, "")


WRONG: dict[str, tuple[str, str]] = {
    "no kind": ("promise: p", "kind: found nothing"),
    "no such kind": ("kind: not_nul, promise: p", "did you mean 'not_null'?"),
    "a kind like nothing": ("kind: xyzzy, promise: p", "known: freshness"),
    "no promise": ("kind: holds, condition: x", "promise: found nothing"),
    "no such key": ("kind: holds, promise: p, condition: x, wher: y", "no such key"),
    "another kind's key": ("kind: holds, promise: p, condition: x, columns: a", "no such key"),
    "no column": ("kind: not_null, promise: p", "wanted a column or a list of columns"),
    "no such column": (
        "kind: not_null, promise: p, columns: [evnt]",
        "game.plays has no column 'evnt'; did you mean 'event'?",
    ),
    "no values": ("kind: in_set, promise: p, column: event, values: []", "a list of values"),
    "one value": ("kind: in_set, promise: p, column: event, values: a", "a list of values"),
    "a value in a value": (
        "kind: in_set, promise: p, column: event, values: [[a]]",
        "wanted a value of type text",
    ),
    "a word for a number": (
        "kind: in_set, promise: p, column: outs, values: [one]",
        "found 'one', but game.plays.outs is smallint",
    ),
    "half an out": ("kind: range, promise: p, column: outs, max: 2.5", "is smallint"),
    "a set of lists": (
        "kind: in_set, promise: p, column: pitch_indexes, values: [1]",
        "is integer[]",
    ),
    "no truth": ("kind: in_set, promise: p, column: is_out, values: [maybe]", "is boolean"),
    "no bound": ("kind: range, promise: p, column: outs", "found no bound"),
    "no day": ("kind: range, promise: p, column: end_time, min: noon", "is timestamptz"),
    "an instant of no zone": (
        "kind: range, promise: p, column: end_time, min: '2024-07-01T12:00:00'",
        "is timestamptz",
    ),
    "no condition": ("kind: holds, promise: p", "condition: found nothing"),
    "no such table": (
        "kind: relationship, promise: p, columns: game_pk, to: game.game",
        "did you mean 'game.games'?",
    ),
    "one column for two": (
        (
            "kind: relationship, promise: p, columns: [game_pk, season], to: game.games, "
            "to_columns: [game_pk]"
        ),
        "found 1, wanted 2",
    ),
    "no number of rows": ("kind: row_count, promise: p", "found no bound, wanted min or max"),
    "half a row": ("kind: row_count, promise: p, min: 1.5", "wanted a whole number"),
    "less than no row": ("kind: row_count, promise: p, min: -1", "wanted a number above -1"),
    "on without per": ("kind: row_count, promise: p, min: 1, on: game_pk", "goes with per"),
    "equals without per": (
        "kind: row_count, promise: p, min: 1, equals_column: outs",
        "goes with per",
    ),
    "per without number": (
        "kind: row_count, promise: p, per: game.games, on: game_pk",
        "wanted min, max or equals_column",
    ),
    "per of another document": (
        "kind: row_count, promise: p, per: schedule.games, on: game_pk, min: 1",
        "is of another document",
    ),
    "on a column that only one has": (
        "kind: row_count, promise: p, per: game.games, on: at_bat_index, min: 1",
        "game.games has no column 'at_bat_index'",
    ),
    "fresh by a day": (
        "kind: freshness, promise: p, column: event, within_hours: 1",
        "event is text, wanted an instant",
    ),
    "no hours": (
        "kind: freshness, promise: p, column: end_time",
        "within_hours: found nothing",
    ),
    "no such severity": (
        "kind: holds, promise: p, condition: x, severity: bad",
        "wanted one of error, warning",
    ),
}


@pytest.mark.parametrize(("said", "wanted"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_checked_is_refused_at_its_place(said: str, wanted: str) -> None:
    with pytest.raises(CheckFileError) as caught:
        read(said)
    assert "t.yaml:2:" in str(caught.value)
    assert wanted in f"{caught.value} {caught.value.hint}"


def test_a_table_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(CheckFileError, match=r"did you mean 'game\.plays'\?"):
        read("kind: holds, promise: p, condition: x", "game.play")


def test_every_shipped_check_has_a_name_of_its_own_and_promises_a_sentence() -> None:
    checks = load_checks()
    assert len({check.name for check in checks}) == len(checks)
    assert [c.name for c in checks if not c.promise.endswith(".")] == []


def test_every_table_of_games_is_checked_but_those_that_hold_text_or_pictures() -> None:
    checked = {check.table.name for check in load_checks()}
    games = {name for name in TABLES if name.partition(".")[0] in {"season", "schedule", "game"}}
    assert games - checked == {"game.alerts", "game.hot_cold_zones"}
