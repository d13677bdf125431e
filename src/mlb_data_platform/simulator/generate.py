"""Writes a season down as answers, one after the other: folders of recordings, load tests."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

import msgspec

from mlb_data_platform.simulator.answers.asked import Asked
from mlb_data_platform.simulator.answers.schedule import list_games
from mlb_data_platform.simulator.calendar import render_season
from mlb_data_platform.simulator.feed import build_feed, copyright_of
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.league import League, Listing, day_begins

MLB = "1"
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedAnswer:
    """One answer and the question to it, in the words of the endpoint catalogue.

    Attributes:
        body: JSON.
        answered_at: When the API would have been asked; follows from the season, not from a clock.
    """

    endpoint: str
    method: str
    path_params: Mapping[str, str] = field(default_factory=dict)
    query_params: Mapping[str, str] = field(default_factory=dict)
    body: bytes
    answered_at: datetime


def games_in_order(league: League, games: int) -> list[Fixture]:
    """Return the current season's first games that are over, in the order of play.

    Args:
        league: Whose games.
        games: How many at most.
    """
    fixtures = league.book(league.season).fixtures.values()
    in_order = sorted(fixtures, key=lambda game: (game.played_at, game.game_pk))
    return list(islice(filter(league.is_played, in_order), games))


def iter_feeds(league: League, fixtures: list[Fixture]) -> Iterator[GeneratedAnswer]:
    """Yield the feed of each game, as asked for on the morning after it.

    Args:
        league: A league whose season is over.
        fixtures: Which games; in the order of play this takes the least time.
    """
    for fixture in fixtures:
        yield GeneratedAnswer(
            endpoint="game",
            method="liveGameV1",
            path_params={"game_pk": str(fixture.game_pk)},
            body=_ENCODER.encode(build_feed(league, fixture)),
            answered_at=day_begins(fixture.played_on + timedelta(days=1)),
        )


def iter_listings(league: League, fixtures: list[Fixture]) -> Iterator[GeneratedAnswer]:
    """Yield the season's dates, and the schedule of these games: day by day and the whole season.

    Args:
        league: A league whose season is over.
        fixtures: Which games are to be listed; others are left out, so that none is missing.
    """
    season, now = str(league.season), league.now
    seasons = {"copyright": copyright_of(league.season), "seasons": [render_season(league.season)]}
    for asked in ({}, {"season": season}, {"seasonId": season}):
        yield GeneratedAnswer(
            endpoint="season",
            method="seasons",
            query_params={"sportId": MLB, **asked},
            body=_ENCODER.encode(seasons),
            answered_at=now,
        )
    by_day: dict[date, list[Listing]] = defaultdict(list)
    for fixture in fixtures:
        for listing in league.listings(fixture):
            by_day[listing.day].append(listing)
    everything = [listing for day in sorted(by_day) for listing in by_day[day]]
    yield _schedule(league, {"season": season}, everything)
    for day in sorted(by_day):
        yield _schedule(league, {"date": day.isoformat()}, by_day[day])


def _schedule(league: League, asked: Mapping[str, str], listings: list[Listing]) -> GeneratedAnswer:
    query = {"sportId": MLB, **asked}
    return GeneratedAnswer(
        endpoint="schedule",
        method="schedule",
        query_params=query,
        body=_ENCODER.encode(list_games(Asked(league, {}, query), listings)),
        answered_at=league.now,
    )
