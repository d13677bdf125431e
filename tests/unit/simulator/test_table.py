"""The table: records, streaks and what is still possible, from results made by hand."""

from mlb_data_platform.simulator.clubs import all_clubs
from mlb_data_platform.simulator.table import (
    Result,
    Split,
    Standing,
    best_first,
    games_behind,
    magic_number,
)

US, THEM, *_ = all_clubs().values()


def result(runs: int, against: int, *, at_home: bool = True, extra: bool = False) -> Result:
    return Result(
        opponent=THEM,
        runs=(runs, against),
        at_home=at_home,
        starter_throws="L",
        extra_innings=extra,
        by_day=False,
        on_grass=True,
    )


def standing(*results: Result, left: int = 0) -> Standing:
    return Standing(US, results, left)


def test_a_club_that_has_not_played_has_no_streak_and_no_share() -> None:
    idle = standing(left=162)

    assert (idle.streak, idle.total, idle.total.share, idle.expected()) == (
        (False, 0),
        Split(0, 0),
        0.0,
        Split(0, 0),
    )


def test_a_streak_counts_back_from_the_last_game() -> None:
    won, lost = result(3, 1), result(1, 3)

    assert standing(won, lost, won, won).streak == (True, 2)
    assert standing(won, won, lost).streak == (False, 1)
    assert standing(lost, lost).streak == (False, 2)


def test_splits_pick_their_games() -> None:
    club = standing(result(3, 1), result(1, 2, at_home=False), result(4, 3, extra=True))

    assert club.split(lambda one: one.at_home) == Split(2, 0)
    assert club.split(lambda one: one.extra_innings) == Split(1, 0)
    assert club.last_ten() == club.total == Split(2, 1)
    assert club.runs == (8, 6)


def test_only_the_latest_ten_are_the_last_ten() -> None:
    assert standing(*[result(1, 2)] * 5, *[result(2, 1)] * 10).last_ten() == Split(10, 0)


def test_who_outscores_the_others_is_expected_to_win() -> None:
    expected = standing(*[result(6, 3)] * 10).expected()

    assert expected.wins + expected.losses == 10
    assert expected.wins == 8


def test_the_table_goes_by_share_and_then_by_runs() -> None:
    first, second = standing(result(9, 1)), standing(result(2, 1))
    last = standing(result(1, 2))

    assert best_first([last, second, first]) == [first, second, last]


def test_half_games_count() -> None:
    assert games_behind(Split(10, 5), Split(9, 5)) == 0.5
    assert games_behind(Split(9, 5), Split(10, 5)) == -0.5


def test_a_magic_number_is_gone_when_nobody_can_catch_up() -> None:
    assert magic_number(Split(100, 50), Split(80, 63)) == 0
    assert magic_number(Split(0, 0), Split(0, 0)) == 163
