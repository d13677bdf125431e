"""What is measured, each as a function that does the work once and gives the seconds it took."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import msgspec
from psycopg import sql

from mlb_data_platform.cli.simulated_recordings import Format, SeasonOrder, write_season
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.mapping.coverage import Accountant
from mlb_data_platform.pipelines import RunContext, transform
from mlb_data_platform.raw import RawStore, load_raw_tables, raw_table
from mlb_data_platform.statsapi import Document
from mlb_data_platform.transform import Kernel
from mlb_data_platform.warehouse import (
    Connection,
    Database,
    EmbeddedServer,
    Run,
    Selection,
    connect,
    migrate,
    read_documents,
)
from mlb_data_platform.warehouse.copy import copy_rows

RAW_TABLE = "game.live_game_v1"
BATCH = 32
Item = TypeVar("Item")


@dataclass(slots=True, kw_only=True)
class Round:
    """One round's seconds by what was measured."""

    seconds: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    database_bytes: int = 0

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Time a piece of work."""
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def game_mapping() -> Mapping:
    """The mapping that is measured."""
    return next(one for one in load_mappings() if one.subject == "game")


def measure_round(server: EmbeddedServer, documents: Sequence[Document], workers: int) -> Round:
    """Measure everything once, in a database of its own.

    Args:
        server: A running server.
        documents: The games.
        workers: Processes for the transform.

    Returns:
        Seconds by name: what we do, and the floors beside it.
    """
    found = Round()
    _measure_generate(found, len(documents))
    with new_database(server) as database, connect(database) as connection:
        context = RunContext(
            database=database, connection=connection, run=Run(run_id="bench"), workers=workers
        )
        store = RawStore(connection, RAW_TABLE, run_id="bench")
        with found.time("raw: insert"):
            for batch in batches(documents, 12):
                store.append(batch)
        with found.time("raw: the same again"):
            for batch in batches(documents, 12):
                store.append(batch)
        with found.time("raw → tables"):
            report = transform("game", Selection(), context=context)
        found.rows = sum(counts.inserted for counts in report.tables.values())
        with found.time("raw → tables again, nothing changed"):
            transform("game", Selection(), context=context)
        with found.time("raw → tables again, full refresh"):
            transform("game", Selection(), context=context, full_refresh=True)
        _measure_one_game(found, context, documents[0])
        _measure_drift(found, connection, int(documents[0].request.params["game_pk"]))
        _measure_floors(found, connection, documents)
        row = connection.execute("select pg_database_size(current_database())").fetchone()
        found.database_bytes = int(row[0]) if row else 0
    return found


def _measure_generate(found: Round, games: int) -> None:
    with TemporaryDirectory(prefix="mlb-bench-") as folder:
        order = SeasonOrder(
            seed=1, season=2024, games=games, folder=Path(folder), format=Format.STUBS
        )
        with found.time("simulate generate, one process"):
            write_season(order, 1, lambda _: None)


def _measure_one_game(found: Round, context: RunContext, document: Document) -> None:
    game_pk = int(document.request.params["game_pk"])
    selection = Selection(game_pks=(game_pk,))
    with found.time("one game, full refresh"):
        transform("game", selection, context=context, full_refresh=True)


def _measure_drift(found: Round, connection: Connection, game_pk: int) -> None:
    """What a worker does to one game in about 39: decode it whole, and visit what is not mapped."""
    row = connection.execute(
        "select convert_to(data::text, 'UTF8') from game.live_game_v1 where game_pk = %s",
        (game_pk,),
    ).fetchone()
    assert row is not None
    accountant = Accountant(game_mapping())
    accountant.unknown_fields(row[0])
    with found.time("one game, look for drift"):
        accountant.unknown_fields(row[0])


def _measure_floors(found: Round, connection: Connection, documents: Sequence[Document]) -> None:
    """The least that anyone could do: read the JSON, parse it, copy rows that are ready."""
    with found.time("floor: parse only"):
        for document in documents:
            msgspec.json.decode(document.body)
    ids = [i for (i,) in connection.execute("select id from game.live_game_v1 order by id")]
    table = raw_table(RAW_TABLE)
    with found.time("floor: read the JSONB"):
        for batch in batches(ids, BATCH):
            read_documents(connection, table, batch)
    mapping = game_mapping()
    kernel = Kernel(mapping)
    ready = []
    with found.time("kernel: bytes → Arrow, one core"):
        for batch in batches(ids, BATCH):
            sources = read_documents(connection, table, batch)
            ready.append(kernel.transform(sources).rows)
    found.seconds["kernel: bytes → Arrow, one core"] -= found.seconds["floor: read the JSONB"]
    for normalized in mapping.tables:
        name = sql.Identifier(*normalized.name.split("."))
        connection.execute(sql.SQL("truncate {}").format(name))
    with found.time("floor: COPY the same rows"):
        for rows in ready:
            with connection.transaction():
                for name_, batch_rows in rows.items():
                    copy_rows(connection, name_, batch_rows)


@contextmanager
def new_database(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database, dropped at the end."""
    with connect(server.database) as admin:
        admin.execute("drop database if exists bench with (force)")
        admin.execute("create database bench")
        database = Database(url=server.database.url.replace("/mlb?", "/bench?"))
        try:
            with connect(database) as connection:
                migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
            yield database
        finally:
            admin.execute("drop database bench with (force)")


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Slices of at most that many items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
