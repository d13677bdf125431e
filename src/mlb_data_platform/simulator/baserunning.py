# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""How batters come to base, and where that takes the runners: hits, walks, errors."""

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.diamond import Diamond, Turn
from mlb_data_platform.simulator.earned_runs import HOME
from mlb_data_platform.simulator.records import BASES
from mlb_data_platform.simulator.rosters import SPOKEN_POSITIONS

BATTED_WORDS = {
    "ground_ball": "ground ball",
    "bunt_grounder": "bunt ground ball",
    "line_drive": "line drive",
    "fly_ball": "fly ball",
    "popup": "pop up",
}
# The season's number of such hits takes the place of the mark when the play is written down.
SEASON_NUMBER = "#"
_HITS = {
    "single": ("Single", "singles", 0),
    "double": ("Double", f"doubles {SEASON_NUMBER}", 1),
    "triple": ("Triple", f"triples {SEASON_NUMBER}", 2),
    "home_run": ("Home Run", f"homers {SEASON_NUMBER}", HOME),
}
# From which base a runner who goes home on a hit may be thrown out there.
_RISKY = {"single": 1, "double": 0}
_FIELDS = {"7": "left field", "8": "center field", "9": "right field"}


def named(diamond: Diamond, position: str) -> str:
    """Return a fielder as descriptions name him, such as `shortstop Ada Byron`."""
    return f"{SPOKEN_POSITIONS[position]} {diamond.fielders[position].name}"


def tell(turn: Turn, first: str) -> None:
    """Finish a play: its event, and its description with what happened to the runners."""
    turn.play.event, turn.play.event_type = turn.event, turn.event_type
    turn.play.description = " ".join([first, *turn.sentences])


def award_first(turn: Turn, event: str, event_type: str, words: str) -> None:
    """Give the batter first base: a walk or a hit batter."""
    turn.event, turn.event_type = event, event_type
    turn.forced_steps()
    turn.reach(0)
    tell(turn, words)


def interfere(turn: Turn) -> None:
    """Give the batter first base because the catcher was in his way."""
    turn.event, turn.event_type = "Catcher Interference", "catcher_interf"
    turn.forced_steps(aided=True)
    catcher = turn.diamond.credit("2", "c_catcher_interf")
    turn.reach(0, catcher, clean=False)
    by = named(turn.diamond, "2")
    tell(turn, f"{turn.play.batter.name} reaches on catcher interference by {by}.")


def hit(turn: Turn, kind: str, trajectory: str, location: str) -> None:
    """Play a hit of any kind; a winning run from third makes a long hit shorter."""
    diamond = turn.diamond
    kind = _kind_that_counts(diamond, kind)
    turn.event, verb, to = _HITS[kind]
    turn.event_type = kind
    diamond.inning.hit(to + 1, diamond.outs)
    for base in (2, 1, 0):
        if diamond.bases[base] is not None:
            _run(turn, kind, base, location)
    shares = [] if kind == "home_run" else [diamond.credit(location, "f_fielded_ball")]
    turn.reach(to, *shares)
    where = _FIELDS[location] if kind == "home_run" else named(diamond, location)
    if kind in ("single", "double") and location in "789":
        _throw_away(turn, location)
    tell(turn, f"{turn.play.batter.name} {verb} on a {BATTED_WORDS[trajectory]} to {where}.")


def _kind_that_counts(diamond: Diamond, kind: str) -> str:
    """Count only as many bases as the winning run needed, as the rules say."""
    missing = diamond.runs_to_win - diamond.runs
    leads = [base for base in (2, 1, 0) if diamond.bases[base] is not None]
    if kind not in ("double", "triple") or missing > len(leads):
        return kind
    needed = HOME - leads[missing - 1]
    return ("single", "double", "triple")[min(_HITS[kind][2], needed - 1)]


def _run(turn: Turn, kind: str, base: int, location: str) -> None:
    """Let a runner go as far as he can on a hit; he may be thrown out at home."""
    diamond = turn.diamond
    to = _target(diamond, kind, base, location)
    tries = to == HOME and _RISKY.get(kind) == base and location in "789"
    if not tries or diamond.outs == 3 or not diamond.chance(rates.THROWN_OUT_AT_HOME):
        turn.advance(base, to)
        return
    runner = diamond.bases[base]
    shares = [diamond.credit(location, kind) for kind in ("f_assist", "f_assist_of")]
    turn.called("Runner Out", "other_out").put_out(
        base, "4B", "r_thrown_out", *shares, diamond.credit("2", "f_putout")
    )
    if runner:
        chain = f"{named(diamond, location)} to {named(diamond, '2')}"
        turn.sentences.append(f"{runner.player.name} out at home on the throw, {chain}.")


def _target(diamond: Diamond, kind: str, base: int, location: str) -> int:
    """Choose how far a runner goes on a hit."""
    if kind in ("home_run", "triple") or base == 2:
        return HOME
    runner = diamond.bases[base]
    legs = runner.player.speed if runner else 1.0
    bonus = rates.TWO_OUT_RUNNING_BONUS if diamond.outs == 2 else 0.0
    over = diamond.decided()
    infield = location not in "789"
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


def _throw_away(turn: Turn, location: str) -> None:
    """Let an outfielder now and then throw the ball away: everybody gains a base."""
    diamond = turn.diamond
    over = diamond.outs == 3 or diamond.decided() or diamond.decisive()
    if over or not diamond.chance(rates.WILD_THROW_ON_HIT):
        return
    everybody_up(turn.called("Error", "error"), location, "f_throwing_error")
    turn.sentences.append(f"Throwing error by {named(diamond, location)}.")


def everybody_up(turn: Turn, position: str, error: str) -> None:
    """Move every runner one base on somebody's error; the foremost step bears it."""
    diamond = turn.diamond
    blamed = False
    for base in (2, 1, 0):
        move = turn.advance(base, base + 1, reason="r_adv_play", rbi=False, aided=True)
        if move and not blamed:
            move.credits.append(diamond.credit(position, error))
            blamed = True


def reach_on_error(turn: Turn, location: str) -> None:
    """Let the batter reach by a fielder's error; everybody moves up one base."""
    diamond = turn.diamond
    turn.event, turn.event_type = "Field Error", "field_error"
    wild = location not in "789" and diamond.chance(rates.THROWING_SHARE_OF_ERRORS)
    kind = "throwing" if wild else "fielding"
    for base in (2, 1, 0):
        turn.advance(base, base + 1, rbi=False, aided=True)
    diamond.inning.missed_outs += 1
    turn.reach(0, diamond.credit(location, f"f_{kind}_error"), clean=False)
    by = f"a {kind} error by {named(diamond, location)}"
    if wild and diamond.bases[1] is None and diamond.chance(rates.SECOND_ON_WILD_THROW):
        turn.advance(0, 1, reason="r_adv_play", rbi=False, aided=True)
    tell(turn, f"{turn.play.batter.name} reaches on {by}.")


def spoken_base(base: int) -> str:
    """Return a base as descriptions name it, such as `2nd`."""
    return {"1B": "1st", "2B": "2nd", "3B": "3rd"}[BASES[base]] if base < HOME else "home"
