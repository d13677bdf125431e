# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Plays a game pitch by pitch; the same dice always roll the same game."""

from dataclasses import dataclass
from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.diamond import Diamond, Runner
from mlb_data_platform.simulator.lineups import (
    change_pitcher,
    next_reliever,
    pinch_hitter,
    send_in,
    take_the_field,
)
from mlb_data_platform.simulator.plate_appearance import PlateAppearance
from mlb_data_platform.simulator.records import GameRecord, Pitch, Play, SideRecord
from mlb_data_platform.simulator.rosters import Player

INNINGS = 9


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a park and a year change.

    Attributes:
        home_run_factor: 1.0 at sea level.
        automatic_runner: Whether extra innings begin with a man on second.
    """

    home_run_factor: float
    automatic_runner: bool


def play_game(
    home: SideRecord, away: SideRecord, rng: Random, conditions: Conditions
) -> GameRecord:
    """Play until somebody has won.

    Args:
        home: Line-up of the home club; it is changed as the game goes on.
        away: Line-up of the visitors, likewise.
        rng: The game's own dice.
        conditions: Park and rules.

    Returns:
        Every play in order, with the line-ups as they were at the end.
    """
    record = GameRecord(home=home, away=away)
    _Game(record, rng, conditions).play()
    return record


class _Game:
    """The state of a game in progress."""

    def __init__(self, record: GameRecord, rng: Random, conditions: Conditions) -> None:
        self.record, self.rng, self.conditions = record, rng, conditions
        self.runs = {True: 0, False: 0}
        self.inning = 0
        self.count_of: dict[int, int] = {}
        self.charged: dict[int, int] = {}

    def play(self) -> None:
        """Play innings until the game is decided."""
        while True:
            self.inning += 1
            self._half(top=True)
            if self.inning >= INNINGS and self.runs[False] > self.runs[True]:
                return
            self._half(top=False)
            if self.inning >= INNINGS and self.runs[False] != self.runs[True]:
                return

    def _half(self, *, top: bool) -> None:
        offense = self.record.away if top else self.record.home
        defense = self.record.home if top else self.record.away
        diamond = Diamond(self.rng, defense.fielders)
        base_runs = self.runs[top]
        if not top and self.inning >= INNINGS:
            diamond.runs_to_win = self.runs[True] - base_runs + 1
        first = True
        while diamond.outs < 3 and diamond.runs < diamond.runs_to_win:
            play = self._new_play(offense, defense, diamond, top=top)
            if first:
                self._begin_half(offense, defense, diamond, play)
            self._before(offense, defense, diamond, play, first=first)
            first = False
            play.men_on_base = diamond.men_on_base()
            complete = PlateAppearance(diamond, play, self.conditions.home_run_factor).play()
            self._after(offense, diamond, play, complete=complete)
            self.runs[top] = base_runs + diamond.runs

    def _new_play(
        self, offense: SideRecord, defense: SideRecord, diamond: Diamond, *, top: bool
    ) -> Play:
        return Play(
            index=len(self.record.plays),
            inning=self.inning,
            top=top,
            batter=offense.slots[offense.up_next],
            bat_side="R",
            pitcher=defense.fielders["1"],
            catcher=defense.fielders["2"],
            away_score=self.runs[True],
            home_score=self.runs[False],
            outs=diamond.outs,
        )

    def _begin_half(
        self, offense: SideRecord, defense: SideRecord, diamond: Diamond, play: Play
    ) -> None:
        if play.index == 0:
            for words in ("Pre-Game", "Warmup", "In Progress"):
                play.note("Game Advisory", f"Status Change - {words}", play.batter)
        play.events += take_the_field(defense, play)
        if self.inning > INNINGS and self.conditions.automatic_runner:
            runner = offense.slots[(offense.up_next - 1) % 9]
            diamond.bases[1] = Runner(runner, defense.fielders["1"], clean=False)
            words = f"{runner.name} starts inning at 2nd base."
            play.note("Runner Placed On Base", words, runner, "runner_placed").base = 2

    def _before(
        self,
        offense: SideRecord,
        defense: SideRecord,
        diamond: Diamond,
        play: Play,
        *,
        first: bool,
    ) -> None:
        """Make the changes and visits that come before a batter."""
        if self._tired(defense, first=first):
            lead = (play.home_score - play.away_score) * (1 if play.top else -1)
            reliever = next_reliever(defense, self.inning, lead)
            if reliever:
                change = change_pitcher(defense, reliever, play, diamond.outs)
                change.inherited = 0 if first else sum(map(bool, diamond.bases))
                play.events.append(change)
                if first:
                    self._pass_automatic_runner_on(diamond, reliever)
        elif self.rng.random() < rates.MOUND_VISIT:
            play.note("Mound Visit", "Mound Visit.", None)
        substitute = pinch_hitter(offense, self.rng, self.inning)
        if substitute:
            play.events.append(send_in(offense, substitute, play, diamond.outs))
        play.batter = offense.slots[offense.up_next]
        play.pitcher, play.catcher = defense.fielders["1"], defense.fielders["2"]
        bats = play.batter.bats
        other = "L" if play.pitcher.throws == "R" else "R"
        play.bat_side = other if bats == "S" else bats

    def _pass_automatic_runner_on(self, diamond: Diamond, reliever: Player) -> None:
        """Charge the rule's runner to the pitcher who begins the inning."""
        for runner in diamond.bases:
            if runner:
                runner.pitcher = reliever

    def _tired(self, defense: SideRecord, *, first: bool) -> bool:
        pitcher = defense.fielders["1"]
        thrown = self.count_of.get(pitcher.id, 0)
        if thrown == 0:
            return False
        if pitcher is defense.pitchers[0]:
            hammered = self.charged.get(pitcher.id, 0) >= rates.STARTER_EARLY_EXIT_RUNS
            return thrown >= pitcher.stamina_pitches - (10 if first else 0) or hammered
        return thrown >= pitcher.stamina_pitches + 8 or (first and thrown >= 8)

    def _after(self, offense: SideRecord, diamond: Diamond, play: Play, *, complete: bool) -> None:
        thrown = sum(isinstance(event, Pitch) for event in play.events)
        self.count_of[play.pitcher.id] = self.count_of.get(play.pitcher.id, 0) + thrown
        for move in play.movements:
            if move.pitcher:
                self.charged[move.pitcher.id] = self.charged.get(move.pitcher.id, 0) + 1
        play.outs = diamond.outs
        play.on_base = tuple(runner.player if runner else None for runner in diamond.bases)
        self.record.plays.append(play)
        if complete:
            offense.up_next = (offense.up_next + 1) % 9
