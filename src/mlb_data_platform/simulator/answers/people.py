"""Answers about people: the invented players."""

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes, parse_numbers
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import render_player
from mlb_data_platform.simulator.plays import Json


def _people(asked: Asked) -> Json:
    return _answer(asked, asked.numbers("personIds"))


def _person(asked: Asked) -> Json:
    return _answer(asked, parse_numbers(str(asked.path["person_id"])))


def _answer(asked: Asked, person_ids: set[int]) -> Json:
    """Answer for those who are known; unknown numbers are left out."""
    league = asked.league
    players = [player for one in sorted(person_ids) if (player := league.player(one))]
    if not players:
        raise NotFoundError(person_ids)
    return {
        "copyright": copyright_of(league.season),
        "people": [render_player(player, league.today) for player in players],
    }


ROUTES: Routes = (
    ("/api/v1/people", _people),
    ("/api/v1/people/{person_id}", _person),
)
