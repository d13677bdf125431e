"""The API on a bad day: storms, silence, nonsense, and a game that never comes."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from mlb_data_platform.simulator import League
from tests.faults.conftest import A_DAY, TWO_DAYS, Undisturbed, Warehouse
from tests.faults.contents import count, tables_in
from tests.faults.simulators import ON_THE_WIRE, fewer, simulating

FEEDS = "'*feed/live'"
SHORT_OF_PATIENCE = {"MLB_HTTP_ATTEMPTS": "2", "MLB_HTTP_WAIT_MAX_S": "0.01"}


def test_every_fault_of_the_wire_at_once_costs_nothing_and_needs_nobody(
    warehouse: Warehouse, league: League, undisturbed: Undisturbed
) -> None:
    with simulating(league, *fewer(ON_THE_WIRE, 0.04)) as bad:
        done = warehouse.asking(bad).backfill(A_DAY, MLB_HTTP_TIMEOUT_S="2")
        made = bad.faults()

    assert done.exit_code == 0, done
    assert sum(made.values()) >= 8, made
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
@pytest.mark.parametrize(
    "storm",
    [
        ["429=0.3:0.1", "429_bare=0.3"], ["500=0.25", "503=0.25"], ["html=0.5"],
        ["cut_body=0.15", "cut_gzip=0.15", "reset=0.15", "reset_body=0.15"],
        ["stalled=0.2:30", "slow=0.4:1"], ["404=0.1", "default_season=0.3"],
    ],
    ids=["too many requests", "faults", "pages", "broken", "slow", "wrong"],
)  # fmt: skip
def test_a_storm_of_one_kind_is_borne(
    storm: Sequence[str], warehouse: Warehouse, league: League, undisturbed: Undisturbed
) -> None:
    with simulating(league, *storm) as bad:
        done = warehouse.asking(bad).backfill(A_DAY, MLB_HTTP_TIMEOUT_S="2", MLB_HTTP_ATTEMPTS="10")
        made = bad.faults()

    assert done.exit_code == 0, done
    assert made
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_a_429_without_a_storm_holds_everybody_for_as_long_as_it_says(
    warehouse: Warehouse, league: League
) -> None:
    refusal = f"- {{path: {FEEDS}, fault: 429, request: 3, seconds: 3}}"
    with simulating(league, script=refusal) as strict:
        done = warehouse.asking(strict).backfill(TWO_DAYS)
        times = [at for at, path in strict.arrivals if path.endswith("feed/live")]

    assert done.exit_code == 0, done
    assert max(b - a for a, b in pairwise(times)) > 2.5


@pytest.mark.full
def test_an_api_that_is_down_ends_the_run_with_4_and_the_same_command_goes_on(
    warehouse: Warehouse, look: psycopg.Connection, league: League, undisturbed: Undisturbed
) -> None:
    down = f"- {{path: {FEEDS}, fault: 503, request: {list(range(13, 400))}}}"
    with simulating(league, script=down) as bad:
        failed = warehouse.asking(bad).backfill(TWO_DAYS, **SHORT_OF_PATIENCE)
    kept = count(look, "game.live_game_v1")

    assert failed.exit_code == 4, failed
    assert 0 < kept < 23
    assert warehouse.backfill(TWO_DAYS).exit_code == 0
    assert len(warehouse.api.feeds()) == 23 - kept
    assert warehouse.contents() == undisturbed(TWO_DAYS)


@pytest.mark.full
def test_a_game_that_always_fails_costs_only_itself_is_named_and_becomes_rare(
    warehouse: Warehouse, look: psycopg.Connection, league: League, undisturbed: Undisturbed
) -> None:
    never = "- {path: '*/game/20240003/feed/live', fault: 500, request: all}"
    with simulating(league, script=never) as bad:
        sick = warehouse.asking(bad)
        codes = [sick.backfill(A_DAY, **SHORT_OF_PATIENCE).exit_code for _ in range(5)]
        status = warehouse.run("pipeline", "status", "--output", "json").json
        asked = sum(bad.feeds().values())
        assert sick.backfill(A_DAY, "--output", "json", **SHORT_OF_PATIENCE).json["failed_games"]
        asked_later = sum(bad.feeds().values())

    assert codes == [4] * 5
    assert count(look, "game.games") == 7
    (game,) = status["incomplete"]
    assert (game["game_pk"], game["progress"], game["attempts"]) == (20240003, "failed", 5)
    assert "500" in game["reason"]
    assert status["games"]["complete"] == 7
    assert asked_later == asked, "after five runs it is tried once a week"
    look.execute("update metadata.game_work set due_at = now() where state = 'failed'")
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_an_answer_about_another_season_is_never_kept(
    warehouse: Warehouse, look: psycopg.Connection, league: League, undisturbed: Undisturbed
) -> None:
    with simulating(league, "default_season=1") as deaf:
        failed = warehouse.asking(deaf).backfill(A_DAY)

    assert failed.exit_code == 2
    assert "asked" in failed.err or "wanted" in failed.err
    assert count(look, "schedule.schedule") == 0
    assert warehouse.backfill(A_DAY).exit_code == 0
    assert warehouse.contents() == undisturbed(A_DAY)


@pytest.mark.full
def test_a_type_that_changed_goes_to_quarantine_and_the_rest_loads(
    warehouse: Warehouse, look: psycopg.Connection, league: League, undisturbed: Undisturbed
) -> None:
    odd = "- {path: '*/game/2024000[123]/feed/live', fault: changed_type, request: all}"
    with simulating(league, script=odd) as changed:
        done = warehouse.asking(changed).backfill(A_DAY, "--no-quality")
        made = changed.faults()

    assert made == {"changed_type": 3}
    assert done.exit_code == 5, done
    assert count(look, "metadata.quarantine") >= 1
    assert count(look, "game.live_game_v1") == 8
    assert count(look, "game.games") >= 5
    warehouse.backfill(A_DAY, "--full-refresh")
    assert tables_in(warehouse.contents()) == tables_in(undisturbed(A_DAY))


def test_waiting_can_be_shortened_from_outside(warehouse: Warehouse, tmp_path: Path) -> None:
    wrong = warehouse.backfill(A_DAY, MLB_HTTP_TIMEOUT_S="soon")

    assert wrong.exit_code == 2
    assert "MLB_HTTP_TIMEOUT_S: found 'soon', wanted a number" in wrong.err
    assert list(tmp_path.glob("home/*")) == []
