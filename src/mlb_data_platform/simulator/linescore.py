"""Writes the line score: runs by inning, and who stands where at the end."""

from mlb_data_platform.simulator.lineups import ordinal
from mlb_data_platform.simulator.plays import OUTS_A_HALF, last_batter_first
from mlb_data_platform.simulator.records import GameRecord, SideRecord
from mlb_data_platform.simulator.scoring import HalfLine, Scorebook
from mlb_data_platform.simulator.statlines import Json

REGULATION_INNINGS = 9
_POSITION_FIELDS = (
    ("1", "pitcher"),
    ("2", "catcher"),
    ("3", "first"),
    ("4", "second"),
    ("5", "third"),
    ("6", "shortstop"),
    ("7", "left"),
    ("8", "center"),
    ("9", "right"),
)
_OUT_WORDS = ("No outs", "One out", "Two out")


def empty_linescore(home: SideRecord, away: SideRecord) -> Json:
    """Return the line score of a game that has not begun."""
    return {
        "scheduledInnings": REGULATION_INNINGS,
        "innings": [],
        "teams": {"home": {}, "away": {}},
        "defense": {"team": _team(home)},
        "offense": {"team": _team(away)},
    }


def render_linescore(record: GameRecord, book: Scorebook) -> Json:
    """Return `liveData.linescore` as it stands after the last play."""
    last = record.plays[-1]
    half = "Top" if last.top else "Bottom"
    linescore: Json = {}
    if not last.top and last.outs < OUTS_A_HALF:
        linescore["note"] = f"{_OUT_WORDS[last.outs]} when winning run scored."
    return linescore | {
        "currentInning": last.inning,
        "currentInningOrdinal": ordinal(last.inning),
        "inningState": half,
        "inningHalf": half,
        "isTopInning": last.top,
        "scheduledInnings": REGULATION_INNINGS,
        "innings": [
            {
                "num": number,
                "ordinalNum": ordinal(number),
                "home": _half(home),
                "away": _half(away),
            }
            for number, (away, home) in enumerate(book.innings, start=1)
        ],
        "teams": {"home": _total(book, 1), "away": _total(book, 0)},
        "defense": _defense(record),
        "offense": _offense(record),
        "balls": last.balls,
        "strikes": last.strikes,
        "outs": last.outs,
    }


def _half(half: HalfLine) -> Json:
    runs: Json = {"runs": half.runs} if half.played else {}
    return runs | {"hits": half.hits, "errors": half.errors, "leftOnBase": half.left_on_base}


def _total(book: Scorebook, side: int) -> Json:
    halves = [pair[side] for pair in book.innings]
    return {
        "runs": sum(half.runs for half in halves),
        "hits": sum(half.hits for half in halves),
        "errors": sum(half.errors for half in halves),
        "leftOnBase": sum(half.left_on_base for half in halves),
    }


def _team(side: SideRecord) -> Json:
    club = side.roster.club
    return {"id": club.id, "name": club.name, "link": f"/api/v1/teams/{club.id}"}


def _due(side: SideRecord, first: int) -> Json:
    order = last_batter_first(side.slots, first)
    return {"batter": order[0].ref, "onDeck": order[1].ref, "inHole": order[2].ref}


def _defense(record: GameRecord) -> Json:
    side = record.home if record.plays[-1].top else record.away
    return {
        **{name: side.fielders[code].ref for code, name in _POSITION_FIELDS},
        **_due(side, side.up_next),
        "battingOrder": side.up_next + 1,
        "team": _team(side),
    }


def _offense(record: GameRecord) -> Json:
    last = record.plays[-1]
    side = record.away if last.top else record.home
    place = (side.up_next - 1) % 9
    offense = _due(side, place)
    for name, runner in zip(("first", "second", "third"), last.on_base, strict=True):
        if runner and last.outs < OUTS_A_HALF:
            offense[name] = runner.ref
    pitcher = side.pitchers[-1]
    return offense | {"pitcher": pitcher.ref, "battingOrder": place + 1, "team": _team(side)}
