"""What the bench says of what it measured."""

from pathlib import Path

import pytest
from bench.day import DAY
from bench.fetch import FETCH
from bench.floors import COPY, ENCODE, PARSE, READ
from bench.live import LiveUpdates
from bench.ours import INSERT, TRANSFORM
from bench.peer import PEER
from bench.report import Results, write_docs
from bench.rounds import Clock

SECONDS = {
    INSERT: 15.0,
    TRANSFORM: 5.0,
    READ: 2.0,
    COPY: 2.5,
    ENCODE: 0.5,
    PARSE: 1.0,
    FETCH: 8.0,
    PEER: 40.0,
    DAY: 3.0,
}


@pytest.fixture
def results() -> Results:
    clock = Clock()
    for name, seconds in SECONDS.items():
        clock.seconds[name] = [seconds * 9, seconds, seconds / 2]
    return Results(
        machine="2 cores",
        games=200,
        origin="simulated feeds",
        megabytes=160.0,
        peer_games=100,
        rounds=3,
        clock=clock,
        rows={"game.plays": 15_000},
        peer_rows={"game.plays": 7_500},
        our_rows_of_peer={"game.plays": 7_500},
        day_games=15,
        live=LiveUpdates(kept=(60.0, 80.0), rows=(90.0, 120.0), both=(150.0, 200.0)),
    )


def test_a_game_costs_the_median_of_the_rounds_over_the_games_that_were_measured(
    results: Results,
) -> None:
    ms = results.per_game()

    assert ms[TRANSFORM] == 25.0
    assert ms[PEER] == 400.0, "the peer had half of the games"
    assert ms[DAY] == 3000.0, "the command as a whole"


def test_ratios_stand_beside_the_peer_and_the_floors(results: Results) -> None:
    told = "\n".join(results.ratios())

    assert "16.0 × as fast as dlt" in told
    assert "2.0 × the COPY floor (1.1 × reading and COPY together" in told
    assert "a season of 2,430 games at this pace: 61 s" in told
    assert "hold the same rows: True" in told


def test_tables_that_differ_from_the_peer_s_are_told(results: Results) -> None:
    results.peer_rows = {"game.plays": 7_499}

    assert "hold the same rows: False" in "\n".join(results.ratios())


def test_numbers_go_between_the_marks_and_the_rest_of_the_page_stays(
    results: Results, tmp_path: Path
) -> None:
    page = tmp_path / "performance.md"
    page.write_text(
        "# Before\n<!-- measured -->\nlast year\n<!-- end of measured -->\nafter\n", "utf-8"
    )

    write_docs(results, tmp_path)

    text = page.read_text("utf-8")
    assert text.startswith("# Before\n<!-- measured -->\nMeasured on ")
    assert text.endswith("<!-- end of measured -->\nafter\n")
    assert f"| {TRANSFORM} | 25.0 | 40 |" in text
    assert "last year" not in text
    assert (tmp_path / "performance.svg").stat().st_size > 1_000


def test_a_page_without_marks_is_left_alone(results: Results, tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# Nothing here\n", "utf-8")

    with pytest.raises(ValueError, match=r"found no <!-- measured --> … <!-- end of measured -->"):
        write_docs(results, tmp_path)

    assert page.read_text("utf-8") == "# Nothing here\n"
