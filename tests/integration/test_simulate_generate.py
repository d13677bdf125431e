"""`simulate generate`: recordings that replay, the same bytes however they were made."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.cli.simulated_recordings import split_games
from mlb_data_platform.warehouse import Database, connect
from tests.support.cli import mlb_etl

GAMES = 8
REPLAY = ("--stub-mode", "replay", "--save", "--output", "json")


def generate(folder: Path, *flags: str, games: int = GAMES) -> Any:
    done = mlb_etl(
        *("simulate", "generate", "--games", str(games), "--out", str(folder)),
        *("--seed", "7", "--output", "json", *flags),
    )
    assert done.exit_code == 0, done.err
    return done.json


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stubs")
    generate(folder, "--workers", "1")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def games_of(folder: Path) -> set[int]:
    recorded = (folder / "game" / "liveGameV1").glob("*.json.gz")
    return {int(file.name.split("=")[1].split("_")[0]) for file in recorded}


UNPLAYED = """
select count(*) from schedule.games s left join game.games g using (game_pk)
where s.coded_game_state = 'F' and g.game_pk is null
"""


def test_what_was_generated_replays_into_the_warehouse(
    stubs: Path, cli: Any, database: Database
) -> None:
    folder = ("--stub-dir", str(stubs))
    season = cli("ingest", "--job", "season_daily", *folder, *REPLAY)
    day = cli("ingest", "--job", "schedule_polling", "--date", "2024-03-28", *folder, *REPLAY)
    pks = ",".join(map(str, sorted(games_of(stubs))))
    feeds = cli("ingest", "--job", "game", "--game-pks", pks, *folder, *REPLAY)
    for subject in ("season", "schedule", "game"):
        assert cli("transform", subject, "--output", "json").exit_code == 0

    assert (season.json["new"], day.json["new"], feeds.json["new"]) == (1, 1, GAMES)
    with connect(database) as connection:
        (missing,) = connection.execute(UNPLAYED).fetchone() or (None,)
        (final,) = connection.execute("select count(*) from game.games").fetchone() or (None,)
    assert (final, missing) == (GAMES, 0)


def test_the_schedule_lists_the_games_that_were_generated_and_no_others(stubs: Path) -> None:
    (file,) = (stubs / "schedule" / "schedule").glob("*season=2024*")
    answer = json.loads(gzip.decompress(file.read_bytes()))["response"]
    listed = {game["gamePk"] for day in answer["dates"] for game in day["games"]}

    assert len(listed) == GAMES
    assert listed == games_of(stubs)


def test_the_same_order_gives_the_same_bytes_on_any_number_of_workers(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    generate(one, "--workers", "1", games=62)
    generate(two, "--workers", "2", games=62)

    assert contents(one) == contents(two)


def test_lines_hold_the_same_envelopes_as_files(stubs: Path, tmp_path: Path) -> None:
    told = generate(tmp_path, "--format", "ndjson", "--workers", "1")
    lines = [line for file in tmp_path.rglob("*.ndjson") for line in file.read_bytes().splitlines()]
    files = [gzip.decompress(file) for file in contents(stubs).values()]

    assert sorted(lines) == sorted(files)
    assert told["answers"] == len(lines)
    assert list(tmp_path.rglob("*.part")) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = mlb_etl("simulate", "generate", "--games", "1", "--out", str(tmp_path / "taken"))

    assert done.exit_code == 2
    assert "cannot be written" in done.err


@pytest.mark.parametrize(
    ("games", "workers", "parts"), [(1, 8, 1), (59, 8, 1), (60, 8, 2), (2430, 4, 4), (2430, 1, 1)]
)
def test_games_are_shared_out_without_gap_or_overlap(games: int, workers: int, parts: int) -> None:
    found = split_games(games, workers)

    assert len(found) == parts
    assert [part.begin for part in found] == [0, *(part.end for part in found[:-1])]
    assert found[-1].end == games
    assert [part.is_last for part in found] == [False] * (parts - 1) + [True]
    sizes = [part.end - part.begin for part in found]
    assert sizes == sorted(sizes, reverse=True)
