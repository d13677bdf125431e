"""Steps about games."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import httpx
from behave import given, register_type, step, then
from behave.runner import Context
from tests.bdd.support.api import Reply, game_path, json_reply
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.recordings import (
    Json,
    events_of,
    plays_of,
    recorded_feed,
    runners_of,
)
from tests.bdd.support.world import World, moment
from tests.support.cli import mlb_etl_process

from mlb_data_platform.simulator import build_app, build_league, running_server


def _games(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]


_games.pattern = r"none|\d+(?:, \d+)*(?: and \d+)?"  # type: ignore[attr-defined]
register_type(Games=_games)


# -- ingesting and transforming -------------------------------------------------------------------


def _ingest(world: World, *game_pks: int, job: str = "impatient_game") -> None:
    world.ingest(job, "--game-pks", ",".join(map(str, game_pks)))


@step("I ingest game {game_pk:d}")
@step("I have ingested game {game_pk:d}")
def ingest_game(context: Context, game_pk: int) -> None:
    _ingest(context.world, game_pk)


@step("I ingest games {game_pks:Games}")
@step("I have ingested games {game_pks:Games}")
def ingest_games(context: Context, game_pks: list[int]) -> None:
    _ingest(context.world, *game_pks, job="game")


@step('I ingest the games "{game_pks:Text}"')
def ingest_the_games(context: Context, game_pks: str) -> None:
    _ingest(context.world, *_games(game_pks))


@step("I follow game {game_pk:d}")
def follow_game(context: Context, game_pk: int) -> None:
    _ingest(context.world, game_pk, job="quick_follow")


@step("two operators ingest game {game_pk:d} at the same moment")
def two_operators(context: Context, game_pk: int) -> None:
    world: World = context.world
    line = f"ingest --job game --game-pks {game_pk} --stub-mode replay --save".split()
    env = world.env | {"MLB_STUB_DIR": str(world.stub_dir)}
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(mlb_etl_process, *line, env=env) for _ in range(2)]
        context.both = [run.result() for run in runs]


@then("both runs succeed")
def both_runs_succeed(context: Context) -> None:
    said = [run.err for run in context.both]
    expect_equal([run.exit_code for run in context.both], [0, 0], f"exit codes ({said})")


@step("I transform the games")
@step("I have transformed the games")
def transform_games(context: Context) -> None:
    context.world.transform("game")


@step('I transform the games with "{options:Text}"')
def transform_games_with(context: Context, options: str) -> None:
    context.world.transform("game", *options.split())


# -- captures of a scenario's own -----------------------------------------------------------------


def _capture(context: Context, feed: Json, when: str, game_pk: int) -> None:
    world: World = context.world
    world.replay_own_recordings().game(game_pk, feed, captured_at=moment(when))
    context.feed = feed


@step('the feed of game {game_pk:d} at "{timecode:w}" was captured at "{when:Text}" and ingested')
@step('the feed of game {game_pk:d} at "{timecode:w}" is captured at "{when:Text}" and ingested')
def capture_at_timecode(context: Context, game_pk: int, timecode: str, when: str) -> None:
    _capture(context, recorded_feed(game_pk, timecode), when, game_pk)
    _ingest(context.world, game_pk)


@step(
    'the feed of game {game_pk:d} at "{timecode:w}" is captured at "{when:Text}"'
    " with another attendance, and ingested"
)
def capture_with_attendance(context: Context, game_pk: int, timecode: str, when: str) -> None:
    feed = recorded_feed(game_pk, timecode)
    feed["gameData"].setdefault("gameInfo", {})["attendance"] = 12345
    _capture(context, feed, when, game_pk)
    _ingest(context.world, game_pk)


@step('the feed of game {game_pk:d} was captured at "{when:Text}" and ingested')
@step('the latest recorded feed of game {game_pk:d} was captured at "{when:Text}" and ingested')
@step('the latest recorded feed of game {game_pk:d} is captured at "{when:Text}" and ingested')
def capture_latest(context: Context, game_pk: int, when: str) -> None:
    _capture(context, recorded_feed(game_pk), when, game_pk)
    _ingest(context.world, game_pk)


def _capture_newer(context: Context, game_pk: int, feed: Json) -> None:
    """A feed with a later time of its own, captured later."""
    feed["metaData"]["timeStamp"] = "20240801_120000"
    _capture(context, feed, "2024-08-01 12:01", game_pk)
    _ingest(context.world, game_pk)


@step("a newer feed of game {game_pk:d} without its last {number:d} plays is captured and ingested")
def capture_fewer_plays(context: Context, game_pk: int, number: int) -> None:
    feed = recorded_feed(game_pk)
    del feed["liveData"]["plays"]["allPlays"][-number:]
    _capture_newer(context, game_pk, feed)


@step(
    "a newer feed of game {game_pk:d} with a word in the place of its plays"
    " is captured and ingested"
)
def capture_no_list(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    feed["liveData"]["plays"]["allPlays"] = "unavailable"
    _capture_newer(context, game_pk, feed)


@given("the feed of game {game_pk:d}, captured with the game postponed")
def postponed_feed(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    feed["gameData"]["status"] |= {
        "abstractGameState": "Final",
        "codedGameState": "D",
        "detailedState": "Postponed",
        "statusCode": "DR",
        "reason": "Rain",
        "abstractGameCode": "F",
    }
    _capture(context, feed, "2024-05-29", game_pk)


@given("the feed of game {game_pk:d} with a NUL character in the name of the ballpark")
def feed_with_nul(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    feed["gameData"]["venue"]["name"] += "\0"
    _capture(context, feed, "2024-07-02", game_pk)


@given(
    'the feed of game {game_pk:d} with "{value:w}" as the speed of event {event:d} of play {play:d}'
)
def feed_with_odd_speed(context: Context, game_pk: int, value: str, event: int, play: int) -> None:
    feed = recorded_feed(game_pk)
    plays_of(feed)[play]["playEvents"][event]["pitchData"]["startSpeed"] = value
    _capture(context, feed, "2024-07-02", game_pk)


@given("the feed of game {game_pk:d} with its game number as words")
def feed_with_text_number(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    feed["gamePk"] = str(game_pk)
    _capture(context, feed, "2024-07-02", game_pk)


@given("the feed of game {game_pk:d} as it was recorded")
def feed_as_recorded(context: Context, game_pk: int) -> None:
    _capture(context, recorded_feed(game_pk), "2024-07-02", game_pk)


# -- the API --------------------------------------------------------------------------------------


@given("the API knows the games {game_pks:Games}")
def api_knows(context: Context, game_pks: list[int]) -> None:
    for game_pk in game_pks:
        context.world.api.answers_game(game_pk, json_reply(recorded_feed(game_pk)))


@given("the API answers game {game_pk:d} with a page of HTML")
def api_answers_html(context: Context, game_pk: int) -> None:
    page = b"<!DOCTYPE html><html><body>We will be right back</body></html>"
    context.world.api.answers_game(game_pk, Reply(body=page))


@given("the API answers game {game_pk:d} with half of its feed")
def api_answers_half(context: Context, game_pk: int) -> None:
    body = json.dumps(recorded_feed(game_pk)).encode()
    half = Reply(body=body[: len(body) // 2], promised_bytes=len(body))
    context.world.api.answers_game(game_pk, half)


@given("the API answers game {game_pk:d} with an empty body")
def api_answers_nothing(context: Context, game_pk: int) -> None:
    context.world.api.answers_game(game_pk, Reply())


@given("the API answers game {game_pk:d} with a fault of its own")
def api_answers_fault(context: Context, game_pk: int) -> None:
    context.world.api.answers_game(game_pk, Reply(status=503, body=b"{}"))


@given("the API answers game {game_pk:d} with the feed of game {other:d}")
def api_answers_other(context: Context, game_pk: int, other: int) -> None:
    context.world.api.answers_game(game_pk, json_reply(recorded_feed(other)))


@given(
    'the API answers game {game_pk:d} with "too many requests, come back in {seconds:d} second"'
    " and then its feed"
)
def api_answers_429(context: Context, game_pk: int, seconds: int) -> None:
    patience = Reply(status=429, headers={"Retry-After": str(seconds)})
    context.world.api.answers_game(game_pk, patience, json_reply(recorded_feed(game_pk)))


@given("the API answers game {game_pk:d} with two feeds in progress and then a final one")
def api_answers_until_final(context: Context, game_pk: int) -> None:
    final = recorded_feed(game_pk)
    final["metaData"]["timeStamp"] = "20260429_220000"
    final["gameData"]["status"] |= {"abstractGameState": "Final", "codedGameState": "F"}
    feeds = recorded_feed(game_pk, "20260429_191400"), recorded_feed(game_pk), final
    context.world.api.answers_game(game_pk, *map(json_reply, feeds))


@given("a simulated league answers as the API")
def simulated_league(context: Context) -> None:
    world: World = context.world
    league = build_league(seed=7, season=2024, today=date(2024, 5, 1))
    context.league_url = world.stack.enter_context(running_server(build_app(league)))
    world.env["MLB_STATSAPI_URL"] = context.league_url


@then("the API was asked {times:w} for game {game_pk:d}")
@then("the API was asked {times:w} times for game {game_pk:d}")
def api_was_asked(context: Context, times: str, game_pk: int) -> None:
    wanted = {"once": 1, "twice": 2}.get(times) or int(times)
    found = len(context.world.api.asked_at.get(game_path(game_pk), []))
    expect_equal(found, wanted, "questions")


@then("the API was asked twice for game {game_pk:d}, at least {seconds:d} second apart")
def api_was_asked_apart(context: Context, game_pk: int, seconds: int) -> None:
    first, second = context.world.api.asked_at[game_path(game_pk)]
    expect_true(second - first >= seconds, f"asked again after {second - first:.2f} s")


# -- what is in raw and in quarantine -------------------------------------------------------------


@then("raw has the game {game_pks:Games}")
@then("raw has the games {game_pks:Games}")
def raw_has(context: Context, game_pks: list[int]) -> None:
    found = context.world.rows("select game_pk from game.live_game_v1 order by 1")
    expect_equal([pk for (pk,) in found], game_pks, "games in raw")


@then('raw keeps {number:d} versions of game {game_pk:d}, the latest of "{timecode:w}"')
def raw_keeps(context: Context, number: int, game_pk: int, timecode: str) -> None:
    found = context.world.rows(
        "select timecode, is_latest from game.live_game_v1 where game_pk = %s", game_pk
    )
    expect_equal(len(found), number, "versions")
    latest = [own_time for own_time, is_latest in found if is_latest]
    expect_equal(latest, [timecode], "own time of the latest")


@then('raw keeps {number:d} versions of game {game_pk:d}, both of "{timecode:w}"')
def raw_keeps_both(context: Context, number: int, game_pk: int, timecode: str) -> None:
    found = context.world.rows("select timecode from game.live_game_v1 where game_pk = %s", game_pk)
    expect_equal(found, [(timecode,)] * number, "own times of the versions")


@then('the version captured at "{when:Text}" is the latest')
def version_is_latest(context: Context, when: str) -> None:
    found = context.world.rows("select captured_at from game.live_game_v1 where is_latest")
    expect_equal(found, [(moment(when),)], "capture of the latest")


@then("the raw games lie in")
def raw_games_lie_in(context: Context) -> None:
    found = context.world.rows(
        "select tableoid::regclass::text, game_pk::text from game.live_game_v1 order by 1"
    )
    expect_equal([list(row) for row in found], [list(r.cells) for r in context.table], "partitions")


@then("quarantine keeps the answer byte for byte")
def quarantine_keeps_bytes(context: Context) -> None:
    ((kind, body),) = context.world.rows("select kind, body from metadata.quarantine")
    expect_equal(kind, "answer", "kind")
    expect_equal(bytes(body), json.dumps(context.feed).encode(), "the kept bytes")


@then("quarantine has set the whole feed of game {game_pk:d} aside")
def quarantine_has_document(context: Context, game_pk: int) -> None:
    found = context.world.rows(
        "select r.game_pk from metadata.quarantine q join game.live_game_v1 r on r.id = q.raw_id"
        " where q.kind = 'document'"
    )
    expect_equal(found, [(game_pk,)], "feeds set aside whole")


@then("quarantine has {number:Count} entries about single rows")
def quarantine_about_rows(context: Context, number: int) -> None:
    expect_equal(context.world.count("metadata.quarantine", kind="row"), number, "entries")


# -- what is in the tables ------------------------------------------------------------------------


@then(
    "the plays, play events, runners, innings and players of game {game_pk:d}"
    " are as many as in its feed"
)
def as_many_as_in_feed(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    wanted = {
        "game.games": 1,
        "game.game_teams": 2,
        "game.plays": len(plays_of(feed)),
        "game.play_events": len(events_of(feed)),
        "game.runners": len(runners_of(feed)),
        "game.linescore_innings": len(feed["liveData"]["linescore"].get("innings", [])),
        "game.game_players": len(feed["gameData"]["players"]),
    }
    world: World = context.world
    found = {table: world.count(table, game_pk=game_pk) for table in wanted}
    expect_equal(found, wanted, "rows")


@then("the games in the tables are {game_pks:Games}")
def games_in_tables(context: Context, game_pks: list[int]) -> None:
    found = context.world.rows("select game_pk from game.games order by 1")
    expect_equal([pk for (pk,) in found], game_pks, "games")


@then(
    'game {game_pk:d} is in the coded state "{state:w}"'
    " with {plays:Count} plays and {innings:Count} innings"
)
def game_in_state(context: Context, game_pk: int, state: str, plays: int, innings: int) -> None:
    world: World = context.world
    found = world.texts("game.games", ["coded_game_state"], {"game_pk": game_pk})
    expect_equal(found, [[state]], "coded state")
    expect_equal(world.count("game.plays", game_pk=game_pk), plays, "plays")
    expect_equal(world.count("game.linescore_innings", game_pk=game_pk), innings, "innings")


@then("game {game_pk:d} shows")
def game_shows(context: Context, game_pk: int) -> None:
    found = context.world.texts("game.games", context.table.headings, {"game_pk": game_pk})
    expect_equal(found, [list(row.cells) for row in context.table], f"game {game_pk}")


@then("game {game_pk:d} has {number:Count} plays")
def game_has_plays(context: Context, game_pk: int, number: int) -> None:
    expect_equal(context.world.count("game.plays", game_pk=game_pk), number, "plays")


@then("game {game_pk:d} ended {away} {away_runs:d}, {home} {home_runs:d}")
def final_score(
    context: Context, game_pk: int, away: str, away_runs: int, home: str, home_runs: int
) -> None:
    found = context.world.rows(
        "select name, runs from game.game_teams where game_pk = %s order by side", game_pk
    )
    expect_equal(found, [(away, away_runs), (home, home_runs)], "score")
    context.score = (away_runs, home_runs)


@then("the runs of its innings add up to that")
def innings_add_up(context: Context) -> None:
    found = context.world.rows(
        "select sum(away_runs)::int, sum(home_runs)::int from game.linescore_innings"
    )
    expect_equal(found, [context.score], "runs of the innings")


@then("the last play of game {game_pk:d} shows that score, too")
def last_play_shows_score(context: Context, game_pk: int) -> None:
    found = context.world.rows(
        "select away_score, home_score from game.plays where game_pk = %s"
        " order by at_bat_index desc limit 1",
        game_pk,
    )
    expect_equal(found, [context.score], "score after the last play")


@then("the home runs of game {game_pk:d} are")
def home_runs(context: Context, game_pk: int) -> None:
    found = context.world.rows(
        "select p.inning::text, p.half_inning, p.batter_name,"
        " e.launch_speed_mph::text, e.total_distance_ft::text"
        " from game.plays p join game.play_events e using (game_pk, at_bat_index)"
        " where p.game_pk = %s and p.event_type = 'home_run' and e.launch_speed_mph is not null"
        " order by p.at_bat_index",
        game_pk,
    )
    expect_equal([list(row) for row in found], [list(r.cells) for r in context.table], "home runs")


@then("game {game_pk:d} has {number:Count} runner movements")
def runner_movements(context: Context, game_pk: int, number: int) -> None:
    expect_equal(context.world.count("game.runners", game_pk=game_pk), number, "movements")


@then("{number:Count} of them repeat the play, runner and event of another one")
def repeated_movements(context: Context, number: int) -> None:
    found = context.world.value(
        "select count(*) - count(distinct (game_pk, at_bat_index, runner_id, play_index))"
        " from game.runners"
    )
    expect_equal(found, number, "repeated movements")


@then("{number:Count} pitches were thrown in game {game_pk:d}")
def pitches_thrown(context: Context, number: int, game_pk: int) -> None:
    found = context.world.count("game.play_events", game_pk=game_pk, is_pitch=True)
    expect_equal(found, number, "pitches")


@then("its plays list {number:Count} events as pitches")
def events_listed_as_pitches(context: Context, number: int) -> None:
    found = context.world.value("select sum(cardinality(pitch_indexes))::int from game.plays")
    expect_equal(found, number, "events in pitch_indexes")


@then("the plays of game {game_pk:d} that are not complete are those of its feed")
def incomplete_plays(context: Context, game_pk: int) -> None:
    plays = plays_of(recorded_feed(game_pk))
    wanted = [play["atBatIndex"] for play in plays if not play["about"]["isComplete"]]
    expect_true(bool(wanted), "the feed has no play in progress")
    found = context.world.rows(
        "select at_bat_index from game.plays where not is_complete order by 1"
    )
    expect_equal([index for (index,) in found], wanted, "plays in progress")


@then("the play events and runners of the plays taken back are gone")
def events_are_gone(context: Context) -> None:
    world: World = context.world
    found = world.count("game.play_events"), world.count("game.runners")
    wanted = len(events_of(context.feed)), len(runners_of(context.feed))
    expect_equal(found, wanted, "play events and runners")


@step('event {event:d} of play {play:d} of game {game_pk:d} is a "{pitch_type:Text}"')
def event_is_a(context: Context, event: int, play: int, game_pk: int, pitch_type: str) -> None:
    found = _event(context.world, event, play, game_pk, "pitch_type_description")
    expect_equal(found, pitch_type, "type of pitch")


@then("event {event:d} of play {play:d} of game {game_pk:d} has no speed")
def event_has_no_speed(context: Context, event: int, play: int, game_pk: int) -> None:
    found = _event(context.world, event, play, game_pk, "start_speed_mph")
    expect_equal(found, "", "speed")


def _event(world: World, event: int, play: int, game_pk: int, column: str) -> str:
    where = {"game_pk": game_pk, "at_bat_index": play, "event_index": event}
    ((found,),) = world.texts("game.play_events", [column], where)
    return found


# -- a whole day ----------------------------------------------------------------------------------


@then("every game that the league lists on {day} is in the tables with all its plays")
def whole_day_is_there(context: Context, day: str) -> None:
    context.day = day
    listed = _ask(context, f"/api/v1/schedule?sportId=1&date={day}")
    wanted = {
        game["gamePk"]: len(plays_of(_ask(context, game_path(game["gamePk"]))))
        for game in listed["dates"][0]["games"]
    }
    expect_true(len(wanted) > 0, "the league lists no games")
    found = dict(context.world.rows("select game_pk, count(*)::int from game.plays group by 1"))
    expect_equal(found, wanted, "plays by game")


@then("the season and the schedule of that day are there, too")
def season_and_schedule(context: Context) -> None:
    world: World = context.world
    seasons = world.texts("season.season_dates", ["season_id"])
    expect_equal(seasons, [[context.day[:4]]], "seasons")
    days = world.texts("schedule.schedule_metadata", ["schedule_date"])
    expect_equal(days, [[context.day]], "days")


def _ask(context: Context, path: str) -> Any:
    return httpx.get(f"{context.league_url}{path}", timeout=60).raise_for_status().json()
