"""What a look at a cluster found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """Whoever asks may not look there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: How it stands.
        what: The thing, e.g. `Secret mlb-database-writer`.
        found: What is there.
        next: What to type or do; empty where nothing is to be done.
    """

    state: State
    what: str
    found: str
    next: str = ""
