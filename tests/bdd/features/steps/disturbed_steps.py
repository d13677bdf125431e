"""Steps of the bad days: a league that misbehaves, a laptop that dies, the same command again."""

from pathlib import Path

from behave import given, then, when
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.world import World
from tests.faults.programs import Program
from tests.faults.simulators import Simulator, new_league, simulating

BACKFILL = ["pipeline", "backfill", "--start-date", "2024-03-28", "--end-date", "2024-03-28"]


@given('a simulated league with faults "{rates:Text}"')
def league_with_faults(context: Context, rates: str) -> None:
    serve(context, *rates.split(", "))


@given("a simulated league where game {game_pk:d} always fails")
def league_without_a_game(context: Context, game_pk: int) -> None:
    serve(context, script=f"- {{path: '*/game/{game_pk}/feed/live', fault: 500, request: all}}")
    context.world.env["MLB_HTTP_ATTEMPTS"] = "2"


def serve(context: Context, *rates: str, script: str = "") -> None:
    """Have a league answer as the API, and the client wait little."""
    world: World = context.world
    league = world.stack.enter_context(simulating(new_league(), *rates, script=script))
    context.league = league
    world.env |= {"MLB_STATSAPI_URL": league.url, "MLB_HTTP_WAIT_MAX_S": "0.05"}


@when("I bring in opening day")
def bring_in_opening_day(context: Context) -> None:
    context.world.run(*BACKFILL)


@when("I begin to bring in opening day, and the power goes when the first question is asked")
def power_goes(context: Context) -> None:
    world: World = context.world
    league: Simulator = context.league
    with Program(*BACKFILL, env=world.env, folder=Path(world.folder)) as program:
        league.wait_for_the_next()
        program.kill()


@then("opening day is complete, with {games:d} games in the tables")
def opening_day_is_complete(context: Context, games: int) -> None:
    status = status_of(context)
    expect_true(status["is_complete"], f"complete: {status}")
    expect_equal(context.world.count("game.games"), games, "games")


@then("opening day lacks game {game_pk:d} alone, with {games:d} games in the tables")
def opening_day_lacks(context: Context, game_pk: int, games: int) -> None:
    missing = [game["game_pk"] for game in status_of(context)["incomplete"]]
    expect_equal(missing, [game_pk], "incomplete games")
    expect_equal(context.world.count("game.games"), games, "games")


def status_of(context: Context) -> dict[str, object]:
    """What `pipeline status` says; the result of the run before stays the one looked at."""
    world: World = context.world
    before = world.result
    status = world.run("pipeline", "status", "--output", "json").json
    world.result = before
    return status


@then("the API was asked for {games:d} games in all")
def asked_for_games(context: Context, games: int) -> None:
    league: Simulator = context.league
    expect_equal(sum(league.feeds().values()), games, "questions for games")
