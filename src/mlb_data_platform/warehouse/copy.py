"""Arrow batches into PostgreSQL by binary COPY."""

from typing import Any

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
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, rows.schema.names)),
    )
    encoder = pgpq.ArrowToPostgresBinaryEncoder.new_with_encoders(
        rows.schema, {field.name: _encoder_of(field) for field in rows.schema}
    )
    with connection.cursor().copy(statement) as copy:
        copy.write(encoder.write_header())
        copy.write(encoder.write_batch(rows))
        copy.write(encoder.finish())


def _encoder_of(field: pa.Field) -> Any:
    """How a column is written; JSON is text in Arrow, and only the schema knows that it is more."""
    if (field.metadata or {}).get(b"postgres") == b"jsonb":
        return pgpq.encoders.StringEncoderBuilder.new_with_output(field, pgpq.schema.Jsonb())
    return pgpq.ArrowToPostgresBinaryEncoder.infer_encoder(field)
