"""The patterns of a mapping's `ignored` list, matched step by step while a document is walked.

All patterns move on together: a state is the set of places reached in them. So a path is matched
once, when its place is first seen, however many patterns and values there are.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

ITEM = "[*]"
"""The step into an array."""

ANY_KEY = "*"
_ANY_STEPS = "**"
_PATTERN = re.compile(
    r"(?:\[\*\]|[^.\[\]*]+|\*\*?)(?:\[\*\])*(?:\.(?:[^.\[\]*]+|\*\*?)(?:\[\*\])*)*"
)
_STEP = re.compile(r"\[\*\]|[^.\[\]]+")

State: TypeAlias = frozenset[tuple[int, int]]
"""Patterns by number, with how many of their steps have been matched."""


def parse_pattern(text: str) -> tuple[str, ...]:
    """Read one pattern over leaf paths.

    Args:
        text: Keys with points between them, `[*]` after the key of an array, `*` for one key, `**`
            for any steps, also none.

    Returns:
        Its steps.

    Raises:
        ValueError: The text is not of that form.

    Example:
        >>> parse_pattern("**.officials[*].link")
        ('**', 'officials', '[*]', 'link')
    """
    if not _PATTERN.fullmatch(text):
        raise ValueError(f"cannot read {text!r}; wanted such as '**.link', 'a.b[*].c', 'a.*.**'")
    return tuple(_STEP.findall(text))


class Patterns:
    """Several patterns, matched together.

    Args:
        texts: The patterns; of several that match, the first one counts.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._patterns = [parse_pattern(text) for text in texts]
        self.start = self._closed({(number, 0) for number in range(len(texts))})
        self.keys = {step for pattern in self._patterns for step in pattern}

    def step(self, state: State, step: str) -> State:
        """Where all patterns are after one more step of the path."""
        moved = set()
        for number, at in state:
            wanted = self._patterns[number][at : at + 1]
            if wanted == (_ANY_STEPS,):
                moved.add((number, at))
            elif wanted == (step,) or (wanted == (ANY_KEY,) and step != ITEM):
                moved.add((number, at + 1))
        return self._closed(moved)

    def matched(self, state: State) -> int | None:
        """The first pattern that matches the path as it is; None when none does."""
        done = [number for number, at in state if at == len(self._patterns[number])]
        return min(done, default=None)

    def is_all_matched_below(self, state: State) -> bool:
        """Whether some pattern matches every path that goes on from here."""
        return any(
            at == len(self._patterns[number]) and self._patterns[number][-1] == _ANY_STEPS
            for number, at in state
        )

    def leads_on(self, state: State) -> bool:
        """Whether a pattern that names this very place goes on below it."""
        return any(
            0 < at < len(pattern) and _ANY_STEPS not in pattern[at - 1 : at + 1]
            for number, at in state
            for pattern in [self._patterns[number]]
        )

    def _closed(self, state: set[tuple[int, int]]) -> State:
        """`**` stands for no step, too."""
        found = set(state)
        for number, at in state:
            pattern = self._patterns[number]
            while at < len(pattern) and pattern[at] == _ANY_STEPS:
                at += 1  # noqa: PLW2901  (walks on within this pattern)
                found.add((number, at))
        return frozenset(found)
