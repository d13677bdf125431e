"""Turns counts into the stat objects of a box score, with the API's names and placeholders."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat

Counts = defaultdict[str, int]
Json = dict[str, object]

_COUNTED = (
    "flyOuts",
    "groundOuts",
    "runs",
    "doubles",
    "triples",
    "homeRuns",
    "strikeOuts",
    "baseOnBalls",
    "intentionalWalks",
    "hits",
    "hitByPitch",
    "atBats",
    "caughtStealing",
    "stolenBases",
    "rbi",
    "sacBunts",
    "sacFlies",
    "catchersInterference",
    "pickoffs",
    "popOuts",
    "lineOuts",
)
_BATTING = (
    *_COUNTED,
    "groundIntoDoublePlay",
    "groundIntoTriplePlay",
    "plateAppearances",
    "totalBases",
    "leftOnBase",
)
_PITCHING = (
    *_COUNTED,
    "saveOpportunities",
    "earnedRuns",
    "battersFaced",
    "outs",
    "completeGames",
    "shutouts",
    "balls",
    "strikes",
    "balks",
    "wildPitches",
    "inheritedRunners",
    "inheritedRunnersScored",
    "passedBall",
)
_ALONE = (
    "gamesPlayed",
    "gamesPitched",
    "gamesStarted",
    "gamesFinished",
    "wins",
    "losses",
    "saves",
    "holds",
    "blownSaves",
)
_FIELDING = (
    "caughtStealing",
    "stolenBases",
    "assists",
    "putOuts",
    "errors",
    "passedBall",
    "pickoffs",
)
_RATE_DIGITS = 3
_SCALES = {2: 100, 3: 1000}


@lru_cache(maxsize=8192)
def ratio(part: int, whole: int, digits: int = _RATE_DIGITS, empty: str = ".---") -> str:
    """Write a rate as box scores do: halves rounded up, no zero before the point of a percentage.

    Example:
        >>> ratio(1, 3), ratio(0, 0), ratio(27, 3, 2, "-.--"), ratio(4, 4), ratio(5, 16)
        ('.333', '.---', '9.00', '1.000', '.313')
    """
    if not whole:
        return empty
    scale = _SCALES[digits]
    units, rest = divmod((2 * part * scale + whole) // (2 * whole), scale)
    text = f"{units}.{rest:0{digits}d}"
    return text[1:] if digits == _RATE_DIGITS and not units else text


def _per(part: int, whole: int) -> str:
    """Write a rate with two digits, such as an ERA."""
    return ratio(part, whole, 2, "-.--")


def innings(outs: int) -> str:
    """Write outs as innings: the digit after the point counts outs.

    Example:
        >>> innings(20)
        '6.2'
    """
    return f"{outs // 3}.{outs % 3}"


def add_up(lines: Iterable[Mapping[str, int]]) -> Counts:
    """Sum counts over players."""
    total: Counts = defaultdict(int)
    for line in lines:
        for name, value in line.items():
            total[name] += value
    return total


def _copy(counts: Mapping[str, int], names: Sequence[str]) -> Json:
    return dict(zip(names, map(counts.get, names, repeat(0)), strict=False))


def _air_outs(counts: Mapping[str, int]) -> int:
    return counts.get("flyOuts", 0) + counts.get("lineOuts", 0) + counts.get("popOuts", 0)


def _steal_rate(counts: Mapping[str, int]) -> str:
    stolen = counts.get("stolenBases", 0)
    return ratio(stolen, stolen + counts.get("caughtStealing", 0))


def _caught_rate(counts: Mapping[str, int]) -> str:
    caught = counts.get("caughtStealing", 0)
    return ratio(caught, caught + counts.get("stolenBases", 0))


def _ground_to_air(counts: Mapping[str, int]) -> str:
    """Return ground outs to outs in the air; three to none are written as 3.00."""
    grounded, aired = counts.get("groundOuts", 0), _air_outs(counts)
    return _per(grounded, aired or min(grounded, 1))


def slash_line(counts: Mapping[str, int], empty: str = ".000") -> dict[str, str]:
    """Return `avg`, `obp`, `slg` and `ops`; the last is the sum of the two as they are printed."""
    at_bats, hits = counts.get("atBats", 0), counts.get("hits", 0)
    reached = hits + counts.get("baseOnBalls", 0) + counts.get("hitByPitch", 0)
    chances = at_bats + reached - hits + counts.get("sacFlies", 0)
    on_base = ratio(reached, chances, empty=empty)
    slugging = ratio(counts.get("totalBases", 0), at_bats, empty=empty)
    return {
        "avg": ratio(hits, at_bats, empty=empty),
        "obp": on_base,
        "slg": slugging,
        "ops": ratio(_thousandths(on_base) + _thousandths(slugging), 1000),
    }


def _thousandths(rate: str) -> int:
    return int(rate.replace(".", ""))


def batting_stats(counts: Mapping[str, int], season: Mapping[str, int] | None = None) -> Json:
    """Return a batting object.

    Args:
        counts: What was counted, in one game or in a season.
        season: What the slash line is made of, for objects that have one: a club's game has the
            season's rates beside the game's counts.
    """
    home_runs = counts.get("homeRuns", 0)
    stats = _copy(counts, _BATTING)
    stats["airOuts"] = _air_outs(counts)
    stats["stolenBasePercentage"] = _steal_rate(counts)
    stats["atBatsPerHomeRun"] = f"{counts['atBats'] / home_runs:.2f}" if home_runs else "-.--"
    if season is not None:
        stats.update(slash_line(season))
    return stats


def season_batting_stats(counts: Mapping[str, int]) -> Json:
    """Return a season's batting object."""
    balls_in_play = (
        counts.get("atBats", 0)
        - counts.get("strikeOuts", 0)
        - counts.get("homeRuns", 0)
        + counts.get("sacFlies", 0)
    )
    stats = batting_stats(counts, counts)
    stats["gamesPlayed"] = counts.get("gamesPlayed", 0)
    stats["caughtStealingPercentage"] = _caught_rate(counts)
    stats["babip"] = ratio(counts.get("hits", 0) - counts.get("homeRuns", 0), balls_in_play)
    stats["groundOutsToAirouts"] = _ground_to_air(counts)
    return stats


def _pitching_counts(counts: Mapping[str, int]) -> Json:
    """Return the part that a pitcher's game, his season and a staff's game have in common."""
    pitches, outs = counts.get("pitchesThrown", 0), counts.get("outs", 0)
    stats = _copy(counts, _PITCHING)
    stats["airOuts"] = _air_outs(counts)
    stats["stolenBasePercentage"] = _steal_rate(counts)
    stats["numberOfPitches"] = pitches
    if pitches:
        stats["pitchesThrown"] = pitches
    stats["inningsPitched"] = innings(outs)
    stats["strikePercentage"] = _strike_share(counts.get("strikes", 0), pitches)
    stats["hitBatsmen"] = stats["hitByPitch"]
    stats["runsScoredPer9"] = _per(27 * counts.get("runs", 0), outs)
    stats["homeRunsPer9"] = _per(27 * counts.get("homeRuns", 0), outs)
    return stats


def _strike_share(strikes: int, pitches: int) -> str:
    """Write the share of strikes: two digits, then always a nought.

    Example:
        >>> _strike_share(71, 107), _strike_share(0, 0)
        ('.660', '-.--')
    """
    if not pitches:
        return "-.--"
    return ratio((200 * strikes + pitches) // (2 * pitches), 100)


def pitching_stats(counts: Mapping[str, int]) -> Json:
    """Return one pitcher's object of one game."""
    stats = _pitching_counts(counts)
    stats.update(_copy(counts, _ALONE))
    return stats


def _staff_rates(counts: Mapping[str, int], season: Mapping[str, int]) -> Json:
    """Return the rates that a staff's object and a season's have, and a pitcher's game has not."""
    outs, reached = season.get("outs", 0), season.get("hits", 0) + season.get("baseOnBalls", 0)
    return {
        "obp": slash_line(counts)["obp"],
        "caughtStealingPercentage": _caught_rate(counts),
        "era": _per(27 * season.get("earnedRuns", 0), outs),
        "whip": ratio(3 * reached, outs, 2, empty="-"),
        "groundOutsToAirouts": _ground_to_air(counts),
        "pitchesPerInning": _per(3 * counts.get("pitchesThrown", 0), counts.get("outs", 0)),
    }


def team_pitching_stats(counts: Mapping[str, int], season: Mapping[str, int]) -> Json:
    """Return a staff's object of one game; ERA and WHIP are the season's, as in the API."""
    alone = {"saveOpportunities": 0, "inheritedRunners": 0, "inheritedRunnersScored": 0}
    return _pitching_counts(counts) | alone | _staff_rates(counts, season)


def season_pitching_stats(counts: Mapping[str, int]) -> Json:
    """Return a season's pitching object; every player has one, batters an empty one."""
    outs = counts.get("outs", 0)
    walks, strikeouts = counts.get("baseOnBalls", 0), counts.get("strikeOuts", 0)
    wins, losses = counts.get("wins", 0), counts.get("losses", 0)
    stats = pitching_stats(counts)
    stats.update(_staff_rates(counts, counts))
    stats["winPercentage"] = ratio(wins, wins + losses)
    stats["strikeoutWalkRatio"] = _per(strikeouts, walks)
    stats["strikeoutsPer9Inn"] = _per(27 * strikeouts, outs)
    stats["walksPer9Inn"] = _per(27 * walks, outs)
    stats["hitsPer9Inn"] = _per(27 * counts.get("hits", 0), outs)
    return stats


def fielding_stats(counts: Mapping[str, int], *, kind: str) -> Json:
    """Return a fielding object.

    Args:
        counts: What was counted.
        kind: `game` for one player's game, `season` for his season, `team` for a club's game.
    """
    handled = counts.get("putOuts", 0) + counts.get("assists", 0)
    chances = handled + counts.get("errors", 0) - counts.get("errorsWithoutChance", 0)
    caught = kind == "season" or counts.get("caughtStealing", 0)
    stats = _copy(counts, _FIELDING)
    stats["stolenBasePercentage"] = _steal_rate(counts)
    stats["caughtStealingPercentage"] = _caught_rate(counts) if caught else ".---"
    stats["chances"] = chances
    if kind == "game":
        stats["fielding"] = ".000"
    elif kind == "season":
        stats["fielding"] = ratio(handled, chances, empty=".000")
    return stats
