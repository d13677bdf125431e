"""The central proof: rows of every recorded answer equal an independent reading of its JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.mapping.coverage import Accountant
from mlb_data_platform.simulator.answers.reference import all_reference_lists
from mlb_data_platform.transform import Kernel, SourceDocument
from tests.support.stubs import CAPTURED_AT, read_answer
from tests.unit.transform.plain_json import read_mapping_file, rows_of
from tests.unit.transform.recorded import RECORDED, needs_recordings, params_of, transformed

pytestmark = needs_recordings

TESTS = Path(__file__).parents[2]
GAMES = RECORDED["game_live_v1"]
ANSWERS = [
    pytest.param(mapping, file, id=f"{mapping}-{name}")
    for mapping, recordings in RECORDED.items()
    for name, file in recordings.items()
]


def number_of_reviews(reviewed: Any) -> int:
    """The review of a play or event, and further ones of the same."""
    details = reviewed.get("reviewDetails")
    return 0 if not details else 1 + len(details.get("additionalReviews", []))


def number_of_notes(box: Any) -> int:
    """All lines of the small print."""
    teams = [box["teams"][side] for side in ("away", "home")]
    fields = sum(len(title["fieldList"]) for team in teams for title in team["info"])
    notes = sum(len(team["note"]) for team in teams)
    return fields + notes + len(box["info"]) + len(box.get("pitchingNotes", []))


def number_of_zones(matchup: Any) -> int:
    """All zones of all pictures of the batter and the pitcher."""
    found = 0
    for role in ("batter", "pitcher"):
        stats = matchup.get(f"{role}HotColdZoneStats", {}).get("stats", [])
        splits = [split for stat in stats for split in stat["splits"]]
        found += len(matchup.get(f"{role}HotColdZones", []))
        found += sum(len(split["stat"]["zones"]) for split in splits)
    return found


def number_of_rows(feed: Any) -> dict[str, int]:
    """How many rows a feed has to give, counted by hand."""
    live, plays = feed["liveData"], feed["liveData"]["plays"].get("allPlays", [])
    box, innings = live["boxscore"], live["plays"].get("playsByInning", [])
    players = [p for side in ("away", "home") for p in box["teams"][side]["players"].values()]
    events = [event for play in plays for event in play["playEvents"]]
    runners = [runner for play in plays for runner in play["runners"]]
    return {
        "game.game_officials": len(box["officials"]),
        "game.fielding_credits": sum(len(one.get("credits", [])) for one in [*runners, *events]),
        "game.lineups": len(players),
        "game.player_positions": sum(len(p.get("allPositions", [])) for p in players),
        "game.batting_lines": sum(bool(p["stats"]["batting"]) for p in players),
        "game.pitching_lines": sum(bool(p["stats"]["pitching"]) for p in players),
        "game.fielding_lines": sum(bool(p["stats"]["fielding"]) for p in players),
        "game.season_batting_lines": sum(bool(p["seasonStats"]["batting"]) for p in players),
        "game.season_pitching_lines": sum(bool(p["seasonStats"]["pitching"]) for p in players),
        "game.season_fielding_lines": sum(bool(p["seasonStats"]["fielding"]) for p in players),
        "game.team_batting": 2,
        "game.team_pitching": 2,
        "game.team_fielding": 2,
        "game.hits": sum(len(i["hits"]["away"]) + len(i["hits"]["home"]) for i in innings),
        "game.inning_plays": len(innings),
        "game.reviews": sum(number_of_reviews(one) for one in [*plays, *events]),
        "game.top_performers": len(box.get("topPerformers", [])),
        "game.boxscore_notes": number_of_notes(box),
        "game.alerts": len(feed["gameData"]["alerts"]),
        "game.hot_cold_zones": sum(number_of_zones(play["matchup"]) for play in plays),
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
    # Nobody has recorded a reference list: those are proven on the simulator's (below).
    # Whoever has no recording at all proves the mapping by a test of its own (CONTRIBUTING.md).
    own = {file.stem.removeprefix("test_") for file in TESTS.rglob("test_*.py")}
    unproven = {name for name, files in RECORDED.items() if not files}
    assert {name for name in unproven - own if not name.startswith("reference_")} == set()


REFERENCE = [one for one in load_mappings() if one.subject == "reference"]


@pytest.mark.parametrize("mapping", REFERENCE, ids=lambda one: one.name)
def test_every_value_of_a_reference_list_is_in_its_table(mapping: Mapping) -> None:
    method = mapping.endpoints[0].partition(".")[2]
    answer = all_reference_lists()[method]
    document = SourceDocument(
        raw_id=1,
        captured_at=CAPTURED_AT,
        version="",
        params={},
        body=json.dumps(answer).encode(),
    )
    (table,) = mapping.tables
    done = Kernel(mapping).transform([document])

    assert done.issues == ()
    assert Accountant(mapping).account(answer).unaccounted == ()
    rows = [
        {name: value for name, value in row.items() if not name.startswith("source_")}
        for row in done.rows[table.name].to_pylist()
    ]
    assert rows == rows_of(mapping.name, table.name, answer, {})


@pytest.mark.parametrize("name", GAMES)
def test_a_game_speaks_for_itself_and_tells_everything(name: str) -> None:
    document = transformed("game_live_v1", GAMES[name]).documents[0]

    assert document.scopes == ((int(params_of(GAMES[name])["game_pk"]),),)
    assert document.is_complete
