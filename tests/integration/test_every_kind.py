"""Every recorded answer of every kind that is mapped: kept raw, normalized, counted again."""

from typing import Any

import pytest

from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.statsapi import load_catalogue
from mlb_data_platform.warehouse import Run, connect
from tests.integration.conftest import Warehouse
from tests.support.databases import TestServer
from tests.support.stubs import document_of, read_answer
from tests.unit.transform.recorded import RECORDED, needs_recordings

pytestmark = needs_recordings

GAMES_AND_DAYS = {"game_live_v1", "schedule", "season"}
FILES = {name: [*files.values()] for name, files in RECORDED.items() if name not in GAMES_AND_DAYS}
SUBJECTS = (
    "award",
    "draft",
    "game",
    "league",
    "person",
    "schedule",
    "standings",
    "stats",
    "team",
    "venue",
)


def answers(name: str) -> list[Any]:
    """The recorded answers that a mapping reads, by plain json."""
    return [read_answer(file) for file in FILES[name]]


def ids(name: str, key: str) -> set[Any]:
    """Ids of everything that is listed under a key."""
    return {one["id"] for answer in answers(name) for one in answer.get(key, [])}


def picks() -> set[tuple[str, int]]:
    """Every pick of the recorded drafts."""
    found = [
        one
        for answer in answers("draft")
        for part in [*answer.get("drafts", {}).get("rounds", []), {"picks": [answer.get("pick")]}]
        for one in part["picks"]
        if one
    ]
    return {(one["year"], one["pickNumber"]) for one in found}


def series_games() -> int:
    """Games of the recorded postseasons."""
    return sum(len(s["games"]) for answer in answers("schedule_series") for s in answer["series"])


COUNTS = {
    "person.people": lambda: len(ids("person", "people")),
    "team.teams": lambda: len(ids("team", "teams")),
    "venue.venues": lambda: len(ids("venue", "venues")),
    "league.leagues": lambda: len(ids("league", "leagues")),
    "league.divisions": lambda: len(ids("league_divisions", "divisions")),
    "league.conferences": lambda: len(ids("league_conferences", "conferences")),
    "league.sports": lambda: len(ids("league_sports", "sports")),
    "award.awards": lambda: len(ids("award", "awards")),
    "team.transactions": lambda: len(ids("team_transactions", "transactions")),
    "person.free_agents": lambda: sum(len(a["freeAgents"]) for a in answers("person_free_agents")),
    "draft.picks": lambda: len(picks()),
    "game.win_probability": lambda: sum(map(len, answers("game_win_probability"))),
    "game.context_metrics": lambda: len(answers("game_odds")),
    "schedule.series_games": series_games,
    "award.recipients": lambda: sum(len(a["awards"]) for a in answers("award_recipients")),
    "league.game_pace": lambda: sum(len(a["sports"]) for a in answers("league_game_pace")),
    "team.attendance": lambda: sum(len(a["records"]) for a in answers("team_attendance")),
}
"""For each table: how many rows there have to be, counted by hand in the answers."""


@pytest.fixture(scope="module")
def everything(server: TestServer) -> Any:
    """A warehouse with every recorded answer that is neither a game nor a schedule."""
    with server.new_database() as database, connect(database) as connection:
        run = Run(run_id="test")
        warehouse = Warehouse(RunContext(database=database, connection=connection, run=run))
        for files in FILES.values():
            for file in files:
                document = document_of(file)
                request = document.request
                table = load_catalogue().entry(request.endpoint, request.method).raw_table
                store = warehouse.store(table)
                store.ensure_table()
                store.append([document])
        for subject in SUBJECTS:
            warehouse.transform(subject)
        yield warehouse


def test_nothing_of_a_recorded_answer_is_set_aside(everything: Warehouse) -> None:
    assert everything.all("select raw_table, json_path, found from metadata.quarantine") == []
    assert everything.all("select mapping, path from metadata.schema_drift") == []


@pytest.mark.parametrize("table", COUNTS)
def test_a_table_has_as_many_rows_as_the_answers_have_items(
    everything: Warehouse, table: str
) -> None:
    assert everything.one(f"select count(*) from {table}") == COUNTS[table]()


def test_a_second_time_writes_nothing(everything: Warehouse) -> None:
    again = [everything.transform(one, full_refresh=True) for one in ("team", "venue", "league")]

    assert [report.rows_written for report in again] == [0, 0, 0]
