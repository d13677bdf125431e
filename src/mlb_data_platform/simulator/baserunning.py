# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Where runners go, who is put out and by whom, for every way a plate appearance can end."""

from dataclasses import dataclass, field
from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.records import BASES, Credit, Movement, Play
from mlb_data_platform.simulator.rosters import SPOKEN_POSITIONS, Player

HOME = 3
_SPOKEN_BASES = ("1st", "2nd", "3rd")
_BATTED_WORDS = {
    "ground_ball": "ground ball",
    "line_drive": "line drive",
    "fly_ball": "fly ball",
    "popup": "pop up",
}
_HITS = {
    "single": ("Single", "singles", 0),
    "double": ("Double", "doubles", 1),
    "triple": ("Triple", "triples", 2),
    "home_run": ("Home Run", "homers", HOME),
}


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


def award_first(turn: Turn, event: str, event_type: str, verb: str) -> None:
    """Give the batter first base: a walk or a hit batter."""
    turn.event, turn.event_type = event, event_type
    turn.forced_steps()
    turn.reach(0)
    _tell(turn, f"{turn.play.batter.name} {verb}.")


def strike_out(turn: Turn, how: str) -> None:
    """Put the batter out on strikes; the catcher has the put-out."""
    turn.event, turn.event_type = "Strikeout", "strikeout"
    turn.put_out(None, "1B", None, turn.diamond.credit("2", "f_putout"))
    _tell(turn, f"{turn.play.batter.name} {how}.")


def hit(turn: Turn, kind: str, trajectory: str, location: str) -> None:
    """Play a hit of any kind; a winning run from third makes a long hit shorter."""
    diamond = turn.diamond
    kind = _kind_that_counts(diamond, kind)
    turn.event, verb, to = _HITS[kind]
    turn.event_type = kind
    for base in (2, 1, 0):
        if diamond.bases[base] is not None:
            turn.advance(base, _hit_target(diamond, kind, base, location))
    shares = [] if kind == "home_run" else [diamond.credit(location, "f_fielded_ball")]
    turn.reach(to, *shares)
    fielder = f"{SPOKEN_POSITIONS[location]} {diamond.fielders[location].name}"
    where = fielder.rsplit(" ", 2)[0] if kind == "home_run" else fielder
    if kind == "home_run":
        where = {"7": "left field", "8": "center field", "9": "right field"}[location]
    _tell(turn, f"{turn.play.batter.name} {verb} on a {_BATTED_WORDS[trajectory]} to {where}.")


def _kind_that_counts(diamond: Diamond, kind: str) -> str:
    """Count only as many bases as the winning run needed, as the rules say."""
    missing = diamond.runs_to_win - diamond.runs
    leads = [base for base in (2, 1, 0) if diamond.bases[base] is not None]
    if kind not in ("double", "triple") or missing > len(leads):
        return kind
    needed = HOME - leads[missing - 1]
    return ("single", "double", "triple")[min(_HITS[kind][2], needed - 1)]


def _hit_target(diamond: Diamond, kind: str, base: int, location: str) -> int:
    """Choose how far a runner goes on a hit."""
    if kind in ("home_run", "triple") or base == 2:
        return HOME
    runner = diamond.bases[base]
    legs = runner.player.speed if runner else 1.0
    bonus = rates.TWO_OUT_RUNNING_BONUS if diamond.outs == 2 else 0.0
    over = diamond.runs >= diamond.runs_to_win
    infield = location in "3456"
    if kind == "double":
        if base == 1:
            return 2 if over else HOME
        free = diamond.bases[2] is None
        scores = free and not over and diamond.chance(rates.FIRST_SCORES_ON_DOUBLE * legs + bonus)
        return HOME if scores else 2
    if base == 1:
        scores = not over and not infield
        scores = scores and diamond.chance(rates.SECOND_SCORES_ON_SINGLE * legs + bonus)
        return HOME if scores else 2
    takes_third = diamond.bases[2] is None and not infield
    return 2 if takes_third and diamond.chance(rates.FIRST_TO_THIRD_ON_SINGLE * legs) else 1


def reach_on_error(turn: Turn, location: str) -> None:
    """Let the batter reach by a fielder's error; everybody moves up one base."""
    diamond = turn.diamond
    turn.event, turn.event_type = "Field Error", "field_error"
    kind = "throwing" if diamond.chance(rates.THROWING_SHARE_OF_ERRORS) else "fielding"
    for base in (2, 1, 0):
        if diamond.bases[base] is not None:
            turn.advance(base, base + 1, rbi=False)
    diamond.missed_outs += 1
    turn.reach(0, diamond.credit(location, f"f_{kind}_error"), clean=False)
    fielder = f"{SPOKEN_POSITIONS[location]} {diamond.fielders[location].name}"
    _tell(turn, f"{turn.play.batter.name} reaches on a {kind} error by {fielder}.")


def air_out(turn: Turn, trajectory: str, location: str) -> None:
    """Catch the ball; from the outfield a runner on third may score."""
    diamond = turn.diamond
    deep = trajectory != "popup" and location in "789" and diamond.outs < 2
    sacrifice = deep and diamond.bases[2] is not None and diamond.chance(rates.SACRIFICE_FLY)
    event, verb = {
        "fly_ball": ("Flyout", "flies out"),
        "line_drive": ("Lineout", "lines out"),
        "popup": ("Pop Out", "pops out"),
    }[trajectory]
    turn.event, turn.event_type = ("Sac Fly", "sac_fly") if sacrifice else (event, "field_out")
    turn.put_out(None, "1B", None, diamond.credit(location, "f_putout"))
    if sacrifice:
        turn.advance(2, HOME, reason="r_adv_play")
        verb = "out on a sacrifice fly"
    tags = deep and diamond.bases[2] is None and diamond.chance(rates.TAG_TO_THIRD)
    if tags and diamond.runs < diamond.runs_to_win:
        turn.advance(1, 2, reason="r_adv_play")
    fielder = f"{SPOKEN_POSITIONS[location]} {diamond.fielders[location].name}"
    _tell(turn, f"{turn.play.batter.name} {verb} to {fielder}.")


def ground_out(turn: Turn, location: str) -> None:
    """Play a grounder into one out or two."""
    diamond = turn.diamond
    if diamond.bases[0] is not None and location in "13456":
        if diamond.outs < 2 and diamond.chance(rates.DOUBLE_PLAY):
            _double_play(turn, location)
            return
        if diamond.chance(rates.FORCE_AT_SECOND):
            _force_out(turn, location)
            return
    turn.event, turn.event_type = "Groundout", "field_out"
    shares, words = _throw_to_first(diamond, location)
    turn.put_out(None, "1B", None, *shares)
    if diamond.outs < 3:
        _grounder_advances(turn)
    _tell(turn, f"{turn.play.batter.name} grounds out{words}.")


def sacrifice_bunt(turn: Turn, location: str) -> None:
    """Give the batter up to move the runners along."""
    diamond = turn.diamond
    turn.event, turn.event_type = "Sac Bunt", "sac_bunt"
    shares, words = _throw_to_first(diamond, "1" if location == "3" else location)
    turn.put_out(None, "1B", None, *shares)
    for base in (1, 0):
        turn.advance(base, base + 1, reason="r_adv_force")
    _tell(turn, f"{turn.play.batter.name} out on a sacrifice bunt{words}.")


def _throw_to_first(diamond: Diamond, location: str) -> tuple[list[Credit], str]:
    """Credit the throw, or the first baseman alone, with the words for it."""
    name = diamond.fielders[location].name
    if location == "3" and diamond.chance(1.0 - rates.UNASSISTED_AT_FIRST):
        cover = diamond.fielders["1"].name
        return (
            [diamond.credit("3", "f_assist"), diamond.credit("1", "f_putout")],
            f", first baseman {name} to pitcher {cover}",
        )
    if location == "3":
        return [diamond.credit("3", "f_putout")], f" to first baseman {name}"
    first = diamond.fielders["3"].name
    return (
        [diamond.credit(location, "f_assist"), diamond.credit("3", "f_putout")],
        f", {SPOKEN_POSITIONS[location]} {name} to first baseman {first}",
    )


def _grounder_advances(turn: Turn) -> None:
    diamond = turn.diamond
    if diamond.bases[2] is not None:
        goes = diamond.forced(2) or diamond.chance(rates.RUN_SCORES_ON_GROUNDER)
        if goes:
            turn.advance(2, HOME)
    over = diamond.runs >= diamond.runs_to_win
    if diamond.bases[1] is not None and diamond.bases[2] is None and not over:
        goes = diamond.forced(1) or diamond.chance(rates.SECOND_TO_THIRD_ON_GROUNDER)
        if goes:
            turn.advance(1, 2)
    if diamond.bases[0] is not None and diamond.bases[1] is None and not over:
        turn.advance(0, 1)


def _pivot(location: str) -> str:
    """Return who covers second base for a throw from a position."""
    return "6" if location in "34" else "4"


def _double_play(turn: Turn, location: str) -> None:
    diamond = turn.diamond
    turn.event, turn.event_type = "Grounded Into DP", "grounded_into_double_play"
    pivot = _pivot(location)
    out = diamond.bases[0]
    others = diamond.outs == 0
    turn.put_out(
        0,
        "2B",
        "r_force_out",
        diamond.credit(location, "f_assist"),
        diamond.credit(pivot, "f_putout"),
    )
    last = "1" if location == "3" else "3"
    turn.put_out(
        None, "1B", None, diamond.credit(pivot, "f_assist"), diamond.credit(last, "f_putout")
    )
    if others:
        turn.advance(2, HOME, reason="r_adv_play", rbi=False)
        if diamond.bases[2] is None and diamond.runs < diamond.runs_to_win:
            turn.advance(1, 2, reason="r_adv_play")
    chain = " to ".join(
        f"{SPOKEN_POSITIONS[code]} {diamond.fielders[code].name}"
        for code in (location, pivot, last)
    )
    first = out.player.name if out else ""
    batter = turn.play.batter.name
    _tell(
        turn,
        f"{batter} grounds into a double play, {chain}. {first} out at 2nd. {batter} out at 1st.",
    )


def _force_out(turn: Turn, location: str) -> None:
    diamond = turn.diamond
    turn.event, turn.event_type = "Forceout", "force_out"
    pivot = _pivot(location)
    out = diamond.bases[0]
    second, third = diamond.forced(1), diamond.forced(2)
    turn.put_out(
        0,
        "2B",
        "r_force_out",
        diamond.credit(location, "f_assist"),
        diamond.credit(pivot, "f_putout"),
    )
    if diamond.outs < 3:
        if diamond.bases[2] is not None and (third or diamond.chance(rates.RUN_SCORES_ON_GROUNDER)):
            turn.advance(2, HOME, reason="r_adv_force" if third else "r_adv_play")
        if diamond.bases[2] is None and second:
            turn.advance(1, 2, reason="r_adv_force")
    turn.reach(0)
    first = out.player.name if out else ""
    chain = " to ".join(
        f"{SPOKEN_POSITIONS[code]} {diamond.fielders[code].name}" for code in (location, pivot)
    )
    batter = turn.play.batter.name
    _tell(turn, f"{batter} grounds into a force out, {chain}. {first} out at 2nd.")


def _tell(turn: Turn, first: str) -> None:
    turn.play.event, turn.play.event_type = turn.event, turn.event_type
    turn.play.description = " ".join([first, *turn.sentences])
