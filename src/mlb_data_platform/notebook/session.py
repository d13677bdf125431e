"""One connection, what is known about its tables, and who is who in them."""

import difflib
import threading
from collections.abc import Mapping, Sequence

from mlb_data_platform.errors import PlatformError
from mlb_data_platform.notebook.errors import QuestionError, show_hint
from mlb_data_platform.notebook.filters import (
    Words,
    check_known,
    checked_limit,
    one_of,
    words_of,
)
from mlb_data_platform.notebook.names import Named, all_named, find_named
from mlb_data_platform.notebook.result import Result
from mlb_data_platform.warehouse import (
    Condition,
    Connection,
    Database,
    DatabaseUnreachableError,
    DriverError,
    Question,
    connect,
    named_query,
    read_arrow,
    render_question,
)

_FILL = (
    "`mlb-etl db migrate` makes the tables, `mlb-etl pipeline daily` or `mlb-etl demo` fills them"
)
_TEAM_NAMES = ("team", "location_name", "club_name", "nickname", "short_name", "team_name")
_LINES = {"pitcher": "game.pitching_lines", "batter": "game.batting_lines"}
"""Where it is kept who threw and who batted in which game."""


class Session:
    """Asks questions over one connection, one at a time, from any thread.

    Args:
        database: Where the warehouse is.

    Raises:
        DatabaseUnreachableError: Nobody answers there.
        DatabaseRefusedError: Wrong password, user or database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._connection: Connection | None = connect(database)

    @property
    def where(self) -> str:
        """Where the warehouse is, without the password."""
        return self._database.where

    def close(self) -> None:
        """Let go of the connection; the next question opens one anew."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def query(self, text: str, parameters: Mapping[str, object]) -> Result:
        """Run one statement that reads."""
        try:
            with self._lock:
                rows = read_arrow(self._open(), text, parameters or None)
        except PlatformError as error:
            show_hint(error)
            raise
        except DriverError as error:
            # The server went away since the last question; the next one finds it when it is back.
            problem = f"the connection is lost: {str(error).strip().partition(chr(10))[0]}"
            lost = DatabaseUnreachableError(where=self.where, problem=problem)
            show_hint(lost)
            raise lost from error
        return Result(rows, text)

    def named(self, name: str, parameters: Mapping[str, object]) -> Result:
        """Run one of the queries of the warehouse."""
        return self.query(named_query(name), parameters)

    def ask(
        self,
        table: str,
        where: Sequence[Condition],
        *,
        columns: Words | None,
        limit: int | None,
        order: Sequence[str] = (),
    ) -> Result:
        """Rows of one table or view."""
        wanted = words_of(columns) or []
        self.known_columns(table, wanted)
        question = Question(
            table=table, columns=wanted, where=where, order=order, limit=checked_limit(limit)
        )
        with self._lock:
            text = render_question(self._open(), question)
        return self.query(text, {})

    def known_columns(self, table: str, wanted: Sequence[str] = ()) -> None:
        """Return only when there are such a table and such columns.

        Raises:
            QuestionError: There is none; names the nearest.
        """
        found = [row["column_name"] for row in self.named("columns", {"table": table})]
        if found:
            check_known(wanted, found, table)
            return
        known = self.named("relations", {}).arrow().column("table_name").to_pylist()
        near = difflib.get_close_matches(table, known, n=3, cutoff=0.6)
        hint = f"did you mean {' or '.join(near)}?" if near else "see db.tables()"
        if not any(name.startswith("mart.") for name in known):
            hint = _FILL
        raise QuestionError(f"found no table or view {table!r} in {self.where}", hint=hint)

    def team(self, team: str | int | None, columns: tuple[str, ...]) -> list[Condition]:
        """The condition that one of some columns is that team."""
        if team is None:
            return []
        names: dict[int, list[str]] = {}
        for row in self.named("teams", {"seasons": None}):
            said = (row[column] for column in _TEAM_NAMES)
            names.setdefault(row["team_id"], []).extend(name for name in said if name)
        # Under the names of all its seasons; the newest come last.
        known = [
            Named(number=number, name=said[-1], others=tuple(said))
            for number, said in names.items()
        ]
        return [Condition(columns, "is", find_named(team, known, what="team").number)]

    def person(self, who: str | int | None, what: str, columns: tuple[str, ...]) -> list[Condition]:
        """The condition that one of some columns is that person."""
        if who is None:
            return []
        found = find_named(who, self._people(who), what=what)
        return [Condition(columns, "is", found.number)]

    def who(
        self,
        who: str | int | None,
        what: str,
        columns: tuple[str, ...],
        seasons: Sequence[int] | None,
    ) -> list[Condition]:
        """The same for columns of pitches, with the games in which he threw or batted.

        A view of pitches works game by game: games have to be named, else it looks at all.
        """
        condition = self.person(who, what, columns)
        if not condition:
            return []
        number = condition[0].value
        games: set[int] = set()
        for column in columns:
            where = [Condition(("person_id",), "is", number), *one_of("season", seasons)]
            asked = self.ask(_LINES[column], where, columns="game_pk", limit=None)
            games.update(asked.arrow().column("game_pk").to_pylist())
        return [*condition, *one_of("game_pk", sorted(games))]

    def players_named(self, name: str | int, seasons: Sequence[int] | None) -> list[int]:
        """Numbers of all players who may be meant."""
        return [one.number for one in all_named(name, self._people(name, seasons), what="player")]

    def _people(self, who: str | int, seasons: Sequence[int] | None = None) -> list[Named]:
        """Those who may be meant: one by his number, else everybody."""
        ids = [int(who)] if str(who).strip().isdecimal() else None
        return [
            Named(
                number=row["person_id"],
                name=row["player_name"] or "",
                others=(row["last_first_name"] or "",),
                about=f"{row['position']}, {row['first_season']}–{row['last_season']}",
            )
            for row in self.named("players", {"seasons": seasons, "ids": ids})
        ]

    def _open(self) -> Connection:
        """The connection, opened anew where it was closed or the server went away meanwhile."""
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._database)
        return self._connection
