"""Whole runs: what they bring in, what they ask for, what is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from behave import given, then
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.world import World

SLACK = timedelta(minutes=6)
"""The feed is read again from five minutes before, and a run takes its time."""


@given('I have run "{line}"')
def have_run(context: Context, line: str) -> None:
    result = context.world.run_line(line)
    expect_equal(result.exit_code, 0, f"exit code; {result.err}")


@given("raw has lost a game of that day")
def lose_a_game(context: Context) -> None:
    world: World = context.world
    ((context.lost,),) = world.rows("select min(game_pk) from game.live_game_v1")
    world.connection.execute("delete from game.live_game_v1 where game_pk = %s", (context.lost,))


@then("raw has everybody who played, the teams and the ballparks, in {most:d} answers at most")
def dimensions_are_there(context: Context, most: int) -> None:
    world: World = context.world
    wanted = {pk for (pk,) in world.rows("select person_id from game.game_players")}
    query = "select (p ->> 'id')::int from {}, jsonb_array_elements(data -> '{}') p"
    people = {pk for (pk,) in world.rows(query.format("raw.person_person", "people"))}
    expect_equal(wanted - people, set(), "people without an answer")
    answers = world.rows("select count(*) from raw.person_person")[0][0]
    expect_true(answers <= most, f"{answers} answers about people")
    for table, name, ids in (
        ("raw.team_teams", "teams", "select home_team_id from game.games"),
        ("raw.venue_venue", "venues", "select venue_id from game.games"),
    ):
        kept = {pk for (pk,) in world.rows(query.format(table, name))}
        expect_equal({pk for (pk,) in world.rows(ids)} - kept, set(), name)


@then("no game is left to do")
def nothing_left(context: Context) -> None:
    left = context.world.rows(
        "select game_pk, progress, state from metadata.game_progress"
        " where progress <> 'complete' or state <> 'checked'"
    )
    expect_equal(left, [], "games that are not done")


@then("no game was asked for")
def no_game_asked(context: Context) -> None:
    expect_equal(_counts(context)["games"]["fetched"], 0, "games asked for")


@then("only the lost game was asked for")
def lost_game_asked(context: Context) -> None:
    expect_equal(_counts(context)["games"]["fetched"], 1, "games asked for")
    found = context.world.rows("select 1 from game.live_game_v1 where game_pk = %s", context.lost)
    expect_equal(len(found), 1, "versions of the lost game")


@then("no row was written")
def nothing_written(context: Context) -> None:
    counts = _counts(context)
    new = {name: one["new"] for name, one in counts["ingested"].items()}
    expect_equal(sum(new.values()), 0, f"new answers, of {new}")
    words = ("inserted", "updated", "deleted")
    written = {
        table: sum(one[word] for word in words)
        for table, one in counts["transformed"]["tables"].items()
    }
    expect_equal(sum(written.values()), 0, f"rows written, of {written}")


@then('it names the lost game as "{progress:w}"')
def names_lost_game(context: Context, progress: str) -> None:
    lines = [line for line in context.world.result.out.splitlines() if str(context.lost) in line]
    expect_equal(len(lines), 1, "lines about the lost game")
    expect_true(progress in lines[0], f"says {lines[0]!r}")


@then("every game that the league calls changed since then is in the tables")
def changed_games_are_there(context: Context) -> None:
    path = "/api/v1/game/changes?sportId=1&season=2024&updatedSince=2024-05-01T04:00:00Z"
    answer = httpx.get(f"{context.league_url}{path}", timeout=60).raise_for_status().json()
    wanted = {game["gamePk"] for day in answer["dates"] for game in day["games"]}
    expect_true(len(wanted) > 0, "the league calls no game changed")
    found = {pk for (pk,) in context.world.rows("select game_pk from game.games")}
    expect_equal(found, wanted, "games")


@then("the next run of changes begins where this one did")
def watermark_is_the_beginning(context: Context) -> None:
    ((reached,),) = context.world.rows("select reached_at from metadata.watermarks")
    began = datetime.now(UTC) - reached
    expect_true(timedelta() < began < SLACK, f"the watermark is {began} old")
    context.world.run_line("mlb-etl pipeline changes --season 2024")
    ((since,),) = context.world.rows(
        "select request_params ->> 'updatedSince' from raw.game_changes order by id desc limit 1"
    )
    expect_equal(since, f"{reached - timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}", "read from")


def _counts(context: Context) -> Any:
    return context.world.result.json
