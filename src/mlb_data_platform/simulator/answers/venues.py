"""Answers about the ball parks."""

from datetime import datetime

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.clubs import all_venues
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import render_venue
from mlb_data_platform.simulator.plays import Json


def _venues(asked: Asked) -> Json:
    return _answer(asked, asked.numbers("venueIds"))


def _venue(asked: Asked) -> Json:
    return _answer(asked, {asked.number("venue_id")})


def _answer(asked: Asked, wanted: set[int]) -> Json:
    league = asked.league
    chosen = [venue for venue in all_venues().values() if not wanted or venue.id in wanted]
    if not chosen:
        raise NotFoundError(wanted)
    noon = datetime.fromisoformat(f"{league.today.isoformat()}T12:00:00+00:00")
    return {
        "copyright": copyright_of(league.season),
        "venues": [render_venue(venue, league.season, noon) for venue in chosen],
    }


ROUTES: Routes = (
    ("/api/v1/venues", _venues),
    ("/api/v1/venues/{venue_id:int}", _venue),
)
