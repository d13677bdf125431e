"""The peer: `dlt` loads the same games into the same server.

It gets its best: two processes that normalize, two threads that load, CSV by COPY instead of
INSERTs, and documents that are put in order for it: objects keyed by ids become lists, since it
would make a column of every player otherwise, and what we do not keep is left out. It keeps no raw
answers, checks nothing and has no types but its own.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from psycopg import sql

from bench.rounds import Clock
from mlb_data_platform.statsapi import Document
from mlb_data_platform.warehouse import Connection, Database

PEER = "dlt: the same games into the same server"
BOTH = {
    "game.plays": "games__plays",
    "game.play_events": "games__plays__play_events",
    "game.runners": "games__plays__runners",
    "game.fielding_credits": "games__plays__runners__credits",
    "game.linescore_innings": "games__innings",
    "game.game_officials": "games__officials",
    "game.game_players": "games__people",
    "game.lineups": "games__players",
}
"""Our tables and the peer's, where the rows mean the same."""

_SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "NORMALIZE__WORKERS": "2",
    "NORMALIZE__START_METHOD": "spawn",
    "LOAD__WORKERS": "2",
    "DATA_WRITER__FILE_MAX_ITEMS": "20000",
    "EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "20",  # files are what its processes share out
}
_DATASET = "dlt_peer"


def measure_peer(
    clock: Clock, documents: list[Document], database: Database, connection: Connection
) -> dict[str, int]:
    """Load the games with dlt.

    Args:
        clock: Gets the seconds.
        documents: The games.
        database: By TCP: dlt knows no socket.
        connection: To the same database.

    Returns:
        Rows by the names of our tables.
    """
    os.environ.update(_SETTINGS)
    import dlt  # noqa: PLC0415  (its settings are read when it is imported)
    from dlt.destinations import postgres  # noqa: PLC0415

    _drop(connection)
    with tempfile.TemporaryDirectory(prefix="mlb-bench-dlt-") as folder, clock.time(PEER):
        pipeline = dlt.pipeline(
            "peer",
            pipelines_dir=str(Path(folder)),
            destination=postgres(database.url),
            dataset_name=_DATASET,
        )
        pipeline.run(
            _games(documents),
            table_name="games",
            write_disposition="append",
            loader_file_format="csv",
        )
    found = {}
    for ours, theirs in BOTH.items():
        count = sql.SQL("select count(*) from {}").format(sql.Identifier(_DATASET, theirs))
        row = connection.execute(count).fetchone()
        found[ours] = row[0] if row else 0
    _drop(connection)
    return found


def _drop(connection: Connection) -> None:
    for schema in (f"{_DATASET}_staging", _DATASET):
        connection.execute(
            sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema))
        )


def _games(documents: list[Document]) -> Iterator[dict[str, Any]]:
    for document in documents:
        feed = msgspec.json.decode(document.body)
        about, live = feed["gameData"], feed["liveData"]
        people = about.pop("players")
        teams = live["boxscore"]["teams"]
        yield {
            "game_pk": feed["gamePk"],
            "about": about,
            "people": list(people.values()),
            "plays": live["plays"]["allPlays"],
            "innings": live["linescore"]["innings"],
            "officials": live["boxscore"]["officials"],
            "players": [one for side in teams.values() for one in side["players"].values()],
            "team_stats": {side: team["teamStats"] for side, team in teams.items()},
        }
