"""Is this body usable, and does it belong to what was asked?

The API answers wrong parameters with silent defaults, and a fault sometimes with status 200
(statsapi.md, "Limits and terms" and quirk 15). What to look at is data: `matches` and `holds` in
`catalogue.yaml`.
"""

import json
from collections.abc import Iterator
from datetime import datetime

import msgspec

from mlb_data_platform.statsapi.catalogue import Entry, Match
from mlb_data_platform.statsapi.document import Request
from mlb_data_platform.statsapi.errors import AnswerMismatchError, BodyUnreadableError

_SHOWN = 60
_HTML = (b"<!doctype", b"<html")


def check_body(body: bytes, *, request: Request, entry: Entry, url: str, attempts: int = 1) -> None:
    """Return only when a body is whole JSON and answers the request.

    Args:
        body: Body of an answer, content-encoding removed.
        request: What was asked.
        entry: What the catalogue says about it.
        url: Where it was asked, for errors.
        attempts: How often it was asked so far, for errors.

    Raises:
        BodyUnreadableError: It is empty, cut, HTML, or not JSON: asking again may help.
        AnswerMismatchError: It is another answer than the one asked for, or an error of the API.
    """
    try:
        top = _parse(body, url=url, attempts=attempts)
    except RecursionError as cause:
        if body.rstrip()[-1:] not in {b"}", b"]"}:
            found = "a body that is not whole JSON (nested without an end)"
            raise BodyUnreadableError(url=url, found=found, attempts=attempts) from cause
        # Nobody can look into it, and asking again gives the same: raw sets it aside as it is.
        return
    asked = describe(request)
    if isinstance(top, dict) and "messageNumber" in top:
        message = _shown(_branch(top.get("message", "")))
        raise AnswerMismatchError(
            request=asked, path="message", found=f"an error of the API: {message}", wanted="data"
        )
    kind = "object" if isinstance(top, dict) else "array" if isinstance(top, list) else None
    if kind is None or entry.answer not in {kind, "either"}:
        wanted = "an object or array" if entry.answer == "either" else f"an {entry.answer}"
        found = f"an {kind}" if kind else _shown(body)
        raise AnswerMismatchError(request=asked, path="the top", found=found, wanted=wanted)
    if isinstance(top, dict):
        _check_object(top, request=request, entry=entry, asked=asked)


def describe(request: Request) -> str:
    """A request as a person reads it.

    Example:
        >>> describe(Request(endpoint="game", method="boxscore", path_params={"game_pk": "7"}))
        'Game.boxscore(game_pk=7)'
    """
    return f"{request.name}({', '.join(f'{name}={text}' for name, text in request.params.items())})"


def _parse(body: bytes, *, url: str, attempts: int) -> object:
    """The top of a body, its branches still as text; the whole is known to be JSON."""
    try:
        body.decode("utf-8")  # msgspec skims the strings of branches it does not decode
        if body.lstrip()[:1] == b"{":
            return msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        return msgspec.json.decode(body)
    except (UnicodeDecodeError, msgspec.MsgspecError) as cause:
        if (whole := _read_leniently(body)) is not None:
            return whole
        found = f"a body that is not whole JSON ({cause})"
        if not body.strip():
            found = "an empty body"
        elif body.lstrip()[:9].lower().startswith(_HTML):
            found = "a page of HTML"
        raise BodyUnreadableError(url=url, found=found, attempts=attempts) from cause


def _read_leniently(body: bytes) -> object:
    """What is whole and yet more than msgspec reads; None for anything else.

    Half a surrogate pair is legal JSON, NaN and a number of 5,000 digits are written by careless
    encoders. Such an answer was not cut on its way, so asking again gives the same one.
    """
    try:
        return json.loads(body, parse_int=str)
    except ValueError:
        return None


def _branch(value: object) -> object:
    """A branch of the top, decoded."""
    if not isinstance(value, msgspec.Raw):
        return value
    try:
        return msgspec.json.decode(value)
    except msgspec.MsgspecError:
        return _read_leniently(bytes(value))


def _check_object(top: dict[str, object], *, request: Request, entry: Entry, asked: str) -> None:
    everything = "fields" not in request.params
    for key in entry.holds if everything else ():
        if key not in top:
            raise AnswerMismatchError(
                request=asked, path="the top", found=f"no {key}", wanted=f"an answer with {key}"
            )
    for match in entry.matches:
        wanted = _wanted(match, request)
        if wanted is None:
            continue
        found = list(_values(top, match.at))
        if not found and everything and "[*]" not in match.at:
            raise AnswerMismatchError(
                request=asked, path=match.at, found="nothing", wanted=wanted.text
            )
        for value in found:
            if not wanted.allows(value):
                raise AnswerMismatchError(
                    request=asked, path=match.at, found=_shown(value), wanted=wanted.text
                )


class _Wanted(msgspec.Struct, frozen=True):
    """The values that one rule allows for one request."""

    text: str
    values: frozenset[str] = frozenset()
    lowest: str = ""
    highest: str = ""

    def allows(self, value: object) -> bool:
        """Say whether a value of the answer is one of them; ids are numbers there, texts here."""
        if self.values:
            return str(value) in self.values
        return isinstance(value, str) and self.lowest <= value <= self.highest


def _wanted(match: Match, request: Request) -> _Wanted | None:
    """What a rule asks for, or None when the request does not have its parameters."""
    if match.one_of is not None:
        text = request.params.get(match.one_of)
        if text is None:
            return None
        values = [one.strip() for one in text.split(",")]
        if match.is_date:
            values = [_iso(one) for one in values]
        return _Wanted(text=f"{match.one_of} {text}", values=frozenset(values))
    first, last = match.between or ("", "")
    if first not in request.params or last not in request.params:
        return None
    lowest, highest = request.params[first], request.params[last]
    text = f"a date from {lowest} to {highest}"
    return _Wanted(text=text, lowest=_iso(lowest), highest=_iso(highest))


def _iso(text: str) -> str:
    """A date of a request as answers write it; what is no date stays what it is."""
    for form in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a date only
        except ValueError:
            continue
    return text


def _values(top: dict[str, object], at: str) -> Iterator[object]:
    """Every value at a place; what is absent or null is passed over."""
    first, *rest = at.split(".")
    raw = top.get(first.removesuffix("[*]"))
    if raw is None:
        return
    reached: list[object] = [{first.removesuffix("[*]"): _branch(raw)}]
    for step in (first, *rest):
        name, each = step.removesuffix("[*]"), step.endswith("[*]")
        inner = [one.get(name) for one in reached if isinstance(one, dict)]
        if each:
            inner = [one for many in inner if isinstance(many, list) for one in many]
        reached = [one for one in inner if one is not None]
    yield from reached


def _shown(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
