"""kill -9 at every point: the same command goes on, and nothing is lost, doubled or half done."""

import psycopg
import pytest

from mlb_data_platform.simulator import League
from tests.faults.conftest import A_DAY, TWO_DAYS, Undisturbed, Warehouse
from tests.faults.contents import count
from tests.faults.holds import held, held_at_view
from tests.faults.programs import wait_until
from tests.faults.simulators import simulating

FETCHED = "update on metadata.game_work: new.state = 'fetched' and old.state = 'wanted'"
TRANSFORMED = (
    "update on metadata.game_work: new.state = 'transformed' and old.state <> 'transformed'"
)
CHECKED = "update on metadata.game_work: new.state = 'checked'"

CHECKPOINTS = [
    "insert on season.seasons",
    "insert on season.season_dates",
    "insert on schedule.schedule",
    "insert on schedule.games",
    "insert on metadata.game_work",
    "update on metadata.game_work: new.claimed_by is not null and old.claimed_by is null",
    "insert on game.live_game_v1",
    FETCHED,
    "insert on game.games",
    "insert on game.play_events",
    "insert on metadata.transform_state: new.raw_table = 'game.live_game_v1'",
    TRANSFORMED,
    "insert on raw.team_teams",
    "insert on raw.person_person",
    "insert on raw.venue_venue",
    "insert on metadata.quality_results",
    CHECKED,
    "update on metadata.job_executions: new.status = 'succeeded'",
]


@pytest.mark.full
def test_killed_during_fetch_what_arrived_is_kept_and_the_rest_is_fetched(
    warehouse: Warehouse, look: psycopg.Connection, league: League, undisturbed: Undisturbed
) -> None:
    stalls = "- {path: '*feed/live', fault: stalled, request: [15, 16, 17, 18, 19], seconds: 60}"
    with (
        simulating(league, script=stalls) as slow,
        warehouse.asking(slow).start_backfill(TWO_DAYS) as program,
    ):
        wait_until(lambda: count(look, "game.live_game_v1") >= 12, "the first answers are kept")
        program.kill()
    kept = count(look, "game.live_game_v1")

    again = warehouse.backfill(TWO_DAYS)

    assert again.exit_code == 0, again
    games = count(look, "metadata.game_work")
    assert kept < games
    assert len(warehouse.api.feeds()) == games - kept
    assert warehouse.contents() == undisturbed(TWO_DAYS)


@pytest.mark.full
def test_killed_between_raw_and_the_work_list_neither_is_kept_since_they_are_one_transaction(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    with held(warehouse.database, FETCHED) as hold, warehouse.start_backfill(A_DAY) as program:
        hold.wait_for(program)
        program.kill()
    wait_until(lambda: no_run_is_connected(look), "the server has noticed")

    assert count(look, "game.live_game_v1") == 0
    assert count(look, "metadata.game_work where state = 'fetched'") == 0
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert warehouse.contents() == undisturbed(A_DAY)


def test_killed_during_copy_no_row_of_the_batch_stays(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    with (
        held(warehouse.database, "insert on game.play_events") as hold,
        warehouse.start_backfill(A_DAY) as program,
    ):
        hold.wait_for(program)
        program.kill()
    wait_until(lambda: no_run_is_connected(look), "the server has noticed")

    assert (count(look, "game.live_game_v1"), count(look, "game.games")) == (8, 0)
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert sum(warehouse.api.feeds().values()) == 8
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_killed_between_load_and_the_work_list_the_next_run_sees_what_is_loaded(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    with held(warehouse.database, TRANSFORMED) as hold, warehouse.start_backfill(A_DAY) as program:
        hold.wait_for(program)
        program.kill()
        wait_until(lambda: count(look, "metadata.living_runs()") == 0, "the run counts as dead")
        loaded = count(look, "game.games")
        noted = count(look, "metadata.game_work where state in ('transformed', 'checked')")

    again = warehouse.backfill(A_DAY, "--output", "json").json

    assert (loaded, noted) == (8, 0)
    assert again["transformed"]["tables"] == {}, "no row is written again"
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_killed_during_view_refresh_the_views_are_refreshed_by_the_next_run(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    with (
        held(warehouse.database, CHECKED) as before,
        warehouse.start_backfill(A_DAY) as program,
    ):
        before.wait_for(program)
        with held_at_view(warehouse.database, "game.latest_live") as hold:
            before.release()
            hold.wait_for(program)
            program.kill()
    assert count(look, "game.latest_live") == 0

    assert warehouse.backfill(A_DAY).exit_code == 0
    assert count(look, "game.latest_live") == 8
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_killed_at_every_checkpoint_one_after_the_other_the_last_run_ends_it(
    warehouse: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    for table in ("team_teams", "person_person", "venue_venue"):
        look.execute("select metadata.ensure_raw_table(%s)", (table,))
    for where in CHECKPOINTS:
        with held(warehouse.database, where) as hold, warehouse.start_backfill(A_DAY) as program:
            hold.wait_for(program)
            program.kill()

    assert warehouse.backfill(A_DAY).exit_code == 0
    assert warehouse.contents() == undisturbed(A_DAY)
    assert max(warehouse.api.feeds().values()) <= 3, "one reading for each kill before it was kept"


def no_run_is_connected(look: psycopg.Connection) -> bool:
    """No connection of a command is left in this database."""
    others = "datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'"
    return count(look, f"pg_stat_activity where application_name = 'mlb-etl' and {others}") == 0
