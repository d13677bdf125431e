"""The least that anyone could do: parse, read, and copy rows that are ready."""

import msgspec
import pyarrow as pa
from psycopg import sql

from bench.inputs import Games
from bench.rounds import RAW_TABLE, Clock, batches, game_mapping
from mlb_data_platform.raw import raw_table
from mlb_data_platform.transform import Kernel
from mlb_data_platform.warehouse import Connection, read_documents
from mlb_data_platform.warehouse.copy import way_into

PARSE = "floor: parse the JSON, keep nothing"
READ = "floor: read the JSONB as text"
COPY = "floor: COPY of the very same rows"
ENCODE = "encode rows for COPY"
_AT_ONCE = 25
_JSONB = "select convert_to(data::text, 'UTF8') from game.live_game_v1 where id = any(%s)"


def measure_floors(clock: Clock, games: Games, connection: Connection) -> None:
    """Measure all of them on one connection; the tables are emptied first."""
    _parse(clock, games)
    ids = [i for (i,) in connection.execute("select id from game.live_game_v1 order by id")]
    mapping = game_mapping()
    kernel, table = Kernel(mapping), raw_table(RAW_TABLE)
    for normalized in mapping.tables:
        connection.execute(
            sql.SQL("truncate {}").format(sql.Identifier(*normalized.name.split(".")))
        )
    connection.execute("checkpoint")
    seconds = Clock()
    for batch in batches(ids, _AT_ONCE):
        with seconds.time(READ):
            connection.execute(_JSONB, (batch,)).fetchall()
        with seconds.time("read the kept bytes"):
            documents = read_documents(connection, table, batch)
        with seconds.time("kernel: bytes → Arrow, one core"):
            rows = kernel.transform(documents).rows
        with seconds.time(ENCODE):
            ready = [_ready(name, some) for name, some in rows.items() if some.num_rows]
        with seconds.time(COPY), connection.transaction():
            for statement, stream in ready:
                with connection.cursor().copy(statement) as copy:
                    copy.write(stream)
    for name, values in seconds.seconds.items():
        clock.seconds[name].append(sum(values))


def _parse(clock: Clock, games: Games) -> None:
    seconds = Clock()
    for document in games:
        with seconds.time(PARSE):
            msgspec.json.decode(document.body)
    clock.seconds[PARSE].append(sum(seconds.seconds[PARSE]))


def _ready(table: str, rows: pa.RecordBatch) -> tuple[bytes, bytes]:
    way = way_into(table, rows.schema)
    return way.statement, b"".join(way.encoded(rows))
