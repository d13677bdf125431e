"""`from mlb_data_platform import connect`: what a notebook asks, and what SQL answers."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from mlb_data_platform import connect
from mlb_data_platform.errors import PlatformError
from mlb_data_platform.notebook import (
    AmbiguousNameError,
    NameUnknownError,
    QuestionError,
    Reader,
    Result,
)
from mlb_data_platform.warehouse import (
    QueryError,
)
from tests.integration.conftest import Warehouse
from tests.support.databases import TestServer


@pytest.fixture(scope="module")
def db(simulated: Warehouse) -> Iterator[Reader]:
    """A reader of the simulated games."""
    with connect(simulated.context.database.url) as one:
        yield one


def count(games: Warehouse, text: str, *values: Any) -> int:
    return int(games.one(f"select count(*) from {text}", *values))


def test_games_are_those_that_sql_counts(db: Reader, simulated: Warehouse) -> None:
    (first, home), (last, _) = simulated.all(
        "select game_date, home_team from mart.games order by game_date, game_pk"
    )[::29]
    team = "(home_team = %s or away_team = %s)"

    assert len(db.games()) == len(db.games(season=2024)) == count(simulated, "mart.games") == 30
    assert len(db.games(season=[2022, 2023])) == len(db.games(game_type=["S", "F"])) == 0
    assert len(db.games(start=first, end=str(first))) == count(
        simulated, "mart.games where game_date = %s", first
    )
    assert len(db.games(team=home)) == count(simulated, f"mart.games where {team}", home, home)
    assert len(db.games(end=last, limit=7)) == 7


def test_games_come_in_order_with_the_columns_that_were_asked_for(db: Reader) -> None:
    games = db.games(columns=["game_date", "game_pk"])
    days = games.arrow().column("game_date").to_pylist()

    assert games.columns == ["game_date", "game_pk"]
    assert days == sorted(days)
    assert all(isinstance(day, date) for day in days)


@pytest.fixture(scope="module")
def pitcher(simulated: Warehouse) -> tuple[int, str]:
    """Number and name of somebody who threw in two games, whose full name nobody shares."""
    row = simulated.all(
        "select person_id, player_name from mart.player_game_pitching group by 1, 2"
        " order by count(*) desc, 1 limit 1"
    )
    return row[0][0], row[0][1]


def test_the_pitches_of_a_pitcher_are_found_by_name_and_number(
    db: Reader, simulated: Warehouse, pitcher: tuple[int, str]
) -> None:
    number, name = pitcher
    threw = count(simulated, "mart.pitches where pitcher = %s", number)
    last, first = name.split()[-1], name.split()[0]

    for who in (number, str(number), name, name.upper(), f"{last}, {first}"):
        assert len(db.pitches(pitcher=who, columns="pitch_type")) == threw > 50
    assert len(db.pitches(player=number, season=2024, columns="pitch_type")) == threw
    assert len(db.pitches(batter=number)) == 0


def test_whoever_threw_or_was_at_bat_has_a_line_of_that_game(simulated: Warehouse) -> None:
    for column, lines in (("pitcher", "game.pitching_lines"), ("batter", "game.batting_lines")):
        seen = f"select game_pk, {column} from mart.pitches"
        assert count(simulated, f"({seen} except select game_pk, person_id from {lines}) l") == 0


def test_the_pitches_of_a_duel_are_those_of_both(db: Reader, simulated: Warehouse) -> None:
    (duel,) = simulated.all(
        "select pitcher, batter, game_pk, count(*) from mart.pitches group by 1, 2, 3"
        " order by 4 desc limit 1"
    )
    thrown = db.pitches(pitcher=duel[0], batter=duel[1], game_pk=duel[2])

    assert len(thrown) == duel[3]
    assert {row["game_pk"] for row in thrown} == {duel[2]}
    numbers = [(row["at_bat_number"], row["pitch_number"]) for row in thrown]
    assert numbers == sorted(numbers)


def test_pitches_of_days_games_and_teams(db: Reader, simulated: Warehouse) -> None:
    pks = db.games(columns="game_pk", limit=2).polars()["game_pk"]
    (day, home_team_id) = simulated.all("select game_date, home_team_id from mart.games")[0]
    on_day, of_team = "game_date = %s", "%s in (home_team_id, away_team_id)"

    for pitches, where, value in (
        (db.pitches(game_pk=pks), "game_pk = any(%s)", list(pks)),
        (db.pitches(start=day, end=day, game_type="R"), on_day, day),
        (db.pitches(team=home_team_id), of_team, home_team_id),
    ):
        assert len(pitches) == count(simulated, f"mart.pitches where {where}", value) > 0


def test_lines_by_season_and_by_game(
    db: Reader, simulated: Warehouse, pitcher: tuple[int, str]
) -> None:
    number, _ = pitcher
    by_game = db.pitching(by="game", player=number, season=2024)
    (season,) = db.pitching(player=number)

    assert season["strike_outs"] == sum(row["strike_outs"] for row in by_game)
    assert len(db.batting()) == count(simulated, "mart.season_batting")
    assert len(db.batting(by="game")) == count(simulated, "mart.player_game_batting")
    best = [row["ops"] for row in db.batting(columns=["ops"]) if row["ops"] is not None]
    assert best == sorted(best, reverse=True)


def test_lines_of_a_team_and_of_days(db: Reader, simulated: Warehouse) -> None:
    (team_id, team, day) = simulated.all(
        "select team_id, team, game_date from mart.player_game_batting"
    )[0]
    batted = db.batting(by="game", team=team, start=day, end=day)
    wanted = "mart.player_game_batting where team_id = %s and game_date = %s"

    assert len(batted) == count(simulated, wanted, team_id, day)
    assert len(db.pitching(team=team)) == count(
        simulated, "mart.season_pitching where last_team_id = %s", team_id
    )


def test_plate_appearances_are_charged_as_the_box_score_does(
    db: Reader, simulated: Warehouse
) -> None:
    (number, name, team, at_bats, hits) = simulated.all(
        "select person_id, player_name, team, sum(at_bats), sum(hits)"
        " from mart.player_game_batting group by 1, 2, 3 order by 5 desc, 1 limit 1"
    )[0]
    batted = db.plate_appearances(batter=number, team=team, season=2024).rows()

    assert sum(row["is_at_bat"] for row in batted) == at_bats
    assert sum(row["is_hit"] for row in batted) == hits > 3
    assert {(row["batter_name"], row["team"]) for row in batted} == {(name, team)}
    assert len(db.plate_appearances(pitcher=number)) == 0
    assert len(db.plate_appearances()) == count(simulated, "game.plate_appearances")


def test_standings_are_those_of_the_last_day_or_of_the_day_that_was_asked(
    db: Reader, simulated: Warehouse
) -> None:
    (days,) = simulated.all(
        "select array_agg(distinct standings_date order by standings_date)"
        " from mart.standings_by_date"
    )[0]

    assert {row["standings_date"] for row in db.standings()} == {days[-1]}
    assert {row["standings_date"] for row in db.standings(date=days[0])} == {days[0]}
    assert len(db.standings(season=2024)) == 30
    assert len(db.standings(season=1999)) == 0


def test_players_and_teams_can_be_looked_up(db: Reader, pitcher: tuple[int, str]) -> None:
    number, name = pitcher
    (one,) = db.players(number)

    assert (one["person_id"], one["player_name"], one["position"]) == (number, name, "P")
    assert number in {row["person_id"] for row in db.players(name.split()[-1], season=2024)}
    assert len(db.players()) > 500
    assert {row["team"] for row in db.teams(season=2024)} >= {"LAD", "NYY"}
    assert len(db.teams()) == 30


@pytest.mark.parametrize("team", ["LAD", "lad", "Dodgers", "Los Angeles Dodgers", 119, "119"])
def test_a_team_goes_by_number_abbreviation_and_name(db: Reader, team: str | int) -> None:
    sides = [(row["home_team"], row["away_team"]) for row in db.games(team=team)]
    assert all("LAD" in side for side in sides)
    assert sides


def test_tables_and_columns_are_listed_with_what_they_hold(db: Reader) -> None:
    tables = {row["table_name"]: row for row in db.tables()}
    columns = {row["column_name"]: row for row in db.columns("mart.pitches")}

    assert tables["mart.pitches"]["kind"] == "view"
    assert tables["game.plays"]["meaning"].startswith("Every plate appearance")
    assert not [name for name in tables if name.startswith(("pg_", "public."))]
    assert columns["release_speed"]["meaning"] == (
        "Speed of the pitch out of the hand, mph; null without a radar reading."
    )


def test_rows_of_any_table_by_any_column(db: Reader, simulated: Warehouse) -> None:
    walks = db.table("game.plays", event_type=["walk", "intent_walk"], inning=1)
    wanted = "game.plays where event_type in ('walk', 'intent_walk') and inning = 1"

    assert len(walks) == count(simulated, wanted) > 0
    assert db.table("game.plays", columns="game_pk", limit=3).shape == (3, 1)


def test_any_sql_is_answered_with_its_values_bound(db: Reader) -> None:
    text = "select count(*) as n from mart.games where home_team = %(team)s and 1 <> all(%(no)s)"
    result = db.query(text, team="x'; --", no=[2, 3])

    assert result.rows() == [{"n": 0}]
    assert result.sql == text


def test_the_sql_of_a_question_can_be_asked_again(db: Reader) -> None:
    games = db.games(season=2024, team="LAD", start="2024-01-01", game_type=["R"], limit=5)
    assert db.query(games.sql).rows() == games.rows()


REFUSED: dict[str, tuple[Callable[[Reader], Result], type[PlatformError], str]] = {
    "an ambiguous team": (
        lambda db: db.games(team="New York"),
        AmbiguousNameError,
        "team: found 2 named 'New York', wanted one:\n  121  New York Mets\n",
    ),
    "an unknown team": (
        lambda db: db.games(team="Dodgrs"),
        NameUnknownError,
        "try: did you mean Los Angeles Dodgers (119)?",
    ),
    "an unknown player": (
        lambda db: db.pitches(player="Nobody Atall"),
        NameUnknownError,
        "player: found nobody 'Nobody Atall' in the warehouse",
    ),
    "an unknown batter": (lambda db: db.pitches(batter=7), NameUnknownError, "batter: found"),
    "a misspelt column": (
        lambda db: db.pitches(columns=["relase_speed"]),
        QuestionError,
        "try: did you mean release_speed",
    ),
    "a misspelt column to compare": (
        lambda db: db.table("game.plays", ining=1),
        QuestionError,
        "try: did you mean inning",
    ),
    "a misspelt table": (
        lambda db: db.table("mart.pitchs"),
        QuestionError,
        "try: did you mean mart.pitches",
    ),
    "a table like no other": (lambda db: db.columns("x y.z"), QuestionError, "see db.tables()"),
    "a table that is no name at all": (lambda db: db.table('"'), QuestionError, "found no table"),
    "days of a season": (lambda db: db.batting(end="2024-07-01"), QuestionError, "by='game'"),
    "lines by something else": (
        lambda db: db.pitching(by="team"),  # type: ignore[arg-type]
        QuestionError,
        "by: found 'team', wanted 'season' or 'game'",
    ),
    "a write": (lambda db: db.query("delete from game.plays returning 1"), QueryError, "read-only"),
    "SQL that is none": (lambda db: db.query("selct"), QueryError, "syntax error"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_answered_says_what_to_write(db: Reader, case: str) -> None:
    ask, kind, words = REFUSED[case]
    with pytest.raises(kind) as refused:
        ask(db)

    notes = getattr(refused.value, "__notes__", [])
    assert words in "\n".join([str(refused.value), *notes])
    assert len(db.games(limit=1)) == 1


def test_an_ambiguous_player_is_listed_with_numbers_that_work(db: Reader) -> None:
    names = [row["player_name"].split()[-1] for row in db.players()]
    shared = max(set(names), key=names.count)
    with pytest.raises(AmbiguousNameError) as refused:
        db.pitches(player=shared)
    candidates = refused.value.candidates

    assert len(candidates) == min(20, names.count(shared)) > 1
    assert isinstance(db.pitches(player=candidates[0][0], limit=1), Result)


def test_an_empty_database_says_how_to_fill_it(server: TestServer) -> None:
    with (
        server.new_database(empty=True) as database,
        connect(database.url) as db,
        pytest.raises(QuestionError, match=r"found no table or view 'mart\.games'") as refused,
    ):
        db.games()

    assert "mlb-etl pipeline daily" in refused.value.hint


def test_it_is_read_only_also_for_its_owner(db: Reader, simulated: Warehouse) -> None:
    before = count(simulated, "game.plays")
    with pytest.raises(QueryError, match=r"read-only|permission denied"):
        db.query("with gone as (delete from game.plays returning 1) select * from gone")

    assert count(simulated, "game.plays") == before
