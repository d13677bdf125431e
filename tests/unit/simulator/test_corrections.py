"""What the official scorer changes after a game, and what follows from it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.corrections import (
    ERROR_TO_HIT,
    HIT_TO_ERROR,
    INSERT_PLAY,
    KINDS,
    REMOVE_EVENT,
    Correction,
    find_corrections,
)
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.moments import cut_record
from mlb_data_platform.simulator.rulings import rewrite
from mlb_data_platform.simulator.written import WrittenGame, all_plays, events_of
from tests.unit.simulator.live_games import league

HOUR = timedelta(hours=1)
GAMES = 25


def corrected(kind: str) -> Iterator[tuple[WrittenGame, WrittenGame, Correction]]:
    """Yield (before, after, what was done), for the first games that allow it."""
    for fixture in list(league(11).book(2024).fixtures.values())[:GAMES]:
        game = league(11).files.first(fixture.game_pk)
        for found in list(find_corrections(game.record, kind, after=HOUR, in_place=True))[:2]:
            yield game, rewrite(game, found), found


def totals(game: WrittenGame, name: str) -> int:
    return sum(getattr(half, name) for pair in game.book.innings for half in pair)


@pytest.mark.parametrize("kind", KINDS)
def test_written_plays_follow_the_corrected_record(kind: str) -> None:
    seen = 0
    for _, game, _ in corrected(kind):
        seen += 1
        for play, written in zip(game.record.plays, all_plays(game.plays), strict=True):
            result: Any = written["result"]
            about: Any = written["about"]
            assert play.index == written["atBatIndex"] == about["atBatIndex"]
            assert (play.event_type, play.rbi) == (result["eventType"], result["rbi"])
            indices = [event["index"] for event in events_of(written)]
            assert indices == list(range(len(play.events)))
            assert written["runnerIndex"] == list(range(len(play.movements)))
        listed: Any = game.plays["playsByInning"]
        for number, inning in enumerate(listed, start=1):
            for half, top in (("top", True), ("bottom", False)):
                for index in inning[half]:
                    play = game.record.plays[index]
                    assert (play.inning, play.top) == (number, top)
    assert seen


@pytest.mark.parametrize(
    ("kind", "hits", "errors"),
    [(HIT_TO_ERROR, -1, 1), (ERROR_TO_HIT, 1, -1), (REMOVE_EVENT, 0, 0), (INSERT_PLAY, 0, 0)],
)
def test_a_ruling_moves_hits_and_errors_and_never_runs(kind: str, hits: int, errors: int) -> None:
    for before, after, _ in corrected(kind):
        assert totals(after, "hits") - totals(before, "hits") == hits
        assert totals(after, "errors") - totals(before, "errors") == errors
        assert totals(after, "runs") == totals(before, "runs")


def test_an_error_can_only_take_earned_runs_back() -> None:
    def earned(game: WrittenGame) -> int:
        return sum(move.earned for play in game.record.plays for move in play.movements)

    for before, after, _ in corrected(HIT_TO_ERROR):
        assert earned(after) <= earned(before)
    for before, after, _ in corrected(ERROR_TO_HIT):
        assert earned(after) >= earned(before)


def test_a_ruling_tells_its_play_in_new_words() -> None:
    for before, after, found in corrected(HIT_TO_ERROR):
        assert " singles on " in before.record.plays[found.play].description
        words = after.record.plays[found.play].description
        assert " reaches on a fielding error by " in words
    for _, after, found in corrected(ERROR_TO_HIT):
        assert " singles on a " in after.record.plays[found.play].description


def test_a_play_put_in_shifts_all_later_ones_and_leaves_the_line_ups_alone() -> None:
    for before, after, found in corrected(INSERT_PLAY):
        assert len(after.record.plays) == len(before.record.plays) + 1
        assert after.record.plays[found.play].event_type == "game_advisory"
        whole = cut_record(after.record, len(after.record.plays))
        assert whole.home.slots == before.record.home.slots
        assert whole.away.up_next == before.record.away.up_next


def seeded(in_place: bool) -> tuple[Fixture, Correction]:
    """Return the first game of the season in which the seed has something corrected."""
    for pk, fixture in league(11).book(2024).fixtures.items():
        if league(11).files.rulings.may_concern(pk):
            found = league(11).play(fixture).corrections
            if found and found[0].in_place == in_place:
                return fixture, found[0]
    raise AssertionError("no game is corrected")


def test_few_games_are_corrected_by_the_seed() -> None:
    fixtures = league(11).book(2024).fixtures
    share = sum(map(league(11).files.rulings.may_concern, fixtures)) / len(fixtures)

    assert 0.005 < share < 0.02


@pytest.mark.parametrize("in_place", [True, False])
def test_a_feed_shows_a_correction_from_its_time_on(in_place: bool) -> None:
    fixture, found = seeded(in_place)
    made_at = league(11).files.first(fixture.game_pk).final_at + found.after
    before = build_feed(league(11).at(made_at - HOUR / 60), fixture)
    after = build_feed(league(11).at(made_at + HOUR / 60), fixture)

    assert before != after
    assert (before["metaData"] == after["metaData"]) == in_place


def test_a_season_is_added_up_again_after_a_correction() -> None:
    fresh = build_league(seed=11)
    fixture = next(
        game
        for game in fresh.book(2024).fixtures.values()
        if any(find_corrections(fresh.play(game).record, HIT_TO_ERROR, after=HOUR, in_place=True))
    )
    [found, *_] = find_corrections(
        fresh.play(fixture).record, HIT_TO_ERROR, after=HOUR, in_place=True
    )
    batter = fresh.play(fixture).record.plays[found.play].batter
    club = fixture.home if batter in fresh.book(2024).rosters[fixture.home.id].players else None
    club_id = (club or fixture.away).id

    def hits() -> int:
        return fresh.totals_after(club_id, fixture).players[batter.id].batting()["hits"]

    before = hits()
    fresh.amend(fixture, found)

    assert hits() == before - 1
