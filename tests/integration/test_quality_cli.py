"""`mlb-etl quality`, `transform --validate`, the daily run: verdicts for people and programs."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mlb_data_platform.quality import load_checks, load_reconciliations, read_report
from mlb_data_platform.simulator import build_app, build_league, running_server
from tests.integration.conftest import Warehouse
from tests.support.stubs import game_file, read_answer, stub_files

BREAK = "update game.linescore_innings set away_runs = away_runs + 1 where inning = 2"
REPLAY = ("--stub-mode", "replay", "--save", "--output", "json")


@pytest.fixture
def loaded(warehouse: Warehouse) -> Warehouse:
    """Two games, a month of schedule and the seasons."""
    for game_pk in (744914, 718594):
        warehouse.keep(game_file(game_pk))
    warehouse.keep(stub_files("schedule/schedule/*2024-07-01*")[0])
    warehouse.keep(stub_files("season/seasons/*")[0])
    for subject in ("season", "schedule", "game"):
        warehouse.transform(subject)
    return warehouse


def statuses(result: Any) -> set[str]:
    return {one["status"] for one in result.json["results"]}


def test_a_good_warehouse_passes_in_a_few_words(cli: Any, loaded: Warehouse) -> None:
    done = cli("quality", "run")
    assert (done.exit_code, "Traceback" in done.err) == (0, False)
    assert "quality of everything:" in done.out
    assert "failed," not in done.out


def test_a_failed_check_ends_with_2_and_says_what_to_look_at(cli: Any, loaded: Warehouse) -> None:
    loaded.connection.execute(BREAK)
    done = cli("quality", "run")

    assert done.exit_code == 2
    assert "runs_by_inning: Runs of every half inning" in done.out
    assert "game_pk 718594, subject inning 2 away, measure runs, official" in done.out
    assert loaded.one("select status from metadata.job_executions") == "failed"
    assert loaded.one("select exit_code from metadata.job_executions") == 2


def test_one_json_object_holds_every_verdict(cli: Any, loaded: Warehouse) -> None:
    done = cli("quality", "run", "--output", "json")
    every = len(load_checks()) + len(load_reconciliations())

    assert (done.json["exit_code"], done.json["scope"], done.json["left_out"]) == (
        0,
        "everything",
        0,
    )
    assert len(done.json["results"]) == sum(done.json["checks"].values()) == every


def test_an_empty_warehouse_is_no_pass(cli: Any) -> None:
    done = cli("quality", "run")
    assert done.exit_code == 2
    assert "nothing was checked, and that is no pass" in done.err


def test_all_checks_are_shown_when_asked_for(cli: Any, loaded: Warehouse) -> None:
    assert "game.plays.half_inning_is_known" not in cli("quality", "run").out
    assert "game.plays.half_inning_is_known" in cli("quality", "run", "--all").out


@pytest.mark.parametrize(
    ("flags", "tables"),
    [
        (("--game-pks", "744914"), {"game"}),
        (("--season", "2024"), {"game", "schedule", "season"}),
        (("--start-date", "2024-07-01", "--end-date", "2024-07-01"), {"game", "schedule"}),
        (("--season", "2024", "--game-pks", "744914"), {"game"}),
    ],
    ids=["games", "season", "days", "both"],
)
def test_filters_keep_to_games_days_and_seasons(
    cli: Any, loaded: Warehouse, flags: tuple[str, ...], tables: set[str]
) -> None:
    done = cli("quality", "run", *flags, "--output", "json")
    by_name = {one["name"]: one for one in done.json["results"]}

    assert done.exit_code == 0
    assert {one["table"].partition(".")[0] for one in done.json["results"]} - {""} == tables
    assert by_name["game.games.teams_differ"]["rows_checked"] == 1
    assert by_name["runs_by_inning"]["games"] == 1
    assert done.json["left_out"] == sum(one.subject not in tables for one in load_checks())


def test_what_is_broken_elsewhere_does_not_matter(cli: Any, loaded: Warehouse) -> None:
    loaded.connection.execute(f"{BREAK} and game_pk = 718594")
    assert cli("quality", "run", "--game-pks", "744914").exit_code == 0
    assert cli("quality", "run", "--game-pks", "718594").exit_code == 2
    assert cli("quality", "run", "--season", "2023").exit_code == 2


def test_only_the_checks_that_are_named_are_made(cli: Any, loaded: Warehouse) -> None:
    done = cli(
        "quality", "run", "--only", "runs_by_inning", "--only", "game.hits", "--output", "json"
    )
    names = {one["name"].rpartition(".")[0] or one["name"] for one in done.json["results"]}
    assert names == {"runs_by_inning", "game.hits"}


def test_a_check_that_is_not_there_is_wrong_usage(cli: Any) -> None:
    done = cli("quality", "run", "--only", "runs_by_innings")
    assert done.exit_code == 2
    assert "did you mean runs_by_inning" in done.err.replace("\n", " ")


def test_verdicts_are_kept_and_shown_again(cli: Any, loaded: Warehouse) -> None:
    loaded.connection.execute(BREAK)
    first = cli("quality", "run", "--output", "json")
    loaded.connection.execute("truncate game.linescore_innings")
    again = cli("quality", "report", "--output", "json")

    assert again.json == first.json
    assert again.exit_code == 2


def test_an_older_run_is_shown_by_its_name(cli: Any, loaded: Warehouse) -> None:
    first = cli("quality", "run", "--season", "2024", "--output", "json").json["run_id"]
    cli("quality", "run")
    shown = cli("quality", "report", "--run-id", first, "--output", "json").json
    assert (shown["run_id"], shown["scope"]) == (first, "season 2024")


@pytest.mark.parametrize(
    ("flags", "said"), [((), "no results yet"), (("--run-id", "x"), "run 'x' has left no")]
)
def test_where_nothing_was_checked_there_is_nothing_to_show(
    cli: Any, flags: tuple[str, ...], said: str
) -> None:
    done = cli("quality", "report", *flags)
    assert done.exit_code == 2
    assert said in done.err
    assert "mlb-etl quality run" in done.err


def test_the_page_names_what_failed_and_needs_no_network(
    cli: Any, loaded: Warehouse, tmp_path: Path
) -> None:
    loaded.connection.execute(BREAK)
    cli("quality", "run", "--html", str(tmp_path / "new" / "now.html"))
    cli("quality", "report", "--html", str(tmp_path / "again.html"))
    text = (tmp_path / "new" / "now.html").read_text("utf-8")

    assert "inning 2 away" in text
    assert "http" not in text
    assert (tmp_path / "again.html").read_text("utf-8") == text


def test_a_page_that_cannot_be_written_is_wrong_usage(
    cli: Any, loaded: Warehouse, tmp_path: Path
) -> None:
    done = cli("quality", "run", "--html", str(tmp_path))
    assert done.exit_code == 2
    assert "cannot be written" in done.err


# -- transform --validate, pipeline daily ----------------------------------------------------------


def test_validate_checks_exactly_what_was_transformed(cli: Any, loaded: Warehouse) -> None:
    loaded.connection.execute(BREAK)
    loaded.keep(game_file(777687))
    done = cli("transform", "game", "--validate", "--output", "json")
    by_name = {one["name"]: one for one in done.json["quality"]["results"]}

    assert (done.exit_code, done.json["documents"]["loaded"]) == (0, 1)
    assert by_name["game.games.teams_differ"]["rows_checked"] == 1
    assert by_name["runs_by_inning"]["games"] == 1


@pytest.mark.parametrize("subject", ["season", "schedule"])
def test_validate_works_for_every_subject(cli: Any, warehouse: Warehouse, subject: str) -> None:
    warehouse.keep(stub_files("schedule/schedule/*2024-07-01*")[0])
    warehouse.keep(stub_files("season/seasons/*")[0])
    done = cli("transform", subject, "--validate", "--output", "json")
    tables = {one["table"].partition(".")[0] for one in done.json["quality"]["results"]}
    assert (done.exit_code, tables) == (0, {subject})


def test_a_failed_validation_ends_with_2_and_the_rows_stay(cli: Any, warehouse: Warehouse) -> None:
    odd = json.loads(json.dumps(_feed()))
    odd["liveData"]["linescore"]["innings"][1]["away"]["runs"] = 7
    warehouse.keep(game_file(744914), answer=odd)
    done = cli("transform", "game", "--validate")

    assert done.exit_code == 2
    assert "inning 2 away" in done.out
    assert warehouse.one("select count(*) from game.games") == 1
    assert warehouse.one("select count(*) from metadata.quality_results") > 0


def _feed() -> Any:
    return read_answer(game_file(744914))


def test_a_failed_check_comes_before_a_quarantine(cli: Any, warehouse: Warehouse) -> None:
    odd = json.loads(json.dumps(_feed()))
    odd["liveData"]["linescore"]["innings"][1]["away"]["runs"] = 7
    odd["gameData"]["venue"]["id"] = "nowhere"
    warehouse.keep(game_file(744914), answer=odd)

    done = cli("transform", "game", "--validate", "--output", "json")
    assert (done.exit_code, done.json["issues"]) == (2, 1)


def test_where_nothing_is_due_there_is_nothing_to_validate(cli: Any, loaded: Warehouse) -> None:
    done = cli("transform", "game", "--validate")
    assert done.exit_code == 0
    assert "nothing to check" in done.err


def test_a_day_ends_with_its_verdicts(cli: Any, connection: psycopg.Connection) -> None:
    with running_server(build_app(build_league(seed=7, season=2024))) as url:
        done = cli(
            "pipeline", "daily", "--date", "2024-04-04", "--output", "json", MLB_STATSAPI_URL=url
        )
    kept = read_report(connection)

    assert done.exit_code == 0
    assert done.json["quality"]["checks"].keys() <= {"passed", "no rows"}
    assert (kept.scope, kept.counts) == ("2024-04-04", done.json["quality"]["checks"])


def test_a_day_that_does_not_hold_ends_with_2_and_the_rows_stay(
    cli: Any, connection: psycopg.Connection
) -> None:
    with running_server(build_app(build_league(seed=7, season=2024))) as url:
        day = ("pipeline", "daily", "--date", "2024-04-04")
        cli(*day, MLB_STATSAPI_URL=url)
        connection.execute("update game.linescore_innings set away_runs = 30 where inning = 1")
        done = cli(*day, MLB_STATSAPI_URL=url)

    assert done.exit_code == 2
    assert "runs_by_inning" in done.out
    assert connection.execute("select count(*) from game.games").fetchone() != (0,)
