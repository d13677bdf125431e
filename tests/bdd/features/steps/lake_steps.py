"""Steps about what is exported."""

from behave import step, then
from behave.runner import Context
from tests.bdd.support.expect import expect_equal


@step("I transform the games anew on one machine")
def transform_anew(context: Context) -> None:
    context.world.transform("game", "--full-refresh")


@step("I transform the games and export them to a lake")
def transform_and_export(context: Context) -> None:
    context.world.run("transform", "game", "--export", str(context.world.folder / "lake"))


@step("I export the games to the lake")
def export_games(context: Context) -> None:
    lake = str(context.world.folder / "lake")
    context.world.run("export", "tables", "--to", lake, "--subjects", "game", "--output", "json")


@then("the lake got no new version")
def no_new_version(context: Context) -> None:
    tables = context.world.result.json["tables"]
    expect_equal({name: n["commits"] for name, n in tables.items() if n["commits"]}, {}, "commits")
