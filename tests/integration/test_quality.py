"""Checks and reconciliations on a real warehouse: what holds passes, what is broken is named."""

import copy

import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.quality import (
    Plan,
    QualityReport,
    Status,
    load_checks,
    load_known_exceptions,
    load_reconciliations,
    run_quality,
)
from mlb_data_platform.quality.rules import Kind
from tests.integration.conftest import Warehouse
from tests.integration.test_eras import ERAS
from tests.support.stubs import game_file, game_files, read_answer, stub_files

EVERYTHING = Plan(
    checks=load_checks(), reconciliations=load_reconciliations(), known=load_known_exceptions()
)


@pytest.fixture
def game(warehouse: Warehouse) -> Warehouse:
    """A warehouse with one finished game."""
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    return warehouse


def look(warehouse: Warehouse, plan: Plan = EVERYTHING) -> QualityReport:
    return run_quality(warehouse.connection, plan, run_id="test")


def test_every_shipped_check_can_be_made_on_empty_tables(warehouse: Warehouse) -> None:
    report = look(warehouse)
    assert {one.name: one.error for one in report.results if one.error} == {}


def test_a_run_that_looked_at_nothing_is_no_pass(warehouse: Warehouse) -> None:
    report = look(warehouse)
    assert (set(report.counts), report.exit_code) == ({"no rows"}, 2)


def test_a_finished_game_passes_and_its_half_innings_are_compared(game: Warehouse) -> None:
    report = look(game)
    (runs,) = [one for one in report.results if one.name == "runs_by_inning"]

    assert {one.name: one.examples for one in report.results if one.rows_failed} == {}
    assert (report.exit_code, runs.games, runs.rows_checked) == (0, 1, 18)


def test_a_run_that_no_runner_scored_is_named(game: Warehouse) -> None:
    game.connection.execute(
        "update game.linescore_innings set away_runs = away_runs + 1 where inning = 2"
    )
    report = look(game)

    (runs,) = [one for one in report.results if one.name == "runs_by_inning"]
    assert report.exit_code == 2
    assert [one["subject"] for one in runs.examples] == ["inning 2 away"]


LOADED = {"season", "schedule", "game_live_v1"}


def test_every_recorded_answer_holds(warehouse: Warehouse) -> None:
    for file in [*game_files(), *stub_files("schedule/schedule/*"), *stub_files("season/*/*")]:
        warehouse.keep(file)
    for subject in ("season", "schedule", "game"):
        warehouse.transform(subject)
    report = look(warehouse)

    fresh = {one.name for one in report.results if one.kind is Kind.FRESHNESS}
    wrong = {one.name: one.examples for one in report.results if one.rows_failed or one.error}
    assert {name: rows for name, rows in wrong.items() if name not in fresh} == {}
    assert [one.name for one in report.results if one.stale] == []
    tables = {table.name for one in load_mappings() if one.name in LOADED for table in one.tables}
    silent = {one.name for one in report.results if one.status is Status.NO_ROWS}
    of_loaded = {name for name in silent if name.rpartition(".")[0] in tables}
    # Whether people, clubs and ballparks are at hand is asked where there are any.
    assert {name for name in of_loaded if not name.endswith("has_a_row")} <= fresh


@pytest.mark.parametrize("era", ERAS, ids=str)
def test_feeds_of_other_eras_and_leagues_hold(warehouse: Warehouse, era: str) -> None:
    feed = copy.deepcopy(read_answer(game_file(744914)))
    ERAS[era](feed)
    feed["gameData"]["datetime"]["officialDate"] = f"{feed['gameData']['game']['season']}-07-01"
    warehouse.keep(game_file(744914), answer=feed)
    warehouse.transform("game")
    report = look(warehouse)

    wrong = {one.name: one.examples for one in report.results if one.word in {"failed", "error"}}
    assert wrong == {}
