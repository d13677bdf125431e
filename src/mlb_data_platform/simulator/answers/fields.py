"""Cuts an answer down to the fields that the `fields` parameter names."""

import re
from collections.abc import Set as AbstractSet

_NAMES_A_THING = re.compile(r"ID\d+|\d+|away|home")


def keep_fields(answer: object, names: AbstractSet[str]) -> object:
    """Keep the fields of these names at every depth, as the API does.

    A field below one that is not named is lost with it. Keys that stand for a thing, such as
    `ID660271` and `home`, need not be named and are kept whole: clients read below them what they
    have not named.

    Args:
        answer: What would be written.
        names: Field names, of all depths together.

    Source:
        `boxscore_data` of MLB-StatsAPI 1.9 asks for `teams` and reads `away.batters`.

    Example:
        >>> keep_fields({"dates": [{"date": "x", "games": []}], "totalGames": 1}, {"dates", "date"})
        {'dates': [{'date': 'x'}]}
    """
    if isinstance(answer, dict):
        return {
            key: keep_fields(value, names) if key in names else value
            for key, value in answer.items()
            if key in names or _NAMES_A_THING.fullmatch(key)
        }
    if isinstance(answer, list):
        return [keep_fields(item, names) for item in answer]
    return answer
