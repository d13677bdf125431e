"""Several runs at once, and runs that are told to end."""

import signal

import psycopg
import pytest

from mlb_data_platform.simulator import League
from tests.faults.conftest import A_DAY, A_WEEK, TWO_DAYS, Undisturbed, Warehouse
from tests.faults.contents import count
from tests.faults.programs import wait_until
from tests.faults.simulators import simulating


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


@pytest.mark.parametrize(
    ("number", "code", "word"),
    [
        pytest.param(signal.SIGINT, 130, "Ctrl-C", marks=pytest.mark.full),
        (signal.SIGTERM, 143, "SIGTERM"),
    ],
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


@pytest.mark.full
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
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
