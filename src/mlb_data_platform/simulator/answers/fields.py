"""Cuts an answer down to the fields that the `fields` parameter names."""

import re
from collections.abc import Set as AbstractSet

_NUMBERED = re.compile(r"ID\d+|\d+")


def keep_fields(answer: object, names: AbstractSet[str]) -> object:
    """Keep the fields of these names at every depth, as the API does.

    A field below one that is not named is lost with it; keys that stand for a thing, such as
    `ID660271`, are kept with what they hold.

    Args:
        answer: What would be written.
        names: Field names, of all depths together.

    Example:
        >>> keep_fields({"dates": [{"date": "x", "games": []}], "totalGames": 1}, {"dates", "date"})
        {'dates': [{'date': 'x'}]}
    """
    if isinstance(answer, dict):
        return {
            key: keep_fields(value, names)
            for key, value in answer.items()
            if key in names or _NUMBERED.fullmatch(key)
        }
    if isinstance(answer, list):
        return [keep_fields(item, names) for item in answer]
    return answer
