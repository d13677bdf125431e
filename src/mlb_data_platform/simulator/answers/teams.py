"""Answers about the clubs."""

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.answers.rosters import club_asked
from mlb_data_platform.simulator.answers.schedule import list_games
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
        "teams": [render_team(club, season) | _schedules(asked, club) for club in clubs],
    }


def _schedules(asked: Asked, club: Club) -> Json:
    """Return a club's latest and next games, when they are asked for."""
    hydrate = asked.hydrate() & _SCHEDULES.keys()
    if not hydrate:
        return {}
    league = asked.league
    games = league.book(asked.season()).by_club[club.id]
    played = sum(map(league.is_played, games))
    chosen = {"previousSchedule": games[:played][-_GAMES:], "nextSchedule": games[played:][:_GAMES]}
    return {
        _SCHEDULES[name]: list_games(asked, [league.listings(game)[-1] for game in chosen[name]])
        for name in sorted(hydrate)
    }


# What has to be asked for -> the branch that then comes.
_SCHEDULES = {
    "previousSchedule": "previousGameSchedule",
    "nextSchedule": "nextGameSchedule",
}
_GAMES = 5


ROUTES: Routes = (
    ("/api/v1/teams", _teams),
    ("/api/v1/teams/{team_id:int}", _team),
)
