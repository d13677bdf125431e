"""Names winner, loser, save, holds and blown saves, from the order in which runs scored."""

from collections.abc import Iterator
from dataclasses import dataclass

from mlb_data_platform.simulator.records import Action, GameRecord, Play, SideRecord
from mlb_data_platform.simulator.rosters import Player
from mlb_data_platform.simulator.scoring import Scorebook, count_plays

REGULATION_INNINGS = 9
SAVE_LEAD = 3
SAVE_OUTS = 3
LONG_SAVE_OUTS = 9
STARTER_OUTS_TO_WIN = 15


@dataclass(slots=True)
class _Stint:
    """How a reliever came into the game.

    Attributes:
        lead: Runs his club was ahead; negative when behind.
        close: The tying run was on base, at bat or on deck.
        outs_ahead: Outs to the end of nine innings, or of this one.
        lost_lead: Whether the lead was gone while he pitched.
    """

    lead: int
    close: bool
    outs_ahead: int
    lost_lead: bool = False

    @property
    def save_situation(self) -> bool:
        """Whether he could earn a save, and so a hold or a blown save."""
        narrow = self.lead <= SAVE_LEAD and self.outs_ahead >= SAVE_OUTS
        return self.lead > 0 and (narrow or self.close)

    def saves(self, outs: int) -> bool:
        """Say whether finishing the game with so many outs was a save."""
        narrow = self.lead <= SAVE_LEAD and outs >= SAVE_OUTS
        long_enough = outs >= LONG_SAVE_OUTS
        return self.lead > 0 and outs > 0 and (narrow or self.close or long_enough)


def score_game(record: GameRecord) -> Scorebook:
    """Count a finished game's plays, and name winner, loser, save, holds and blown saves."""
    book = count_plays(record)
    _decide(book, record)
    return book


def _decide(book: Scorebook, record: GameRecord) -> None:
    last = record.plays[-1]
    home_won = last.home_score > last.away_score
    won, lost = (record.home, record.away) if home_won else (record.away, record.home)
    stints = _stints(record)
    of_record: Player | None = None
    for side_ahead, pitcher, charged in _turning_points(record, stints):
        of_record, book.loser = pitcher, charged if side_ahead else None
    book.winner = _official_winner(book, won, of_record)
    for side in (won, lost):
        _mark(book, side, stints, won=side is won)
    if book.winner:
        book.lines[book.winner.id].pitching["wins"] = 1
    if book.loser:
        book.lines[book.loser.id].pitching["losses"] = 1


def _stints(record: GameRecord) -> dict[int, _Stint]:
    stints: dict[int, _Stint] = {}
    for play in record.plays:
        for event in play.events:
            if (
                isinstance(event, Action)
                and event.event_type == "pitching_substitution"
                and event.player
            ):
                stints[event.player.id] = _stint(play, event)
    return stints


def _stint(play: Play, change: Action) -> _Stint:
    lead = (change.home_score - change.away_score) * (1 if play.top else -1)
    innings_ahead = max(REGULATION_INNINGS - play.inning, 0)
    return _Stint(lead, lead <= change.inherited + 2, innings_ahead * 3 + 3 - change.outs)


def _turning_points(
    record: GameRecord, stints: dict[int, _Stint]
) -> Iterator[tuple[bool, Player | None, Player | None]]:
    """Yield (somebody leads, his pitcher of record, who gave up the run) at each tie and lead."""
    in_charge = {True: record.away.pitchers[0], False: record.home.pitchers[0]}
    lead = 0
    for play in record.plays:
        in_charge[not play.top] = play.pitcher
        step = -1 if play.top else 1
        for move in play.movements:
            if move.end != "score":
                continue
            lead += step
            stint = stints.get(play.pitcher_at(move.event_index).id)
            if stint and lead == 0 and stint.lead > 0:
                stint.lost_lead = True
            if lead == 0:
                yield False, None, None
            elif lead == step:
                yield True, in_charge[play.top], move.pitcher


def _official_winner(book: Scorebook, won: SideRecord, winner: Player | None) -> Player | None:
    """Give a starter who left too early no win; the reliever who did most gets it."""
    starter = won.pitchers[0]
    outs = book.lines[starter.id].pitching["outs"]
    if winner is not starter or outs >= STARTER_OUTS_TO_WIN or len(won.pitchers) == 1:
        return winner
    return max(won.pitchers[1:], key=lambda pitcher: book.lines[pitcher.id].pitching["outs"])


def _mark(book: Scorebook, side: SideRecord, stints: dict[int, _Stint], *, won: bool) -> None:
    finisher = side.pitchers[-1]
    for pitcher in side.pitchers:
        counts = book.lines[pitcher.id].pitching
        alone = len(side.pitchers) == 1
        counts["gamesFinished"] = int(pitcher is finisher and not alone)
        counts["completeGames"] = int(alone)
        counts["shutouts"] = int(alone and counts["runs"] == 0)
        stint = stints.get(pitcher.id)
        if stint is None:
            continue
        if stint.save_situation and stint.lost_lead:
            counts["blownSaves"] = counts["saveOpportunities"] = 1
        elif pitcher is book.winner:
            continue
        elif pitcher is not finisher:
            counts["holds"] = int(stint.save_situation and counts["outs"] > 0)
        elif won and stint.saves(counts["outs"]):
            book.save = pitcher
            counts["saves"] = counts["saveOpportunities"] = 1
