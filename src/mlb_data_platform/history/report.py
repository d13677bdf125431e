"""A list of changes as people and machines read it: places in words, sums by branch, filters."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlb_data_platform.history.change import Change, Kind, Path, Standing, path_text
from mlb_data_platform.history.subject import Place, Subject
from mlb_data_platform.history.words import printable, runs_of, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One change in words.

    Attributes:
        change: What is told.
        where: The thing: `play 41, bottom 6th, José Ramírez`; empty for the answer as a whole.
        field: Path below it: `result.event`; empty when the thing itself came or went.
        keys: How tables know the thing: `{"at_bat_index": 41}`.
        what: What happened: `Single → Field Error`, `put in: Game Advisory`.
        whom: Whom a fan would say it is about: the play, the player, else the club or the inning.
        rank: 0 where that is a play, player or game; 1 where it is another thing with keys; 2.
    """

    change: Change
    where: str
    field: str
    keys: Mapping[str, object]
    what: str
    whom: str
    rank: int

    @property
    def words(self) -> str:
        """All of it in one line."""
        said = " ".join(filter(None, (self.field, self.what)))
        return f"{self.where}: {said}" if self.where else said


def tell(change: Change, subject: Subject) -> Told:
    """Put one change into words."""
    places = [subject.names[element.pattern](element) for element in change.elements]
    main = next((place for place in places if place.is_main), None)
    first = main or next(iter(places), Place(""))
    return Told(
        change=change,
        where=", ".join(place.words for place in places),
        field=printable(path_text(change.field)),
        keys={name: value for place in places for name, value in place.keys.items()},
        what=_what(change, subject),
        whom=first.words,
        rank=0 if main else 1 if first.keys else 2,
    )


def _what(change: Change, subject: Subject) -> str:
    if change.kind is Kind.REORDERED:
        return "in another order"
    if change.kind is Kind.CHANGED:
        return f"{value_text(change.before)} → {value_text(change.after)}"
    is_thing = bool(change.elements) and not change.field
    gist = subject.gists.get(change.elements[-1].pattern, value_text) if is_thing else value_text
    if change.kind is Kind.ADDED:
        return f"put in: {gist(change.after)}" if is_thing else f"added: {gist(change.after)}"
    return f"taken out: {gist(change.before)}" if is_thing else f"gone: {gist(change.before)}"


def is_at(change: Change, wanted: Path) -> bool:
    """Whether a path that somebody typed is part of a change's path.

    Args:
        change: Any.
        wanted: Steps that stand side by side somewhere in the path; `*` is any step. A name may
            leave out the position that follows it.

    Returns:
        Whether it is.
    """
    path = change.path
    return any(_begins(path[start:], wanted) for start in range(len(path)))


def _begins(path: Path, wanted: Path) -> bool:
    if not wanted:
        return True
    if not path:
        return False
    if wanted[0] in ("*", path[0]):
        return _begins(path[1:], wanted[1:])
    # `allPlays.result` means the result of any play.
    return isinstance(path[0], int) and not isinstance(wanted[0], int) and _begins(path[1:], wanted)


def parse_path(text: str) -> Path:
    """Read a path as a person types it.

    Example:
        >>> parse_path("liveData.plays.allPlays[41].result"), parse_path("allPlays[*].rbi")
        (('liveData', 'plays', 'allPlays', 41, 'result'), ('allPlays', '*', 'rbi'))
    """
    steps = text.replace("[", ".").replace("]", "").split(".")
    return tuple(int(step) if step.isdecimal() else step for step in steps if step)


def count_by_branch(changes: Iterable[Change]) -> dict[str, Counter[Standing]]:
    """How many changes each branch has, by standing; branches in the order of the changes."""
    found: dict[str, Counter[Standing]] = {}
    for change in changes:
        found.setdefault(change.branch, Counter())[change.standing] += 1
    return found


def renumbered_plays(changes: Iterable[Change]) -> list[str]:
    """Say which plays are counted otherwise because one was put in or taken out before them."""
    moved = {
        change.before: change.after
        for change in changes
        if change.path[-2:] == ("about", "atBatIndex")
        and isinstance(change.before, int)
        and isinstance(change.after, int)
        and change.standing is Standing.NUMBERING
    }
    return [_moved_words(first, last, by) for first, last, by in runs_of(moved)]


def _moved_words(first: int, last: int, by: int) -> str:
    if first == last:
        return f"play {first} is now play {first + by}"
    return f"plays {first} to {last} are now plays {first + by} to {last + by}"


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that are told together.

    Attributes:
        told: One for each change, in the order of the answer.
        is_pattern: The same fields of many things: one stands for all.
    """

    told: tuple[Told, ...]
    is_pattern: bool = False


def group(told: Sequence[Told], *, many: int) -> list[Group]:
    """Put the changes of one thing together, and things of which just the same fields changed.

    Args:
        told: Changes of one branch, in order.
        many: From so many things on, one example stands for all; 0: never.

    Returns:
        Those of plays, players and games first, then in order; a pattern stands where its first
        thing stood.
    """
    things: dict[str, list[Told]] = {}
    for one in told:
        things.setdefault(one.where, []).append(one)
    fields = {where: tuple(one.field for one in ones) for where, ones in things.items()}
    alike = Counter(fields.values())
    found: dict[object, list[Told]] = {}
    for where, ones in things.items():
        shape = fields[where]
        is_pattern = bool(many) and alike[shape] >= many and all(shape)
        found.setdefault(shape if is_pattern else where, []).extend(ones)
    groups = [Group(tuple(ones), not isinstance(key, str)) for key, ones in found.items()]
    return sorted(groups, key=lambda one: one.told[0].rank)
