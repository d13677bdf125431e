"""The world of one scenario: an empty warehouse, answers to replay or an API to ask, the CLI."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from mlb_data_platform.warehouse import Database
from tests.bdd.support.api import StandInApi, running_api
from tests.bdd.support.recordings import Recordings
from tests.support.cli import Result, mlb_etl
from tests.support.stubs import REPOSITORY, STUB_DIR

SUBJECT_SCHEMAS = ["season", "schedule", "game", "raw"]


class World:
    """What a scenario has and does.

    Args:
        database: A new, migrated database.
        folder: A folder of the scenario's own.
        stack: Closes what the scenario opened.
    """

    def __init__(self, database: Database, folder: Path, stack: ExitStack) -> None:
        self.database, self.folder, self.stack = database, folder, stack
        self.connection = stack.enter_context(psycopg.connect(database.url, autocommit=True))
        self.recordings = Recordings(folder / "stubs")
        self.stub_dir = STUB_DIR
        self.env: dict[str, str] = {
            "MLB_DATABASE_URL": database.url,
            "MLB_HOME": str(folder / "home"),
            "MLB_WORKERS": "1",
        }
        self.result = Result(0, "", "")
        self.transformed: dict[str, Any] = {}
        self._api: StandInApi | None = None

    # -- doing -----------------------------------------------------------------------------------

    def run(self, *arguments: str) -> Result:
        """Run `mlb-etl` from the top of the repository."""
        with chdir(REPOSITORY):
            self.result = mlb_etl(*arguments, env=self.env | {"MLB_STUB_DIR": str(self.stub_dir)})
        return self.result

    def run_line(self, line: str) -> Result:
        """Run a command line as it is typed, `mlb-etl` at its begin or not."""
        words = shlex.split(line)
        return self.run(*(words[1:] if words[:1] == ["mlb-etl"] else words))

    def ingest(self, job: str, *arguments: str) -> Result:
        """Ingest and keep: from the API where the scenario has one, else from recordings."""
        mode = "live" if self._api or "MLB_STATSAPI_URL" in self.env else "replay"
        return self.run("ingest", "--job", self.job(job), "--stub-mode", mode, "--save", *arguments)

    def transform(self, subject: str, *arguments: str) -> Result:
        """Transform, and remember the counts it reports."""
        result = self.run("transform", subject, "--output", "json", *arguments)
        self.transformed = json.loads(result.out)
        return result

    def write_job(self, name: str, text: str) -> None:
        """Write a job file of the scenario's own."""
        (self.folder / f"{name}.yaml").write_text(text, "utf-8")

    def job(self, name: str) -> str:
        """What to type for a job: the scenario's own file, or the name of a shipped job."""
        own = self.folder / f"{name}.yaml"
        return str(own) if own.is_file() else name

    def replay_own_recordings(self) -> Recordings:
        """From now on the scenario replays what it recorded itself."""
        self.stub_dir = self.recordings.folder
        return self.recordings

    @property
    def api(self) -> StandInApi:
        """The scenario's API, asked from now on instead of recordings."""
        if self._api is None:
            self._api = self.stack.enter_context(running_api())
            self.env["MLB_STATSAPI_URL"] = self._api.url
        return self._api

    # -- looking ---------------------------------------------------------------------------------

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(query.encode(), parameters).fetchall()

    def value(self, query: str, *parameters: object) -> Any:
        """The one value of a query."""
        ((found,),) = self.rows(query, *parameters)
        return found

    def count(self, table: str, **where: object) -> int:
        """Rows of a table, all or those with these values."""
        return int(self.texts(table, ["count(*)"], where)[0][0])

    def texts(
        self, table: str, columns: Sequence[str], where: Mapping[str, object] | None = None
    ) -> list[list[str]]:
        """Rows of a table as a person writes them: text, an empty text for null; sorted."""
        asked = [
            sql.SQL("count(*)::text") if name == "count(*)" else _as_text(name) for name in columns
        ]
        wanted = where or {}
        conditions = [sql.SQL("{} = %s").format(sql.Identifier(name)) for name in wanted]
        statement = sql.SQL("select {} from {} where {}").format(
            sql.SQL(", ").join(asked),
            sql.Identifier(*table.split(".")),
            sql.SQL(" and ").join(conditions or [sql.SQL("true")]),
        )
        found = self.connection.execute(statement, list(wanted.values())).fetchall()
        return sorted(list(row) for row in found)

    def everything_kept(self) -> dict[str, int]:
        """Rows by table, raw and normalized, of the tables that are not empty."""
        tables = self.rows(
            "select n.nspname || '.' || c.relname from pg_class c"
            " join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any(%s)",
            SUBJECT_SCHEMAS,
        )
        counts = {name: self.count(name) for (name,) in [*tables, ("metadata.quarantine",)]}
        return {name: rows for name, rows in counts.items() if rows}

    def written(self, word: str) -> int:
        """Rows that the last transform reports as inserted, updated, deleted, …"""
        return sum(counts[word] for counts in self.transformed["tables"].values())


def _as_text(name: str) -> sql.Composable:
    return sql.SQL("coalesce({}::text, '')").format(sql.Identifier(name))


def moment(text: str) -> datetime:
    """A moment in UTC, as scenarios write it: `2024-07-01` or `2024-07-01 19:07`."""
    return datetime.fromisoformat(f"{text}+00:00" if ":" in text else f"{text} 00:00+00:00")


def today_in_new_york() -> str:
    """The baseball day that it is now."""
    return datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date().isoformat()


@contextmanager
def new_world(database: Database, folder: Path) -> Iterator[World]:
    """A world for the length of one scenario."""
    with ExitStack() as stack:
        yield World(database, folder, stack)
