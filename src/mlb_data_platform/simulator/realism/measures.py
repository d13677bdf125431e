"""Numbers by which games are compared: how much happens, how hard it is thrown and hit."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean, stdev

from mlb_data_platform.simulator.json_tree import branch, branches, number
from mlb_data_platform.simulator.plays import Json

FEWEST_GAMES = 5
"""With fewer games of either kind a mean says nothing."""

_COUNTED = {
    "home runs": {"home_run"},
    "triples": {"triple"},
    "doubles": {"double"},
    "singles": {"single"},
    "walks": {"walk", "intent_walk"},
    "strikeouts": {"strikeout", "strikeout_double_play"},
    "hit batters": {"hit_by_pitch"},
    "double plays": {"grounded_into_double_play", "double_play"},
    "sacrifices": {"sac_fly", "sac_bunt", "sac_fly_double_play"},
    "reached on error": {"field_error"},
}
_ACTIONS = {
    "steals": ("stolen_base", "caught_stealing"),
    "pitching changes": ("pitching_substitution",),
    "pinch hitters and runners": ("offensive_substitution",),
    "mound visits": ("mound_visit",),
    "wild pitches and passed balls": ("wild_pitch", "passed_ball"),
}
_PITCH_TYPES = ("FF", "SI", "FC", "SL", "ST", "CU", "CH")
_CALLS = {
    "balls": {"B", "*B"},
    "called strikes": {"C"},
    "swinging strikes": {"S", "W"},
    "fouls": {"F"},
    "in play": {"X", "D", "E"},
}
_TRAJECTORIES = ("ground_ball", "line_drive", "fly_ball", "popup")
_FLIGHT = {
    "pitch speed, mph": ("startSpeed",),
    "spin, rpm": ("breaks", "spinRate"),
    "extension, ft": ("extension",),
    "plate time, s": ("plateTime",),
    "height at the plate, ft": ("coordinates", "pZ"),
    "side at the plate, ft": ("coordinates", "pX"),
    "induced break, in": ("breaks", "breakVerticalInduced"),
}
_HIT = {
    "launch speed, mph": ("launchSpeed",),
    "launch angle, degrees": ("launchAngle",),
    "distance, ft": ("totalDistance",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number over both sets of games.

    Attributes:
        name: What is measured, with its unit.
        recorded: Mean over the recorded games.
        simulated: Mean over the simulated games.
        apart: How far apart they are, in standard errors of the difference.
    """

    name: str
    recorded: float
    simulated: float
    apart: float


Found = dict[str, list[float]]
"""By measure, its value in each game that tells it."""


def collect(feeds: Iterable[Json], found: Found) -> Iterator[Json]:
    """Pass feeds on and note what each of them measures, so that none has to be kept."""
    for feed in feeds:
        for name, value in measure_game(feed):
            found.setdefault(name, []).append(value)
        yield feed


def compare_measures(recorded: Found, simulated: Found) -> list[Measure]:
    """Compare the means of all measures; one that too few games tell is left out.

    Args:
        recorded: Of feeds from the API; games in progress tell rates, not counts.
        simulated: Of feeds from a league.
    """
    return [
        _compare(name, values, simulated[name])
        for name, values in recorded.items()
        if len(values) >= FEWEST_GAMES and len(simulated.get(name, [])) >= FEWEST_GAMES
    ]


def _compare(name: str, real: list[float], ours: list[float]) -> Measure:
    error: float = (stdev(real) ** 2 / len(real) + stdev(ours) ** 2 / len(ours)) ** 0.5
    gap = abs(fmean(real) - fmean(ours))
    apart = gap / error if error else (0.0 if gap == 0 else float("inf"))
    return Measure(name=name, recorded=fmean(real), simulated=fmean(ours), apart=apart)


def measure_game(feed: Json) -> Iterator[tuple[str, float]]:
    """Yield each measure of one game that the feed can tell."""
    plays = branches(feed, "liveData", "plays", "allPlays")
    events = [event for play in plays for event in branches(play, "playEvents")]
    pitches = [event for event in events if event["isPitch"]]
    if branch(feed, "gameData", "status")["codedGameState"] == "F":
        yield from _counts(feed, plays, events)
    if pitches:
        yield from _rates(plays, pitches)


def _counts(feed: Json, plays: list[Json], events: list[Json]) -> Iterator[tuple[str, float]]:
    """Yield what only a finished game can tell."""
    yield "plate appearances a game", len(plays)
    yield "pitches a game", sum(bool(event["isPitch"]) for event in events)
    kinds = Counter(branch(play, "result").get("eventType") for play in plays)
    for name, types in _COUNTED.items():
        yield f"{name} a game", sum(kinds[one] for one in types)
    actions = Counter(str(branch(event, "details").get("eventType")) for event in events)
    for name, starts in _ACTIONS.items():
        yield f"{name} a game", sum(n for one, n in actions.items() if one.startswith(starts))
    teams = branch(feed, "liveData", "linescore", "teams")
    for name in ("runs", "errors"):
        yield f"{name} a game", sum(number(teams, side, name) for side in ("away", "home"))
    minutes = branch(feed, "gameData", "gameInfo").get("gameDurationMinutes")
    if isinstance(minutes, int):
        yield "minutes a game", minutes


def _rates(plays: list[Json], pitches: list[Json]) -> Iterator[tuple[str, float]]:
    """Yield shares and means, which a game in progress can tell too."""
    yield "pitches a plate appearance", len(pitches) / len(plays)
    calls = Counter(branch(pitch, "details").get("code") for pitch in pitches)
    for name, codes in _CALLS.items():
        yield f"{name}, % of pitches", 100 * sum(calls[c] for c in codes) / len(pitches)
    types = Counter(_pitch_type(pitch) for pitch in pitches)
    for code in _PITCH_TYPES:
        yield f"{code}, % of pitches", 100 * types[code] / len(pitches)
    for name, steps in _FLIGHT.items():
        values = list(_numbers((pitch.get("pitchData") for pitch in pitches), steps))
        if values:
            yield name, fmean(values)
    hits = [branch(pitch, "hitData") for pitch in pitches if "hitData" in pitch]
    shapes = Counter(hit.get("trajectory") for hit in hits)
    for shape in _TRAJECTORIES:
        yield f"{shape}, % of balls in play", 100 * shapes[shape] / max(1, len(hits))
    for name, steps in _HIT.items():
        values = list(_numbers(hits, steps))
        if values:
            yield name, fmean(values)


def _pitch_type(pitch: Json) -> object:
    kind = branch(pitch, "details").get("type")
    return kind.get("code") if isinstance(kind, dict) else None


def _numbers(things: Iterable[object], steps: tuple[str, ...]) -> Iterator[float]:
    for thing in things:
        value = thing
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, int | float):
            yield value
