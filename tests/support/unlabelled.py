"""What the bare recorded answers are answers of: their request is not known, so it is told here."""

from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    """A request that gives such an answer."""

    name: str
    params: dict[str, str]


_ASKED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("awards/award_recipients_*", "Awards.awardRecipients", {"awardId": "ALMVP"}),
    ("awards/awards__*", "Awards.awards", {"sportId": "1"}),
    ("awards/*", "Awards.awards", {}),
    ("conferences/*", "Conference.conferences", {}),
    ("contextMetrics/game_context_*", "Game.getGameContextMetrics", {"gamePk": "716390"}),
    ("contextMetrics/*", "Game.getGameContextMetrics", {"gamePk": "745570"}),
    ("divisions/*", "Division.divisions", {"sportId": "1"}),
    ("drafts/draft_2024*", "Draft.draftPicks", {"year": "2024", "limit": "5"}),
    ("drafts/*", "Draft.draftPicks", {"year": "2024"}),
    ("freeAgents/*", "Person.freeAgents", {"season": "2023"}),
    ("highLowResults/*", "Highlow.highLow", {"highLowType": "player", "sortStat": "homeRuns"}),
    ("leagueLeaders/teams_*", "Team.leaders", {"leaderCategories": "homeRuns"}),
    ("leagueLeaders/*", "Stats.leaders", {"leaderCategories": "homeRuns"}),
    ("leagues/game_pace*", "Gamepace.gamePace", {"season": "2023"}),
    ("leagues/*", "League.league", {}),
    ("misc/attendance*", "Attendance.attendance", {"teamId": "147", "season": "2024"}),
    ("misc/draft_latest*", "Draft.latestDraftPicks", {"year": "2023"}),
    ("people/all_star_ballot*", "League.allStarBallot", {"leagueId": "103", "season": "2023"}),
    ("people/all_star_final*", "League.allStarFinalVote", {"leagueId": "103", "season": "2018"}),
    ("people/all_star_write*", "League.allStarWriteIns", {"leagueId": "103", "season": "2023"}),
    ("people/sport_players_*", "Sports.sportPlayers", {"sportId": "1", "season": "2024"}),
    ("people/activePlayers_*", "Sports.sportPlayers", {"sportId": "1", "season": "2023"}),
    ("people/team_alumni_*", "Team.alumni", {"teamId": "147", "season": "2024"}),
    ("people/*search_*", "Person.search", {"names": "somebody"}),
    ("people/*", "Person.person", {"personIds": "1", "hydrate": "stats(type=season),draft"}),
    ("roster/datacasters*", "Job.datacasters", {"date": "2024-06-01"}),
    ("roster/official_scorers*", "Job.officialScorers", {"date": "2024-06-01"}),
    ("roster/jobs*", "Job.getJobsByType", {"jobType": "UMPR", "date": "2024-06-01"}),
    ("roster/team_coaches*", "Team.coaches", {"teamId": "147", "season": "2024"}),
    ("roster/team_personnel*", "Team.personnel", {"teamId": "147", "season": "2024"}),
    ("roster/*", "Team.roster", {"teamId": "115", "date": "06/01/2024"}),
    ("series/*", "Schedule.postseasonScheduleSeries", {"season": "2023", "sportId": "1"}),
    ("sports/*", "Sports.sports", {}),
    ("standings/*", "Standings.standings", {"leagueId": "103,104", "date": "2024-06-01"}),
    ("stats/563346*", "Person.gameStats", {"personId": "514888", "gamePk": "563346"}),
    ("stats/ESTAD*", "Person.gameStats", {"personId": "514888", "gamePk": "563346"}),
    ("stats/team_*", "Team.stats", {"teamId": "133", "group": "hitting"}),
    ("stats/*", "Stats.stats", {"stats": "season", "group": "hitting"}),
    ("teams/teams_history*", "Team.history", {"teamIds": "147"}),
    ("teams/team_affiliates*", "Team.affiliates", {"teamIds": "147"}),
    ("teams/*", "Team.teams", {}),
    ("transactions/team-*", "Transactions.transactions", {"teamId": "134"}),
    ("transactions/*", "Transactions.transactions", {"date": "2024-06-01"}),
    ("venues/*", "Venue.venue", {}),
    ("winProbability/*", "Game.getWinProbability", {"gamePk": "745282"}),
)


def asked_for(file: Path) -> Asked | None:
    """The request of a bare answer; None for kinds that nobody maps."""
    short = f"{file.parent.name}/{file.name}"
    for pattern, name, params in _ASKED:
        if fnmatch(short, pattern):
            return Asked(name, params)
    return None
