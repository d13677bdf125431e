"""A scorekeeper: walks through a feed event by event and notes what was true before every pitch.

It knows no table and no SQL, and moves the runners by itself, so that what a view says can be
compared with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
BASES = {"1B": 1, "2B": 2, "3B": 3}
FIELD_CHANGES = {"defensive_substitution", "defensive_switch"}


@dataclass
class Situation:
    """What a scorekeeper has in mind during a game."""

    runs: dict[str, int] = field(default_factory=lambda: {"away": 0, "home": 0})
    outs: int = 0
    bases: dict[int, int | None] = field(default_factory=lambda: {1: None, 2: None, 3: None})
    fielders: dict[str, dict[str, int]] = field(default_factory=dict)


def pitches_of(feed: Json) -> list[Json]:
    """Every thrown pitch of a feed with the situation before it, in Statcast's words."""
    now = Situation(fielders={side: _starters(feed, side) for side in ("away", "home")})
    rows: list[Json] = []
    half = None
    for play in feed["liveData"]["plays"]["allPlays"]:
        about = play["about"]
        if half != (half := (about["inning"], about["halfInning"])):
            now.outs, now.bases = 0, {1: None, 2: None, 3: None}
        rows += _pitches_of_play(play, now)
    for number, row in enumerate(rows):
        (following,) = rows[number + 1 : number + 2] or [{}]
        same = following.get("at_bat_number") == row["at_bat_number"]
        for side in ("away", "home"):
            at_end = row.pop(f"end_{side}")
            row[f"post_{side}_score"] = following[f"{side}_score"] if same else at_end
    return rows


def _pitches_of_play(play: Json, now: Situation) -> Iterator[Json]:
    about, result = play["about"], play["result"]
    batting, fielding = ("away", "home") if about["isTopInning"] else ("home", "away")
    events = play["playEvents"]
    last = max((n for n, event in enumerate(events) if event["isPitch"]), default=None)
    count: Json = {"balls": 0, "strikes": 0}
    for number, event in enumerate(events):
        _substitute(event, now, fielding)
        if event["isPitch"]:
            ends = number == last and about["isComplete"]
            yield {
                "game_pitch": (about["atBatIndex"], number),
                "at_bat_number": about["atBatIndex"] + 1,
                "inning": about["inning"],
                "inning_topbot": "Top" if about["isTopInning"] else "Bot",
                "balls": count["balls"],
                "strikes": count["strikes"],
                "outs_when_up": now.outs,
                "on_1b": now.bases[1],
                "on_2b": now.bases[2],
                "on_3b": now.bases[3],
                "away_score": now.runs["away"],
                "home_score": now.runs["home"],
                "batter": _batter(play, number),
                "pitcher": now.fielders[fielding]["1"],
                **{f"fielder_{n}": now.fielders[fielding].get(str(n)) for n in range(2, 10)},
                "events": result.get("eventType") if ends else None,
                "end_away": result["awayScore"],
                "end_home": result["homeScore"],
            }
        count = event["count"]
        _move(play, number, now, batting)


def _starters(feed: Json, side: str) -> dict[str, int]:
    """Who stood at each position when the game began."""
    team = feed["liveData"]["boxscore"]["teams"][side]
    found = {
        player["allPositions"][0]["code"]: player["person"]["id"]
        for player in team["players"].values()
        if player.get("battingOrder", "").endswith("00")
    }
    return found | {"1": team["pitchers"][0]} if team["pitchers"] else found


def _substitute(event: Json, now: Situation, fielding: str) -> None:
    kind, position = event["details"].get("eventType"), event.get("position", {}).get("code")
    if kind == "pitching_substitution" or kind in FIELD_CHANGES:
        now.fielders[fielding][position] = event["player"]["id"]
    if kind == "runner_placed" or (kind == "offensive_substitution" and position == "12"):
        now.bases[event["base"]] = event["player"]["id"]


def _batter(play: Json, number: int) -> int:
    """The batter of the play, unless somebody bats for him later in the same play."""
    for event in play["playEvents"][number:]:
        is_pinch = event.get("position", {}).get("code") == "11"
        if event["details"].get("eventType") == "offensive_substitution" and is_pinch:
            return int(event["replacedPlayer"]["id"])
    return int(play["matchup"]["batter"]["id"])


def _move(play: Json, number: int, now: Situation, batting: str) -> None:
    """Move the runners who moved during one event, each to the end of his way."""
    ways: dict[int, list[Json]] = {}
    for runner in play["runners"]:
        if runner["details"]["playIndex"] == number:
            ways.setdefault(runner["details"]["runner"]["id"], []).append(runner["movement"])
    for way in ways.values():
        for step in way:
            if step["start"] in BASES:
                now.bases[BASES[step["start"]]] = None
    for runner_id, way in ways.items():
        now.outs += sum(bool(step["isOut"]) for step in way)
        ends = {step["end"] for step in way}
        if any(step["isOut"] for step in way):
            continue
        if "score" in ends:
            now.runs[batting] += 1
        elif reached := max((BASES[end] for end in ends if end in BASES), default=None):
            now.bases[reached] = runner_id
