"""Arrow batches into PostgreSQL by binary COPY."""

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
    encoder = _encoder(rows.schema)
    with connection.cursor().copy(statement) as copy:
        copy.write(encoder.write_header())
        copy.write(encoder.write_batch(rows))
        copy.write(encoder.finish())


def _encoder(schema: pa.Schema) -> pgpq.ArrowToPostgresBinaryEncoder:
    """What writes rows as COPY reads them.

    JSON is text in Arrow, and only the schema knows that it is more. To name an encoder for every
    column takes as long as encoding a dozen games, so that is done only where it must be.
    """
    json = {field.name for field in schema if (field.metadata or {}).get(b"postgres") == b"jsonb"}
    if not json:
        return pgpq.ArrowToPostgresBinaryEncoder(schema)
    return pgpq.ArrowToPostgresBinaryEncoder.new_with_encoders(
        schema,
        {
            field.name: pgpq.encoders.StringEncoderBuilder.new_with_output(
                field, pgpq.schema.Jsonb()
            )
            if field.name in json
            else pgpq.ArrowToPostgresBinaryEncoder.infer_encoder(field)
            for field in schema
        },
    )
