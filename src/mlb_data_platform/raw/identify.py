"""What an answer is about and which one it is: its keys and its hash, read from its bytes.

Where compiled code is there (`src/native`), no object is made for what is not a key: it spells the
answer canonically, and msgspec reads the few places where keys stand. Whatever is unusual, and
everything where nothing was compiled, is decoded whole (`keys.py`), which says the same.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any, TypedDict

import msgspec

from mlb_data_platform.raw import keys
from mlb_data_platform.raw.tables import RawTable

try:
    from mlb_data_platform.raw import _canonical
except ImportError:
    IS_COMPILED = False
else:
    IS_COMPILED = True


def identify(
    table: RawTable, body: bytes, params: Mapping[str, str], *, is_compiled: bool = IS_COMPILED
) -> tuple[dict[str, object], str]:
    """Read the key columns of an answer, and its hash.

    Args:
        table: Says where each key is.
        body: JSON text.
        params: The request's parameters.
        is_compiled: Whether compiled code may read what it can; both ways say the same.

    Returns:
        See `keys.read_keys` and `keys.content_hash`.

    Raises:
        KeyUnreadableError: A key that the table cannot do without is missing or of the wrong type.
        ValueError: It is not JSON.
        RecursionError: It is nested too deep.
    """
    canonical = _canonical.canonical(body) if is_compiled else None
    if canonical is None:
        answer = keys.decode(body)
        return keys.read_keys(table, answer, params), keys.content_hash(answer)
    try:
        answer = _decoder(table).decode(body)
    except msgspec.MsgspecError:
        answer = keys.decode(body)  # something else than an object stands where one should
    return keys.read_keys(table, answer, params), hashlib.sha256(canonical).hexdigest()


@cache
def _decoder(table: RawTable) -> "msgspec.json.Decoder[Any]":
    """Decodes the places where a table's keys are, and passes over all else."""
    places: dict[str, Any] = {}
    for key in table.keys:
        for path in key.answer:
            here = places
            for step in keys.steps_of(path):
                here = here.setdefault(step, {})
    return msgspec.json.Decoder(_type_of(places))


def _type_of(places: dict[str, Any]) -> Any:
    if not places:
        return Any
    if "[]" in places:
        return Any if len(places) > 1 else list[_type_of(places["[]"])] | None  # type: ignore[misc]
    fields = {name: _type_of(inner) for name, inner in places.items()}
    return TypedDict("Place", fields, total=False) | None  # type: ignore[operator]
