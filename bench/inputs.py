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
_PLACE = 99_999_999_999
"""Stands in a template where a game's id goes; no value of a feed has so many digits."""


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


class Games:
    """So many games, each with an id of its own; made when asked for, the same ones every time.

    Args:
        count: How many.

    Attributes:
        origin: Where they come from, in words.
    """

    def __init__(self, count: int) -> None:
        recorded = recorded_feeds()
        self.origin = "recorded feeds under new ids" if recorded else "simulated feeds"
        self._count = count
        self._templates = [_template(feed) for feed in recorded or simulated_feeds()]

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Document]:
        return (self.document(_FIRST_PK + number) for number in range(self._count))

    def first(self, count: int) -> "list[Document]":
        """The first games, all in memory."""
        return list(itertools.islice(self, count))

    @property
    def game_pks(self) -> range:
        """Their ids."""
        return range(_FIRST_PK, _FIRST_PK + self._count)

    def body(self, game_pk: int) -> bytes:
        """The feed of one game: about 0.8 MB."""
        template = self._templates[(game_pk - _FIRST_PK) % len(self._templates)]
        return template.replace(b"%d" % _PLACE, b"%d" % game_pk)

    def document(self, game_pk: int) -> Document:
        """The feed of one game, as if it had been fetched."""
        return Document(
            request=game_request(game_pk),
            url=f"https://statsapi.mlb.com/api/v1.1/game/{game_pk}/feed/live",
            status=200,
            body=self.body(game_pk),
            captured_at=_CAPTURED_AT,
        )


def game_request(game_pk: int) -> Request:
    """The question for a game's feed."""
    return Request(endpoint="game", method="liveGameV1", path_params={"game_pk": str(game_pk)})


def _template(feed: dict[str, object]) -> bytes:
    feed["gamePk"] = _PLACE
    feed["gameData"]["game"]["pk"] = _PLACE  # type: ignore[index]
    return json.dumps(feed, separators=(",", ":")).encode()
