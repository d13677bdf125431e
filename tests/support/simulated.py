"""Games of the simulated league as fetched documents."""

import itertools
import json
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.statsapi import Document, Request
from tests.support.stubs import CAPTURED_AT

Json = dict[str, Any]


@cache
def simulated_feeds(count: int) -> tuple[Json, ...]:
    """The first games of a season, in their order; some go to extra innings."""
    league = build_league(seed=7)
    fixtures = itertools.islice(league.book(2024).fixtures.values(), count)
    return tuple(msgspec.to_builtins(build_feed(league, fixture)) for fixture in fixtures)


def feed_document(feed: Json, *, captured_at: datetime = CAPTURED_AT) -> Document:
    """A feed as it was fetched."""
    game_pk = feed["gamePk"]
    return Document(
        request=Request(
            endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)}
        ),
        url=f"https://statsapi.mlb.com/api/v1.1/game/{game_pk}/feed/live",
        status=200,
        body=json.dumps(feed).encode(),
        captured_at=captured_at,
    )
