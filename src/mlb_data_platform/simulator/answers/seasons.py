"""Answers `seasons`: when the parts of each year begin and end."""

from collections.abc import Iterable

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.calendar import FIRST_SEASON, render_season
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.plays import Json


def _seasons(asked: Asked) -> Json:
    """Answer one season; an unknown one answers the current one."""
    return _answer(asked, [asked.season()])


def _one_season(asked: Asked) -> Json:
    return _answer(asked, [asked.season(default=str(asked.path["season_id"]))])


def _all_seasons(asked: Asked) -> Json:
    """Answer one entry a year since 1876."""
    return _answer(asked, range(FIRST_SEASON, asked.league.season + 1))


def _answer(asked: Asked, years: Iterable[int]) -> Json:
    found = map(render_season, years) if asked.is_about_mlb() else ()
    return {"copyright": copyright_of(asked.league.season), "seasons": list(found)}


ROUTES: Routes = (
    ("/api/v1/seasons", _seasons),
    ("/api/v1/seasons/all", _all_seasons),
    ("/api/v1/seasons/{season_id}", _one_season),
)
