"""The win probability model: a rule book's worth of what must hold in any game."""

from itertools import product

import pytest

from mlb_data_platform.simulator.win_odds import (
    AUTOMATIC_RUNNER,
    EMPTY,
    Bases,
    Moment,
    chance_between_halves,
    home_win_chance,
    leverage,
)

ALL_BASES: list[Bases] = list(product((False, True), repeat=3))


def chance(inning: int, top: bool, lead: int, outs: int = 0, bases: Bases = EMPTY) -> float:
    return home_win_chance(Moment(inning, top, outs, bases, lead))


@pytest.mark.parametrize("automatic", [True, False])
def test_a_game_begins_even(automatic: bool) -> None:
    moment = Moment(1, True, 0, EMPTY, 0, automatic)
    assert home_win_chance(moment) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("inning", [1, 5, 9, 12])
@pytest.mark.parametrize("bases", ALL_BASES)
@pytest.mark.parametrize("outs", [0, 1, 2])
def test_every_chance_is_one(inning: int, bases: Bases, outs: int) -> None:
    for top, lead in product((True, False), (-30, -1, 0, 1, 30)):
        assert 0.0 <= chance(inning, top, lead, outs, bases) <= 1.0


@pytest.mark.parametrize(("inning", "top"), [(1, True), (4, False), (9, True), (11, True)])
def test_a_wider_lead_is_never_worse(inning: int, top: bool) -> None:
    chances = [chance(inning, top, lead) for lead in range(-8, 9)]
    assert chances == sorted(chances)


@pytest.mark.parametrize("lead", [-2, 0, 3])
def test_another_out_helps_the_club_in_the_field(lead: int) -> None:
    for bases in ALL_BASES:
        at_bat = [chance(7, False, lead, outs, bases) for outs in (0, 1, 2)]
        in_field = [chance(7, True, lead, outs, bases) for outs in (0, 1, 2)]
        assert at_bat == sorted(at_bat, reverse=True)
        assert in_field == sorted(in_field)


def test_a_man_on_base_helps_his_club() -> None:
    for bases in ALL_BASES[1:]:
        assert chance(5, False, 0, 1, bases) > chance(5, False, 0, 1)


def test_the_home_club_that_leads_in_the_ninth_has_won() -> None:
    assert chance(9, False, 1) == 1.0
    assert chance_between_halves(9, True, 1, True) == 1.0


@pytest.mark.parametrize(("lead", "won"), [(1, 1.0), (-1, 0.0), (0, 0.5)])
def test_nine_innings_decide_unless_tied(lead: int, won: float) -> None:
    assert chance_between_halves(9, False, lead, True) == won


def test_a_half_inning_ends_where_the_next_begins() -> None:
    assert chance_between_halves(3, True, 2, True) == chance(3, False, 2)
    assert chance_between_halves(3, False, 2, True) == chance(4, True, 2)
    runner = Moment(10, False, 0, AUTOMATIC_RUNNER, -1)
    assert chance_between_halves(10, True, -1, True) == home_win_chance(runner)


def test_late_and_close_weighs_more_than_early_or_far_apart() -> None:
    close = leverage(Moment(9, False, 2, (True, True, True), -1))
    early = leverage(Moment(1, True, 0, EMPTY, 0))
    decided = leverage(Moment(8, True, 1, EMPTY, 9))

    assert close > 5 * early
    assert early > 5 * decided
