# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Writes `gameData`: the clubs, the park, the people, the weather, the state of the game."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from mlb_data_platform.simulator.clubs import DIVISIONS, LEAGUES, SPRING_LEAGUES, Club, Venue
from mlb_data_platform.simulator.fixtures import Fixture
from mlb_data_platform.simulator.flight import strike_zone
from mlb_data_platform.simulator.rosters import POSITIONS, SIDES, Player
from mlb_data_platform.simulator.statlines import Json, ratio

_SKIES = ("Sunny", "Partly Cloudy", "Clear", "Cloudy", "Overcast")
_WINDS = ("Out To CF", "Out To LF", "Out To RF", "In From CF", "L To R", "R To L")
_MEAN_TEMPERATURE_F = {3: 55, 4: 59, 5: 68, 6: 77, 7: 83, 8: 81, 9: 75, 10: 66}

FINAL: Json = {
    "abstractGameState": "Final",
    "codedGameState": "F",
    "detailedState": "Final",
    "statusCode": "F",
    "startTimeTBD": False,
    "abstractGameCode": "F",
}
SCHEDULED: Json = {
    "abstractGameState": "Preview",
    "codedGameState": "S",
    "detailedState": "Scheduled",
    "statusCode": "S",
    "startTimeTBD": False,
    "abstractGameCode": "P",
}
NO_FLAGS: Json = dict.fromkeys(
    (
        "noHitter",
        "perfectGame",
        "awayTeamNoHitter",
        "awayTeamPerfectGame",
        "homeTeamNoHitter",
        "homeTeamPerfectGame",
    ),
    False,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a game day was like: drawn from dice of its own, so that results do not hang on it."""

    weather: Json
    attendance: int
    first_pitch_delay: timedelta
    umpires: tuple[Json, ...]
    scorer: Json
    datacaster: Json


def build_surroundings(fixture: Fixture, rng: Random, officials: list[Json]) -> Surroundings:
    """Choose weather, crowd and officials of one game."""
    venue = fixture.home.venue
    roofed = venue.roof == "Dome" or (venue.roof == "Retractable" and rng.random() < 0.5)
    mean = _MEAN_TEMPERATURE_F.get(fixture.played_on.month, 70)
    weather: Json = {
        "condition": ("Dome" if venue.roof == "Dome" else "Roof Closed")
        if roofed
        else rng.choice(_SKIES),
        "temp": str(72 if roofed else round(rng.gauss(mean, 7))),
        "wind": "0 mph, None" if roofed else f"{rng.randint(2, 15)} mph, {rng.choice(_WINDS)}",
    }
    chosen = rng.sample(officials, 6)
    return Surroundings(
        weather=weather,
        attendance=round(venue.capacity * rng.uniform(0.35, 0.98)),
        first_pitch_delay=timedelta(minutes=rng.randint(0, 3), seconds=rng.randint(1, 50)),
        umpires=tuple(chosen[:4]),
        scorer=chosen[4],
        datacaster=chosen[5],
    )


def ref(kind: str, identifier: int, name: str) -> Json:
    """Return `{id, name, link}` of a club, league, division or park."""
    return {"id": identifier, "name": name, "link": f"/api/v1/{kind}/{identifier}"}


def render_team(club: Club, season: int) -> Json:
    """Return a club as the `teams` answer shows it."""
    spring, short = SPRING_LEAGUES[club.spring_league]
    return {
        "springLeague": {**ref("league", club.spring_league, spring), "abbreviation": short},
        "allStarStatus": "N",
        **ref("teams", club.id, club.name),
        "season": season,
        "venue": ref("venues", club.venue.id, club.venue.name),
        "springVenue": {"id": club.spring_venue, "link": f"/api/v1/venues/{club.spring_venue}"},
        "teamCode": club.team_code,
        "fileCode": club.file_code,
        "abbreviation": club.abbreviation,
        "teamName": club.team_name,
        "locationName": club.location,
        "firstYearOfPlay": club.first_year,
        "league": ref("league", club.league, LEAGUES[club.league]),
        "division": ref("divisions", club.division, DIVISIONS[club.division]),
        "sport": {"id": 1, "link": "/api/v1/sports/1", "name": "Major League Baseball"},
        "shortName": club.short_name,
        "franchiseName": club.franchise,
        "clubName": club.club_name,
        "active": True,
    }


def render_record(wins: int, losses: int) -> Json:
    """Return a club's `record` in a feed."""
    pct = ratio(wins, wins + losses, empty=".---")
    back = ("wildCard", "league", "springLeague", "sport", "division", "conference")
    return {
        "gamesPlayed": wins + losses,
        **{f"{name}GamesBack": "-" for name in back},
        "leagueRecord": {"wins": wins, "losses": losses, "ties": 0, "pct": pct},
        "records": {},
        "divisionLeader": False,
        "wins": wins,
        "losses": losses,
        "winningPercentage": pct,
    }


def render_venue(venue: Venue, season: int, at: datetime) -> Json:
    """Return a park with location, time zone and field."""
    local = at.astimezone(ZoneInfo(venue.time_zone))
    hours = round((local.utcoffset() or timedelta()).total_seconds() / 3600)
    return {
        **ref("venues", venue.id, venue.name),
        "location": {
            "address1": venue.address,
            "city": venue.city,
            "state": venue.state,
            "stateAbbrev": venue.state_code,
            "postalCode": venue.postal_code,
            "defaultCoordinates": {"latitude": venue.latitude, "longitude": venue.longitude},
            "azimuthAngle": venue.azimuth,
            "elevation": venue.elevation_ft,
            "country": venue.country,
            "phone": venue.phone,
        },
        "timeZone": {
            "id": venue.time_zone,
            "offset": hours,
            "offsetAtGameTime": hours,
            "tz": local.tzname() or "UTC",
        },
        "fieldInfo": {
            "capacity": venue.capacity,
            "turfType": venue.turf,
            "roofType": venue.roof,
            **venue.distances,
        },
        "active": True,
        "season": str(season),
    }


def render_player(player: Player, on: date, last_played: date | None = None) -> Json:
    """Return a person as `gameData.players` and the `people` answer show him."""
    turned = (on.month, on.day) >= (player.born.month, player.born.day)
    person = _render_player(player, on.year - player.born.year - (not turned))
    return person | ({"lastPlayedDate": last_played.isoformat()} if last_played else {})


@lru_cache(maxsize=4096)
def _render_player(player: Player, age: int) -> Json:
    """Render once: a feed repeats 52 people who hardly change; nobody edits what this returns."""
    city, state, country = player.birthplace
    top, bottom = strike_zone(player)
    home: Json = {"birthCity": city}
    if state:
        home["birthStateProvince"] = state
    return {
        **player.ref,
        "firstName": player.first,
        "lastName": player.last,
        "primaryNumber": player.number,
        "birthDate": player.born.isoformat(),
        "currentAge": age,
        **home,
        "birthCountry": country,
        "height": player.height,
        "weight": player.weight_lb,
        "active": True,
        "primaryPosition": POSITIONS[player.position],
        "useName": player.first,
        "useLastName": player.last,
        "middleName": player.middle,
        "boxscoreName": player.box_name,
        "gender": "M",
        "isPlayer": True,
        "isVerified": True,
        "draftYear": max(player.debut.year - 3, 1965),
        "mlbDebutDate": player.debut.isoformat(),
        "batSide": {"code": player.bats, "description": SIDES[player.bats]},
        "pitchHand": {"code": player.throws, "description": SIDES[player.throws]},
        **_written_names(player),
        "strikeZoneTop": top,
        "strikeZoneBottom": bottom,
        **_spoken_names(player),
    }


def _written_names(player: Player) -> Json:
    initial = player.first[0]
    return {
        "nameFirstLast": player.name,
        "nameSlug": f"{player.first}-{player.last}-{player.id}".lower(),
        "firstLastName": player.name,
        "lastFirstName": f"{player.last}, {player.first}",
        "lastInitName": f"{player.last}, {initial}",
        "initLastName": f"{initial} {player.last}",
        "fullFMLName": f"{player.first} {player.middle} {player.last}",
        "fullLFMName": f"{player.last}, {player.first} {player.middle}",
    }


def _spoken_names(player: Player) -> Json:
    """Return the name fields that only some people have, chosen by their number."""
    names: Json = {}
    if not player.birthplace[1] or player.id % 5 == 0:
        names["nameMatrilineal"] = player.middle
    if player.id % 3 == 0:
        names["nickName"] = player.first[:3]
    if player.id % 2 == 0:
        names["pronunciation"] = f"{player.last[:3].upper()}-{player.last[3:].lower()}"
    if player.id % 50 == 0:
        names |= {"nameSuffix": "Jr.", "nameTitle": "Jr."}
    return names


def game_identity(fixture: Fixture, game_number: int, double_header: str, day: date) -> Json:
    """Return `gameData.game`."""
    home, away = fixture.home, fixture.away
    names = f"{away.team_code}mlb-{home.team_code}mlb-{game_number}"
    return {
        "pk": fixture.game_pk,
        "type": "R",
        "doubleHeader": double_header,
        "id": f"{day:%Y/%m/%d}/{names}",
        "gamedayType": "P",
        "tiebreaker": "N",
        "gameNumber": game_number,
        "calendarEventID": f"14-{fixture.game_pk}-{day.isoformat()}",
        "season": str(fixture.season),
        "seasonDisplay": str(fixture.season),
    }


def game_times(fixture: Fixture, at: datetime, official: date) -> Json:
    """Return `gameData.datetime`; the clock on the wall is the home club's."""
    local = at.astimezone(ZoneInfo(fixture.home.venue.time_zone))
    hour = local.hour % 12 or 12
    return {
        "dateTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "originalDate": fixture.day.isoformat(),
        "officialDate": official.isoformat(),
        "dayNight": day_or_night(fixture, at),
        "time": f"{hour}:{local.minute:02d}",
        "ampm": "AM" if local.hour < 12 else "PM",
    }


def day_or_night(fixture: Fixture, at: datetime) -> str:
    """Return `day` or `night` by the home club's clock."""
    local = at.astimezone(ZoneInfo(fixture.home.venue.time_zone))
    return "day" if local.hour < 17 else "night"
