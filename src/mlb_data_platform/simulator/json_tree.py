"""Reaches into answers that are dictionaries of dictionaries, with the types spelt out once."""

from typing import cast

from mlb_data_platform.simulator.plays import Json


def branch(answer: object, *steps: str) -> Json:
    """Return the object at the end of a path of keys.

    Example:
        >>> branch({"liveData": {"plays": {"allPlays": []}}}, "liveData", "plays")
        {'allPlays': []}
    """
    here = answer
    for step in steps:
        here = cast("Json", here)[step]
    return cast("Json", here)


def branches(answer: object, *steps: str) -> list[Json]:
    """Return the list of objects at the end of a path of keys.

    Example:
        >>> branches({"plays": {"allPlays": [{"count": {}}]}}, "plays", "allPlays")
        [{'count': {}}]
    """
    return cast("list[Json]", branch(answer, *steps))


def number(answer: object, *steps: str) -> int:
    """Return the whole number at the end of a path of keys."""
    return cast("int", branch(answer, *steps))
