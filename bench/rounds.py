"""What every measurement shares: a clock by name, and a database of its own."""

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from psycopg import sql

from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import Database, EmbeddedServer, connect, migrate

RAW_TABLE = "game.live_game_v1"
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
def new_database(server: EmbeddedServer, name: str = "bench") -> Iterator[Database]:
    """A migrated database, dropped at the end."""
    with connect(server.database) as admin:
        named = {"name": sql.Identifier(name)}
        drop = sql.SQL("drop database if exists {name} with (force)").format(**named)
        admin.execute(drop)
        admin.execute(sql.SQL("create database {name}").format(**named))
        database = Database(url=server.database.url.replace("/mlb?", f"/{name}?"))
        try:
            with connect(database) as connection:
                migrate(connection, raw=load_raw_tables().values(), mappings=load_mappings())
            yield database
        finally:
            admin.execute(drop)


def game_mapping() -> Mapping:
    """The mapping that is measured."""
    return next(one for one in load_mappings() if one.subject == "game")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most that many items."""
    walk = iter(items)
    while batch := list(islice(walk, size)):
        yield batch
