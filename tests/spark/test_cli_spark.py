"""`--engine spark` as a user types it."""

import runpy
import sys
from pathlib import Path

import pytest

from mlb_data_platform.cli.engines import Engine, SparkWish
from mlb_data_platform.engines.spark import SparkEngine
from mlb_data_platform.errors import UsageError
from tests.conftest import Cli
from tests.support.cli import Result
from tests.support.stubs import REPOSITORY, game_file

GAME = 744914


def verdicts(result: Result) -> dict[str, str]:
    return {one["name"]: one["status"] for one in result.json["quality"]["results"]}


def test_the_same_command_with_another_engine_says_the_same(spark: SparkEngine, cli: Cli) -> None:
    wish = ("transform", "game", "--game-pks", str(GAME), "--validate", "--output", "json")
    source = ("--source", str(game_file(GAME).parents[2]))
    cluster = cli(*wish, *source, "--engine", "spark", "--master", "local[2]")
    local = cli(*wish, "--engine", "local", "--full-refresh")

    assert cluster.json["source"]["new"] == 1
    assert cluster.exit_code == local.exit_code
    assert verdicts(cluster) == verdicts(local)
    for table, counts in cluster.json["tables"].items():
        assert local.json["tables"][table]["unchanged"] == counts["inserted"]


@pytest.mark.cluster
def test_a_stream_by_command_line_loads_exports_and_ends_when_nothing_is_due(
    spark: SparkEngine, cli: Cli, tmp_path: Path
) -> None:
    replay = ("ingest", "--job", "game.yaml", "--game-pks", str(GAME), "--stub-mode", "replay")
    assert cli(*replay, "--save").exit_code == 0
    wish = ("transform", "game", "--engine", "spark", "--mode", "streaming", "--until-done")
    lake = ("--every", "0.2", "--export", str(tmp_path / "lake"), "--output", "json")
    first, second = cli(*wish, *lake), cli(*wish, *lake)

    assert (first.exit_code, first.json["documents"]["loaded"]) == (0, 1)
    assert (second.exit_code, second.json["documents"]["loaded"]) == (0, 0)
    assert (tmp_path / "lake/game/plays/_delta_log").is_dir()


def test_streaming_needs_spark(cli: Cli) -> None:
    result = cli("transform", "game", "--mode", "streaming")

    assert result.exit_code == 2
    assert "--engine spark" in result.err


@pytest.mark.parametrize("subject", ["game", "schedule", "season"])
def test_an_entry_file_is_the_command_and_takes_its_flags(
    subject: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = Path(REPOSITORY / "transform" / f"{subject}.py")
    monkeypatch.setattr(sys, "argv", [str(file), "--game-pks", "x", "--output", "json"])
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(file))

    assert left.value.code == 2
    assert "--game-pks" in capsys.readouterr().out


def test_a_master_for_another_engine_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="wanted --engine spark"):
        SparkWish.of(Engine.LOCAL, "local[2]", None)


def test_a_setting_without_a_value_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="NAME=VALUE"):
        SparkWish.of(Engine.SPARK, None, ["spark.ui.enabled"])
