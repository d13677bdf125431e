"""Steps about seasons."""

import json
from datetime import date
from typing import Any

from behave import given, step, then
from behave.runner import Context
from tests.bdd.support.api import json_reply
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.recordings import recorded_season, recorded_seasons
from tests.bdd.support.world import World, moment

SEASON_PATH = "/api/v1/seasons/{}"


def _ingest(world: World, season: int, sport: int = 1, *options: str) -> None:
    world.ingest("one_season", "--var", f"SPORT={sport}", "--var", f"SEASON={season}", *options)


@step("I ingest the {season:d} season")
@step("I have ingested the {season:d} season")
def ingest_season(context: Context, season: int) -> None:
    _ingest(context.world, season)


@given("I have ingested the {season:d} season of sport {sport:d}")
def ingested_season_of(context: Context, season: int, sport: int) -> None:
    _ingest(context.world, season, sport)


@step("I transform the seasons")
@step("I have transformed the seasons")
def transform_seasons(context: Context) -> None:
    context.world.transform("season")


@step('I transform the seasons with "{options:Text}"')
def transform_seasons_with(context: Context, options: str) -> None:
    context.world.transform("season", *options.split())


@step('the {season:d} season was captured at "{when:Text}" and ingested')
@step('the {season:d} season is captured at "{when:Text}" and ingested')
def season_captured(context: Context, season: int, when: str) -> None:
    world: World = context.world
    answer = recorded_season(season)
    world.replay_own_recordings().season(season, answer, captured_at=moment(when))
    _ingest(world, season)


@step(
    'the {season:d} season is captured at "{when:Text}"'
    ' with "{key:Text}" moved to "{value:Text}", and ingested'
)
def season_captured_with(context: Context, season: int, when: str, key: str, value: str) -> None:
    world: World = context.world
    answer = recorded_season(season)
    answer["seasons"][0][key] = value
    world.replay_own_recordings().season(season, answer, captured_at=moment(when))
    _ingest(world, season)


@step(
    'the {season:d} season is captured at "{when:Text}" with other white space'
    " and keys in another order, and ingested"
)
def season_captured_otherwise(context: Context, season: int, when: str) -> None:
    world: World = context.world
    answer = _backwards(recorded_season(season))
    text = json.dumps(answer, indent=3).encode()
    query = {"sportId": "1", "seasonId": str(season)}
    world.replay_own_recordings().write(
        "season", "seasons", text, query=query, captured_at=moment(when)
    )
    _ingest(world, season)


@given("the recording of the {season:d} season is cut in the middle")
def recording_is_cut(context: Context, season: int) -> None:
    world: World = context.world
    recordings = world.replay_own_recordings()
    recordings.season(season, recorded_season(season), captured_at=moment("2024-03-01"))
    (file,) = (recordings.folder / "season" / "seasons").iterdir()
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@given("the API answers the {season:d} season as it is recorded")
def api_answers_season(context: Context, season: int) -> None:
    context.world.api.answers(SEASON_PATH.format(season), json_reply(recorded_season(season)))


@given("the API answers the question for season {asked:d} with the season {given_one:d}")
def api_answers_other_season(context: Context, asked: int, given_one: int) -> None:
    context.world.api.answers(SEASON_PATH.format(asked), json_reply(recorded_season(given_one)))


@given("I have captured the {season:d} season into a folder of my own")
def captured_into_own_folder(context: Context, season: int) -> None:
    world: World = context.world
    world.replay_own_recordings()
    asked = ("--var", "SPORT=1", "--var", f"SEASON={season}")
    world.run("ingest", "--job", world.job("one_season"), "--stub-mode", "capture", *asked)
    expect_equal(world.result.exit_code, 0, "exit code of the capture")


@step("the API is gone and I replay the {season:d} season from that folder")
def replay_without_api(context: Context, season: int) -> None:
    world: World = context.world
    world.env["MLB_STATSAPI_URL"] = "http://127.0.0.1:9"
    _ingest(world, season, 1, "--stub-mode", "replay")


# -- what is there --------------------------------------------------------------------------------


@then("raw holds the recorded answer about the season as it is, key for key")
def raw_holds_the_answer(context: Context) -> None:
    found = context.world.value("select data from season.seasons")
    expect_equal(found["seasons"], recorded_seasons("seasons", sportId="1"), "the kept answer")


@then("raw holds the recorded answer about season {season:d} as it is, key for key")
def raw_holds_the_answer_about(context: Context, season: int) -> None:
    found = context.world.value("select data from season.seasons")
    expect_equal(found, recorded_season(season), "the kept answer")


@then('its source is "{url}"')
def its_source_is(context: Context, url: str) -> None:
    expect_equal(context.world.value("select source_url from season.seasons"), url, "source_url")


@then("raw keeps {number:Count} version of the season")
def raw_keeps_versions(context: Context, number: int) -> None:
    expect_equal(context.world.count("season.seasons"), number, "versions")


@then('raw keeps these versions of "{key:Text}"')
def raw_keeps_versions_of(context: Context, key: str) -> None:
    found = context.world.rows(
        "select captured_at::text, data->'seasons'->0->>%s from season.seasons order by 1",
        key,
    )
    expect_equal([list(row) for row in found], [list(r.cells) for r in context.table], "versions")


@then("the raw row carries the name of that run")
def raw_row_names_run(context: Context) -> None:
    found = context.world.value("select ingestion_job_id from season.seasons")
    expect_equal(found, context.run_id, "ingestion_job_id")


@then(
    "season {season} runs from {first} to {last}, with the All-Star Game on {all_star}",
)
def season_runs(context: Context, season: str, first: str, last: str, all_star: str) -> None:
    found = _season(context.world, season)
    wanted = tuple(map(date.fromisoformat, (first, last, all_star)))
    names = ("regular_season_start_date", "regular_season_end_date", "all_star_date")
    expect_equal(tuple(found[name] for name in names), wanted, f"season {season}")


@then("opening day {season:d} was a {weekday:w}, {days:Count} days before the All-Star Game")
def opening_day(context: Context, season: int, weekday: str, days: int) -> None:
    found = _season(context.world, str(season))
    opening, all_star = found["regular_season_start_date"], found["all_star_date"]
    expect_equal(opening.strftime("%A"), weekday, "weekday of opening day")
    expect_equal((all_star - opening).days, days, "days to the All-Star Game")


@then("a batter of {season:d} needed {number:g} plate appearances in {games:d} games to qualify")
def batter_needs(context: Context, season: int, number: float, games: int) -> None:
    each = _season(context.world, str(season))["qualifier_plate_appearances"]
    expect_equal(round(each * games, 1), number, "plate appearances to qualify")


@then("the All-Star Game of {season:d} is on {day}")
def all_star_game_is_on(context: Context, season: int, day: str) -> None:
    found = _season(context.world, str(season))["all_star_date"]
    expect_equal(found.isoformat(), day, "All-Star Game")


@then("there is one row for every season from {first:d} to {last:d}")
def every_season(context: Context, first: int, last: int) -> None:
    found = [int(row[0]) for row in context.world.texts("season.season_dates", ["season_id"])]
    expect_equal(found, list(range(first, last + 1)), "seasons")


@then("the first season with an All-Star Game is {season:d}")
def first_all_star_season(context: Context, season: int) -> None:
    query = "select min(season_id) from season.season_dates where all_star_date is not null"
    expect_equal(context.world.value(query), str(season), "first season with an All-Star Game")


@then("season {season:d} has no postseason")
def no_postseason(context: Context, season: int) -> None:
    found = _season(context.world, str(season))["post_season_start_date"]
    expect_true(found is None, f"found a postseason from {found} on")


def _season(world: World, season: str) -> dict[str, Any]:
    cursor = world.connection.execute(
        "select * from season.season_dates where season_id = %s", (season,)
    )
    names = [column.name for column in cursor.description or ()]
    (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))


def _backwards(value: Any) -> Any:
    """The same JSON with the keys of every object in reverse."""
    if isinstance(value, dict):
        return {name: _backwards(value[name]) for name in reversed(value)}
    return [_backwards(one) for one in value] if isinstance(value, list) else value
