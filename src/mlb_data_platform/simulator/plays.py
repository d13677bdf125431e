"""Writes the plays of a game as `liveData.plays`, with a time for everything."""

from collections.abc import Callable
from functools import cache
from random import Random

from mlb_data_platform.simulator.baserunning import SEASON_NUMBER
from mlb_data_platform.simulator.clubs import SPRING_LEAGUES, Club
from mlb_data_platform.simulator.play_events import COUNTS, EventWriter, render_credit
from mlb_data_platform.simulator.records import Action, GameRecord, Movement, Pitch, Play
from mlb_data_platform.simulator.reviews import Review, Reviews
from mlb_data_platform.simulator.rosters import SIDES, Player
from mlb_data_platform.simulator.scoring import HIT_BASES, HIT_FIELDS
from mlb_data_platform.simulator.statlines import Json
from mlb_data_platform.simulator.zones import render_zones

__all__ = [
    "OUTS_A_HALF",
    "Json",
    "PlayWriter",
    "SeasonNumbers",
    "hit_type",
    "last_batter_first",
    "render_runner",
    "team_stub",
]

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
_BATTER_GAP_MS, _HALF_GAP_MS = 17_000, 128_000
# Listed among a play's events, but not in its `actionIndex`.
_UNCOUNTED = frozenset({"batter_timeout", "mound_visit"})
_NO_ZONES: list[object] = []
_AFTER = ("postOnFirst", "postOnSecond", "postOnThird")
OUTS_A_HALF = 3


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


class SeasonNumbers:
    """Counts on from the season's totals: his 12th home run, her 9th stolen base."""

    def __init__(self, before: Callable[[int, str], int]) -> None:
        self._before = before
        self._numbers: dict[tuple[int, str], int] = {}

    def next(self, player: Player, name: str) -> str:
        """Return the number of one more such thing, in brackets."""
        key = (player.id, name)
        number = self._numbers.get(key)
        if number is None:
            number = self._before(player.id, name)
        self._numbers[key] = number + 1
        return f"({number + 1})"


class PlayWriter:
    """Writes one game's plays.

    Attributes:
        events: Writes what happens in them, and knows the time.
    """

    def __init__(
        self,
        record: GameRecord,
        events: EventWriter,
        rng: Random,
        reviews: Reviews,
        numbers: SeasonNumbers,
    ) -> None:
        self._record, self.events, self._rng = record, events, rng
        self._reviews, self._numbers = reviews, numbers

    def write(self) -> Json:
        """Return `liveData.plays`."""
        plays: list[Json] = []
        previous: Play | None = None
        for play in self._record.plays:
            half_over = previous is not None and previous.top != play.top
            if previous:
                self.events.clock.wait(_HALF_GAP_MS if half_over else _BATTER_GAP_MS)
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
        review = self._reviews.of_plays.get(play.index)
        events, start = self._events(play, review)
        end = self.events.clock.text()
        start = start or end
        whole = review if review and review.event_index is None else None
        json: Json = {
            "result": self._result(play, whole),
            "about": _about(play, start, end),
            "count": COUNTS[play.balls, play.strikes, play.outs],
            "matchup": _matchup(play),
            "pitchIndex": [
                index
                for index, event in enumerate(play.events)
                if isinstance(event, Pitch) or event.kind != "action"
            ],
            "actionIndex": [
                index
                for index, event in enumerate(play.events)
                if isinstance(event, Action)
                and event.kind == "action"
                and event.event_type not in _UNCOUNTED
            ],
            "runnerIndex": list(range(len(play.movements))),
            "runners": [render_runner(move) for move in play.movements],
            "playEvents": events,
            "playEndTime": end,
            "atBatIndex": play.index,
        }
        if whole:
            json["about"] = {**_about(play, start, end), "hasReview": True}
            json["reviewDetails"] = whole.render()
        return json

    def _events(self, play: Play, review: Review | None) -> tuple[list[Json], str]:
        """Return a play's events, and when the first pitch was thrown."""
        events: list[Json] = []
        start = ""
        thrown = 0
        for index, event in enumerate(play.events):
            if isinstance(event, Pitch):
                if not start:
                    start = self.events.clock.text()
                thrown += 1
                events.append(self.events.pitch(play, event, index, thrown))
                continue
            previous_id = events[-1].get("playId") if events else None
            seen = review if review and review.event_index == index else None
            words = self._words(event, seen)
            events.append(
                self.events.other(
                    event, index, thrown, words=words, previous_id=previous_id, review=seen
                )
            )
        return events, start

    def _words(self, action: Action, review: Review | None) -> str:
        words = action.description
        if SEASON_NUMBER in words and action.player:
            number = self._numbers.next(action.player, "stolenBases")
            words = words.replace(SEASON_NUMBER, number)
        return (review.words if review else "") + words

    def _result(self, play: Play, review: Review | None) -> Json:
        description = play.description
        if SEASON_NUMBER in description:
            number = self._numbers.next(play.batter, HIT_FIELDS[play.event_type])
            description = description.replace(SEASON_NUMBER, number)
        return {
            "type": "atBat",
            "event": play.event,
            "eventType": play.event_type,
            "description": (review.words if review else "") + description,
            "rbi": play.rbi,
            "awayScore": play.away_score,
            "homeScore": play.home_score,
            "isOut": play.is_out,
        }

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
                "type": hit_type(play.event_type),
                "description": play.event,
            }
            for play, hit_data in self.events.hits
            if play.inning == inning and play.top == top
        ]


@cache
def _splits(throws: str, bat_side: str, men_on_base: str) -> Json:
    return {
        "batter": f"vs_{throws}HP",
        "pitcher": f"vs_{bat_side}HB",
        "menOnBase": men_on_base,
    }


def hit_type(event_type: str) -> str:
    """Return the mark of a ball in play in the lists by inning: hit, error or out."""
    if event_type in HIT_BASES:
        return "H"
    return "E" if event_type == "field_error" else "O"


def _spot(hit_data: Json) -> Json:
    spot = hit_data["coordinates"]
    return {"x": spot["coordX"], "y": spot["coordY"]} if isinstance(spot, dict) else {}


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
    if play.outs < OUTS_A_HALF:
        # After the third out the API shows the bases empty.
        for name, runner in zip(_AFTER, play.on_base, strict=True):
            if runner:
                matchup[name] = runner.ref
    matchup["batterHotColdZones"] = _NO_ZONES
    matchup["pitcherHotColdZones"] = _NO_ZONES
    matchup["splits"] = _splits(play.pitcher.throws, play.bat_side, play.men_on_base)
    return matchup


def render_runner(move: Movement) -> Json:
    """Return one entry of a play's `runners`."""
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
        "credits": [render_credit(credit) for credit in move.credits],
    }


def last_batter_first(players: list[Player], up_next: int) -> list[Player]:
    """Return the batting order beginning with the man who is due."""
    return players[up_next:] + players[:up_next]
