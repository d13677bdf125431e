"""How far feeds were read: `metadata.watermarks`."""

from datetime import datetime

import psycopg


def read_watermark(connection: psycopg.Connection, name: str) -> datetime | None:
    """How far a feed was read; None when it never was."""
    row = connection.execute(
        "select reached_at from metadata.watermarks where name = %s", (name,)
    ).fetchone()
    return row[0] if row else None


def advance_watermark(connection: psycopg.Connection, name: str, reached_at: datetime) -> None:
    """Note that a feed was read up to a moment, and everything in it done.

    It only ever goes forward, unless it stands in the future: then a clock was wrong once.
    """
    connection.execute(
        "insert into metadata.watermarks as w (name, reached_at) values (%s, %s)"
        " on conflict (name) do update set updated_at = now(),"
        " reached_at = case when w.reached_at > now() then excluded.reached_at"
        "  else greatest(w.reached_at, excluded.reached_at) end",
        (name, reached_at),
    )
