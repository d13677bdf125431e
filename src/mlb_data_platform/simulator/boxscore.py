"""Writes the box score: line-ups, stat lines of game and season, the best of the game."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from mlb_data_platform.simulator.plays import team_stub
from mlb_data_platform.simulator.records import Appearance, SideRecord
from mlb_data_platform.simulator.rosters import POSITIONS, Player
from mlb_data_platform.simulator.scoring import PlayerLine, Scorebook
from mlb_data_platform.simulator.season_totals import NO_SEASON, ClubTotals, SeasonLine
from mlb_data_platform.simulator.statlines import (
    Counts,
    Json,
    add_up,
    batting_stats,
    fielding_stats,
    innings,
    pitching_stats,
    season_batting_stats,
    season_pitching_stats,
    team_pitching_stats,
)

_NEVER_BATTED = season_batting_stats({})
_NEVER_PITCHED = season_pitching_stats({})
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
_STARTER_BASE_SCORE = 50


@dataclass(slots=True)
class Sheet:
    """What a box score is written from; `book` is None for a game that has not begun.

    Attributes:
        totals: Both clubs' seasons up to and including this game, by club id.
        team_info: Notes under each club's batters, by club id.
        info: Notes under the whole box score.
        pitching_notes: Who pitched to whom without getting an out.
        at_bat: Who bats now, by player id; None for a game that is not going on.
        on_mound: Who pitches now, likewise.
    """

    home: SideRecord
    away: SideRecord
    book: Scorebook | None
    totals: dict[int, ClubTotals]
    officials: list[Json] = field(default_factory=list)
    team_info: dict[int, list[Json]] = field(default_factory=dict)
    substitutions: dict[int, list[Json]] = field(default_factory=dict)
    info: list[Json] = field(default_factory=list)
    pitching_notes: list[str] = field(default_factory=list)
    at_bat: int | None = None
    on_mound: int | None = None

    def line(self, player: Player) -> PlayerLine:
        """Return a player's counts; nothing for one who did not play."""
        return (self.book.lines.get(player.id) if self.book else None) or PlayerLine()

    def season(self, side: SideRecord, player: Player) -> SeasonLine:
        """Return a player's season, this game included."""
        return self.totals[side.roster.club.id].players.get(player.id, NO_SEASON)


def render_boxscore(sheet: Sheet) -> Json:
    """Return `liveData.boxscore`."""
    return {
        "teams": {
            "away": _team(sheet, sheet.away),
            "home": _team(sheet, sheet.home),
        },
        "officials": sheet.officials,
        "info": sheet.info,
        "pitchingNotes": sheet.pitching_notes,
        "topPerformers": _top_performers(sheet) if sheet.book else [],
    }


def _team(sheet: Sheet, side: SideRecord) -> Json:
    begun = sheet.book is not None
    club = side.roster.club
    used = set(side.appearances) if begun else set()
    batters = _in_order(side)
    bench = [p for p in side.roster.regulars + side.roster.bench if p.id not in used]
    pen = [p for p in side.roster.rotation + side.roster.bullpen if p.id not in used]
    return {
        "team": team_stub(club),
        "teamStats": _team_stats(sheet, side),
        "players": {
            f"ID{player.id}": _player(sheet, side, player) for player in side.roster.players
        },
        "batters": batters if begun else [],
        "pitchers": [player.id for player in side.pitchers] if begun else [],
        "bench": [player.id for player in bench],
        "bullpen": [player.id for player in pen],
        "battingOrder": [player.id for player in side.slots] if begun else [],
        "info": sheet.team_info.get(club.id, []),
        "note": sheet.substitutions.get(club.id, []),
    }


def _in_order(side: SideRecord) -> list[int]:
    """List those who played: batters by slot, then pitchers as they came."""
    batting = [a for a in side.appearances.values() if a.batting_order]
    batting.sort(key=lambda appearance: appearance.batting_order or "")
    return [a.player.id for a in batting] + [pitcher.id for pitcher in side.pitchers]


def _team_stats(sheet: Sheet, side: SideRecord) -> Json:
    season = sheet.totals[side.roster.club.id].club
    lines = [sheet.line(appearance.player) for appearance in side.appearances.values()]
    pitching = add_up(line.pitching for line in lines)
    if sheet.book:
        pitching["earnedRuns"] -= sheet.book.team_unearned[side is sheet.home]
        pitching["shutouts"] = int(pitching["runs"] == 0)
    return {
        "batting": batting_stats(add_up(line.batting for line in lines), season.batting()),
        "pitching": team_pitching_stats(pitching, season.pitching()),
        "fielding": fielding_stats(add_up(line.fielding for line in lines), kind="team"),
    }


def _player(sheet: Sheet, side: SideRecord, player: Player) -> Json:
    appearance = side.appearances.get(player.id) if sheet.book else None
    last = appearance.positions[-1] if appearance else player.position
    entry: Json = {
        "person": player.ref,
        "jerseyNumber": player.number,
        "position": POSITIONS[last],
        "status": {"code": "A", "description": "Active"},
        "parentTeamId": side.roster.club.id,
    }
    order = appearance.batting_order if appearance else None
    if order:
        entry["battingOrder"] = order
    season = sheet.season(side, player)
    entry["stats"] = _game_stats(sheet, appearance, season)
    entry["seasonStats"] = _season_stats(season, started=bool(appearance and appearance.started))
    entry["gameStatus"] = {
        "isCurrentBatter": player.id == sheet.at_bat,
        "isCurrentPitcher": player.id == sheet.on_mound,
        "isOnBench": appearance is None,
        "isSubstitute": order is not None and not order.endswith("00"),
    }
    if appearance:
        entry["allPositions"] = [POSITIONS[code] for code in appearance.positions]
    return entry


def _game_stats(sheet: Sheet, appearance: Appearance | None, season: SeasonLine) -> Json:
    if appearance is None:
        return {"batting": {}, "pitching": {}, "fielding": {}}
    line = sheet.line(appearance.player)
    batting: Json = {}
    pitching: Json = {}
    if appearance.batting_order:
        batting = {"note": appearance.note} if appearance.note else {}
        batting |= {"summary": _batting_summary(line.batting), "gamesPlayed": 1}
        batting |= batting_stats(line.batting)
    else:
        note = _pitching_note(sheet, appearance.player, line.pitching, season)
        pitching = {"note": note} if note else {}
        pitching |= {"summary": _pitching_summary(line.pitching), **pitching_stats(line.pitching)}
    fielding: Json = {"gamesStarted": 1} if appearance.started else {}
    fielding |= fielding_stats(line.fielding, kind="game")
    return {"batting": batting, "pitching": pitching, "fielding": fielding}


@lru_cache(maxsize=4096)
def _season_stats(season: SeasonLine, *, started: bool) -> Json:
    """Return the season's stat objects; those of a player who rests are written once.

    `fielding.gamesStarted` tells of this game only, as in the API.
    """
    fielding = fielding_stats(season.fielding(), kind="season")
    batted, pitched = season.has_batted, season.has_pitched
    return {
        "batting": season_batting_stats(season.batting()) if batted else _NEVER_BATTED,
        "pitching": season_pitching_stats(season.pitching()) if pitched else _NEVER_PITCHED,
        "fielding": {"gamesStarted": 1, **fielding} if started else fielding,
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


def _pitching_note(sheet: Sheet, pitcher: Player, counts: Counts, season: SeasonLine) -> str:
    """Return the decision with the season's number of them, such as `(L, 0-1)(BS, 1)`."""
    book = sheet.book
    if book is None:
        return ""
    so_far = season.pitching()
    note = ""
    for mark, named in (("W", book.winner), ("L", book.loser)):
        if named is pitcher:
            note = f"({mark}, {so_far['wins']}-{so_far['losses']})"
    for mark, name in (("S", "saves"), ("H", "holds"), ("BS", "blownSaves")):
        if counts[name]:
            note += f"({mark}, {so_far[name]})"
    return note


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


def _ranked(sheet: Sheet) -> Iterable[tuple[int, int, str, SideRecord, Player]]:
    for side in (sheet.away, sheet.home):
        for appearance in side.appearances.values():
            player, line = appearance.player, sheet.line(appearance.player)
            if appearance.batting_order:
                yield _hitting_score(line.batting), player.id, "hitter", side, player
            else:
                kind = "starter" if appearance.started else "reliever"
                yield _pitching_score(line.pitching), player.id, kind, side, player


def _top_performers(sheet: Sheet) -> list[Json]:
    best: list[Json] = []
    for score, _, kind, side, player in sorted(_ranked(sheet), key=lambda e: (-e[0], e[1]))[:3]:
        entry = _player(sheet, side, player)
        entry["person"] = {**player.ref, "boxscoreName": player.box_name}
        name = "hittingGameScore" if kind == "hitter" else "pitchingGameScore"
        best.append({"player": entry, "type": kind, "gameScore": score, name: score})
    return best
