"""When a season's parts begin and end; every year has the same shape, from 1876 on."""

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_SEASON = 1876
WEEKS = 26
ALL_STAR_WEEK = 15
FIRST_ALL_STAR_SEASON = 1933
FIRST_WILD_CARD_SEASON = 1995
FIRST_PITCH_BY_PITCH_SEASON = 1988
AUTOMATIC_RUNNER_SINCE = 2020
PITCH_CLOCK_SINCE = 2023
FOUR_MOUND_VISITS_SINCE = 2024


def mound_visits(season: int) -> int:
    """Return how many mound visits a club may make in nine innings."""
    return 4 if season >= FOUR_MOUND_VISITS_SINCE else 5


@dataclass(frozen=True, slots=True)
class SeasonDates:
    """The dates of one season that the schedule hangs on.

    Attributes:
        opening_day: The last Thursday of March.
        first_monday: Start of the first full week.
        all_star_day: A Tuesday; nobody plays from Monday to Thursday of that week.
        last_day: The Sunday on which the regular season ends.
    """

    season: int
    opening_day: date
    first_monday: date
    all_star_day: date
    last_day: date


def build_season_dates(season: int) -> SeasonDates:
    """Lay out one year.

    Example:
        >>> build_season_dates(2024).opening_day.isoformat()
        '2024-03-28'
        >>> build_season_dates(2024).all_star_day.isoformat()
        '2024-07-16'
    """
    last_of_march = date(season, 3, 31)
    opening = last_of_march - timedelta(days=(last_of_march.weekday() - 3) % 7)
    monday = opening + timedelta(days=4)
    return SeasonDates(
        season=season,
        opening_day=opening,
        first_monday=monday,
        all_star_day=monday + timedelta(weeks=ALL_STAR_WEEK, days=1),
        last_day=monday + timedelta(weeks=WEEKS, days=-1),
    )


def render_season(season: int) -> dict[str, object]:
    """Return one entry of the `seasons` answer, with the fields that the API gives.

    Seasons before the All-Star Game have no `allStarDate` and halves, as in the real list.
    """
    dates = build_season_dates(season)
    modern = season >= FIRST_ALL_STAR_SEASON
    spring = dates.opening_day - timedelta(days=35)
    post_start = dates.last_day + timedelta(days=2)
    post_end = dates.last_day + timedelta(days=31 if modern else 10)
    kind = "P" if season >= FIRST_PITCH_BY_PITCH_SEASON else "S"
    halves = {
        "lastDate1stHalf": dates.all_star_day - timedelta(days=2),
        "allStarDate": dates.all_star_day,
        "firstDate2ndHalf": dates.all_star_day + timedelta(days=3),
    }
    days = {
        "preSeasonStartDate": date(season, 1, 1),
        "preSeasonEndDate": spring - timedelta(days=1),
        "seasonStartDate": spring,
        "springStartDate": spring,
        "springEndDate": dates.opening_day - timedelta(days=2),
        "regularSeasonStartDate": dates.opening_day,
        **(halves if modern else {}),
        "regularSeasonEndDate": dates.last_day,
        "postSeasonStartDate": post_start,
        "postSeasonEndDate": post_end,
        "seasonEndDate": post_end,
        "offseasonStartDate": post_end + timedelta(days=1),
        "offSeasonEndDate": date(season, 12, 31),
    }
    return {
        "seasonId": str(season),
        "hasWildcard": season >= FIRST_WILD_CARD_SEASON,
        **{field: day.isoformat() for field, day in days.items()},
        "seasonLevelGamedayType": kind,
        "gameLevelGamedayType": kind,
        "qualifierPlateAppearances": 3.1,
        "qualifierOutsPitched": 3.0,
    }
