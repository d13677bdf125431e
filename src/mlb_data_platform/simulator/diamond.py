"""The bases and what moves on them: one half-inning's state and one play being written."""

from dataclasses import dataclass, field
from random import Random

from mlb_data_platform.simulator.earned_runs import HOME, Inning, Runner
from mlb_data_platform.simulator.records import BASES, Credit, Movement, Play
from mlb_data_platform.simulator.rosters import Player

_SPOKEN_BASES = ("1st", "2nd", "3rd")


@dataclass(slots=True)
class Diamond:
    """Bases, outs and runs of the half-inning in progress.

    Attributes:
        inning: The same half-inning as it would have gone without errors and passed balls.
        runs_to_win: Runs after which the game ends at once; a large number when it does not.
    """

    rng: Random
    fielders: dict[str, Player]
    bases: list[Runner | None] = field(default_factory=lambda: [None, None, None])
    outs: int = 0
    runs: int = 0
    runs_to_win: int = 10**6
    inning: Inning = field(default_factory=Inning)

    def chance(self, probability: float) -> bool:
        """Throw the dice once."""
        return self.rng.random() < probability

    def credit(self, position: str, kind: str) -> Credit:
        """Name the fielder at a position."""
        return Credit(self.fielders[position], position, kind)

    def forced(self, base: int) -> bool:
        """Say whether the runner on a base must go when the batter takes first."""
        return all(self.bases[below] is not None for below in range(base))

    def decided(self) -> bool:
        """Say whether the winning run is in."""
        return self.runs >= self.runs_to_win

    def decisive(self) -> bool:
        """Say whether the man on third would bring the winning run."""
        return self.bases[2] is not None and self.runs + 1 >= self.runs_to_win

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
        for base, runner in zip(BASES, self.diamond.bases, strict=True):
            if runner:
                self.origins[runner.player.id] = base

    def called(self, event: str, event_type: str) -> "Turn":
        """Return a turn for something else that happens in the same play."""
        return Turn(self.diamond, self.play, event, event_type, self.sentences, self.origins)

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

    def _score(self, runner: Runner, move: Movement, *, rbi: bool) -> None:
        """Let a run in; whether it is earned is known when the half inning is over."""
        self.diamond.runs += 1
        move.end = "score"
        move.pitcher = runner.pitcher
        move.rbi = rbi
        runner.scored = move
        self.play.rbi += rbi
        self.play.scoring = True
        self.play.home_score += not self.play.top
        self.play.away_score += self.play.top
        if runner.player is not self.play.batter:
            self.sentences.append(f"{runner.player.name} scores.")

    def advance(
        self,
        base: int,
        to: int,
        *,
        reason: str = "",
        rbi: bool = True,
        told: bool = True,
        aided: bool = False,
    ) -> Movement | None:
        """Move the man on a base; a forced step and a free one are two movements.

        Args:
            base: 0 to 2.
            to: 1 to 3, where 3 is home.
            reason: The API's reason; by default forced or on the play.
            rbi: Whether a run is batted in.
            told: Whether the description says so.
            aided: Whether an error or a passed ball helped him.

        Returns:
            His last movement; None when nobody stood on the base.
        """
        diamond = self.diamond
        runner = diamond.bases[base]
        if runner is None:
            return None
        if not aided:
            diamond.inning.went(runner, to - base, diamond.outs)
        forced = not reason and diamond.forced(base)
        at = base
        if forced and to > base + 1:
            self._movement(runner.player, base, "r_adv_force").end = BASES[base + 1]
            at, forced = base + 1, False
        move = self._movement(
            runner.player, at, reason or ("r_adv_force" if forced else "r_adv_play")
        )
        diamond.bases[base] = None
        if to == HOME:
            self._score(runner, move, rbi=rbi)
            return move
        move.end = BASES[to]
        diamond.bases[to] = runner
        if told:
            self.sentences.append(f"{runner.player.name} to {_SPOKEN_BASES[to]}.")
        return move

    def put_out(self, base: int | None, at: str, reason: str | None, *shares: Credit) -> None:
        """Put out the batter (base None) or the man on a base."""
        diamond = self.diamond
        player = self.play.batter
        if base is not None:
            runner = diamond.bases[base]
            if runner is None:
                return
            player, diamond.bases[base] = runner.player, None
            runner.retired = True
        diamond.outs += 1
        move = self._movement(player, base, reason)
        move.out_base, move.out_number = at, diamond.outs
        move.credits.extend(shares)
        self.play.is_out = True

    def reach(
        self,
        to: int,
        *shares: Credit,
        clean: bool = True,
        instead_of: Runner | None = None,
    ) -> Movement:
        """Put the batter on a base, or send him home.

        Args:
            to: 0 to 3, where 3 is home.
            shares: Who fielded the ball, or made the error.
            clean: Whether his run could be earned.
            instead_of: The runner who was put out while the batter reached: the batter's run is
                charged to whom the runner's would have been, and is earned only if his could be.
        """
        play = self.play
        pitcher = instead_of.pitcher if instead_of else self._charged()
        clean = clean and not play.prolonged and (not instead_of or instead_of.clean)
        self.diamond.inning.missed_outs += play.prolonged
        runner = Runner(play.batter, pitcher, clean)
        move = self._movement(self.play.batter, None, None)
        move.credits.extend(shares)
        self.diamond.inning.reached(runner, to, self.diamond.outs)
        if to == HOME:
            self._score(runner, move, rbi=True)
            return move
        move.end = BASES[to]
        self.diamond.bases[to] = runner
        return move

    def _charged(self) -> Player:
        play = self.play
        walked = self.event_type in ("walk", "intent_walk")
        return play.relieved if play.relieved and play.owes_walk and walked else play.pitcher

    def forced_steps(self, *, aided: bool = False) -> None:
        """Move only those who must make room for the batter, the foremost first."""
        for base in (2, 1, 0):
            if self.diamond.bases[base] is not None and self.diamond.forced(base):
                self.advance(base, base + 1, aided=True)
        if not aided:
            self.diamond.inning.made_room(self.diamond.outs)
