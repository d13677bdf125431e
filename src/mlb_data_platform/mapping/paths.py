"""Reading the small path language of mapping files: `each` and `from`."""

import re

from mlb_data_platform.mapping.model import ALTERNATIVE, Level, LevelKind, Source, SourceKind

_STEP = rf"(?:\w[\w\-]*|{re.escape(ALTERNATIVE)})"
_STEPS = re.compile(rf"{_STEP}(?:\.{_STEP})*")
_LEVEL = re.compile(
    r"(?P<steps>\w[\w\-]*(?:\.\w[\w\-]*)*)"
    r"(?:(?P<array>\[\*\])|(?P<values>\.\*)|\.\{(?P<names>\w+(?:,\w+)*)\})(?:\.|$)"
)


def parse_each(text: str) -> tuple[Level, ...]:
    """Read where a table's rows come from.

    Args:
        text: `$`, or steps that end in `[*]`, `.*` or `.{a,b}`, as often as the table nests.

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
    while at < len(text):
        found = _LEVEL.match(text, at)
        if found is None:
            raise ValueError(
                f"cannot read {text[at:]!r}; wanted such as 'a.b[*]', 'a.*', 'a.{{x,y}}'"
            )
        levels.append(_level(found))
        at = found.end()
    return tuple(levels)


def _level(found: re.Match[str]) -> Level:
    steps = tuple(found["steps"].split("."))
    if found["array"]:
        return Level(kind=LevelKind.ARRAY, steps=steps)
    if found["values"]:
        return Level(kind=LevelKind.VALUES, steps=steps)
    return Level(kind=LevelKind.ALTERNATIVES, steps=steps, names=tuple(found["names"].split(",")))


def parse_from(text: str) -> Source:
    """Read where a column's value is found.

    Args:
        text: `a.b` from the item, `^a.b` from the enclosing one, `$.a.b` from the root, `@name` for
            a request parameter, `#` the item's array position, `~` its key.

    Returns:
        The way to the value.

    Raises:
        ValueError: The text is not of that form.

    Example:
        >>> parse_from("^about.inning")
        Source(kind=<SourceKind.ITEM: 'item'>, up=1, steps=('about', 'inning'))
    """
    rest = text.lstrip("^")
    up = len(text) - len(rest)
    if rest in {"#", "~"}:
        return Source(kind=SourceKind.POSITION if rest == "#" else SourceKind.KEY, up=up)
    if rest.startswith("@") and not up:
        return Source(kind=SourceKind.REQUEST, steps=(_checked(rest[1:]),))
    if rest.startswith("$.") and not up:
        return Source(kind=SourceKind.ROOT, steps=tuple(_checked(rest[2:]).split(".")))
    return Source(kind=SourceKind.ITEM, up=up, steps=tuple(_checked(rest).split(".")))


def _checked(steps: str) -> str:
    if not _STEPS.fullmatch(steps):
        raise ValueError(f"cannot read the path {steps!r}; wanted such as 'about.inning'")
    return steps
