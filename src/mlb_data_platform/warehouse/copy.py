"""Arrow batches into PostgreSQL by binary COPY."""

import threading
from typing import Any

import pgpq
import pgpq.encoders
import pgpq.schema
import psycopg
import pyarrow as pa
from psycopg import sql

_END = b"\xff\xff"
"""What ends a binary COPY: a row of -1 columns."""


def copy_rows(connection: psycopg.Connection, table: str, rows: pa.RecordBatch) -> None:
    """Append rows to a table.

    Args:
        connection: Inside a transaction.
        table: Schema and table, or a temporary table's name.
        rows: Its columns are columns of the table, of the very types (nothing is cast).
    """
    if not rows.num_rows:
        return
    writer = _writer_of(table, rows.schema)
    with connection.cursor().copy(writer.statement) as copy:
        copy.write(writer.encode(rows))


class _Writer:
    """Writes batches of one schema in the form that COPY reads.

    The encoder is never finished: making one takes longer than encoding a dozen games.
    """

    def __init__(self, table: str, schema: pa.Schema) -> None:
        self.schema = schema
        self.statement = (
            sql.SQL("copy {} ({}) from stdin (format binary)")
            .format(
                sql.Identifier(*table.split(".")),
                sql.SQL(", ").join(map(sql.Identifier, schema.names)),
            )
            .as_bytes(None)
        )
        self._encoder = pgpq.ArrowToPostgresBinaryEncoder.new_with_encoders(
            schema, {field.name: _encoder_of(field) for field in schema}
        )
        self._header = self._encoder.write_header()

    def encode(self, rows: pa.RecordBatch) -> bytes:
        """Return a whole COPY stream."""
        return b"".join((self._header, self._encoder.write_batch(rows), _END))


_writers = threading.local()


def _writer_of(table: str, schema: pa.Schema) -> _Writer:
    """The writer of a table; each thread has its own, since an encoder has a state."""
    known: dict[str, _Writer] = _writers.__dict__
    writer = known.get(table)
    if writer is None or not writer.schema.equals(schema, check_metadata=True):
        writer = known[table] = _Writer(table, schema)
    return writer


def _encoder_of(field: pa.Field) -> Any:
    """How a column is written; JSON is text in Arrow, and only the schema knows that it is more."""
    if (field.metadata or {}).get(b"postgres") == b"jsonb":
        return pgpq.encoders.StringEncoderBuilder.new_with_output(field, pgpq.schema.Jsonb())
    return pgpq.ArrowToPostgresBinaryEncoder.infer_encoder(field)
