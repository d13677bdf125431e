"""Answers about one game, all taken from its feed, so that they agree with it."""

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.feed import build_feed_of, copyright_of
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.json_tree import branch
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.timeline import read_timecode


def fixture_asked(asked: Asked) -> Fixture:
    """Return the game of the path.

    Raises:
        NotFoundError: No game has that number.
    """
    fixture = asked.league.fixture(asked.number("game_pk"))
    if fixture is None:
        raise NotFoundError(asked.path["game_pk"])
    return fixture


def feed_asked(asked: Asked) -> Json:
    """Return the feed of the game of the path, at the moment of `timecode` when one is given.

    A timecode that is none is passed over, as by the API.

    Raises:
        NotFoundError: No game has that number.
    """
    fixture = fixture_asked(asked)
    return build_feed_of(asked.league, fixture, read_timecode(asked.query.get("timecode", "")))


def _boxscore(asked: Asked) -> Json:
    """Answer the box score, in which clubs are written out and players have their short names."""
    feed = feed_asked(asked)
    box = _branch(asked, feed, "boxscore")
    data = branch(feed, "gameData")
    teams = {
        side: {
            **shown,
            "team": branch(data, "teams", side),
            "players": {
                key: {**branch(line), "person": _named(branch(line, "person"), data)}
                for key, line in branch(shown, "players").items()
            },
        }
        for side in ("away", "home")
        for shown in [branch(box, "teams", side)]
    }
    return {**box, "teams": teams}


def _named(person: Json, data: Json) -> Json:
    player = branch(data, "players", f"ID{person['id']}")
    return {**person, "boxscoreName": player["boxscoreName"]}


def _linescore(asked: Asked) -> Json:
    return _branch(asked, feed_asked(asked), "linescore")


def _play_by_play(asked: Asked) -> Json:
    return _branch(asked, feed_asked(asked), "plays")


def _branch(asked: Asked, feed: Json, name: str) -> Json:
    """Return one branch of a feed's `liveData` as an answer of its own."""
    shown = branch(feed, "liveData", name)
    return {"copyright": copyright_of(asked.league.season), **shown}


ROUTES: Routes = (
    ("/api/v1.1/game/{game_pk:int}/feed/live", feed_asked),
    ("/api/v1/game/{game_pk:int}/boxscore", _boxscore),
    ("/api/v1/game/{game_pk:int}/linescore", _linescore),
    ("/api/v1/game/{game_pk:int}/playByPlay", _play_by_play),
)
