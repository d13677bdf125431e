"""Writes the plays of a game as `liveData.plays`, with a time for everything."""

from datetime import datetime
from functools import cache
from random import Random

from mlb_data_platform.simulator.clock import GameClock
from mlb_data_platform.simulator.clubs import SPRING_LEAGUES, Club
from mlb_data_platform.simulator.flight import (
    PITCH_TYPES,
    TRAIL_COLORS,
    arsenal,
    carry,
    fly,
    strike_zone,
)
from mlb_data_platform.simulator.records import Action, GameRecord, Movement, Pitch, Play
from mlb_data_platform.simulator.rosters import POSITIONS, SIDES, Player
from mlb_data_platform.simulator.scoring import HIT_BASES
from mlb_data_platform.simulator.zones import render_zones

Json = dict[str, object]

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
}
_CALL_OBJECTS: dict[str, Json] = {
    code: {"code": code, "description": words} for code, words in _CALLS.items()
}
# Small objects that thousands of events have in common are made once; nobody edits them.
_COUNTS: dict[tuple[int, int, int], Json] = {
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
_HANDS: dict[str, Json] = {
    code: {"code": code, "description": words} for code, words in SIDES.items()
}
_CAPTIVATING = {
    "home_run": 65,
    "triple": 60,
    "double": 34,
    "single": 33,
    "strikeout": 14,
    "grounded_into_double_play": 24,
    "hit_by_pitch": 11,
}
_PITCH_GAP_MS, _BATTER_GAP_MS, _HALF_GAP_MS = 19_500, 17_000, 128_000
_ACTION_MS = {"pitching_substitution": 130_000, "mound_visit": 35_000, "game_advisory": 1_000}
# An odd step visits all 32-bit numbers before it meets one again.
_STRIDE, _MASK = 2_654_435_761, 0xFFFF_FFFF
_NO_ZONES: list[object] = []


def team_stub(club: Club) -> Json:
    """Return a club as box scores and hit lists show it."""
    name, short = SPRING_LEAGUES[club.spring_league]
    return {
        "springLeague": {
            "id": club.spring_league,
            "name": name,
            "link": f"/api/v1/league/{club.spring_league}",
            "abbreviation": short,
        },
        "allStarStatus": "N",
        "id": club.id,
        "name": club.name,
        "link": f"/api/v1/teams/{club.id}",
    }


class PlayWriter:
    """Writes one game's plays; the flights come from dice of their own."""

    def __init__(self, record: GameRecord, rng: Random, first_pitch: datetime) -> None:
        self._record, self._rng = record, rng
        self.clock = GameClock(first_pitch, rng)
        self._hits: list[tuple[Play, Json]] = []
        digits = f"{rng.getrandbits(128):032x}"
        self._ids = int(digits[:8], 16)
        self._id_end = f"-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def write(self) -> Json:
        """Return `liveData.plays`."""
        plays: list[Json] = []
        previous: Play | None = None
        for play in self._record.plays:
            half_over = previous is not None and previous.top != play.top
            if previous:
                self.clock.wait(_HALF_GAP_MS if half_over else _BATTER_GAP_MS)
            plays.append(self._play(play))
            previous = play
        matchup = plays[-1]["matchup"]
        if isinstance(matchup, dict):
            matchup |= render_zones(self._rng)
        scoring = [play.index for play in self._record.plays if play.scoring]
        return {
            "allPlays": plays,
            "currentPlay": plays[-1],
            "scoringPlays": scoring,
            "playsByInning": self._by_inning(),
        }

    def _play(self, play: Play) -> Json:
        events: list[Json] = []
        start = ""
        thrown = 0
        for index, event in enumerate(play.events):
            if isinstance(event, Pitch):
                if not start:
                    start = self.clock.text()
                thrown += 1
                events.append(self._pitch(play, event, index, thrown))
            else:
                previous_id = events[-1].get("playId") if events else None
                events.append(self._action(event, index, previous_id))
        end = self.clock.text()
        start = start or end
        return {
            "result": _result(play),
            "about": _about(play, start, end),
            "count": _COUNTS[play.balls, play.strikes, play.outs],
            "matchup": _matchup(play),
            "pitchIndex": [
                index
                for index, event in enumerate(play.events)
                if isinstance(event, Pitch) or event.kind == "pickoff"
            ],
            "actionIndex": [
                index
                for index, event in enumerate(play.events)
                if isinstance(event, Action) and event.kind == "action"
            ],
            "runnerIndex": list(range(len(play.movements))),
            "runners": [_runner(move) for move in play.movements],
            "playEvents": events,
            "playEndTime": end,
            "atBatIndex": play.index,
        }

    def _play_id(self) -> str:
        """Return the next play id: no two of a game are the same."""
        self._ids = (self._ids + _STRIDE) & _MASK
        return f"{self._ids:08x}{self._id_end}"

    def _pitch(self, play: Play, pitch: Pitch, index: int, number: int) -> Json:
        rng, code = self._rng, pitch.code
        pitcher, batter = play.pitcher, play.batter
        flight, kind = fly(rng, pitcher, arsenal(pitcher), code, strike_zone(batter))
        event: Json = {
            "details": _pitch_details(code, kind, pitch.is_out, pitch.runner_going),
            "count": _COUNTS[pitch.balls, pitch.strikes, pitch.outs],
            "pitchData": flight,
        }
        if pitch.hit:
            event["hitData"] = hit_data = carry(rng, pitch.hit)
            self._hits.append((play, hit_data))
        event["index"] = index
        event["playId"] = self._play_id()
        event["pitchNumber"] = number
        event["startTime"] = self.clock.text()
        self.clock.wait(_PITCH_GAP_MS // 3)
        event["endTime"] = self.clock.text()
        self.clock.wait(_PITCH_GAP_MS * 2 // 3 if index < len(play.events) - 1 else 500)
        event["isPitch"] = True
        event["type"] = "pitch"
        return event

    def _action(self, action: Action, index: int, previous_id: object) -> Json:
        pickoff = action.kind == "pickoff"
        details: Json = {"description": action.description}
        if pickoff:
            details |= {"code": action.code, "isOut": False, "hasReview": False}
            details |= {"fromCatcher": False, "disengagementNum": 1}
        else:
            details |= {
                "event": action.event,
                "eventType": action.event_type,
                "awayScore": action.away_score,
                "homeScore": action.home_score,
                "isScoringPlay": False,
                "isOut": action.is_out,
                "hasReview": False,
            }
        event: Json = {
            "details": details,
            "count": _COUNTS[action.balls, action.strikes, action.outs],
            "index": index,
        }
        if pickoff:
            event["playId"] = self._play_id()
        if action.running and previous_id:
            event["actionPlayId"] = previous_id
        event["startTime"] = self.clock.text()
        self.clock.wait(_ACTION_MS.get(action.event_type, 9_000))
        event["endTime"] = self.clock.text()
        event["isPitch"] = False
        if action.running:
            event["isBaseRunningPlay"] = True
        if action.position:
            event["isSubstitution"] = True
        event["type"] = action.kind
        return event | _people_of(action)

    def _by_inning(self) -> list[Json]:
        innings: list[Json] = []
        plays = self._record.plays
        for number in range(1, plays[-1].inning + 1):
            top = [play.index for play in plays if play.inning == number and play.top]
            bottom = [play.index for play in plays if play.inning == number and not play.top]
            innings.append(
                {
                    "startIndex": top[0],
                    "endIndex": (bottom or top)[-1],
                    "top": top,
                    "bottom": bottom,
                    "hits": {
                        "away": self._hit_list(number, top=True),
                        "home": self._hit_list(number, top=False),
                    },
                }
            )
        return innings

    def _hit_list(self, inning: int, *, top: bool) -> list[Json]:
        side = self._record.away if top else self._record.home
        team = team_stub(side.roster.club)
        return [
            {
                "team": team,
                "inning": inning,
                "pitcher": play.pitcher.ref,
                "batter": play.batter.ref,
                "coordinates": _spot(hit_data),
                "type": _hit_type(play.event_type),
                "description": play.event,
            }
            for play, hit_data in self._hits
            if play.inning == inning and play.top == top
        ]


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


@cache
def _splits(throws: str, bat_side: str, men_on_base: str) -> Json:
    return {
        "batter": f"vs_{throws}HP",
        "pitcher": f"vs_{bat_side}HB",
        "menOnBase": men_on_base,
    }


def _hit_type(event_type: str) -> str:
    if event_type in HIT_BASES:
        return "H"
    return "E" if event_type == "field_error" else "O"


def _spot(hit_data: Json) -> Json:
    spot = hit_data["coordinates"]
    return {"x": spot["coordX"], "y": spot["coordY"]} if isinstance(spot, dict) else {}


def _result(play: Play) -> Json:
    return {
        "type": "atBat",
        "event": play.event,
        "eventType": play.event_type,
        "description": play.description,
        "rbi": play.rbi,
        "awayScore": play.away_score,
        "homeScore": play.home_score,
        "isOut": play.is_out,
    }


def _about(play: Play, start: str, end: str) -> Json:
    return {
        "atBatIndex": play.index,
        "halfInning": "top" if play.top else "bottom",
        "isTopInning": play.top,
        "inning": play.inning,
        "startTime": start,
        "endTime": end,
        "isComplete": True,
        "isScoringPlay": play.scoring,
        "hasReview": False,
        "hasOut": any(move.out_number for move in play.movements),
        "captivatingIndex": _CAPTIVATING.get(play.event_type, 0),
    }


def _matchup(play: Play) -> Json:
    matchup: Json = {
        "batter": play.batter.ref,
        "batSide": _HANDS[play.bat_side],
        "pitcher": play.pitcher.ref,
        "pitchHand": _HANDS[play.pitcher.throws],
    }
    for name, runner in zip(
        ("postOnFirst", "postOnSecond", "postOnThird"), play.on_base, strict=True
    ):
        if runner:
            matchup[name] = runner.ref
    matchup["batterHotColdZones"] = _NO_ZONES
    matchup["pitcherHotColdZones"] = _NO_ZONES
    matchup["splits"] = _splits(play.pitcher.throws, play.bat_side, play.men_on_base)
    return matchup


def _runner(move: Movement) -> Json:
    return {
        "movement": {
            "originBase": move.origin,
            "start": move.start,
            "end": move.end,
            "outBase": move.out_base,
            "isOut": move.out_number is not None,
            "outNumber": move.out_number,
        },
        "details": {
            "event": move.event,
            "eventType": move.event_type,
            "movementReason": move.reason,
            "runner": move.runner.ref,
            "responsiblePitcher": move.pitcher.link if move.pitcher else None,
            "isScoringEvent": move.end == "score",
            "rbi": move.rbi,
            "earned": move.earned,
            "teamUnearned": move.end == "score" and not move.team_earned,
            "playIndex": move.event_index,
        },
        "credits": [
            {
                "player": credit.fielder.link,
                "position": POSITIONS[credit.position],
                "credit": credit.kind,
            }
            for credit in move.credits
        ],
    }


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
    return people


def last_batter_first(players: list[Player], up_next: int) -> list[Player]:
    """Return the batting order beginning with the man who is due."""
    return players[up_next:] + players[:up_next]
