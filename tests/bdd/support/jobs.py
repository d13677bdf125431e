"""Jobs that scenarios use beside the shipped ones."""

ONE_SEASON = """\
name: one_season
type: batch
source:
  endpoint: season
  method: seasons
  parameters: {sportId: "${SPORT}", seasonId: "${SEASON}"}
"""

ALL_SEASONS = """\
name: all_seasons
type: batch
source:
  endpoint: season
  method: allSeasons
  parameters: {sportId: 1}
"""

TEAM_SCHEDULE = """\
name: team_schedule
type: batch
source:
  endpoint: schedule
  method: schedule
  parameters: {sportId: 1, teamId: "${TEAM}", startDate: "${FROM}", endDate: "${TO}"}
"""

INTERNATIONAL_SCHEDULE = """\
name: international_schedule
type: batch
source:
  endpoint: schedule
  method: schedule
  parameters: {sportId: 51, date: "${DAY_ASKED}", hydrate: linescore}
"""

DAYLESS_SCHEDULE = """\
name: dayless_schedule
type: batch
source:
  endpoint: schedule
  method: schedule
  parameters: {sportId: 1}
"""

IMPATIENT_GAME = """\
name: impatient_game
type: batch
source:
  endpoint: game
  method: liveGameV1
  parameters: {game_pk: "${GAME_PK}"}
retry: {attempts: 2, wait_max_s: 0.02}
"""

QUICK_FOLLOW = """\
name: quick_follow
type: streaming
source:
  endpoint: game
  method: liveGameV1
  parameters: {game_pk: "${GAME_PK}"}
schedule: {poll_interval_s: 0.05, until: [F, D, C]}
retry: {attempts: 2, wait_max_s: 0.02}
"""

OWN_JOBS = {
    "one_season": ONE_SEASON,
    "all_seasons": ALL_SEASONS,
    "team_schedule": TEAM_SCHEDULE,
    "international_schedule": INTERNATIONAL_SCHEDULE,
    "dayless_schedule": DAYLESS_SCHEDULE,
    "impatient_game": IMPATIENT_GAME,
    "quick_follow": QUICK_FOLLOW,
}
