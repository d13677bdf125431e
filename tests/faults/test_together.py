"""Several runs at once, and runs that are told to end."""

import signal
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from mlb_data_platform.simulator import League
from mlb_data_platform.warehouse import GameScope, connect, mark_fetched, plan_games
from tests.faults.conftest import A_DAY, A_WEEK, TWO_DAYS, Undisturbed, Warehouse
from tests.faults.contents import count
from tests.faults.holds import held
from tests.faults.programs import wait_until
from tests.faults.simulators import simulating


@pytest.mark.full
def test_two_runs_at_once_share_the_work_and_fetch_no_game_twice(
    warehouse: Warehouse, undisturbed: Undisturbed
) -> None:
    share(warehouse, 2, TWO_DAYS)

    assert set(warehouse.api.feeds().values()) == {1}
    assert len(warehouse.api.feeds()) == 23
    assert warehouse.contents() == undisturbed(TWO_DAYS)


@pytest.mark.full
def test_four_runs_at_once_share_the_work_and_fetch_no_game_twice(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    share(warehouse, 4, A_WEEK)

    assert set(warehouse.api.feeds().values()) == {1}
    assert len(warehouse.api.feeds()) == count(look, "metadata.game_work")
    assert warehouse.contents() == undisturbed(A_WEEK)


def share(warehouse: Warehouse, runs: int, span: tuple[str, str]) -> None:
    """Start runs at the same moment; whoever ends first leaves the rest to the others."""
    programs = [warehouse.start_backfill(span, MLB_WORKERS="1") for _ in range(runs)]
    for program in programs:
        with program:
            done = program.wait()
            assert done.exit_code == 0, done
    # A run checks what no other living run has in hand; the last word is one more run's.
    assert warehouse.backfill(span).exit_code == 0


@pytest.mark.full
@pytest.mark.parametrize(
    ("number", "code", "word"),
    [(signal.SIGINT, 130, "Ctrl-C"), (signal.SIGTERM, 143, "SIGTERM")],
    ids=["ctrl-c", "sigterm"],
)
def test_a_signal_ends_a_run_soon_in_order_and_says_how_to_go_on(
    number: signal.Signals, code: int, word: str, warehouse: Warehouse,
    look: psycopg.Connection, league: League, undisturbed: Undisturbed,
) -> None:  # fmt: skip
    stalls = "- {path: '*feed/live', fault: stalled, request: [14, 15, 16], seconds: 120}"
    with (
        simulating(league, script=stalls) as slow,
        warehouse.asking(slow).start_backfill(TWO_DAYS, MLB_HTTP_TIMEOUT_S="100") as program,
    ):
        wait_until(lambda: count(look, "game.live_game_v1") >= 12, "the first games are kept")
        program.send(number)
        ended = program.wait(within_s=45)

    assert ended.exit_code == code, ended
    assert "type the same again" in ended.err
    how = look.execute("select status, exit_code, error from metadata.job_executions").fetchall()
    assert how == [("interrupted", code, f"ended by {word}")]
    kept = count(look, "game.live_game_v1")
    assert warehouse.backfill(TWO_DAYS).exit_code == 0
    assert len(warehouse.api.feeds()) == 23 - kept
    assert warehouse.contents() == undisturbed(TWO_DAYS)


@pytest.mark.parametrize(
    "number",
    [pytest.param(signal.SIGINT, marks=pytest.mark.full), signal.SIGTERM],
    ids=["ctrl-c", "sigterm"],
)
def test_a_signal_before_anything_is_there_leaves_nothing_behind(
    number: signal.Signals, warehouse: Warehouse, league: League, undisturbed: Undisturbed
) -> None:
    stalls = "- {path: '*/seasons*', fault: stalled, request: 1, seconds: 120}"
    with (
        simulating(league, script=stalls) as slow,
        warehouse.asking(slow).start_backfill(A_DAY, MLB_HTTP_TIMEOUT_S="100") as program,
    ):
        wait_until(lambda: slow.arrivals, "it asks")
        program.send(number)
        ended = program.wait(within_s=45)

    assert ended.exit_code in {130, 143}, ended
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert warehouse.contents() == undisturbed(A_DAY)


def test_a_run_that_plans_while_another_fetches_does_not_put_the_game_back(
    warehouse: Warehouse, look: psycopg.Connection, league: League
) -> None:
    with simulating(league, "500=0", script="- {path: '*feed*', fault: 500, request: all}") as bad:
        warehouse.asking(bad).backfill(A_DAY, MLB_HTTP_ATTEMPTS="1", MLB_HTTP_WAIT_MAX_S="0.01")
    games = [pk for (pk,) in look.execute("update metadata.game_work set state = 'wanted'"
                                          " returning game_pk")]  # fmt: skip
    with (
        held(warehouse.database, "insert on metadata.game_work") as hold,
        connect(warehouse.database) as late,
        ThreadPoolExecutor(max_workers=1) as pool,
    ):
        # Its statement has begun and sees games that nobody has fetched; then somebody does.
        planned = pool.submit(plan_games, late, GameScope(game_pks=tuple(games)))
        wait_until(hold.is_reached, "it plans")
        mark_fetched(look, games)
        hold.release()
        assert sorted(planned.result()) == sorted(games)

    assert count(look, "metadata.game_work where state = 'fetched'") == len(games) == 8
