"""Cuts `liveData.plays` off after any event: the last play may be one that still goes on."""

from collections.abc import Sequence
from datetime import datetime

from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.rain_delays import write_time
from mlb_data_platform.simulator.records import Play
from mlb_data_platform.simulator.rosters import SIDES, Player
from mlb_data_platform.simulator.written import WrittenGame, all_plays, events_of

_POSTS = ("postOnFirst", "postOnSecond", "postOnThird")


def cut_plays(game: WrittenGame, plays: int, part: Play | None, at: datetime) -> Json:
    """Return `liveData.plays` as it stood at a moment.

    Args:
        game: The game as written down; complete plays are shared with it.
        plays: How many plays are complete.
        part: The play in progress, as far as it has come; None between plays.
        at: The moment; what goes on ends there for the time being.
    """
    listed = all_plays(game.plays)[:plays]
    if part is not None:
        listed.append(_part(all_plays(game.plays)[plays], part, write_time(at)))
    scoring = game.plays["scoringPlays"]
    return {
        "allPlays": listed,
        **({"currentPlay": listed[-1]} if listed else {}),
        "scoringPlays": [index for index in _numbers(scoring) if index < plays],
        "playsByInning": _by_inning(game, plays, len(listed)),
    }


def _part(full: Json, part: Play, now: str) -> Json:
    """Return a play without a result, cut from its finished form."""
    shown = len(part.events)
    events = events_of(full)[:shown]
    if events:
        events[-1] = {**events[-1], "endTime": now}
    runners = full["runners"] if isinstance(full["runners"], list) else []
    moved = [runner for runner in runners if runner["details"]["playIndex"] < shown]
    return {
        "result": _result(part, events),
        "about": _about(part, str(events[0]["startTime"]) if events else now, now),
        "count": {"balls": part.balls, "strikes": part.strikes, "outs": part.outs},
        "matchup": _matchup(full, part),
        "pitchIndex": [index for index in _numbers(full["pitchIndex"]) if index < shown],
        "actionIndex": [index for index in _numbers(full["actionIndex"]) if index < shown],
        "runnerIndex": list(range(len(moved))),
        "runners": moved,
        "playEvents": events,
        "playEndTime": now,
        "atBatIndex": part.index,
    }


def _result(part: Play, events: Sequence[Json]) -> Json:
    """Return the score and, while an action is the last thing that happened, what it was."""
    result: Json = {"type": "atBat"}
    details = events[-1]["details"] if events else None
    if isinstance(details, dict) and "eventType" in details:
        result |= {name: details[name] for name in ("event", "eventType", "description")}
    if events:
        result["rbi"] = 0
    result |= {"awayScore": part.away_score, "homeScore": part.home_score}
    return result | ({"isOut": False} if events else {})


def _about(part: Play, start: str, now: str) -> Json:
    about: Json = {
        "atBatIndex": part.index,
        "halfInning": "top" if part.top else "bottom",
        "isTopInning": part.top,
        "inning": part.inning,
        "startTime": start,
        "endTime": now,
        "isComplete": False,
    }
    if part.events:
        about["isScoringPlay"] = part.scoring
        about["hasOut"] = any(move.out_number for move in part.movements)
    return {**about, "captivatingIndex": 0}


def _hand(code: str) -> Json:
    return {"code": code, "description": SIDES[code]}


def _matchup(full: Json, part: Play) -> Json:
    finished = full["matchup"] if isinstance(full["matchup"], dict) else {}
    side = part.batter.bats
    if side == "S":
        side = "L" if part.pitcher.throws == "R" else "R"
    matchup: Json = {
        **{name: value for name, value in finished.items() if name not in _POSTS},
        "batter": part.batter.ref,
        "batSide": _hand(side),
        "pitcher": part.pitcher.ref,
        "pitchHand": _hand(part.pitcher.throws),
        "splits": {
            "batter": f"vs_{part.pitcher.throws}HP",
            "pitcher": f"vs_{side}HB",
            "menOnBase": _men_on_base(part.on_base),
        },
    }
    for name, runner in zip(_POSTS, part.on_base, strict=True):
        if runner:
            matchup[name] = runner.ref
    return matchup


def _men_on_base(bases: Sequence[Player | None]) -> str:
    if all(bases):
        return "Loaded"
    if bases[1] or bases[2]:
        return "RISP"
    return "Men_On" if bases[0] else "Empty"


def _by_inning(game: WrittenGame, complete: int, listed: int) -> list[Json]:
    innings: list[Json] = []
    full = game.plays["playsByInning"]
    for inning in full if isinstance(full, list) else []:
        if inning["startIndex"] >= listed:
            break
        if inning["endIndex"] < complete:
            innings.append(inning)
            continue
        halves = {
            half: [index for index in inning[half] if index < listed] for half in ("top", "bottom")
        }
        shown = halves["bottom"] or halves["top"]
        hits = {
            club: inning["hits"][club][: _struck(game, halves[half], complete)]
            for club, half in (("away", "top"), ("home", "bottom"))
        }
        innings.append(
            {"startIndex": inning["startIndex"], "endIndex": shown[-1], **halves, "hits": hits}
        )
    return innings


def _struck(game: WrittenGame, indices: Sequence[int], complete: int) -> int:
    """Count the balls put in play in some complete plays: as many are in the list of hits."""
    written = all_plays(game.plays)
    return sum(
        "hitData" in event
        for index in indices
        if index < complete
        for event in events_of(written[index])
    )


def _numbers(listed: object) -> list[int]:
    return listed if isinstance(listed, list) else []
