# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""One batter against one pitcher, pitch by pitch, with what happens on the bases meanwhile."""

from collections.abc import Mapping
from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.baserunning import (
    air_out,
    award_first,
    ground_out,
    hit,
    reach_on_error,
    sacrifice_bunt,
    strike_out,
)
from mlb_data_platform.simulator.diamond import Diamond, Turn
from mlb_data_platform.simulator.records import Action, BattedBall, Pitch, Play
from mlb_data_platform.simulator.rosters import SPOKEN_POSITIONS

_HIT_KINDS = frozenset({"single", "double", "triple", "home_run"})
_STEALS = {0: ("2B", "2nd"), 1: ("3B", "3rd")}
_RARE_FIELDERS = frozenset("3456")


def pick(rng: Random, shares: Mapping[str, float]) -> str:
    """Choose a key by its share; the shares need not add up to one."""
    left = rng.random() * sum(shares.values())
    for key, share in shares.items():
        left -= share
        if left < 0:
            return key
    return key


class PlateAppearance:
    """One plate appearance in progress."""

    def __init__(self, diamond: Diamond, play: Play, home_run_factor: float) -> None:
        self.rng, self.diamond, self.play_ = diamond.rng, diamond, play
        self.home_run_factor = home_run_factor
        self.turn = Turn(diamond, play)
        self.turn.begin()
        batter, pitcher = play.batter, play.pitcher
        edge = 1.0 if play.top else rates.HOME_EDGE
        self.weights = (
            batter.eye * edge / pitcher.control,
            pitcher.control,
            pitcher.stuff / (batter.contact * edge),
            1.0,
            batter.contact * edge,
        )
        self.steal_on = self._plan_steal()

    def play(self) -> bool:
        """Pitch until the batter is done; False when the inning ended on the bases first."""
        play = self.play_
        number = 0
        while True:
            number += 1
            self._between_pitches()
            going = self.steal_on == number
            code = self._call(play.balls, play.strikes)
            if self._ends(code):
                return True
            play.events.append(
                Pitch(code, play.balls, play.strikes, self.diamond.outs, runner_going=going)
            )
            if going and not self._steal(code):
                return False
            if code == "*B" and not going:
                self._wild_pitch()

    def _plan_steal(self) -> int:
        """Choose the pitch on which a runner goes; 0 for none."""
        first, second, third = self.diamond.bases
        if self.diamond.outs == 3 or third:
            return 0
        if second:
            chance = rates.STEAL_THIRD_ATTEMPT * second.player.speed if not first else 0.0
        elif first:
            chance = rates.STEAL_SECOND_ATTEMPT * first.player.speed**2
        else:
            return 0
        return self.rng.randint(1, 3) if self.rng.random() < chance else 0

    def _between_pitches(self) -> None:
        play, rng = self.play_, self.rng
        if self.diamond.bases[0] is not None and rng.random() < rates.PICKOFF_THROW:
            play.events.append(
                Action(
                    "pickoff",
                    "",
                    "",
                    "Pickoff Attempt 1B",
                    play.balls,
                    play.strikes,
                    self.diamond.outs,
                    play.away_score,
                    play.home_score,
                    code="1",
                )
            )
        if rng.random() < rates.BATTER_TIMEOUT / 4:
            play.note("Batter Timeout", "Batter Timeout.", play.batter)

    def _call(self, balls: int, strikes: int) -> str:
        """Throw one pitch and return the umpire's code."""
        rng, weights = self.rng, self.weights
        table = rates.PITCH_RATES[balls, strikes]
        ball, called, missed, foul, in_play = (
            table[0] * weights[0],
            table[1] * weights[1],
            table[2] * weights[2],
            table[3] * weights[3],
            table[4] * weights[4],
        )
        left = rng.random() * (ball + called + missed + foul + in_play)
        if left < ball:
            if left < ball * rates.HIT_BATTER_SHARE_OF_BALLS:
                return "H"
            dirt = rates.HIT_BATTER_SHARE_OF_BALLS + rates.DIRT_SHARE_OF_BALLS
            return "*B" if left < ball * dirt else "B"
        left -= ball
        if left < called:
            return "C"
        left -= called
        if left < missed:
            blocked = rates.BLOCKED_SHARE_OF_MISSES
            tipped = blocked + rates.FOUL_TIP_SHARE_OF_MISSES
            return "W" if left < missed * blocked else "T" if left < missed * tipped else "S"
        return "F" if left - missed < foul else "X"

    def _ends(self, code: str) -> bool:
        """Bring the count up to date; finish the play when this pitch does."""
        play = self.play_
        outs = self.diamond.outs
        if code == "X":
            self._in_play()
            return True
        if code in ("B", "*B", "H"):
            play.balls += 1
            if code == "H":
                self._last_pitch(code, outs)
                award_first(self.turn, "Hit By Pitch", "hit_by_pitch", "hit by pitch")
                return True
            if play.balls == 4:
                self._last_pitch("B", outs)
                award_first(self.turn, "Walk", "walk", "walks")
                return True
            return False
        play.strikes += code != "F" or play.strikes < 2
        if play.strikes < 3:
            return False
        self._last_pitch(code, outs, is_out=True)
        how = {"C": "called out on strikes", "T": "strikes out on a foul tip"}
        strike_out(self.turn, how.get(code, "strikes out swinging"))
        return True

    def _last_pitch(
        self, code: str, outs: int, *, is_out: bool = False, ball: BattedBall | None = None
    ) -> Pitch:
        play = self.play_
        pitch = Pitch(code, play.balls, play.strikes, outs, is_out, ball)
        play.events.append(pitch)
        return pitch

    def _in_play(self) -> None:
        play, diamond = self.play_, self.diamond
        outs, runs = diamond.outs, diamond.runs
        trajectory, outcome, location = self._batted()
        fate = "home_run" if outcome == "home_run" else "hit" if outcome in _HIT_KINDS else "out"
        pitch = self._last_pitch("X", outs, ball=BattedBall(trajectory, fate, location))
        if outcome in _HIT_KINDS:
            hit(self.turn, outcome, trajectory, location)
        elif outcome == "field_error":
            reach_on_error(self.turn, location)
        elif trajectory == "bunt_grounder":
            sacrifice_bunt(self.turn, location)
        elif trajectory == "ground_ball":
            ground_out(self.turn, location)
        else:
            air_out(self.turn, trajectory, location)
        pitch.is_out = play.is_out
        pitch.code = "E" if diamond.runs > runs else "X" if play.is_out else "D"

    def _batted(self) -> tuple[str, str, str]:
        """Choose how the ball was hit, what becomes of it and who fields it."""
        rng, batter, pitcher = self.rng, self.play_.batter, self.play_.pitcher
        first, _, third = self.diamond.bases
        bunt = first and not third and self.diamond.outs == 0 and batter.power < 0.85
        if bunt and rng.random() < rates.SACRIFICE_BUNT * 3:
            return "bunt_grounder", "out", pick(rng, rates.FIELDERS["bunt_grounder"])
        shares = dict(rates.TRAJECTORIES)
        shares["ground_ball"] *= pitcher.grounders
        trajectory = pick(rng, shares)
        odds = rates.OUTCOMES[trajectory]
        left = rng.random()
        outcome = "out"
        factors = {
            "home_run": batter.power * self.home_run_factor,
            "field_error": 1.0,
        }
        for kind, share in odds.items():
            left -= share * factors.get(kind, 0.5 + 0.5 * batter.contact)
            if left < 0:
                outcome = kind
                break
        table = f"{trajectory}_hit" if outcome in _HIT_KINDS else trajectory
        location = pick(rng, rates.FIELDERS[table])
        if outcome in _HIT_KINDS and outcome != "single" and location in _RARE_FIELDERS:
            location = "7" if location in "56" else "9"
        return trajectory, outcome, location

    def _steal(self, code: str) -> bool:
        """Let the runner go; False when his out ends the inning."""
        play, diamond = self.play_, self.diamond
        if code == "F":
            return True
        base = 1 if diamond.bases[1] is not None else 0
        runner = diamond.bases[base]
        if runner is None:
            return True
        to, spoken = _STEALS[base]
        safe = self.rng.random() < rates.STEAL_SUCCESS
        verb = "Stolen Base" if safe else "Caught Stealing"
        kind = f"{verb} {to}".lower().replace(" ", "_")
        if safe:
            words = f"{runner.player.name} steals {spoken} base."
        else:
            catcher = diamond.fielders["2"].name
            cover = "6" if base == 0 else "5"
            taker = f"{SPOKEN_POSITIONS[cover]} {diamond.fielders[cover].name}"
            words = (
                f"{runner.player.name} caught stealing {spoken} base, catcher {catcher} to {taker}."
            )
        action = play.note(f"{verb} {to}", words, runner.player, kind)
        action.running = True
        turn = self._side_turn(f"{verb} {to}", kind)
        if safe:
            turn.advance(base, base + 1, reason=f"r_{kind}", told=False)
            return True
        action.is_out = True
        shares = (diamond.credit("2", "f_assist"), diamond.credit(cover, "f_putout"))
        turn.put_out(base, to, f"r_{kind}", *shares)
        action.outs = play.outs = diamond.outs
        if diamond.outs < 3:
            play.is_out = False
            return True
        play.event, play.event_type, play.description = f"{verb} {to}", kind, words
        return False

    def _side_turn(self, event: str, event_type: str) -> Turn:
        """Open a turn for what happens on the bases while the batter stays."""
        return Turn(self.diamond, self.play_, event, event_type, origins=self.turn.origins)

    def _wild_pitch(self) -> None:
        diamond, play = self.diamond, self.play_
        aboard = any(diamond.bases)
        decisive = diamond.bases[2] is not None and diamond.runs + 1 >= diamond.runs_to_win
        if not aboard or decisive or self.rng.random() >= rates.WILD_PITCH_IF_DIRT:
            return
        passed = self.rng.random() < rates.PASSED_BALL_SHARE_OF_WILD
        event, who = ("Passed Ball", "2") if passed else ("Wild Pitch", "1")
        kind = event.lower().replace(" ", "_")
        fielder = diamond.fielders[who]
        turn = self._side_turn(event, kind)
        action = play.note(event, "", fielder, kind)
        action.running = True
        for base in (2, 1, 0):
            if diamond.bases[base] is not None:
                turn.advance(base, base + 1, reason="r_adv_play", rbi=False)
        by = f"{event} by {SPOKEN_POSITIONS[who]} {fielder.name}.".replace(" B", " b", 1)
        action.description = " ".join([by.replace("Wild P", "Wild p"), *turn.sentences])
        action.away_score, action.home_score = play.away_score, play.home_score
