# ruff: noqa: PLR2004  (the small numbers are the rules of baseball)
"""How likely the home club wins, from inning, outs, bases and score.

A plain model: both clubs are average and every plate appearance has the league's mean outcomes.
First the runs that the rest of a half inning may bring are worked out for each of the 24 states of
outs and bases, then the game is folded back from its last inning; extra innings begin with the
automatic runner where the season has one. Nothing is drawn at random.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

Bases = tuple[bool, bool, bool]

EMPTY: Bases = (False, False, False)
AUTOMATIC_RUNNER: Bases = (False, True, False)
LAST_INNING = 9
WIDEST_LEAD = 15
"""A lead of so many runs is as good as won."""

_MOST_RUNS = 12
_PLATE_APPEARANCES = 40
"""More in one half inning do not matter."""

TIED_AFTER_NINE = 0.5
"""Before an extra inning the clubs have the same chances, so either may win."""

_MEAN_SWING = 0.0352
"""Mean change of a plate appearance over a game; it makes leverage 1.0 a usual moment."""

_WALK, _SINGLE, _DOUBLE, _TRIPLE, _HOME_RUN = 0.096, 0.146, 0.046, 0.004, 0.032
_OUT = 1 - _WALK - _SINGLE - _DOUBLE - _TRIPLE - _HOME_RUN
_STRIKEOUT_SHARE = 0.33
_SCORES_FROM_SECOND, _SCORES_FROM_FIRST = 0.6, 0.43
_DOUBLE_PLAY, _SCORES_ON_OUT = 0.16, 0.35


class _Step(NamedTuple):
    """What one plate appearance may lead to."""

    chance: float
    outs: int
    bases: Bases
    runs: int


class Moment(NamedTuple):
    """A state of the game between two plate appearances.

    Attributes:
        inning: From 1.
        top: Whether the visitors bat.
        outs: 0 to 2.
        bases: Who is on first, second, third.
        lead: Runs of the home club less those of the visitors.
        automatic_runner: Whether extra innings begin with a man on second.
    """

    inning: int
    top: bool
    outs: int
    bases: Bases
    lead: int
    automatic_runner: bool = True


def home_win_chance(moment: Moment) -> float:
    """Return how likely the home club wins, 0 to 1.

    Example:
        >>> round(home_win_chance(Moment(1, True, 0, EMPTY, 0)), 6)
        0.5
        >>> home_win_chance(Moment(9, False, 0, EMPTY, 1))
        1.0
    """
    lead = max(-WIDEST_LEAD, min(WIDEST_LEAD, moment.lead))
    inning = min(moment.inning, LAST_INNING + 1)
    if inning >= LAST_INNING and not moment.top and lead > 0:
        return 1.0
    chance = sum(
        chance * _after_half(inning, moment.top, lead, runs, moment.automatic_runner)
        for runs, chance in _runs_to_come(moment.outs, moment.bases).items()
    )
    return min(1.0, chance)


def leverage(moment: Moment) -> float:
    """Return how much hangs on the next plate appearance; 1.0 is a usual moment."""
    now = home_win_chance(moment)
    swing = sum(
        step.chance * abs(_chance_after(moment, step) - now)
        for step in _steps(moment.outs, moment.bases)
    )
    return swing / _MEAN_SWING


def _chance_after(moment: Moment, step: _Step) -> float:
    lead = moment.lead + (-step.runs if moment.top else step.runs)
    if step.outs < 3:
        return home_win_chance(moment._replace(outs=step.outs, bases=step.bases, lead=lead))
    return chance_between_halves(moment.inning, moment.top, lead, moment.automatic_runner)


def chance_between_halves(
    inning: int, top_is_over: bool, lead: int, automatic_runner: bool
) -> float:
    """Return how likely the home club wins once a half inning is over.

    Args:
        inning: Which inning.
        top_is_over: Whether it was the visitors' half.
        lead: Runs of the home club less those of the visitors.
        automatic_runner: Whether extra innings begin with a man on second.
    """
    clipped = max(-WIDEST_LEAD, min(WIDEST_LEAD, lead))
    return _after_half(min(inning, LAST_INNING + 1), top_is_over, clipped, 0, automatic_runner)


@cache
def _after_half(inning: int, top: bool, lead: int, runs: int, automatic: bool) -> float:
    """Return the chance at the end of a half inning in which so many runs were scored."""
    lead = max(-WIDEST_LEAD, min(WIDEST_LEAD, lead - runs if top else lead + runs))
    if top:
        return home_win_chance(_start(inning, False, lead, automatic))
    if inning < LAST_INNING:
        return home_win_chance(_start(inning + 1, True, lead, automatic))
    if lead:
        return float(lead > 0)
    return TIED_AFTER_NINE


def _start(inning: int, top: bool, lead: int, automatic: bool) -> Moment:
    extra = inning > LAST_INNING
    return Moment(
        inning, top, 0, AUTOMATIC_RUNNER if extra and automatic else EMPTY, lead, automatic
    )


@cache
def _runs_to_come(outs: int, bases: Bases) -> Mapping[int, float]:
    """Return how likely the rest of the half inning brings so many runs."""
    states: dict[tuple[int, Bases, int], float] = {(outs, bases, 0): 1.0}
    done: dict[int, float] = defaultdict(float)
    for _ in range(_PLATE_APPEARANCES):
        onward: dict[tuple[int, Bases, int], float] = defaultdict(float)
        for (now_outs, now_bases, runs), chance in states.items():
            for step in _steps(now_outs, now_bases):
                total = min(_MOST_RUNS, runs + step.runs)
                if step.outs >= 3:
                    done[total] += chance * step.chance
                else:
                    onward[step.outs, step.bases, total] += chance * step.chance
        states = onward
    whole = sum(done.values())
    return {runs: chance / whole for runs, chance in sorted(done.items())}


@cache
def _steps(outs: int, bases: Bases) -> tuple[_Step, ...]:
    """Return what the next plate appearance may lead to; the chances add up to 1."""
    return (
        _walk(outs, bases),
        *_hits(outs, bases),
        *_outs(outs, bases),
    )


def _walk(outs: int, bases: Bases) -> _Step:
    first, second, third = bases
    return _Step(_WALK, outs, (True, second or first, third or (first and second)), int(all(bases)))


def _hits(outs: int, bases: Bases) -> Iterator[_Step]:
    first, second, third = bases
    on = sum(bases)
    if second:
        rest = (True, first, False)
        yield _Step(_SINGLE * _SCORES_FROM_SECOND, outs, rest, third + 1)
        held = (True, first, True)
        yield _Step(_SINGLE * (1 - _SCORES_FROM_SECOND), outs, held, int(third))
    else:
        yield _Step(_SINGLE, outs, (True, first, False), int(third))
    if first:
        yield _Step(_DOUBLE * _SCORES_FROM_FIRST, outs, (False, True, False), on)
        yield _Step(_DOUBLE * (1 - _SCORES_FROM_FIRST), outs, (False, True, True), on - 1)
    else:
        yield _Step(_DOUBLE, outs, (False, True, False), on)
    yield _Step(_TRIPLE, outs, (False, False, True), on)
    yield _Step(_HOME_RUN, outs, EMPTY, on + 1)


def _outs(outs: int, bases: Bases) -> Iterator[_Step]:
    first, second, third = bases
    yield _Step(_OUT * _STRIKEOUT_SHARE, outs + 1, bases, 0)
    rest = _OUT * (1 - _STRIKEOUT_SHARE)
    if first and outs < 2:
        yield _Step(rest * _DOUBLE_PLAY, outs + 2, (False, second, third), 0)
        rest *= 1 - _DOUBLE_PLAY
    if third and outs < 2:
        yield _Step(rest * _SCORES_ON_OUT, outs + 1, (first, second, False), 1)
        rest *= 1 - _SCORES_ON_OUT
    yield _Step(rest, outs + 1, bases, 0)
