"""Adds games up to season-to-date totals, club by club, so that any game of a year can tell them.

A club's totals after each of its games are kept as short rows of 16-bit numbers; a player who did
not play shares his row with the game before. A whole season takes about 25 MB.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from operator import add
from struct import Struct

from mlb_data_platform.simulator.records import GameRecord
from mlb_data_platform.simulator.rosters import Roster
from mlb_data_platform.simulator.scoring import PlayerLine, Scorebook

_OUTS = ("flyOuts", "groundOuts", "lineOuts", "popOuts")
_BOTH = (
    "gamesPlayed",
    *_OUTS,
    "runs",
    "doubles",
    "triples",
    "homeRuns",
    "strikeOuts",
    "baseOnBalls",
    "intentionalWalks",
    "hits",
    "hitByPitch",
    "atBats",
    "caughtStealing",
    "stolenBases",
    "totalBases",
    "rbi",
    "sacBunts",
    "sacFlies",
    "catchersInterference",
    "pickoffs",
)
_BATTING = (*_BOTH, "groundIntoDoublePlay", "plateAppearances", "leftOnBase")
_PITCHING = (
    *_BOTH,
    "gamesPitched",
    "gamesStarted",
    "gamesFinished",
    "completeGames",
    "shutouts",
    "wins",
    "losses",
    "saves",
    "saveOpportunities",
    "holds",
    "blownSaves",
    "outs",
    "earnedRuns",
    "battersFaced",
    "pitchesThrown",
    "balls",
    "strikes",
    "balks",
    "wildPitches",
    "inheritedRunners",
    "inheritedRunnersScored",
)
_FIELDING = (
    "caughtStealing",
    "stolenBases",
    "assists",
    "putOuts",
    "errors",
    "errorsWithoutChance",
    "passedBall",
    "pickoffs",
)
_PITCHING_AT = len(_BATTING)
_FIELDING_AT = _PITCHING_AT + len(_PITCHING)
_WIDTH = _FIELDING_AT + len(_FIELDING)
_EARNED_RUNS_AT = _PITCHING_AT + _PITCHING.index("earnedRuns")
_NUMBERS = Struct(f"{_WIDTH}H")


def _row(numbers: Iterable[int]) -> "array[int]":
    """Write numbers as a row; an array that reads them one by one takes three times as long."""
    return array("H", _NUMBERS.pack(*numbers))


_NOTHING = _row(repeat(0, _WIDTH))


@dataclass(frozen=True, slots=True, eq=False)
class SeasonLine:
    """One player's totals of a season, or a club's; compared by identity.

    Attributes:
        last_played: Day of the latest game counted; None before the first.
    """

    numbers: "array[int]"
    last_played: date | None = None

    def batting(self) -> Mapping[str, int]:
        """Return the batting counts by the API's names."""
        return dict(zip(_BATTING, self.numbers[:_PITCHING_AT], strict=True))

    def pitching(self) -> Mapping[str, int]:
        """Return the pitching counts by the API's names."""
        return dict(zip(_PITCHING, self.numbers[_PITCHING_AT:_FIELDING_AT], strict=True))

    def fielding(self) -> Mapping[str, int]:
        """Return the fielding counts by the API's names."""
        return dict(zip(_FIELDING, self.numbers[_FIELDING_AT:], strict=True))

    def batted(self, name: str) -> int:
        """Return one batting count."""
        return self.numbers[_BATTING.index(name)]

    def fielded(self, name: str) -> int:
        """Return one fielding count."""
        return self.numbers[_FIELDING_AT + _FIELDING.index(name)]

    @property
    def has_batted(self) -> bool:
        """Whether he took part in a game as a batter, a runner or a fielder with a turn at bat."""
        return bool(self.numbers[0])

    @property
    def has_pitched(self) -> bool:
        """Whether he pitched in a game."""
        return bool(self.numbers[_PITCHING_AT])

    def plus(self, numbers: "array[int]", day: date) -> "SeasonLine":
        """Return the totals with one more game."""
        return SeasonLine(_row(map(add, self.numbers, numbers)), day)


NO_SEASON = SeasonLine(_NOTHING)


def pack(line: PlayerLine) -> "array[int]":
    """Write one game's counts as a row, in the order of a `SeasonLine`."""
    return _row(
        (
            *map(line.batting.get, _BATTING, repeat(0)),
            *map(line.pitching.get, _PITCHING, repeat(0)),
            *map(line.fielding.get, _FIELDING, repeat(0)),
        )
    )


@dataclass(frozen=True, slots=True)
class GameTally:
    """What one game adds to one club's season.

    Attributes:
        rows: Counts by player id, of those who played.
        unearned: Runs earned against a pitcher of the club but not against the club.
    """

    rows: Mapping[int, "array[int]"]
    unearned: int
    won: bool
    day: date


def tally_game(record: GameRecord, book: Scorebook, day: date, *, home: bool) -> GameTally:
    """Sum up a game for one of its clubs."""
    side = record.home if home else record.away
    last = record.plays[-1]
    return GameTally(
        rows={player_id: pack(book.lines[player_id]) for player_id in side.appearances},
        unearned=book.team_unearned[home],
        won=(last.home_score > last.away_score) == home,
        day=day,
    )


@dataclass(frozen=True, slots=True)
class ClubTotals:
    """A club's season as it stands after one of its games.

    Attributes:
        players: Totals by player id; somebody who has not played has zeros.
        club: What the players' totals add up to.
        record: Wins and losses.
    """

    players: Mapping[int, SeasonLine]
    club: SeasonLine
    record: tuple[int, int]

    def plus(self, game: GameTally) -> "ClubTotals":
        """Return the totals after one more game."""
        rows = game.rows
        players = {
            player_id: line.plus(rows[player_id], game.day) if player_id in rows else line
            for player_id, line in self.players.items()
        }
        club = _row(map(sum, zip(self.club.numbers, *rows.values(), strict=True)))
        club[_EARNED_RUNS_AT] -= game.unearned
        wins, losses = self.record
        return ClubTotals(
            players, SeasonLine(club, game.day), (wins + game.won, losses + (not game.won))
        )


def no_totals(roster: Roster) -> ClubTotals:
    """Return a club's totals before its first game."""
    return ClubTotals({player.id: NO_SEASON for player in roster.players}, NO_SEASON, (0, 0))
