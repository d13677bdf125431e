# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Plays a game pitch by pitch; the same dice always roll the same game."""

from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.diamond import Diamond
from mlb_data_platform.simulator.earned_runs import Runner
from mlb_data_platform.simulator.lineups import next_reliever
from mlb_data_platform.simulator.plate_appearance import (
    BATTER_HURT,
    DONE,
    PITCHER_HURT,
    Conditions,
    PlateAppearance,
)
from mlb_data_platform.simulator.records import GameRecord, Pitch, Play, SideRecord
from mlb_data_platform.simulator.rosters import SPOKEN_POSITIONS, Player
from mlb_data_platform.simulator.substitutions import (
    PINCH_HITTER,
    PINCH_RUNNER,
    change_pitcher,
    defensive_replacement,
    pinch_hitter,
    pinch_runner,
    report_injury,
    send_in,
    send_to_run,
    take_the_field,
)

INNINGS = 9
STATUS_CHANGES = ("Pre-Game", "Warmup", "In Progress")


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


def side_of_plate(batter: Player, pitcher: Player) -> str:
    """Return `L` or `R`; a switch hitter stands where the pitcher's arm is not."""
    if batter.bats != "S":
        return batter.bats
    return "L" if pitcher.throws == "R" else "R"


class _Game:
    """The state of a game in progress."""

    def __init__(self, record: GameRecord, rng: Random, conditions: Conditions) -> None:
        self.record, self.rng, self.conditions = record, rng, conditions
        self.runs = {True: 0, False: 0}
        self.inning = 0
        self.count_of: dict[int, int] = {}
        self.charged: dict[int, int] = {}
        self.visits = {True: 0, False: 0}

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
        while diamond.outs < 3 and not diamond.decided():
            play = self._new_play(offense, defense, diamond, top=top)
            if first:
                self._begin_half(offense, defense, diamond, play)
            self._before(offense, defense, diamond, play, first=first)
            first = False
            play.men_on_base = diamond.men_on_base()
            complete = self._bat(offense, defense, diamond, play)
            self._after(offense, diamond, play, complete=complete)
            self.runs[top] = base_runs + diamond.runs
        diamond.inning.close()

    def _bat(self, offense: SideRecord, defense: SideRecord, diamond: Diamond, play: Play) -> bool:
        """Play one batter's turn, with another pitcher or batter when one is hurt under way."""
        appearance = PlateAppearance(diamond, play, self.conditions)
        while True:
            result = appearance.play()
            if result == PITCHER_HURT:
                self._replace_pitcher(defense, diamond, play)
            elif result == BATTER_HURT:
                self._replace_batter(offense, play, diamond.outs)
            else:
                return result == DONE
            appearance.face(play)

    def _replace_pitcher(self, defense: SideRecord, diamond: Diamond, play: Play) -> None:
        if play.relieved or not defense.bullpen:
            return
        play.relieved = play.pitcher
        play.owes_walk = play.balls > 1 and play.balls > play.strikes
        report_injury(defense, play, play.pitcher, "pitcher")
        self._relieve(defense, diamond, play, defense.bullpen[-1], first=False)
        play.relieved_at = len(play.events) - 1
        play.pitcher = defense.fielders["1"]

    def _replace_batter(self, offense: SideRecord, play: Play, outs: int) -> None:
        fresh = next((player for player in offense.bench if player.position != "2"), None)
        if play.replaced or play.relieved or fresh is None:
            return
        position = offense.appearances[play.batter.id].positions[-1]
        if position in (PINCH_HITTER, PINCH_RUNNER):
            return
        play.replaced, play.owes_strikeout = play.batter, play.strikes == 2
        report_injury(offense, play, play.batter, SPOKEN_POSITIONS[position])
        change = send_in(offense, fresh, play, outs)
        change.balls, change.strikes = play.balls, play.strikes
        play.events.append(change)
        play.batter = fresh
        play.bat_side = side_of_plate(fresh, play.pitcher)

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
            for words in STATUS_CHANGES:
                play.note("Game Advisory", f"Status Change - {words}", play.batter)
        play.events += take_the_field(defense, play)
        lead = (play.home_score - play.away_score) * (1 if play.top else -1)
        play.events += defensive_replacement(defense, self.rng, play, lead)
        if self.inning > INNINGS and self.conditions.automatic_runner:
            runner = offense.slots[(offense.up_next - 1) % 9]
            placed = Runner(runner, defense.fielders["1"], clean=False, base=1)
            diamond.bases[1] = placed
            diamond.inning.runners.append(placed)
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
                self._relieve(defense, diamond, play, reliever, first=first)
        elif self._may_visit(play) and self.rng.random() < rates.MOUND_VISIT:
            self.visits[play.top] += 1
            play.note("Mound Visit", "Mound Visit.", None)
        self._send_runner(offense, diamond, play)
        substitute = pinch_hitter(offense, self.rng, self.inning)
        if substitute:
            play.events.append(send_in(offense, substitute, play, diamond.outs))
        play.batter = offense.slots[offense.up_next]
        play.pitcher, play.catcher = defense.fielders["1"], defense.fielders["2"]
        play.bat_side = side_of_plate(play.batter, play.pitcher)

    def _may_visit(self, play: Play) -> bool:
        """Say whether the club in the field has a mound visit left; extra innings add one each."""
        allowed = self.conditions.mound_visits + max(0, self.inning - INNINGS)
        return self.visits[play.top] < allowed

    def _send_runner(self, offense: SideRecord, diamond: Diamond, play: Play) -> None:
        for base, runner in enumerate(diamond.bases):
            if runner is None:
                continue
            fresh = pinch_runner(offense, self.rng, play, runner.player)
            if fresh:
                play.events.append(
                    send_to_run(offense, fresh, runner.player, base, play, diamond.outs)
                )
                runner.player = fresh
                return

    def _relieve(
        self, defense: SideRecord, diamond: Diamond, play: Play, reliever: Player, *, first: bool
    ) -> None:
        """Change the pitcher; the runners on base stay those of the one who leaves."""
        change = change_pitcher(defense, reliever, play, diamond.outs)
        change.balls, change.strikes = play.balls, play.strikes
        play.events.append(change)
        diamond.inning.relieved_by(reliever)
        aboard = [runner for runner in diamond.bases if runner]
        if first:
            # The rule's runner is charged to the pitcher who begins the inning.
            for runner in aboard:
                runner.pitcher = reliever
        else:
            change.inherited = len(aboard)

    def _tired(self, defense: SideRecord, *, first: bool) -> bool:
        pitcher = defense.fielders["1"]
        thrown = self.count_of.get(pitcher.id, 0)
        if thrown == 0:
            return False
        if pitcher is defense.pitchers[0]:
            hammered = self.charged.get(pitcher.id, 0) >= rates.STARTER_EARLY_EXIT_RUNS
            return thrown >= pitcher.stamina_pitches - (10 if first else 0) or hammered
        return thrown >= pitcher.stamina_pitches + 8 or (first and thrown >= 8)

    def _tire(self, pitcher: Player, pitches: int) -> None:
        self.count_of[pitcher.id] = self.count_of.get(pitcher.id, 0) + pitches

    def _after(self, offense: SideRecord, diamond: Diamond, play: Play, *, complete: bool) -> None:
        pitches = [isinstance(event, Pitch) for event in play.events]
        if play.relieved:
            self._tire(play.relieved, sum(pitches[: play.relieved_at]))
        self._tire(play.pitcher, sum(pitches[play.relieved_at :]))
        for move in play.movements:
            if move.pitcher:
                self.charged[move.pitcher.id] = self.charged.get(move.pitcher.id, 0) + 1
        play.outs = diamond.outs
        play.on_base = tuple(runner.player if runner else None for runner in diamond.bases)
        self.record.plays.append(play)
        if complete:
            offense.up_next = (offense.up_next + 1) % 9
