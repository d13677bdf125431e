"""Checks and reconciliations on a real warehouse: what holds passes, what is broken is named."""

import pytest

from mlb_data_platform.quality import (
    Plan,
    QualityReport,
    load_checks,
    load_known_exceptions,
    load_reconciliations,
    run_quality,
)
from tests.integration.conftest import Warehouse
from tests.support.stubs import game_file

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

    (first, *_others) = report.results
    assert report.exit_code == 2
    assert first.name == "runs_by_inning"
    assert [one["subject"] for one in first.examples] == ["inning 2 away"]
