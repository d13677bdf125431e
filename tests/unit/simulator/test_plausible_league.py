"""Promises of the league as a whole: a fan would believe its averages and its players' seasons."""

from collections import Counter
from functools import cache

import pytest

from tests.unit.simulator.games import Feed, first_games, league, sides_of

GAMES = 110


@cache
def totals() -> Counter[str]:
    """Return what happened in the first games, all clubs together."""
    found: Counter[str] = Counter()
    for feed in first_games(GAMES):
        for _, _, box, _ in sides_of(feed):
            stats: Feed = box["teamStats"]
            for part in ("fielding", "pitching", "batting"):
                whole = {k: v for k, v in stats[part].items() if isinstance(v, int)}
                found.update({f"{part}.{name}": count for name, count in whole.items()})
    return found


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("batting.runs", 3.9, 4.9),
        ("batting.hits", 7.7, 8.8),
        ("batting.doubles", 1.3, 1.9),
        ("batting.triples", 0.08, 0.25),
        ("batting.homeRuns", 0.95, 1.35),
        ("batting.baseOnBalls", 2.7, 3.5),
        ("batting.intentionalWalks", 0.04, 0.2),
        ("batting.hitByPitch", 0.28, 0.56),
        ("batting.strikeOuts", 8.0, 9.2),
        ("batting.stolenBases", 0.5, 0.95),
        ("batting.caughtStealing", 0.1, 0.35),
        ("batting.groundIntoDoublePlay", 0.5, 0.95),
        ("batting.sacFlies", 0.15, 0.35),
        ("batting.sacBunts", 0.03, 0.2),
        ("fielding.errors", 0.4, 0.75),
        ("fielding.passedBall", 0.01, 0.12),
        ("pitching.wildPitches", 0.2, 0.5),
        ("pitching.numberOfPitches", 140, 152),
    ],
)
def test_a_club_plays_like_one_of_the_majors(name: str, low: float, high: float) -> None:
    assert low < totals()[name] / GAMES / 2 < high


def test_rates_are_those_of_the_majors() -> None:
    found = totals()
    unearned = 1 - found["pitching.earnedRuns"] / found["pitching.runs"]

    assert 0.232 < found["batting.hits"] / found["batting.atBats"] < 0.258
    assert 3.6 < found["pitching.earnedRuns"] * 27 / found["pitching.outs"] < 4.6
    assert (
        found["batting.stolenBases"]
        / (found["batting.stolenBases"] + found["batting.caughtStealing"])
        > 0.72
    )
    assert 0.03 < unearned < 0.14


@pytest.mark.nightly
def test_players_have_seasons_that_a_fan_would_believe() -> None:
    """A whole season: nobody pitches every day, and the best are not from another world."""
    book = league().book(2024)
    pitching, batting = [], []
    for club_id, games in book.by_club.items():
        season = league().totals_after(club_id, games[-1])
        pitching += [line.pitching() for line in season.players.values() if line.has_pitched]
        batting += [line.batting() for line in season.players.values() if line.has_batted]
    regulars = [line for line in batting if line["plateAppearances"] > 502]
    averages = sorted(line["hits"] / line["atBats"] for line in regulars)

    assert 30 <= max(line["gamesStarted"] for line in pitching) <= 34
    assert 60 <= max(line["gamesPitched"] for line in pitching) <= 105
    assert 150 <= max(line["outs"] for line in pitching) / 3 <= 235
    assert 14 <= max(line["wins"] for line in pitching) <= 26
    assert 25 <= max(line["saves"] for line in pitching) <= 65
    assert 32 <= max(line["homeRuns"] for line in batting) <= 75
    assert averages[0] > 0.155
    assert 0.290 < averages[-1] < 0.390
