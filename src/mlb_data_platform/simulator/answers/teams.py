"""Answers about the clubs."""

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.answers.rosters import club_asked
from mlb_data_platform.simulator.clubs import Club, all_clubs
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import render_team
from mlb_data_platform.simulator.plays import Json


def _teams(asked: Asked) -> Json:
    """Answer the clubs that all filters let through."""
    if not asked.is_about_mlb():
        return _answer(asked, [])
    clubs, leagues = asked.numbers("teamId"), asked.numbers("leagueIds", "leagueId")
    divisions = asked.numbers("divisionId")
    return _answer(
        asked,
        [
            club
            for club in all_clubs().values()
            if (not clubs or club.id in clubs)
            and (not leagues or club.league in leagues)
            and (not divisions or club.division in divisions)
        ],
    )


def _team(asked: Asked) -> Json:
    return _answer(asked, [club_asked(asked)])


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
