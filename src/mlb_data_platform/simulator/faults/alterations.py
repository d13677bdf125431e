"""Changes what an answer says: new fields, other types, missing branches. Pure, given the dice."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from mlb_data_platform.simulator.faults.kinds import FaultKind

NEW_FIELD, NEW_BRANCH = "simulatedNewField", "simulatedNewBranch"
CHANGED_VALUE = "not a number any more"
_DEEPEST_OBJECT = 4
_SHALLOWEST_BRANCH, _DEEPEST_BRANCH = 1, 3
_FIELDS_ADDED = 3

Json = dict[str, object]


def alter(answer: object, kind: FaultKind, dice: Random) -> bool:
    """Change a decoded answer in place.

    Args:
        answer: What is about to be written.
        kind: One of the kinds that change what an answer says.
        dice: Choose where.

    Returns:
        Whether there was anything to change.
    """
    return _ALTERATIONS[kind](answer, dice)


def _add_fields(answer: object, dice: Random) -> bool:
    """Put a value and a branch that nobody knows into some objects."""
    objects = list(_objects(answer, 0))
    for target in dice.sample(objects, min(_FIELDS_ADDED, len(objects))):
        target[NEW_FIELD] = dice.randint(1, 9)
        target[NEW_BRANCH] = {"since": "next season", "values": [1, 2.5, None]}
    return bool(objects)


def _change_type(answer: object, dice: Random) -> bool:
    """Turn one number into a text."""
    numbers = [
        (owner, key)
        for owner in _every_object(answer)
        for key, value in owner.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and key not in _KEYS
    ]
    if numbers:
        owner, key = dice.choice(numbers)
        owner[key] = CHANGED_VALUE
    return bool(numbers)


# What identifies an answer: with another value it would be another answer, not a changed type.
_KEYS = frozenset({"id", "gamePk", "pk", "teamId"})


def _remove_branch(answer: object, dice: Random) -> bool:
    """Take one object or list away, not at the top and not from within a list."""
    branches = list(_branches(answer, 0))
    if branches:
        owner, key = dice.choice(branches)
        del owner[key]
    return bool(branches)


def _objects(value: object, depth: int) -> Iterator[Json]:
    """Yield the objects near the top."""
    if isinstance(value, dict):
        yield value
        inner = value.values()
    elif isinstance(value, list):
        inner = value[:3]  # type: ignore[assignment]
    else:
        return
    if depth < _DEEPEST_OBJECT:
        for one in inner:
            yield from _objects(one, depth + 1)


def _every_object(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _every_object(one)
    elif isinstance(value, list):
        for one in value:
            yield from _every_object(one)


def _branches(value: object, depth: int) -> Iterator[tuple[Json, str]]:
    if not isinstance(value, dict) or depth >= _DEEPEST_BRANCH:
        return
    for key, inner in value.items():
        if isinstance(inner, dict | list) and depth >= _SHALLOWEST_BRANCH:
            yield value, key
        yield from _branches(inner, depth + 1)


_ALTERATIONS: Mapping[FaultKind, Callable[[object, Random], bool]] = {
    FaultKind.UNKNOWN_FIELD: _add_fields,
    FaultKind.CHANGED_TYPE: _change_type,
    FaultKind.MISSING_BRANCH: _remove_branch,
}
