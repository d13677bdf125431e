"""Answers what follows a game: its feed at any moment, its timecodes, what is new since one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.answers.games import fixture_asked
from mlb_data_platform.simulator.answers.listings import REGULAR_SEASON
from mlb_data_platform.simulator.answers.schedule import list_games
from mlb_data_platform.simulator.feed import build_copy, build_feed, visible_steps
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.json_patch import Operation, diff_feeds
from mlb_data_platform.simulator.league import CALLED_OFF_BEFORE, OPENS_BEFORE, League
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.timeline import Step, read_timecode, step_of

# Somebody who is further behind gets the whole feed.
MOST_PATCHES = 40
# For so long holders of the last timecode hear that the game is final, though it has no new one.
NEWS_OF_THE_END = timedelta(minutes=30)
# No game takes longer, not even one that goes on the next day.
_LONGEST = timedelta(hours=36)


def _timestamps(asked: Asked) -> list[str]:
    """Answer the timecodes of a game so far."""
    league, fixture = asked.league, fixture_asked(asked)
    steps = visible_steps(league, fixture)
    if not steps:
        return [_stamp_of(build_feed(league, fixture))]
    return list(dict.fromkeys(step.timecode for step in steps))


def _stamp_of(feed: Json) -> str:
    meta = feed["metaData"]
    return str(meta["timeStamp"]) if isinstance(meta, dict) else ""


def _diff_patch(asked: Asked) -> object:
    """Answer what is new since `startTimecode`: patches, nothing, or the whole feed."""
    league, fixture = asked.league, fixture_asked(asked)
    start = read_timecode(asked.query.get("startTimecode", ""))
    end = read_timecode(asked.query.get("endTimecode", ""))
    steps = visible_steps(league, fixture)
    if end is not None and steps:
        steps = steps[: max(step_of(steps, end) + 1, 1)]
    if start is None:
        return _whole(league, fixture, steps)
    if not steps:
        feed = _whole(league, fixture, steps)
        return [] if _stamp_of(feed) == asked.query["startTimecode"] else feed
    held = step_of(steps, start)
    news = steps[held + 1 :]
    ended = steps[-1]
    if not news and ended.became_final_in_place and league.now < ended.at + NEWS_OF_THE_END:
        return _whole(league, fixture, steps)
    if held < 0 or len(news) > MOST_PATCHES or any(step.is_full_update for step in news):
        return _whole(league, fixture, steps)
    first = held + 1
    return [{"diff": _diff(league, fixture, at)} for at in range(first, first + len(news))]


def _whole(league: League, fixture: Fixture, steps: Sequence[Step]) -> Json:
    """Return a feed as this endpoint does, which leaves the copyright out."""
    feed = build_copy(league, fixture, len(steps) - 1) if steps else build_feed(league, fixture)
    return {name: value for name, value in feed.items() if name != "copyright"}


def _diff(league: League, fixture: Fixture, index: int) -> list[Operation]:
    """Return what turns the copy before a step into that of the step."""
    applied = [step.applied for step in league.timeline(fixture)[index - 1 : index + 1]]
    return league.files.diffs.recall(
        (fixture.game_pk, index, *applied),
        lambda: diff_feeds(
            build_copy(league, fixture, index - 1), build_copy(league, fixture, index)
        ),
    )


def _changes(asked: Asked) -> Json:
    """Answer the games that changed since `updatedSince`, listed as a schedule lists them."""
    league, since = asked.league, _instant(asked.query.get("updatedSince", ""))
    games: list[Fixture] = []
    if asked.is_about_mlb() and REGULAR_SEASON in asked.query.get("gameType", "R").split(","):
        fixtures = league.book(asked.season()).fixtures.values()
        games = [fixture for fixture in fixtures if _changed_since(league, fixture, since)]
    first = min(asked.numbers("offset"), default=0)
    limit = min(asked.numbers("limit"), default=len(games))
    page = games[first : first + limit]
    return list_games(asked, [line for game in page for line in league.listings(game)])


def _instant(text: str) -> datetime:
    """Read an instant as ISO text or as a timecode; what is neither asks for everything."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return read_timecode(text) or datetime.min.replace(tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _changed_since(league: League, fixture: Fixture, since: datetime) -> bool:
    """Say whether anything about a game became known after an instant, and by now."""
    called_off = fixture.postponement is not None or league.is_called_off(fixture)
    if called_off and since < fixture.start - CALLED_OFF_BEFORE <= league.now:
        return True
    first_pitch = fixture.played_at
    if league.now < first_pitch - OPENS_BEFORE or league.is_called_off(fixture):
        return False
    if since < first_pitch <= league.now:
        return True
    if any(at > since for at in league.files.corrected_at(fixture.game_pk, league.now).values()):
        return True
    return since < first_pitch + _LONGEST and visible_steps(league, fixture)[-1].at > since


ROUTES: Routes = (
    ("/api/v1.1/game/{game_pk:int}/feed/live/timestamps", _timestamps),
    ("/api/v1.1/game/{game_pk:int}/feed/live/diffPatch", _diff_patch),
    ("/api/v1/game/changes", _changes),
)
