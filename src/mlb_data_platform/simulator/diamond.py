# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""The bases and what moves on them: one half-inning's state and one play being written."""

from dataclasses import dataclass, field
from random import Random

from mlb_data_platform.simulator.records import BASES, Credit, Movement, Play
from mlb_data_platform.simulator.rosters import Player

HOME = 3
_SPOKEN_BASES = ("1st", "2nd", "3rd")


@dataclass(slots=True)
class Runner:
    """A man on base.

    Attributes:
        pitcher: Whom his run would be charged to.
        clean: Whether his run could be earned: he did not reach by an error or by the rule
            that puts a runner on second.
    """

    player: Player
    pitcher: Player
    clean: bool = True


@dataclass(slots=True)
class Diamond:
    """Bases, outs and runs of the half-inning in progress.

    Attributes:
        missed_outs: Outs that errors cost; runs after the third of both are unearned.
        runs_to_win: Runs after which the game ends at once; a large number when it does not.
    """

    rng: Random
    fielders: dict[str, Player]
    bases: list[Runner | None] = field(default_factory=lambda: [None, None, None])
    outs: int = 0
    missed_outs: int = 0
    runs: int = 0
    runs_to_win: int = 10**6

    def chance(self, probability: float) -> bool:
        """Throw the dice once."""
        return self.rng.random() < probability

    def credit(self, position: str, kind: str) -> Credit:
        """Name the fielder at a position."""
        return Credit(self.fielders[position], position, kind)

    def forced(self, base: int) -> bool:
        """Say whether the runner on a base must go when the batter takes first."""
        return all(self.bases[below] is not None for below in range(base))

    def men_on_base(self) -> str:
        """Return the API's word for the runners on base."""
        first, second, third = (runner is not None for runner in self.bases)
        if first and second and third:
            return "Loaded"
        if second or third:
            return "RISP"
        return "Men_On" if first else "Empty"


@dataclass(slots=True)
class Turn:
    """One play being written: moves people on the diamond and keeps the movements."""

    diamond: Diamond
    play: Play
    event: str = ""
    event_type: str = ""
    sentences: list[str] = field(default_factory=list)
    origins: dict[int, str] = field(default_factory=dict)

    @property
    def _index(self) -> int:
        return len(self.play.events) - 1

    def begin(self) -> None:
        """Remember where everybody stood before the play."""
        self.origins = {
            runner.player.id: BASES[base]
            for base, runner in enumerate(self.diamond.bases)
            if runner
        }

    def _movement(self, runner: Player, base: int | None, reason: str | None) -> Movement:
        move = Movement(
            runner=runner,
            origin=self.origins.get(runner.id),
            start=None if base is None else BASES[base],
            end=None,
            event=self.event,
            event_type=self.event_type,
            reason=reason,
            event_index=self._index,
        )
        self.play.movements.append(move)
        return move

    def score(self, runner: Runner, move: Movement, *, rbi: bool) -> None:
        """Let a run in."""
        diamond = self.diamond
        diamond.runs += 1
        move.end = "score"
        move.pitcher = runner.pitcher
        move.earned = runner.clean and diamond.outs + diamond.missed_outs < 3
        move.team_earned = move.earned
        move.rbi = rbi
        self.play.rbi += rbi
        self.play.scoring = True
        self.play.home_score += not self.play.top
        self.play.away_score += self.play.top
        if runner.player is not self.play.batter:
            self.sentences.append(f"{runner.player.name} scores.")

    def advance(
        self, base: int, to: int, *, reason: str = "", rbi: bool = True, told: bool = True
    ) -> None:
        """Move the man on a base; a forced step and a free one are two movements.

        Args:
            base: 0 to 2.
            to: 1 to 3, where 3 is home.
            reason: The API's reason; by default forced or on the play.
            rbi: Whether a run is batted in.
            told: Whether the description says so.
        """
        diamond = self.diamond
        runner = diamond.bases[base]
        if runner is None:
            return
        forced = not reason and diamond.forced(base)
        at = base
        if forced and to > base + 1:
            self._movement(runner.player, base, "r_adv_force").end = BASES[base + 1]
            at, forced = base + 1, False
        why = reason or ("r_adv_force" if forced else "r_adv_play")
        move = self._movement(runner.player, at, why)
        diamond.bases[base] = None
        if to == HOME:
            self.score(runner, move, rbi=rbi)
            return
        move.end = BASES[to]
        diamond.bases[to] = runner
        if told:
            self.sentences.append(f"{runner.player.name} to {_SPOKEN_BASES[to]}.")

    def put_out(self, base: int | None, at: str, reason: str | None, *shares: Credit) -> None:
        """Put out the batter (base None) or the man on a base."""
        diamond = self.diamond
        player = self.play.batter
        if base is not None:
            runner = diamond.bases[base]
            if runner is None:
                return
            player, diamond.bases[base] = runner.player, None
        diamond.outs += 1
        move = self._movement(player, base, reason)
        move.out_base, move.out_number = at, diamond.outs
        move.credits.extend(shares)
        self.play.is_out = True

    def reach(self, to: int, *shares: Credit, clean: bool = True) -> None:
        """Put the batter on a base, or send him home."""
        runner = Runner(self.play.batter, self.play.pitcher, clean)
        move = self._movement(self.play.batter, None, None)
        move.credits.extend(shares)
        if to == HOME:
            self.score(runner, move, rbi=True)
            return
        move.end = BASES[to]
        self.diamond.bases[to] = runner

    def forced_steps(self) -> None:
        """Move only those who must make room for the batter, the foremost first."""
        for base in (2, 1, 0):
            if self.diamond.bases[base] is not None and self.diamond.forced(base):
                self.advance(base, base + 1)
