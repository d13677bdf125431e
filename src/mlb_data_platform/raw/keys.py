"""The keys of an answer, by which it is found, and the hash by which it is told apart."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any

import msgspec

from mlb_data_platform.raw.errors import KeyUnreadableError
from mlb_data_platform.raw.tables import RawKey, RawTable
from mlb_data_platform.statsapi.document import Document

_STEP = re.compile(r"([^.\[\]]+)|\[(\*|\d+)\]")
_LIMITS = {"bigint": 2**63, "integer": 2**31}


def read_keys(table: RawTable, answer: object, params: Mapping[str, str]) -> dict[str, object]:
    """Read the key columns of one answer.

    Args:
        table: Says where each key is.
        answer: The decoded answer.
        params: The request's parameters.

    Returns:
        One value per key column; None where neither answer nor request has one that fits.

    Raises:
        KeyUnreadableError: A key that the table cannot do without is missing or of the wrong type.
    """
    found = {key.name: _read_key(key, answer, params) for key in table.keys}
    for key in table.keys:
        if key.needed and found[key.name] is None:
            raise KeyUnreadableError(table=table.name, key=key.name, found=None)
    return found


def keys_of(table: RawTable, document: Document) -> dict[str, object]:
    """The key columns of an answer that is not decoded yet. See `read_keys`.

    Raises:
        KeyUnreadableError: A key that the table cannot do without is missing or of the wrong type.
        ValueError: It is not JSON.
        RecursionError: It is nested too deep.
    """
    return read_keys(table, decode(document.body), document.request.params)


def _read_key(key: RawKey, answer: object, params: Mapping[str, str]) -> object:
    from_answer = (_only(values_at(answer, path)) for path in key.answer)
    from_request = (params.get(name) for name in key.request)
    sources = (from_request, from_answer) if key.request_first else (from_answer, from_request)
    for source in sources:
        for value in source:
            fitted = _FIT[key.type](value)
            if fitted is not None:
                return fitted
    return None


def values_at(value: object, path: str) -> Iterator[object]:
    """All values at a path such as `dates[*].games[0].season`; none where a step is absent.

    Example:
        >>> list(values_at({"seasons": [{"id": "2024"}, {"id": "2025"}]}, "seasons[*].id"))
        ['2024', '2025']
    """
    return _walk(value, _STEP.findall(path))


def steps_of(path: str) -> list[str]:
    """The steps of a path, `[]` for any place in an array.

    Example:
        >>> steps_of("dates[*].games[0].season")
        ['dates', '[]', 'games', '[]', 'season']
    """
    return [name or "[]" for name, _ in _STEP.findall(path)]


def _walk(value: Any, steps: list[tuple[str, str]]) -> Iterator[object]:
    if not steps:
        yield value
        return
    (name, index), rest = steps[0], steps[1:]
    if name and isinstance(value, dict) and name in value:
        yield from _walk(value[name], rest)
    elif index and isinstance(value, list):
        for item in value if index == "*" else value[int(index) : int(index) + 1]:
            yield from _walk(item, rest)


def _only(values: Iterator[object]) -> object:
    """The value, where there is just one; None where there are none or several."""
    distinct = {value for value in values if isinstance(value, str | int)}
    return distinct.pop() if len(distinct) == 1 else None


def _fit_whole(kind: str) -> Callable[[object], object]:
    def fit(value: object) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | str):
            return None
        try:
            number = int(value)
        except ValueError:
            return None
        return number if abs(number) < _LIMITS[kind] else None

    return fit


def _fit_date(value: object) -> date | None:
    text = value if isinstance(value, str) else ""
    if american := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        text = f"{american[3]}-{american[1]:0>2}-{american[2]:0>2}"
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _fit_text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


_FIT: dict[str, Callable[[object], object]] = {
    "bigint": _fit_whole("bigint"),
    "integer": _fit_whole("integer"),
    "date": _fit_date,
    "text": _fit_text,
}


def decode(body: bytes) -> object:
    """Decode JSON exactly: a number with a fraction or an exponent is a `Decimal`.

    Raises:
        ValueError: It is not JSON.
        RecursionError: It is nested too deep.
    """
    try:
        return _DECODER.decode(body)
    except msgspec.MsgspecError:
        # What is legal JSON and more than msgspec reads, such as half a surrogate pair.
        return json.loads(body, parse_float=_read_number, parse_constant=_refuse)


def content_hash(answer: object) -> str:
    """SHA-256 over canonical JSON: white space and the order of keys do not count.

    Args:
        answer: The answer as `decode` gives it.

    Returns:
        64 hex digits.

    Example:
        >>> content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})
        True
    """
    try:
        canonical = _ENCODER.encode(answer)
    except (msgspec.MsgspecError, OverflowError, UnicodeEncodeError, ValueError):
        # Half a surrogate pair: legal as an escape, and nothing that UTF-8 can spell.
        canonical = json.dumps(answer, sort_keys=True, default=str).encode()
    return hashlib.sha256(canonical).hexdigest()


def _refuse(word: str) -> object:
    raise ValueError(f"found {word}, wanted JSON")


def _read_number(text: str) -> Decimal:
    """The number exactly, and the same for every way of writing it."""
    number = Decimal(text)
    is_shortest = text[-1] != "0" and "e" not in text and "E" not in text
    return number if is_shortest else _EXACT.normalize(number)


_EXACT = Context(prec=100_000, Emax=MAX_EMAX, Emin=MIN_EMIN)
_DECODER = msgspec.json.Decoder(float_hook=_read_number)
_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")
