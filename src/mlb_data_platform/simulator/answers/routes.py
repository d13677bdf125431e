"""Every path that is answered; a subject adds its own in one line."""

from mlb_data_platform.simulator.answers import (
    games,
    live,
    organisation,
    people,
    reference,
    rosters,
    schedule,
    seasons,
    standings,
    teams,
    venues,
    win_probability,
)
from mlb_data_platform.simulator.answers.asked import Routes

ALL_ROUTES: Routes = (
    *seasons.ROUTES,
    *schedule.ROUTES,
    *games.ROUTES,
    *live.ROUTES,
    *win_probability.ROUTES,
    *teams.ROUTES,
    *rosters.ROUTES,
    *people.ROUTES,
    *venues.ROUTES,
    *standings.ROUTES,
    *organisation.ROUTES,
    *reference.ROUTES,
)
