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
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.json_tree import branch
from mlb_data_platform.simulator.league import Listing
from mlb_data_platform.simulator.plays import Json

# Without one of these, or game numbers, the API lists nothing.
_SUBJECTS = {"sportId", "teamId", "leagueId", "venueIds"}


def _schedule(asked: Asked) -> Json:
    return list_games(asked, _wanted_listings(asked))


def list_games(asked: Asked, wanted: Iterable[Listing]) -> Json:
    """Return listings under their dates, in order of first pitch."""
    league = asked.league
    by_day: dict[date, list[Listing]] = defaultdict(list)
    for listing in wanted:
        by_day[listing.day].append(listing)
    dates: list[Json] = []
    listed: list[Json] = []
    hydrate = asked.hydrate()
    for day in sorted(by_day):
        listings = sorted(by_day[day], key=lambda item: (starts_at(item), item.fixture.game_pk))
        games = [render_listing(league, item, hydrate) for item in listings]
        dates.append({"date": day.isoformat(), **_totals(games), "games": games, "events": []})
        listed += games
    return {"copyright": copyright_of(league.season), **_totals(listed), "dates": dates}


def _totals(games: list[Json]) -> Json:
    """Count the listings, and those of games that are being played."""
    live = sum(branch(game, "status")["abstractGameState"] == "Live" for game in games)
    return {
        "totalItems": len(games),
        "totalEvents": 0,
        "totalGames": len(games),
        "totalGamesInProgress": live,
    }


def _nothing_listed(asked: Asked) -> Json:
    """Answer a list of games of a kind that is not played here: ties, the postseason."""
    return {"copyright": copyright_of(asked.league.season), **_totals([]), "dates": []}


def _no_series(asked: Asked) -> Json:
    return {"copyright": copyright_of(asked.league.season), **_totals([]), "series": []}


def _wanted_listings(asked: Asked) -> Iterable[Listing]:
    league = asked.league
    pks = asked.numbers("gamePk", "gamePks")
    if pks:
        fixtures = [fixture for pk in sorted(pks) if (fixture := league.fixture(pk))]
        return [listing for fixture in fixtures for listing in league.listings(fixture)]
    if not (asked.query.keys() & _SUBJECTS and asked.is_about_mlb()):
        return []
    if not _asks_for_regular_season(asked):
        return []
    first, last = _days_asked(asked)
    return [
        listing
        for season in range(first.year, last.year + 1)
        if league.knows(season)
        for fixture in league.book(season).fixtures.values()
        if _is_wanted(asked, fixture)
        for listing in league.listings(fixture)
        if first <= listing.day <= last
    ]


def _is_wanted(asked: Asked, fixture: Fixture) -> bool:
    """Say whether clubs, leagues and parks let a game through."""
    clubs = (fixture.home, fixture.away)
    ids = {club.id for club in clubs}
    filters = (
        (asked.numbers("teamId"), ids),
        (asked.numbers("opponentId"), ids),
        (asked.numbers("leagueId"), {club.league for club in clubs}),
        (asked.numbers("venueIds"), {fixture.home.venue.id}),
    )
    return all(not wanted or wanted & found for wanted, found in filters)


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


ROUTES: Routes = (
    ("/api/v1/schedule", _schedule),
    ("/api/v1/schedule/games/tied", _nothing_listed),
    ("/api/v1/schedule/postseason", _nothing_listed),
    ("/api/v1/schedule/postseason/series", _no_series),
)
