"""What compose.yaml starts, as far as it goes without an engine: logins, commands, questions."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from mlb_data_platform.warehouse import Database, connect
from mlb_data_platform.warehouse.embedded import EmbeddedServer
from tests.integration.test_roles import migrated
from tests.support.cli import Result, mlb_etl
from tests.support.debian import PROJECT
from tests.support.password_server import PasswordServer, running_password_server
from tests.support.stubs import STUB_DIR

pytestmark = pytest.mark.xdist_group("metrics port")

LOGINS = PROJECT / "docker/postgres/logins.sql"
BOARD = json.loads((PROJECT / "docker/metabase/dashboard.json").read_text("utf-8"))
PASSWORDS = {
    "MLB_WRITER_PASSWORD": "w-'riter",
    "MLB_READER_PASSWORD": "r_eader",
    "METABASE_DB_PASSWORD": "m-etabase",
}


@dataclass(frozen=True)
class House:
    """A server as compose.yaml makes it: the owner has migrated, and the logins are there."""

    server: PasswordServer
    name: str

    @property
    def owner(self) -> Database:
        return self.server.at(self.name)

    @property
    def nightly(self) -> Database:
        password = PASSWORDS["MLB_WRITER_PASSWORD"]
        return self.server.at(self.name, user="mlb_nightly", password=password)

    @property
    def analyst(self) -> Database:
        password = PASSWORDS["MLB_READER_PASSWORD"]
        return self.server.at(self.name, user="mlb_analyst", password=password)

    def make_logins(self, passwords: dict[str, str] = PASSWORDS) -> None:
        """As the service `logins` does: psql, this file, the environment."""
        where = conninfo_to_dict(self.owner.url)
        libpq = {
            "PGHOST": where["host"],
            "PGPORT": where["port"],
            "PGUSER": where["user"],
            "PGPASSWORD": where["password"],
            "PGDATABASE": self.name,
        }
        psql = EmbeddedServer(self.server.home).bin_folder / "psql"
        subprocess.run(
            [psql, "--no-psqlrc", "--quiet", f"--file={LOGINS}"],
            env={"PATH": os.environ["PATH"], **{k: str(v) for k, v in libpq.items()}, **passwords},
            check=True,
            capture_output=True,
        )


def run_as(who: Database, *arguments: str) -> Result:
    return mlb_etl(*arguments, env={"MLB_DATABASE_URL": who.url, "MLB_STUB_DIR": str(STUB_DIR)})


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with running_password_server() as server:
        house = House(server, server.new_database(owner="postgres"))
        migrated(house.owner)
        house.make_logins()
        house.make_logins()
        yield house


def test_the_nightly_login_brings_answers_in(house: House) -> None:
    ingest = ("ingest", "--job", "season_daily", "--save", "--stub-mode", "replay")

    assert run_as(house.nightly, *ingest).exit_code == 0
    assert run_as(house.nightly, "transform", "season").exit_code == 0


def test_the_analyst_tells_prometheus_how_the_warehouse_stands(
    house: House, tmp_path: Path
) -> None:
    file = tmp_path / "status.prom"
    said = run_as(house.analyst, "pipeline", "status", "--metrics-file", str(file))

    assert said.exit_code == 0, said.err
    assert "mlb_etl_schedule_lag_seconds 0.0" in file.read_text()


@pytest.mark.parametrize("statement", ["delete from season.season_dates", "create table x ()"])
def test_the_analyst_changes_nothing(house: House, statement: str) -> None:
    with psycopg.connect(house.analyst.url) as connection, pytest.raises(psycopg.Error):
        connection.execute(statement)


def test_metabase_has_a_database_of_its_own_that_nobody_else_enters(house: House) -> None:
    password = PASSWORDS["METABASE_DB_PASSWORD"]
    own = house.server.at("metabase", user="metabase", password=password)
    with psycopg.connect(own.url) as connection:
        connection.execute("create table public.settings ()")
    other = house.server.at(
        "metabase", user="mlb_analyst", password=PASSWORDS["MLB_READER_PASSWORD"]
    )
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(other.url)


def test_a_password_that_is_wrong_is_refused(house: House) -> None:
    wrong = house.server.at(house.name, user="mlb_nightly", password="no")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong.url)


@pytest.mark.parametrize("card", BOARD["cards"], ids=lambda card: card["name"])
def test_a_question_of_the_first_dashboard_can_be_asked(house: House, card: dict[str, Any]) -> None:
    with connect(house.analyst) as connection:
        answer = connection.execute(card["sql"])
        columns = {column.name for column in answer.description or []}
    settings = card.get("settings", {})

    assert {*settings.get("graph.dimensions", []), *settings.get("graph.metrics", [])} <= columns
    assert card["description"]
