"""Arrow batches into PostgreSQL by binary COPY."""

from dataclasses import dataclass

import pgpq
import pgpq.encoders
import pgpq.schema
import psycopg
import pyarrow as pa
from psycopg import sql


def copy_rows(connection: psycopg.Connection, table: str, rows: pa.RecordBatch) -> None:
    """Append rows to a table.

    Args:
        connection: Inside a transaction.
        table: Schema and table, or a temporary table's name.
        rows: Its columns are columns of the table, of the very types (nothing is cast).
    """
    if not rows.num_rows:
        return
    way = _way_into(table, rows.schema)
    encoder = way.encoder()
    with connection.cursor().copy(way.statement) as copy:
        copy.write(encoder.write_header())
        copy.write(encoder.write_batch(rows))
        copy.write(encoder.finish())


@dataclass(frozen=True, slots=True)
class _Way:
    """How rows of one schema get into a table; found out once, which takes as long as a few rows.

    Attributes:
        schema: The rows.
        statement: What the server is told.
        json: Columns of JSON: text in Arrow, and only the schema knows that they are more.
    """

    schema: pa.Schema
    statement: bytes
    json: frozenset[str]

    def encoder(self) -> pgpq.ArrowToPostgresBinaryEncoder:
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


_ways: dict[str, _Way] = {}
"""The last way into each table, good as long as its rows keep their schema."""


def _way_into(table: str, schema: pa.Schema) -> _Way:
    known = _ways.get(table)
    if known is not None and known.schema.equals(schema, check_metadata=True):
        return known
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, schema.names)),
    )
    kinds = {field.name: (field.metadata or {}).get(b"postgres") for field in schema}
    found = _Way(
        schema=schema,
        statement=statement.as_bytes(None),
        json=frozenset(name for name, kind in kinds.items() if kind == b"jsonb"),
    )
    _ways[table] = found
    return found
