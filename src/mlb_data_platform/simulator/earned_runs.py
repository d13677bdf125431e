"""Plays a half inning again without its errors and passed balls, to know which runs are earned.

A run is earned when it would have scored in that inning before the third out that was missed
(Official Baseball Rules, 9.16). A pitcher who comes in has no benefit of outs that were missed
before him, so a run can be earned against him and not against his club (9.16 i).
"""

from dataclasses import dataclass, field

from mlb_data_platform.simulator.records import Movement
from mlb_data_platform.simulator.rosters import Player

HOME = 3
_OUTS = 3


@dataclass(slots=True, eq=False)
class Runner:
    """A man who came to base.

    Attributes:
        pitcher: Whom his run would be charged to.
        clean: False for one who reached by an error, by interference, in the place of such a one,
            or by the rule that puts a runner on second: his run is never earned.
        base: Where he would stand without errors and passed balls; 3 is home.
        scored: How he came home in truth.
        retired: Whether he was put out on the bases.
        earned: Whether he would have come home before his pitcher's third out.
        team_earned: Whether he would have before the third out of the inning.
    """

    player: Player
    pitcher: Player
    clean: bool = True
    base: int = 0
    scored: Movement | None = None
    retired: bool = False
    earned: bool = False
    team_earned: bool = False


@dataclass(slots=True)
class Inning:
    """The half inning without errors and passed balls.

    Attributes:
        missed_outs: Outs that errors cost.
        runners: All who came to base, in order.
        missed_before: By pitcher, how many outs had been missed when he came in.
    """

    missed_outs: int = 0
    runners: list[Runner] = field(default_factory=list)
    missed_before: dict[int, int] = field(default_factory=dict)

    def relieved_by(self, pitcher: Player) -> None:
        """Note that a pitcher came in."""
        self.missed_before[pitcher.id] = self.missed_outs

    def reached(self, runner: Runner, base: int, outs: int) -> None:
        """Note that the batter came to a base; whoever would stand in his way makes room."""
        if runner.clean:
            for taken in range(min(base, HOME - 1), -1, -1):
                self._push(taken, base + 1, outs)
        self.runners.append(runner)
        runner.base = 0
        self.went(runner, base, outs)

    def went(self, runner: Runner, steps: int, outs: int) -> None:
        """Let a runner go on without anybody's mistake."""
        if runner.base == HOME:
            return
        runner.base = min(HOME, runner.base + steps)
        if runner.base < HOME or not runner.clean:
            return
        missed = self.missed_outs - self.missed_before.get(runner.pitcher.id, 0)
        runner.earned = outs + missed < _OUTS
        runner.team_earned = outs + self.missed_outs < _OUTS

    def _standing(self, base: int) -> Runner | None:
        """Return who would stand on a base, if anybody whose run can be earned."""
        for runner in reversed(self.runners):
            if runner.base == base and runner.clean and not runner.retired:
                return runner
        return None

    def _push(self, base: int, to: int, outs: int) -> None:
        runner = self._standing(base)
        if runner is None:
            return
        if to < HOME:
            self._push(to, to + 1, outs)
        self.went(runner, to - base, outs)

    def made_room(self, outs: int) -> None:
        """Let those go on whom a walk would have forced."""
        forced: list[Runner] = []
        for base in range(HOME):
            runner = self._standing(base)
            if runner is None:
                break
            forced.append(runner)
        for runner in forced:
            self.went(runner, 1, outs)

    def hit(self, bases: int, outs: int) -> None:
        """Let a hit bring on those who are home in truth, but only thanks to a mistake."""
        for runner in self.runners:
            if runner.scored and runner.base < HOME:
                self.went(runner, bases, outs)

    def close(self) -> None:
        """Write down which of the runs are earned."""
        for runner in self.runners:
            if runner.scored:
                runner.scored.earned = runner.earned
                runner.scored.team_earned = runner.team_earned
