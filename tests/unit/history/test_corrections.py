"""Official corrections of simulated games, named as a fan would."""

import copy
from typing import Any

import pytest

from mlb_data_platform.history import Change, Kind, Standing, compare, path_text, subject_of, tell
from mlb_data_platform.history.report import renumbered_plays
from tests.support.corrected import Corrected, corrected_game

GAME = subject_of("game.live_game_v1")


def corrections(game: Corrected) -> list[Change]:
    """What is different in what happened."""
    changes = compare(game.before, game.after, GAME)
    return [change for change in changes if change.standing is Standing.CONTENT]


def words(game: Corrected, branch: str) -> list[str]:
    return [tell(one, GAME).words for one in corrections(game) if one.branch == branch]


@pytest.mark.parametrize(
    ("kind", "event"),
    [("hit_to_error", "Single → Field Error"), ("error_to_hit", "Field Error → Single")],
)
def test_a_ruling_is_told_at_its_play_with_before_and_after(kind: str, event: str) -> None:
    game = corrected_game(kind)
    play = game.correction.play
    half = "top" if game.play.top else "bottom"
    inning = f"{game.play.inning}th"
    where = f"play {play}, {half} {inning}, {game.play.batter.name}"

    assert words(game, "plays")[0] == f"{where}: result.event {event}"


@pytest.mark.parametrize(("kind", "by"), [("hit_to_error", -1), ("error_to_hit", 1)])
def test_the_hit_goes_from_or_to_the_batter_and_nobody_else(kind: str, by: int) -> None:
    game = corrected_game(kind)
    hits = [
        (tell(one, GAME).keys["player_id"], one.after - one.before)
        for one in corrections(game)
        if path_text(one.field) == "stats.batting.hits"
        and isinstance(one.before, int)
        and isinstance(one.after, int)
    ]

    assert hits == [(game.play.batter.id, by)]


def test_the_error_is_in_the_line_score_of_its_inning_and_of_the_game() -> None:
    game, inning = corrected_game("hit_to_error"), corrected_game("hit_to_error").play.inning
    batting, fielding = ("away", "home") if game.play.top else ("home", "away")
    line = game.before["liveData"]["linescore"]
    of_inning = line["innings"][inning - 1]

    assert set(words(game, "line score")) == {
        f"{batting}: hits {down(line['teams'][batting]['hits'])}",
        f"{fielding}: errors {up(line['teams'][fielding]['errors'])}",
        f"inning {inning}, {batting}: hits {down(of_inning[batting]['hits'])}",
        f"inning {inning}, {fielding}: errors {up(of_inning[fielding]['errors'])}",
    }


def down(number: int) -> str:
    return f"{number} → {number - 1}"


def up(number: int) -> str:
    return f"{number} → {number + 1}"


def test_season_totals_are_told_apart_from_what_happened() -> None:
    game = corrected_game("hit_to_error")
    changes = compare(game.before, game.after, GAME)
    totals = [one for one in changes if one.branch == "season totals"]

    assert {one.standing for one in totals} == {Standing.CONSEQUENCE}
    assert {one.field[0] for one in totals} == {"seasonStats"}


def test_an_event_taken_out_is_one_change_and_the_rest_is_positions() -> None:
    game = corrected_game("remove_event")
    [change] = corrections(game)
    told = tell(change, GAME)

    assert (change.kind, change.branch) == (Kind.REMOVED, "events")
    assert told.keys == {"at_bat_index": game.correction.play, "event_index": game.correction.event}
    assert told.what.startswith("taken out: ")


def test_a_play_put_in_is_one_change_and_the_later_plays_are_counted_one_higher() -> None:
    game = corrected_game("insert_play")
    at, last = game.correction.play, len(game.before["liveData"]["plays"]["allPlays"]) - 1
    changes = compare(game.before, game.after, GAME)
    [change] = corrections(game)

    assert (change.kind, path_text(change.path)) == (
        Kind.ADDED,
        f"liveData.plays.allPlays[{at}]",
    )
    assert tell(change, GAME).what.startswith("put in: Game Advisory")
    assert renumbered_plays(changes) == [
        f"plays {at} to {last} are now plays {at + 1} to {last + 1}"
    ]


IDS, TIMES = {"playId"}, {"startTime", "endTime", "playEndTime"}


def without(value: Any, names: set[str]) -> Any:
    """A feed of a time when such fields were not told."""
    if isinstance(value, dict):
        return {key: without(part, names) for key, part in value.items() if key not in names}
    return [without(part, names) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("names", [IDS, IDS | TIMES], ids=["no ids", "no ids and no times"])
@pytest.mark.parametrize("kind", ["insert_play", "remove_event"])
def test_old_feeds_too_show_one_change_where_one_was_made(kind: str, names: set[str]) -> None:
    game = corrected_game(kind)
    old = Corrected(
        without(game.before, names), without(game.after, names), game.correction, game.play
    )

    assert len(corrections(old)) == 1


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_a_play_taken_out_anywhere_is_one_change(at: int) -> None:
    before = without(corrected_game("insert_play").before, IDS | TIMES | {"currentPlay"})
    after = copy.deepcopy(before)
    plays = after["liveData"]["plays"]["allPlays"]
    gone = plays.pop(at)
    for number, play in enumerate(plays):
        play["atBatIndex"] = play["about"]["atBatIndex"] = number
    changes = compare(before, after, GAME)

    assert [one.before for one in changes if one.standing is Standing.CONTENT] == [gone]


def test_a_correction_with_a_time_of_its_own_moves_the_metadata_too() -> None:
    game = corrected_game("hit_to_error", in_place=False)
    metadata = [c for c in compare(game.before, game.after, GAME) if c.branch == "metadata"]

    assert {one.standing for one in metadata} == {Standing.VOLATILE}
    assert "metaData.timeStamp" in {path_text(one.path) for one in metadata}


def test_a_correction_read_backwards_is_the_opposite_correction() -> None:
    game = corrected_game("insert_play")
    backwards = Corrected(game.after, game.before, game.correction, game.play)
    [change] = corrections(backwards)

    assert (change.kind, tell(change, GAME).where.partition(",")[0]) == (
        Kind.REMOVED,
        f"play {game.correction.play}",
    )
