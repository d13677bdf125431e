"""Answers about how the game is organised: sports, leagues, divisions, conferences."""

from collections.abc import Iterable

from mlb_data_platform.simulator.answers.asked import Asked, NotFoundError, Routes
from mlb_data_platform.simulator.calendar import FIRST_WILD_CARD_SEASON, render_season
from mlb_data_platform.simulator.clubs import DIVISIONS, LEAGUES, SPRING_LEAGUES, all_clubs
from mlb_data_platform.simulator.feed import copyright_of
from mlb_data_platform.simulator.plays import Json

_MLB: Json = {"id": 1, "link": "/api/v1/sports/1"}
# Number, code, name, abbreviation, place in lists.
_SPORTS = (
    (1, "mlb", "Major League Baseball", "MLB", 11),
    (11, "aaa", "Triple-A", "AAA", 101),
    (12, "aax", "Double-A", "AA", 201),
    (13, "afa", "High-A", "A+", 301),
    (14, "afx", "Single-A", "A", 401),
    (16, "rok", "Rookie", "ROK", 701),
    (51, "int", "International Baseball", "INT", 3501),
)
_LEAGUE_PLACES = {103: 21, 104: 31, 114: 51, 115: 52}
_DIVISION_PLACES = {201: 22, 202: 23, 200: 24, 204: 32, 205: 33, 203: 34}
# Triple-A's, the only conferences that the API lists.
_CONFERENCES = (
    (301, "PCL American Conference", "PCLA", "PCL American"),
    (302, "PCL Pacific Conference", "PCLP", "PCL Pacific"),
)
_SPRING_DATES = (
    "seasonId",
    "preSeasonStartDate",
    "preSeasonEndDate",
    "seasonStartDate",
    "springStartDate",
    "springEndDate",
    "seasonLevelGamedayType",
    "gameLevelGamedayType",
)


def _chosen(numbers: Iterable[int], wanted: set[int]) -> list[int]:
    """Return those of the numbers that are wanted, all when nothing is.

    Raises:
        NotFoundError: None of the wanted numbers exists.
    """
    found = [number for number in numbers if not wanted or number in wanted]
    if not found:
        raise NotFoundError(wanted)
    return found


def _in_path(asked: Asked) -> set[int]:
    return {asked.number("id")} if "id" in asked.path else set()


def _sports(asked: Asked) -> Json:
    wanted = _in_path(asked) or asked.numbers("sportId", "sportIds")
    chosen = _chosen((sport[0] for sport in _SPORTS), wanted)
    return {
        "copyright": copyright_of(asked.league.season),
        "sports": [
            {
                "id": number,
                "code": code,
                "link": f"/api/v1/sports/{number}",
                "name": name,
                "abbreviation": short,
                "sortOrder": place,
                "activeStatus": True,
            }
            for number, code, name, short, place in _SPORTS
            if number in chosen
        ],
    }


def _leagues(asked: Asked) -> Json:
    wanted = _in_path(asked) or asked.numbers("leagueIds")
    chosen = _chosen((*LEAGUES, *SPRING_LEAGUES), wanted) if asked.is_about_mlb() else []
    return {
        "copyright": copyright_of(asked.league.season),
        "leagues": [_league(asked, number) for number in chosen],
    }


def _league(asked: Asked, number: int) -> Json:
    spring = SPRING_LEAGUES.get(number)
    name, short = spring or (LEAGUES[number], "AL" if number == min(LEAGUES) else "NL")
    season = asked.season()
    dates = render_season(season)
    common: Json = {
        "id": number,
        "name": name,
        "link": f"/api/v1/league/{number}",
        "abbreviation": short,
        "nameShort": name.removesuffix(" League"),
        "seasonState": "offseason" if spring else _season_state(asked, dates),
        "hasWildCard": not spring and season >= FIRST_WILD_CARD_SEASON,
        "hasSplitSeason": False,
        "hasPlayoffPoints": False,
        "seasonDateInfo": {
            field: value
            for field, value in dates.items()
            if (field in _SPRING_DATES if spring else field != "hasWildcard")
        },
        "season": str(season),
        "orgCode": short,
        "conferencesInUse": False,
        "divisionsInUse": not spring,
        "sortOrder": _LEAGUE_PLACES[number],
        "active": True,
    }
    if spring:
        return common
    members = sum(club.league == number for club in all_clubs().values())
    return common | {"numGames": 162, "numTeams": members, "numWildcardTeams": 3, "sport": _MLB}


def _season_state(asked: Asked, dates: Json) -> str:
    today = asked.league.today.isoformat()
    if str(dates["regularSeasonStartDate"]) <= today <= str(dates["regularSeasonEndDate"]):
        return "inseason"
    before = str(dates["springStartDate"]) <= today < str(dates["regularSeasonStartDate"])
    return "spring training" if before else "offseason"


def _divisions(asked: Asked) -> Json:
    wanted = _in_path(asked) or asked.numbers("divisionId")
    leagues = asked.numbers("leagueId")
    league_of = {club.division: club.league for club in all_clubs().values()}
    chosen = _chosen(DIVISIONS, wanted) if asked.is_about_mlb() else []
    return {
        "copyright": copyright_of(asked.league.season),
        "divisions": [
            _division(asked, number, league_of[number])
            for number in chosen
            if not leagues or league_of[number] in leagues
        ],
    }


def _division(asked: Asked, number: int, league: int) -> Json:
    name = DIVISIONS[number]
    side, *_, region = name.split()
    return {
        "id": number,
        "name": name,
        "season": str(asked.season()),
        "nameShort": f"{side[0]}L {region}",
        "link": f"/api/v1/divisions/{number}",
        "abbreviation": f"{side[0]}L{region[0]}",
        "league": {"id": league, "link": f"/api/v1/league/{league}"},
        "sport": _MLB,
        "hasWildcard": False,
        "sortOrder": _DIVISION_PLACES[number],
        "numPlayoffTeams": 1,
        "active": True,
    }


def _conferences(asked: Asked) -> Json:
    wanted = _in_path(asked) or asked.numbers("conferenceId")
    chosen = _chosen((conference[0] for conference in _CONFERENCES), wanted)
    return {
        "copyright": copyright_of(asked.league.season),
        "conferences": [
            {
                "id": number,
                "name": name,
                "link": f"/api/v1/conferences/{number}",
                "abbreviation": short,
                "hasWildcard": False,
                "league": {"id": 112, "link": "/api/v1/league/112"},
                "sport": {"id": 11, "link": "/api/v1/sports/11"},
                "nameShort": name_short,
            }
            for number, name, short, name_short in _CONFERENCES
            if number in chosen
        ],
    }


ROUTES: Routes = (
    ("/api/v1/sports", _sports),
    ("/api/v1/sports/{id:int}", _sports),
    ("/api/v1/leagues", _leagues),
    ("/api/v1/leagues/{id:int}", _leagues),
    ("/api/v1/league", _leagues),
    ("/api/v1/league/{id:int}", _leagues),
    ("/api/v1/divisions", _divisions),
    ("/api/v1/divisions/{id:int}", _divisions),
    ("/api/v1/conferences", _conferences),
    ("/api/v1/conferences/{id:int}", _conferences),
)
