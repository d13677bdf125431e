"""Promises of season-to-date statistics: true sums of a player's games, however they are asked."""

import gzip
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import msgspec
import pytest

from mlb_data_platform.simulator import build_league
from mlb_data_platform.simulator.feed import build_feed
from mlb_data_platform.simulator.statlines import (
    fielding_stats,
    season_batting_stats,
    season_pitching_stats,
)
from tests.unit.simulator.games import Feed, first_games, sides_of

ROOT = Path(__file__).resolve().parents[3]
STUBS = Path(os.environ.get("MLB_STUB_DIR", ROOT.parent / "shared" / "stubs"))
PARTS = ("batting", "pitching", "fielding")


def counts_of(line: Feed) -> Counter[str]:
    return Counter({k: v for k, v in line.items() if isinstance(v, int) and k != "gamesStarted"})


def test_a_players_season_is_the_sum_of_his_games() -> None:
    sums: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for feed in first_games(120):
        for _, _, box, _ in sides_of(feed):
            for player in box["players"].values():
                for part in PARTS:
                    so_far = sums[player["person"]["id"], part]
                    so_far.update(counts_of(player["stats"][part]))
                    season = counts_of(player["seasonStats"][part])
                    assert +season == +so_far, (feed["gamePk"], part)


def test_the_games_a_pitcher_started_add_up() -> None:
    started: Counter[int] = Counter()
    for feed in first_games(120):
        for _, _, box, _ in sides_of(feed):
            started[box["pitchers"][0]] += 1
            for pitcher in box["pitchers"]:
                line = box["players"][f"ID{pitcher}"]["seasonStats"]["pitching"]
                assert line["gamesStarted"] == started[pitcher]


def test_fielding_tells_only_whether_this_game_was_started() -> None:
    for _, _, box, _ in (side for feed in first_games(20) for side in sides_of(feed)):
        for player in box["players"].values():
            game, season = (player[key]["fielding"] for key in ("stats", "seasonStats"))
            assert season.get("gamesStarted") == game.get("gamesStarted")


def test_a_game_in_mid_season_tells_the_same_alone_as_in_a_row() -> None:
    alone, in_a_row = build_league(seed=3), build_league(seed=3)
    fixtures = list(in_a_row.book(2024).fixtures.values())[:90]
    for fixture in fixtures:
        last = build_feed(in_a_row, fixture)

    assert msgspec.json.encode(build_feed(alone, alone.fixture(fixtures[-1].game_pk))) == (
        msgspec.json.encode(last)
    )


def test_games_asked_backwards_tell_the_same_as_forwards() -> None:
    forwards, backwards = build_league(seed=4), build_league(seed=4)
    pks = list(forwards.book(2024).fixtures)[:30]
    expected = {pk: build_feed(forwards, forwards.fixture(pk)) for pk in pks}

    assert {pk: build_feed(backwards, backwards.fixture(pk)) for pk in pks[::-1]} == expected


def test_a_clubs_rates_are_the_seasons_and_its_counts_the_games() -> None:
    hits: Counter[int] = Counter()
    at_bats: Counter[int] = Counter()
    for feed in first_games(90):
        for _, _, box, _ in sides_of(feed):
            club, batting = box["team"]["id"], box["teamStats"]["batting"]
            hits[club] += batting["hits"]
            at_bats[club] += batting["atBats"]
            assert float(batting["avg"]) == pytest.approx(hits[club] / at_bats[club], abs=0.0006)


def test_a_clubs_era_is_the_seasons() -> None:
    runs: Counter[int] = Counter()
    outs: Counter[int] = Counter()
    for feed in first_games(90):
        for _, _, box, _ in sides_of(feed):
            club, pitching = box["team"]["id"], box["teamStats"]["pitching"]
            runs[club] += pitching["earnedRuns"]
            outs[club] += pitching["outs"]
            assert float(pitching["era"]) == pytest.approx(27 * runs[club] / outs[club], abs=0.006)


def test_the_record_counts_the_same_games_as_the_pitchers_decisions() -> None:
    latest: dict[int, tuple[Feed, Feed]] = {}
    for feed in first_games(120):
        for side, _, box, _ in sides_of(feed):
            latest[box["team"]["id"]] = (feed["gameData"]["teams"][side]["record"], box)
    for record, box in latest.values():
        season = [p["seasonStats"]["pitching"] for p in box["players"].values()]
        assert sum(line["wins"] for line in season) == record["wins"]
        assert sum(line["losses"] for line in season) == record["losses"]


def test_the_note_of_a_decision_tells_the_seasons_number() -> None:
    for _, _, box, _ in (side for feed in first_games(60) for side in sides_of(feed)):
        for player in box["players"].values():
            game, season = player["stats"]["pitching"], player["seasonStats"]["pitching"]
            if game.get("saves"):
                assert game["note"] == f"(S, {season['saves']})"
            if game.get("wins"):
                assert game["note"].startswith(f"(W, {season['wins']}-{season['losses']})")


def test_a_game_that_lies_ahead_tells_the_season_so_far() -> None:
    whole = build_league(seed=7)
    first, second = list(whole.book(2024).by_club[147])[4:6]
    today = build_league(seed=7, today=second.played_on)
    played = build_feed(whole, whole.fixture(first.game_pk))
    ahead = build_feed(today, today.fixture(second.game_pk))

    def yankees(feed: Feed) -> Feed:
        return next(box for _, _, box, _ in sides_of(feed) if box["team"]["id"] == 147)

    for name, player in yankees(ahead)["players"].items():
        batting = yankees(played)["players"][name]["seasonStats"]["batting"]
        assert player["seasonStats"]["batting"] == batting


def recorded_season_lines() -> list[tuple[int, str, Feed]]:
    lines = []
    for path in sorted((STUBS / "game" / "liveGameV1").glob("*.json.gz")):
        feed = json.loads(gzip.decompress(path.read_bytes()))["response"]
        for side in feed["liveData"]["boxscore"]["teams"].values():
            for player in side["players"].values():
                for part, line in player["seasonStats"].items():
                    complete = part == "fielding" or "lineOuts" in line
                    if complete and "stolenBasePercentage" in line:
                        lines.append((feed["gamePk"], part, line))
    return lines


@pytest.mark.skipif(not STUBS.is_dir(), reason=f"no recorded feeds: {STUBS} is missing")
def test_rates_are_rounded_and_left_blank_as_in_recorded_feeds() -> None:
    differing = []
    lines = recorded_season_lines()
    for game_pk, part, line in lines:
        counts = {name: value for name, value in line.items() if isinstance(value, int)}
        written = {
            "batting": season_batting_stats,
            "pitching": season_pitching_stats,
            "fielding": lambda c: fielding_stats(c, kind="season"),
        }[part](counts)
        differing += [
            (game_pk, part, name, line[name], text)
            for name, text in written.items()
            if isinstance(line.get(name), str) and line[name] != text
        ]

    assert len(lines) > 1000
    # The source divides these in binary fractions, which now and then fall just below a half.
    loose = {"runsScoredPer9", "homeRunsPer9", "atBatsPerHomeRun"}
    assert [found for found in differing if found[2] not in loose] == []
    assert all(float(text) - float(wanted) < 0.0101 for *_, wanted, text in differing)
