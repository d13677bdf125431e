"""Compares two answers of one method, element by element, each with its own like."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard, TypeVar

from mlb_data_platform.history.change import Change, Element, Kind, Path, Standing, Step
from mlb_data_platform.history.matching import match_elements
from mlb_data_platform.history.subject import ANY_KEYS, Subject, lies_below

_KEYED = re.compile(r"ID\d+|away|home")
_NOTHING = object()
_Said = TypeVar("_Said")


def compare(old: object, new: object, subject: Subject) -> list[Change]:
    """Tell what is different between two answers.

    Args:
        old: Older answer, decoded.
        new: Newer answer.
        subject: What is known about such answers.

    Returns:
        Every difference, branch by branch, in the order of the newer answer. It is empty just when
        both say the same: white space, the order of keys and the spelling of numbers aside.

    Example:
        >>> [change] = compare({"wait": 10}, {"wait": 20}, Subject())
        >>> change.path, change.before, change.after
        (('wait',), 10, 20)
    """
    repeated = [pattern for pattern, of in subject.repeats if _repeats(pattern, of, old, new)]
    walk = _Walk(subject, repeated)
    changes = list(walk.differences(Element("", (), old, new), ()))
    ranks = {branch: rank for rank, branch in enumerate(subject.order)}
    return sorted(changes, key=lambda change: ranks.get(change.branch, len(ranks)))


def _repeats(pattern: str, of: Path, *answers: object) -> bool:
    """Whether an answer's part, where it has one, says just what another part says."""
    parts = [(_at(answer, tuple(pattern.split("."))), _at(answer, of)) for answer in answers]
    return all(part is _NOTHING or part == other for part, other in parts)


def _at(here: object, path: Path) -> object:
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and here else _NOTHING
        else:
            here = here.get(step, _NOTHING) if isinstance(here, dict) else _NOTHING
    return here


class _Walk:
    """One walk through two answers at once."""

    def __init__(self, subject: Subject, repeated: Sequence[str]) -> None:
        self._subject = subject
        self._standings = (
            *((pattern, Standing.REPEAT) for pattern in repeated),
            *subject.standings,
        )

    def differences(self, here: Element, above: tuple[Element, ...]) -> Iterator[Change]:
        """Yield what differs at one place and below it."""
        old, new = here.before, here.after
        elements = (*above, here) if here.pattern in self._subject.names else above
        if old is _NOTHING or new is _NOTHING:
            yield self._came_or_went(here, elements)
        elif isinstance(old, dict) and isinstance(new, dict):
            if _is_one_fact(old) and _is_one_fact(new) and _names_another(old, new):
                yield self._change(Kind.CHANGED, here, elements)
                return
            for key in [*new, *(key for key in old if key not in new)]:
                child = _child(here, key, old.get(key, _NOTHING), new.get(key, _NOTHING))
                yield from self.differences(child, elements)
        elif _is_of_objects(old) and _is_of_objects(new):
            yield from self._of_lists(here, old, new, elements)
        elif not _is_same(old, new):
            yield self._change(Kind.CHANGED, here, elements)

    def _of_lists(
        self,
        here: Element,
        old: list[object],
        new: list[object],
        elements: tuple[Element, ...],
    ) -> Iterator[Change]:
        keys = self._subject.keys.get(f"{here.pattern}.*", ANY_KEYS)
        pairs = match_elements(old, new, keys, self._subject.numbers)
        for before, after in pairs:
            place = before if after is None else after
            assert place is not None, "a pair is never empty"
            child = _child(
                here,
                place,
                _NOTHING if before is None else old[before],
                _NOTHING if after is None else new[after],
            )
            yield from self.differences(child, elements)
        order = [before for before, after in pairs if before is not None and after is not None]
        if order != sorted(order):
            moved = replace(here, before=sorted(order), after=order)
            yield self._change(Kind.REORDERED, moved, elements)

    def _came_or_went(self, here: Element, elements: tuple[Element, ...]) -> Change:
        kind = Kind.ADDED if here.before is _NOTHING else Kind.REMOVED
        plain = replace(
            here,
            before=None if kind is Kind.ADDED else here.before,
            after=None if kind is Kind.REMOVED else here.after,
        )
        named = tuple(plain if element is here else element for element in elements)
        return self._change(kind, plain, named)

    def _change(self, kind: Kind, here: Element, elements: tuple[Element, ...]) -> Change:
        standing = _first(self._standings, here.pattern) or Standing.CONTENT
        if kind is Kind.REORDERED and standing is Standing.CONTENT:
            standing = Standing.NUMBERING
        return Change(
            kind=kind,
            branch=_first(self._subject.branches, here.pattern) or str(next(iter(here.path), "")),
            standing=standing,
            path=here.path,
            elements=elements,
            before=here.before,
            after=here.after,
        )


def _child(parent: Element, step: Step, old: object, new: object) -> Element:
    name = "*" if isinstance(step, int) or _KEYED.fullmatch(step) else step
    pattern = f"{parent.pattern}.{name}" if parent.pattern else name
    return Element(pattern, (*parent.path, step), old, new)


def _first(rules: Sequence[tuple[str, _Said]], pattern: str) -> _Said | None:
    return next((value for above, value in rules if lies_below(pattern, above)), None)


def _is_one_fact(value: Mapping[str, object]) -> bool:
    """A person, a club, a call: a few names of one thing, which change together."""
    scalars = not any(isinstance(part, dict | list) for part in value.values())
    return scalars and not {"id", "code"}.isdisjoint(value) and not _WORDS.isdisjoint(value)


_WORDS = {"fullName", "name", "description", "link"}


def _names_another(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    return any(old.get(key) != new.get(key) for key in ("id", "code"))


def _is_of_objects(value: object) -> TypeGuard[list[object]]:
    """A list whose elements can be told apart; an empty one may be filled by such."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_same(old: object, new: object) -> bool:
    """Equal as JSON: 1 is 1.0, and true is not 1."""
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_same, old, new))
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_is_same(old[key], new[key]) for key in old)
    return old == new and isinstance(old, bool) == isinstance(new, bool)
