# ruff: noqa: PLR2004  (the small numbers are the rules of baseball and of the clock)
"""What happens on the bases while a batter is up: steals, pick-offs, wild pitches, balks."""

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.baserunning import (
    SEASON_NUMBER,
    everybody_up,
    named,
    spoken_base,
)
from mlb_data_platform.simulator.diamond import Diamond, Turn
from mlb_data_platform.simulator.earned_runs import Runner
from mlb_data_platform.simulator.records import BASES, Action, Play

# Who has the ball, in order, when a runner is hung up; the last one tags him.
_RUNDOWNS = {0: (("1", "3", "6"), ("1", "3", "6", "3", "4")), 1: (("1", "4", "5"), ("1", "6", "5"))}
_PICKOFF_COVER = {0: "3", 1: "6", 2: "5"}


def _beside(turn: Turn, event: str, event_type: str) -> Turn:
    """Open a turn for what happens on the bases while the batter stays."""
    return Turn(turn.diamond, turn.play, event, event_type, origins=turn.origins)


def _close(turn: Turn, action: Action, words: str) -> None:
    """Bring an action's words, score and outs up to date with what came of it."""
    play = turn.play
    action.description = " ".join([words, *turn.sentences])
    before = (action.away_score, action.home_score)
    action.scoring = before != (play.away_score, play.home_score)
    action.away_score, action.home_score = play.away_score, play.home_score
    action.outs = play.outs = turn.diamond.outs


def _out_on_the_bases(turn: Turn, action: Action) -> bool:
    """Say whether the inning goes on after an out on the bases; if not, it ends the play."""
    play = turn.play
    action.is_out = True
    if turn.diamond.outs < 3:
        play.is_out = False
        return True
    play.event, play.event_type = action.event, action.event_type
    play.description = action.description
    return False


def plan_steal(diamond: Diamond) -> int:
    """Choose the pitch on which a runner goes; 0 for none."""
    first, second, third = diamond.bases
    if diamond.outs == 3 or third:
        return 0
    if second:
        chance = rates.STEAL_THIRD_ATTEMPT * second.player.speed if not first else 0.0
    elif first:
        chance = rates.STEAL_SECOND_ATTEMPT * first.player.speed**2
    else:
        return 0
    return diamond.rng.randint(1, 3) if diamond.chance(chance) else 0


def going_base(diamond: Diamond) -> int | None:
    """Return the base that a stealing runner leaves; None when nobody is there."""
    base = 1 if diamond.bases[1] is not None else 0
    return None if diamond.bases[base] is None else base


def steal(turn: Turn, base: int) -> bool:
    """Let the runner go; False when his out ends the inning."""
    diamond = turn.diamond
    runner = diamond.bases[base]
    if runner is None:
        return True
    to, spoken = BASES[base + 1], spoken_base(base + 1)
    safe = diamond.chance(rates.STEAL_SUCCESS)
    event = f"{'Stolen Base' if safe else 'Caught Stealing'} {to}"
    kind = event.lower().replace(" ", "_")
    action = turn.play.note(event, "", runner.player, kind)
    action.running = True
    side = _beside(turn, event, kind)
    if safe:
        side.advance(base, base + 1, reason=f"r_{kind}", told=False)
        words = f"{runner.player.name} steals {SEASON_NUMBER} {spoken} base."
        if diamond.bases[2] is None and diamond.chance(rates.WILD_THROW_ON_STEAL):
            wild = _beside(turn, "Error", "error")
            everybody_up(wild, "2", "f_throwing_error")
            words += f" {runner.player.name} to 3rd. Throwing error by {named(diamond, '2')}."
        _close(side, action, words)
        return True
    cover = "6" if base == 0 else "5"
    chain = f"{named(diamond, '2')} to {named(diamond, cover)}"
    words = f"{runner.player.name} caught stealing {spoken} base, {chain}."
    if diamond.chance(rates.DROPPED_TAG):
        _safe_by_error(side, runner, base, cover)
        _close(side, action, f"{words} Fielding error by {named(diamond, cover)}.")
        return True
    shares = (diamond.credit("2", "f_assist"), diamond.credit(cover, "f_putout"))
    side.put_out(base, to, f"r_{kind}", *shares)
    _close(side, action, words)
    return _out_on_the_bases(side, action)


def _safe_by_error(side: Turn, runner: Runner, base: int, cover: str) -> None:
    """Let a runner who would have been out stay, because the tag was dropped."""
    diamond = side.diamond
    reason = f"r_{side.event_type}"
    move = side.advance(base, base + 1, reason=reason, told=False, aided=True)
    diamond.inning.missed_outs += 1
    runner.clean = False
    if move:
        move.credits += [
            diamond.credit("2", "f_assist"),
            diamond.credit(cover, "f_fielding_error"),
        ]


def hold_runners(turn: Turn) -> bool:
    """Let the pitcher step off or throw to a base; False when that ends the inning.

    Somebody must stand on first or second, and nobody on third.
    """
    diamond, play = turn.diamond, turn.play
    base = 1 if diamond.bases[0] is None else 0
    dice = diamond.rng.random()
    if dice < rates.STEP_OFF:
        _throw(play, diamond, "stepoff", "Pitcher Step Off", "PSO")
    elif dice < rates.STEP_OFF + (rates.PICKOFF_THROW if base == 0 else rates.PICKOFF_THROW / 8):
        words = f"Pickoff Attempt {BASES[base]}"
        _throw(play, diamond, "pickoff", words, str(base + 1))
        return _after_throw(turn, base)
    elif dice > 1 - rates.BALK:
        _balk(turn)
        return not _won(turn)
    return True


def _throw(play: Play, diamond: Diamond, kind: str, words: str, code: str) -> None:
    number = 1 + sum(
        isinstance(event, Action) and event.kind in ("pickoff", "stepoff") for event in play.events
    )
    play.events.append(
        Action(
            kind,
            "",
            "",
            words,
            play.balls,
            play.strikes,
            diamond.outs,
            play.away_score,
            play.home_score,
            code=code,
            disengagement=number,
        )
    )


def _after_throw(turn: Turn, base: int) -> bool:
    """See what came of a pick-off throw: nearly always nothing."""
    diamond = turn.diamond
    dice = diamond.rng.random()
    if dice < rates.PICKED_OFF:
        return _picked_off(turn, base)
    if dice < rates.PICKED_OFF + rates.CAUGHT_AFTER_PICKOFF:
        return _caught_after_pickoff(turn, base)
    if dice > 1 - rates.WILD_PICKOFF:
        _wild_pickoff(turn, base)
    return True


def _picked_off(turn: Turn, base: int) -> bool:
    diamond = turn.diamond
    runner = diamond.bases[base]
    if runner is None:
        return True
    at, cover = BASES[base], _PICKOFF_COVER[base]
    kind = f"pickoff_{at.lower()}"
    action = turn.play.note(f"Pickoff {at}", "", runner.player, kind)
    action.running = True
    side = _beside(turn, f"Pickoff {at}", kind)
    shares = (diamond.credit("1", "f_assist"), diamond.credit(cover, "f_putout"))
    side.put_out(base, at, f"r_{kind}", *shares)
    by, who = diamond.fielders["1"].name, runner.player.name
    words = f"Pitcher {by} picks off {who} at {spoken_base(base)} on throw to "
    _close(side, action, f"{words}{named(diamond, cover)}.")
    return _out_on_the_bases(side, action)


def _caught_after_pickoff(turn: Turn, base: int) -> bool:
    """Let the runner break for the next base, and be thrown out there."""
    diamond = turn.diamond
    runner = diamond.bases[base]
    if runner is None or diamond.bases[base + 1] is not None:
        return True
    to = BASES[base + 1]
    event, kind = f"Pickoff Caught Stealing {to}", f"pickoff_caught_stealing_{to.lower()}"
    action = turn.play.note(event, "", runner.player, kind)
    action.running = True
    side = _beside(turn, event, kind)
    chain = diamond.rng.choice(_RUNDOWNS[base])
    shares = [diamond.credit(position, "f_assist") for position in chain[:-1]]
    side.put_out(base, to, f"r_{kind}", *shares, diamond.credit(chain[-1], "f_putout"))
    fielders = " to ".join(named(diamond, position) for position in chain)
    words = f"picked off and caught stealing {spoken_base(base + 1)} base, {fielders}."
    _close(side, action, f"{runner.player.name} {words}")
    return _out_on_the_bases(side, action)


def _wild_pickoff(turn: Turn, base: int) -> None:
    diamond = turn.diamond
    runner = diamond.bases[base]
    if runner is None or diamond.decisive():
        return
    at = BASES[base].lower()
    kind = f"pickoff_error_{at}"
    action = turn.play.note(f"Pickoff Error {at.upper()}", "", runner.player, kind)
    action.running = True
    side = _beside(turn, action.event, kind)
    blamed = False
    for stands in (2, 1, 0):
        move = side.advance(
            stands, stands + 1, reason=f"r_{kind}", rbi=False, told=False, aided=True
        )
        if move and not blamed:
            move.credits.append(diamond.credit("1", "f_throwing_error"))
            blamed = True
    _close(side, action, f"Throwing error by {named(diamond, '1')} on the pickoff attempt.")


def _balk(turn: Turn) -> None:
    diamond = turn.diamond
    action = turn.play.note("Balk", "", diamond.fielders["1"], "balk")
    action.running = True
    side = _beside(turn, "Balk", "balk")
    for base in (2, 1, 0):
        side.advance(base, base + 1, reason="r_adv_play", rbi=False)
    _close(side, action, f"Balk by {named(diamond, '1')}.")


def _won(turn: Turn) -> bool:
    """Say whether the game is over by what happened on the bases, which then is the play."""
    play, action = turn.play, turn.play.events[-1]
    if not turn.diamond.decided() or not isinstance(action, Action):
        return False
    play.event, play.event_type = action.event, action.event_type
    play.description = action.description
    return True


def wild_pitch(turn: Turn) -> bool:
    """Let a ball in the dirt get away now and then; False when that wins the game."""
    diamond = turn.diamond
    aboard = any(runner is not None for runner in diamond.bases)
    if not aboard or not diamond.chance(rates.WILD_PITCH_IF_DIRT):
        return True
    passed = diamond.chance(rates.PASSED_BALL_SHARE_OF_WILD)
    event, who = ("Passed Ball", "2") if passed else ("Wild Pitch", "1")
    kind = event.lower().replace(" ", "_")
    action = turn.play.note(event, "", diamond.fielders[who], kind)
    action.running = True
    side = _beside(turn, event, kind)
    for base in (2, 1, 0):
        side.advance(base, base + 1, reason="r_adv_play", rbi=False, aided=passed)
    _close(side, action, f"{event.capitalize()} by {named(diamond, who)}.")
    return not _won(turn)


def take_for_free(turn: Turn) -> bool:
    """Let a runner whom nobody holds in a lost game take second base."""
    diamond, play = turn.diamond, turn.play
    runner = diamond.bases[0]
    behind = (play.home_score - play.away_score) * (1 if play.top else -1)
    alone = runner is not None and diamond.bases[1] is None and diamond.bases[2] is None
    if runner is None or not alone or play.inning < 9 or not 2 <= behind <= 5:
        return False
    if not diamond.chance(rates.INDIFFERENCE):
        return False
    action = play.note("Defensive Indiff", "", runner.player, "defensive_indiff")
    action.running = True
    side = _beside(turn, "Defensive Indiff", "defensive_indiff")
    side.advance(0, 1, reason="r_defensive_indiff", told=False)
    _close(side, action, f"{runner.player.name} advances to 2nd on defensive indifference.")
    return True
