"""Lets rain fall on a game that has been played: advisories, lost time, an early end.

Nothing the players did is changed. A delay is told between two half innings; a game called early is
cut off after an inning that makes it official, unless it is tied.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from mlb_data_platform.simulator.moments import cut_record
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.records import Action, GameRecord, Play
from mlb_data_platform.simulator.weather import (
    CALLED_EARLY,
    DELAYED,
    DELAYED_START,
    SUSPENDED,
    Rain,
)

OFFICIAL_AFTER = 5
DELAY_WORDS = "Status Change - Delayed: Rain"
DELAYED_START_WORDS = "Status Change - Delayed Start: Rain"
SUSPENDED_WORDS = "Status Change - Suspended: Rain"
RESUMED_WORDS = "Status Change - In Progress"
WARMUP_WORDS = "Status Change - Warmup"
_WORDS = {
    DELAYED: (DELAY_WORDS, RESUMED_WORDS),
    SUSPENDED: (DELAY_WORDS, SUSPENDED_WORDS, RESUMED_WORDS),
}


def rain_on(record: GameRecord, rain: Rain | None) -> GameRecord:
    """Return a played game with what the rain did to it; the same one when it did nothing."""
    if rain is None:
        return record
    if rain.kind == CALLED_EARLY:
        return _called_early(record, rain.inning)
    if rain.kind == DELAYED_START:
        return _with_advisories(record, 0, (DELAYED_START_WORDS,), before=WARMUP_WORDS)
    if rain.kind in _WORDS and (index := interrupted_play(record, rain)) is not None:
        return _with_advisories(record, index, _WORDS[rain.kind])
    return record


def interrupted_play(record: GameRecord, rain: Rain) -> int | None:
    """Return the first play after the half inning in which it began to rain; None if none came."""
    wet = (rain.inning, not rain.top)
    later = (play.index for play in record.plays if (play.inning, not play.top) > wet)
    return next(later, None)


def _called_early(record: GameRecord, inning: int) -> GameRecord:
    for before, play in zip(record.plays, [*record.plays[1:], None], strict=True):
        if play is None or play.top == before.top or before.inning < max(inning, OFFICIAL_AFTER):
            continue
        lead = before.home_score - before.away_score
        if (lead > 0 and before.top) or (lead and not before.top):
            return cut_record(record, before.index + 1)
    return record


def _with_advisories(
    record: GameRecord, index: int, words: tuple[str, ...], *, before: str = ""
) -> GameRecord:
    """Tell about the weather at the beginning of a play, or before another advisory of it."""
    play = record.plays[index]
    at = next((at for at, event in enumerate(play.events) if _words_of(event) == before), 0)
    news = [_advisory(play, text) for text in words]
    moved = [replace(move, event_index=move.event_index + len(news)) for move in play.movements]
    wet = replace(
        play,
        events=[*play.events[:at], *news, *play.events[at:]],
        movements=moved,
        relieved_at=play.relieved_at + len(news) * (play.relieved is not None),
    )
    plays = list(record.plays)
    plays[index] = wet
    return replace(record, plays=plays)


def _words_of(event: object) -> str:
    return event.description if isinstance(event, Action) else ""


def _advisory(play: Play, words: str) -> Action:
    """Return an advisory with the score at the beginning of a play."""
    runs = sum(move.end == "score" for move in play.movements)
    away, home = play.away_score - runs * play.top, play.home_score - runs * (not play.top)
    return Action(
        "action", "Game Advisory", "game_advisory", words, 0, 0, 0, away, home, player=play.batter
    )


def stretch(plays: list[Json], index: int, event: int, lost: timedelta) -> None:
    """Move everything from one event on to a later time.

    Args:
        plays: `allPlays`; changed in place.
        index: The play.
        event: The event of it that is the first to come later; the one before ends then.
        lost: By how much.
    """
    for node in _timed_nodes(plays, index, event):
        for name in ("startTime", "endTime", "playEndTime"):
            if name in node:
                node[name] = _later(str(node[name]), lost)
    events = plays[index]["playEvents"]
    if isinstance(events, list) and event:
        events[event - 1]["endTime"] = events[event]["startTime"]


def _timed_nodes(plays: list[Json], index: int, event: int) -> Iterator[Json]:
    for play in plays[index:]:
        about, events = play["about"], play["playEvents"]
        if isinstance(about, dict) and isinstance(events, list):
            yield play
            yield about
            yield from events[event if play is plays[index] else 0 :]


def _later(text: str, lost: timedelta) -> str:
    return write_time(read_time(text) + lost)


def read_time(text: str) -> datetime:
    """Read a time of a play, such as `2024-07-01T19:28:45.615Z`."""
    return datetime.fromisoformat(text)


def write_time(at: datetime) -> str:
    """Write a time as plays do, with milliseconds.

    Example:
        >>> write_time(read_time("2024-07-01T19:28:45.615Z"))
        '2024-07-01T19:28:45.615Z'
    """
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
