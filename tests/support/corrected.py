"""Games of the simulated league before and after the official scorer changed something."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import msgspec

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.corrections import Correction, find_corrections
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.records import Play

Json = dict[str, Any]


@dataclass(frozen=True)
class Corrected:
    """One game, twice.

    Attributes:
        before: Its final feed.
        after: Its feed once it was corrected.
        correction: What was done.
        play: The play it was done to, as it was before.
    """

    before: Json
    after: Json
    correction: Correction
    play: Play


@cache
def corrected_game(kind: str, *, in_place: bool = True) -> Corrected:
    """The first game of a season that allows a correction, and what it makes of the feed."""
    league = build_league(seed=11)
    for fixture in league.book(2024).fixtures.values():
        record = league.written(fixture).record
        found = find_corrections(record, kind, after=timedelta(hours=6), in_place=in_place)
        correction = next(found, None)
        if correction is None:
            continue
        before = _as_json(build_feed(league, fixture))
        league.amend(fixture, correction)
        after = _as_json(build_feed(league, fixture))
        return Corrected(before, after, correction, record.plays[correction.play])
    raise LookupError(f"no game allows {kind}")


def _as_json(feed: Any) -> Json:
    """As a reader of JSON meets it."""
    return msgspec.json.decode(msgspec.json.encode(feed))
