"""`mlb-etl raw`: versions and differences, as a user types and reads them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from mlb_data_platform.raw import RawStore
from mlb_data_platform.statsapi import Document, Request
from mlb_data_platform.warehouse import start_run
from tests.conftest import Cli
from tests.support.corrected import Corrected, corrected_game
from tests.support.simulated import feed_document

NIGHT = datetime(2024, 3, 29, 4, tzinfo=UTC)


class Keeper:
    """Keeps feeds as a run that fetched them did."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.captured_at = NIGHT

    def keep(self, *feeds: Any) -> str:
        """Keep feeds, six hours from one to the next; returns the run."""
        return self.documents("game.live_game_v1", *map(feed_document, feeds))

    def documents(self, table: str, *documents: Document) -> str:
        """Keep any documents."""
        with start_run(self.connection, command="ingest") as run:
            for one in documents:
                self.captured_at += timedelta(hours=6)
                at = Document(
                    request=one.request, url=one.url, status=200, body=one.body,
                    captured_at=self.captured_at,
                )  # fmt: skip
                RawStore(self.connection, table, run_id=run.run_id).append([at])
        return run.run_id


@pytest.fixture
def keeper(connection: psycopg.Connection) -> Keeper:
    return Keeper(connection)


@pytest.fixture
def game() -> Corrected:
    return corrected_game("hit_to_error")


def pk(game: Corrected) -> str:
    return str(game.before["gamePk"])


def test_the_versions_of_a_game_are_listed_with_what_became_of_them(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    runs = [keeper.keep(game.before)]
    cli("transform", "game")
    runs += [keeper.keep(game.after), keeper.keep(game.after)]
    listed = cli("raw", "history", "--game-pk", pk(game), "--output", "json").json
    first, second = listed["versions"]

    assert listed["versions_kept"] == 2
    assert (first["outcome"], second["outcome"]) == ("loaded", None)
    assert (first["is_latest"], second["is_latest"]) == (False, True)
    assert [one["run_id"] for one in (first, second)] == runs[:2]
    assert {one["command"] for one in (first, second)} == {"ingest"}
    assert first["timecode"] == second["timecode"] == game.before["metaData"]["timeStamp"]
    assert (first["notes"], second["notes"]) == (["first final"], ["latest", "corrected in place"])
    assert second["captured_at"] == "2024-03-29T16:00:00+00:00"
    assert second["last_seen_at"] == "2024-03-29T22:00:00+00:00"


def test_a_version_shows_state_score_and_plays(cli: Cli, keeper: Keeper, game: Corrected) -> None:
    keeper.keep(game.before)
    [one] = cli("raw", "history", "--game-pk", pk(game), "--output", "json").json["versions"]
    line = game.before["liveData"]["linescore"]["teams"]

    assert one["state"] == "Final"
    assert (one["away_runs"], one["home_runs"]) == (line["away"]["runs"], line["home"]["runs"])
    assert one["plays"] == len(game.before["liveData"]["plays"]["allPlays"])


def test_an_older_answer_that_came_late_is_kept_and_not_transformed(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    newer = corrected_game("hit_to_error", in_place=False)
    keeper.keep(newer.after)
    cli("transform", "game")
    keeper.keep(newer.before)
    cli("transform", "game", "--full-refresh")
    shown = cli("raw", "history", "--game-pk", pk(newer)).out

    assert "loaded" in shown
    assert "not transformed" in shown


def test_what_did_not_fit_is_counted_at_its_version(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    broken = {**game.before, "gameData": {**game.before["gameData"], "weather": {"temp": []}}}
    keeper.keep(broken)
    cli("transform", "game")
    [one] = cli("raw", "history", "--game-pk", pk(game), "--output", "json").json["versions"]

    assert (one["outcome"], one["issues"]) == ("loaded", 1)
    assert "loaded, 1 issue" in cli("raw", "history", "--game-pk", pk(game)).out


def test_only_the_newest_versions_are_listed_when_asked_so(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before, game.after, game.before)
    asked = ("raw", "history", "--game-pk", pk(game), "--last", "2")
    listed = cli(*asked, "--output", "json").json

    assert listed["versions_kept"] == 3
    assert [one["notes"][0] for one in listed["versions"]] == ["corrected in place", "latest"]
    assert "3 versions" in cli(*asked).out


def test_a_narrow_terminal_gets_the_versions_one_below_the_other(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before)

    assert "row 1" in cli("raw", "history", "--game-pk", pk(game), COLUMNS="80").out
    wide = cli("raw", "history", "--game-pk", pk(game), COLUMNS="200").out
    assert "row 1" not in wide
    assert "raw id" in wide


def test_a_ruling_is_told_by_play_player_and_club(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before, game.after)
    done = cli("raw", "diff", "--game-pk", pk(game))
    half = "top" if game.play.top else "bottom"

    assert done.exit_code == 0
    where = f"play {game.correction.play}, {half} {game.play.inning}th, {game.play.batter.name}"
    assert f"  {where}\n    result.event Single → Field Error" in done.out
    assert f"{game.play.batter.name}\n    stats.batting.hits" in done.out
    assert "line score    4 changes" in done.out
    assert "season totals" not in done.out
    assert "corrected in place" in done.err
    assert "season totals" in done.err


def test_all_lists_what_is_left_out_otherwise(cli: Cli, keeper: Keeper, game: Corrected) -> None:
    keeper.keep(game.before, game.after)
    done = cli("raw", "diff", "--game-pk", pk(game), "--all")

    assert "seasonStats.batting.hits" in done.out
    assert "--all" not in done.err


def test_a_machine_gets_every_change_with_path_before_and_after(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before, game.after)
    found = cli("raw", "diff", "--game-pk", pk(game), "--output", "json").json
    play = game.correction.play
    [event] = [one for one in found["changes"] if one["field"] == "result.event"]

    assert found["is_different"] is found["is_in_place"] is True
    assert len(found["changes"]) == found["changes_found"]
    assert found["summary"]["line score"] == {"content": 4}
    assert event["path"] == f"liveData.plays.allPlays[{play}].result.event"
    assert event["keys"] == {"at_bat_index": play}
    assert (event["before"], event["after"]) == ("Single", "Field Error")
    assert (event["branch"], event["standing"], event["kind"]) == ("plays", "content", "changed")


def test_a_path_narrows_what_is_listed_and_shows_all_of_it(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before, game.after)
    asked = ("raw", "diff", "--game-pk", pk(game), "--path")
    found = cli(*asked, "result.event", "--path", "result.rbi", "--output", "json").json

    assert {one["field"] for one in found["changes"]} == {"result.event"}
    assert "seasonStats.batting.hits" in cli(*asked, "seasonStats.batting").out
    nothing = cli(*asked, "gameData.weather")
    assert (nothing.exit_code, "no difference at gameData.weather (" in nothing.out) == (0, True)


def test_a_play_put_in_says_which_plays_are_counted_otherwise(cli: Cli, keeper: Keeper) -> None:
    inserted = corrected_game("insert_play", in_place=False)
    keeper.keep(inserted.before, inserted.after)
    done = cli("raw", "diff", "--game-pk", pk(inserted))
    at = inserted.correction.play

    assert "put in: Game Advisory" in done.out
    assert f"plays {at} to" in done.err
    assert "positions" in done.err


def test_everything_since_the_first_final_is_compared(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    live = {**game.before, "metaData": {**game.before["metaData"], "timeStamp": "20240328_200000"}}
    status = {**live["gameData"]["status"], "codedGameState": "I", "detailedState": "In Progress"}
    live["gameData"] = {**live["gameData"], "status": status}
    keeper.keep(live, game.before, game.after)
    asked = ("raw", "diff", "--game-pk", pk(game), "--since-final")
    found = cli(*asked, "--output", "json").json

    assert (found["from"]["state"], found["to"]["is_latest"]) == ("Final", True)
    assert {one["branch"] for one in found["changes"]}.isdisjoint({"game", "metadata"})


def test_a_final_that_nobody_corrected_has_no_difference(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before)
    done = cli("raw", "diff", "--game-pk", pk(game), "--since-final")

    assert (done.exit_code, done.out.splitlines()[-1]) == (
        0,
        "no difference: there is no newer version to compare with",
    )


def test_two_versions_that_say_the_same_have_no_difference(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    keeper.keep(game.before, game.after, game.before)
    ids = [
        str(one["raw_id"])
        for one in cli("raw", "history", "--game-pk", pk(game), "--output", "json").json["versions"]
    ]
    done = cli("raw", "diff", "--game-pk", pk(game), "--from", ids[0], "--to", ids[2])

    assert (done.exit_code, done.out.splitlines()[-1]) == (0, "no difference")


def test_what_moves_with_every_answer_is_no_difference_in_what_happened(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    later = {**game.before, "metaData": {**game.before["metaData"], "timeStamp": "20240401_120000"}}
    keeper.keep(game.before, later)
    done = cli("raw", "diff", "--game-pk", pk(game))

    assert done.exit_code == 0
    assert "no difference in what happened" in done.out
    assert "1 that move with every answer (--all)" in done.err


REFUSED = {
    "an unknown game": (("diff", "--game-pk", "5"), "game 5: found no version in raw"),
    "no history": (("history", "--game-pk", "5"), "game 5: found no version in raw"),
    "no game": (("diff",), "found no thing, wanted one"),
    "no thing of another table": (
        ("history", "--table", "schedule.schedule"),
        "schedule.schedule: found no thing",
    ),
    "an unknown table": (
        ("history", "--table", "metadata.quarantine", "--game-pk", "1"),
        "wanted one of: game.live_game_v1, ",
    ),
    "a single version": (("diff",), "found one version (raw id 1 = "),
    "an unknown raw id": (("diff", "--from", "77"), "found no version '77', wanted one of: 1 = "),
    "both beginnings": (("diff", "--from", "1", "--since-final"), "found both"),
    "a parameter without value": (("diff", "--param", "x"), "--param: found 'x'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_shown_says_what_there_is_and_what_to_type(
    cli: Cli, keeper: Keeper, game: Corrected, case: str
) -> None:
    keeper.keep(game.before)
    words, said = REFUSED[case]
    needs_game = case in {"a single version", "an unknown raw id", "both beginnings"}
    asked = ("raw", *words, *(("--game-pk", pk(game)) if needs_game else ()))
    refused = cli(*asked, "--output", "json")

    assert refused.exit_code == 2
    assert said in refused.json["error"]
    assert refused.json["hint"]


def test_answers_that_raw_cannot_hold_are_told(cli: Cli, keeper: Keeper, game: Corrected) -> None:
    document = feed_document({**game.before, "note": "\x00"})
    keeper.documents("game.live_game_v1", document)
    refused = cli("raw", "history", "--game-pk", pk(game))

    assert "(1 of its answers in quarantine)" in refused.err
    keeper.keep(game.before)
    assert "1 answer about it in quarantine" in cli("raw", "history", "--game-pk", pk(game)).err


def schedule(*games: dict[str, Any], **params: str) -> Document:
    body = {"totalGames": len(games), "dates": [{"date": "2024-07-01", "games": list(games)}]}
    query = {"sportId": "1", "date": "2024-07-01", **params}
    return Document(
        request=Request(endpoint="schedule", method="schedule", query_params=query),
        url="https://statsapi.mlb.com/api/v1/schedule",
        status=200,
        body=json.dumps(body).encode(),
        captured_at=NIGHT,
    )


def listing(game_pk: int, state: str) -> dict[str, Any]:
    clubs = {side: {"team": {"name": side.title()}} for side in ("away", "home")}
    return {"gamePk": game_pk, "status": {"detailedState": state}, "teams": clubs}


def test_schedules_have_a_history_too(cli: Cli, keeper: Keeper) -> None:
    table = "schedule.schedule"
    keeper.documents(
        table,
        schedule(listing(7, "Scheduled")),
        schedule(listing(7, "Postponed"), listing(8, "Scheduled")),
    )
    asked = ("--table", table, "--date", "2024-07-01")
    shown = cli("raw", "history", *asked, COLUMNS="160").out
    done = cli("raw", "diff", *asked).out

    assert "2 versions" in shown
    assert "timecode" not in shown
    assert "game 7, Away at Home\n    status.detailedState Scheduled → Postponed" in done
    assert "game 8, Away at Home\n    put in: Scheduled" in done


def test_versions_of_several_requests_are_listed_apart_and_never_compared(
    cli: Cli, keeper: Keeper
) -> None:
    hydrated = {"hydrate": "team"}
    keeper.documents(
        "schedule.schedule",
        schedule(listing(7, "Scheduled")),
        schedule(listing(7, "Scheduled"), **hydrated),
        schedule(listing(7, "Final"), **hydrated),
    )
    asked = ("--table", "schedule.schedule", "--date", "2024-07-01")
    listed = cli("raw", "history", *asked, "--output", "json").json["versions"]
    refused = cli("raw", "diff", *asked)

    assert [one["is_latest"] for one in listed] == [True, False, True]
    assert "hydrate=team" in cli("raw", "history", *asked).out
    assert (refused.exit_code, "--param NAME=VALUE" in refused.err) == (2, True)
    assert "Scheduled → Final" in cli("raw", "diff", *asked, "--param", "hydrate=team").out


def test_a_table_that_no_subject_knows_is_compared_by_what_identifies_things(
    cli: Cli, keeper: Keeper
) -> None:
    def venues(*names: str) -> Document:
        body = {"venues": [{"id": n, "name": name} for n, name in enumerate(names)]}
        request = Request(endpoint="venue", method="venues", query_params={"sportId": "1"})
        return Document(
            request=request, url="https://x/api/v1/venues", status=200,
            body=json.dumps(body).encode(), captured_at=NIGHT,
        )  # fmt: skip

    store = RawStore(keeper.connection, "raw.venue_venues", run_id="x")
    store.ensure_table()
    keeper.documents("raw.venue_venues", venues("Old Park"), venues("New Park", "Other Park"))
    done = cli("raw", "diff", "--table", "raw.venue_venues", "--param", "sportId=1")

    assert "venues[0].name Old Park → New Park" in done.out
    assert "venues[1] added: Other Park" in done.out


def test_games_that_changed_after_they_were_final_are_listed(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    other = corrected_game("insert_play", in_place=False)
    keeper.keep(game.before, game.after, other.before)
    assert other.before["gamePk"] != game.before["gamePk"]
    [only] = cli("raw", "corrected", "--output", "json").json["rows"]
    keeper.keep(other.after)
    newest_first = cli("raw", "corrected", "--season", "2024", "--output", "json").json["rows"]

    assert (only["game_pk"], only["final_versions"]) == (game.before["gamePk"], 2)
    assert [one["game_pk"] for one in newest_first] == [other.before["gamePk"], only["game_pk"]]
    assert [one["corrected_in_place"] for one in newest_first] == [0, 1]
    assert "--since-final --game-pk" in cli("raw", "corrected").err


@pytest.mark.parametrize(
    "bounds",
    [("--season", "2023"), ("--end-date", "2024-01-01"), ("--start-date", "2024-12-01")],
    ids=["another season", "before", "after"],
)
def test_corrected_games_are_looked_for_in_the_days_asked_for(
    cli: Cli, keeper: Keeper, game: Corrected, bounds: tuple[str, str]
) -> None:
    keeper.keep(game.before, game.after)
    done = cli("raw", "corrected", *bounds)

    assert (done.exit_code, done.out) == (0, "")
    assert "none: of no game" in done.err


def test_hostile_words_do_not_reach_the_terminal(cli: Cli, keeper: Keeper, game: Corrected) -> None:
    hostile = {
        **game.before,
        "gameData": {**game.before["gameData"], "\x1b[2Jkey": "\x1b]0;title\x07"},
    }
    keeper.keep(game.before, hostile)
    done = cli("raw", "diff", "--game-pk", pk(game))

    assert "\\x1b[2Jkey added: \\x1b]0;title" in done.out
    assert "\x1b" not in done.out


def test_an_answer_that_is_nested_too_deep_is_told_and_not_a_crash(
    cli: Cli, keeper: Keeper, game: Corrected
) -> None:
    def nested(inside: str) -> Document:
        plain = feed_document(game.before)
        deep = "[" * 700 + inside + "]" * 700
        body = plain.body[:-1] + b', "deep": ' + deep.encode() + b"}"
        return Document(
            request=plain.request, url=plain.url, status=200, body=body, captured_at=NIGHT
        )

    keeper.documents("game.live_game_v1", nested('{"a": 1}'), nested('{"a": 2}'))
    done = cli("raw", "diff", "--game-pk", pk(game), "--output", "json")

    assert (done.exit_code, done.json["kind"]) == (1, "TooDeepError")
