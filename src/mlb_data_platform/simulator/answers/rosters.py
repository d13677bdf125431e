"""Answers about who belongs to a club, and who officiates."""

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.answers.people import render_person
from mlb_data_platform.simulator.clubs import Club, all_clubs
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.personnel import build_coaches
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.rosters import POSITIONS, Player

ACTIVE, FULL_SEASON, COACHES = "active", "fullSeason", "coach"
ROSTER_TYPES = frozenset(
    {
        ACTIVE,
        FULL_SEASON,
        "40Man",
        "fullRoster",
        "depthChart",
        "gameday",
        "allTime",
        "nonRosterInvitees",
    }
)
_ACTIVE: Json = {"code": "A", "description": "Active"}
_UMPIRES, _SCORERS = slice(0, 60), slice(60, None)
_JOBS = {
    "UMPR": ("Umpire", _UMPIRES),
    "SCOR": ("Official Scorer", _SCORERS),
    "MSTR": ("Stringer", _SCORERS),
}


def club_asked(asked: Asked) -> Club:
    """Return the club of the path.

    Raises:
        NotFoundError: No club has that number.
    """
    club = all_clubs().get(asked.number("team_id"))
    if club is None:
        raise NotFoundError(asked.path["team_id"])
    return club


def _roster(asked: Asked) -> Json:
    """Answer the 26 players of a club, whatever kind of roster is asked for.

    Of a season that is over the API answers everybody who was on the roster and says so, also
    when the active ones were asked for.
    """
    kind = str(asked.path.get("roster_type") or asked.query.get("rosterType") or ACTIVE)
    if kind == COACHES:
        return _coaches(asked)
    if kind not in ROSTER_TYPES:
        kind = ACTIVE
    if kind == ACTIVE and asked.season() < asked.league.season:
        kind = FULL_SEASON
    club = club_asked(asked)
    players = asked.league.book(asked.season()).rosters[club.id].players
    in_order = sorted(players, key=lambda player: (player.last, player.first, player.id))
    return _answer(asked, "roster", kind, [_entry(asked, club, one, kind) for one in in_order])


def _entry(asked: Asked, club: Club, player: Player, kind: str) -> Json:
    person = player.ref
    if "person" in asked.hydrate():
        person = render_person(asked.league, player)
    entry: Json = {
        "person": person,
        "jerseyNumber": player.number,
        "position": POSITIONS[player.position],
        "status": _ACTIVE,
    }
    return entry | ({} if kind == FULL_SEASON else {"parentTeamId": club.id})


def _coaches(asked: Asked) -> Json:
    club = club_asked(asked)
    coaches = build_coaches(asked.league.seed, asked.season(), club.id)
    return _answer(
        asked,
        "coaches",
        COACHES,
        [
            {
                "person": {
                    "id": coach.id,
                    "fullName": coach.name,
                    "link": f"/api/v1/people/{coach.id}",
                },
                "jerseyNumber": coach.number,
                "job": coach.job,
                "jobId": coach.job_id,
                "title": coach.job,
            }
            for coach in coaches
        ],
    )


def _answer(asked: Asked, link: str, kind: str, entries: list[Json]) -> Json:
    club_id = asked.number("team_id")
    return {
        "copyright": copyright_of(asked.league.season),
        "roster": entries,
        "link": f"/api/v1/teams/{club_id}/{link}",
        "teamId": club_id,
        "rosterType": kind,
    }


def _jobs(asked: Asked) -> Json:
    return _officials(asked, asked.query.get("jobType", ""))


def _umpires(asked: Asked) -> Json:
    return _officials(asked, "UMPR")


def _scorers(asked: Asked) -> Json:
    return _officials(asked, "SCOR")


def _datacasters(asked: Asked) -> Json:
    return _officials(asked, "MSTR")


def _officials(asked: Asked, job_id: str) -> Json:
    """Answer who has a job; of an unknown job nobody."""
    everybody = asked.league.book(asked.season()).officials
    title, part = _JOBS.get(job_id, ("", slice(0, 0)))
    return {
        "copyright": copyright_of(asked.league.season),
        "roster": [
            {"person": one, "jerseyNumber": "", "job": title, "jobId": job_id, "title": title}
            for one in everybody[part]
        ],
    }


ROUTES: Routes = (
    ("/api/v1/teams/{team_id:int}/roster", _roster),
    ("/api/v1/teams/{team_id:int}/roster/{roster_type}", _roster),
    ("/api/v1/teams/{team_id:int}/coaches", _coaches),
    ("/api/v1/jobs", _jobs),
    ("/api/v1/jobs/umpires", _umpires),
    ("/api/v1/jobs/officialScorers", _scorers),
    ("/api/v1/jobs/datacasters", _datacasters),
)
