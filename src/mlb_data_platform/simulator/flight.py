# ruff: noqa: S311, PLR2004  (a game, not a secret; its small numbers are its rules)
"""Gives every pitch a flight and every batted ball a path, in keeping with what became of it."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from math import cos, radians, sin, sqrt
from random import Random

import msgspec

from mlb_data_platform.simulator.rates import LAUNCH, PITCH_KINDS, SPRAY
from mlb_data_platform.simulator.records import BattedBall
from mlb_data_platform.simulator.rosters import Player

_FEET_A_SECOND = 1.46667
_GRAVITY = 32.174
_DRAG_A_SQUARE_MPH = 0.00316
# One throw of many bits chooses a row of normal deviates, a shape and a confidence: rows drawn once
# are many times faster than calls of `gauss` for every pitch.
_TOUCH_BITS, _SHAPE_BITS, _CONFIDENCE_BITS = 12, 10, 3
_DICE_BITS = _TOUCH_BITS + _SHAPE_BITS + _CONFIDENCE_BITS
_TOUCH_MASK, _SHAPE_MASK = (1 << _TOUCH_BITS) - 1, (1 << _SHAPE_BITS) - 1
_dice = Random("deviates")
_TOUCHES = tuple(tuple(_dice.gauss(0.0, 1.0) for _ in range(3)) for _ in range(1 << _TOUCH_BITS))
_CONFIDENCE = tuple((85 + more) / 100 for more in range(1 << _CONFIDENCE_BITS))
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
_CODES = [kind[0] for kind in PITCH_KINDS]
_SHARES = [kind[2] for kind in PITCH_KINDS]
_SLOWER = [kind[3] for kind in PITCH_KINDS]
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


class _Json(msgspec.Struct, gc=False, rename="camel"):
    """A JSON object with fixed keys: a third of the memory of a dictionary, and never edited.

    Of the 2 KB that a pitch takes as dictionaries nearly all are flight; 300 of them do not fit
    the cache of a core.
    """


class PitchCoordinates(_Json):
    """`pitchData.coordinates`: feet, seconds, and pixels of the API's old drawing (`x`, `y`)."""

    a_y: float
    a_z: float
    pfx_x: float
    pfx_z: float
    p_x: float
    p_z: float
    v_x0: float
    v_y0: float
    v_z0: float
    x: float
    y: float
    x0: float
    y0: float
    z0: float
    a_x: float


class PitchBreaks(_Json):
    """`pitchData.breaks`: inches, revolutions a minute, degrees."""

    break_angle: float
    break_length: float
    break_y: float
    break_vertical: float
    break_vertical_induced: float
    break_horizontal: float
    spin_rate: int
    spin_direction: int


class PitchData(_Json):
    """`pitchData`: miles an hour, feet, seconds."""

    start_speed: float
    end_speed: float
    strike_zone_top: float
    strike_zone_bottom: float
    coordinates: PitchCoordinates
    breaks: PitchBreaks
    zone: int
    type_confidence: float
    plate_time: float
    extension: float


@dataclass(frozen=True, slots=True)
class _Speed:
    """How a pitch of one speed travels: the same for all pitchers, so worked out once.

    Attributes:
        start_mph: At release.
        end_mph: At the front of the plate.
        v0: Feet a second at y = 50, toward the plate.
        drag: What the air takes off it, feet a second squared.
        time_s: From y = 50 feet to the plate.
        a_second_squared: One by that time squared.
        to_plate_s: From release to the plate.
        drop: What gravity alone takes in that time, tenths of an inch.
    """

    start_mph: float
    end_mph: float
    v0: float
    drag: float
    time_s: float
    a_second_squared: float
    to_plate_s: float
    drop: float


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one pitch moves and where it leaves the hand, whatever its speed.

    Attributes:
        pull: Acceleration toward the arm side, feet, for a flight of one second.
        lift: The same upward, without gravity.
        angle: The API's `breakAngle`; likewise what follows it, in inches.
        induced: Break upward but for gravity.
    """

    x0: float
    y0: float
    z0: float
    extension: float
    pull: float
    lift: float
    pfx_x: float
    pfx_z: float
    angle: float
    length: float
    induced: float
    horizontal: float
    spin_rate: int
    spin_direction: int


@cache
def _speed(tenths: int) -> _Speed:
    """Work out a pitch's travel from its speed in tenths of a mile an hour."""
    mph = tenths / 10
    v0 = mph * _FEET_A_SECOND * 0.995
    drag = _DRAG_A_SQUARE_MPH * mph * mph
    slowest = sqrt(v0 * v0 - 2 * drag * _MEASURED_FT)
    time_s = (v0 - slowest) / drag
    to_plate_s = (v0 - sqrt(v0 * v0 - 2 * drag * _RELEASE_TO_PLATE_FT)) / drag
    end_mph = int(slowest / _FEET_A_SECOND * 10) / 10
    drop = 1930 * to_plate_s * to_plate_s
    return _Speed(mph, end_mph, v0, drag, time_s, 1 / (time_s * time_s), to_plate_s, drop)


@cache
def _shapes(kind: int, throws: str) -> tuple[_Shape, ...]:
    """Draw the shapes that a kind of pitch takes; a season sees each of them a few dozen times."""
    dice = Random(f"shapes:{PITCH_KINDS[kind][0]}:{throws}")
    side = 1.0 if throws == "R" else -1.0
    return tuple(_draw_shape(dice, kind, side) for _ in range(1 << _SHAPE_BITS))


def _draw_shape(dice: Random, kind: int, side: float) -> _Shape:
    _, _, _, _, spin, run, rise = PITCH_KINDS[kind]
    toward, up = dice.gauss(run, 2.0) * side, dice.gauss(rise, 2.0)
    return _Shape(
        x0=dice.gauss(-1.9, 0.25) * side,
        y0=dice.gauss(50.003, 0.002),
        z0=dice.gauss(5.8, 0.2),
        extension=dice.gauss(6.4, 0.25),
        pull=-toward / 6,
        lift=up / 6,
        pfx_x=-toward * 0.55,
        pfx_z=up * 0.55,
        angle=int(abs(toward) * 21) / 10,
        length=int(40 + abs(16.0 - up) * 4) / 10,
        induced=int(up * 10) / 10,
        horizontal=int(toward * 10) / 10,
        spin_rate=int(dice.gauss(spin, 110)),
        spin_direction=int(dice.gauss(180 + 4 * side * run, 12)) % 360,
    )


def _plate(
    rng: Random, code: str, zone: tuple[float, float], touch: tuple[float, ...]
) -> tuple[float, float]:
    """Choose where a pitch crosses the plate: strikes inside the zone, balls around it."""
    top, bottom = zone
    middle, half = (top + bottom) / 2, (top - bottom) / 2
    one, other, _ = touch
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


def _coordinates(shape: _Shape, speed: _Speed, x: float, z: float) -> PitchCoordinates:
    """Write the motion from 50 feet on so that it does end where the pitch crossed the plate."""
    time_s = speed.time_s
    a_x = shape.pull * speed.a_second_squared
    a_z = shape.lift * speed.a_second_squared - _GRAVITY
    return PitchCoordinates(
        speed.drag,
        a_z,
        shape.pfx_x,
        shape.pfx_z,
        x,
        z,
        (x - shape.x0) / time_s - a_x * time_s / 2,
        -speed.v0,
        (z - shape.z0) / time_s - a_z * time_s / 2,
        int(11700 - x * 3815) / 100,
        int(23880 - z * 2700) / 100,
        shape.x0,
        shape.y0,
        shape.z0,
        a_x,
    )


def fly(
    rng: Random, pitcher: Player, sums: tuple[float, ...], code: str, zone: tuple[float, float]
) -> tuple[PitchData, str]:
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
    bits = rng.getrandbits(_DICE_BITS)
    touch = _TOUCHES[bits & _TOUCH_MASK]
    kind = bisect_right(sums, rng.random())
    shape = _shapes(kind, pitcher.throws)[bits >> _TOUCH_BITS & _SHAPE_MASK]
    speed = _speed(int((pitcher.velocity_mph - _SLOWER[kind] + 0.9 * touch[2]) * 10))
    x, z = _plate(rng, code, zone, touch)
    top, bottom = zone
    flight = PitchData(
        speed.start_mph,
        speed.end_mph,
        top,
        bottom,
        _coordinates(shape, speed, x, z),
        PitchBreaks(
            shape.angle,
            shape.length,
            24.0,
            int(shape.induced * 10 - speed.drop) / 10,
            shape.induced,
            shape.horizontal,
            shape.spin_rate,
            shape.spin_direction,
        ),
        _zone(x, z, top, bottom),
        _CONFIDENCE[bits >> _TOUCH_BITS + _SHAPE_BITS],
        speed.to_plate_s,
        shape.extension,
    )
    return flight, _CODES[kind]


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
