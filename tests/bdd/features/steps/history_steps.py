"""Steps of the history feature: the scorer corrects a game, versions and differences are read."""

from typing import Any

import httpx
from behave import step, then
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.world import World

# -- the scorer -----------------------------------------------------------------------------------


@step("the scorer rules a hit of game {game_pk:d} an error, in place")
def rule_an_error(context: Context, game_pk: int) -> None:
    correct(context, game_pk, "hit_to_error", in_place=True)


@step("the scorer puts a play into game {game_pk:d}")
def put_a_play_in(context: Context, game_pk: int) -> None:
    correct(context, game_pk, "insert_play", in_place=False)


@step("the scorer takes an event out of game {game_pk:d}")
def take_an_event_out(context: Context, game_pk: int) -> None:
    correct(context, game_pk, "remove_event", in_place=False)


def correct(context: Context, game_pk: int, kind: str, *, in_place: bool) -> None:
    """Have the simulated league correct a game, and remember which play it was."""
    asked = {"gamePk": game_pk, "kind": kind, "inPlace": in_place}
    answer = httpx.post(f"{context.league_url}/simulator/corrections", json=asked, timeout=60)
    expect_equal(answer.status_code, 200, f"correction ({answer.text})")
    context.ruled_play = answer.json()["atBatIndex"]


# -- versions -------------------------------------------------------------------------------------


def versions(context: Context, game_pk: int) -> list[dict[str, Any]]:
    """The versions that the command lists."""
    world: World = context.world
    listed = world.run("raw", "history", "--game-pk", str(game_pk), "--output", "json")
    context.versions = listed.json["versions"]
    return listed.json["versions"]


@then("game {game_pk:d} has {number:d} version")
@then("game {game_pk:d} has {number:d} versions")
def has_versions(context: Context, game_pk: int, number: int) -> None:
    expect_equal(len(versions(context, game_pk)), number, "versions")


@then('version {number:d} is noted as "{notes:Text}"')
def version_is_noted(context: Context, number: int, notes: str) -> None:
    found = set(context.versions[number - 1]["notes"])
    expect_equal(found, set(notes.split(", ")), "notes")


@then("both versions have the same timecode")
def same_timecode(context: Context) -> None:
    expect_equal(len({one["timecode"] for one in context.versions}), 1, "timecodes")


@then('version {number:d} of game {game_pk:d} is "{outcome:Text}"')
def version_became(context: Context, number: int, game_pk: int, outcome: str) -> None:
    found = versions(context, game_pk)[number - 1]["outcome"] or "due"
    expect_equal(found, outcome, "what became of it")


# -- differences ----------------------------------------------------------------------------------


@then('the ruled play is told with "{words:Text}"')
def ruled_play_is_told(context: Context, words: str) -> None:
    lines = context.world.result.out.splitlines()
    places = [
        n for n, line in enumerate(lines) if line.startswith(f"  play {context.ruled_play}, ")
    ]
    expect_true(bool(places), "the play is not named")
    expect_equal(lines[places[0] + 1].strip(), words, "first change of the play")


@then("{number:d} change is listed")
@then("{number:d} changes are listed")
def changes_are_listed(context: Context, number: int) -> None:
    lines = context.world.result.out.splitlines()
    listed = [line for line in lines if line.startswith("    ")]
    expect_equal(len(listed), number, "changes")


@then('it does not say "{one:Text}" or "{other:Text}"')
def it_does_not_say(context: Context, one: str, other: str) -> None:
    said = context.world.result.out
    expect_equal([word for word in (one, other) if word in said], [], "words")
