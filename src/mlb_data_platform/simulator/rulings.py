"""Knows what is corrected in which game: chosen by the seed, or said by somebody."""

from bisect import insort
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from mlb_data_platform.simulator.corrected_plays import correct_plays
from mlb_data_platform.simulator.corrections import (
    INSERT_PLAY,
    Correction,
    correct,
    is_corrected,
    plan_corrections,
)
from mlb_data_platform.simulator.decisions import score_game
from mlb_data_platform.simulator.records import GameRecord
from mlb_data_platform.simulator.reviews import Reviews
from mlb_data_platform.simulator.timeline import Step
from mlb_data_platform.simulator.written import WrittenGame, all_plays

Applied = tuple[int, ...]


class Rulings:
    """All corrections of a league's games.

    Args:
        seed: The league's.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._said: dict[int, list[Correction]] = defaultdict(list)

    def may_concern(self, game_pk: int) -> bool:
        """Say quickly whether anything could be corrected in a game."""
        return game_pk in self._said or is_corrected(self._seed, game_pk)

    def of(self, game_pk: int, record: GameRecord) -> tuple[Correction, ...]:
        """Return a game's corrections; their places here are their numbers.

        Args:
            game_pk: Which game.
            record: The game as it was first written down.
        """
        planned = plan_corrections(self._seed, game_pk, record)
        return planned + tuple(self._said.get(game_pk, ()))

    def say(self, game_pk: int, correction: Correction) -> None:
        """Add a correction to a game."""
        insort(self._said[game_pk], correction, key=lambda one: one.after)


def rewrite(game: WrittenGame, correction: Correction) -> WrittenGame:
    """Return a written game with one correction."""
    record = correct(game.record, correction)
    reviews = game.reviews
    if correction.kind == INSERT_PLAY:
        at = correction.play
        moved = {index + (index >= at): seen for index, seen in reviews.of_plays.items()}
        reviews = Reviews(moved)
    return replace(
        game,
        record=record,
        book=score_game(record),
        plays=correct_plays(game.plays, record, correction),
        reviews=reviews,
    )


def later_step(last: Step, game: WrittenGame, correction: Correction, applied: Applied) -> Step:
    """Return the step of a correction that got a timecode of its own."""
    at = (game.final_at + correction.after).replace(microsecond=0)
    at = max(at, last.stamp + timedelta(seconds=1), last.at.replace(microsecond=0))
    return Step(at, at, last.state, len(all_plays(game.plays)), applied=applied)
