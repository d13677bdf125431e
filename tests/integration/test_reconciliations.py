"""The official numbers of every recorded game that is over follow from its plays."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import psycopg
import pytest

from mlb_data_platform.pipelines import RunContext
from mlb_data_platform.quality import load_known_exceptions, load_reconciliations
from mlb_data_platform.quality.reconcile import compare
from mlb_data_platform.warehouse import Run, connect
from tests.integration.conftest import Warehouse
from tests.support.databases import TestServer
from tests.support.stubs import game_files, read_answer

RECONCILIATIONS = {one.name: one for one in load_reconciliations()}
LEAST_VALUES_A_GAME = {
    "after_play": 51 * 4,
    "batting_lines": 18 * 20,
    "batting_order": 51 + 18 * 3 + 2,
    "both_sides": 2 * 8,
    "decisions": 6,
    "event_codes": 10,
    "fielding_lines": 20 * 4,
    "final_score": 2 * 10,
    "line_score": 17 * 3,
    "pitchers": 2 * 2,
    "pitches": 2 * 4,
    "pitching_lines": 2 * 21,
    "runs_by_inning": 17,
    "team_plays": 2 * 4,
    "team_totals": 2 * 31,
}
"""What a game of nine innings has at the very least: 51 outs, nine batters and a pitcher a side.

Captures until about 2023 fill fewer of the team totals: 8 and 31 a side.
"""

Row = tuple[int, str, str, int | str | None, int | str | None]


@cache
def finished() -> set[int]:
    answers = [read_answer(file) for file in game_files()]
    states = {one["gamePk"]: one["gameData"]["status"]["codedGameState"] for one in answers}
    return {game_pk for game_pk, state in states.items() if state == "F"}


@pytest.fixture(scope="module")
def games(server: TestServer) -> Iterator[Warehouse]:
    """All recorded feeds, loaded once for all tests of this module; none may change a row."""
    with server.new_database() as database, connect(database) as connection:
        run = Run(run_id="test")
        warehouse = Warehouse(RunContext(database=database, connection=connection, run=run))
        for file in game_files():
            warehouse.keep(file)
        warehouse.transform("game")
        yield warehouse


@pytest.fixture
def altered(games: Warehouse) -> Iterator[psycopg.Connection]:
    """The same games; what a test writes is taken back."""
    with games.connection.transaction(force_rollback=True):
        yield games.connection


def rows_of(connection: psycopg.Connection, name: str, *game_pks: int) -> list[Row]:
    """What a reconciliation answers; for all games when none is given."""
    wanted = {"game_pks": list(game_pks) or None}
    return connection.execute(RECONCILIATIONS[name].query, wanted).fetchall()


def differing(connection: psycopg.Connection, name: str) -> set[tuple[str, str]]:
    """Subject and measure of all that differs in game 744914."""
    return {
        (subject, measure)
        for _, subject, measure, official, recomputed in rows_of(connection, name, 744914)
        if official != recomputed
    }


@pytest.mark.parametrize("name", RECONCILIATIONS)
def test_every_official_number_is_what_the_plays_add_up_to(games: Warehouse, name: str) -> None:
    known = [one for one in load_known_exceptions() if one.reconciliation == name]
    found = compare(games.connection, RECONCILIATIONS[name], known, None)
    assert (found.failed, list(found.examples), list(found.stale)) == (0, [], [])


@pytest.mark.parametrize("name", RECONCILIATIONS)
def test_every_finished_game_is_compared_in_full(games: Warehouse, name: str) -> None:
    values = Counter(game_pk for game_pk, *_ in rows_of(games.connection, name))
    assert set(values) == finished()
    assert min(values.values()) >= LEAST_VALUES_A_GAME[name]


@pytest.mark.parametrize("name", RECONCILIATIONS)
def test_no_value_is_compared_twice(games: Warehouse, name: str) -> None:
    values = Counter(row[:3] for row in rows_of(games.connection, name))
    assert [value for value, times in values.items() if times > 1] == []


@pytest.mark.parametrize("name", RECONCILIATIONS)
def test_one_game_can_be_compared_alone_and_a_game_in_progress_never(
    games: Warehouse, name: str
) -> None:
    assert {row[0] for row in rows_of(games.connection, name, 744914, 746139)} == {744914}


TABLES = {
    "batting_lines": "batting_lines",
    "pitching_lines": "pitching_lines",
    "pitches": "pitching_lines",
    "fielding_lines": "fielding_lines",
}


@pytest.mark.parametrize("name", TABLES)
def test_no_column_of_a_players_line_can_be_wrong_unnoticed(
    altered: psycopg.Connection, name: str
) -> None:
    subjects = {measure: subject for _, subject, measure, *_ in rows_of(altered, name, 744914)}
    for measure, subject in subjects.items():
        side, _, person = subject.split()
        column = {"innings_pitched": "innings_outs"}.get(measure, measure)
        with altered.transaction(force_rollback=True):
            altered.execute(
                f"update game.{TABLES[name]} set {column} = {column} + 1"
                " where (game_pk, side, person_id) = (744914, %s, %s)",
                (side, person),
            )
            assert differing(altered, name) == {(subject, measure)}


def play(table: str, at_bat_index: int, change: str, where: str = "true") -> str:
    return (
        f"update game.{table} set {change} where (game_pk, at_bat_index) = (744914, {at_bat_index})"
        f" and {where}"
    )


PENA, BREGMAN, ALVAREZ, DIAZ = 665161, 608324, 670541, 673237
RODRIGUEZ, POP, HADER = 684320, 647315, 623352
ALTERATIONS: dict[str, tuple[str, set[str]]] = {
    "a run that nobody scored": (
        play("runners", 29, "end_base = null", "end_base = 'score'"),
        {
            "runs_by_inning: inning 5 away: runs",
            "line_score: inning 5 away: left_on_base",
            "after_play: play: away_score",
            f"batting_lines: away person {PENA}: runs",
            f"pitching_lines: home person {RODRIGUEZ}: runs",
            f"pitching_lines: home person {RODRIGUEZ}: earned_runs",
            "team_plays: home: runs",
            "team_plays: home: earned_runs",
        },
    ),
    "a run charged to another pitcher": (
        play("runners", 29, f"responsible_pitcher_id = {POP}", "end_base = 'score'"),
        {
            f"pitching_lines: home person {pitcher}: {measure}"
            for pitcher in (RODRIGUEZ, POP)
            for measure in ("runs", "earned_runs")
        },
    ),
    "a run that the team did not earn": (
        play("runners", 29, "team_unearned = true", "end_base = 'score'"),
        {"team_plays: home: earned_runs"},
    ),
    "a run that nobody batted in": (
        play("runners", 29, "is_rbi = false"),
        {"after_play: play: rbi", f"batting_lines: away person {PENA}: rbi"},
    ),
    "a single that is called a double": (
        play("plays", 59, "event_type = 'double'"),
        {
            f"batting_lines: away person {BREGMAN}: doubles",
            f"batting_lines: away person {BREGMAN}: total_bases",
            f"pitching_lines: home person {POP}: doubles",
        },
    ),
    "a hit that is called an error": (
        play("plays", 38, "event_type = 'field_error'"),
        {
            "line_score: inning 6 away: hits",
            f"batting_lines: away person {BREGMAN}: hits",
            f"batting_lines: away person {BREGMAN}: doubles",
            f"batting_lines: away person {BREGMAN}: total_bases",
            f"pitching_lines: home person {RODRIGUEZ}: hits",
            f"pitching_lines: home person {RODRIGUEZ}: doubles",
        },
    ),
    "a walk that is called a hit by pitch": (
        play("plays", 43, "event_type = 'hit_by_pitch'"),
        {
            f"batting_lines: away person {ALVAREZ}: base_on_balls",
            f"batting_lines: away person {ALVAREZ}: hit_by_pitch",
            f"pitching_lines: home person {RODRIGUEZ}: base_on_balls",
            f"pitching_lines: home person {RODRIGUEZ}: hit_batsmen",
        },
    ),
    "a double play that was none": (
        play("plays", 44, "event_type = 'field_out'"),
        {f"batting_lines: away person {DIAZ}: ground_into_double_play"},
    ),
    "a fly that is called a sacrifice": (
        play("plays", 0, "event_type = 'sac_fly'"),
        {
            f"{line}: {measure}"
            for line in (
                f"batting_lines: away person {BREGMAN}",
                f"pitching_lines: home person {RODRIGUEZ}",
            )
            for measure in ("at_bats", "sac_flies")
        },
    ),
    "an out that is missing": (
        play("runners", 0, "is_out = false, out_number = null"),
        {
            "after_play: play: outs",
            "line_score: inning 1 away: left_on_base",
            f"pitching_lines: home person {RODRIGUEZ}: outs",
            f"pitching_lines: home person {RODRIGUEZ}: innings_pitched",
        },
    ),
    "a result with a code that nobody knows": (
        play("plays", 67, "event_type = 'moon_shot'"),
        {
            "event_codes: play moon_shot: known",
            "line_score: inning 9 home: left_on_base",
            "batting_lines: home person 680718: plate_appearances",
            "batting_lines: home person 680718: at_bats",
            f"pitching_lines: away person {HADER}: batters_faced",
            f"pitching_lines: away person {HADER}: at_bats",
        },
    ),
    "a batter out of turn": (
        play("plays", 2, f"batter_id = {BREGMAN}"),
        {
            "batting_order: away plate appearance 3: slot",
            *(
                f"batting_lines: away person {person}: {measure}"
                for person in (ALVAREZ, BREGMAN)
                for measure in ("plate_appearances", "at_bats")
            ),
        },
    ),
    "a substitute who is counted twice": (
        "update game.lineups set substitution = 2 where (game_pk, person_id) = (744914, 680718)",
        {"batting_order: home slot 9: substitutions"},
    ),
    "a pitch that is missing": (
        play("play_events", 61, "is_pitch = false", "call_code = 'E'"),
        {
            f"pitches: home person {POP}: number_of_pitches",
            f"pitches: home person {POP}: pitches_thrown",
            f"pitches: home person {POP}: strikes",
            "team_plays: home: number_of_pitches",
        },
    ),
    "a steal that is none": (
        (
            "update game.runners set movement_reason = 'r_adv_play'"
            " where game_pk = 744914 and movement_reason = 'r_stolen_base_2b'"
        ),
        {
            "batting_lines: home person 543807: stolen_bases",
            "pitching_lines: away person 686613: stolen_bases",
        },
    ),
    "a wild pitch from nowhere": (
        play("runners", 59, "event_type = 'wild_pitch'"),
        {f"pitching_lines: home person {POP}: wild_pitches"},
    ),
    "a passed ball from nowhere": (
        play("runners", 59, "event_type = 'passed_ball'"),
        {"team_plays: home: passed_ball"},
    ),
    "a putout that nobody gets": (
        play("fielding_credits", 52, "credit = 'f_fielded_ball'", "credit = 'f_putout'"),
        {
            "fielding_lines: home person 543807: put_outs",
            "fielding_lines: home person 543807: chances",
        },
    ),
    "an error from nowhere": (
        play("fielding_credits", 59, "credit = 'f_throwing_error'"),
        {
            "line_score: inning 9 away: errors",
            "fielding_lines: home person 543807: errors",
            "fielding_lines: home person 543807: chances",
        },
    ),
    "a win of the wrong pitcher": (
        f"update game.games set winning_pitcher_id = {POP} where game_pk = 744914",
        {"decisions: win: pitcher"},
    ),
    "a starter who is called the closer": (
        (
            "update game.pitching_lines set games_finished = 1"
            f" where (game_pk, person_id) = (744914, {RODRIGUEZ})"
        ),
        {f"pitchers: home person {RODRIGUEZ}: games_finished"},
    ),
    "a score that its innings do not have": (
        "update game.game_teams set runs = runs + 1 where (game_pk, side) = (744914, 'away')",
        {
            f"final_score: away {place}: runs"
            for place in ("innings", "last play", "batters", "pitchers faced")
        },
    ),
    "a team total that its players do not have": (
        "update game.team_batting set home_runs = 3 where (game_pk, side) = (744914, 'away')",
        {"team_totals: away batting: home_runs", "both_sides: away: home_runs"},
    ),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_what_is_altered_in_one_place_shows_where_it_should(
    altered: psycopg.Connection, alteration: str
) -> None:
    statement, wanted = ALTERATIONS[alteration]
    assert altered.execute(statement).rowcount == 1
    found = {
        f"{name}: {re.sub(r'^play .*[0-9]$', 'play', subject)}: {measure}"
        for name in RECONCILIATIONS
        for subject, measure in differing(altered, name)
    }
    assert found == wanted


def test_every_reconciliation_has_been_seen_to_fail() -> None:
    failing = {line.partition(":")[0] for _, lines in ALTERATIONS.values() for line in lines}
    assert failing == set(RECONCILIATIONS)
