"""Steps of the quality feature: breaking something, checking, reading the verdicts."""

import re
import shlex
from typing import Any

from behave import given, step, then, when
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true, expect_words
from tests.bdd.support.recordings import recorded_feed
from tests.bdd.support.world import World, moment

RUNS = "update game.linescore_innings set {}_runs = %s where game_pk = %s and inning = %s"
EVENT = (
    "update game.play_events set {} = %s"
    " where game_pk = %s and at_bat_index = %s and event_index = %s"
)


# -- breaking something ---------------------------------------------------------------------------


@step(
    "somebody writes {runs:d} runs for the {side:w} team into inning {inning:d} of game {game_pk:d}"
)
def write_runs(context: Context, runs: int, side: str, inning: int, game_pk: int) -> None:
    write(context.world, RUNS.format(side), runs, game_pk, inning)


@step("somebody writes {balls:d} balls on event {event:d} of play {play:d} of game {game_pk:d}")
def write_balls(context: Context, balls: int, event: int, play: int, game_pk: int) -> None:
    write(context.world, EVENT.format("balls"), balls, game_pk, play, event)


@step("somebody writes {speed:d} mph on event {event:d} of play {play:d} of game {game_pk:d}")
def write_speed(context: Context, speed: int, event: int, play: int, game_pk: int) -> None:
    write(context.world, EVENT.format("start_speed_mph"), speed, game_pk, play, event)


@step("the tables of the game are emptied")
def empty_tables(context: Context) -> None:
    context.world.connection.execute("truncate game.games, game.linescore_innings, game.runners")


@given("the feed of game {game_pk:d} with {runs:d} runs for the {side:w} team in inning {inning:d}")
def feed_with_runs(context: Context, game_pk: int, runs: int, side: str, inning: int) -> None:
    feed = recorded_feed(game_pk)
    feed["liveData"]["linescore"]["innings"][inning - 1][side]["runs"] = runs
    recordings = context.world.replay_own_recordings()
    recordings.game(game_pk, feed, captured_at=moment("2024-07-02"))


def write(world: World, statement: str, *values: int) -> None:
    """Change one row."""
    changed = world.connection.execute(statement.encode(), values).rowcount
    expect_equal(changed, 1, "rows changed")


# -- checking -------------------------------------------------------------------------------------


@step("I check the quality")
def check_quality(context: Context) -> None:
    remember(context, "quality", "run")


@when('I check the quality with "{options:Text}"')
def check_quality_with(context: Context, options: str) -> None:
    remember(context, "quality", "run", *shlex.split(options))


@when("I check the quality, with a page")
def check_quality_with_page(context: Context) -> None:
    context.page = context.world.folder / "quality.html"
    remember(context, "quality", "run", "--html", str(context.page))


@when("I ask for the last verdicts")
def ask_for_verdicts(context: Context) -> None:
    remember(context, "quality", "report")


@when("I transform the games and validate them")
def transform_and_validate(context: Context) -> None:
    result = context.world.run("transform", "game", "--validate", "--output", "json")
    context.verdicts = result.json["quality"]["results"]


def remember(context: Context, *command: str) -> None:
    """Run a command of the quality room, and keep its verdicts for the steps that follow."""
    result = context.world.run(*command, "--output", "json")
    context.verdicts = result.json.get("results", [])


# -- the verdicts ---------------------------------------------------------------------------------


def verdict(context: Context, name: str) -> dict[str, Any]:
    """The verdict on one check."""
    found = [one for one in context.verdicts if one["name"] == name]
    expect_equal(len(found), 1, f"verdicts on {name}")
    context.one = found[0]
    return found[0]


@then("nothing failed")
def nothing_failed(context: Context) -> None:
    bad = {v["name"]: v["examples"] or v["error"] for v in context.verdicts if is_bad(v)}
    expect_equal(bad, {}, "checks that do not hold")
    expect_true(any(v["status"] == "passed" for v in context.verdicts), "nothing passed either")


def is_bad(one: dict[str, Any]) -> bool:
    """It fails the run."""
    failed = one["status"] == "failed" and one["severity"] == "error"
    return failed or one["status"] == "error"


@then('"{name:Text}" passed, comparing {values:d} values of {games:d} game')
def passed_comparing(context: Context, name: str, values: int, games: int) -> None:
    one = verdict(context, name)
    found = (one["status"], one["rows_checked"], one["games"])
    expect_equal(found, ("passed", values, games), name)


@then('"{name:Text}" failed for {failed:d} of {values:d} values')
def failed_of(context: Context, name: str, failed: int, values: int) -> None:
    one = verdict(context, name)
    found = (one["status"], one["rows_failed"], one["rows_checked"])
    expect_equal(found, ("failed", failed, values), name)


@then('"{name:Text}" failed for {failed:d} row')
def failed_for(context: Context, name: str, failed: int) -> None:
    one = verdict(context, name)
    found = (one["status"], one["severity"], one["rows_failed"])
    expect_equal(found, ("failed", "error", failed), name)


@then('"{name:Text}" is a warning for {failed:d} row')
def is_a_warning(context: Context, name: str, failed: int) -> None:
    one = verdict(context, name)
    found = (one["status"], one["severity"], one["rows_failed"])
    expect_equal(found, ("failed", "warning", failed), name)


@then('"{name:Text}" had nothing to check')
def had_nothing(context: Context, name: str) -> None:
    expect_equal(verdict(context, name)["status"], "no_rows", name)


@then(
    'it names "{subject:Text}" with the official value {official:w}'
    " and the recomputed value {recomputed:w}"
)
def names_values(context: Context, subject: str, official: str, recomputed: str) -> None:
    found = [(e["subject"], e["official"], e["recomputed"]) for e in context.one["examples"]]
    expect_equal(found, [(subject, official, recomputed)], "values that differ")


@then("it names event {event:d} of play {play:d}")
def names_event(context: Context, event: int, play: int) -> None:
    found = [(e["at_bat_index"], e["event_index"]) for e in context.one["examples"]]
    expect_equal(found, [(play, event)], "events that fail")


@then("nothing of that day failed")
def nothing_of_that_day_failed(context: Context) -> None:
    counts = context.world.result.json["quality"]["checks"]
    expect_true(counts.get("passed", 0) > 0, f"nothing passed: {counts}")
    expect_equal(counts.keys() - {"passed", "no rows"}, set(), "other verdicts")


# -- the page -------------------------------------------------------------------------------------


@then("the page says {words:Words}")
def page_says(context: Context, words: list[str]) -> None:
    expect_words(context.page.read_text("utf-8"), words)


@then("the page has no address of another page, picture, font or script in it")
def page_stands_alone(context: Context) -> None:
    text = context.page.read_text("utf-8")
    found = re.findall(r"https?:|src=|href=|url\(|@import|<script|<link", text)
    expect_equal(found, [], "what the page would load")
