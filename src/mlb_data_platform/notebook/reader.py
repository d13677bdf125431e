"""The warehouse as an object: questions in an analyst's words, and any SQL."""

from collections.abc import Iterable
from types import TracebackType
from typing import Literal, Self

from mlb_data_platform.notebook.errors import QuestionError
from mlb_data_platform.notebook.filters import (
    Day,
    Season,
    Words,
    between,
    day_of,
    equals,
    numbers_of,
    one_of,
    seasons_of,
    words_of,
)
from mlb_data_platform.notebook.result import Result
from mlb_data_platform.notebook.session import Session
from mlb_data_platform.warehouse import Condition, Database

_SIDES = ("home_team_id", "away_team_id")
_BY_GAME = ("game_date", "game_pk", "player_name")


class Reader:
    """The warehouse, to be read: nothing can be changed through it, the server sees to that.

    Players are named by number or name (`player=660271`, `player="Ohtani"`), teams by number,
    abbreviation or name; who is not known or not the only one is an error that names candidates.
    Every answer is a `Result`. All methods may be used from several threads.

    Args:
        database: Where the warehouse is.

    Raises:
        DatabaseUnreachableError: Nobody answers there.
        DatabaseRefusedError: Wrong password, user or database.
    """

    def __init__(self, database: Database) -> None:
        self._session = Session(database)

    # -- any question ----------------------------------------------------------------------------

    def query(self, text: str, /, **parameters: object) -> Result:
        """Run any SQL that reads.

        Args:
            text: One statement; `%(name)s` in it stands for a parameter, and then `%%` for `%`.
            parameters: Values for it, bound and never part of the text.

        Raises:
            QueryError: It does not run, or tries to change something.

        Example:
            `db.query("select * from game.plays where game_pk = %(pk)s", pk=744914)`
        """
        return self._session.query(text, parameters)

    def table(
        self,
        name: str,
        /,
        *,
        columns: Words | None = None,
        limit: int | None = None,
        **equal: object,
    ) -> Result:
        """Rows of one table or view.

        Args:
            name: Schema and name, such as `game.plays`; `db.tables()` lists them.
            columns: Those to hand out; all when None.
            limit: So many rows at most.
            equal: Columns and the value they have to have; a list: one of its values.

        Raises:
            QuestionError: There is no such table or column; names the nearest.
        """
        self._session.known_columns(name, list(equal))
        return self._session.ask(name, equals(equal), columns=columns, limit=limit)

    def tables(self) -> Result:
        """Every table and view with what it holds."""
        return self._session.named("relations", {})

    def columns(self, table: str) -> Result:
        """The columns of a table or view, with type and meaning.

        Raises:
            QuestionError: There is no such table; names the nearest.
        """
        self._session.known_columns(table)
        return self._session.named("columns", {"table": table})

    # -- the usual questions ---------------------------------------------------------------------

    def games(
        self,
        *,
        season: Season | None = None,
        start: Day | None = None,
        end: Day | None = None,
        team: str | int | None = None,
        game_type: Words | None = None,
        columns: Words | None = None,
        limit: int | None = None,
    ) -> Result:
        """Games whose feed is in the warehouse, in order; `mart.games`.

        Args:
            season: Season, or several.
            start: First baseball day.
            end: Last baseball day.
            team: Either team.
            game_type: Kind of game, `R` for the regular season; or several.
            columns: Those to hand out; all when None.
            limit: So many rows at most.
        """
        where = [
            *one_of("season", seasons_of(season)),
            *between("game_date", start, end),
            *one_of("game_type", words_of(game_type)),
            *self._session.team(team, _SIDES),
        ]
        order = ("game_date", "starts_at", "game_pk")
        return self._session.ask("mart.games", where, columns=columns, order=order, limit=limit)

    def pitches(
        self,
        *,
        player: str | int | None = None,
        pitcher: str | int | None = None,
        batter: str | int | None = None,
        season: Season | None = None,
        start: Day | None = None,
        end: Day | None = None,
        team: str | int | None = None,
        game_pk: int | Iterable[int] | None = None,
        game_type: Words | None = None,
        columns: Words | None = None,
        limit: int | None = None,
    ) -> Result:
        """Thrown pitches in order, with the column names of Statcast's CSV; `mart.pitches`.

        Args:
            player: Who threw the pitch or was at bat.
            pitcher: Who threw it.
            batter: Who was at bat.
            season: Season, or several.
            start: First baseball day.
            end: Last baseball day.
            team: Either team of the game.
            game_pk: Game, or several.
            game_type: Kind of game, `R` for the regular season; or several.
            columns: Those to hand out; all when None. Fewer are much quicker.
            limit: So many rows at most.
        """
        seasons = seasons_of(season)
        where = [
            *one_of("game_year", seasons),
            *between("game_date", start, end),
            *one_of("game_type", words_of(game_type)),
            *one_of("game_pk", numbers_of(game_pk)),
            *self._session.team(team, _SIDES),
            *self._session.who(player, "player", ("pitcher", "batter"), seasons),
            *self._session.who(pitcher, "pitcher", ("pitcher",), seasons),
            *self._session.who(batter, "batter", ("batter",), seasons),
        ]
        order = ("game_date", "game_pk", "at_bat_number", "pitch_number")
        return self._session.ask("mart.pitches", where, columns=columns, order=order, limit=limit)

    def plate_appearances(
        self,
        *,
        pitcher: str | int | None = None,
        batter: str | int | None = None,
        season: Season | None = None,
        start: Day | None = None,
        end: Day | None = None,
        team: str | int | None = None,
        game_pk: int | Iterable[int] | None = None,
        game_type: Words | None = None,
        columns: Words | None = None,
        limit: int | None = None,
    ) -> Result:
        """Completed plate appearances in order; `mart.plate_appearances`.

        Args:
            pitcher: Who is charged with it as a pitcher.
            batter: Who is charged with it as a batter.
            season: Season, or several.
            start: First baseball day.
            end: Last baseball day.
            team: Team at bat.
            game_pk: Game, or several.
            game_type: Kind of game, `R` for the regular season; or several.
            columns: Those to hand out; all when None.
            limit: So many rows at most.
        """
        where = [
            *one_of("season", seasons_of(season)),
            *between("game_date", start, end),
            *one_of("game_type", words_of(game_type)),
            *one_of("game_pk", numbers_of(game_pk)),
            *self._session.team(team, ("team_id",)),
            *self._session.person(pitcher, "pitcher", ("pitcher_id",)),
            *self._session.person(batter, "batter", ("batter_id",)),
        ]
        order, table = ("game_date", "game_pk", "at_bat_index"), "mart.plate_appearances"
        return self._session.ask(table, where, columns=columns, order=order, limit=limit)

    def batting(
        self,
        *,
        by: Literal["season", "game"] = "season",
        season: Season | None = None,
        start: Day | None = None,
        end: Day | None = None,
        player: str | int | None = None,
        team: str | int | None = None,
        game_type: Words | None = None,
        columns: Words | None = None,
        limit: int | None = None,
    ) -> Result:
        """Batting lines, a row a season (`mart.season_batting`) or game (`player_game_batting`).

        Args:
            by: `season`, best OPS first; or `game`, in order.
            season: Season, or several.
            start: First baseball day; only by game.
            end: Last baseball day; only by game.
            player: Batter.
            team: His team; by season the team of his last game.
            game_type: Kind of game, `R` for the regular season; or several.
            columns: Those to hand out; all when None.
            limit: So many rows at most.
        """
        where = self._lines(by, season, start, end, player, team, game_type)
        order = ("season", "-ops", "player_name") if by == "season" else _BY_GAME
        table = "mart.season_batting" if by == "season" else "mart.player_game_batting"
        return self._session.ask(table, where, columns=columns, order=order, limit=limit)

    def pitching(
        self,
        *,
        by: Literal["season", "game"] = "season",
        season: Season | None = None,
        start: Day | None = None,
        end: Day | None = None,
        player: str | int | None = None,
        team: str | int | None = None,
        game_type: Words | None = None,
        columns: Words | None = None,
        limit: int | None = None,
    ) -> Result:
        """Pitching lines, a row a season (`mart.season_pitching`) or game (`player_game_pitching`).

        Args:
            by: `season`, best ERA first; or `game`, in order.
            season: Season, or several.
            start: First baseball day; only by game.
            end: Last baseball day; only by game.
            player: Pitcher.
            team: His team; by season the team of his last game.
            game_type: Kind of game, `R` for the regular season; or several.
            columns: Those to hand out; all when None.
            limit: So many rows at most.
        """
        where = self._lines(by, season, start, end, player, team, game_type)
        order = ("season", "era", "player_name") if by == "season" else _BY_GAME
        table = "mart.season_pitching" if by == "season" else "mart.player_game_pitching"
        return self._session.ask(table, where, columns=columns, order=order, limit=limit)

    def standings(self, *, season: Season | None = None, date: Day | None = None) -> Result:
        """Where every team stood; `mart.standings_by_date`.

        Args:
            season: Season, or several; that of the date when only a date is given.
            date: Day at whose end; the last one of each season when None.
        """
        day = day_of(date, "date")
        seasons = seasons_of(day.year if season is None and day else season)
        return self._session.named("standings_at", {"seasons": seasons, "day": day})

    def players(self, name: str | int | None = None, *, season: Season | None = None) -> Result:
        """Everybody on a roster of a game in the warehouse, with number, hands and position.

        Args:
            name: Name, part of a name, or number; everybody when None. Several may have it.
            season: Season, or several.
        """
        seasons = seasons_of(season)
        ids = None if name is None else self._session.players_named(name, seasons)
        return self._session.named("players", {"seasons": seasons, "ids": ids})

    def teams(self, *, season: Season | None = None) -> Result:
        """Teams of the games in the warehouse, a row a team and season."""
        return self._session.named("teams", {"seasons": seasons_of(season)})

    # -- a life ----------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the connection; a second call does nothing, a further question opens it anew.

        An embedded server keeps running, as after every command; `mlb-etl db stop` stops it.
        """
        self._session.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Where it is, without the password."""
        return f"<warehouse {self._session.where}, read-only>"

    def _lines(
        self,
        by: str,
        season: Season | None,
        start: Day | None,
        end: Day | None,
        player: str | int | None,
        team: str | int | None,
        game_type: Words | None,
    ) -> list[Condition]:
        """The conditions that batting and pitching lines have in common."""
        if by not in {"season", "game"}:
            problem = f"by: found {by!r}, wanted 'season' or 'game'"
            raise QuestionError(problem, hint="by='game'")
        if by == "season" and (start or end):
            problem = f"{'start' if start else 'end'}: a line of a season has no day"
            raise QuestionError(problem, hint="by='game'")
        return [
            *one_of("season", seasons_of(season)),
            *between("game_date", start, end),
            *one_of("game_type", words_of(game_type)),
            *self._session.person(player, "player", ("person_id",)),
            *self._session.team(team, ("last_team_id",) if by == "season" else ("team_id",)),
        ]
