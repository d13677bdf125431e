# ruff: noqa: S311  (a game, not a secret)
"""Invented players: 26 for each club and season, made from the league's seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from mlb_data_platform.simulator.clubs import Club
from mlb_data_platform.simulator.names import BIRTHPLACES, FIRST_NAMES, LAST_NAMES

FIRST_PLAYER_ID = 9_000_000
PLAYERS_A_SEASON = 1_000
FIRST_OFFICIAL_SLOT = 900
OFFICIALS = 80
STARTER_COUNT = 5
BULLPEN_COUNT = 8

POSITIONS: dict[str, dict[str, str]] = {
    code: {"code": code, "name": name, "type": kind, "abbreviation": short}
    for code, name, kind, short in (
        ("1", "Pitcher", "Pitcher", "P"),
        ("2", "Catcher", "Catcher", "C"),
        ("3", "First Base", "Infielder", "1B"),
        ("4", "Second Base", "Infielder", "2B"),
        ("5", "Third Base", "Infielder", "3B"),
        ("6", "Shortstop", "Infielder", "SS"),
        ("7", "Outfielder", "Outfielder", "LF"),
        ("8", "Outfielder", "Outfielder", "CF"),
        ("9", "Outfielder", "Outfielder", "RF"),
        ("10", "Designated Hitter", "Hitter", "DH"),
        ("11", "Pinch Hitter", "Hitter", "PH"),
        ("12", "Pinch Runner", "Runner", "PR"),
    )
}
SPOKEN_POSITIONS = {
    "1": "pitcher",
    "2": "catcher",
    "3": "first baseman",
    "4": "second baseman",
    "5": "third baseman",
    "6": "shortstop",
    "7": "left fielder",
    "8": "center fielder",
    "9": "right fielder",
    "10": "designated hitter",
}
SIDES = {"L": "Left", "R": "Right", "S": "Switch"}

_REGULARS = ("2", "3", "4", "5", "6", "7", "8", "9", "10")
_BENCH = ("2", "6", "5", "8")


@dataclass(frozen=True, slots=True, eq=False)
class Player:
    """One invented player of one season.

    Attributes:
        id: 9,000,000 and above, so that no real player is met.
        position: Position code of the API, `1` pitcher to `10` designated hitter.
        contact: How rarely he misses or pops up; 1.0 is the league's mean, as for all skills.
        stuff: How often a pitcher makes others miss.
        ref: `{id, fullName, link}` as answers show a person.
        link: `{id, link}`, the shorter form.
    """

    id: int
    first: str
    middle: str
    last: str
    number: str
    bats: str
    throws: str
    born: date
    birthplace: tuple[str, str | None, str]
    height: str
    weight_lb: int
    debut: date
    position: str
    contact: float
    eye: float
    power: float
    speed: float
    stuff: float
    control: float
    grounders: float
    stamina_pitches: int
    velocity_mph: float
    box_name: str
    ref: dict[str, object]
    link: dict[str, object]

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """The 26 active players of one club in one season.

    Attributes:
        rotation: Five starting pitchers, best first.
        bullpen: Eight relievers; the closer is first, then the set-up men.
        regulars: Nine batters in batting order, each with another position code.
        bench: Four reserves.
    """

    club: Club
    rotation: tuple[Player, ...]
    bullpen: tuple[Player, ...]
    regulars: tuple[Player, ...]
    bench: tuple[Player, ...]

    @property
    def players(self) -> tuple[Player, ...]:
        """All 26, pitchers first."""
        return self.rotation + self.bullpen + self.regulars + self.bench


def first_id_of(season: int) -> int:
    """Return the lowest person id of a season; every season has its own thousand."""
    return FIRST_PLAYER_ID + (season - 1876) * PLAYERS_A_SEASON


def season_of_person(person_id: int) -> int:
    """Return the season for which an invented person exists."""
    return 1876 + (person_id - FIRST_PLAYER_ID) // PLAYERS_A_SEASON


def person_ref(person_id: int, name: str) -> dict[str, object]:
    """Return `{id, fullName, link}` for a person."""
    return {"id": person_id, "fullName": name, "link": f"/api/v1/people/{person_id}"}


def build_officials(seed: int, season: int) -> list[dict[str, object]]:
    """Invent the umpires, scorers and datacasters of a season, as person references."""
    rng = Random(f"officials:{seed}:{season}")
    start = first_id_of(season) + FIRST_OFFICIAL_SLOT
    return [
        person_ref(start + slot, f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}")
        for slot in range(OFFICIALS)
    ]


def build_roster(seed: int, season: int, club: Club, club_index: int) -> Roster:
    """Invent one club's players.

    Args:
        seed: The league's seed.
        season: Year; ages and debuts are counted from it.
        club: Whose players.
        club_index: Place of the club among the thirty, which fixes the ids.
    """
    rng = Random(f"roster:{seed}:{season}:{club.id}")
    ids = iter(range(first_id_of(season) + club_index * 26, first_id_of(season) + 900))
    last_names = rng.sample(LAST_NAMES, 26)
    numbers = rng.sample(range(1, 80), 26)

    def make(position: str, role: str) -> Player:
        person_id = next(ids)
        return _player(rng, person_id, season, position, role, last_names.pop(), str(numbers.pop()))

    rotation = [make("1", "starter") for _ in range(STARTER_COUNT)]
    bullpen = [make("1", "reliever") for _ in range(BULLPEN_COUNT)]
    regulars = [make(position, "regular") for position in _REGULARS]
    bench = [make(position, "bench") for position in _BENCH]
    rotation.sort(key=_pitching_worth, reverse=True)
    bullpen.sort(key=_pitching_worth, reverse=True)
    regulars.sort(key=lambda player: player.contact + player.eye + player.power, reverse=True)
    order = [2, 0, 1, 3, 4, 5, 6, 7, 8]
    return Roster(
        club=club,
        rotation=tuple(rotation),
        bullpen=tuple(bullpen),
        regulars=tuple(regulars[place] for place in order),
        bench=tuple(bench),
    )


def _pitching_worth(player: Player) -> float:
    return player.stuff + player.control


def _skill(rng: Random, mean: float = 1.0, spread: float = 0.09) -> float:
    return min(1.35, max(0.7, rng.gauss(mean, spread)))


def _player(
    rng: Random, person_id: int, season: int, position: str, role: str, last: str, number: str
) -> Player:
    """Invent one player; weaker hitting is expected of catchers, shortstops and the bench."""
    pitcher = position == "1"
    first, middle = rng.choice(FIRST_NAMES), rng.choice(FIRST_NAMES)
    throws = "L" if rng.random() < (0.27 if pitcher or position in "378" else 0.0) else "R"
    bats = rng.choices("LRS", (0.34, 0.55, 0.11))[0]
    age_days = int(rng.triangular(21.5, 38.0, 27.0) * 365.25)
    born = date(season, 7, 1) - timedelta(days=age_days)
    bat = {"regular": 1.03, "bench": 0.94}.get(role, 0.75) - (0.03 if position in "26" else 0.0)
    tall = rng.randint(70, 78)
    return Player(
        id=person_id,
        first=first,
        middle=middle,
        last=last,
        number=number,
        bats=bats,
        throws=throws,
        born=born,
        birthplace=rng.choice(BIRTHPLACES),
        height=f"{tall // 12}' {tall % 12}\"",
        weight_lb=tall * 5 - 170 + rng.randint(-15, 25),
        debut=date(max(season - max(0, age_days // 365 - 23), 1876), 4, rng.randint(1, 28)),
        position=position,
        contact=_skill(rng, bat),
        eye=_skill(rng, bat),
        power=_skill(rng, bat + (0.05 if position in ("3", "7", "9", "10") else 0.0), 0.22),
        speed=_skill(rng, 1.08 if position in "4678" else 0.92, 0.15),
        stuff=_skill(rng, 1.04 if role == "reliever" else 1.0) if pitcher else 0.8,
        control=_skill(rng) if pitcher else 0.8,
        grounders=_skill(rng),
        stamina_pitches=round(rng.gauss(91, 5)) if role == "starter" else rng.randint(17, 28),
        velocity_mph=rng.gauss(95.3 if role == "reliever" else 94.1, 1.6),
        box_name=last,
        ref=person_ref(person_id, f"{first} {last}"),
        link={"id": person_id, "link": f"/api/v1/people/{person_id}"},
    )
