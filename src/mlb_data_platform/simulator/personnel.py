"""Invented people who do not play: managers, coaches, umpires, scorers."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from mlb_data_platform.simulator.clubs import all_clubs
from mlb_data_platform.simulator.names import FIRST_NAMES, LAST_NAMES
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.rosters import (
    FIRST_OFFICIAL_SLOT,
    first_id_of,
    person_ref,
    season_of_person,
)

COACHING_JOBS = (
    ("MNGR", "Manager"),
    ("COAB", "Bench Coach"),
    ("COAT", "Hitting Coach"),
    ("COAP", "Pitching Coach"),
)
_FIRST_COACH_SLOT = FIRST_OFFICIAL_SLOT - 30 * len(COACHING_JOBS)
_OLDEST, _YOUNGEST = 68, 34


@dataclass(frozen=True, slots=True)
class Coach:
    """One coach of one club and season.

    Attributes:
        job_id: The API's code of his job.
        number: On his back.
    """

    id: int
    name: str
    job_id: str
    job: str
    number: str


def build_coaches(seed: int, season: int, club_id: int) -> list[Coach]:
    """Invent the coaches of a club, manager first; the same every time."""
    rng = Random(f"coaches:{seed}:{season}:{club_id}")  # noqa: S311  (a game, not a secret)
    place = list(all_clubs()).index(club_id) * len(COACHING_JOBS)
    start = first_id_of(season) + _FIRST_COACH_SLOT + place
    numbers = rng.sample(range(80, 100), len(COACHING_JOBS))
    return [
        Coach(
            id=start + slot,
            name=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
            job_id=job_id,
            job=job,
            number=str(number),
        )
        for slot, ((job_id, job), number) in enumerate(zip(COACHING_JOBS, numbers, strict=True))
    ]


def find_coach(seed: int, person_id: int) -> Coach | None:
    """Find a coach by his number; None when it is nobody's."""
    season = season_of_person(person_id)
    slot = person_id - first_id_of(season) - _FIRST_COACH_SLOT
    club = slot // len(COACHING_JOBS)
    if slot < 0 or club >= len(all_clubs()):
        return None
    return build_coaches(seed, season, list(all_clubs())[club])[slot % len(COACHING_JOBS)]


def render_bystander(person_id: int, name: str, on: date) -> Json:
    """Return somebody who does not play as the `people` answer shows him."""
    rng = Random(f"bystander:{person_id}")  # noqa: S311  (a game, not a secret)
    age = rng.randint(_YOUNGEST, _OLDEST)
    born = on.replace(month=1, day=1) - timedelta(days=round(age * 365.25) + rng.randint(0, 364))
    born_this_year = (on.month, on.day) >= (born.month, born.day)
    first, _, last = name.partition(" ")
    return {
        **person_ref(person_id, name),
        "firstName": first,
        "lastName": last,
        "birthDate": born.isoformat(),
        "currentAge": on.year - born.year - (not born_this_year),
        "active": True,
        "useName": first,
        "useLastName": last,
        "boxscoreName": last,
        "gender": "M",
        "isPlayer": False,
        "isVerified": True,
        "nameFirstLast": name,
        "nameSlug": f"{first}-{last}-{person_id}".lower(),
        "firstLastName": name,
        "lastFirstName": f"{last}, {first}",
        "lastInitName": f"{last}, {first[0]}",
        "initLastName": f"{first[0]} {last}",
        "fullFMLName": name,
        "fullLFMName": f"{last}, {first}",
    }
