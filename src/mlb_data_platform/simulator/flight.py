# ruff: noqa: S311, PLR2004  (a game, not a secret; its small numbers are its rules)
"""Gives every pitch a flight and every batted ball a path, in keeping with what became of it."""

from bisect import bisect_right
from functools import lru_cache
from math import cos, radians, sin, sqrt
from random import Random

from mlb_data_platform.simulator.rates import LAUNCH, PITCH_KINDS, SPRAY
from mlb_data_platform.simulator.records import BattedBall
from mlb_data_platform.simulator.rosters import Player

_FEET_A_SECOND = 1.46667
_GRAVITY = 32.174
_DRAG_A_SQUARE_MPH = 0.00316
# Normal deviates, drawn once: looking up a row is many times faster than nine calls of `gauss`.
_ROW_BITS = 11
_dice = Random("deviates")
_SHAPES = tuple(tuple(_dice.gauss(0.0, 1.0) for _ in range(5)) for _ in range(1 << _ROW_BITS))
_TOUCHES = tuple(tuple(_dice.gauss(0.0, 1.0) for _ in range(4)) for _ in range(1 << _ROW_BITS))
_RELEASE_TO_PLATE_FT = 53.0
_MEASURED_FT = 48.583
_HALF_PLATE_FT = 0.83
FARTHEST_FT = 505.0
"""No home run measured since 2015 went farther."""

TRAIL_COLORS = {
    "FF": "rgba(188, 0, 33, 1.0)",
    "SI": "rgba(119, 0, 152, 1.0)",
    "SL": "rgba(0, 0, 254, 1.0)",
    "FC": "rgba(50, 0, 221, 1.0)",
    "CH": "rgba(153, 171, 0, 1.0)",
    "ST": "rgba(0, 34, 255, 1.0)",
    "CU": "rgba(0, 85, 254, 1.0)",
    "FS": "rgba(85, 204, 171, 1.0)",
    "KC": "rgba(0, 34, 255, 1.0)",
}
PITCH_TYPES: dict[str, dict[str, object]] = {
    code: {"code": code, "description": name} for code, name, *_ in PITCH_KINDS
}
_SHARES = [kind[2] for kind in PITCH_KINDS]
_HOME_X, _HOME_Y, _FEET_A_UNIT = 125.42, 198.27, 2.495


@lru_cache(maxsize=4096)
def strike_zone(batter: Player) -> tuple[float, float]:
    """Return the top and bottom of a batter's zone in feet."""
    feet, inches = batter.height.rstrip('"').split("' ")
    tall = int(feet) + int(inches) / 12
    return round(tall * 0.552, 3), round(tall * 0.258, 3)


@lru_cache(maxsize=4096)
def arsenal(pitcher: Player) -> tuple[float, ...]:
    """Return how much of each kind of pitch one pitcher throws, as running sums."""
    rng = Random(f"arsenal:{pitcher.id}")
    shares = [share * rng.choice((0.0, 0.6, 1.0, 1.7)) for share in _SHARES]
    shares[0] += 0.1
    total = sum(shares)
    sums: list[float] = []
    left = 0.0
    for share in shares:
        left += share / total
        sums.append(left)
    sums[-1] = 1.0
    return tuple(sums)


def _plate(rng: Random, code: str, top: float, bottom: float) -> tuple[float, float]:
    """Choose where a pitch crosses the plate: strikes inside the zone, balls around it."""
    middle, half = (top + bottom) / 2, (top - bottom) / 2
    one, other, _, _ = _TOUCHES[rng.getrandbits(_ROW_BITS)]
    if code in ("B", "H"):
        if rng.random() < 0.5:
            side = 1 if rng.random() < 0.5 else -1
            far = 2.4 if code == "H" else abs(0.45 * one) + 0.92
            return side * far, middle + half * other
        gap = abs(0.45 * one) + 0.1
        return 0.7 * other, top + gap if rng.random() < 0.4 else bottom - gap
    if code == "*B":
        return 0.8 * one, rng.uniform(-0.6, 0.6)
    if code == "C":
        return 0.42 * one, middle + half * 0.5 * other
    return 0.55 * one, middle + half * 0.75 * other


def _zone(x: float, z: float, top: float, bottom: float) -> int:
    if abs(x) <= _HALF_PLATE_FT and bottom <= z <= top:
        column = min(2, int((x + _HALF_PLATE_FT) / (2 * _HALF_PLATE_FT / 3)))
        row = min(2, int((top - z) / ((top - bottom) / 3)))
        return 1 + row * 3 + column
    return 11 + (x > 0) + 2 * (z < (top + bottom) / 2)


def _coordinates(
    release: tuple[float, float, float],
    plate: tuple[float, float],
    breaks_in: tuple[float, float],
    motion: tuple[float, float, float],
) -> dict[str, object]:
    """Write the motion from 50 feet on so that it does end where the pitch crossed the plate.

    Args:
        release: Where it was at y = 50 feet: x, y, z.
        plate: Where it crossed: x, z.
        breaks_in: Movement toward the arm side and upward, inches.
        motion: Speed and drag toward the plate, and the seconds it took.
    """
    (x0, y0, z0), (x, z), (toward, up), (v0, drag, time_s) = release, plate, breaks_in, motion
    a_x = -toward / 6 / (time_s * time_s)
    a_z = up / 6 / (time_s * time_s) - _GRAVITY
    return {
        "aY": drag,
        "aZ": a_z,
        "pfxX": -toward * 0.55,
        "pfxZ": up * 0.55,
        "pX": x,
        "pZ": z,
        "vX0": (x - x0) / time_s - a_x * time_s / 2,
        "vY0": -v0,
        "vZ0": (z - z0) / time_s - a_z * time_s / 2,
        "x": int(11700 - x * 3815) / 100,
        "y": int(23880 - z * 2700) / 100,
        "x0": x0,
        "y0": y0,
        "z0": z0,
        "aX": a_x,
    }


def fly(
    rng: Random, pitcher: Player, sums: tuple[float, ...], code: str, zone: tuple[float, float]
) -> tuple[dict[str, object], str]:
    """Let one pitch fly.

    Args:
        rng: Dice kept apart from the game's, so that results need no flights.
        pitcher: Who throws.
        sums: His `arsenal`.
        code: Umpire's call code.
        zone: Top and bottom of the strike zone in feet.

    Returns:
        `pitchData` of the API, and the code of the pitch, a key of `PITCH_TYPES`.
    """
    quick, run_off, rise_off, left_off, high_off = _SHAPES[rng.getrandbits(_ROW_BITS)]
    spun, tilted, stretched, lagged = _TOUCHES[rng.getrandbits(_ROW_BITS)]
    kind, _, _, slower, spin, run, rise = PITCH_KINDS[bisect_right(sums, rng.random())]
    speed = pitcher.velocity_mph - slower + 0.9 * quick
    side = 1.0 if pitcher.throws == "R" else -1.0
    top, bottom = zone
    x, z = _plate(rng, code, top, bottom)
    toward, up = (run + 2.0 * run_off) * side, rise + 2.0 * rise_off
    v0 = speed * _FEET_A_SECOND * 0.995
    drag = _DRAG_A_SQUARE_MPH * speed * speed
    slowest = sqrt(v0 * v0 - 2 * drag * _MEASURED_FT)
    time_s = (v0 - slowest) / drag
    to_plate_s = (v0 - sqrt(v0 * v0 - 2 * drag * _RELEASE_TO_PLATE_FT)) / drag
    release = ((-1.9 + 0.25 * left_off) * side, 50.003 + 0.002 * lagged, 5.8 + 0.2 * high_off)
    flight: dict[str, object] = {
        "startSpeed": int(speed * 10) / 10,
        "endSpeed": int(slowest / _FEET_A_SECOND * 10) / 10,
        "strikeZoneTop": top,
        "strikeZoneBottom": bottom,
        "coordinates": _coordinates(release, (x, z), (toward, up), (v0, drag, time_s)),
        "breaks": {
            "breakAngle": int(abs(toward) * 21) / 10,
            "breakLength": int(40 + abs(16.0 - up) * 4) / 10,
            "breakY": 24.0,
            "breakVertical": int(up * 10 - 1930 * to_plate_s * to_plate_s) / 10,
            "breakVerticalInduced": int(up * 10) / 10,
            "breakHorizontal": int(toward * 10) / 10,
            "spinRate": int(spin + 110 * spun),
            "spinDirection": int(180 + 4 * side * run + 12 * tilted) % 360,
        },
        "zone": _zone(x, z, top, bottom),
        "typeConfidence": (85 + rng.getrandbits(3)) / 100,
        "plateTime": to_plate_s,
        "extension": 6.4 + 0.25 * stretched,
    }
    return flight, kind


def _hardness(speed_mph: float, trajectory: str) -> str:
    if speed_mph < 62:
        return "soft"
    return "hard" if speed_mph > 103 and trajectory != "popup" else "medium"


def carry(rng: Random, ball: BattedBall) -> dict[str, object]:
    """Return `hitData` for a ball in play."""
    key = ("home_run" if ball.fate == "home_run" else ball.trajectory, ball.fate)
    speed, speed_spread, angle, angle_spread, feet, feet_spread = LAUNCH[
        (key[0], "hit") if key[1] == "home_run" else key
    ]
    launch_speed = min(119.5, max(25.0, rng.gauss(speed, speed_spread)))
    distance = max(2.0, rng.gauss(feet, feet_spread))
    if ball.fate == "home_run":
        distance = min(FARTHEST_FT, max(335.0, distance))
    direction, depth = SPRAY[ball.location]
    theta = radians(rng.gauss(direction, 6.0))
    grounded = ball.trajectory in ("ground_ball", "bunt_grounder")
    reach = max(4.0, rng.gauss(depth, depth / 10)) if grounded else min(distance, 410.0)
    return {
        "launchSpeed": round(launch_speed, 1),
        "launchAngle": float(max(-90, min(90, round(rng.gauss(angle, angle_spread))))),
        "totalDistance": float(round(distance)),
        "trajectory": ball.trajectory,
        "hardness": _hardness(launch_speed, ball.trajectory),
        "location": ball.location,
        "coordinates": {
            "coordX": round(_HOME_X + reach * sin(theta) / _FEET_A_UNIT, 2),
            "coordY": round(_HOME_Y - reach * cos(theta) / _FEET_A_UNIT, 2),
        },
    }
