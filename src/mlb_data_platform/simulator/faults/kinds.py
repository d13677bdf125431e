"""The kinds of fault, and how one is written on the command line."""

import difflib
from dataclasses import dataclass
from enum import StrEnum


class FaultSettingError(ValueError):
    """A fault was asked for that does not exist or makes no sense; the message says which."""


class FaultKind(StrEnum):
    """What can go wrong with an answer."""

    TOO_MANY = "429"
    TOO_MANY_BARE = "429_bare"
    INTERNAL = "500"
    UNAVAILABLE = "503"
    NOT_FOUND = "404"
    HTML = "html"
    SLOW = "slow"
    STALLED = "stalled"
    RESET = "reset"
    RESET_BODY = "reset_body"
    CUT_BODY = "cut_body"
    CUT_GZIP = "cut_gzip"
    DEFAULT_SEASON = "default_season"
    UNKNOWN_FIELD = "unknown_field"
    CHANGED_TYPE = "changed_type"
    MISSING_BRANCH = "missing_branch"


MEANINGS = {
    FaultKind.TOO_MANY: "429 with Retry-After (SECONDS, else 1)",
    FaultKind.TOO_MANY_BARE: "429 without Retry-After",
    FaultKind.INTERNAL: "500 with the API's error object",
    FaultKind.UNAVAILABLE: "503 with a page of HTML",
    FaultKind.NOT_FOUND: "404 for something that exists",
    FaultKind.HTML: "200 with a page of HTML in the place of JSON",
    FaultKind.SLOW: "the body comes in drops over SECONDS, else 2",
    FaultKind.STALLED: "half the body, then silence for SECONDS, else 60, then a reset",
    FaultKind.RESET: "the connection is reset before the answer",
    FaultKind.RESET_BODY: "the connection is reset in the middle of the body",
    FaultKind.CUT_BODY: "the connection closes in the middle of the body",
    FaultKind.CUT_GZIP: "a whole answer whose compressed body ends too early",
    FaultKind.DEFAULT_SEASON: "season and dates are overheard: the default's answer",
    FaultKind.UNKNOWN_FIELD: "fields that nobody has seen before",
    FaultKind.CHANGED_TYPE: "a number has become a text",
    FaultKind.MISSING_BRANCH: "an object or a list is not there",
}

BODY_KINDS = frozenset({FaultKind.UNKNOWN_FIELD, FaultKind.CHANGED_TYPE, FaultKind.MISSING_BRANCH})
"""Kinds that change what an answer says; the others change how it travels, or what is asked."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes:
        kind: What goes wrong.
        seconds: How long, for those kinds that take time; None for the usual.
    """

    kind: FaultKind
    seconds: float | None = None

    def lasts(self, usual_s: float) -> float:
        """Return how many seconds it takes."""
        return usual_s if self.seconds is None else self.seconds


def parse_kind(text: str) -> FaultKind:
    """Read the name of a kind.

    Raises:
        FaultSettingError: There is no such kind; the nearest ones are named.
    """
    try:
        return FaultKind(text)
    except ValueError:
        near = difflib.get_close_matches(text, list(FaultKind), n=3) or list(FaultKind)
        raise FaultSettingError(f"no fault {text!r}; try {', '.join(near)}") from None


def parse_rate(text: str) -> tuple[Fault, float]:
    """Read `KIND=RATE` or `KIND=RATE:SECONDS`.

    Raises:
        FaultSettingError: It is not written like that, or the rate is not between 0 and 1.

    Example:
        >>> parse_rate("slow=0.25:3")
        (Fault(kind=<FaultKind.SLOW: 'slow'>, seconds=3.0), 0.25)
    """
    name, _, numbers = text.partition("=")
    rate, _, seconds = numbers.partition(":")
    kind = parse_kind(name.strip())
    try:
        share, lasts = float(rate), float(seconds) if seconds else None
    except ValueError:
        raise FaultSettingError(
            f"{text!r}: wanted KIND=RATE or KIND=RATE:SECONDS, such as {kind}=0.05"
        ) from None
    if not 0 <= share <= 1 or (lasts is not None and lasts < 0):
        raise FaultSettingError(f"{text!r}: wanted a rate from 0 to 1, and seconds from 0")
    return Fault(kind, lasts), share
