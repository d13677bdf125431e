# ruff: noqa: PLR2004  (the small numbers are the rules of baseball)
"""Writes the notes of a box score: who doubled off whom, who stole, who erred, who pinch-hit."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mlb_data_platform.simulator.lineups import ordinal
from mlb_data_platform.simulator.records import (
    BattedBall,
    GameRecord,
    Movement,
    Pitch,
    Play,
    SideRecord,
)
from mlb_data_platform.simulator.rosters import Player
from mlb_data_platform.simulator.scoring import HIT_BASES, Scorebook, is_plate_appearance
from mlb_data_platform.simulator.season_totals import ClubTotals
from mlb_data_platform.simulator.statlines import Counts, Json

_EXTRA_BASES = {"double": "2B", "triple": "3B", "home_run": "HR"}
_SEASON_FIELDS = {
    "2B": "doubles",
    "3B": "triples",
    "HR": "homeRuns",
    "RBI": "rbi",
    "SB": "stolenBases",
    "CS": "caughtStealing",
}
_SECTIONS = (
    (
        "BATTING",
        (
            "2B",
            "3B",
            "HR",
            "TB",
            "RBI",
            "2-out RBI",
            "Runners left in scoring position, 2 out",
            "SAC",
            "SF",
            "GIDP",
            "Team RISP",
            "Team LOB",
        ),
    ),
    ("BASERUNNING", ("SB", "CS", "PO")),
    ("FIELDING", ("E", "PB", "Outfield assists", "DP", "Pickoffs")),
)
_SPOKEN_BASES = {
    "1B": "1st base",
    "2B": "2nd base",
    "3B": "3rd base",
    "4B": "home",
    "score": "home",
}
_ERROR_WORDS = {
    "f_throwing_error": "throw",
    "f_fielding_error": "fielding",
    "c_catcher_interf": "interference",
    "f_foul_error": "foul ball",
}
# Why most runners move; there is nothing to note of it.
_BY_THE_BAT = frozenset({"r_adv_play", "r_adv_force"})
_DOUBLE_PLAYS = frozenset({"grounded_into_double_play", "double_play", "strikeout_double_play"})
_PINCH_VERBS = {
    "single": "Singled",
    "double": "Doubled",
    "triple": "Tripled",
    "home_run": "Homered",
    "walk": "Walked",
    "intent_walk": "Intentionally walked",
    "hit_by_pitch": "Hit by pitch",
    "strikeout": "Struck out",
    "strikeout_double_play": "Struck out into a double play",
    "force_out": "Grounded into a force out",
    "grounded_into_double_play": "Grounded into a double play",
    "double_play": "Hit into a double play",
    "fielders_choice_out": "Hit into a fielder's choice",
    "field_error": "Reached on error",
    "sac_fly": "Hit a sacrifice fly",
    "sac_bunt": "Sacrificed",
    "catcher_interf": "Reached on interference",
}
_OUT_VERBS = {
    "ground_ball": "Grounded out",
    "bunt_grounder": "Bunted out",
    "fly_ball": "Flied out",
    "line_drive": "Lined out",
    "popup": "Popped out",
    "bunt_popup": "Bunted out",
}


@dataclass(slots=True)
class _Notes:
    """What is noted of one club: by label, then by player, how often and with which details."""

    counts: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    details: dict[tuple[str, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    names: dict[int, str] = field(default_factory=dict)
    double_plays: list[str] = field(default_factory=list)

    def add(self, label: str, player: Player, detail: str = "", times: int = 1) -> None:
        """Note something of a player."""
        self.names[player.id] = player.box_name
        self.counts[label][player.id] += times
        if detail:
            self.details[label, player.id].append(detail)

    def told(self, label: str, season: Callable[[int], int | None]) -> str:
        """Write one label as `Name 2 (number of the season, details); Name`."""
        parts = []
        for player_id, times in self.counts[label].items():
            number = season(player_id)
            inside = [] if number is None else [str(number)]
            inside += self.details[label, player_id]
            words = self.names[player_id] + (f" {times}" if times > 1 else "")
            parts.append(words + (f" ({', '.join(inside)})" if inside else ""))
        return "; ".join(parts) + "." if parts else ""


class BoxNotes:
    """The notes of one game, gathered in one reading of its plays."""

    def __init__(self, record: GameRecord, book: Scorebook, totals: dict[int, ClubTotals]) -> None:
        self._record, self._book, self._totals = record, book, totals
        self._notes = {True: _Notes(), False: _Notes()}
        self._risp = {True: [0, 0], False: [0, 0]}
        for play in record.plays:
            self._read(play)

    def _read(self, play: Play) -> None:
        batting, fielding = self._notes[play.top], self._notes[not play.top]
        last = play.events[-1] if play.events else None
        outs_before = last.outs if isinstance(last, Pitch) else play.outs
        if is_plate_appearance(play):
            self._read_batter(play, batting, outs_before)
        self._read_movements(play, batting, fielding)
        if play.event_type in _DOUBLE_PLAYS:
            fielding.double_plays.append(_chain(play))

    def _read_batter(self, play: Play, batting: _Notes, outs: int) -> None:
        batter, kind = play.batter, play.event_type
        if kind in _EXTRA_BASES:
            where = play.pitcher.box_name
            if kind == "home_run":
                on = sum(move.end == "score" for move in play.movements) - 1
                where = f"{ordinal(play.inning)} inning off {where}, {on} on, {outs} out"
            batting.add(_EXTRA_BASES[kind], batter, where)
        if kind in HIT_BASES:
            batting.add("TB", batter, times=HIT_BASES[kind])
        for label, kinds in (("SAC", "sac_bunt"), ("SF", "sac_fly")):
            if kind == kinds:
                batting.add(label, batter)
        if kind == "grounded_into_double_play":
            batting.add("GIDP", batter)
        if play.rbi:
            batting.add("RBI", batter, times=play.rbi)
            if outs == 2:
                batting.add("2-out RBI", batter, times=play.rbi)
        self._read_chances(play, batting, outs)

    def _read_chances(self, play: Play, batting: _Notes, outs: int) -> None:
        """Count at-bats with runners in scoring position, and who was left there."""
        sacrifice = play.event_type in ("sac_bunt", "sac_fly", "walk", "intent_walk")
        if sacrifice or play.event_type in ("hit_by_pitch", "catcher_interf"):
            return
        if play.men_on_base in ("RISP", "Loaded"):
            self._risp[play.top][0] += play.event_type in HIT_BASES
            self._risp[play.top][1] += 1
        left = 2 - play.on_base[1:].count(None)
        if outs == 2 and play.outs == 3 and left:
            batting.add("Runners left in scoring position, 2 out", play.batter, times=left)

    def _read_movements(self, play: Play, batting: _Notes, fielding: _Notes) -> None:
        for move in play.movements:
            self._read_running(play, move, batting, fielding)
            for credit in move.credits:
                if credit.kind in _ERROR_WORDS:
                    fielding.add("E", credit.fielder, _ERROR_WORDS[credit.kind])
                elif credit.kind == "f_assist_of":
                    where = f"{move.runner.box_name} at {_base_of(move)}"
                    fielding.add("Outfield assists", credit.fielder, where)
        passed = 0
        for event in play.events:
            if not isinstance(event, Pitch):
                passed += event.event_type == "passed_ball"
            elif event.error:
                fielding.add("E", event.error.fielder, _ERROR_WORDS[event.error.kind])
        if passed or play.wild == "passed_ball":
            fielding.add("PB", play.catcher, times=passed or 1)

    def _read_running(self, play: Play, move: Movement, batting: _Notes, fielding: _Notes) -> None:
        reason, runner = move.reason, move.runner
        if reason is None or reason in _BY_THE_BAT:
            return
        pitcher, base = play.pitcher_at(move.event_index), _base_of(move)
        battery = f"{pitcher.box_name}/{play.catcher.box_name}"
        if reason.startswith("r_stolen_base"):
            batting.add("SB", runner, f"{base} off {battery}")
        elif "caught_stealing" in reason:
            batting.add("CS", runner, f"{base} by {battery}")
        if reason.startswith("r_pickoff") and move.out_number:
            batting.add("PO", runner, f"{base} by {pitcher.box_name}")
            fielding.add("Pickoffs", pitcher, f"{runner.box_name} at {base}")

    def team_info(self, side: SideRecord) -> list[Json]:
        """Return the sections under one club's batters."""
        top = side is self._record.away
        notes, totals = self._notes[top], self._totals[side.roster.club.id]
        left = sum(pair[0 if top else 1].left_on_base for pair in self._book.innings)
        hits, chances = self._risp[top]
        fixed = {
            "Team RISP": f"{hits}-for-{chances}.",
            "Team LOB": f"{left}.",
            "DP": _listed_double_plays(notes.double_plays),
        }
        sections: list[Json] = []
        for title, labels in _SECTIONS:
            told = (
                (label, fixed.get(label) or notes.told(label, _season_number(label, totals)))
                for label in labels
            )
            fields = [{"label": label, "value": value} for label, value in told if value]
            if fields:
                sections.append({"title": title, "fieldList": fields})
        return sections

    def substitutions(self, side: SideRecord) -> list[Json]:
        """Return the notes on pinch hitters and runners, with what became of them."""
        return [
            {
                "label": note.label,
                "value": f"{self._did(note.player, running=note.runs)} for "
                f"{note.replaced.box_name} in the {ordinal(note.inning)}.",
            }
            for note in side.notes
        ]

    def _did(self, player: Player, *, running: bool) -> str:
        if running:
            return "Ran"
        for play in self._record.plays:
            if play.batter is player and is_plate_appearance(play):
                last = play.events[-1]
                ball: BattedBall | None = last.hit if isinstance(last, Pitch) else None
                out = _OUT_VERBS[ball.trajectory] if ball else "Batted"
                return _PINCH_VERBS.get(play.event_type, out)
        return "Batted"

    def pitching_info(self) -> list[Json]:
        """Return the game notes that count pitches, batters and inherited runners."""
        pitchers = self._record.away.pitchers + self._record.home.pitchers

        def told(words: Callable[[Counts], str], needs: str = "gamesPlayed") -> str:
            counts = ((p, self._book.lines[p.id].pitching) for p in pitchers)
            parts = [f"{p.box_name} {words(c)}".rstrip() for p, c in counts if c[needs]]
            return "; ".join(parts) + "." if parts else ""

        notes = (
            ("WP", told(_times("wildPitches"), "wildPitches")),
            ("Balk", told(_times("balks"), "balks")),
            ("IBB", self._given("intent_walk")),
            ("HBP", self._given("hit_by_pitch")),
            ("Pitches-strikes", told(lambda c: f"{c['pitchesThrown']}-{c['strikes']}")),
            ("Groundouts-flyouts", told(lambda c: f"{c['groundOuts']}-{c['flyOuts']}")),
            ("Batters faced", told(lambda c: str(c["battersFaced"]))),
            (
                "Inherited runners-scored",
                told(
                    lambda c: f"{c['inheritedRunners']}-{c['inheritedRunnersScored']}",
                    "inheritedRunners",
                ),
            ),
        )
        return [{"label": label, "value": value} for label, value in notes if value]

    def _given(self, kind: str) -> str:
        plays = [play for play in self._record.plays if play.event_type == kind]
        parts = [f"{play.batter.box_name} (by {play.pitcher.box_name})" for play in plays]
        return "; ".join(parts) + "." if parts else ""

    def pitching_notes(self) -> list[str]:
        """Say who was relieved in an inning in which he got nobody out."""
        faced: Counter[tuple[int, int]] = Counter()
        outs: Counter[tuple[int, int]] = Counter()
        for play in self._record.plays:
            faced[play.pitcher.id, play.inning] += is_plate_appearance(play)
            for move in play.movements:
                if move.out_number:
                    outs[play.pitcher_at(move.event_index).id, play.inning] += 1
        sides = (self._record.away, self._record.home)
        relieved = {p.id: p.box_name for side in sides for p in side.pitchers[:-1]}
        return [
            f"{relieved[pitcher]} pitched to {batters} {'batter' if batters == 1 else 'batters'} "
            f"in the {ordinal(inning)}."
            for (pitcher, inning), batters in faced.items()
            if batters and pitcher in relieved and not outs[pitcher, inning]
        ]


def _base_of(move: Movement) -> str:
    return _SPOKEN_BASES[move.out_base or move.end or "1B"]


def _times(name: str) -> Callable[[Counts], str]:
    return lambda counts: str(counts[name]) if counts[name] > 1 else ""


def _season_number(label: str, totals: ClubTotals) -> Callable[[int], int | None]:
    """Return what stands first in the brackets: the season's number of such things, if any."""
    if label in _SEASON_FIELDS:
        name = _SEASON_FIELDS[label]
        return lambda player_id: totals.players[player_id].batted(name)
    if label in ("E", "PB"):
        name = "errors" if label == "E" else "passedBall"
        return lambda player_id: totals.players[player_id].fielded(name)
    return lambda _: None


def _chain(play: Play) -> str:
    """Name the fielders of a double play in the order in which they had the ball."""
    names: list[str] = []
    fielders: Iterable[str] = (
        credit.fielder.box_name
        for move in play.movements
        if move.out_number
        for credit in move.credits
        if credit.kind in ("f_putout", "f_assist")
    )
    for name in fielders:
        if not names or names[-1] != name:
            names.append(name)
    return "-".join(names)


def _listed_double_plays(chains: list[str]) -> str:
    if not chains:
        return ""
    number = f"{len(chains)} " if len(chains) > 1 else ""
    return f"{number}({'; '.join(chains)})."
