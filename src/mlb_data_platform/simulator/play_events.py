"""Writes the events of a play: pitches with their flight, throws, and all else that is listed."""

from datetime import datetime
from functools import cache
from random import Random

from mlb_data_platform.simulator.clock import GameClock
from mlb_data_platform.simulator.flight import (
    PITCH_TYPES,
    TRAIL_COLORS,
    arsenal,
    carry,
    fly,
    strike_zone,
)
from mlb_data_platform.simulator.records import Action, Credit, Pitch, Play
from mlb_data_platform.simulator.reviews import Review
from mlb_data_platform.simulator.rosters import POSITIONS
from mlb_data_platform.simulator.statlines import Json

_CALLS = {
    "B": "Ball",
    "*B": "Ball In Dirt",
    "C": "Called Strike",
    "S": "Swinging Strike",
    "W": "Swinging Strike (Blocked)",
    "T": "Foul Tip",
    "F": "Foul",
    "H": "Hit By Pitch",
    "X": "In play, out(s)",
    "D": "In play, no out",
    "E": "In play, run(s)",
    "VB": "Automatic Ball - Intentional",
    "VP": "Automatic Ball - Pitcher Pitch Timer Violation",
}
_CALL_OBJECTS: dict[str, Json] = {
    code: {"code": code, "description": words} for code, words in _CALLS.items()
}
# Small objects that thousands of events have in common are made once; nobody edits them.
COUNTS: dict[tuple[int, int, int], Json] = {
    (balls, strikes, outs): {"balls": balls, "strikes": strikes, "outs": outs}
    for balls in range(5)
    for strikes in range(4)
    for outs in range(4)
}
_BALLS, _IN_PLAY = frozenset({"B", "*B", "H"}), frozenset("XDE")
_GREEN, _RED, _BLUE = (
    "rgba(39, 161, 39, 1.0)",
    "rgba(170, 21, 11, 1.0)",
    "rgba(26, 86, 190, 1.0)",
)
_PITCH_GAP_MS = 19_500
_ACTION_MS = {"pitching_substitution": 130_000, "mound_visit": 35_000, "game_advisory": 1_000}
# An odd step visits all 32-bit numbers before it meets one again.
_STRIDE, _MASK = 2_654_435_761, 0xFFFF_FFFF
_LATE_PITCHER = "pitcher_pitch_timer"


class EventWriter:
    """Writes one game's events; the flights come from dice of their own.

    Attributes:
        clock: The time in the game; whoever uses the writer lets it run between plays.
        hits: Every ball in play, with its path.
    """

    def __init__(self, rng: Random, first_pitch: datetime) -> None:
        self._rng = rng
        self.clock = GameClock(first_pitch, rng)
        self.hits: list[tuple[Play, Json]] = []
        digits = f"{rng.getrandbits(128):032x}"
        self._ids = int(digits[:8], 16)
        self._id_end = f"-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def _play_id(self) -> str:
        """Return the next play id: no two of a game are the same."""
        self._ids = (self._ids + _STRIDE) & _MASK
        return f"{self._ids:08x}{self._id_end}"

    def pitch(self, play: Play, pitch: Pitch, index: int, number: int) -> Json:
        """Return one pitch."""
        rng, code = self._rng, pitch.code
        pitcher = play.pitcher_at(index) if play.relieved else play.pitcher
        flight, kind = fly(rng, pitcher, arsenal(pitcher), code, strike_zone(play.batter))
        event: Json = {
            "details": _pitch_details(code, kind, pitch.is_out, pitch.runner_going),
            "count": COUNTS[pitch.balls, pitch.strikes, pitch.outs],
            "pitchData": flight,
        }
        if pitch.hit:
            event["hitData"] = hit_data = carry(rng, pitch.hit)
            self.hits.append((play, hit_data))
        event["index"] = index
        event["playId"] = self._play_id()
        event["pitchNumber"] = number
        event["startTime"] = self.clock.text()
        self.clock.wait(_PITCH_GAP_MS // 3)
        event["endTime"] = self.clock.text()
        self.clock.wait(_PITCH_GAP_MS * 2 // 3 if index < len(play.events) - 1 else 500)
        event["isPitch"] = True
        event["type"] = "pitch"
        if pitch.error:
            event["credits"] = [render_credit(pitch.error)]
        return event

    def _timed(self, event: Json, wait_ms: int) -> None:
        event["startTime"] = self.clock.text()
        self.clock.wait(wait_ms)
        event["endTime"] = self.clock.text()
        event["isPitch"] = False

    def other(
        self,
        action: Action,
        index: int,
        number: int,
        *,
        words: str,
        previous_id: object,
        review: Review | None,
    ) -> Json:
        """Return anything but a pitch.

        Args:
            action: What happened.
            index: Its place among the play's events.
            number: Pitches thrown so far in the plate appearance.
            words: The description.
            previous_id: The `playId` of the event before, to which a play on the bases belongs.
            review: What the replay room said about it.
        """
        if action.kind != "action":
            return self._throw(action, index, number)
        event: Json = {
            "details": {
                "description": words,
                "event": action.event,
                "eventType": action.event_type,
                "awayScore": action.away_score,
                "homeScore": action.home_score,
                "isScoringPlay": action.scoring,
                "isOut": action.is_out,
                "hasReview": review is not None,
            },
            "count": COUNTS[action.balls, action.strikes, action.outs],
            "index": index,
        }
        if action.running and previous_id:
            event["actionPlayId"] = previous_id
        self._timed(event, _ACTION_MS.get(action.event_type, 9_000))
        if action.running:
            event["isBaseRunningPlay"] = True
        if action.position:
            event["isSubstitution"] = True
        if review:
            event["reviewDetails"] = review.render()
        event["type"] = "action"
        return event | _people_of(action)

    def _throw(self, action: Action, index: int, number: int) -> Json:
        """Return a throw to a base, a step off the rubber, or a ball without a pitch."""
        called = action.kind == "no_pitch"
        details: Json = _automatic_ball(action) if called else _disengagement(action)
        event: Json = {
            "details": details,
            "count": COUNTS[action.balls, action.strikes, action.outs],
            "index": index,
            "playId": self._play_id(),
        }
        if called:
            event["pitchNumber"] = number
        self._timed(event, 1_000 if called else 9_000)
        event["type"] = action.kind
        return event


def render_credit(credit: Credit) -> Json:
    """Return one fielder's share."""
    return {
        "player": credit.fielder.link,
        "position": POSITIONS[credit.position],
        "credit": credit.kind,
    }


def _disengagement(action: Action) -> Json:
    return {
        "description": action.description,
        "code": action.code,
        "isOut": False,
        "hasReview": False,
        "fromCatcher": False,
        "disengagementNum": action.disengagement,
    }


def _automatic_ball(action: Action) -> Json:
    words = _CALLS[action.code]
    details: Json = {
        "call": _CALL_OBJECTS[action.code],
        "description": words,
        "code": action.code,
        "isInPlay": False,
        "isStrike": False,
        "isBall": True,
        "isOut": False,
        "hasReview": False,
    }
    if action.code == "VP" and action.player:
        person = {key: action.player.ref[key] for key in ("id", "fullName")}
        reason = words.removeprefix("Automatic Ball - ")
        details["violation"] = {"type": _LATE_PITCHER, "description": reason, "player": person}
    return details


@cache
def _pitch_details(code: str, kind: str, is_out: bool, going: bool) -> Json:
    ball, in_play = code in _BALLS, code in _IN_PLAY
    details: Json = {
        "call": _CALL_OBJECTS[code],
        "description": _CALLS[code],
        "code": code,
        "ballColor": _GREEN if ball else _BLUE if in_play else _RED,
        "trailColor": TRAIL_COLORS[kind],
        "isInPlay": in_play,
        "isStrike": not ball and not in_play,
        "isBall": ball,
        "type": PITCH_TYPES[kind],
        "isOut": is_out,
        "hasReview": False,
    }
    return details | {"runnerGoing": True} if going else details


def _people_of(action: Action) -> Json:
    people: Json = {}
    if action.player:
        people["player"] = action.player.link
    if action.position:
        people["position"] = POSITIONS[action.position]
    if action.batting_order:
        people["battingOrder"] = action.batting_order
    if action.replaced:
        people["replacedPlayer"] = action.replaced.link
    if action.base is not None:
        people["base"] = action.base
    if action.injury:
        people["injuryType"] = action.injury
    return people
