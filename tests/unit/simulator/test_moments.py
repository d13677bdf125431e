"""A game cut off after any event: line-ups, bases and score as they stood then."""

import pytest

from mlb_data_platform.simulator.moments import cut_record
from tests.unit.simulator.live_games import SEEDS, league


def records(seed: int, count: int) -> list:
    return [
        league(seed).play(fixture).record
        for fixture in list(league(seed).book(2024).fixtures.values())[:count]
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_cut_off_leaves_the_line_ups_as_they_were_at_the_end(seed: int) -> None:
    for record in records(seed, 20):
        whole = cut_record(record, len(record.plays))
        for cut, full in ((whole.home, record.home), (whole.away, record.away)):
            assert cut.slots == full.slots
            assert cut.fielders == full.fielders
            assert cut.pitchers == full.pitchers
            assert cut.appearances == full.appearances
            assert cut.notes == full.notes
            assert cut.up_next == full.up_next


@pytest.mark.parametrize("seed", SEEDS)
def test_a_play_with_all_its_events_stands_as_it_ended(seed: int) -> None:
    for record in records(seed, 12):
        for play in record.plays:
            part = cut_record(record, play.index, len(play.events)).plays[-1]
            assert part.batter is play.batter
            assert part.pitcher is play.pitcher
            assert part.catcher is play.catcher
            assert part.on_base == play.on_base
            assert (part.away_score, part.home_score) == (play.away_score, play.home_score)
            assert part.event_type == ""


def test_a_play_that_has_not_begun_shows_the_score_before_it() -> None:
    [record] = records(11, 1)
    for before, play in zip(record.plays, record.plays[1:], strict=False):
        part = cut_record(record, play.index, 0).plays[-1]
        assert (part.away_score, part.home_score) == (before.away_score, before.home_score)
        assert (part.balls, part.strikes, part.events) == (0, 0, [])
