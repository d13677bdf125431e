# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""Where runners go, who is put out and by whom, for every way a plate appearance can end."""

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.diamond import HOME, Diamond, Turn
from mlb_data_platform.simulator.records import Credit
from mlb_data_platform.simulator.rosters import SPOKEN_POSITIONS

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
