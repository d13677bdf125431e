"""Raw tables as data: keys, partitions, and what makes two answers versions of one thing."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

COMMON_COLUMNS = {
    "id": ("bigint", "Number of this version, in the order of arrival."),
    "request_params": ("jsonb", "Path and query parameters of the request."),
    "source_url": ("text", "URL that live asks for this answer."),
    "captured_at": ("timestamptz", "When this answer was first captured from the API."),
    "last_seen_at": ("timestamptz", "When the API last gave this same answer."),
    "schema_version": ("text", "Version of the method that answered, e.g. v1."),
    "response_status": ("smallint", "HTTP status of the answer."),
    "data": ("jsonb", "The complete answer."),
    "content_hash": (
        "text",
        "SHA-256 over canonical JSON: white space and key order do not count.",
    ),
    "ingestion_timestamp": ("timestamptz", "When this row was written."),
    "ingestion_job_id": ("text", "Run that wrote this row (metadata.job_executions.run_id)."),
}
"""Columns of every raw table, with PostgreSQL type and meaning."""

BODY = (
    "bytea",
    "The answer's bytes as they came, in a Zstandard frame; null where data was changed by hand.",
)
"""Type and meaning of the column `body`, the last of every raw table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawKey:
    """One key column of a raw table.

    Attributes:
        name: Column name.
        type: PostgreSQL type: bigint, integer, text or date.
        answer: Paths in the answer, first hit wins.
        request: Request parameters, asked after the answer, or before it where `request_first`.
        request_first: The request decides (a schedule's day is what was asked for).
        needed: A document without it is quarantined.
        meaning: What it says.
    """

    name: str
    type: str
    answer: tuple[str, ...]
    request: tuple[str, ...]
    request_first: bool
    needed: bool
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """One raw table.

    Attributes:
        name: Schema and table.
        meaning: What it holds.
        keys: Its key columns.
        identity: Keys that make two answers versions of one thing; none means equal request
            parameters.
        version: Key that holds the answer's own time, or None.
        partition: Date key whose year decides the partition, or None.
        refuse: Request parameters that are not kept.
        tracks_latest: It has `is_latest`, kept true by a trigger for the newest version.
    """

    name: str
    meaning: str
    keys: tuple[RawKey, ...] = ()
    identity: tuple[str, ...] = ()
    version: str | None = None
    partition: str | None = None
    refuse: frozenset[str] = frozenset()
    tracks_latest: bool = False


@cache
def load_raw_tables() -> dict[str, RawTable]:
    """The raw tables with keys of their own, by name."""
    text = (files("mlb_data_platform.raw") / "tables.yaml").read_text("utf-8")
    return {name: _table(name, entry) for name, entry in yaml.safe_load(text).items()}


def raw_table(name: str) -> RawTable:
    """The raw table of that name; one with just the common columns when it has no entry."""
    plain = RawTable(name=name, meaning=plain_meaning(name.partition(".")[2]))
    return load_raw_tables().get(name, plain)


def plain_meaning(method: str) -> str:
    """What a raw table without keys of its own holds."""
    return f"Answers of the API, raw ({method})."


def _table(name: str, entry: dict[str, Any]) -> RawTable:
    return RawTable(
        name=name,
        meaning=entry["meaning"],
        keys=tuple(_key(key, said) for key, said in entry["keys"].items()),
        identity=tuple(entry.get("identity", ())),
        version=entry.get("version"),
        partition=entry.get("partition"),
        refuse=frozenset(entry.get("refuse", ())),
        tracks_latest=entry.get("latest", False),
    )


def _key(name: str, said: dict[str, Any]) -> RawKey:
    asked = [word for word in said if word in {"answer", "request"}]
    return RawKey(
        name=name,
        type=said["type"],
        answer=tuple(said.get("answer", ())),
        request=tuple(said.get("request", ())),
        request_first=asked[:1] == ["request"],
        needed=said.get("needed", False),
        meaning=said["meaning"],
    )
