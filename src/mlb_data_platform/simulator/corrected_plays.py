"""Brings the written plays of a game into line with a corrected record; nothing is written anew."""

from typing import Any

from mlb_data_platform.simulator.corrections import (
    INSERT_PLAY,
    INSERTED_WORDS,
    REMOVE_EVENT,
    Correction,
)
from mlb_data_platform.simulator.plays import Json, hit_type, render_runner
from mlb_data_platform.simulator.records import GameRecord, Play
from mlb_data_platform.simulator.written import all_plays, events_of

_HALVES = ("top", "bottom")


def correct_plays(plays: Json, record: GameRecord, correction: Correction) -> Json:
    """Return `liveData.plays` as it follows from a corrected record.

    Args:
        plays: As they were before; unchanged plays are shared with it.
        record: As corrected.
        correction: What was done.
    """
    listed, at = list(all_plays(plays)), correction.play
    if correction.kind == INSERT_PLAY:
        return _with_play(plays, listed, record, at)
    if correction.kind == REMOVE_EVENT:
        listed[at] = _without_event(listed[at], record.plays[at], correction.event)
        return {**plays, "allPlays": listed, "currentPlay": listed[-1]}
    ruled = record.plays[at]
    for play in record.plays:
        if (play.inning, play.top) == (ruled.inning, ruled.top) and play.movements:
            listed[play.index] = _retold(listed[play.index], play, is_ruled=ruled is play)
    return {
        **plays,
        "allPlays": listed,
        "currentPlay": listed[-1],
        "playsByInning": _reruled_hit(plays, ruled),
    }


def _retold(written: Json, play: Play, *, is_ruled: bool) -> Json:
    told = {**written, "runners": [render_runner(move) for move in play.movements]}
    result = written["result"]
    if is_ruled and isinstance(result, dict):
        told["result"] = {
            **result,
            "event": play.event,
            "eventType": play.event_type,
            "description": play.description,
            "rbi": play.rbi,
        }
    return told


def _reruled_hit(plays: Json, ruled: Play) -> list[Json]:
    """Change the mark of one ball in play in the lists by inning."""
    innings = _list(plays["playsByInning"])
    inning = innings[ruled.inning - 1]
    half, club = ("top", "away") if ruled.top else ("bottom", "home")
    listed = all_plays(plays)
    before = [index for index in inning[half] if index < ruled.index]
    place = sum("hitData" in event for index in before for event in events_of(listed[index]))
    hits = list(inning["hits"][club])
    place += sum("hitData" in event for event in events_of(listed[ruled.index])[:-1])
    hits[place] = {
        **hits[place],
        "type": hit_type(ruled.event_type),
        "description": ruled.event,
    }
    changed = {**inning, "hits": {**inning["hits"], club: hits}}
    return [*innings[: ruled.inning - 1], changed, *innings[ruled.inning :]]


def _without_event(written: Json, play: Play, event: int) -> Json:
    kept = [one for index, one in enumerate(events_of(written)) if index != event]
    events = [{**one, "index": index} for index, one in enumerate(kept)]
    return {
        **written,
        "pitchIndex": _close_up(written["pitchIndex"], event),
        "actionIndex": _close_up(written["actionIndex"], event),
        "runners": [render_runner(move) for move in play.movements],
        "playEvents": events,
    }


def _close_up(indices: object, gone: int) -> list[int]:
    return [index - (index > gone) for index in _list(indices) if index != gone]


def _with_play(plays: Json, listed: list[Json], record: GameRecord, at: int) -> Json:
    put_in = record.plays[at]
    moved = [_numbered(written, index) for index, written in enumerate(listed[at:], start=at + 1)]
    listed[at:] = [_empty_play(listed[at - 1], listed[at], put_in), *moved]
    innings = [
        _with_index(inning, at, record.plays[at]) for inning in _list(plays["playsByInning"])
    ]
    return {
        **plays,
        "allPlays": listed,
        "currentPlay": listed[-1],
        "scoringPlays": [index + (index >= at) for index in _list(plays["scoringPlays"])],
        "playsByInning": innings,
    }


def _numbered(written: Json, index: int) -> Json:
    about = written["about"]
    renumbered = {**about, "atBatIndex": index} if isinstance(about, dict) else about
    return {**written, "about": renumbered, "atBatIndex": index}


def _with_index(inning: Json, at: int, play: Play) -> Json:
    """Renumber an inning's plays, and list the one put in before one of its own."""
    halves = {half: [index + (index >= at) for index in _list(inning[half])] for half in _HALVES}
    own = _HALVES[not play.top]
    if at in _list(inning[own]):
        halves[own] = sorted([*halves[own], at])
    every = [*halves["top"], *halves["bottom"]]
    return {**inning, "startIndex": min(every), "endIndex": max(every), **halves}


def _empty_play(before: Json, following: Json, play: Play) -> Json:
    about = following["about"]
    now = str(before["playEndTime"])
    count = {"balls": 0, "strikes": 0, "outs": play.outs}
    details: Json = {
        "description": INSERTED_WORDS,
        "event": play.event,
        "eventType": play.event_type,
        "awayScore": play.away_score,
        "homeScore": play.home_score,
        "isScoringPlay": False,
        "isOut": False,
        "hasReview": False,
    }
    event: Json = {
        "details": details,
        "count": count,
        "index": 0,
        "startTime": now,
        "endTime": now,
        "isPitch": False,
        "type": "action",
        "player": play.batter.link,
    }
    told: Json = {
        "startTime": now,
        "endTime": now,
        "isComplete": True,
        "isScoringPlay": False,
        "hasReview": False,
        "hasOut": False,
        "captivatingIndex": 0,
    }
    return {
        "result": {
            "type": "atBat",
            "event": play.event,
            "eventType": play.event_type,
            "description": INSERTED_WORDS,
            "rbi": 0,
            "awayScore": play.away_score,
            "homeScore": play.home_score,
            "isOut": False,
        },
        "about": {**about, **told} if isinstance(about, dict) else told,
        "count": count,
        "matchup": following["matchup"],
        "pitchIndex": [],
        "actionIndex": [0],
        "runnerIndex": [],
        "runners": [],
        "playEvents": [event],
        "playEndTime": now,
        "atBatIndex": play.index,
    }


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
