"""Answers about people: invented players, coaches and umpires."""

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes, parse_numbers
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
        team = "currentTeam" in asked.hydrate()
        return render_person(league, player) | (_current_team(league, player) if team else {})
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


def _current_team(league: League, player: Player) -> Json:
    rosters = league.book(season_of_person(player.id)).rosters
    (club_id,) = (club_id for club_id, roster in rosters.items() if player in roster.players)
    return {"currentTeam": ref("teams", club_id, all_clubs()[club_id].name)}


ROUTES: Routes = (
    ("/api/v1/people", _people),
    ("/api/v1/people/{person_id}", _person),
)
