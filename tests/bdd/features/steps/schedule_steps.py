"""Steps about schedules."""

from datetime import UTC, datetime

from behave import given, step, then
from behave.runner import Context
from tests.bdd.support.api import json_reply
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.recordings import Json, listings, recorded_schedule
from tests.bdd.support.world import World, moment, today_in_new_york

STATES = {
    "Scheduled": ("Preview", "S"),
    "In Progress": ("Live", "I"),
    "Final": ("Final", "F"),
}
DAY = "2024-07-01"


# -- ingesting and transforming -------------------------------------------------------------------


@step("I ingest the schedule of {day}")
@step("I have ingested the schedule of {day}")
def ingest_day(context: Context, day: str) -> None:
    context.world.ingest("schedule_polling", "--date", day)


@step("I ingest the schedule from {first} to {last}")
@step("I have ingested the schedule from {first} to {last}")
def ingest_range(context: Context, first: str, last: str) -> None:
    context.world.ingest("schedule_polling", "--start-date", first, "--end-date", last)


@step("I ingest the international schedule of {day}")
def ingest_international(context: Context, day: str) -> None:
    context.world.ingest("international_schedule", "--var", f"DAY_ASKED={day}")


@step("I ingest the recorded 2025 schedule of one team")
def ingest_one_team(context: Context) -> None:
    asked = {"TEAM": "111", "FROM": "2025-02-22", "TO": "2025-09-28"}
    _ingest_team(context.world, asked)


@step("I transform the schedule")
@step("I have transformed the schedule")
def transform_schedule(context: Context) -> None:
    context.world.transform("schedule")


@step('I transform the schedule with "{options:Text}"')
def transform_schedule_with(context: Context, options: str) -> None:
    context.world.transform("schedule", *options.split())


@step("it is ingested and transformed")
def ingested_and_transformed(context: Context) -> None:
    world: World = context.world
    world.ingest("schedule_polling", *context.asked)
    world.transform("schedule")


# -- captures of a scenario's own -----------------------------------------------------------------


def _capture_day(context: Context, answer: Json, when: str, day: str = DAY) -> None:
    recordings = context.world.replay_own_recordings()
    recordings.schedule(answer, captured_at=moment(when), sportId="1", date=day)
    context.asked = ("--date", day)


def _ingest_team(world: World, asked: dict[str, str]) -> None:
    variables = [word for name, text in asked.items() for word in ("--var", f"{name}={text}")]
    world.ingest("team_schedule", *variables)


def _day(game_pk: int | None = None, state: str = "") -> Json:
    """The recorded schedule of the day, with a game in another state where one is named."""
    answer = recorded_schedule(sportId="1", date=DAY)
    for _, game in listings(answer):
        if game["gamePk"] == game_pk:
            abstract, coded = STATES[state]
            game["status"] |= {
                "abstractGameState": abstract,
                "codedGameState": coded,
                "detailedState": state,
            }
    return answer


@step('game {game_pk:d} was "{state:Text}" in the schedule of {day} captured at "{when:Text}"')
@step('game {game_pk:d} is "{state:Text}" in the schedule of {day} captured at "{when:Text}"')
def capture_with_state(context: Context, game_pk: int, state: str, day: str, when: str) -> None:
    _capture_day(context, _day(game_pk, state), when, day)


@step(
    'game {game_pk:d} is "{state:Text}" in a schedule from {first} to {last}'
    ' captured at "{when:Text}"'
)
def capture_range_with_state(
    context: Context, game_pk: int, state: str, first: str, last: str, when: str
) -> None:
    query = {"sportId": "1", "startDate": first, "endDate": last}
    recordings = context.world.replay_own_recordings()
    recordings.schedule(_day(game_pk, state), captured_at=moment(when), **query)
    context.asked = ("--start-date", first, "--end-date", last)


@given('the schedule of {day} was captured at "{when:Text}" and ingested and transformed')
def captured_and_loaded(context: Context, day: str, when: str) -> None:
    _capture_day(context, _day(), when, day)
    ingested_and_transformed(context)


@step(
    'the schedule of {day} is captured without game {game_pk:d} at "{when:Text}",'
    " and ingested and transformed"
)
def captured_without_game(context: Context, day: str, game_pk: int, when: str) -> None:
    answer = _day()
    (listed,) = answer["dates"]
    listed["games"] = [game for game in listed["games"] if game["gamePk"] != game_pk]
    for part in (answer, listed):
        part["totalItems"] = part["totalGames"] = len(listed["games"])
    _capture_day(context, answer, when, day)
    ingested_and_transformed(context)


@step(
    'the schedule of {day} is captured without any games at "{when:Text}",'
    " and ingested and transformed"
)
def captured_without_games(context: Context, day: str, when: str) -> None:
    nothing = recorded_schedule(sportId="1", date="2024-10-27")
    _capture_day(context, nothing, when, day)
    ingested_and_transformed(context)


@step(
    'the schedule of team {team:d} on {day} is captured at "{when:Text}",'
    " and ingested and transformed"
)
def captured_one_team(context: Context, team: int, day: str, when: str) -> None:
    world: World = context.world
    answer = _day()
    (listed,) = answer["dates"]
    listed["games"] = [game for game in listed["games"] if team in _teams_of(game)]
    for part in (answer, listed):
        part["totalItems"] = part["totalGames"] = len(listed["games"])
    asked = {"TEAM": str(team), "FROM": day, "TO": day}
    query = {"sportId": "1", "teamId": str(team), "startDate": day, "endDate": day}
    world.replay_own_recordings().schedule(answer, captured_at=moment(when), **query)
    _ingest_team(world, asked)
    expect_equal(world.count("schedule.schedule"), 2, "answers in raw")
    world.transform("schedule")


@given('a schedule without any day, captured at "{when:Text}"')
def dayless_schedule(context: Context, when: str) -> None:
    nothing = recorded_schedule(sportId="1", date="2024-10-27")
    context.world.replay_own_recordings().schedule(nothing, captured_at=moment(when), sportId="1")


@given("the schedule of today in New York lists game {game_pk:d}")
def today_lists(context: Context, game_pk: int) -> None:
    today = today_in_new_york()
    answer = _day(game_pk, "Scheduled")
    (listed,) = answer["dates"]
    listed["games"] = [game for game in listed["games"] if game["gamePk"] == game_pk]
    listed["date"] = listed["games"][0]["officialDate"] = today
    _capture_day(context, answer, "2024-07-01", today)


@given("the API answers every question for a schedule with that of {day}")
def api_answers_with(context: Context, day: str) -> None:
    context.world.api.answers(
        "/api/v1/schedule", json_reply(recorded_schedule(sportId="1", date=day))
    )


# -- what is there --------------------------------------------------------------------------------


@then("it asks for the schedule of today in New York")
def asks_for_today(context: Context) -> None:
    url = "https://statsapi.mlb.com/api/v1/schedule?sportId=1&date={}"
    asked = context.world.result.out.split()
    # At midnight the day may turn between the run and this look at the clock.
    yesterday = datetime.fromordinal(datetime.fromisoformat(today_in_new_york()).toordinal() - 1)
    days = [today_in_new_york(), yesterday.date().isoformat()]
    midnight = datetime.now(UTC).minute == 0
    wanted = [url.format(day) for day in days[: 1 + midnight]]
    expect_true(asked in [[one] for one in wanted], f"asked {asked}, wanted {wanted}")


@then("game {game_pk:d} is listed as")
def game_is_listed_as(context: Context, game_pk: int) -> None:
    found = context.world.texts("schedule.games", context.table.headings, {"game_pk": game_pk})
    expect_equal(found, [list(row.cells) for row in context.table], f"listings of {game_pk}")


@then("game {game_pk:d} starts at {when} UTC")
def game_starts_at(context: Context, game_pk: int, when: str) -> None:
    query = "select game_date from schedule.games where game_pk = %s"
    expect_equal(context.world.value(query, game_pk), moment(when), "start of the game")


@then("game {game_pk:d} is listed under {day} with the official date {official}")
def listed_under(context: Context, game_pk: int, day: str, official: str) -> None:
    columns = ["schedule_date", "official_date"]
    found = context.world.texts("schedule.games", columns, {"game_pk": game_pk})
    expect_equal(found, [[day, official]], f"days of {game_pk}")


@then("there are {number:Count} listings of {games:Count} games")
def listings_of_games(context: Context, number: int, games: int) -> None:
    found = context.world.rows("select count(*), count(distinct game_pk) from schedule.games")
    expect_equal(found, [(number, games)], "listings and games")


@then(
    "{number:Count} of {all_listings:Count} listings start on another day in UTC"
    " than their official date"
)
def start_on_another_day(context: Context, number: int, all_listings: int) -> None:
    found = context.world.rows(
        "select count(*) filter (where (game_date at time zone 'UTC')::date <> official_date),"
        " count(*) from schedule.games"
    )
    expect_equal(found, [(number, all_listings)], "listings with another day in UTC, and all")


@then("all {number:Count} listings have a schedule date and no official date")
def no_official_date(context: Context, number: int) -> None:
    found = context.world.rows(
        "select count(*), count(schedule_date), count(official_date) from schedule.games"
    )
    expect_equal(found, [(number, number, 0)], "listings, with schedule date, with official date")


@then("every listing is of sport {sport:d}")
def every_listing_is_of_sport(context: Context, sport: int) -> None:
    found = context.world.rows("select distinct sport_id from schedule.games")
    expect_equal(found, [(sport,)], "sports")


@then("on every day as many games are listed as the API counts")
def totals_agree(context: Context) -> None:
    odd = context.world.rows(
        "select m.schedule_date, m.total_games, count(g.game_pk)"
        " from schedule.schedule_metadata m left join schedule.games g using (schedule_date)"
        " group by 1, 2 having m.total_games <> count(g.game_pk)"
    )
    expect_equal(odd, [], "days whose total disagrees")


@then("as many listings are there as the recorded answer from {first} to {last} has")
def as_many_as_recorded(context: Context, first: str, last: str) -> None:
    answer = recorded_schedule(sportId="1", startDate=first, endDate=last)
    expect_equal(context.world.count("schedule.games"), len(listings(answer)), "listings")


@then(
    '{number:Count} game of {day} has the coded state "{code:w}",'
    ' although its abstract state is "{abstract:w}"'
)
def coded_state(context: Context, number: int, day: str, code: str, abstract: str) -> None:
    where = {"schedule_date": day, "coded_game_state": code, "abstract_game_state": abstract}
    expect_equal(context.world.count("schedule.games", **where), number, f"games in state {code}")


@then("game {game_pk:d} is suspended on {begun}, goes on on {resumed}, and counts for {official}")
def suspended(context: Context, game_pk: int, begun: str, resumed: str, official: str) -> None:
    columns = ["schedule_date", "official_date", "resume_game_date", "resumed_from_date"]
    found = context.world.texts("schedule.games", columns, {"game_pk": game_pk})
    wanted = [[begun, official, resumed, ""], [resumed, official, "", begun]]
    expect_equal(found, wanted, f"listings of {game_pk}")


@then("the doubleheaders of {day} are, in order")
def doubleheaders(context: Context, day: str) -> None:
    found = context.world.rows(
        "select home_team_name, game_number::text, game_pk::text, double_header"
        " from schedule.games where schedule_date = %s and double_header <> 'N'"
        " order by home_team_name, game_number",
        day,
    )
    expect_equal([list(row) for row in found], [list(r.cells) for r in context.table], "games")


@then("the listings of {day} by coded state are")
def listings_by_state(context: Context, day: str) -> None:
    found = context.world.rows(
        "select coded_game_state, count(*)::text from schedule.games where schedule_date = %s"
        " group by 1 order by 1",
        day,
    )
    expect_equal([list(row) for row in found], [list(r.cells) for r in context.table], "states")


@then("the listed games of {day} are {one:d} and {other:d}")
def listed_games(context: Context, day: str, one: int, other: int) -> None:
    found = context.world.rows(
        "select game_pk from schedule.games where schedule_date = %s order by 1", day
    )
    expect_equal([pk for (pk,) in found], [one, other], "listed games")


@then("the raw schedules lie in")
def raw_schedules_lie_in(context: Context) -> None:
    found = context.world.rows(
        "select tableoid::regclass::text, count(*)::text from schedule.schedule"
        " group by 1 order by 1"
    )
    expect_equal([list(row) for row in found], [list(r.cells) for r in context.table], "partitions")


def _teams_of(game: Json) -> set[int]:
    return {side["team"]["id"] for side in game["teams"].values()}
