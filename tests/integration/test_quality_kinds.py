"""Every kind of check on real games: it passes, names what is broken, says when it saw nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.quality import Plan, Result, Slices, Status, run_quality
from mlb_data_platform.quality.check_file import read_checks
from mlb_data_platform.quality.model import Check, KnownException, QualityReport
from mlb_data_platform.quality.reconciliation_file import read_reconciliation
from mlb_data_platform.warehouse import Run, connect
from tests.integration.conftest import Warehouse
from tests.support.databases import TestServer
from tests.support.stubs import game_file

GAMES = (744914, 718594)


@pytest.fixture(scope="module")
def two_games(server: TestServer) -> Iterator[psycopg.Connection]:
    """A database with two finished games, shared by the tests of this module."""
    with server.new_database() as database, connect(database) as connection:
        context = RunContext(database=database, connection=connection, run=Run(run_id="test"))
        warehouse = Warehouse(context)
        for game_pk in GAMES:
            warehouse.keep(game_file(game_pk))
        warehouse.transform("game")
        yield connection


@contextmanager
def broken(connection: psycopg.Connection, statement: str) -> Iterator[None]:
    """The tables after a statement, for a while."""
    with connection.transaction(force_rollback=True):
        connection.execute(statement)
        yield


def checks_of(table: str, *said: str) -> list[Check]:
    lines = "".join(f"  check_{n}: {{promise: It holds., {one}}}\n" for n, one in enumerate(said))
    return read_checks(f"{table}:\n{lines}", name="t.yaml", mappings=load_mappings())


def look(connection: psycopg.Connection, *checks: Check, slices: Slices | None = None) -> Result:
    report = look_all(connection, *checks, slices=slices)
    (result,) = report.results
    return result


def look_all(
    connection: psycopg.Connection, *checks: Check, slices: Slices | None = None
) -> QualityReport:
    plan = Plan(checks=checks, reconciliations=[])
    return run_quality(connection, plan, run_id="test", slices=slices)


@dataclass(frozen=True)
class Case:
    """A check, how to break what it promises, and what it then has to say."""

    table: str
    said: str
    breaks: str
    failed: int
    example: dict[str, object]
    looked: str = "select count(*) from {}"


FIRST = "game_pk = 744914 and at_bat_index = 0"
KINDS: dict[str, Case] = {
    "not null": Case(
        "game.plays",
        "kind: not_null, columns: [event, event_type], where: is_complete",
        f"update game.plays set event = null where {FIRST}",
        1,
        {"game_pk": 744914, "at_bat_index": 0, "event": None},
        "select count(*) from {} where is_complete",
    ),
    "unique": Case(
        "game.game_players",
        "kind: unique, columns: [game_pk, name_slug]",
        "update game.game_players set name_slug = 'he' where person_id in"
        " (select person_id from game.game_players where game_pk = 744914 limit 3)"
        " and game_pk = 744914",
        3,
        {"game_pk": 744914, "name_slug": "he", "rows": 3},
    ),
    "in a set of words": Case(
        "game.plays",
        "kind: in_set, column: half_inning, values: [top, bottom]",
        f"update game.plays set half_inning = 'middle' where {FIRST}",
        1,
        {"game_pk": 744914, "at_bat_index": 0, "half_inning": "middle"},
    ),
    "in a set of numbers": Case(
        "game.plays",
        "kind: in_set, column: outs, values: [0, 1, 2, 3]",
        f"update game.plays set outs = 4 where {FIRST}",
        1,
        {"outs": 4},
    ),
    "at least": Case(
        "game.game_teams",
        "kind: range, column: runs, min: 0",
        "update game.game_teams set runs = -1 where game_pk = 744914 and side = 'home'",
        1,
        {"game_pk": 744914, "side": "home", "runs": -1},
    ),
    "at most": Case(
        "game.play_events",
        "kind: range, column: launch_angle_deg, max: 90.5",
        "update game.play_events set launch_angle_deg = 90.6 where launch_speed_mph is not null"
        " and game_pk = 718594",
        44,
        {"game_pk": 718594, "launch_angle_deg": 90.6},
        "select count(launch_angle_deg) from {}",
    ),
    "not before another column": Case(
        "game.plays",
        "kind: range, column: inning, min_column: outs, max_column: at_bat_index,"
        " where: at_bat_index = 40",
        "update game.plays set outs = 30 where game_pk = 744914 and at_bat_index = 40",
        1,
        {"at_bat_index": 40, "outs": 30},
        "select count(*) from {} where at_bat_index = 40",
    ),
    "a day": Case(
        "game.games",
        "kind: range, column: official_date, min: 1876-04-22, max: 2099-12-31",
        "update game.games set official_date = '1776-07-04' where game_pk = 744914",
        1,
        {"game_pk": 744914, "official_date": "1776-07-04"},
    ),
    "a condition": Case(
        "game.plays",
        "kind: holds, condition: \"is_top_inning = (half_inning = 'top') and rbi % 10 < 5\"",
        f"update game.plays set is_top_inning = not is_top_inning where {FIRST}",
        1,
        {"at_bat_index": 0, "half_inning": "top", "is_top_inning": False},
    ),
    "a relationship": Case(
        "game.plays",
        "kind: relationship, columns: [game_pk, batter_id], to: game.game_players,"
        " to_columns: [game_pk, person_id]",
        f"update game.plays set batter_id = 1 where {FIRST}",
        1,
        {"game_pk": 744914, "at_bat_index": 0, "batter_id": 1},
    ),
    "rows for each": Case(
        "game.game_teams",
        "kind: row_count, per: game.games, on: game_pk, min: 2, max: 2",
        "delete from game.game_teams where game_pk = 744914",
        1,
        {"game_pk": 744914, "rows": 0},
        "select count(*) from game.games",
    ),
    "as many rows as another says": Case(
        "game.linescore_innings",
        "kind: row_count, per: game.games, on: game_pk, equals_column: current_inning",
        "delete from game.linescore_innings where game_pk = 744914 and inning = 9",
        1,
        {"game_pk": 744914, "current_inning": 9, "rows": 8},
        "select count(*) from game.games",
    ),
    "rows of the table": Case(
        "game.games",
        "kind: row_count, min: 1, max: 2",
        "delete from game.games",
        1,
        {"rows": 0},
    ),
    "freshness": Case(
        "game.games",
        "kind: freshness, column: game_date, within_hours: 100000",
        "update game.games set game_date = '2001-01-01'",
        2,
        {"newest": "2001-01-01T00:00:00+00:00"},
    ),
}


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS)
def test_a_check_passes_on_the_rows_it_is_about(two_games: psycopg.Connection, case: Case) -> None:
    (check,) = checks_of(case.table, case.said)
    found = look(two_games, check)
    wanted = two_games.execute(case.looked.format(case.table)).fetchone()

    assert (found.status, found.error, found.rows_failed) == (Status.PASSED, "", 0)
    assert wanted is not None
    assert (found.rows_checked, found.examples) == (wanted[0], [])


@pytest.mark.parametrize("case", KINDS.values(), ids=KINDS)
def test_a_check_counts_and_names_what_is_broken(two_games: psycopg.Connection, case: Case) -> None:
    (check,) = checks_of(case.table, case.said)
    with broken(two_games, case.breaks):
        found = look(two_games, check)

    assert (found.status, found.rows_failed) == (Status.FAILED, case.failed)
    assert found.examples[0].items() >= case.example.items()
    assert len(found.examples) <= 5


NOBODY = "where: game_pk = 0"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("game.plays", f"kind: not_null, columns: event, {NOBODY}"),
        ("game.plays", f"kind: unique, columns: event, {NOBODY}"),
        ("game.plays", f"kind: in_set, column: event, values: [a], {NOBODY}"),
        ("game.plays", f"kind: range, column: outs, min: 9, {NOBODY}"),
        ("game.plays", f"kind: holds, condition: 'false', {NOBODY}"),
        ("game.plays", "kind: holds, condition: 'null::boolean'"),
        ("game.plays", f"kind: relationship, columns: game_pk, to: game.games, {NOBODY}"),
        ("game.plays", f"kind: row_count, per: game.games, on: game_pk, min: 99, {NOBODY}"),
        ("game.plays", f"kind: row_count, max: 9, {NOBODY}"),
        ("game.plays", f"kind: freshness, column: end_time, within_hours: 1, {NOBODY}"),
        ("game.game_players", "kind: in_set, column: name_title, values: [nobody has one]"),
    ],
    ids=[
        "not_null",
        "unique",
        "in_set",
        "range",
        "holds",
        "a condition that is null",
        "relationship",
        "row_count per",
        "row_count",
        "freshness",
        "a column without values",
    ],
)
def test_a_check_on_no_rows_is_not_a_pass(
    two_games: psycopg.Connection, table: str, said: str
) -> None:
    with broken(two_games, "update game.game_players set name_title = null"):
        found = look(two_games, *checks_of(table, said))
    assert (found.status, found.rows_checked, found.error) == (Status.NO_ROWS, 0, "")


def test_rows_that_lack_a_bound_are_not_looked_at(two_games: psycopg.Connection) -> None:
    (check,) = checks_of("game.plays", "kind: range, column: outs, max: 3, min_column: rbi")
    with broken(two_games, "update game.plays set outs = 9, rbi = null"):
        found = look(two_games, check)
    assert (found.status, found.rows_failed) == (Status.NO_ROWS, 0)


def test_a_check_that_cannot_be_made_costs_only_itself(two_games: psycopg.Connection) -> None:
    checks = checks_of(
        "game.plays",
        "kind: not_null, columns: event_type, where: is_complete",
        "kind: holds, condition: no_such_column > 0",
        "kind: in_set, column: half_inning, values: [top]",
    )
    report = look_all(two_games, *checks)
    by_name = {one.name.rpartition("_")[2]: one for one in report.results}

    assert [by_name[n].word for n in "012"] == ["passed", "error", "failed"]
    assert "no_such_column" in by_name["1"].error
    assert report.exit_code == 2


def test_nothing_but_a_check_that_cannot_be_made_is_a_fault(two_games: psycopg.Connection) -> None:
    checks = checks_of("game.plays", "kind: unique, columns: event, where: no_such_column")
    assert look_all(two_games, *checks).exit_code == 1


def test_a_failure_without_its_examples_is_no_failure_of_the_data(
    two_games: psycopg.Connection,
) -> None:
    only_examples_fail = "1 / (current_query() !~ ('lim' || 'it'))::int = 2"
    checks = checks_of("game.games", f'kind: holds, condition: "{only_examples_fail}"')
    (result,) = look_all(two_games, *checks).results
    assert (result.word, result.error) == ("error", "query: division by zero")


def test_what_a_check_does_is_never_written(two_games: psycopg.Connection) -> None:
    (check,) = checks_of(
        "game.plays", "kind: holds, condition: 'set_config(''a.b'', ''c'', false) = ''c'''"
    )
    look(two_games, check)
    assert two_games.execute("select current_setting('a.b', true)").fetchone() in ((None,), ("",))


def test_the_worst_comes_first(two_games: psycopg.Connection) -> None:
    checks = checks_of(
        "game.plays",
        f"kind: not_null, columns: event, {NOBODY}",
        "kind: not_null, columns: game_pk",
        "kind: range, column: inning, min: 5, severity: warning",
        "kind: holds, condition: no_such_column",
        "kind: range, column: inning, min: 5",
    )
    words = [one.word for one in look_all(two_games, *checks).results]
    assert words == ["failed", "error", "warning", "no rows", "passed"]


@pytest.mark.parametrize(
    ("slices", "games"),
    [(None, 2), ({"game": ["744914"]}, 1), ({"game": []}, 0), ({"game": ["1"]}, 0)],
    ids=["everything", "one game", "no game", "another game"],
)
@pytest.mark.parametrize(
    "said",
    [
        "kind: not_null, columns: game_date",
        "kind: unique, columns: game_id",
        (
            "kind: relationship, columns: [game_pk, home_team_id], to: game.game_teams,"
            " to_columns: [game_pk, team_id]"
        ),
        "kind: row_count, max: 2",
        "kind: row_count, per: game.games, on: game_pk, min: 1, max: 1",
        "kind: freshness, column: game_date, within_hours: 100000",
    ],
    ids=["not_null", "unique", "relationship", "row_count", "row_count per", "freshness"],
)
def test_a_check_keeps_to_its_slices(
    two_games: psycopg.Connection, said: str, slices: Slices | None, games: int
) -> None:
    found = look(two_games, *checks_of("game.games", said), slices=slices)
    assert found.rows_checked == games


def test_checks_of_tables_that_were_not_asked_for_are_left_out(
    two_games: psycopg.Connection,
) -> None:
    checks = checks_of("season.season_dates", "kind: not_null, columns: season_id")
    report = look_all(two_games, *checks, slices={"game": ["744914"]})
    assert (list(report.results), report.left_out) == ([], 1)


# -- reconciliations -------------------------------------------------------------------------------

HITS = """\
-- Hits of the line score are the hits of its innings.
with games as (
    select game_pk from game.complete_games
    where %(game_pks)s::bigint[] is null or game_pk = any(%(game_pks)s::bigint[])
)
select t.game_pk, t.side as subject, 'hits' as measure, t.hits::bigint as official,
       sum(case t.side when 'away' then i.away_hits else i.home_hits end) as recomputed
from games join game.game_teams t using (game_pk) join game.linescore_innings i using (game_pk)
group by t.game_pk, t.side, t.hits
"""
ONE_MORE = "update game.game_teams set hits = hits + 1 where game_pk = 744914 and side = 'home'"


def compare(
    connection: psycopg.Connection,
    *known: KnownException,
    query: str = HITS,
    slices: Slices | None = None,
) -> Result:
    plan = Plan(checks=[], reconciliations=[read_reconciliation(query, name="hits")], known=known)
    (result,) = run_quality(connection, plan, run_id="test", slices=slices).results
    return result


def known(
    official: str | None = "9", recomputed: str | None = "8", **changed: object
) -> KnownException:
    said = {
        "reconciliation": "hits",
        "game_pk": 744914,
        "subject": "home",
        "measure": "hits",
        "reason": "at_bat_index 3: made up",
    }
    return KnownException(official=official, recomputed=recomputed, **(said | changed))  # type: ignore[arg-type]


def test_numbers_that_agree_are_counted(two_games: psycopg.Connection) -> None:
    found = compare(two_games)
    assert (found.word, found.rows_checked, found.games) == ("passed", 4, 2)


def test_a_number_that_differs_is_named(two_games: psycopg.Connection) -> None:
    with broken(two_games, ONE_MORE):
        found = compare(two_games)
    (example,) = found.examples
    assert (found.word, found.rows_failed) == ("failed", 1)
    assert example["game_pk"] == 744914
    assert int(str(example["official"])) == int(str(example["recomputed"])) + 1


def differing(connection: psycopg.Connection) -> tuple[str, str]:
    (example,) = compare(connection).examples
    return str(example["official"]), str(example["recomputed"])


def test_a_known_exception_covers_exactly_its_values(two_games: psycopg.Connection) -> None:
    with broken(two_games, ONE_MORE):
        official, recomputed = differing(two_games)
        found = compare(two_games, known(official, recomputed))
    assert (found.word, found.rows_failed, found.rows_excepted) == ("passed", 0, 1)
    assert [one["reason"] for one in found.exceptions] == ["at_bat_index 3: made up"]
    assert list(found.stale) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"official": "99"},
        {"recomputed": None},
        {"subject": "away"},
        {"measure": "runs"},
        {"game_pk": 718594},
        {"reconciliation": "runs"},
    ],
    ids=["official", "recomputed", "subject", "measure", "game", "reconciliation"],
)
def test_an_exception_for_anything_else_covers_nothing(
    two_games: psycopg.Connection, changed: dict[str, object]
) -> None:
    with broken(two_games, ONE_MORE):
        official, recomputed = differing(two_games)
        said = {"official": official, "recomputed": recomputed} | changed
        found = compare(two_games, known(**said))  # type: ignore[arg-type]
    assert (found.word, found.rows_failed, found.rows_excepted) == ("failed", 1, 0)


def test_an_exception_that_explains_nothing_is_stale_and_no_failure(
    two_games: psycopg.Connection,
) -> None:
    found = compare(two_games, known())
    assert (found.word, found.rows_excepted) == ("passed", 0)
    assert [one["game_pk"] for one in found.stale] == [744914]


def test_an_exception_of_a_game_that_is_not_looked_at_is_not_stale(
    two_games: psycopg.Connection,
) -> None:
    found = compare(two_games, known(), slices={"game": ["718594"]})
    assert (found.rows_checked, list(found.stale)) == (2, [])


def test_no_value_can_be_the_known_one(two_games: psycopg.Connection) -> None:
    with broken(two_games, "update game.game_teams set hits = null where team_id = 139"):
        (example,) = [e for e in compare(two_games).examples if e["official"] is None] or [None]
        assert example is not None
        subject = {"game_pk": example["game_pk"], "subject": example["subject"]}
        found = compare(two_games, known(None, str(example["recomputed"]), **subject))
    assert (found.rows_failed, found.rows_excepted) == (0, 1)


def test_games_that_are_not_over_are_not_compared(two_games: psycopg.Connection) -> None:
    with broken(two_games, "update game.games set coded_game_state = 'I'"):
        found = compare(two_games)
    assert (found.word, found.rows_checked) == ("no rows", 0)


def test_a_reconciliation_that_cannot_be_made_says_why(two_games: psycopg.Connection) -> None:
    found = compare(two_games, query="-- It agrees.\nselect 1 as game_pk")
    assert found.word == "error"
    assert "does not exist" in found.error


def test_reconciliations_are_left_out_when_no_game_was_asked_for(
    two_games: psycopg.Connection,
) -> None:
    plan = Plan(checks=[], reconciliations=[read_reconciliation(HITS, name="hits")])
    report = run_quality(two_games, plan, run_id="test", slices={"schedule": ["1/2024-07-01"]})
    assert (list(report.results), report.left_out) == ([], 1)
