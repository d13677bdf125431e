"""Turns counts into the stat objects of a box score, with the API's names and placeholders."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mlb_data_platform.simulator.scoring import Counts

_COMMON_BEGIN = (
    "flyOuts",
    "groundOuts",
    "airOuts",
    "runs",
    "doubles",
    "triples",
    "homeRuns",
    "strikeOuts",
    "baseOnBalls",
    "intentionalWalks",
    "hits",
    "hitByPitch",
)
_BATTING_MIDDLE = (
    "groundIntoDoublePlay",
    "groundIntoTriplePlay",
    "plateAppearances",
    "totalBases",
    "rbi",
    "leftOnBase",
    "sacBunts",
    "sacFlies",
    "catchersInterference",
    "pickoffs",
)
_PITCHING_END = (
    "inheritedRunners",
    "inheritedRunnersScored",
    "catchersInterference",
    "sacBunts",
    "sacFlies",
    "passedBall",
    "popOuts",
    "lineOuts",
)
_RATE_DIGITS = 3


def ratio(part: float, whole: float, digits: int = _RATE_DIGITS, empty: str = ".---") -> str:
    """Write a rate as box scores do: no zero before the point, a placeholder for 0 of 0.

    Example:
        >>> ratio(1, 3), ratio(0, 0), ratio(27, 3, 2, "-.--"), ratio(4, 4)
        ('.333', '.---', '9.00', '1.000')
    """
    if not whole:
        return empty
    text = f"{part / whole:.{digits}f}"
    return text[1:] if digits == _RATE_DIGITS and text.startswith("0") else text


def innings(outs: int) -> str:
    """Write outs as innings: the digit after the point counts outs.

    Example:
        >>> innings(20)
        '6.2'
    """
    return f"{outs // 3}.{outs % 3}"


def add_up(lines: Iterable[Counts]) -> Counts:
    """Sum counts over players."""
    total: Counts = defaultdict(int)
    for line in lines:
        for name, value in line.items():
            total[name] += value
    return total


def _copy(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, object]:
    return {name: counts.get(name, 0) for name in names}


def _air_outs(counts: Mapping[str, int]) -> int:
    return counts.get("flyOuts", 0) + counts.get("lineOuts", 0) + counts.get("popOuts", 0)


def _steal_rate(counts: Mapping[str, int]) -> str:
    stolen = counts.get("stolenBases", 0)
    return ratio(stolen, stolen + counts.get("caughtStealing", 0))


def _caught_rate(counts: Mapping[str, int]) -> str:
    caught = counts.get("caughtStealing", 0)
    return ratio(caught, caught + counts.get("stolenBases", 0))


def slash_line(counts: Mapping[str, int], empty: str = ".000") -> dict[str, object]:
    """Return `avg`, `obp`, `slg` and `ops`."""
    at_bats, hits = counts.get("atBats", 0), counts.get("hits", 0)
    reached = hits + counts.get("baseOnBalls", 0) + counts.get("hitByPitch", 0)
    chances = at_bats + reached - hits + counts.get("sacFlies", 0)
    on_base = reached / chances if chances else 0.0
    slugging = counts.get("totalBases", 0) / at_bats if at_bats else 0.0
    return {
        "avg": ratio(hits, at_bats, empty=empty),
        "obp": ratio(reached, chances, empty=empty),
        "slg": ratio(counts.get("totalBases", 0), at_bats, empty=empty),
        "ops": ratio(on_base + slugging, 1.0) if chances else empty,
    }


def batting_stats(counts: Mapping[str, int], *, rates: bool = False) -> dict[str, object]:
    """Return a batting object; `rates` adds the slash line of team and season objects."""
    stats = _copy(counts, _COMMON_BEGIN)
    stats["airOuts"] = _air_outs(counts)
    slash = slash_line(counts) if rates else {}
    if rates:
        stats["avg"] = slash.pop("avg")
    stats["atBats"] = counts.get("atBats", 0)
    stats |= slash
    stats |= _copy(counts, ("caughtStealing", "stolenBases"))
    stats["stolenBasePercentage"] = _steal_rate(counts)
    stats |= _copy(counts, _BATTING_MIDDLE)
    stats["atBatsPerHomeRun"] = ratio(
        counts.get("atBats", 0), counts.get("homeRuns", 0), 2, empty="-.--"
    )
    stats |= _copy(counts, ("popOuts", "lineOuts"))
    return stats


def season_batting_stats(counts: Mapping[str, int], games: int) -> dict[str, object]:
    """Return a season's batting object."""
    balls_in_play = (
        counts.get("atBats", 0)
        - counts.get("strikeOuts", 0)
        - counts.get("homeRuns", 0)
        + counts.get("sacFlies", 0)
    )
    singles = counts.get("hits", 0) - counts.get("homeRuns", 0)
    return {
        "gamesPlayed": games,
        **batting_stats(counts, rates=True),
        "caughtStealingPercentage": _caught_rate(counts),
        "babip": ratio(singles, balls_in_play),
        "groundOutsToAirouts": ratio(
            counts.get("groundOuts", 0), _air_outs(counts), 2, empty="-.--"
        ),
    }


def pitching_stats(counts: Mapping[str, int], *, team: bool = False) -> dict[str, object]:
    """Return a pitching object, of one pitcher or of a club's staff."""
    pitches = counts.get("pitchesThrown", 0)
    alone = not team
    return {
        **_copy(counts, _COMMON_BEGIN),
        "airOuts": _air_outs(counts),
        "atBats": counts.get("atBats", 0),
        **_copy(counts, ("caughtStealing", "stolenBases")),
        "stolenBasePercentage": _steal_rate(counts),
        "numberOfPitches": pitches,
        "inningsPitched": innings(counts.get("outs", 0)),
        **_copy(counts, ("wins", "losses", "saves") if alone else ()),
        "saveOpportunities": counts.get("saveOpportunities", 0),
        **_copy(counts, ("holds", "blownSaves") if alone else ()),
        **_copy(counts, ("earnedRuns", "battersFaced", "outs")),
        **({"gamesPitched": 1} if alone else {}),
        **_copy(counts, ("completeGames", "shutouts")),
        **({"pitchesThrown": pitches} if pitches else {}),
        **_pitch_shares(counts, pitches),
        "rbi": counts.get("rbi", 0),
        **_copy(counts, ("gamesFinished",) if alone else ()),
        **_per_nine(counts, counts.get("outs", 0)),
        **(_staff_rates(counts) if team else {}),
    }


def _staff_rates(counts: Mapping[str, int]) -> dict[str, object]:
    """Return the rates that a staff's object and a season's have, and a pitcher's game has not."""
    outs, pitches = counts.get("outs", 0), counts.get("pitchesThrown", 0)
    ground_outs = counts.get("groundOuts", 0)
    return {
        "obp": slash_line(counts)["obp"],
        "caughtStealingPercentage": _caught_rate(counts),
        "era": ratio(27 * counts.get("earnedRuns", 0), outs, 2, empty="-.--"),
        "whip": _whip(counts),
        "groundOutsToAirouts": ratio(ground_outs, _air_outs(counts), 2, empty="-.--"),
        "pitchesPerInning": ratio(3 * pitches, outs, 2, empty="-.--"),
    }


def _whip(counts: Mapping[str, int]) -> str:
    reached = counts.get("hits", 0) + counts.get("baseOnBalls", 0)
    return ratio(3 * reached, counts.get("outs", 0), 2, empty="-")


def _pitch_shares(counts: Mapping[str, int], pitches: int) -> dict[str, object]:
    strikes = counts.get("strikes", 0)
    share = ratio(round(100 * strikes / pitches), 100) if pitches else "-.--"
    return {
        "balls": counts.get("balls", 0),
        "strikes": strikes,
        "strikePercentage": share,
        "hitBatsmen": counts.get("hitByPitch", 0),
        "balks": 0,
        "wildPitches": counts.get("wildPitches", 0),
        "pickoffs": 0,
    }


def _per_nine(counts: Mapping[str, int], outs: int) -> dict[str, object]:
    return {
        "runsScoredPer9": ratio(27 * counts.get("runs", 0), outs, 2, empty="-.--"),
        "homeRunsPer9": ratio(27 * counts.get("homeRuns", 0), outs, 2, empty="-.--"),
        **_copy(counts, _PITCHING_END),
    }


def season_pitching_stats(counts: Mapping[str, int], games: int) -> dict[str, object]:
    """Return a season's pitching object; every player has one, batters an empty one."""
    outs = counts.get("outs", 0)
    walks, strikeouts = counts.get("baseOnBalls", 0), counts.get("strikeOuts", 0)
    wins, losses = counts.get("wins", 0), counts.get("losses", 0)
    return {
        "gamesPlayed": games,
        "gamesStarted": counts.get("gamesStarted", 0),
        **pitching_stats(counts),
        **_staff_rates(counts),
        "gamesPitched": games,
        "winPercentage": ratio(wins, wins + losses),
        "strikeoutWalkRatio": ratio(strikeouts, walks, 2, empty="-.--"),
        "strikeoutsPer9Inn": ratio(27 * strikeouts, outs, 2, empty="-.--"),
        "walksPer9Inn": ratio(27 * walks, outs, 2, empty="-.--"),
        "hitsPer9Inn": ratio(27 * counts.get("hits", 0), outs, 2, empty="-.--"),
    }


def fielding_stats(counts: Mapping[str, int], *, kind: str) -> dict[str, object]:
    """Return a fielding object.

    Args:
        counts: What was counted.
        kind: `game` for one player's game, `season` for his season, `team` for a club's game.
    """
    errors = counts.get("errors", 0)
    chances = counts.get("putOuts", 0) + counts.get("assists", 0) + errors
    stats = {
        **_copy(counts, ("caughtStealing", "stolenBases")),
        "stolenBasePercentage": _steal_rate(counts),
        "caughtStealingPercentage": _caught_rate(counts),
        **_copy(counts, ("assists", "putOuts", "errors")),
        "chances": chances,
    }
    if kind == "game":
        stats["fielding"] = ".000"
    elif kind == "season":
        stats["fielding"] = ratio(chances - errors, chances, empty=".000")
    return stats | {"passedBall": counts.get("passedBall", 0), "pickoffs": 0}
