"""Steps about what becomes of a feed: lines, line-ups, credits, pitches, leaders, standings."""

from collections.abc import Iterator
from typing import Any

from behave import given, step, then
from behave.runner import Context
from tests.bdd.support.expect import expect_equal, expect_true
from tests.bdd.support.recordings import Json, recorded_feed
from tests.bdd.support.world import World, moment
from tests.support.scorekeeper import pitches_of

# The API's name of a statistic by its column, where it is not the same in snake case.
_API_NAMES = {"rbi": "rbi", "innings_outs": "outs"}
_BATTING = [
    "plate_appearances",
    "at_bats",
    "runs",
    "hits",
    "doubles",
    "triples",
    "home_runs",
    "rbi",
    "base_on_balls",
    "intentional_walks",
    "hit_by_pitch",
    "strike_outs",
    "total_bases",
    "sac_bunts",
    "sac_flies",
    "stolen_bases",
    "caught_stealing",
    "ground_into_double_play",
    "left_on_base",
]
_PITCHING = [
    "innings_outs",
    "innings_pitched",
    "batters_faced",
    "number_of_pitches",
    "balls",
    "strikes",
    "runs",
    "earned_runs",
    "hits",
    "home_runs",
    "base_on_balls",
    "hit_batsmen",
    "strike_outs",
    "wild_pitches",
    "balks",
    "wins",
    "losses",
    "saves",
    "holds",
    "blown_saves",
    "inherited_runners",
    "inherited_runners_scored",
]
_FIELDING = [
    "chances",
    "put_outs",
    "assists",
    "errors",
    "passed_ball",
    "stolen_bases",
    "caught_stealing",
]
_LINES = {"batting": _BATTING, "pitching": _PITCHING, "fielding": _FIELDING}
_PLACEHOLDERS = {"-.--", ".---", "-", "*.**"}


def _api_name(column: str) -> str:
    first, *others = column.split("_")
    return _API_NAMES.get(column, first + "".join(word.capitalize() for word in others))


def _players(feed: Json) -> Iterator[tuple[str, Json]]:
    for side, team in feed["liveData"]["boxscore"]["teams"].items():
        for player in team["players"].values():
            yield side, player


def _cells(context: Context) -> list[list[str]]:
    return [list(row.cells) for row in context.table]


def _select(world: World, table: str, columns: list[str], rest: str, *values: Any) -> list[Any]:
    """Rows as a person writes them: text, an empty text for null."""
    asked = ", ".join(f"coalesce({column}::text, '')" for column in columns)
    found = world.rows(f"select {asked} from {table} {rest}", *values)
    return [list(row) for row in found]


# -- captures of a scenario's own -----------------------------------------------------------------


@given('the feed of game {game_pk:d} with a new field "{name:w}" in every batting line')
def feed_with_new_statistic(context: Context, game_pk: int, name: str) -> None:
    feed = recorded_feed(game_pk)
    for _, player in _players(feed):
        if player["stats"]["batting"]:
            player["stats"]["batting"][name] = 7
    recordings = context.world.replay_own_recordings()
    recordings.game(game_pk, feed, captured_at=moment("2024-07-02"))


@step(
    'the scorer takes a hit from "{batter:Text}" in game {game_pk:d}'
    ' and gives "{fielder:Text}" an error'
)
def scorer_corrects(context: Context, batter: str, game_pk: int, fielder: str) -> None:
    world: World = context.world
    feed = recorded_feed(game_pk)
    by_name = {player["person"]["fullName"]: player for _, player in _players(feed)}
    by_name[batter]["stats"]["batting"]["hits"] -= 1
    by_name[fielder]["stats"]["fielding"]["errors"] += 1
    # As officials do it: another content under the feed's own old time.
    world.replay_own_recordings().game(game_pk, feed, captured_at=moment("2024-07-02 09:00"))
    world.ingest("impatient_game", "--game-pks", str(game_pk))


# -- the box score --------------------------------------------------------------------------------


@then("every batting, pitching and fielding line of game {game_pk:d} is the official one")
def lines_are_official(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    for kind, columns in _LINES.items():
        wanted = {
            player["person"]["id"]: [player["stats"][kind].get(_api_name(c)) for c in columns]
            for _, player in _players(feed)
            if player["stats"].get(kind)
        }
        found = context.world.rows(
            f"select person_id, {', '.join(columns)} from game.{kind}_lines where game_pk = %s",
            game_pk,
        )
        expect_true(bool(wanted), f"the feed has no {kind} line")
        expect_equal({pk: line for pk, *line in found}, wanted, f"{kind} lines")


@then("the totals of both teams of game {game_pk:d} are the official ones")
def totals_are_official(context: Context, game_pk: int) -> None:
    feed = recorded_feed(game_pk)
    totals = {"batting": _BATTING[:15], "pitching": _PITCHING[:13], "fielding": _FIELDING[:4]}
    for kind, columns in totals.items():
        wanted = {
            side: [team["teamStats"][kind].get(_api_name(column)) for column in columns]
            for side, team in feed["liveData"]["boxscore"]["teams"].items()
        }
        found = context.world.rows(
            f"select side, {', '.join(columns)} from game.team_{kind} where game_pk = %s", game_pk
        )
        expect_equal({side: line for side, *line in found}, wanted, f"team {kind}")


@then('the pitchers of "{side:w}" in game {game_pk:d} are')
def pitchers_are(context: Context, side: str, game_pk: int) -> None:
    columns = ["o.pitcher_index", *(f"l.{name}" for name in context.table.headings[1:])]
    found = _select(
        context.world,
        "game.pitching_lines l join game.lineups o using (game_pk, season, side, person_id)",
        columns,
        "where game_pk = %s and side = %s order by o.pitcher_index",
        game_pk,
        side,
    )
    expect_equal(found, _cells(context), "pitchers in their order")


@then(
    'where the season lines of game {game_pk:d} say "-.--" or ".---" or "-",'
    " the tables hold nothing"
)
def placeholders_are_nothing(context: Context, game_pk: int) -> None:
    names = {
        "batting": ["stolen_base_percentage", "at_bats_per_home_run", "babip"],
        "pitching": ["era", "whip", "strikeout_walk_ratio", "win_percentage"],
    }
    empty = 0
    for kind, columns in names.items():
        found = context.world.rows(
            f"select person_id, {', '.join(columns)} from game.season_{kind}_lines"
            " where game_pk = %s",
            game_pk,
        )
        rows = {person: dict(zip(columns, values, strict=True)) for person, *values in found}
        for _, player in _players(recorded_feed(game_pk)):
            for column in columns:
                text = player["seasonStats"][kind].get(_api_name(column))
                value = rows[player["person"]["id"]][column]
                expect_equal(
                    value is None, text is None or text in _PLACEHOLDERS, f"{column} {text}"
                )
                empty += text in _PLACEHOLDERS
    expect_true(empty > 50, f"only {empty} placeholders in the feed")


@then('slot {slot:d} of "{side:w}" in game {game_pk:d} was held by')
def slot_was_held_by(context: Context, slot: int, side: str, game_pk: int) -> None:
    found = _select(
        context.world,
        "game.lineups",
        context.table.headings,
        "where game_pk = %s and side = %s and slot = %s order by batting_order",
        game_pk,
        side,
        slot,
    )
    expect_equal(found, _cells(context), f"slot {slot}")


@then(
    '"{side:w}" had {bench:d} players on the bench and {bullpen:d} in the bullpen'
    " in game {game_pk:d}"
)
def bench_and_bullpen(context: Context, side: str, bench: int, bullpen: int, game_pk: int) -> None:
    where = {"game_pk": game_pk, "side": side}
    found = (
        context.world.count("game.lineups", is_bench=True, **where),
        context.world.count("game.lineups", is_bullpen=True, **where),
    )
    expect_equal(found, (bench, bullpen), "bench and bullpen")


@then("the credits of play {play:d} of game {game_pk:d} are")
def credits_are(context: Context, play: int, game_pk: int) -> None:
    found = _select(
        context.world,
        "game.fielding_credits",
        context.table.headings,
        "where game_pk = %s and at_bat_index = %s order by runner_index, credit_index",
        game_pk,
        play,
    )
    expect_equal(found, _cells(context), f"credits of play {play}")


@then("the balls in play of game {game_pk:d} have the places that the feed gives them")
def balls_in_play(context: Context, game_pk: int) -> None:
    innings = recorded_feed(game_pk)["liveData"]["plays"]["playsByInning"]
    wanted = [
        (hit["inning"], side, hit["batter"]["id"], hit["coordinates"]["x"], hit["coordinates"]["y"])
        for inning in innings
        for side in ("away", "home")
        for hit in inning["hits"][side]
    ]
    found = context.world.rows(
        "select inning, side, batter_id, x, y from game.hits where game_pk = %s"
        " order by inning_index, side, hit_index",
        game_pk,
    )
    expect_true(len(wanted) > 30, "the feed has hardly a ball in play")
    expect_equal(found, wanted, "balls in play")


# -- what a transform did -------------------------------------------------------------------------


@then("the transform updated at least {number:d} rows")
def updated_at_least(context: Context, number: int) -> None:
    found = context.world.written("updated")
    expect_true(found >= number, f"{found} rows updated, wanted at least {number}")


@then("the tables of the box score are among those left unchanged")
def box_score_unchanged(context: Context) -> None:
    tables = context.world.transformed["tables"]
    names = ("batting_lines", "pitching_lines", "season_batting_lines", "lineups", "hits")
    found = {name: tables[f"game.{name}"]["unchanged"] > 0 for name in names}
    expect_equal(found, dict.fromkeys(names, True), "tables with unchanged rows")


@then('"metadata.schema_drift" names a field that ends in "{name:w}"')
def drift_names(context: Context, name: str) -> None:
    found = context.world.rows("select * from metadata.schema_drift")
    expect_true(name in str(found), f"no {name} in {found}")


# -- views ----------------------------------------------------------------------------------------


@then('"{view:Text}" shows for "{name:Text}"')
@then('"{view:Text}" shows for "{name:Text}" in game {game_pk:d}')
def view_shows_for(context: Context, view: str, name: str, game_pk: int = 0) -> None:
    who = "full_name" if view.startswith("game.") else "player_name"
    rest, values = f"where {who} = %s", [name]
    if game_pk:
        rest, values = f"{rest} and game_pk = %s", [name, str(game_pk)]
    found = _select(context.world, view, context.table.headings, rest, *values)
    expect_equal(found, _cells(context), f"{view} of {name}")


@then("the pitches of plate appearance {number:d} of game {game_pk:d} are")
def pitches_are(context: Context, number: int, game_pk: int) -> None:
    found = _select(
        context.world,
        "mart.pitches",
        context.table.headings,
        "where game_pk = %s and at_bat_number = %s order by pitch_number",
        game_pk,
        number,
    )
    expect_equal(found, _cells(context), f"pitches of plate appearance {number}")


@then("the view of pitches counts {pitches:Count} in game {game_pk:d}")
def view_counts(context: Context, pitches: int, game_pk: int) -> None:
    expect_equal(context.world.count("mart.pitches", game_pk=game_pk), pitches, "pitches")


@then("each pitcher's pitches, strikes and balls are those of his line")
def pitchers_add_up(context: Context) -> None:
    lines = "select person_id, number_of_pitches, strikes, balls from game.pitching_lines"
    counted = (
        "select pitcher, count(*), count(*) filter (where type in ('S', 'X')),"
        " count(*) filter (where type = 'B') from mart.pitches group by pitcher"
    )
    wanted = context.world.rows(f"{lines} order by 1")
    expect_true(bool(wanted), "no pitching line")
    expect_equal(context.world.rows(f"{counted} order by 1"), wanted, "pitches by pitcher")


@then(
    "a scorekeeper who walks through the feed of game {game_pk:d} notes the same before every pitch"
)
def scorekeeper_agrees(context: Context, game_pk: int) -> None:
    kept = pitches_of(recorded_feed(game_pk))
    columns = [name for name in kept[0] if name != "game_pitch"]
    found = context.world.rows(
        f"select {', '.join(columns)} from mart.pitches where game_pk = %s"
        " order by at_bat_index, event_index",
        game_pk,
    )
    wanted = [tuple(row[name] for name in columns) for row in kept]
    expect_equal(found, wanted, "what was true before each pitch")


@then('the header begins with "{names:Text}"')
def header_begins(context: Context, names: str) -> None:
    header = context.world.result.out.splitlines()[0]
    expect_true(header.startswith(names), f"the header is {header}")


@then("the header has {names:Words}")
def header_has(context: Context, names: list[str]) -> None:
    header = context.world.result.out.splitlines()[0].split(",")
    expect_equal(sorted(set(names) - set(header)), [], "columns that the header lacks")


@then('the {number:d} leaders of "{view:Text}" by "{rate:w}" are')
def leaders_are(context: Context, number: int, view: str, rate: str) -> None:
    found = _select(
        context.world,
        view,
        context.table.headings,
        f"order by {rate} desc nulls last, player_name limit %s",
        number,
    )
    expect_equal(found, _cells(context), f"leaders by {rate}")


@then('on {day} the best three of "mart.standings_by_date" were')
def best_three(context: Context, day: str) -> None:
    found = _select(
        context.world,
        "mart.standings_by_date",
        context.table.headings,
        "where standings_date = %s order by win_pct desc limit 3",
        day,
    )
    expect_equal(found, _cells(context), f"standings of {day}")
