# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""One batter against one pitcher, pitch by pitch."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.baserunning import award_first, hit, interfere, reach_on_error
from mlb_data_platform.simulator.between_pitches import (
    going_base,
    hold_runners,
    plan_steal,
    steal,
    take_for_free,
    wild_pitch,
)
from mlb_data_platform.simulator.diamond import Diamond, Turn
from mlb_data_platform.simulator.outs import (
    air_out,
    ground_out,
    sacrifice_bunt,
    strike_out,
    strike_out_double_play,
)
from mlb_data_platform.simulator.records import Action, BattedBall, Pitch, Play

_HIT_KINDS = frozenset({"single", "double", "triple", "home_run"})
_RARE_FIELDERS = frozenset("3456")
_STRIKEOUT_WORDS = {"C": "called out on strikes", "T": "strikes out on a foul tip"}
DONE, CUT_SHORT, PITCHER_HURT, BATTER_HURT = "done", "cut short", "pitcher hurt", "batter hurt"
# One throw of the dice a pitch decides on all that hardly ever happens.
_TIME_OUT = rates.BATTER_TIMEOUT / 4
_RARE = _TIME_OUT + rates.PITCH_TIMER_VIOLATION
_HURT = rates.PITCHER_HURT + rates.BATTER_HURT
INTENTIONAL_BALL, LATE_BALL = "VB", "VP"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a park and a year change.

    Attributes:
        home_run_factor: 1.0 at sea level.
        automatic_runner: Whether extra innings begin with a man on second.
        pitch_clock: Whether a pitcher who takes too long is charged with a ball.
        mound_visits: How many a club may make in nine innings.
    """

    home_run_factor: float
    automatic_runner: bool
    pitch_clock: bool
    mound_visits: int


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

    def __init__(self, diamond: Diamond, play: Play, conditions: Conditions) -> None:
        self.rng, self.diamond, self.play_ = diamond.rng, diamond, play
        self.conditions = conditions
        self.turn = Turn(diamond, play)
        self.turn.begin()
        self.pitches = 0
        self.face(play)
        self.steal_on = plan_steal(diamond)

    def face(self, play: Play) -> None:
        """Weigh batter against pitcher, at the beginning and after a change under way."""
        batter, pitcher = play.batter, play.pitcher
        edge = 1.0 if play.top else rates.HOME_EDGE
        self.weights = (
            batter.eye * edge / pitcher.control,
            pitcher.control,
            pitcher.stuff / (batter.contact * edge),
            1.0,
            batter.contact * edge,
        )

    def play(self) -> str:
        """Pitch until something ends the work of these two.

        Returns:
            `DONE` when the batter is, `CUT_SHORT` when the inning or the game ended on the bases
            first; `PITCHER_HURT` or `BATTER_HURT` when somebody must be replaced: then let the
            next one `face` the other and go on.
        """
        if self.pitches == 0 and self._put_on_purpose():
            return DONE
        result = ""
        while not result:
            result = self._next_pitch()
        return result

    def _next_pitch(self) -> str:
        """Throw one pitch, with what happens before and after it; return what it ended, if so."""
        play = self.play_
        self.pitches += 1
        first, second, third = self.diamond.bases
        if third is None and (first or second) and not hold_runners(self.turn):
            return CUT_SHORT
        dice = self.rng.random()
        if dice < _RARE and self._something_rare(dice):
            return DONE
        going = self.steal_on == self.pitches
        code = self._call(play.balls, play.strikes)
        if self._ends(code, going=going):
            return DONE
        pitch = Pitch(code, play.balls, play.strikes, self.diamond.outs, runner_going=going)
        play.events.append(pitch)
        if code == "F":
            self._drop(pitch)
        if not self._runners_move(code, going=going):
            return CUT_SHORT
        return "" if dice < 1 - _HURT else self._somebody_hurt(1 - dice)

    def _something_rare(self, dice: float) -> bool:
        """Let somebody ask for time, or be late; True when that was ball four."""
        if dice >= _TIME_OUT:
            return self.conditions.pitch_clock and self._late()
        self.play_.note("Batter Timeout", "Batter Timeout.", self.play_.batter)
        return False

    def _somebody_hurt(self, dice: float) -> str:
        return PITCHER_HURT if dice < rates.PITCHER_HURT else BATTER_HURT

    def _drop(self, pitch: Pitch) -> None:
        """Let a fielder drop a foul fly now and then: an error, and the batter lives on."""
        if not self.play_.prolonged and self.diamond.chance(rates.DROPPED_FOUL):
            pitch.error = self.diamond.credit(self.rng.choice("2357"), "f_foul_error")
            self.play_.prolonged = True

    def _runners_move(self, code: str, *, going: bool) -> bool:
        """Let runners steal or gain by the pitch; False when that ends the inning."""
        base = going_base(self.diamond) if going and code != "F" else None
        if base is not None:
            return steal(self.turn, base)
        if code == "*B" and not going:
            return wild_pitch(self.turn)
        if self.pitches == 1:
            take_for_free(self.turn)
        return True

    def _put_on_purpose(self) -> bool:
        """Walk a batter who could decide a late game, when first base is free."""
        diamond, play = self.diamond, self.play_
        first, second, third = diamond.bases
        close = abs(play.home_score - play.away_score) <= 2
        threat = first is None and (second is not None or third is not None)
        if not threat or play.inning < 6 or not close or diamond.outs == 0:
            return False
        if not diamond.chance(rates.INTENTIONAL_WALK * play.batter.power):
            return False
        for _ in range(4):
            self._automatic_ball(INTENTIONAL_BALL)
        words = f"{play.pitcher.name} intentionally walks {play.batter.name}."
        award_first(self.turn, "Intent Walk", "intent_walk", words)
        return True

    def _automatic_ball(self, code: str) -> None:
        play = self.play_
        play.balls += 1
        play.events.append(
            Action(
                "no_pitch",
                "",
                "",
                "",
                play.balls,
                play.strikes,
                self.diamond.outs,
                play.away_score,
                play.home_score,
                player=play.pitcher,
                code=code,
            )
        )

    def _late(self) -> bool:
        """Charge a ball to a pitcher who took too long; True when it was the fourth."""
        self._automatic_ball(LATE_BALL)
        if self.play_.balls < 4:
            return False
        award_first(self.turn, "Walk", "walk", f"{self.play_.batter.name} walks.")
        return True

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

    def _ends(self, code: str, *, going: bool) -> bool:
        """Bring the count up to date; finish the play when this pitch does."""
        play = self.play_
        if code == "X":
            self._in_play()
            return True
        if code in ("B", "*B", "H"):
            play.balls += 1
            return self._ball(code)
        play.strikes += code != "F" or play.strikes < 2
        if play.strikes < 3:
            return False
        self._third_strike(code, going=going)
        return True

    def _ball(self, code: str) -> bool:
        play = self.play_
        if code == "H":
            self._last_pitch(code)
            words = f"{play.batter.name} hit by pitch."
            award_first(self.turn, "Hit By Pitch", "hit_by_pitch", words)
            return True
        if play.balls < 4:
            return False
        self._last_pitch("B")
        award_first(self.turn, "Walk", "walk", f"{play.batter.name} walks.")
        return True

    def _third_strike(self, code: str, *, going: bool) -> None:
        diamond = self.diamond
        pitch = self._last_pitch(code)
        pitch.runner_going = going
        how = _STRIKEOUT_WORDS.get(code, "strikes out swinging")
        base = going_base(diamond) if going and diamond.outs < 2 and code != "T" else None
        if base is not None and diamond.chance(rates.CAUGHT_ON_THIRD_STRIKE):
            strike_out_double_play(self.turn, how, base)
        else:
            free = diamond.bases[0] is None or diamond.outs == 2
            strike_out(self.turn, how, dropped=code == "W" and free)
        pitch.is_out = self.play_.is_out

    def _last_pitch(self, code: str, ball: BattedBall | None = None) -> Pitch:
        play = self.play_
        pitch = Pitch(code, play.balls, play.strikes, self.diamond.outs, hit=ball)
        play.events.append(pitch)
        return pitch

    def _in_play(self) -> None:
        play, diamond = self.play_, self.diamond
        runs = diamond.runs
        if diamond.chance(rates.CATCHER_INTERFERENCE):
            play.strikes += play.strikes < 2
            self._last_pitch("F")
            interfere(self.turn)
            return
        trajectory, outcome, location = self._batted()
        fate = "home_run" if outcome == "home_run" else "hit" if outcome in _HIT_KINDS else "out"
        pitch = self._last_pitch("X", BattedBall(trajectory, fate, location))
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
            "home_run": batter.power * self.conditions.home_run_factor,
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
