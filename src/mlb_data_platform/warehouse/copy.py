"""Arrow batches into PostgreSQL by binary COPY.

Compiled code encodes them (`src/native`, ADR 0030), while other threads go on. Where it is not
there, or does not know a type, `pgpq` does; the server gets the same rows either way.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pgpq
import pgpq.encoders
import pgpq.schema
import psycopg
import pyarrow as pa
from psycopg import sql

try:
    from mlb_data_platform.warehouse import _binary_copy
except ImportError:
    IS_COMPILED = False
else:
    IS_COMPILED = True

_KINDS = {
    pa.bool_(): "b",
    pa.int16(): "h",
    pa.int32(): "i",
    pa.int64(): "l",
    pa.float64(): "d",
    pa.date32(): "D",
    pa.timestamp("us", tz="UTC"): "t",
    pa.string(): "s",
    pa.list_(pa.string()): "S",
    pa.list_(pa.int32()): "I",
}
"""How the compiled code calls the types that it knows."""
_JSON = "j"


def copy_rows(
    connection: psycopg.Connection,
    table: str,
    rows: pa.RecordBatch,
    *,
    is_compiled: bool = IS_COMPILED,
) -> None:
    """Append rows to a table.

    Args:
        connection: Inside a transaction.
        table: Schema and table, or a temporary table's name.
        rows: Its columns are columns of the table, of the very types (nothing is cast).
        is_compiled: Whether compiled code encodes what it knows.
    """
    if not rows.num_rows:
        return
    way = way_into(table, rows.schema)
    with connection.cursor().copy(way.statement) as copy:
        for piece in way.encoded(rows, is_compiled=is_compiled):
            copy.write(piece)


@dataclass(frozen=True, slots=True)
class Way:
    """How rows of one schema get into a table; found out once, which takes as long as a few rows.

    Attributes:
        schema: The rows.
        statement: What the server is told.
        json: Columns of JSON: text in Arrow, and only the schema knows that they are more.
        kinds: A letter a column for the compiled code; None where it does not know them all.
    """

    schema: pa.Schema
    statement: bytes
    json: frozenset[str]
    kinds: bytes | None

    def encoded(self, rows: pa.RecordBatch, *, is_compiled: bool = IS_COMPILED) -> Iterable[bytes]:
        """Rows as COPY reads them, in one piece or several."""
        if not is_compiled or self.kinds is None:
            encoder = self._encoder()
            return encoder.write_header(), encoder.write_batch(rows), encoder.finish()
        _, array = rows.__arrow_c_array__()
        return (_binary_copy.encode_rows(array, self.kinds),)

    def _encoder(self) -> pgpq.ArrowToPostgresBinaryEncoder:
        """What writes rows as COPY reads them.

        To name an encoder for every column takes as long as encoding a dozen games, so that is done
        only where it must be.
        """
        if not self.json:
            return pgpq.ArrowToPostgresBinaryEncoder(self.schema)
        return pgpq.ArrowToPostgresBinaryEncoder.new_with_encoders(
            self.schema,
            {
                field.name: pgpq.encoders.StringEncoderBuilder.new_with_output(
                    field, pgpq.schema.Jsonb()
                )
                if field.name in self.json
                else pgpq.ArrowToPostgresBinaryEncoder.infer_encoder(field)
                for field in self.schema
            },
        )


_ways: dict[str, Way] = {}
"""The last way into each table, good as long as its rows keep their schema."""


def way_into(table: str, schema: pa.Schema) -> Way:
    """How rows of a schema get into a table."""
    known = _ways.get(table)
    if known is not None and known.schema.equals(schema, check_metadata=True):
        return known
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, schema.names)),
    )
    json = frozenset(
        field.name for field in schema if (field.metadata or {}).get(b"postgres") == b"jsonb"
    )
    found = Way(
        schema=schema,
        statement=statement.as_bytes(None),
        json=json,
        kinds=_kinds_of(schema, json),
    )
    _ways[table] = found
    return found


def _kinds_of(schema: pa.Schema, json: frozenset[str]) -> bytes | None:
    """What the compiled code is told of the columns; None where it does not know a type."""
    letters = [_JSON if field.name in json else _KINDS.get(field.type) for field in schema]
    known = [letter for letter in letters if letter]
    return "".join(known).encode() if len(known) == len(letters) else None
