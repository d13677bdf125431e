"""Answers about the clubs."""

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.clubs import Club, all_clubs
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import render_team
from mlb_data_platform.simulator.plays import Json


def _teams(asked: Asked) -> Json:
    return _answer(asked, list(all_clubs().values()) if asked.is_about_mlb() else [])


def _team(asked: Asked) -> Json:
    club = all_clubs().get(asked.number("team_id"))
    if club is None:
        raise NotFoundError(asked.path["team_id"])
    return _answer(asked, [club])


def _answer(asked: Asked, clubs: list[Club]) -> Json:
    season = asked.season()
    return {
        "copyright": copyright_of(asked.league.season),
        "teams": [render_team(club, season) for club in clubs],
    }


ROUTES: Routes = (
    ("/api/v1/teams", _teams),
    ("/api/v1/teams/{team_id:int}", _team),
)
