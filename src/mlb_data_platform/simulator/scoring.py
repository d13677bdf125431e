"""Keeps score: box-score counts and line score, all taken from the plays alone."""

from collections import defaultdict
from dataclasses import dataclass, field

from mlb_data_platform.simulator.records import Action, GameRecord, Movement, Pitch, Play
from mlb_data_platform.simulator.rosters import Player
from mlb_data_platform.simulator.statlines import Counts

HIT_BASES = {"single": 1, "double": 2, "triple": 3, "home_run": 4}
STRIKEOUTS = frozenset({"strikeout", "strikeout_double_play"})
HIT_FIELDS = {"double": "doubles", "triple": "triples", "home_run": "homeRuns"}
_NO_AT_BAT = {
    "walk": ("baseOnBalls",),
    "intent_walk": ("baseOnBalls", "intentionalWalks"),
    "hit_by_pitch": ("hitByPitch",),
    "sac_fly": ("sacFlies",),
    "sac_bunt": ("sacBunts",),
    "catcher_interf": ("catchersInterference",),
}
_OUT_FIELDS = {
    "ground_ball": "groundOuts",
    "bunt_grounder": "groundOuts",
    "fly_ball": "flyOuts",
    "line_drive": "lineOuts",
    "popup": "popOuts",
    "bunt_popup": "popOuts",
}
_ERRORS = frozenset({"f_fielding_error", "f_throwing_error", "c_catcher_interf", "f_foul_error"})
BALL_CODES = frozenset({"B", "*B", "H"})
# Plays in which the inning ended on the bases: the batter's turn does not count.
_CUT_SHORT = (
    "game_advisory",
    "caught_stealing",
    "pickoff",
    "other_out",
    "wild_pitch",
    "passed_ball",
    "balk",
)


def _counts() -> Counts:
    return defaultdict(int)


@dataclass(slots=True)
class PlayerLine:
    """One player's counts, under the API's field names."""

    batting: Counts = field(default_factory=_counts)
    pitching: Counts = field(default_factory=_counts)
    fielding: Counts = field(default_factory=_counts)


@dataclass(slots=True)
class HalfLine:
    """One half-inning of the line score; `played` is false for a bottom that was not needed."""

    runs: int = 0
    hits: int = 0
    errors: int = 0
    left_on_base: int = 0
    played: bool = False


@dataclass(slots=True)
class Scorebook:
    """Everything that is counted.

    Attributes:
        lines: Counts by player id.
        innings: Pairs (away, home), first inning first. A club's errors are
            those it made in the field in that inning.
        team_unearned: Runs earned against a pitcher but not against his club,
            by whether the visitors batted.
        winner: None only for a game that was not decided.
    """

    lines: dict[int, PlayerLine] = field(default_factory=lambda: defaultdict(PlayerLine))
    innings: list[tuple[HalfLine, HalfLine]] = field(default_factory=list)
    team_unearned: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    winner: Player | None = None
    loser: Player | None = None
    save: Player | None = None


def count_plays(record: GameRecord) -> Scorebook:
    """Count a game's plays; nothing but the plays and the line-ups is read."""
    book = Scorebook()
    for side in (record.away, record.home):
        for appearance in side.appearances.values():
            line = book.lines[appearance.player.id] = PlayerLine()
            line.batting["gamesPlayed"] = int(appearance.batting_order is not None)
        for pitcher in side.pitchers:
            counts = book.lines[pitcher.id].pitching
            counts["gamesPlayed"] = counts["gamesPitched"] = 1
            counts["gamesStarted"] = int(pitcher is side.pitchers[0])
    for play in record.plays:
        _score_innings(book, play)
        _score_batter(book, play)
        _score_events(book, play)
        for move in play.movements:
            _score_movement(book, play, move)
    return book


def is_plate_appearance(play: Play) -> bool:
    """Say whether the batter's turn counts.

    It does not while it goes on, nor when the inning ends on the bases first.
    """
    return bool(play.event_type) and not play.event_type.startswith(_CUT_SHORT)


def _score_innings(book: Scorebook, play: Play) -> None:
    while len(book.innings) < play.inning:
        book.innings.append((HalfLine(), HalfLine()))
    away, home = book.innings[play.inning - 1]
    batting, fielding = (away, home) if play.top else (home, away)
    batting.played = True
    batting.hits += play.event_type in HIT_BASES
    batting.left_on_base = 3 - play.on_base.count(None)
    for move in play.movements:
        if move.end == "score":
            batting.runs += 1
        for credit in move.credits:
            fielding.errors += credit.kind in _ERRORS
    if play.prolonged:
        fielding.errors += 1


def _score_batter(book: Scorebook, play: Play) -> None:
    if not is_plate_appearance(play):
        return
    kind = play.event_type
    last = play.events[-1]
    ball = last.hit if isinstance(last, Pitch) else None
    batting = book.lines[play.charged_batter.id].batting
    pitching = book.lines[play.charged_pitcher.id].pitching
    for counts in (batting, pitching):
        counts["rbi"] += play.rbi
        for name in _NO_AT_BAT.get(kind, ("atBats",)):
            counts[name] += 1
        if kind in HIT_BASES:
            counts["hits"] += 1
            counts["totalBases"] += HIT_BASES[kind]
            if kind in HIT_FIELDS:
                counts[HIT_FIELDS[kind]] += 1
        elif ball:
            # Any ball in play that is no hit counts as an out of its kind, even an error.
            counts[_OUT_FIELDS[ball.trajectory]] += 1
        counts["strikeOuts"] += kind in STRIKEOUTS
        counts["groundIntoDoublePlay"] += kind == "grounded_into_double_play"
    if play.charged_pitcher is not play.pitcher:
        # The reliever finds the batter on first base as if he had been there.
        book.lines[play.pitcher.id].pitching["inheritedRunners"] += 1
    batting["plateAppearances"] += 1
    pitching["battersFaced"] += 1
    if kind not in _NO_AT_BAT and kind not in HIT_BASES:
        batting["leftOnBase"] += _left_behind(play)


def _left_behind(play: Play) -> int:
    """Count whom the batter could have brought home and did not, forced-out runners included."""
    last, batter = len(play.events) - 1, play.batter
    standing = sum(player is not None and player is not batter for player in play.on_base)
    return standing + sum(
        move.out_number is not None and move.runner is not batter and move.event_index == last
        for move in play.movements
    )


def _score_events(book: Scorebook, play: Play) -> None:
    for index, event in enumerate(play.events):
        pitching = book.lines[play.pitcher_at(index).id].pitching
        if isinstance(event, Pitch):
            pitching["pitchesThrown"] += 1
            pitching["balls" if event.code in BALL_CODES else "strikes"] += 1
            if event.error:
                book.lines[event.error.fielder.id].fielding["errors"] += 1
        else:
            _score_action(book, play, event, pitching)
    if play.wild:
        _score_wild(book, play, play.wild, book.lines[play.pitcher.id].pitching)


def _score_action(book: Scorebook, play: Play, event: Action, pitching: Counts) -> None:
    if event.event_type == "pitching_substitution" and event.player:
        book.lines[event.player.id].pitching["inheritedRunners"] += event.inherited
    elif event.event_type == "balk":
        pitching["balks"] += 1
    else:
        _score_wild(book, play, event.event_type, pitching)


def _score_wild(book: Scorebook, play: Play, kind: str, pitching: Counts) -> None:
    """Note a wild pitch for the pitcher, a passed ball for the catcher alone."""
    if kind == "wild_pitch":
        pitching["wildPitches"] += 1
    elif kind == "passed_ball":
        book.lines[play.catcher.id].fielding["passedBall"] += 1


def _score_movement(book: Scorebook, play: Play, move: Movement) -> None:
    pitching = book.lines[play.pitcher_at(move.event_index).id].pitching
    if move.end == "score" and move.pitcher:
        book.lines[move.runner.id].batting["runs"] += 1
        charged = book.lines[move.pitcher.id].pitching
        charged["runs"] += 1
        charged["earnedRuns"] += move.earned
        book.team_unearned[play.top] += move.earned and not move.team_earned
        if charged is not pitching:
            pitching["inheritedRunnersScored"] += 1
    if move.out_number:
        pitching["outs"] += 1
    _score_credits(book, move)
    if move.reason:
        _score_steal(book, play, move, move.reason, pitching)


def _score_credits(book: Scorebook, move: Movement) -> None:
    """Count credits; in a rundown a fielder has one assist, however often he threw."""
    assisted: set[int] = set()
    for credit in move.credits:
        fielder = credit.fielder.id
        fielding = book.lines[fielder].fielding
        if credit.kind == "f_putout":
            fielding["putOuts"] += 1
        elif credit.kind == "f_assist" and fielder not in assisted:
            assisted.add(fielder)
            fielding["assists"] += 1
        elif credit.kind in _ERRORS:
            fielding["errors"] += 1
            # The catcher's interference is an error without a chance, as in recorded box scores.
            fielding["errorsWithoutChance"] += credit.kind == "c_catcher_interf"


def _score_steal(
    book: Scorebook, play: Play, move: Movement, reason: str, pitching: Counts
) -> None:
    """Count what the reason of a movement says: stolen, caught, picked off."""
    runner, catcher = book.lines[move.runner.id].batting, book.lines[play.catcher.id].fielding
    if reason.startswith("r_stolen_base"):
        for counts in (runner, pitching, catcher):
            counts["stolenBases"] += 1
    elif "caught_stealing" in reason:
        for counts in (runner, pitching, catcher):
            counts["caughtStealing"] += 1
    if reason.startswith("r_pickoff") and move.out_number:
        runner["pickoffs"] += 1
        pitching["pickoffs"] += 1
