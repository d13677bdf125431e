"""Any documented method lands raw, untouched, in a table of its own: no code, no job file."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.simulator import build_app, build_league, running_server
from mlb_data_platform.statsapi import load_catalogue
from tests.integration.conftest import Warehouse
from tests.support.stubs import STUB_DIR, read_answer, read_envelope, stub_files

REPLAY = ("--stub-mode", "replay", "--save", "--output", "json")
KINDS = sorted(
    f"{method.parent.name}.{method.name}" for method in STUB_DIR.glob("[!_]*/*") if method.is_dir()
)


def asking(name: str, params: dict[str, Any]) -> list[str]:
    """The words that a user types."""
    pairs = [("--param", f"{key}={value}") for key, value in params.items()]
    return ["ingest", "--endpoint", name, *(word for pair in pairs for word in pair)]


def kept(warehouse: Warehouse, table: str) -> list[Any]:
    """Every answer in a raw table."""
    return [data for (data,) in warehouse.all(f"select data from {table} order by id")]


def smallest(pattern: str) -> Path:
    """The smallest of the recordings that match, to be quick; not one that only `capture` names."""
    files = [file for file in stub_files(pattern) if "capture=" not in file.name]
    return min(files, key=lambda file: file.stat().st_size)


@pytest.mark.parametrize("kind", KINDS)
def test_every_recorded_kind_of_answer_lands_raw(cli: Any, warehouse: Warehouse, kind: str) -> None:
    envelope = read_envelope(smallest(f"{kind.replace('.', '/')}/*.json.gz"))
    ask = asking(kind, {**envelope["path_params"], **envelope["query_params"]})
    done = cli(*ask, *REPLAY)

    assert (done.exit_code, done.json["new"]) == (0, 1)
    assert kept(warehouse, done.json["raw_table"]) == [envelope["response"]]


# Bare answers: what was asked is not known, so each is recorded anew under a likely question.
BARE = {
    "awards": ("Awards.awards", {}),
    "boxscore": ("Game.boxscore", {"game_pk": "1"}),
    "conferences": ("Conference.conferences", {}),
    "content": ("Game.content", {"game_pk": "1"}),
    "contextMetrics": ("Game.getGameContextMetrics", {"gamePk": "745570"}),
    "divisions": ("Division.divisions", {}),
    "drafts": ("Draft.draftPicks", {}),
    "freeAgents": ("Person.freeAgents", {"season": "2023"}),
    "highLowResults": ("Highlow.highLow", {"highLowType": "player"}),
    "leagueLeaders": ("Stats.leaders", {"leaderCategories": "homeRuns"}),
    "leagues": ("League.league", {}),
    "linescore": ("Game.linescore", {"game_pk": "1"}),
    "misc": ("Attendance.attendance", {"teamId": "1"}),
    "people": ("Person.person", {}),
    "playByPlay": ("Game.playByPlay", {"game_pk": "1"}),
    "roster": ("Team.roster", {"teamId": "147"}),
    "series": ("Schedule.postseasonScheduleSeries", {}),
    "sports": ("Sports.sports", {}),
    "standings": ("Standings.standings", {}),
    "stats": ("Stats.stats", {"stats": "season", "group": "hitting"}),
    "teams": ("Team.teams", {}),
    "transactions": ("Transactions.transactions", {}),
    "uniforms": ("Game.uniforms", {"gamePks": "1"}),
    "venues": ("Venue.venue", {}),
    "winProbability": ("Game.getWinProbability", {"gamePk": "1"}),
}


def test_every_bare_recorded_answer_lands_raw(
    cli: Any, warehouse: Warehouse, tmp_path: Path
) -> None:
    assert {file.parent.name for file in stub_files("_unlabelled/*/*.json.gz")} == set(BARE)
    for kind, (name, params) in BARE.items():
        file = smallest(f"_unlabelled/{kind}/*.json.gz")
        answer = json.loads(gzip.decompress(file.read_bytes()))
        write_envelope(tmp_path, name, params, answer)
        done = cli(*asking(name, params), *REPLAY, MLB_STUB_DIR=str(tmp_path))

        assert (done.exit_code, done.out and done.json.get("new")) == (0, 1), (kind, done.out)
        assert kept(warehouse, done.json["raw_table"]) == [answer], kind


def write_envelope(folder: Path, name: str, params: dict[str, str], answer: Any) -> None:
    endpoint, method = load_catalogue().entry(*name.split(".")).places()[0]
    envelope = {
        "endpoint": endpoint,
        "method": method,
        "path_params": {},
        "query_params": params,
        "url": "",
        "status_code": 200,
        "response": answer,
    }
    file = folder / endpoint / method / "one.json.gz"
    file.parent.mkdir(parents=True)
    file.write_bytes(gzip.compress(json.dumps(envelope).encode()))


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    """The simulated league over real HTTP."""
    with running_server(build_app(build_league(seed=7, season=2024))) as url:
        yield url


# What the simulator answers in a moment; some need a parameter.
SIMULATED = {
    "Season.allSeasons": {"sportId": "1"},
    "Team.teams": {"sportId": "1", "season": "2024"},
    "Team.roster": {"teamId": "119", "rosterType": "40Man"},
    "Team.coaches": {"teamId": "119"},
    "Venue.venue": {"hydrate": "location,fieldInfo"},
    "League.league": {},
    "Division.divisions": {"sportId": "1"},
    "Conference.conferences": {},
    "Sports.sports": {"sportId": "1"},
    "Job.umpires": {},
    "Game.boxscore": {"game_pk": "20240001"},
    "Game.getWinProbability": {"gamePk": "20240001"},
    "Game.liveTimestampv11": {"game_pk": "20240001"},
    "Misc.positions": {},
    "Misc.pitchTypes": {},
    "Misc.gameStatus": {},
    "Misc.situationCodes": {},
}


@pytest.mark.slow
def test_whatever_the_api_answers_over_http_lands_raw_and_again_writes_nothing(
    cli: Any, warehouse: Warehouse, api: str
) -> None:
    tables = set()
    for name, params in SIMULATED.items():
        live = ("--save", "--output", "json")
        done = cli(*asking(name, params), *live, MLB_STATSAPI_URL=api)
        assert (done.exit_code, done.json.get("new")) == (0, 1), (name, done.out)
        tables.add(done.json["raw_table"])
    again = cli(*asking("Misc.positions", {}), *live, MLB_STATSAPI_URL=api).json

    assert (again["new"], again["seen_again"]) == (0, 1)
    assert len(tables) == len(SIMULATED)
    assert warehouse.one("select count(*) from metadata.quarantine") == 0


def test_what_was_captured_replays_as_the_same_answer(
    cli: Any, warehouse: Warehouse, api: str, tmp_path: Path
) -> None:
    ask, here = asking("Sports.sports", {"sportId": "1"}), {"MLB_STUB_DIR": str(tmp_path)}
    capture = ("--stub-mode", "capture", "--save", "--output", "json")
    first = cli(*ask, *capture, MLB_STATSAPI_URL=api, **here).json
    second = cli(*ask, *REPLAY, **here).json

    assert (first["new"], second["new"], second["seen_again"]) == (1, 0, 1)
    (file,) = tmp_path.glob("sports/sports/*.json.gz")
    assert kept(warehouse, "raw.sports_sports") == [read_answer(file)]


def test_without_save_an_answer_is_fetched_and_not_kept(cli: Any, warehouse: Warehouse) -> None:
    params = {"season": "2024", "sportId": "1"}
    done = cli(*asking("Team.teams", params), "--stub-mode", "replay")

    assert done.exit_code == 0
    assert "fetched, not kept in the database: add --save" in done.err
    assert warehouse.one("select to_regclass('raw.team_teams')") is None


def test_what_is_not_recorded_names_what_is(cli: Any) -> None:
    refused = cli(*asking("Team.teams", {"season": "1900"}), *REPLAY).json

    assert refused["kind"] == "StubMissingError"
    assert "Team.teams(" in refused["error"].partition("nearest recorded requests:")[2]


def test_the_patience_of_the_environment_holds_for_what_is_typed(cli: Any) -> None:
    nobody = {"MLB_STATSAPI_URL": "http://127.0.0.1:9", "MLB_HTTP_ATTEMPTS": "1"}
    refused = cli(*asking("Misc.positions", {}), "--output", "json", **nobody).json

    assert (refused["exit_code"], refused["kind"]) == (4, "SourceUnreachableError")
    assert "(after 1 attempt)" in refused["error"]
