"""Reading the small path language of mapping files: `each` and `from`."""

import re
from dataclasses import replace

from mlb_data_platform.mapping.model import ALTERNATIVE, Level, LevelKind, Source, SourceKind

_STEP = rf"(?:\w[\w\-]*|{re.escape(ALTERNATIVE)})"
_STEPS = re.compile(rf"{_STEP}(?:\.{_STEP})*")
_LEVEL = re.compile(
    r"(?P<steps>\w[\w\-]*(?:\.\w[\w\-]*)*)"
    r"(?:(?P<array>\[\*\])|(?P<values>\.\*)|\.\{(?P<names>\w+(?:,\w+)*)\}(?P<of_array>\[\*\])?)(?:\.|$)"
)
_AT_ONCE = re.compile(r"(?:\[\*\]|\{(?P<names>\w+(?:,\w+)*)\})(?:\.|$)")
_CAPTURED = "!captured_at"
_LISTED = re.compile(r"(?P<list>[^\[]+)\[(?P<looked_up>[A-Za-z_][^\]]*)\]")


def parse_each(text: str) -> tuple[Level, ...]:
    """Read where a table's rows come from.

    Args:
        text: `$`, or steps that end in `[*]`, `.*`, `.{a,b}` or `.{a,b}[*]`, as often as the table
            nests; `[*]` in front where the answer itself is an array, `{a,b}` for its own values.

    Returns:
        The levels from the outermost on; none for `$`.

    Raises:
        ValueError: The text is not of that form.

    Example:
        >>> [str(level) for level in parse_each("plays.allPlays[*].playEvents[*]")]
        ['plays.allPlays[*]', 'playEvents[*]']
    """
    if text == "$":
        return ()
    if not text or text.endswith("."):
        raise ValueError(f"cannot read {text!r}; wanted such as 'a.b[*]', 'a.*', '$'")
    levels, at = [], 0
    if at_once := _AT_ONCE.match(text):
        names = at_once["names"]
        kind = LevelKind.ALTERNATIVES if names else LevelKind.ARRAY
        levels.append(Level(kind=kind, steps=(), names=tuple(names.split(",")) if names else ()))
        at = at_once.end()
    while at < len(text):
        found = _LEVEL.match(text, at)
        if found is None:
            raise ValueError(
                f"cannot read {text[at:]!r}; wanted such as 'a.b[*]', 'a.*', 'a.{{x,y}}'"
            )
        levels.append(_level(found))
        if found["of_array"]:
            levels.append(Level(kind=LevelKind.ARRAY, steps=()))
        at = found.end()
    return tuple(levels)


def _level(found: re.Match[str]) -> Level:
    steps = tuple(found["steps"].split("."))
    if found["array"]:
        return Level(kind=LevelKind.ARRAY, steps=steps)
    if found["values"]:
        return Level(kind=LevelKind.VALUES, steps=steps)
    return Level(kind=LevelKind.ALTERNATIVES, steps=steps, names=tuple(found["names"].split(",")))


_OF_THE_ITEM = {
    "~": Source(kind=SourceKind.KEY),
    "#": Source(kind=SourceKind.POSITION),
    "#1": Source(kind=SourceKind.POSITION, first=1),
    ".": Source(kind=SourceKind.ITEM),
}


def parse_from(text: str) -> Source:
    """Read where a column's value is found.

    Args:
        text: `a.b` from the item, `^a.b` from the enclosing one, `.` the item itself, `$.a.b` from
            the root, `@name` for a request parameter, `@*` for all of them as text, `!captured_at`
            for when the answer was captured, `#` the item's array position (`#1` counted from 1),
            `~` its key, `=text` the same value for every row, `^ids[a.b]` the place of the item's
            `a.b` in the enclosing item's list `ids`.

    Returns:
        The way to the value.

    Raises:
        ValueError: The text is not of that form.

    Example:
        >>> str(parse_from("^about.inning")), parse_from("^about.inning").up
        ('^about.inning', 1)
    """
    if text == _CAPTURED:
        return Source(kind=SourceKind.CAPTURED, steps=(text[1:],))
    if text.startswith("="):
        return Source(kind=SourceKind.CONSTANT, steps=(text[1:],))
    rest = text.lstrip("^")
    up = len(text) - len(rest)
    if rest in _OF_THE_ITEM:
        return replace(_OF_THE_ITEM[rest], up=up)
    if listed := _LISTED.fullmatch(rest):
        steps, looked_up = parse_steps(listed["list"]), parse_steps(listed["looked_up"])
        return Source(kind=SourceKind.LISTED, up=up, steps=steps, looked_up=looked_up)
    if rest.startswith("@") and not up:
        name = rest[1:]
        return Source(kind=SourceKind.REQUEST, steps=(name if name == "*" else _checked(name),))
    kind, lead = (SourceKind.ROOT, 2) if rest.startswith("$.") and not up else (SourceKind.ITEM, 0)
    return Source(kind=kind, up=up, steps=parse_steps(rest[lead:]))


def parse_sources(text: str) -> tuple[Source, ...]:
    """Read where a column's value is found, and where next when it is not there.

    Args:
        text: Sources as `parse_from` reads them, with ` | ` between them.

    Returns:
        The ways to the value; the first that leads to one decides.

    Raises:
        ValueError: The text is not of that form.

    Example:
        >>> [str(one) for one in parse_sources("season | @season | !captured_at")]
        ['season', '@season', '!captured_at']
    """
    return tuple(parse_from(one) for one in text.split(" | "))


def parse_lead(text: str) -> tuple[str, ...]:
    """Read the keys to an object, or `.` for the item itself.

    Example:
        >>> parse_lead("stats.batting"), parse_lead(".")
        (('stats', 'batting'), ())
    """
    return () if text == "." else parse_steps(text)


def parse_steps(text: str) -> tuple[str, ...]:
    """Read plain keys, one after the other.

    Raises:
        ValueError: The text is not of that form.

    Example:
        >>> parse_steps("stats.batting")
        ('stats', 'batting')
    """
    return tuple(_checked(text).split("."))


def _checked(steps: str) -> str:
    if not _STEPS.fullmatch(steps):
        raise ValueError(f"cannot read the path {steps!r}; wanted such as 'about.inning'")
    return steps
