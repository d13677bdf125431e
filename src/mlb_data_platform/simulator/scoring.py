"""Keeps score: box-score counts, line score and decisions, all taken from the plays alone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from mlb_data_platform.simulator.records import Action, GameRecord, Pitch, Play, SideRecord
from mlb_data_platform.simulator.rosters import Player

Counts = defaultdict[str, int]

HIT_BASES = {"single": 1, "double": 2, "triple": 3, "home_run": 4}
_HIT_FIELDS = {"double": "doubles", "triple": "triples", "home_run": "homeRuns"}
_NO_AT_BAT = {
    "walk": "baseOnBalls",
    "hit_by_pitch": "hitByPitch",
    "sac_fly": "sacFlies",
    "sac_bunt": "sacBunts",
}
_OUT_FIELDS = {
    "ground_ball": "groundOuts",
    "bunt_grounder": "groundOuts",
    "fly_ball": "flyOuts",
    "line_drive": "lineOuts",
    "popup": "popOuts",
}
_BATTER_OUT = frozenset({"field_out", "force_out", "grounded_into_double_play", "sac_fly"})
_ERRORS = frozenset({"f_fielding_error", "f_throwing_error"})
_FIELDING = {"f_putout": "putOuts", "f_assist": "assists"}
_BALL_CODES = frozenset({"B", "*B", "H"})
SAVE_LEAD = 3
STARTER_OUTS_TO_WIN = 15
LATE_INNING = 7
LONG_SAVE_OUTS = 9
SAVE_OUTS = 3


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
        winner: None only for a game that was not decided.
    """

    lines: dict[int, PlayerLine] = field(default_factory=lambda: defaultdict(PlayerLine))
    innings: list[tuple[HalfLine, HalfLine]] = field(default_factory=list)
    winner: Player | None = None
    loser: Player | None = None
    save: Player | None = None


@dataclass(slots=True)
class _Stint:
    """How a pitcher came into the game and left it."""

    lead: int
    inning: int
    last_lead: int = 0
    lost_lead: bool = False


def score_game(record: GameRecord) -> Scorebook:
    """Count a game's plays.

    Args:
        record: A game, or its first plays: nothing but the plays and the line-ups is read.
    """
    book = Scorebook()
    _start_lines(book, record)
    previous: Play | None = None
    for play in record.plays:
        defense = record.home if play.top else record.away
        _score_innings(book, play)
        _score_batter(book, play)
        _score_events(book, play, defense)
        _score_runners(book, play)
        if previous and previous.top == play.top and previous.pitcher is not play.pitcher:
            inherited = sum(player is not None for player in previous.on_base)
            book.lines[play.pitcher.id].pitching["inheritedRunners"] += inherited
        previous = play
    _decide(book, record)
    return book


def _start_lines(book: Scorebook, record: GameRecord) -> None:
    for side in (record.away, record.home):
        for player_id in side.appearances:
            book.lines[player_id] = PlayerLine()
        for pitcher in side.pitchers:
            book.lines[pitcher.id].pitching["gamesStarted"] = int(pitcher is side.pitchers[0])


def is_plate_appearance(play: Play) -> bool:
    """Say whether the batter's turn counts: an inning that ends on the bases cuts it short."""
    return not play.event_type.startswith("caught_stealing")


def _score_innings(book: Scorebook, play: Play) -> None:
    while len(book.innings) < play.inning:
        book.innings.append((HalfLine(), HalfLine()))
    away, home = book.innings[play.inning - 1]
    batting, fielding = (away, home) if play.top else (home, away)
    batting.played = True
    batting.runs += sum(move.end == "score" for move in play.movements)
    batting.hits += play.event_type in HIT_BASES
    batting.left_on_base = sum(player is not None for player in play.on_base)
    fielding.errors += sum(
        credit.kind in _ERRORS for move in play.movements for credit in move.credits
    )


def _score_batter(book: Scorebook, play: Play) -> None:
    if not is_plate_appearance(play):
        return
    for counts in (book.lines[play.batter.id].batting, book.lines[play.pitcher.id].pitching):
        kind = play.event_type
        counts["rbi"] += play.rbi
        if kind in _NO_AT_BAT:
            counts[_NO_AT_BAT[kind]] += 1
        else:
            counts["atBats"] += 1
        if kind in HIT_BASES:
            counts["hits"] += 1
            counts["totalBases"] += HIT_BASES[kind]
            if kind in _HIT_FIELDS:
                counts[_HIT_FIELDS[kind]] += 1
        counts["strikeOuts"] += kind == "strikeout"
        counts["groundIntoDoublePlay"] += kind == "grounded_into_double_play"
        last = play.events[-1]
        if kind in _BATTER_OUT and isinstance(last, Pitch) and last.hit:
            counts[_OUT_FIELDS[last.hit.trajectory]] += 1
    batting = book.lines[play.batter.id].batting
    batting["plateAppearances"] += 1
    if play.is_out:
        batting["leftOnBase"] += sum(player is not None for player in play.on_base)
    book.lines[play.pitcher.id].pitching["battersFaced"] += 1


def _score_events(book: Scorebook, play: Play, defense: SideRecord) -> None:
    pitching = book.lines[play.pitcher.id].pitching
    for event in play.events:
        if isinstance(event, Pitch):
            pitching["pitchesThrown"] += 1
            pitching["balls" if event.code in _BALL_CODES else "strikes"] += 1
        elif event.event_type == "wild_pitch":
            pitching["wildPitches"] += 1
        elif event.event_type == "passed_ball":
            pitching["passedBall"] += 1
            book.lines[defense.fielders["2"].id].fielding["passedBall"] += 1
        elif event.running:
            _score_steal(book, play, event, defense)


def _score_steal(book: Scorebook, play: Play, event: Action, defense: SideRecord) -> None:
    if event.player is None:
        return
    name = "caughtStealing" if event.is_out else "stolenBases"
    catcher = book.lines[defense.fielders["2"].id]
    pitcher = book.lines[play.pitcher.id]
    counters = (
        book.lines[event.player.id].batting,
        pitcher.pitching,
        pitcher.fielding,
        catcher.fielding,
    )
    for counts in counters:
        counts[name] += 1


def _score_runners(book: Scorebook, play: Play) -> None:
    for move in play.movements:
        if move.end == "score" and move.pitcher:
            book.lines[move.runner.id].batting["runs"] += 1
            charged = book.lines[move.pitcher.id].pitching
            charged["runs"] += 1
            charged["earnedRuns"] += move.earned
            if move.pitcher is not play.pitcher:
                book.lines[play.pitcher.id].pitching["inheritedRunnersScored"] += 1
        if move.out_number:
            book.lines[play.pitcher.id].pitching["outs"] += 1
        for credit in move.credits:
            fielding = book.lines[credit.fielder.id].fielding
            if credit.kind in _FIELDING:
                fielding[_FIELDING[credit.kind]] += 1
            elif credit.kind in _ERRORS:
                fielding["errors"] += 1


def _leads(record: GameRecord) -> Iterator[tuple[Play, int, int]]:
    """Yield each play with the home lead before and after it."""
    before = 0
    for play in record.plays:
        after = play.home_score - play.away_score
        yield play, before, after
        before = after


def _decide(book: Scorebook, record: GameRecord) -> None:
    """Find winner, loser, save, holds and blown saves."""
    in_charge = {True: record.away.pitchers[0], False: record.home.pitchers[0]}
    stints: dict[int, _Stint] = {}
    winner: Player | None = None
    for play, before, after in _leads(record):
        in_charge[not play.top] = play.pitcher
        sign = 1 if play.top else -1
        stint = stints.setdefault(play.pitcher.id, _Stint(before * sign, play.inning))
        stint.last_lead = after * sign
        stint.lost_lead |= before * sign > 0 and after * sign <= 0
        if after == 0:
            winner = book.loser = None
        elif (after > 0) != (before > 0) or before == 0:
            winner = in_charge[after < 0]
            book.loser = _charged_with_lead(play, before)
    final = record.plays[-1]
    home_won = final.home_score > final.away_score
    won, lost = (record.home, record.away) if home_won else (record.away, record.home)
    book.winner = _official_winner(book, won, winner)
    _mark(book, won, lost, stints)


def _charged_with_lead(play: Play, before: int) -> Player:
    """Return the pitcher whose runner scored the run that made the difference."""
    needed = abs(before) + 1
    scored = [move.pitcher for move in play.movements if move.pitcher]
    return scored[min(needed, len(scored)) - 1]


def _official_winner(book: Scorebook, won: SideRecord, winner: Player | None) -> Player | None:
    """Give a starter who left too early no win; the reliever who did most gets it."""
    starter = won.pitchers[0]
    outs = book.lines[starter.id].pitching["outs"]
    if winner is not starter or outs >= STARTER_OUTS_TO_WIN or len(won.pitchers) == 1:
        return winner
    return max(won.pitchers[1:], key=lambda pitcher: book.lines[pitcher.id].pitching["outs"])


def _mark(book: Scorebook, won: SideRecord, lost: SideRecord, stints: dict[int, _Stint]) -> None:
    for side in (won, lost):
        finisher = side.pitchers[-1]
        for pitcher in side.pitchers:
            counts = book.lines[pitcher.id].pitching
            stint = stints.get(pitcher.id)
            counts["gamesFinished"] = int(pitcher is finisher and len(side.pitchers) > 1)
            counts["completeGames"] = int(len(side.pitchers) == 1)
            counts["shutouts"] = int(counts["completeGames"] and counts["runs"] == 0)
            if stint is None or pitcher is side.pitchers[0]:
                continue
            narrow = 0 < stint.lead <= SAVE_LEAD
            if narrow and stint.lost_lead and stint.inning >= LATE_INNING:
                counts["blownSaves"] = counts["saveOpportunities"] = 1
            elif narrow and pitcher is not finisher and pitcher is not book.winner:
                held = stint.last_lead > 0 and counts["outs"] > 0
                counts["holds"] = int(held and stint.inning >= LATE_INNING - 1)
            long_save = stint.lead > 0 and counts["outs"] >= LONG_SAVE_OUTS
            closes = side is won and pitcher is finisher and pitcher is not book.winner
            if (
                closes
                and stint.last_lead > 0
                and (long_save or (narrow and counts["outs"] >= SAVE_OUTS))
            ):
                book.save = pitcher
                counts["saves"] = counts["saveOpportunities"] = 1
    if book.winner:
        book.lines[book.winner.id].pitching["wins"] = 1
    if book.loser:
        book.lines[book.loser.id].pitching["losses"] = 1
