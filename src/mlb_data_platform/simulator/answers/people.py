"""Answers about people: invented players, coaches and umpires."""

from mlb_data_platform.simulator.answers.asked import (
    MLB_SPORT,
    Asked,
    NotFoundError,
    Routes,
    parse_numbers,
)
from mlb_data_platform.simulator.clubs import all_clubs
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import ref, render_player
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.personnel import find_coach, render_bystander
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.rosters import Player, season_of_person


def _people(asked: Asked) -> Json:
    return _answer(asked, asked.numbers("personIds"))


def _person(asked: Asked) -> Json:
    return _answer(asked, parse_numbers(str(asked.path["person_id"])))


def _answer(asked: Asked, person_ids: set[int]) -> Json:
    """Answer for those who are known; unknown numbers are left out."""
    people = [found for one in sorted(person_ids) if (found := _find(asked, one))]
    if not people:
        raise NotFoundError(person_ids)
    return {"copyright": copyright_of(asked.league.season), "people": people}


def _find(asked: Asked, person_id: int) -> Json | None:
    league = asked.league
    player = league.player(person_id)
    if player:
        person = render_person(league, player)
        if "currentTeam" in asked.hydrate():
            person = person | _current_team(_club_of(league, player))
        return person
    season = season_of_person(person_id)
    if not league.knows(season):
        return None
    coach = find_coach(league.seed, person_id)
    if coach:
        return render_bystander(coach.id, coach.name, league.today)
    for official in league.book(season).officials:
        if official["id"] == person_id:
            return render_bystander(person_id, str(official["fullName"]), league.today)
    return None


def render_person(league: League, player: Player) -> Json:
    """Return a player as the `people` answer shows him today."""
    return render_player(player, league.today)


def _club_of(league: League, player: Player) -> int:
    rosters = league.book(season_of_person(player.id)).rosters
    return next(club_id for club_id, roster in rosters.items() if player in roster.players)


def _current_team(club_id: int) -> Json:
    return {"currentTeam": ref("teams", club_id, all_clubs()[club_id].name)}


def _players(asked: Asked) -> Json:
    """Answer everybody who plays in a season, with his club."""
    league = asked.league
    rosters = (
        league.book(asked.season()).rosters if asked.path["sport_id"] == int(MLB_SPORT) else {}
    )
    return {
        "copyright": copyright_of(league.season),
        "people": [
            {**render_person(league, player), **_current_team(club_id)}
            for club_id, roster in rosters.items()
            for player in sorted(roster.players, key=lambda player: player.id)
        ],
    }


ROUTES: Routes = (
    ("/api/v1/sports/{sport_id:int}/players", _players),
    ("/api/v1/people", _people),
    ("/api/v1/people/{person_id}", _person),
)
