"""Answers `standings`: who leads, from the games that have been played."""

from collections import defaultdict

from mlb_data_platform.simulator.answers.asked import Asked, Routes
from mlb_data_platform.simulator.clubs import Club, all_clubs
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.gamedata import ref
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.statlines import ratio


def _standings(asked: Asked) -> Json:
    """Answer a record for each division, best club first."""
    league, season = asked.league, asked.season()
    leagues = asked.numbers("leagueId") or {103, 104}
    divisions: dict[tuple[int, int], list[tuple[int, int, Club]]] = defaultdict(list)
    for club in all_clubs().values():
        wins, losses = league.standing_today(club.id, season)
        divisions[club.league, club.division].append((wins, losses, club))
    return {
        "copyright": copyright_of(league.season),
        "records": [
            _render_division(league, season, of_league, division, clubs)
            for (of_league, division), clubs in sorted(divisions.items())
            if of_league in leagues
        ],
    }


def _render_division(
    league: League,
    season: int,
    of_league: int,
    division: int,
    clubs: list[tuple[int, int, Club]],
) -> Json:
    clubs.sort(key=lambda entry: (-entry[0], entry[1], entry[2].id))
    best_wins, best_losses, _ = clubs[0]
    seen = f"{league.today.isoformat()}T12:00:00Z"
    return {
        "standingsType": "regularSeason",
        "league": {"id": of_league, "link": f"/api/v1/league/{of_league}"},
        "division": {"id": division, "link": f"/api/v1/divisions/{division}"},
        "sport": {"id": 1, "link": "/api/v1/sports/1"},
        "lastUpdated": seen.replace("Z", ".000Z"),
        "teamRecords": [
            {
                "team": ref("teams", club.id, club.name),
                "season": str(season),
                "divisionRank": str(rank),
                "gamesPlayed": wins + losses,
                "gamesBack": _games_back(best_wins - wins, best_losses - losses),
                "divisionGamesBack": _games_back(best_wins - wins, best_losses - losses),
                "leagueRecord": {
                    "wins": wins,
                    "losses": losses,
                    "ties": 0,
                    "pct": ratio(wins, wins + losses),
                },
                "lastUpdated": seen,
                "divisionChamp": False,
                "divisionLeader": rank == 1,
                "wins": wins,
                "losses": losses,
                "winningPercentage": ratio(wins, wins + losses),
            }
            for rank, (wins, losses, club) in enumerate(clubs, start=1)
        ],
    }


def _games_back(wins_behind: int, losses_ahead: int) -> str:
    behind = (wins_behind - losses_ahead) / 2
    return "-" if behind == 0 else f"{behind:.1f}"


ROUTES: Routes = (("/api/v1/standings", _standings),)
