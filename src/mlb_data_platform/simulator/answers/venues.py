"""Answers about the ball parks."""

from datetime import UTC, datetime, time

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.clubs import all_venues
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import render_venue
from mlb_data_platform.simulator.plays import Json

# What has to be asked for -> the branch that then comes.
_HYDRATED = {"location": "location", "timezone": "timeZone", "fieldInfo": "fieldInfo"}


def _venues(asked: Asked) -> Json:
    return _answer(asked, asked.numbers("venueIds"))


def _venue(asked: Asked) -> Json:
    return _answer(asked, {asked.number("venue_id")})


def _answer(asked: Asked, wanted: set[int]) -> Json:
    """Answer parks by name and number; place, time zone and field only when hydrated."""
    chosen = [venue for venue in all_venues().values() if not wanted or venue.id in wanted]
    if not chosen:
        raise NotFoundError(wanted)
    season = asked.season()
    noon = datetime.combine(asked.league.today, time(12, tzinfo=UTC))
    hydrate = asked.hydrate()
    bare = {branch for name, branch in _HYDRATED.items() if name not in hydrate}
    return {
        "copyright": copyright_of(asked.league.season),
        "venues": [
            {
                field: value
                for field, value in render_venue(venue, season, noon).items()
                if field not in bare
            }
            for venue in chosen
        ],
    }


ROUTES: Routes = (
    ("/api/v1/venues", _venues),
    ("/api/v1/venues/{venue_id:int}", _venue),
)
