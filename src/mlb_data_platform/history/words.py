"""A fan's words for values and changes."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

_LONGEST = 160
_TEENS = (11, 12, 13)


def ordinal(number: int) -> str:
    """A number as an inning is called.

    Example:
        >>> ordinal(1), ordinal(6), ordinal(11), ordinal(22)
        ('1st', '6th', '11th', '22nd')
    """
    tail = "th" if number % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def text_at(value: object, *steps: str) -> str:
    """The scalar at the end of a path as text; empty where there is none.

    Example:
        >>> text_at({"about": {"inning": 6}}, "about", "inning"), text_at({}, "about")
        ('6', '')
    """
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return "" if value is None or isinstance(value, dict | list) else scalar_text(value)


def person_at(value: object, *steps: str) -> str:
    """Who stands at the end of a path: a name, else a number."""
    name, number = text_at(value, *steps, "fullName"), text_at(value, *steps, "id")
    return name or (f"player {number}" if number else "nobody")


def scalar_text(value: object) -> str:
    """A string, number or truth value as a person writes it.

    Example:
        >>> scalar_text(True), scalar_text(None), scalar_text("Single")
        ('true', 'null', 'Single')
    """
    if isinstance(value, str):
        return printable(value)
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def printable(text: str) -> str:
    r"""A text without anything that moves a terminal's cursor or breaks its line.

    Example:
        >>> printable("José\n\x1b[2J")
        'José\\n\\x1b[2J'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def value_text(value: object) -> str:
    """Any value in few words: a person's name, a call's description, a list's elements.

    Example:
        >>> value_text({"code": "B", "description": "Ball"}), value_text([1, 2]), value_text("")
        ('Ball', '1, 2', '""')
    """
    if isinstance(value, Mapping):
        name = next(filter(None, (text_at(value, word) for word in _NAMES)), "")
        return name or _shortened(json.dumps(value, default=str, ensure_ascii=False))
    if isinstance(value, list):
        return _shortened(", ".join(map(value_text, value))) or "none"
    return _shortened(scalar_text(value)) or '""'


_NAMES = ("fullName", "description", "name", "detailedState", "title", "label", "code", "id")


def _shortened(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def runs_of(numbers: Mapping[int, int]) -> Iterator[tuple[int, int, int]]:
    """Numbers that moved by the same, side by side: first, last, and by how much.

    Example:
        >>> list(runs_of({3: 4, 4: 5, 5: 6, 9: 8}))
        [(3, 5, 1), (9, 9, -1)]
    """
    first = last = by = None
    for old in sorted(numbers):
        moved = numbers[old] - old
        if first is not None and last is not None and by == moved and old == last + 1:
            last = old
            continue
        if first is not None and last is not None and by is not None:
            yield first, last, by
        first, last, by = old, old, moved
    if first is not None and last is not None and by is not None:
        yield first, last, by
