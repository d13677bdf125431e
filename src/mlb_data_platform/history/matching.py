"""Which elements of two lists are the same thing, whatever their positions.

Two elements are the same when they agree in a key: an id, a play's first pitch, an inning's number.
Keys are tried from the strongest to the weakest. A key counts only where as many elements of one
list have it as of the other, so that a lost twin never shifts the rest. Where there are no ids,
elements that say the same are paired in their order.
"""

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TypeAlias

Key: TypeAlias = tuple[str, ...]
"""Paths whose values together tell an element from others; the first one must have a value."""

SAYS_THE_SAME: Key = ()
"""The key of elements that differ in nothing but their numbers."""

Pair: TypeAlias = tuple[int | None, int | None]
"""Position in the older list and in the newer one; None where it has no such element."""


def match_elements(
    old: Sequence[object],
    new: Sequence[object],
    keys: Sequence[Key],
    numbers: frozenset[str] = frozenset(),
) -> list[Pair]:
    """Pair the elements of two lists.

    Args:
        old: Older list.
        new: Newer list.
        keys: Strongest first.
        numbers: Names of fields that only tell positions.

    Returns:
        Every element of both lists once, in the newer order; what is gone stands where it was.
        Elements without any key are paired by position.

    Example:
        >>> match_elements([{"id": 7}, {"id": 8}], [{"id": 8}, {"id": 9}], [("id",)])
        [(0, None), (1, 0), (None, 1)]
    """
    pairs: dict[int, int] = {}
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    for key in keys:
        if key == SAYS_THE_SAME:
            found = dict(_aligned(old, left_old, new, left_new, numbers))
        else:
            found = dict(_agreeing(old, left_old, new, left_new, key))
        pairs.update(found)
        left_old = [place for place in left_old if place not in found]
        left_new = [place for place in left_new if place not in set(found.values())]
    keyless_old = [place for place in left_old if not _has_key(old[place], keys)]
    keyless_new = [place for place in left_new if not _has_key(new[place], keys)]
    pairs.update(zip(keyless_old, keyless_new, strict=False))
    return list(_in_order(pairs, len(old), len(new)))


def _agreeing(
    old: Sequence[object],
    old_places: list[int],
    new: Sequence[object],
    new_places: list[int],
    key: Key,
) -> Iterator[tuple[int, int]]:
    before, after = _by_key(old, old_places, key), _by_key(new, new_places, key)
    for values, places in before.items():
        others = after.get(values, [])
        if len(places) == len(others):
            yield from zip(places, others, strict=True)


def _aligned(
    old: Sequence[object],
    old_places: list[int],
    new: Sequence[object],
    new_places: list[int],
    numbers: frozenset[str],
) -> Iterator[tuple[int, int]]:
    before = [_text_without(old[place], numbers) for place in old_places]
    after = [_text_without(new[place], numbers) for place in new_places]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    for block in blocks:
        for step in range(block.size):
            yield old_places[block.a + step], new_places[block.b + step]


def _text_without(element: object, numbers: frozenset[str]) -> str:
    """What an element says, but for its numbers."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(part) for key, part in value.items() if key not in numbers}
        return [plain(part) for part in value] if isinstance(value, list) else value

    return json.dumps(plain(element), sort_keys=True, default=str)


def _by_key(
    elements: Sequence[object], places: list[int], key: Key
) -> dict[tuple[Hashable, ...], list[int]]:
    found: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for place in places:
        values = tuple(_value_at(elements[place], path.split(".")) for path in key)
        if values[0] is not None:
            found[values].append(place)
    return found


def _has_key(element: object, keys: Sequence[Key]) -> bool:
    named = (key[0] for key in keys if key != SAYS_THE_SAME)
    return any(_value_at(element, path.split(".")) is not None for path in named)


def _value_at(here: object, steps: list[str]) -> Hashable:
    """The scalar at the end of a path; in a list on the way, that of the first with one."""
    if isinstance(here, list):
        values = (_value_at(item, steps) for item in here)
        return next((value for value in values if value is not None), None)
    if not steps:
        return here if isinstance(here, str | int | float | Decimal) else None
    return _value_at(here.get(steps[0]), steps[1:]) if isinstance(here, dict) else None


def _in_order(pairs: dict[int, int], old_size: int, new_size: int) -> Iterator[Pair]:
    """The newer order, with what is gone put in before the first that stood after it."""
    older = {new_place: old_place for old_place, new_place in pairs.items()}
    gone = [place for place in range(old_size) if place not in pairs]
    for place in range(new_size):
        before = older.get(place)
        while gone and before is not None and gone[0] < before:
            yield gone.pop(0), None
        yield before, place
    yield from ((place, None) for place in gone)
