"""What every measurement shares: a clock by name, and a database of its own."""

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count, islice
from typing import TypeVar

from psycopg import sql

from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import Database, EmbeddedServer, connect, migrate

RAW_TABLE = "game.live_game_v1"
_numbers = count(1)
Item = TypeVar("Item")


class Clock:
    """Seconds by what was measured, one value a round."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Time a piece of work."""
        started = time.perf_counter()
        yield
        self.seconds[name].append(time.perf_counter() - started)

    def medians(self) -> dict[str, float]:
        """The median of each, in seconds."""
        return {name: statistics.median(values) for name, values in self.seconds.items()}


@contextmanager
def new_database(server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database with a name of its own.

    It stays until the server's folder goes: after many files are deleted, ext4 needs twice as long
    to make the next ones, for minutes, and the round that follows would pay for it. What it has
    yet to write is written at the end, for the same reason.
    """
    name = f"bench_{next(_numbers)}"
    with connect(server.database) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        database = Database(url=server.database.url.replace("/mlb?", f"/{name}?"))
        with connect(database) as connection:
            migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
        try:
            yield database
        finally:
            with connect(database) as connection:
                connection.execute("vacuum analyze")
            admin.execute("checkpoint")


def by_tcp(server: Database, database: Database) -> Database:
    """A database of a server by the address of that server which knows no socket."""
    name = database.url.partition("?")[0].rpartition("/")[2]
    return Database(url=f"{server.url.rpartition('/')[0]}/{name}")


def game_mapping() -> Mapping:
    """The mapping that is measured."""
    return next(one for one in load_mappings() if one.subject == "game")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most that many items."""
    walk = iter(items)
    while batch := list(islice(walk, size)):
        yield batch
