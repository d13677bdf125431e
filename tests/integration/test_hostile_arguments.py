"""Whatever is typed: a clear error with exit code 2, never a traceback, never an order."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlb_data_platform.warehouse import Database
from tests.support.cli import mlb_etl
from tests.support.databases import TestServer
from tests.support.stubs import STUB_DIR

pytestmark = pytest.mark.xdist_group("hostile_arguments")

VALUES = {
    "an escape": "\x1b[2J",
    "a way up": "../../../../etc/passwd",
    "SQL": "'; drop table game.plays; --",
    "half a byte": "\udcff",
    "markup": "[/] [bold]",
    "a shell": "$(touch /tmp/owned)",
    "a format": "%s%n{0}${X}",
    "a long word": "x" * 100_000,
    "a long number": "9" * 5_000,
    "not a number": "NaN",
    "no day": "2024-13-45",
}
Line = Callable[[str], list[str]]
REPLAY = ("--stub-mode", "replay")
LINES: dict[str, Line] = {
    "ingest --game-pks": lambda v: ["ingest", "--job", "game", *REPLAY, "--game-pks", v],
    "ingest --date": lambda v: ["ingest", "--job", "schedule_polling", *REPLAY, "--date", v],
    "ingest --var": lambda v: ["ingest", "--job", "game", *REPLAY, "--var", v],
    "a variable": lambda v: ["ingest", "--job", "game", *REPLAY, "--var", f"GAME_PK={v}"],
    "ingest --job": lambda v: ["ingest", *REPLAY, "--job", v],
    "transform": lambda v: ["transform", v],
    "transform --game-pks": lambda v: ["transform", "game", "--game-pks", v],
    "transform --season": lambda v: ["transform", "game", "--season", v],
    "transform --start-date": lambda v: ["transform", "game", "--start-date", v],
    "query": lambda v: ["query", f"{v} select 1"],
    "db migrate --rebuild": lambda v: ["db", "migrate", "--rebuild", v],
    "schema coverage": lambda v: ["schema", "coverage", v],
    "quality run --only": lambda v: ["quality", "run", "--only", v],
    "pipeline daily --date": lambda v: ["pipeline", "daily", *REPLAY, "--date", v],
    "pipeline status --season": lambda v: ["pipeline", "status", "--season", v],
}


@pytest.fixture(scope="module")
def database(server: TestServer) -> Iterator[Database]:
    with server.new_database() as one:
        yield one


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_hostile_arguments_are_wrong_usage(
    database: Database, tmp_path: Path, line: Line, value: str
) -> None:
    env = {
        "MLB_DATABASE_URL": database.url,
        "MLB_STUB_DIR": str(STUB_DIR),
        "MLB_HOME": str(tmp_path),
    }
    result = mlb_etl(*line(value), env=env)

    assert result.exit_code == 2, result.err[:500]
    assert "\x1b[2J" not in result.out + result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("line", [LINES["transform --game-pks"], LINES["pipeline status --season"]])
def test_a_number_beyond_all_games_is_no_fault(database: Database, line: Line) -> None:
    result = mlb_etl(*line("9" * 30), env={"MLB_DATABASE_URL": database.url})

    assert result.exit_code in {0, 2}


def test_a_hostile_variable_stays_within_the_folder_of_recordings(tmp_path: Path) -> None:
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    (tmp_path / "outside.json.gz").write_bytes(b"secret")
    way = "../../../outside.json.gz"
    env = {"MLB_STUB_DIR": str(stubs), "MLB_HOME": str(tmp_path)}
    result = mlb_etl("ingest", "--job", "game", *REPLAY, "--var", f"GAME_PK={way}", env=env)

    assert result.exit_code == 2
    assert "not recorded" in result.err
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["outside.json.gz"]


@pytest.mark.parametrize("command", ["backfill", "changes", "season", "status"])
def test_a_season_before_baseball_is_wrong_usage(database: Database, command: str) -> None:
    result = mlb_etl(
        "pipeline", command, "--season", "1800", env={"MLB_DATABASE_URL": database.url}
    )

    assert result.exit_code == 2, result.out
    assert "1876" in result.err
