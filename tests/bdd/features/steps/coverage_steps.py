"""Steps about coverage and drift."""

import json

from behave import given, step, then
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.recordings import recorded_feed
from tests.bdd.support.world import World, moment


@given(
    'the feed of game {game_pk:d} has a new field "{name:w}" with the value {value:d} in its'
    " game info"
)
def feed_with_new_field(context: Context, game_pk: int, name: str, value: int) -> None:
    feed = recorded_feed(game_pk)
    feed["gameData"]["gameInfo"][name] = value
    recordings = context.world.replay_own_recordings()
    recordings.game(game_pk, feed, captured_at=moment("2026-01-01"))


def _account(context: Context, place: str) -> None:
    """Account for what lies at a place: once for machines, once for people."""
    world: World = context.world
    context.account = json.loads(world.run("schema", "coverage", place, "--output", "json").out)
    world.run("schema", "coverage", place)


@step('I account for the recorded "{answers:Text}"')
def account_for_recorded(context: Context, answers: str) -> None:
    _account(context, str(context.world.stub_dir / answers))


@step("I account for my own recordings")
def account_for_own(context: Context) -> None:
    _account(context, str(context.world.recordings.folder))


@then("{number:Count} values are unaccounted for")
def values_unaccounted(context: Context, number: int) -> None:
    expect_equal(context.account["total"]["unaccounted"], number, "values unaccounted for")


@then("at least {share:d} % of the values that are not said elsewhere are mapped")
def share_mapped(context: Context, share: int) -> None:
    found = context.account["total"]["mapped_share_without_links_and_duplicates"]
    expect_true(found >= share / 100, f"{found:.4f} are mapped, wanted {share} %")


@then("values are ignored as {kinds:Words}")
def values_ignored(context: Context, kinds: list[str]) -> None:
    found = context.account["total"]["ignored_by_kind"]
    idle = [kind for kind in kinds if not found[kind]]
    expect_equal(idle, [], "kinds without a value")
    reasons = [
        one["reason"]
        for mapping in context.account["mappings"].values()
        for one in mapping["ignored"]
        if one["values"]
    ]
    expect_true(all(reasons), f"an entry without a reason: {reasons}")


@then("the transform tells of {number:Count} unknown field")
@then("the transform tells of {number:Count} unknown fields")
def transform_tells(context: Context, number: int) -> None:
    expect_equal(context.world.transformed["unknown_fields"], number, "unknown fields")
