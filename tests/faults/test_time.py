"""Time on a bad day: clocks that jump, old answers that come late, rulings that change the past."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlb_data_platform.warehouse import Database
from tests.faults.conftest import A_DAY, Undisturbed, Warehouse
from tests.faults.contents import count, tables_in
from tests.faults.holds import held
from tests.faults.simulators import Simulator, new_league, simulating
from tests.faults.test_killed import TRANSFORMED
from tests.support.databases import TestServer

IN_THE_AFTERNOON = "2024-03-28T16:30:00-04:00"
AT_NIGHT = "2024-04-20T12:00:00-04:00"


@pytest.fixture
def own_api() -> Iterator[Simulator]:
    """An API whose clock may be moved and whose games may be corrected."""
    with simulating(new_league()) as one:
        yield one


@pytest.fixture
def mine(database: Database, own_api: Simulator, tmp_path: Path) -> Warehouse:
    """A warehouse fed by it."""
    return Warehouse(database, tmp_path, own_api)


@pytest.mark.full
def test_a_clock_that_jumps_back_never_makes_an_older_answer_the_latest(
    mine: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    day = ["pipeline", "daily", "--date", A_DAY[0], "--full-refresh"]
    seen = []
    for instant in (IN_THE_AFTERNOON, AT_NIGHT, IN_THE_AFTERNOON, AT_NIGHT, AT_NIGHT):
        mine.api.post("clock", now=instant)
        done = mine.run(*day)
        assert done.exit_code in {0, 2}, done  # unfinished games do not pass every check
        seen.append((count(look, "game.plays"), count(look, "game.live_game_v1")))

    plays, versions = zip(*seen, strict=True)
    assert plays[0] < plays[1] == plays[2] == plays[4]
    assert versions[0] < versions[1] == versions[2] == versions[4], "what was seen is not new"
    assert count(look, "game.live_game_v1 where is_latest") == 8
    assert tables_in(mine.contents()) == tables_in(undisturbed(A_DAY))


@pytest.mark.full
def test_a_machine_whose_clock_was_a_year_ahead_does_not_disturb_the_runs_after_it(
    mine: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    mine.backfill(A_DAY)
    for table, columns in {
        "game.live_game_v1": ("captured_at", "last_seen_at"),
        "schedule.schedule": ("captured_at", "last_seen_at"),
        "metadata.game_work": ("fetched_at", "transformed_at", "checked_at", "changed_at"),
        "metadata.transform_scopes": ("captured_at",),
    }.items():
        moved = ", ".join(f"{name} = {name} + interval '1 year'" for name in columns)
        look.execute(f"update {table} set {moved}".encode())

    again = mine.backfill(A_DAY, "--full-refresh")

    assert again.exit_code == 0, again
    assert mine.contents() == undisturbed(A_DAY)


def test_a_watermark_in_the_future_is_named_and_put_right(
    mine: Warehouse, look: psycopg.Connection
) -> None:
    name = "game.changes 1/2024"
    look.execute(
        "insert into metadata.watermarks (name, reached_at)"
        " values (%s, now() + interval '3 years')",
        (name,),
    )

    done = mine.run("pipeline", "changes", "--season", "2024")

    assert done.exit_code == 0, done
    assert "the watermark stands in the future" in done.out + done.err
    assert count(look, "metadata.watermarks where reached_at <= now()") == 1


@pytest.mark.full
def test_changes_killed_before_their_end_are_read_again_by_the_next_run(
    mine: Warehouse, look: psycopg.Connection, undisturbed: Undisturbed
) -> None:
    mine.backfill(A_DAY)
    ruling = correct(mine.api, "hit_to_error", in_place=True)
    changes = ["pipeline", "changes", "--season", "2024", "--since", "2024-04-20T00:00:00Z"]
    with held(mine.database, TRANSFORMED) as hold, mine.start(*changes) as program:
        hold.wait_for(program)
        program.kill()
    marks = count(look, "metadata.watermarks")

    assert mine.run(*changes).exit_code == 0
    assert (marks, count(look, "metadata.watermarks")) == (0, 1)
    assert versions_of(look, ruling) == 2


@pytest.mark.parametrize(
    ("kind", "in_place"),
    [
        pytest.param("hit_to_error", True, marks=pytest.mark.full),
        pytest.param("hit_to_error", False, marks=pytest.mark.full),
        pytest.param("remove_event", True, marks=pytest.mark.full),
        pytest.param("insert_play", True, marks=pytest.mark.full),
    ],
    ids=["in place", "with a new timecode", "an event is removed", "a play is put in"],
)
def test_a_ruling_changes_the_tables_as_if_it_had_always_been_so(
    kind: str, in_place: bool, mine: Warehouse, look: psycopg.Connection, server: TestServer,
    tmp_path: Path,
) -> None:  # fmt: skip
    mine.backfill(A_DAY)
    before = count(look, "game.play_events"), count(look, "game.plays")
    game_pk = correct(mine.api, kind, in_place=in_place)

    done = mine.backfill(A_DAY, "--full-refresh")

    assert done.exit_code == 0, done
    assert versions_of(look, game_pk) == 2
    assert count(look, f"game.live_game_v1 where is_latest and game_pk = {game_pk}") == 1
    more = count(look, "game.play_events") - before[0], count(look, "game.plays") - before[1]
    assert (kind == "remove_event") == (more == (-1, 0))
    assert (kind == "insert_play") == (more[1] == 1)
    with server.new_database() as other:
        fresh = Warehouse(other, tmp_path, mine.api)
        assert fresh.backfill(A_DAY).exit_code == 0
        assert tables_in(mine.contents()) == tables_in(fresh.contents())


def correct(api: Simulator, kind: str, **how: Any) -> int:
    """Let the official scorer change something in the first game that allows it."""
    for game_pk in range(20240001, 20240009):
        try:
            api.post("corrections", gamePk=game_pk, kind=kind, inPlace=how["in_place"])
        except AssertionError:
            continue
        return game_pk
    raise AssertionError(f"no game allows {kind}")


def versions_of(look: psycopg.Connection, game_pk: int) -> int:
    return count(look, f"game.live_game_v1 where game_pk = {game_pk}")
