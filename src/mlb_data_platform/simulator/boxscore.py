"""Writes the box score: line-ups, stat lines, notes and the best of the game."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mlb_data_platform.simulator.plays import Json, team_stub
from mlb_data_platform.simulator.records import Appearance, SideRecord
from mlb_data_platform.simulator.rosters import POSITIONS, Player
from mlb_data_platform.simulator.scoring import Counts, PlayerLine, Scorebook
from mlb_data_platform.simulator.statlines import (
    add_up,
    batting_stats,
    fielding_stats,
    innings,
    pitching_stats,
    season_batting_stats,
    season_pitching_stats,
)

_EMPTY: Counts = defaultdict(int)
_SUMMARY = (
    ("doubles", "2B"),
    ("triples", "3B"),
    ("homeRuns", "HR"),
    ("baseOnBalls", "BB"),
    ("hitByPitch", "HBP"),
    ("strikeOuts", "K"),
    ("rbi", "RBI"),
    ("runs", "R"),
    ("stolenBases", "SB"),
)
_BATTING_NOTES = (("2B", "doubles"), ("3B", "triples"), ("HR", "homeRuns"), ("TB", "totalBases"))
_MORE_NOTES = (("RBI", "rbi"), ("GIDP", "groundIntoDoublePlay"), ("SF", "sacFlies"))
_STARTER_BASE_SCORE = 50
_NO_SEASON: Json = {
    "batting": season_batting_stats(_EMPTY, 0),
    "pitching": season_pitching_stats(_EMPTY, 0),
    "fielding": fielding_stats(_EMPTY, kind="season"),
}


@dataclass(slots=True)
class Sheet:
    """What a box score is written from; `book` is None for a game that has not begun."""

    home: SideRecord
    away: SideRecord
    book: Scorebook | None
    officials: list[Json]
    info: list[Json]

    def line(self, player: Player) -> PlayerLine:
        """Return a player's counts; nothing for one who did not play."""
        return (self.book.lines.get(player.id) if self.book else None) or PlayerLine()


def render_boxscore(sheet: Sheet) -> Json:
    """Return `liveData.boxscore`."""
    return {
        "teams": {
            "away": _team(sheet, sheet.away),
            "home": _team(sheet, sheet.home),
        },
        "officials": sheet.officials,
        "info": sheet.info,
        "pitchingNotes": [],
        "topPerformers": _top_performers(sheet) if sheet.book else [],
    }


def _team(sheet: Sheet, side: SideRecord) -> Json:
    begun = sheet.book is not None
    used = set(side.appearances) if begun else set()
    lines = [sheet.line(player) for player in side.roster.players]
    batters = [side.appearances[player_id].player for player_id in _in_order(side)]
    bench = [p for p in side.roster.regulars + side.roster.bench if p.id not in used]
    pen = [p for p in side.roster.rotation + side.roster.bullpen if p.id not in used]
    return {
        "team": team_stub(side.roster.club),
        "teamStats": {
            "batting": batting_stats(add_up(line.batting for line in lines), rates=True),
            "pitching": pitching_stats(add_up(line.pitching for line in lines), team=True),
            "fielding": fielding_stats(_team_fielding(lines), kind="team"),
        },
        "players": {
            f"ID{player.id}": _player(sheet, side, player) for player in side.roster.players
        },
        "batters": [player.id for player in batters] if begun else [],
        "pitchers": [player.id for player in side.pitchers] if begun else [],
        "bench": [player.id for player in bench],
        "bullpen": [player.id for player in pen],
        "battingOrder": [player.id for player in side.slots] if begun else [],
        "info": _team_notes(sheet, side) if begun else [],
        "note": [{"label": label, "value": words} for label, words in side.notes],
    }


def _in_order(side: SideRecord) -> list[int]:
    """List those who played: batters by slot, then pitchers as they came."""
    batting = [a for a in side.appearances.values() if a.batting_order]
    batting.sort(key=lambda appearance: appearance.batting_order or "")
    return [a.player.id for a in batting] + [pitcher.id for pitcher in side.pitchers]


def _team_fielding(lines: Iterable[PlayerLine]) -> Counts:
    """Sum fielding; stolen bases are noted for pitcher and catcher, but happened once."""
    lines = list(lines)
    total = add_up(line.fielding for line in lines)
    for name in ("stolenBases", "caughtStealing"):
        total[name] = sum(line.pitching[name] for line in lines)
    return total


def _player(sheet: Sheet, side: SideRecord, player: Player) -> Json:
    appearance = side.appearances.get(player.id) if sheet.book else None
    line = sheet.line(player)
    last = appearance.positions[-1] if appearance else player.position
    entry: Json = {
        "person": player.ref,
        "jerseyNumber": player.number,
        "position": POSITIONS[last],
        "status": {"code": "A", "description": "Active"},
        "parentTeamId": side.roster.club.id,
    }
    if appearance and appearance.batting_order:
        entry["battingOrder"] = appearance.batting_order
    entry["stats"] = _game_stats(sheet, appearance, line)
    entry["seasonStats"] = _season_stats(appearance, line)
    entry["gameStatus"] = {
        "isCurrentBatter": False,
        "isCurrentPitcher": False,
        "isOnBench": appearance is None,
        "isSubstitute": appearance is not None and not appearance.started,
    }
    if appearance:
        entry["allPositions"] = [POSITIONS[code] for code in appearance.positions]
    return entry


def _game_stats(sheet: Sheet, appearance: Appearance | None, line: PlayerLine) -> Json:
    if appearance is None:
        return {"batting": {}, "pitching": {}, "fielding": {}}
    batting: Json = {}
    pitching: Json = {}
    if appearance.batting_order:
        batting = {"note": appearance.note} if appearance.note else {}
        batting |= {"summary": _batting_summary(line.batting), "gamesPlayed": 1}
        batting |= batting_stats(line.batting)
    else:
        note = _pitching_note(sheet, appearance.player, line.pitching)
        pitching = {"note": note} if note else {}
        pitching |= {
            "summary": _pitching_summary(line.pitching),
            "gamesPlayed": 1,
            "gamesStarted": line.pitching["gamesStarted"],
        }
        pitching |= pitching_stats(line.pitching)
    fielding: Json = {"gamesStarted": 1} if appearance.started else {}
    fielding |= fielding_stats(line.fielding, kind="game")
    return {"batting": batting, "pitching": pitching, "fielding": fielding}


def _season_stats(appearance: Appearance | None, line: PlayerLine) -> Json:
    """Return the season's stat objects, counted over this game alone."""
    if appearance is None:
        return _NO_SEASON
    batted = appearance.batting_order is not None
    fielding = fielding_stats(line.fielding, kind="season")
    return {
        "batting": season_batting_stats(line.batting, 1) if batted else _NO_SEASON["batting"],
        "pitching": _NO_SEASON["pitching"] if batted else season_pitching_stats(line.pitching, 1),
        "fielding": ({"gamesStarted": 1} if appearance.started else {}) | fielding,
    }


def _batting_summary(counts: Counts) -> str:
    parts = [
        words if counts[name] == 1 else f"{counts[name]} {words}"
        for name, words in _SUMMARY
        if counts[name]
    ]
    return " | ".join(
        [f"{counts['hits']}-{counts['atBats']}", *([", ".join(parts)] if parts else [])]
    )


def _pitching_summary(counts: Counts) -> str:
    parts = [f"{innings(counts['outs'])} IP"]
    for name, words in (("earnedRuns", "ER"), ("strikeOuts", "K"), ("baseOnBalls", "BB")):
        parts.append(words if counts[name] == 1 else f"{counts[name]} {words}")
    return ", ".join(parts)


def _pitching_note(sheet: Sheet, pitcher: Player, counts: Counts) -> str:
    book = sheet.book
    if book is None:
        return ""
    for mark, named in (("W", book.winner), ("L", book.loser)):
        if named is pitcher:
            return f"({mark}, {counts['wins']}-{counts['losses']})"
    for mark, name in (("S", "saves"), ("H", "holds"), ("BS", "blownSaves")):
        if counts[name]:
            return f"({mark}, {counts[name]})"
    return ""


def _listed(sheet: Sheet, players: Iterable[Player], name: str, part: str = "batting") -> str:
    told = []
    for player in players:
        counts: Counts = getattr(sheet.line(player), part)
        if counts[name]:
            told.append(player.box_name + (f" {counts[name]}" if counts[name] > 1 else ""))
    return "; ".join(told) + "." if told else ""


def _team_notes(sheet: Sheet, side: SideRecord) -> list[Json]:
    players = [appearance.player for appearance in side.appearances.values()]
    left = sum(
        half.left_on_base
        for pair in (sheet.book.innings if sheet.book else [])
        for half in (pair[0 if side is sheet.away else 1],)
    )
    sections = [
        (
            "BATTING",
            [(label, _listed(sheet, players, name)) for label, name in _BATTING_NOTES + _MORE_NOTES]
            + [("Team LOB", f"{left}.")],
        ),
        (
            "BASERUNNING",
            [
                ("SB", _listed(sheet, players, "stolenBases")),
                ("CS", _listed(sheet, players, "caughtStealing")),
            ],
        ),
        ("FIELDING", [("E", _listed(sheet, players, "errors", "fielding"))]),
    ]
    notes: list[Json] = []
    for title, fields in sections:
        kept = [{"label": label, "value": value} for label, value in fields if value]
        if kept:
            notes.append({"title": title, "fieldList": kept})
    return notes


def pitching_info(sheet: Sheet) -> list[Json]:
    """Return the game notes that count pitches, batters and inherited runners."""
    pitchers = sheet.away.pitchers + sheet.home.pitchers

    def told(words: Callable[[Counts], str]) -> str:
        return (
            "; ".join(
                f"{pitcher.box_name} {words(sheet.line(pitcher).pitching)}" for pitcher in pitchers
            )
            + "."
        )

    notes = [
        ("WP", _listed(sheet, pitchers, "wildPitches", "pitching")),
        ("HBP", _listed(sheet, pitchers, "hitByPitch", "pitching")),
        ("Pitches-strikes", told(lambda c: f"{c['pitchesThrown']}-{c['strikes']}")),
        ("Groundouts-flyouts", told(lambda c: f"{c['groundOuts']}-{c['flyOuts']}")),
        ("Batters faced", told(lambda c: str(c["battersFaced"]))),
        (
            "Inherited runners-scored",
            "; ".join(
                f"{p.box_name} {c['inheritedRunners']}-{c['inheritedRunnersScored']}"
                for p in pitchers
                if (c := sheet.line(p).pitching)["inheritedRunners"]
            ),
        ),
    ]
    return [{"label": label, "value": value} for label, value in notes if value]


def _hitting_score(counts: Counts) -> int:
    return (
        40
        + 5 * counts["totalBases"]
        + 3 * (counts["rbi"] + counts["runs"] + counts["stolenBases"])
        + 2 * (counts["baseOnBalls"] + counts["hitByPitch"])
        - counts["strikeOuts"]
    )


def _pitching_score(counts: Counts) -> int:
    return (
        _STARTER_BASE_SCORE
        + counts["outs"]
        + counts["strikeOuts"]
        - 2 * (counts["hits"] + counts["baseOnBalls"])
        - 3 * counts["runs"]
    )


def _top_performers(sheet: Sheet) -> list[Json]:
    ranked: list[tuple[int, int, str, SideRecord, Player]] = []
    for side in (sheet.away, sheet.home):
        for appearance in side.appearances.values():
            player, line = appearance.player, sheet.line(appearance.player)
            if appearance.batting_order:
                ranked.append((_hitting_score(line.batting), player.id, "hitter", side, player))
            else:
                kind = "starter" if appearance.started else "reliever"
                ranked.append((_pitching_score(line.pitching), player.id, kind, side, player))
    ranked.sort(key=lambda entry: (-entry[0], entry[1]))
    best: list[Json] = []
    for score, _, kind, side, player in ranked[:3]:
        entry = _player(sheet, side, player)
        entry["person"] = {**player.ref, "boxscoreName": player.box_name}
        name = "hittingGameScore" if kind == "hitter" else "pitchingGameScore"
        best.append({"player": entry, "type": kind, "gameScore": score, name: score})
    return best
