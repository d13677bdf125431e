"""Sends close plays to the replay room: managers' challenges and reviews by the umpires.

A review only adds to a play what was said about it; the play is written as it stood afterwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from mlb_data_platform.simulator import rates
from mlb_data_platform.simulator.clubs import Club
from mlb_data_platform.simulator.records import Action, GameRecord, Pitch, Play

TAG_PLAY, PLAY_AT_FIRST, HIT_BATTER, HOME_RUN = "MA", "MF", "MI", "NH"
_WORDS = {
    TAG_PLAY: "tag play",
    PLAY_AT_FIRST: "play at 1st",
    HIT_BATTER: "hit by pitch",
    HOME_RUN: "home run",
}
_CHALLENGES = 1
_GROUNDERS = ("ground_ball", "bunt_grounder")
_TAGS = ("stolen_base", "caught_stealing", "pickoff_1b", "pickoff_2b")


@dataclass(frozen=True, slots=True)
class Review:
    """One look at the pictures.

    Attributes:
        club: Who challenged; None for the umpires' own review.
        event_index: The event it was about; None for the end of the play.
    """

    kind: str
    overturned: bool
    club: Club | None
    event_index: int | None = None

    @property
    def words(self) -> str:
        """What stands before the description of the play."""
        by = f"{self.club.club_name} challenged" if self.club else "Umpire reviewed"
        fate = "overturned" if self.overturned else "upheld"
        return f"{by} ({_WORDS[self.kind]}), call on the field was {fate}: "

    def render(self) -> dict[str, object]:
        """Return `reviewDetails`."""
        details: dict[str, object] = {
            "isOverturned": self.overturned,
            "inProgress": False,
            "reviewType": self.kind,
        }
        return details | ({"challengeTeamId": self.club.id} if self.club else {})


@dataclass(frozen=True, slots=True)
class Reviews:
    """All reviews of one game, by number of the play."""

    of_plays: Mapping[int, Review]

    def render(self, away: Club, home: Club, last_play: int) -> dict[str, object]:
        """Return `gameData.review` as it stood after a play: a challenge that failed is gone."""
        challenges = [
            (review.club.id, review.overturned)
            for index, review in self.of_plays.items()
            if index <= last_play and review.club
        ]
        counts = {
            side: {
                "used": sum(club_id == club.id for club_id, _ in challenges),
                "remaining": _CHALLENGES - challenges.count((club.id, False)),
            }
            for side, club in (("away", away), ("home", home))
        }
        return {"hasChallenges": bool(challenges), **counts}


def review_game(record: GameRecord, rng: Random) -> Reviews:
    """Choose which close plays were looked at again, and what came of it."""
    away, home = record.away.roster.club, record.home.roster.club
    left = {away.id: _CHALLENGES, home.id: _CHALLENGES}
    of_plays: dict[int, Review] = {}
    for play in record.plays:
        for kind, out, event_index in _close_calls(play):
            if kind == HOME_RUN:
                if rng.random() < rates.HOME_RUN_REVIEWED:
                    overturned = rng.random() < rates.HOME_RUN_OVERTURNED
                    of_plays[play.index] = Review(kind, overturned, None)
                break
            if rng.random() >= rates.CHALLENGED[kind]:
                continue
            overturned = rng.random() < rates.CHALLENGE_OVERTURNED
            # Who gains by the call as it stands now: the fielders by an out.
            gains, loses = (away, home) if out != play.top else (home, away)
            club = gains if overturned else loses
            if left[club.id]:
                left[club.id] -= not overturned
                of_plays[play.index] = Review(kind, overturned, club, event_index)
            break
    return Reviews(of_plays)


def _close_calls(play: Play) -> Iterator[tuple[str, bool, int | None]]:
    """Yield (kind, whether it is an out now, event) of what could be looked at again."""
    for index, event in enumerate(play.events):
        if isinstance(event, Action) and event.event_type.startswith(_TAGS):
            over = index == len(play.events) - 1
            yield TAG_PLAY, event.is_out, None if over else index
    kind, last = play.event_type, play.events[-1]
    ball = last.hit if isinstance(last, Pitch) else None
    struck = ball.trajectory if ball else ""
    if kind == "home_run" or (kind in ("double", "triple") and struck == "fly_ball"):
        yield HOME_RUN, False, None
    elif kind == "hit_by_pitch":
        yield HIT_BATTER, False, None
    elif kind == "grounded_into_double_play" or (kind == "field_out" and struck in _GROUNDERS):
        yield PLAY_AT_FIRST, True, None
    elif any(move.reason == "r_thrown_out" for move in play.movements):
        yield TAG_PLAY, True, None
    elif kind == "single" and ball and ball.location in "3456":
        yield PLAY_AT_FIRST, False, None
