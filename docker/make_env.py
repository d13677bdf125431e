"""Write `.env` for compose.yaml: a random password for every name that it wants and does not have.

What is there is never changed, so it may be run again after an upgrade that wants more. The file is
for its owner alone. Needs nothing but Python: `make env`, or `python3 docker/make_env.py [FILE]`.
"""

import os
import secrets
import sys
import tempfile
from pathlib import Path

WANTED = {
    "POSTGRES_PASSWORD": "owner of the warehouse, user mlb; migrates and nothing else",
    "MLB_WRITER_PASSWORD": "keeps the warehouse current, user mlb_nightly",
    "MLB_READER_PASSWORD": "reads, for people and tools, user mlb_analyst",
    "REDIS_PASSWORD": "the budget of requests that all runs share",
    "MINIO_ROOT_PASSWORD": "administers the object store, user mlb-admin; http://127.0.0.1:9001",
    "MINIO_ETL_PASSWORD": "secret key of mlb-etl, for the bucket lake alone",
    "PGADMIN_PASSWORD": "pgAdmin, user admin@example.com or ADMIN_EMAIL; http://127.0.0.1:5050",
    "METABASE_DB_PASSWORD": "Metabase's own database, user metabase",
    "METABASE_PASSWORD": "Metabase, user as pgAdmin's; http://127.0.0.1:3000",
    "GRAFANA_PASSWORD": "Grafana, user admin; http://127.0.0.1:3001",
}
HEADER = (
    "# Passwords of compose.yaml, written by `make env`. Keep it: it is in no backup of the data.\n"
)


def names_in(text: str) -> set[str]:
    """Names that the text of an env file gives a value."""
    lines = (line.strip().removeprefix("export ") for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip() for name, _, value in pairs if value.strip()}


def completed(text: str) -> str:
    """The same text, and a password for every name that it lacks."""
    there = names_in(text)
    added = [
        # Letters, digits, - and _ stand in URLs and shells as they are; nobody guesses 32 bytes.
        f"# {meaning}\n{name}={secrets.token_urlsafe(32)}\n"
        for name, meaning in WANTED.items()
        if name not in there
    ]
    if not added:
        return text
    begin = text if not text or text.endswith("\n") else f"{text}\n"
    return (begin or HEADER) + "".join(added)


def write(file: Path) -> str:
    """Complete a file as a whole or not at all, readable by its owner alone; say what was done."""
    before = file.read_text("utf-8") if file.exists() else ""
    after = completed(before)
    if after != before:
        handle, fresh = tempfile.mkstemp(dir=file.parent, prefix=".env.")  # mode 0600
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(after)
        Path(fresh).replace(file)
    file.chmod(0o600)
    count = len(names_in(after) - names_in(before))
    return f"{file}: {count} passwords added, nothing changed that was there"


if __name__ == "__main__":
    sys.stderr.write(write(Path(sys.argv[1] if len(sys.argv) > 1 else ".env")) + "\n")
