"""What a difference consists of: changes, each with its path, its place in words, and its kind."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]


class Kind(StrEnum):
    """What happened at a path."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    REORDERED = "reordered"


class Standing(StrEnum):
    """How much a change says.

    Attributes:
        CONTENT: Something else is true now.
        CONSEQUENCE: A season's total that follows from a change elsewhere.
        NUMBERING: Only positions: something was put in or taken out before it.
        REPEAT: Said elsewhere in the answer already, as the current play is the last of all plays.
        VOLATILE: Moves with every answer or moment, whatever happened.
    """

    CONTENT = "content"
    CONSEQUENCE = "consequence"
    NUMBERING = "numbering"
    REPEAT = "repeat"
    VOLATILE = "volatile"


@dataclass(frozen=True, slots=True)
class Element:
    """A thing of an answer that the way to a change leads through: a play, a player, an inning.

    Attributes:
        pattern: Its path with `*` for positions and ids.
        path: Its path; in the newer answer, or in the older where it is gone.
        before: What the older answer has there; None when nothing.
        after: What the newer answer has there; None when nothing.
    """

    pattern: str
    path: Path
    before: object
    after: object

    @property
    def either(self) -> object:
        """The newer, or the older where it is gone."""
        return self.before if self.after is None else self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference of two answers.

    Attributes:
        kind: What happened.
        branch: Part of the answer, in words: plays, box score.
        standing: How much it says.
        path: Where; positions are those of the newer answer, of the older for what is gone.
        elements: Things on the way, outermost first.
        before: Older value; None when there was none, see `kind`.
        after: Newer value.
    """

    kind: Kind
    branch: str
    standing: Standing
    path: Path
    elements: tuple[Element, ...]
    before: object
    after: object

    @property
    def field(self) -> Path:
        """The path below the innermost thing; empty when the thing itself came or went."""
        return self.path[len(self.elements[-1].path) :] if self.elements else self.path


def path_text(path: Path) -> str:
    """A path as mapping files write it.

    Example:
        >>> path_text(("liveData", "plays", "allPlays", 41, "result", "rbi"))
        'liveData.plays.allPlays[41].result.rbi'
    """
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
