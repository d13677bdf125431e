"""The games that are measured: recorded feeds under new ids where there are any, else simulated."""

import gzip
import itertools
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.statsapi import Document, Request

_FIRST_PK = 5_000_000
_CAPTURED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def recorded_feeds() -> list[dict[str, object]]:
    """Recorded feeds of finished games, from `MLB_STUB_DIR`; empty where there are none."""
    folder = Path(os.environ.get("MLB_STUB_DIR", "../shared/stubs"))
    feeds = []
    for file in sorted(folder.glob("game/liveGameV1/*.json.gz")):
        feed = json.loads(gzip.decompress(file.read_bytes()))["response"]
        if feed["gameData"]["status"]["codedGameState"] == "F":
            feeds.append(feed)
    return feeds


def simulated_feeds(most: int = 25) -> list[dict[str, object]]:
    """Feeds of a simulated league."""
    league = build_league(seed=1)
    fixtures = itertools.islice(league.book(2024).fixtures.values(), most)
    return [msgspec.to_builtins(build_feed(league, fixture)) for fixture in fixtures]


def game_documents(count: int) -> Iterator[Document]:
    """So many games, each with an id of its own.

    Args:
        count: How many.

    Yields:
        Documents of about 700 KB; the same ones in every run.
    """
    feeds = recorded_feeds() or simulated_feeds()
    for number, feed in zip(range(count), itertools.cycle(feeds), strict=False):
        game_pk = _FIRST_PK + number
        feed["gamePk"] = game_pk
        feed["gameData"]["game"]["pk"] = game_pk  # type: ignore[index]
        yield Document(
            request=Request(
                endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)}
            ),
            url=f"https://statsapi.mlb.com/api/v1.1/game/{game_pk}/feed/live",
            status=200,
            body=json.dumps(feed, separators=(",", ":")).encode(),
            captured_at=_CAPTURED_AT,
        )
