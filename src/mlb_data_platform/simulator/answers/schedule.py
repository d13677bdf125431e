"""Answers `schedule`: listings by day, postponed games twice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.answers.listings import (
    REGULAR_SEASON,
    render_listing,
    starts_at,
)
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.league import Listing
from mlb_data_platform.simulator.plays import Json


def _schedule(asked: Asked) -> Json:
    league = asked.league
    by_day: dict[date, list[Listing]] = defaultdict(list)
    for listing in _wanted_listings(asked):
        by_day[listing.day].append(listing)
    dates = []
    hydrate = asked.hydrate()
    for day in sorted(by_day):
        listings = sorted(by_day[day], key=lambda item: (starts_at(item), item.fixture.game_pk))
        games = [render_listing(league, item, hydrate) for item in listings]
        dates.append({"date": day.isoformat(), **_totals(len(games)), "games": games, "events": []})
    count = sum(len(listings) for listings in by_day.values())
    return {"copyright": copyright_of(league.season), **_totals(count), "dates": dates}


def _totals(games: int) -> Json:
    return {"totalItems": games, "totalEvents": 0, "totalGames": games, "totalGamesInProgress": 0}


def _wanted_listings(asked: Asked) -> Iterable[Listing]:
    league = asked.league
    pks = asked.numbers("gamePk", "gamePks")
    if pks:
        fixtures = [fixture for pk in sorted(pks) if (fixture := league.fixture(pk))]
        return [listing for fixture in fixtures for listing in league.listings(fixture)]
    if (
        "sportId" not in asked.query
        or not asked.is_about_mlb()
        or not _asks_for_regular_season(asked)
    ):
        return []
    first, last = _days_asked(asked)
    clubs = asked.numbers("teamId")
    return [
        listing
        for season in range(first.year, last.year + 1)
        if league.knows(season)
        for fixture in league.book(season).fixtures.values()
        if not clubs or fixture.home.id in clubs or fixture.away.id in clubs
        for listing in league.listings(fixture)
        if first <= listing.day <= last
    ]


def _asks_for_regular_season(asked: Asked) -> bool:
    kinds = asked.query.get("gameType") or asked.query.get("gameTypes")
    return not kinds or REGULAR_SEASON in kinds.split(",")


def _days_asked(asked: Asked) -> tuple[date, date]:
    day, today = asked.day("date"), asked.league.today
    if day:
        return day, day
    start, end = asked.day("startDate"), asked.day("endDate")
    if start or end:
        return start or end or today, end or start or today
    if "season" in asked.query:
        season = asked.season()
        return date(season, 1, 1), date(season, 12, 31)
    return today, today


ROUTES: Routes = (("/api/v1/schedule", _schedule),)
