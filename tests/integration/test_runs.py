"""Every run is on record: what it was, what it did, what it is made of, whether it lives."""

import os
from typing import Any

import psycopg
import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.warehouse import Connection, Database, connect, start_run
from tests.support.databases import TestServer

Row = dict[str, Any]


def run_of(connection: psycopg.Connection, run_id: str) -> Row:
    cursor = connection.execute("select * from metadata.runs where run_id = %s", (run_id,))
    row = cursor.fetchone()
    assert row is not None
    return dict(zip([column.name for column in cursor.description or ()], row, strict=True))


def test_a_run_says_where_it_runs_and_what_it_is_made_of(connection: psycopg.Connection) -> None:
    with start_run(connection, command="c", parameters={"day": "2024-07-01"}) as run:
        row = run_of(connection, run.run_id)

    assert (row["state"], row["pid"], bool(row["host"])) == ("running", os.getpid(), True)
    assert row["parameters"] == {"day": "2024-07-01"}
    assert row["versions"]["mappings"] == {m.name: m.fingerprint for m in load_mappings()}
    assert row["versions"]["postgresql"].startswith("16")
    assert {"platform", "python", "system", "schema"} < set(row["versions"])


def test_a_run_that_ended_has_its_counts_and_the_seconds_of_its_stages(
    connection: psycopg.Connection,
) -> None:
    with start_run(connection, command="c") as run:
        with run.stage("one"), run.stage("two"):
            run.counts["games"] = 3
        run.exit_code = 5

    row = run_of(connection, run.run_id)
    assert (row["state"], row["exit_code"], row["counts"]) == ("succeeded", 5, {"games": 3})
    assert set(row["stages"]) == {"one", "two"}
    assert row["duration_s"] >= row["stages"]["two"]


def test_the_schema_s_fingerprint_changes_with_the_schema(connection: psycopg.Connection) -> None:
    with start_run(connection, command="c") as first:
        pass
    connection.execute(
        "update metadata.schema_versions set checksum = 'x' where component like '%plays'"
    )
    with start_run(connection, command="c") as second:
        pass

    prints = [run_of(connection, one.run_id)["versions"]["schema"] for one in (first, second)]
    assert prints[0] != prints[1]


def test_a_run_whose_connection_is_gone_is_lost_not_running(
    database: Database, connection: psycopg.Connection
) -> None:
    own = connect(database)
    run = start_run(own, command="c")
    run_id = run.__enter__().run_id
    alive = run_of(connection, run_id)["state"]
    connection.execute("select pg_terminate_backend(%s, 5000)", (own.info.backend_pid,))

    assert alive == "running"
    assert run_of(connection, run_id)["state"] == "lost"
    own.close()


def test_a_run_that_loses_its_connection_is_recorded_over_a_new_one(
    database: Database, connection: psycopg.Connection
) -> None:
    names: list[str] = []

    def lose(own: Connection) -> None:
        with start_run(own, command="c") as run:
            names.append(run.run_id)
            connection.execute("select pg_terminate_backend(%s, 5000)", (own.info.backend_pid,))
            own.execute("select 1")

    with connect(database) as own, pytest.raises(psycopg.OperationalError):
        lose(own)

    row = run_of(connection, names[0])
    assert (row["state"], row["exit_code"]) == ("failed", 1)
    assert "terminat" in row["error"]


def test_secrets_are_neither_in_parameters_nor_in_errors(connection: psycopg.Connection) -> None:
    asked = {"url": "postgresql://ann:hunter2@db", "password": "hunter2"}
    with (
        pytest.raises(RuntimeError),
        start_run(connection, command="c", parameters=asked) as run,
    ):
        raise RuntimeError("no answer from postgresql://ann:hunter2@db")

    row = run_of(connection, run.run_id)
    assert "hunter2" not in str(row)
    assert row["error"] == "no answer from postgresql://ann:***@db"


def test_migrations_and_refreshes_are_on_record_from_the_first_one_on(
    cli: Any, server: TestServer
) -> None:
    with server.new_database(empty=True) as empty:
        where = ("--db-url", empty.url)
        cli("db", "migrate", *where)
        cli("db", "migrate", *where)
        cli("db", "refresh-views", *where)
        found = cli("runs", "--output", "json", *where).json["runs"]

    told = [(run["command"], run["state"], len(run["counts"].get("applied", []))) for run in found]
    assert [one[:2] for one in told] == [
        ("db refresh-views", "succeeded"),
        ("db migrate", "succeeded"),
        ("db migrate", "succeeded"),
    ]
    assert told[1][2] == 0 < told[2][2]


@pytest.fixture
def three_runs(connection: psycopg.Connection) -> list[str]:
    names = []
    for command, code in (("ingest", 0), ("pipeline daily", 4), ("pipeline backfill", 0)):
        with start_run(connection, command=command) as run:
            run.exit_code = code
        names.append(run.run_id)
    return names


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ((), [2, 1, 0]),
        (("--last", "1"), [2]),
        (("--command", "pipeline"), [2, 1]),
        (("--command", "pipeline daily"), [1]),
        (("--state", "failed"), [1]),
        (("--state", "lost"), []),
    ],
    ids=["all", "last", "group", "command", "state", "none"],
)
def test_runs_are_listed_newest_first_and_can_be_chosen(
    cli: Any, three_runs: list[str], asked: tuple[str, ...], places: list[int]
) -> None:
    found = cli("runs", *asked, "--output", "json").json["runs"]

    assert [run["run_id"] for run in found] == [three_runs[place] for place in places]


def test_one_run_is_told_whole_by_how_its_name_begins(cli: Any, three_runs: list[str]) -> None:
    told = cli("runs", three_runs[1][:8])
    as_json = cli("runs", three_runs[1], "--output", "json").json

    assert (told.exit_code, as_json["command"], as_json["exit_code"]) == (0, "pipeline daily", 4)
    assert [word in told.out for word in (three_runs[1], "failed", "postgresql")] == [True] * 3


def test_a_run_that_nobody_knows_says_what_to_type(cli: Any, three_runs: list[str]) -> None:
    told = cli("runs", "zzz")

    assert (told.exit_code, "mlb-etl runs" in told.err) == (2, True)


def test_the_list_fits_a_line_of_80_characters(
    cli: Any, connection: psycopg.Connection, three_runs: list[str]
) -> None:
    connection.execute(
        "update metadata.job_executions set status = 'interrupted', exit_code = 143,"
        " finished_at = started_at + interval '9000 seconds' where run_id = %s",
        (three_runs[2],),
    )
    lines = cli("runs").out.splitlines()

    assert max(map(len, lines)) <= 80
    assert [name for name in three_runs if not any(name in line for line in lines)] == []
