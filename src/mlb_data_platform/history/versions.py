"""The versions that raw keeps of one thing, and which two of them are to be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mlb_data_platform.history.errors import (
    NotKeptError,
    SeveralThingsError,
    SingleVersionError,
    UnknownVersionError,
)

FINAL = "F"
"""Coded state of a game that is over (statsapi.md, quirk 1)."""

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVersion:
    """One version of an answer, as raw keeps it.

    Attributes:
        raw_id: Its id.
        own_time: The answer's own time; empty where it has none.
        captured_at: When it was captured first.
        last_seen_at: When the API last gave it.
        request: Parameters of the request that brought it.
        content_hash: Hash of its content.
        run_id: Run that brought it.
        command: Command of that run; empty when it is not known here.
        is_latest: The newest version of its thing.
        outcome: What became of it: loaded, stale or quarantined; empty when nothing did.
        issues: Entries in quarantine about it.
        facts: What its subject shows of it.
    """

    raw_id: int
    own_time: str
    captured_at: datetime
    last_seen_at: datetime
    request: Mapping[str, str]
    content_hash: str
    run_id: str
    command: str
    is_latest: bool
    outcome: str
    issues: int
    facts: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def is_final(self) -> bool:
        """The game was over."""
        return self.facts.get("coded_state") == FINAL

    @property
    def name(self) -> str:
        """How a person may name it."""
        return f"{self.raw_id} = {self.own_time}" if self.own_time else str(self.raw_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What versions are versions of.

    Attributes:
        words: In words: `game 744914`.
        history: What to type to see its versions.
        fetch: What to type to fetch it again.
    """

    words: str
    history: str
    fetch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which two versions somebody wants compared.

    Attributes:
        older: Raw id or own time; None: the version before `newer`.
        newer: Raw id or own time; None: the latest.
        since_final: Compare with the first version in which the game was over.
    """

    older: str | None = None
    newer: str | None = None
    since_final: bool = False


def notes_on(versions: Sequence[KeptVersion]) -> list[tuple[str, ...]]:
    """What is worth saying of each version.

    Args:
        versions: Of one thing, oldest first.

    Returns:
        For each: `latest`, `first final`, `corrected in place` (the own time of the one
        before it, other content), `as N` (the same content as version N had).
    """
    first_final = next((one.raw_id for one in versions if one.is_final), None)
    notes = []
    for number, one in enumerate(versions):
        earlier = versions[:number]
        same = next((v.raw_id for v in earlier if v.content_hash == one.content_hash), None)
        said = {
            "latest": one.is_latest,
            "first final": one.raw_id == first_final,
            "corrected in place": bool(
                earlier and one.own_time and earlier[-1].own_time == one.own_time
            ),
            f"as {same}": same is not None,
        }
        notes.append(tuple(words for words, holds in said.items() if holds))
    return notes


def choose_pair(
    versions: Sequence[KeptVersion], wish: Wish, thing: Thing
) -> tuple[KeptVersion, KeptVersion]:
    """Choose the two versions to compare.

    An own time may be that of several versions, corrected in place: as the older it means the first
    of them, as the newer the last.

    Args:
        versions: Of one thing, oldest first; at least one.
        wish: What somebody asked for.
        thing: What they are versions of.

    Returns:
        The older and the newer, as asked for; the same one twice where only it fits
        `since_final`.

    Raises:
        NotKeptError: There is none before the newer, or none that is final.
        SeveralThingsError: They are versions of several things.
        SingleVersionError: There is just one.
        UnknownVersionError: One that was named is not among them.
    """
    requests = list(dict.fromkeys(_request_words(one) for one in versions))
    if len(requests) > 1 and sum(one.is_latest for one in versions) > 1:
        raise SeveralThingsError(requests)
    newer = _named(versions, wish.newer, thing, last=True) if wish.newer else versions[-1]
    if wish.older:
        return _named(versions, wish.older, thing, last=False), newer
    if wish.since_final:
        return _first_final(versions, thing), newer
    place = versions.index(newer)
    if len(versions) == 1:
        hint = f"fetch it again later ({thing.fetch})"
        raise SingleVersionError(thing.words, found=newer.name, hint=hint)
    if place == 0:
        raise NotKeptError(f"{thing.words} before raw id {newer.name}", hint=thing.history)
    return versions[place - 1], newer


def _request_words(version: KeptVersion) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(version.request.items()))


def _named(versions: Sequence[KeptVersion], asked: str, thing: Thing, *, last: bool) -> KeptVersion:
    fitting = [one for one in versions if asked in (str(one.raw_id), one.own_time)]
    if not fitting:
        raise UnknownVersionError(
            thing.words, asked=asked, known=_names(versions), hint=thing.history
        )
    return fitting[-1] if last else fitting[0]


def _first_final(versions: Sequence[KeptVersion], thing: Thing) -> KeptVersion:
    final = next((one for one in versions if one.is_final), None)
    if final is None:
        states = ", ".join(dict.fromkeys(str(one.facts.get("state")) for one in versions))
        raise NotKeptError(f"{thing.words}, final (found only: {states})", hint=thing.history)
    return final


def _names(versions: Sequence[KeptVersion]) -> list[str]:
    names = [one.name for one in versions]
    if len(names) <= _MOST_NAMED:
        return names
    return [names[0], "…", *names[-(_MOST_NAMED - 2) :]]
