"""The real clubs and their parks: public facts, read from two tables beside this file."""

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

LEAGUES = {103: "American League", 104: "National League"}
SPRING_LEAGUES = {114: ("Cactus League", "CL"), 115: ("Grapefruit League", "GL")}
DIVISIONS = {
    200: "American League West",
    201: "American League East",
    202: "American League Central",
    203: "National League West",
    204: "National League East",
    205: "National League Central",
}


@dataclass(frozen=True, slots=True)
class Venue:
    """One ball park.

    Attributes:
        id: MLB's number of the park.
        elevation_ft: Above the sea; thin air carries home runs.
        distances: Fence distances in feet, left line to right line, by the API's field names.
    """

    id: int
    name: str
    address: str
    city: str
    state: str
    state_code: str
    postal_code: str
    country: str
    phone: str
    latitude: float
    longitude: float
    azimuth: float
    elevation_ft: int
    time_zone: str
    capacity: int
    turf: str
    roof: str
    distances: dict[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Club:
    """One of the thirty clubs, with the identifiers that the API gives it."""

    id: int
    name: str
    abbreviation: str
    team_name: str
    location: str
    short_name: str
    franchise: str
    club_name: str
    team_code: str
    file_code: str
    first_year: str
    league: int
    division: int
    venue: Venue
    spring_league: int
    spring_venue: int


def _rows(table: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath(table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="|"))


_FENCES = {
    "leftLine": "left_line",
    "left": "left",
    "leftCenter": "left_center",
    "center": "center",
    "rightCenter": "right_center",
    "right": "right",
    "rightLine": "right_line",
}


def _venue(row: dict[str, str]) -> Venue:
    return Venue(
        id=int(row["id"]),
        name=row["name"],
        address=row["address"],
        city=row["city"],
        state=row["state"],
        state_code=row["state_code"],
        postal_code=row["postal_code"],
        country=row["country"],
        phone=row["phone"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        azimuth=float(row["azimuth"]),
        elevation_ft=int(row["elevation_ft"]),
        time_zone=row["time_zone"],
        capacity=int(row["capacity"]),
        turf=row["turf"],
        roof=row["roof"],
        distances={field: int(row[column]) for field, column in _FENCES.items()},
    )


@cache
def all_venues() -> dict[int, Venue]:
    """Every park, by MLB's id."""
    return {venue.id: venue for venue in map(_venue, _rows("venues.csv"))}


@cache
def all_clubs() -> dict[int, Club]:
    """The thirty clubs, by MLB's id, in the order of their ids."""
    return {club.id: club for club in map(_club, _rows("clubs.csv"))}


def _club(row: dict[str, str]) -> Club:
    return Club(
        id=int(row["id"]),
        name=row["name"],
        abbreviation=row["abbreviation"],
        team_name=row["team_name"],
        location=row["location"],
        short_name=row["short_name"],
        franchise=row["franchise"],
        club_name=row["club_name"],
        team_code=row["team_code"],
        file_code=row["file_code"],
        first_year=row["first_year"],
        league=int(row["league"]),
        division=int(row["division"]),
        venue=all_venues()[int(row["venue"])],
        spring_league=int(row["spring_league"]),
        spring_venue=int(row["spring_venue"]),
    )
