# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""How batters make outs, and what the runners do meanwhile: strikeouts, flies, grounders."""

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.baserunning import named, tell
from mlb_data_platform.simulator.diamond import Diamond, Turn
from mlb_data_platform.simulator.earned_runs import HOME, Runner
from mlb_data_platform.simulator.records import BASES, Credit

_AIR_WORDS = {
    "fly_ball": ("Flyout", "flies out", "flies"),
    "line_drive": ("Lineout", "lines out", "lines"),
    "popup": ("Pop Out", "pops out", "pops"),
}
_SPOKEN = ("1st", "2nd", "3rd", "home")


def strike_out(turn: Turn, how: str, *, dropped: bool) -> None:
    """Put the batter out on strikes; the catcher has the put-out, unless he had to throw.

    Args:
        turn: The play.
        how: Such as `called out on strikes`.
        dropped: The catcher did not hold the ball, and first base was free or two were out.
    """
    diamond = turn.diamond
    turn.event, turn.event_type = "Strikeout", "strikeout"
    if not dropped:
        turn.put_out(None, "1B", None, diamond.credit("2", "f_putout"))
        tell(turn, f"{turn.play.batter.name} {how}.")
        return
    if diamond.decisive() or not diamond.chance(rates.REACHES_ON_THIRD_STRIKE):
        shares = (diamond.credit("2", "f_assist"), diamond.credit("3", "f_putout"))
        turn.put_out(None, "1B", None, *shares)
        chain = f"{named(diamond, '2')} to {named(diamond, '3')}"
        tell(turn, f"{turn.play.batter.name} {how}, {chain}.")
        return
    _reach_on_strikes(turn, how)


def _reach_on_strikes(turn: Turn, how: str) -> None:
    """Let the batter run to first on a third strike that got away."""
    diamond = turn.diamond
    passed = diamond.chance(rates.PASSED_BALL_SHARE_OF_WILD)
    event, kind = ("Passed Ball", "passed_ball") if passed else ("Wild Pitch", "wild_pitch")
    turn.play.wild = kind
    away = turn.called(event, kind)
    for base in (2, 1, 0):
        away.advance(base, base + 1, reason="r_adv_play", rbi=False, aided=passed)
    if passed:
        diamond.inning.missed_outs += 1
    away.reach(0, clean=not passed)
    turn.sentences.append(f"{turn.play.batter.name} to 1st.")
    position = "2" if passed else "1"
    turn.sentences.append(f"{event.capitalize()} by {named(diamond, position)}.")
    tell(turn, f"{turn.play.batter.name} {how}.")


def strike_out_double_play(turn: Turn, how: str, base: int) -> None:
    """Put the batter out on strikes and the runner who was going by the catcher's throw."""
    diamond = turn.diamond
    runner = diamond.bases[base]
    turn.event, turn.event_type = "Strikeout Double Play", "strikeout_double_play"
    turn.put_out(None, "1B", None, diamond.credit("2", "f_putout"))
    to = BASES[base + 1]
    cover = "6" if base == 0 else "5"
    kind = f"caught_stealing_{to.lower()}"
    turn.called(f"Caught Stealing {to}", kind).put_out(
        base, to, f"r_{kind}", diamond.credit("2", "f_assist"), diamond.credit(cover, "f_putout")
    )
    who = runner.player.name if runner else ""
    chain = f"{named(diamond, '2')} to {named(diamond, cover)}"
    words = f"and {who} caught stealing {_SPOKEN[base + 1]}, {chain}."
    tell(turn, f"{turn.play.batter.name} {how} {words}")


def air_out(turn: Turn, trajectory: str, location: str) -> None:
    """Catch the ball; from the outfield a runner on third may score, after a liner one may die."""
    diamond = turn.diamond
    deep = trajectory != "popup" and location in "789" and diamond.outs < 2
    if diamond.outs < 2 and trajectory == "line_drive" and location in "3456":
        base = next((at for at in (0, 1, 2) if diamond.bases[at]), None)
        if base is not None and diamond.chance(rates.DOUBLED_OFF):
            _double_off(turn, trajectory, location, base)
            return
    sacrifice = deep and diamond.bases[2] is not None and diamond.chance(rates.SACRIFICE_FLY)
    event, verb, _ = _AIR_WORDS[trajectory]
    turn.event, turn.event_type = ("Sac Fly", "sac_fly") if sacrifice else (event, "field_out")
    turn.put_out(None, "1B", None, diamond.credit(location, "f_putout"))
    if sacrifice:
        turn.advance(2, HOME, reason="r_adv_play")
        verb = "out on a sacrifice fly"
    tags = deep and diamond.bases[2] is None and diamond.chance(rates.TAG_TO_THIRD)
    if tags and not diamond.decided():
        turn.advance(1, 2, reason="r_adv_play")
    tell(turn, f"{turn.play.batter.name} {verb} to {named(diamond, location)}.")


def _double_off(turn: Turn, trajectory: str, location: str, base: int) -> None:
    """Catch a liner and throw to the base that the runner has left."""
    diamond = turn.diamond
    runner = diamond.bases[base]
    turn.event, turn.event_type = "Double Play", "double_play"
    turn.put_out(None, "1B", None, diamond.credit(location, "f_putout"))
    cover = {0: "3", 1: "4" if location == "6" else "6", 2: "5"}[base]
    alone = cover == location
    shares = [] if alone else [diamond.credit(location, "f_assist")]
    shares.append(diamond.credit(cover, "f_putout"))
    turn.put_out(base, BASES[base], "r_doubled_off", *shares)
    chain = named(diamond, location) + ("" if alone else f" to {named(diamond, cover)}")
    who = runner.player.name if runner else ""
    verb = _AIR_WORDS[trajectory][2]
    words = f"{verb} into a double play, {chain}. {who} doubled off {_SPOKEN[base]}."
    tell(turn, f"{turn.play.batter.name} {words}")


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
    cuts_down = diamond.bases[2] is not None and not diamond.forced(2) and diamond.outs < 2
    if cuts_down and location in "13456" and diamond.chance(rates.THROW_HOME):
        _out_at_home(turn, location)
        return
    turn.event, turn.event_type = "Groundout", "field_out"
    shares, words = _throw_to_first(diamond, location)
    turn.put_out(None, "1B", None, *shares)
    if diamond.outs < 3:
        _grounder_advances(turn)
    tell(turn, f"{turn.play.batter.name} grounds out{words}.")


def sacrifice_bunt(turn: Turn, location: str) -> None:
    """Give the batter up to move the runners along."""
    diamond = turn.diamond
    turn.event, turn.event_type = "Sac Bunt", "sac_bunt"
    shares, words = _throw_to_first(diamond, "1" if location == "3" else location)
    turn.put_out(None, "1B", None, *shares)
    for base in (1, 0):
        turn.advance(base, base + 1, reason="r_adv_force")
    tell(turn, f"{turn.play.batter.name} out on a sacrifice bunt{words}.")


def _throw_to_first(diamond: Diamond, location: str) -> tuple[list[Credit], str]:
    """Credit the throw, or the first baseman alone, with the words for it."""
    if location == "3" and diamond.chance(1.0 - rates.UNASSISTED_AT_FIRST):
        chain = f", {named(diamond, '3')} to {named(diamond, '1')}"
        return [diamond.credit("3", "f_assist"), diamond.credit("1", "f_putout")], chain
    if location == "3":
        return [diamond.credit("3", "f_putout")], f" to {named(diamond, '3')}"
    chain = f", {named(diamond, location)} to {named(diamond, '3')}"
    return [diamond.credit(location, "f_assist"), diamond.credit("3", "f_putout")], chain


def _grounder_advances(turn: Turn) -> None:
    diamond = turn.diamond
    if diamond.bases[2] is not None:
        goes = diamond.forced(2) or diamond.chance(rates.RUN_SCORES_ON_GROUNDER)
        if goes:
            turn.advance(2, HOME)
    over = diamond.decided()
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
    _force(turn, location, pivot)
    last = "1" if location == "3" else "3"
    turn.put_out(
        None, "1B", None, diamond.credit(pivot, "f_assist"), diamond.credit(last, "f_putout")
    )
    if others:
        turn.advance(2, HOME, reason="r_adv_play", rbi=False)
        if diamond.bases[2] is None and not diamond.decided():
            turn.advance(1, 2, reason="r_adv_play")
    chain = " to ".join(named(diamond, code) for code in (location, pivot, last))
    first, batter = out.player.name if out else "", turn.play.batter.name
    tell(
        turn,
        f"{batter} grounds into a double play, {chain}. {first} out at 2nd. {batter} out at 1st.",
    )


def _force(turn: Turn, location: str, pivot: str) -> None:
    """Put out the runner from first at second base."""
    diamond = turn.diamond
    shares = (diamond.credit(location, "f_assist"), diamond.credit(pivot, "f_putout"))
    turn.put_out(0, "2B", "r_force_out", *shares)


def _force_out(turn: Turn, location: str) -> None:
    diamond = turn.diamond
    turn.event, turn.event_type = "Forceout", "force_out"
    pivot = _pivot(location)
    out = diamond.bases[0]
    second, third = diamond.forced(1), diamond.forced(2)
    _force(turn, location, pivot)
    if diamond.outs < 3:
        if diamond.bases[2] is not None and (third or diamond.chance(rates.RUN_SCORES_ON_GROUNDER)):
            turn.advance(2, HOME, reason="r_adv_force" if third else "r_adv_play")
        if diamond.bases[2] is None and second:
            turn.advance(1, 2, reason="r_adv_force")
    turn.reach(0, instead_of=out)
    chain = " to ".join(named(diamond, code) for code in (location, pivot))
    first, batter = out.player.name if out else "", turn.play.batter.name
    tell(turn, f"{batter} grounds into a force out, {chain}. {first} out at 2nd.")


def _out_at_home(turn: Turn, location: str) -> None:
    """Throw home to get the runner from third, who was not forced; the batter is safe."""
    diamond = turn.diamond
    turn.event, turn.event_type = "Fielders Choice Out", "fielders_choice_out"
    out: Runner | None = diamond.bases[2]
    shares = (diamond.credit(location, "f_assist"), diamond.credit("2", "f_putout"))
    turn.put_out(2, "4B", "r_runner_out", *shares)
    if diamond.forced(1):
        turn.advance(1, 2, reason="r_adv_force")
    if diamond.forced(0):
        turn.advance(0, 1, reason="r_adv_force")
    turn.reach(0, instead_of=out)
    chain = " to ".join(named(diamond, code) for code in (location, "2"))
    who, batter = out.player.name if out else "", turn.play.batter.name
    words = f"reaches on a fielder's choice out, {chain}. {who} out at home."
    tell(turn, f"{batter} {words}")
