"""The central proof: rows of every recorded answer equal an independent reading of its JSON."""

from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.mapping import load_mappings
from tests.support.stubs import read_answer
from tests.unit.transform.plain_json import read_mapping_file, rows_of
from tests.unit.transform.recorded import RECORDED, needs_recordings, params_of, transformed

pytestmark = needs_recordings

GAMES = RECORDED["game_live_v1"]
ANSWERS = [
    pytest.param(mapping, file, id=f"{mapping}-{name}")
    for mapping, recordings in RECORDED.items()
    for name, file in recordings.items()
]


def number_of_rows(feed: Any) -> dict[str, int]:
    """How many rows a feed has to give, counted by hand."""
    live, plays = feed["liveData"], feed["liveData"]["plays"].get("allPlays", [])
    return {
        "game.games": 1,
        "game.game_teams": 2,
        "game.game_players": len(feed["gameData"]["players"]),
        "game.linescore_innings": len(live["linescore"].get("innings", [])),
        "game.plays": len(plays),
        "game.play_events": sum(len(play["playEvents"]) for play in plays),
        "game.runners": sum(len(play["runners"]) for play in plays),
    }


@pytest.mark.parametrize("name", GAMES)
def test_a_game_has_as_many_rows_as_its_feed_has_items(name: str) -> None:
    done = transformed("game_live_v1", GAMES[name])
    counts = {table: batch.num_rows for table, batch in done.rows.items()}

    assert counts == number_of_rows(read_answer(GAMES[name]))


@pytest.mark.parametrize("name", RECORDED["schedule"])
def test_a_schedule_has_as_many_listings_as_its_dates_have_games(name: str) -> None:
    file = RECORDED["schedule"][name]
    listings = [game for one in read_answer(file)["dates"] for game in one["games"]]

    assert transformed("schedule", file).rows["schedule.games"].num_rows == len(listings)


@pytest.mark.parametrize("name", RECORDED["season"])
def test_an_answer_of_seasons_has_a_row_for_each(name: str) -> None:
    file = RECORDED["season"][name]
    seasons = read_answer(file)["seasons"]

    assert transformed("season", file).rows["season.season_dates"].num_rows == len(seasons)


@pytest.mark.parametrize(("mapping", "file"), ANSWERS)
def test_nothing_in_a_recorded_answer_fails_to_fit(mapping: str, file: Path) -> None:
    done = transformed(mapping, file)

    assert done.issues == ()
    assert done.documents[0].is_readable


@pytest.mark.parametrize(("mapping", "file"), ANSWERS)
def test_every_value_equals_what_a_plain_reading_of_the_answer_finds(
    mapping: str, file: Path
) -> None:
    answer, params, done = read_answer(file), params_of(file), transformed(mapping, file)
    for table in read_mapping_file(mapping)["tables"]:
        expected = rows_of(mapping, table, answer, params)
        batch = done.rows[table]
        for name in batch.schema.names[:-2]:
            assert batch.column(name).to_pylist() == [row[name] for row in expected], name


def test_every_shipped_mapping_is_proven_on_recordings() -> None:
    assert set(RECORDED) == {mapping.name for mapping in load_mappings()}
    assert all(RECORDED.values())


@pytest.mark.parametrize("name", GAMES)
def test_a_game_speaks_for_itself_and_tells_everything(name: str) -> None:
    document = transformed("game_live_v1", GAMES[name]).documents[0]

    assert document.scopes == ((int(params_of(GAMES[name])["game_pk"]),),)
    assert document.is_complete
