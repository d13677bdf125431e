"""Simulated feeds against the recorded ones: what a user of the simulator may rely on."""

import gzip
import json
from pathlib import Path

import pytest

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.realism import (
    WANTED_COVERAGE,
    NoRecordingsError,
    RealismReport,
    check_realism,
)
from tests.support.cli import mlb_etl
from tests.support.stubs import STUB_DIR, skip_without_recordings

GAMES = 30


@pytest.fixture(scope="module")
def report() -> RealismReport:
    skip_without_recordings()
    return check_realism(STUB_DIR, build_league(), GAMES)


def test_simulated_feeds_have_the_paths_that_recorded_ones_have(report: RealismReport) -> None:
    assert report.recorded_feeds >= 20
    assert report.frequent_paths > 1500
    assert report.coverage >= WANTED_COVERAGE, report.missing


def test_no_value_has_another_type_than_recorded(report: RealismReport) -> None:
    assert report.wrong_types == {}


def test_no_code_is_unheard_of(report: RealismReport) -> None:
    assert report.unheard_words == {}


def test_means_are_named_and_lie_side_by_side(report: RealismReport) -> None:
    means = {one.name: one for one in report.measures}

    assert means["runs a game"].recorded > 0
    assert means["pitch speed, mph"].apart < 4


def test_a_folder_without_recordings_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NoRecordingsError, match="found no recorded"):
        check_realism(tmp_path, build_league(), 1)


def a_feed(folder: Path, name: str, stamp: str, *, kind: str = "R", plays: int = 20) -> None:
    feed = {
        "gamePk": 1,
        "metaData": {"timeStamp": stamp},
        "gameData": {"game": {"type": kind}},
        "liveData": {"plays": {"allPlays": [{}] * plays}},
    }
    file = folder / "game" / "liveGameV1" / f"{name}.json.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(json.dumps({"response": feed}).encode()))


@pytest.mark.parametrize("odd", [{"kind": "S"}, {"plays": 19}], ids=["spring", "just begun"])
def test_only_regular_season_games_under_way_are_compared(
    tmp_path: Path, odd: dict[str, object]
) -> None:
    a_feed(tmp_path, "a", "1", **odd)
    with pytest.raises(NoRecordingsError):
        check_realism(tmp_path, build_league(), 1)


def test_the_command_tells_a_machine_all_of_it() -> None:
    skip_without_recordings()
    done = mlb_etl(
        "simulate", "check", "--stub-dir", str(STUB_DIR), "--games", "3", "--output", "json"
    )

    assert done.exit_code == (0 if done.json["is_real_enough"] else 2)
    assert done.json["simulated_feeds"] == 4  # three games, and one of them half way too
    assert done.json["wrong_types"] == {}


def test_the_command_says_what_to_do_without_recordings(tmp_path: Path) -> None:
    done = mlb_etl("simulate", "check", "--stub-dir", str(tmp_path))

    assert done.exit_code == 3
    assert "mlb-etl simulate check --stub-dir" in done.err
