"""Answers about one game, taken from its feed."""

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.plays import Json


def fixture_asked(asked: Asked) -> Fixture:
    """Return the game of the path.

    Raises:
        NotFoundError: No game has that number.
    """
    fixture = asked.league.fixture(asked.number("game_pk"))
    if fixture is None:
        raise NotFoundError(asked.path["game_pk"])
    return fixture


def _feed(asked: Asked) -> Json:
    """Answer a live feed; of an earlier moment (`timecode`) nothing is known yet."""
    feed = build_feed(asked.league, fixture_asked(asked))
    meta = feed["metaData"]
    timecode = asked.query.get("timecode")
    if timecode and isinstance(meta, dict) and timecode != meta["timeStamp"]:
        raise NotFoundError(timecode)
    return feed


ROUTES: Routes = (("/api/v1.1/game/{game_pk:int}/feed/live", _feed),)
