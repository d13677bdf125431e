"""Keeps what has been written of the league's games: versions, timelines, copies, differences."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from mlb_data_platform.simulator.corrections import Correction
from mlb_data_platform.simulator.json_patch import Operation
from mlb_data_platform.simulator.memory import Memory
from mlb_data_platform.simulator.plays import Json
from mlb_data_platform.simulator.rulings import Applied, Rulings, later_step, rewrite
from mlb_data_platform.simulator.timeline import Step, build_timeline
from mlb_data_platform.simulator.written import WrittenGame

GAMES_WRITTEN, COPIES_KEPT, DIFFS_KEPT = 20, 32, 4_000


class GameFiles:
    """The files of all games; every instant of a league shares them.

    Args:
        seed: The league's.
        write: Writes a game down, before anything is corrected, by its gamePk.
        corrections: Returns what is corrected in a game, sooner or later.
        morning: Returns when the day of a game begins.

    Attributes:
        rulings: What is corrected after games.
        copies: Feeds as they stood after some step.
        diffs: What each of those steps changed.
    """

    def __init__(
        self,
        seed: int,
        *,
        write: Callable[[int], WrittenGame],
        corrections: Callable[[int], tuple[Correction, ...]],
        morning: Callable[[int], datetime],
    ) -> None:
        self._seed, self._write, self._morning = seed, write, morning
        self._corrections = corrections
        self.rulings = Rulings(seed)
        self.copies: Memory[Json] = Memory(COPIES_KEPT)
        self.diffs: Memory[list[Operation]] = Memory(DIFFS_KEPT)
        self.version = lru_cache(maxsize=GAMES_WRITTEN)(self._make_version)
        self._timeline = lru_cache(maxsize=GAMES_WRITTEN)(self._list_steps)

    def first(self, game_pk: int) -> WrittenGame:
        """Return a game as it was first written down."""
        return self.version(game_pk, ())

    def _make_version(self, game_pk: int, applied: Applied) -> WrittenGame:
        if not applied:
            return self._write(game_pk)
        *before, last = applied
        return rewrite(self.version(game_pk, tuple(before)), self._corrections(game_pk)[last])

    def corrected_at(self, game_pk: int, now: datetime) -> dict[int, datetime]:
        """Return when what was corrected in a game by an instant, by the corrections' numbers."""
        if not self.rulings.may_concern(game_pk):
            return {}
        final_at = self.first(game_pk).final_at
        times = (final_at + one.after for one in self._corrections(game_pk))
        return {number: at for number, at in enumerate(times) if at <= now}

    def written(self, game_pk: int, now: datetime) -> WrittenGame:
        """Return a game as corrected by an instant."""
        return self.version(game_pk, tuple(self.corrected_at(game_pk, now)))

    def timeline(self, game_pk: int, now: datetime) -> list[Step]:
        """Return all steps of a game until it is final, and those of corrections by an instant."""
        return self._timeline(game_pk, tuple(self.corrected_at(game_pk, now)))

    def _list_steps(self, game_pk: int, applied: Applied) -> list[Step]:
        corrections = self._corrections(game_pk) if applied else ()
        shown = tuple(number for number in applied if corrections[number].in_place)
        game = self.version(game_pk, shown)
        steps = build_timeline(game, self._seed, game_pk, self._morning(game_pk))
        if shown:
            steps = [replace(step, applied=shown) for step in steps]
        for number in sorted(set(applied) - set(shown)):
            shown = (*shown, number)
            steps.append(
                later_step(steps[-1], self.version(game_pk, shown), corrections[number], shown)
            )
        return steps

    def amend(self, game_pk: int, correction: Correction) -> None:
        """Note one more correction of a game."""
        self.rulings.say(game_pk, correction)
        self.version.cache_clear()
        self._timeline.cache_clear()
