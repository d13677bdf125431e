"""Many games on a bad day: ninety, or the season of 2,430 with `make test-faults FULL=1`."""

import os
import sys
import time
from collections.abc import Iterator
from random import Random

import httpx
import psycopg
import pytest

from mlb_data_platform.simulator import League
from tests.faults.conftest import A_WEEK, Undisturbed, Warehouse
from tests.faults.contents import count
from tests.faults.programs import Program, wait_until
from tests.faults.simulators import IS_FULL, ON_THE_WIRE, Simulator, fewer, simulating

SPAN = ("2024-03-20", "2024-09-30") if IS_FULL else A_WEEK
RATE = 25 if IS_FULL else 12
KILLS = 10
JITTER_S = 1.0
"""What a question may lose or gain on its way; over any longer time the rate holds exactly."""
pytestmark = pytest.mark.full


def test_a_span_with_two_percent_of_every_fault_becomes_complete_without_help(
    warehouse: Warehouse, look: psycopg.Connection, league: League, undisturbed: Undisturbed,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    expected = undisturbed(SPAN)
    with simulating(league, *fewer(ON_THE_WIRE, 0.02)) as bad:
        sick = warehouse.asking(bad)
        with sick.start_backfill(SPAN, MLB_REQUESTS_PER_S=str(RATE)) as program:
            memory = list(samples(program))
            done = program.wait()
        made, ahead_s = bad.faults(), bad.ahead_s(RATE)
    began = time.monotonic()
    again = warehouse.backfill(SPAN, "--output", "json")
    took_s = time.monotonic() - began

    told = (
        f"{made}, at most {ahead_s:.2f} s ahead of {RATE} a second, memory {rise(memory)} MB, again"
    )
    with capsys.disabled():
        sys.stderr.write(f"\n{told} {took_s:.1f} s\n")
    assert done.exit_code == 0, done
    assert len(made) >= 5
    assert count(look, "metadata.game_work") == len(listed(warehouse.api))
    assert ahead_s <= JITTER_S
    assert warehouse.contents() == expected
    assert again.json["transformed"]["tables"] == {}, "no row is written again"
    assert took_s <= 10 * slowness()
    assert is_flat(memory), memory


def samples(program: Program) -> Iterator[int]:
    """Memory of a command, five times a second, until it ends."""
    while program.is_running:
        yield program.resident_bytes()
        time.sleep(0.2)


def rise(memory: list[int]) -> str:
    """Memory at ten moments of the run, in megabytes."""
    moments = memory[:: max(len(memory) // 10, 1)]
    return " ".join(str(size // 1_000_000) for size in moments)


def is_flat(memory: list[int]) -> bool:
    """The last third needs hardly more than the one before: processes have started by then."""
    third = len(memory) // 3
    return max(memory[-third:]) <= 1.2 * max(memory[third:-third])


def slowness() -> float:
    """How much longer things take here: the machines of CI are shared."""
    return float(os.environ.get("MLB_TEST_SLOWNESS", "1.5"))


def listed(api: Simulator) -> set[int]:
    """Games of the span as the API lists them, read without any code of the platform."""
    query = f"sportId=1&startDate={SPAN[0]}&endDate={SPAN[1]}"
    days = httpx.get(f"{api.url}/api/v1/schedule?{query}", timeout=300).json()["dates"]
    return {game["gamePk"] for day in days for game in day["games"]}


def test_killed_at_ten_random_moments_the_end_is_the_same(
    warehouse: Warehouse, undisturbed: Undisturbed
) -> None:
    dice, kills = Random(5), 0
    while kills < KILLS:
        with warehouse.start_backfill(SPAN, MLB_REQUESTS_PER_S=str(RATE)) as program:
            # From the first question on, so that a slow start of Python is not all that is killed.
            warehouse.api.wait_for_the_next()
            time.sleep(dice.uniform(0.0, 2.0))
            if not program.is_running:
                break
            program.kill()
            kills += 1

    assert kills >= KILLS // 2
    assert warehouse.backfill(SPAN).exit_code == 0
    assert warehouse.contents() == undisturbed(SPAN)


def test_status_of_a_half_filled_warehouse_names_exactly_what_is_missing(
    warehouse: Warehouse, look: psycopg.Connection
) -> None:
    with warehouse.start_backfill(SPAN, MLB_REQUESTS_PER_S="12") as program:
        wait_until(lambda: count(look, "game.live_game_v1") >= 24, "a part is there")
        program.kill()
    said = warehouse.run("pipeline", "status", "--output", "json").json
    fetched = {pk for (pk,) in look.execute("select game_pk from game.live_game_v1")}
    loaded = {pk for (pk,) in look.execute("select game_pk from game.games")}

    named: dict[str, set[int]] = {"missing": set(), "stale": set()}
    for game in said["incomplete"]:
        named[game["progress"]].add(game["game_pk"])
    assert not said["is_complete"]
    assert named["missing"] == listed(warehouse.api) - fetched
    assert named["stale"] == fetched - loaded
    assert said["games"]["complete"] == len(loaded)
