"""A warehouse of recorded answers, and places to export it to: a folder, and a store over HTTP."""

import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("deltalake", reason="the extra `delta` is not installed: make test installs it")
pytest.importorskip("moto.server", reason="the group `lake` is not installed: make test does it")

from moto.server import ThreadedMotoServer

from mlb_data_platform.export import ExportCounts, Format, Place, Source, export_table
from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Database, Run, Selection, connect

# Off AWS there is no metadata server; the S3 libraries look for one all the same, for minutes.
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

BUCKET = "mlb"
RAW = "game.live_game_v1"


@pytest.fixture(scope="session")
def store() -> Iterator[dict[str, str]]:
    """A store on loopback that speaks S3; the environment that leads to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    server.stop()


@pytest.fixture
def bucket(store: dict[str, str], request: pytest.FixtureRequest) -> Place:
    """A place of the test's own in the store."""
    make = urllib.request.Request(f"{store['AWS_ENDPOINT_URL']}/{BUCKET}", method="PUT")
    urllib.request.urlopen(make).close()
    return Place.parse(f"s3://{BUCKET}/{request.node.name.replace('[', '/').rstrip(']')}", store)


@pytest.fixture
def folder(tmp_path: Path) -> Place:
    """A place of the test's own on disk."""
    return Place.parse(str(tmp_path / "lake"), {})


class Lake:
    """Short words for what tests do: keep answers, transform them, export a table."""

    def __init__(self, database: Database, place: Place) -> None:
        self.database, self.place = database, place

    def take_in(self, *documents: Document) -> None:
        """Keep games and bring the tables up to date."""
        with connect(self.database) as connection:
            RawStore(connection, RAW, run_id="test").append(list(documents))
            run = Run(run_id="test")
            context = RunContext(database=self.database, connection=connection, run=run)
            transform("game", Selection(), context=context)

    def export(self, table: str = "game.plays", kind: Format = Format.DELTA) -> ExportCounts:
        """Export one table."""
        return export_table(
            Source(database=self.database, table=table), self.place, kind, run_id="test"
        )

    def execute(self, statement: str) -> None:
        """Change something behind the platform's back."""
        with connect(self.database) as connection:
            connection.execute(statement.encode())

    def one(self, query: str) -> object:
        """The only value of a query of the warehouse."""
        with connect(self.database) as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture
def lake(database: Database, folder: Place) -> Lake:
    """A warehouse beside a folder."""
    return Lake(database, folder)
