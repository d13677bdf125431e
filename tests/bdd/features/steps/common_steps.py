"""Steps of all features: running, and what an operator sees of a run."""

import shlex

from behave import given, register_type, step, then
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true, expect_words
from tests.bdd.support.world import World

from mlb_data_platform.warehouse import EmbeddedServer


def _words(text: str) -> list[str]:
    """Words in quotes, with commas and `and` between them."""
    return [part for number, part in enumerate(text.split('"')) if number % 2]


def _count(text: str) -> int:
    return int(text.replace(",", ""))


def _text(text: str) -> str:
    return text


_text.pattern = r"[^\"]*"  # type: ignore[attr-defined]
_words.pattern = r'"[^"]*"(?:(?:, | and )"[^"]*")*'  # type: ignore[attr-defined]
_count.pattern = r"\d[\d,]*"  # type: ignore[attr-defined]
register_type(Words=_words, Count=_count, Text=_text)


@given("an empty warehouse")
def an_empty_warehouse(context: Context) -> None:
    world: World = context.world
    expect_equal(world.everything_kept(), {}, "tables with rows")


@given("the answers recorded from the API")
def recorded_answers(context: Context) -> None:
    world: World = context.world
    expect_true(world.stub_dir.is_dir(), f"no recorded answers at {world.stub_dir}")


@given('a job "{name}" that says')
def a_job(context: Context, name: str) -> None:
    context.world.write_job(name, context.text)


@given("the database does not answer")
def database_down(context: Context) -> None:
    context.world.env["MLB_DATABASE_URL"] = "postgresql://mlb@127.0.0.1:9/mlb?connect_timeout=2"


@given("nobody named a database")
def nobody_named_a_database(context: Context) -> None:
    world: World = context.world
    del world.env["MLB_DATABASE_URL"]
    home = world.folder / "home"
    world.stack.callback(lambda: EmbeddedServer(home).stop())


@step('I run "{line:Text}"')
def i_run(context: Context, line: str) -> None:
    context.world.run_line(line)


@step('I ingest the job "{job:w}"')
def i_ingest_the_job(context: Context, job: str) -> None:
    context.world.ingest(job)


@step('I ingest the job "{job:w}" with "{options:Text}"')
def i_ingest_the_job_with(context: Context, job: str, options: str) -> None:
    context.world.ingest(job, *shlex.split(options))


@step("the views are refreshed")
def views_are_refreshed(context: Context) -> None:
    context.world.run("db", "refresh-views")


# -- how a run ended ------------------------------------------------------------------------------


@then("the run succeeds")
def run_succeeds(context: Context) -> None:
    result = context.world.result
    expect_true(result.exit_code == 0, f"exit code {result.exit_code}\n{result.out}\n{result.err}")


@then("the run ends with exit code {code:d}")
def run_ends_with(context: Context, code: int) -> None:
    result = context.world.result
    expect_true(
        result.exit_code == code,
        f"exit code {result.exit_code}, wanted {code}\n{result.out}\n{result.err}",
    )


@then("it says {words:Words}")
def it_says(context: Context, words: list[str]) -> None:
    result = context.world.result
    expect_words(result.out + result.err, words)


@then("nothing was kept")
def nothing_was_kept(context: Context) -> None:
    expect_equal(context.world.everything_kept(), {}, "tables with rows")


@then("the last run is recorded as")
def last_run_is_recorded_as(context: Context) -> None:
    world: World = context.world
    (run_id,) = world.rows(
        "select run_id from metadata.job_executions order by started_at desc limit 1"
    )[0]
    context.run_id = run_id
    found = world.texts("metadata.job_executions", context.table.headings, {"run_id": run_id})
    expect_equal(found, [list(row.cells) for row in context.table], "the last run")


@then("the record says why, with the word {words:Words}")
def record_says_why(context: Context, words: list[str]) -> None:
    query = "select error from metadata.job_executions where run_id = %s"
    expect_words(context.world.value(query, context.run_id), words)


@then("it counted {fetched:Count} fetched, {new:Count} new and {failed:Count} failed")
def it_counted(context: Context, fetched: int, new: int, failed: int) -> None:
    query = "select counts from metadata.job_executions where run_id = %s"
    counts = context.world.value(query, context.run_id)
    wanted = {"fetched": fetched, "new": new, "failed": failed}
    expect_equal({name: counts[name] for name in wanted}, wanted, "counts of the run")


# -- what is in the tables ------------------------------------------------------------------------


@then('"{table:Text}" lists')
def table_lists(context: Context, table: str) -> None:
    found = context.world.texts(table, context.table.headings)
    expect_equal(found, sorted(list(row.cells) for row in context.table), table)


@then('"{table:Text}" holds {number:Count} row')
@then('"{table:Text}" holds {number:Count} rows')
def table_holds(context: Context, table: str, number: int) -> None:
    expect_equal(context.world.count(table), number, f"rows of {table}")


@then('"{line:Text}" answers "{answer:Text}"')
def command_answers(context: Context, line: str, answer: str) -> None:
    result = context.world.run_line(line)
    expect_true(answer in result.out.splitlines(), f"no line {answer!r} in:\n{result.out}")


@then("the transform wrote {number:Count} rows")
def transform_wrote(context: Context, number: int) -> None:
    world: World = context.world
    done = {word: world.written(word) for word in ("inserted", "updated", "deleted")}
    expect_equal(sum(done.values()), number, f"rows written ({done})")


@then("the transform {word:w} {number:Count} row")
@then("the transform {word:w} {number:Count} rows")
def transform_did(context: Context, word: str, number: int) -> None:
    expect_equal(context.world.written(word), number, f"rows {word}")


@then("the transform left {number:Count} rows unchanged")
def transform_left(context: Context, number: int) -> None:
    expect_equal(context.world.written("unchanged"), number, "rows unchanged")


@then("quarantine is empty")
def quarantine_is_empty(context: Context) -> None:
    expect_equal(context.world.count("metadata.quarantine"), 0, "rows in quarantine")


@then("quarantine lists")
def quarantine_lists(context: Context) -> None:
    table_lists(context, "metadata.quarantine")
