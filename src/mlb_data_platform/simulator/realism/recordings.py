"""Feeds to look at: recorded ones from a folder of stubs, simulated ones from a league."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec

from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.json_tree import branch, branches
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.plays import Json

FEED_FOLDER = Path("game/liveGameV1")
FEWEST_PLAYS = 20
_HALF_WAY, _HALF_WAY_EVERY = timedelta(minutes=90), 3


class NoRecordingsError(LookupError):
    """The folder holds no recorded feed that could be compared.

    Attributes:
        folder: Where they were looked for.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder / FEED_FOLDER}: found no recorded regular-season feed")
        self.folder = folder


def read_recorded_feeds(folder: Path) -> list[Json]:
    """Read the recorded regular-season feeds with plays, the latest capture of each game.

    Args:
        folder: A folder of stubs, `DIR/game/liveGameV1/*.json.gz`.

    Raises:
        NoRecordingsError: There is none.
    """
    latest: dict[int, tuple[str, Json]] = {}
    for path in sorted((folder / FEED_FOLDER).glob("*.json.gz")):
        with gzip.open(path) as file:
            feed = json.load(file)["response"]
        stamp, pk = feed["metaData"]["timeStamp"], feed["gamePk"]
        if not _is_comparable(feed) or stamp < latest.get(pk, ("", feed))[0]:
            continue
        latest[pk] = stamp, feed
    if not latest:
        raise NoRecordingsError(folder)
    return [feed for _, feed in latest.values()]


def _is_comparable(feed: Json) -> bool:
    """Say whether a feed is of a regular-season game that is well under way or over."""
    plays = branches(feed, "liveData", "plays", "allPlays")
    return branch(feed, "gameData", "game")["type"] == "R" and len(plays) >= FEWEST_PLAYS


def iter_simulated_feeds(league: League, games: int) -> Iterator[Json]:
    """Yield the feeds of a season's first games, as a client would decode them.

    Of every third game there is also the feed as it stood half way: recordings have those too.
    """
    fixtures = league.book(league.season).fixtures.values()
    in_order = sorted(fixtures, key=lambda game: (game.played_at, game.game_pk))
    played = [fixture for fixture in in_order if league.is_played(fixture)]
    for number, fixture in enumerate(played[:games]):
        if number % _HALF_WAY_EVERY == 0:
            yield _decoded(build_feed(league.at(fixture.played_at + _HALF_WAY), fixture))
        yield _decoded(build_feed(league, fixture))


def _decoded(feed: Json) -> Json:
    decoded: Json = msgspec.json.decode(msgspec.json.encode(feed))
    return decoded
