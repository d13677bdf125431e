"""Template variables in the strings of a job: `${TODAY}`, `${ENV:NAME}`, `${GAME_PK}`.

| variable | value |
| --- | --- |
| `${TODAY}` `${YESTERDAY}` | baseball day in the job's time zone, `2024-07-01` |
| `${YEAR}` `${MONTH}` `${DAY}` | parts of today, `2024`, `07`, `01` |
| `${DATE:FORMAT}` | today and the time of day, in any format of `date_format.py` |
| `${ENV:NAME}` | environment variable |
| `${TIMESTAMP}` | the present instant, UTC, `2024-07-01T12:00:00Z` |
| `${UNIX_TIMESTAMP}` | the same in whole seconds since 1970, `1719835200` |
| any other name | a custom variable; it also wins over a name of this table |

`$${X}` is the text `${X}`. A value is put in as it is: what looks like a variable in it stays text.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mlb_data_platform.jobs.date_format import FormatError, render_date
from mlb_data_platform.jobs.errors import TemplateError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPED, _OPEN, _CLOSE = "$${", "${", "}"
_SECRET = re.compile(r"PASS(WORD|WD|PHRASE)|SECRET|TOKEN|CREDENTIAL|API_?KEY|_URL$", re.IGNORECASE)
PLAIN: Final = ("TODAY", "YESTERDAY", "YEAR", "MONTH", "DAY", "TIMESTAMP", "UNIX_TIMESTAMP")
"""Variables that stand alone."""
WITH_ARGUMENT: Final = ("DATE", "ENV")
"""Variables that need something after a colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What the variables of one run stand for.

    Attributes:
        now: The present instant, with a time zone.
        zone: Time zone whose days are meant.
        custom: Custom variables, from `--var` and from flags.
        environ: The process environment, as the caller read it.
        today: The day that counts as today; the day of `now` in the zone when None.
    """

    now: datetime
    zone: ZoneInfo
    custom: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    @property
    def clock(self) -> datetime:
        """Today, with the present time of day, in the zone."""
        local = self.now.astimezone(self.zone)
        if self.today is None:
            return local
        return datetime.combine(self.today, local.timetz())


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a string stands."""

    file: str
    key: str

    def error(self, variable: str, problem: str, hint: str) -> TemplateError:
        return TemplateError(
            file=self.file, key=self.key, variable=variable, problem=problem, hint=hint
        )


def resolve(value: object, variables: Variables, *, file: str, key: str) -> object:
    """Put values in the place of variables, at every depth of dicts and lists.

    Args:
        value: Text, or dicts and lists of it; anything else is handed back as it is.
        variables: What the variables stand for.
        file: File it stands in, for errors.
        key: Place in that file, for errors, e.g. `source.parameters`.

    Returns:
        The same shape, with no variable left.

    Raises:
        TemplateError: A variable is unknown or malformed.
    """
    if isinstance(value, str):
        return _text(value, variables, _Place(file, key))
    if isinstance(value, Mapping):
        return {
            name: resolve(one, variables, file=file, key=f"{key}.{name}" if key else str(name))
            for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [
            resolve(one, variables, file=file, key=f"{key}[{number}]")
            for number, one in enumerate(value)
        ]
    return value


def variables_in(value: object) -> set[str]:
    """Names of the variables in a text, a dict or a list, malformed ones aside.

    Example:
        >>> sorted(variables_in({"a": ["${TODAY}", "$${NO}"], "b": "x${ENV:HOME}y"}))
        ['ENV', 'TODAY']
    """
    if isinstance(value, str):
        found = re.findall(r"(?<!\$)\$\{([A-Za-z_]\w*)[:}]", value)
        return set(found)
    inner = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, Mapping | list | tuple):
        return {name for one in inner for name in variables_in(one)}  # type: ignore[attr-defined]
    return set()


def escape(text: str) -> str:
    """Write a text so that resolving it gives the text back.

    Example:
        >>> escape("a ${TODAY}")
        'a $${TODAY}'
    """
    return text.replace(_OPEN, _ESCAPED)


def _text(text: str, variables: Variables, place: _Place) -> str:
    """Read from left to right, once; what was put in is not read again."""
    out: list[str] = []
    at = 0
    while at < len(text):
        if text.startswith(_ESCAPED, at):
            out.append(_OPEN)
            at += len(_ESCAPED)
        elif text.startswith(_OPEN, at):
            end = text.find(_CLOSE, at)
            if end < 0:
                raise place.error(
                    text[at:], "found no }, wanted one", "close it, or write $${ for the text ${"
                )
            out.append(_value(text[at + len(_OPEN) : end], variables, place))
            at = end + len(_CLOSE)
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def _value(inside: str, variables: Variables, place: _Place) -> str:
    written = f"{_OPEN}{inside}{_CLOSE}"
    name, colon, argument = inside.partition(":")
    if not _NAME.fullmatch(name):
        raise place.error(
            written, "found no name, wanted ${NAME} or ${NAME:…}", "write $${ for the text ${"
        )
    if name in WITH_ARGUMENT and (colon or name not in variables.custom):
        return _with_argument(name, argument, written, variables, place)
    if colon:
        wanted = " and ".join(f"${{{one}:…}}" for one in WITH_ARGUMENT)
        raise place.error(written, f"only {wanted} have a colon", f"write ${{{name}}}")
    if name in variables.custom:
        return variables.custom[name]
    if name in PLAIN:
        return _plain(name, variables)
    raise place.error(written, "no such variable", _hint(name, variables))


def _plain(name: str, variables: Variables) -> str:
    clock = variables.clock
    now = variables.now.astimezone(UTC)
    values = {
        "TODAY": clock.date().isoformat(),
        "YESTERDAY": (clock.date() - timedelta(days=1)).isoformat(),
        "YEAR": render_date(clock, "YYYY"),
        "MONTH": render_date(clock, "MM"),
        "DAY": render_date(clock, "DD"),
        "TIMESTAMP": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "UNIX_TIMESTAMP": str(int(now.timestamp())),
    }
    return values[name]


def _with_argument(
    name: str, argument: str, written: str, variables: Variables, place: _Place
) -> str:
    if name == "DATE":
        try:
            return render_date(variables.clock, argument)
        except FormatError as cause:
            raise place.error(
                written, str(cause), "write a format such as ${DATE:YYYY-MM-DD}"
            ) from cause
    if not argument:
        raise place.error(written, "found no name after ENV:", "write ${ENV:NAME}")
    if _SECRET.search(argument):
        raise place.error(
            written,
            f"{argument} looks like a secret, and what a job asks is sent, stored and shown",
            "give the value another name, or with --var, if it is none",
        )
    if argument not in variables.environ:
        near = difflib.get_close_matches(argument, variables.environ, n=1, cutoff=0.8)
        also = f"; did you mean {near[0]}?" if near else ""
        raise place.error(
            written, "no such environment variable", f"set it: export {argument}=VALUE{also}"
        )
    return variables.environ[argument]


def _hint(name: str, variables: Variables) -> str:
    """What to type when a variable is not known."""
    if name == "GAME_PK":
        return "name games with --game-pks N,N or give --var GAME_PK=N"
    known = [*PLAIN, *(f"{one}:…" for one in WITH_ARGUMENT), *variables.custom]
    near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.6)
    mean = f"did you mean ${{{near[0]}}}? or " if near else ""
    return f"{mean}give it a value with --var {name}=VALUE"
