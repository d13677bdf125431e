"""The slow road for a document with values of the wrong type: name them, keep the rest."""

import json
import math
from typing import Any

import msgspec

from mlb_data_platform.mapping.decoder import ITEM, VALUE, Node
from mlb_data_platform.transform.values import Issue, IssueKind, shown

_MOST_DIGITS = 4_000


class _NoValue:
    """Stands for a value that was taken out."""


_NO_VALUE = _NoValue()


def decode_repaired(body: bytes, root: Node, *, raw_id: int) -> tuple[Any, list[Issue]]:
    """Decode a document that does not fit its types, without the values that do not fit.

    Args:
        body: JSON text.
        root: Tree of the places that are read.
        raw_id: The document, for the issues.

    Returns:
        The decoded document, and one issue for every value taken out.

    Raises:
        ValueError: It is not JSON, or has something else where its rows should be: nothing of it
            can be used, and rows that are there already must not be taken for gone.
        RecursionError: It is nested deeper than anything we read.
    """
    data = json.loads(body, parse_int=_parse_whole)
    wanted, kind = ("an array", list) if ITEM in root.fields else ("an object", dict)
    if not isinstance(data, kind):
        raise ValueError(f"found {shown(data)}, wanted {wanted}")  # noqa: TRY004
    issues: list[Issue] = []
    mended = _mend(data, root, "$", raw_id, issues)
    return msgspec.convert(mended, root.annotation_of_item), issues


def _parse_whole(digits: str) -> int | float:
    """A number of more digits than Python reads is larger than anything a column holds."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _mend(value: Any, node: Node, path: str, raw_id: int, issues: list[Issue]) -> Any:
    if value is None:
        return None
    if node.is_leaf:
        return _mend_leaf(value, node, path, raw_id, issues)
    if ITEM in node.fields:
        if not isinstance(value, list):
            raise _broken(value, "an array", path)
        inner = node.fields[ITEM]
        return [_mend_item(v, inner, f"{path}[{i}]", raw_id, issues) for i, v in enumerate(value)]
    if not isinstance(value, dict):
        if node.holds_rows:
            raise _broken(value, "an object", path)
        return _set_aside(value, "an object", path, raw_id, issues)
    if VALUE in node.fields:
        inner = node.fields[VALUE]
        return {k: _mend_item(v, inner, f"{path}.{k}", raw_id, issues) for k, v in value.items()}
    mended = {
        key: _mend(value[key], child, f"{path}.{key}", raw_id, issues)
        for key, child in node.fields.items()
        if key in value
    }
    return {key: one for key, one in mended.items() if one is not _NO_VALUE}


def _broken(value: Any, wanted: str, path: str) -> ValueError:
    return ValueError(f"{path}: found {shown(value)}, wanted {wanted}")


def _mend_item(value: Any, node: Node, path: str, raw_id: int, issues: list[Issue]) -> Any:
    """An item keeps its place, so that array positions stay true; an unusable one becomes empty."""
    if node.is_leaf:
        mended = _mend(value, node, path, raw_id, issues)
        return None if mended is _NO_VALUE else mended
    if value is None:
        value = _set_aside(None, "an object", path, raw_id, issues)
    mended = value if value is _NO_VALUE else _mend(value, node, path, raw_id, issues)
    if mended is not _NO_VALUE:
        return mended
    return [] if ITEM in node.fields else {}


def _mend_leaf(value: Any, node: Node, path: str, raw_id: int, issues: list[Issue]) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return _set_aside(value, node.wanted, path, raw_id, issues)
    try:
        msgspec.convert(value, node.wire)
    except msgspec.ValidationError:
        if isinstance(value, float) and value.is_integer() and node.wire is not float:
            # 5.0 is the whole number 5; only the spelling is unusual.
            return _mend_leaf(int(value), node, path, raw_id, issues)
        return _set_aside(value, node.wanted, path, raw_id, issues)
    return value


def _set_aside(value: Any, wanted: str, path: str, raw_id: int, issues: list[Issue]) -> _NoValue:
    issues.append(
        Issue(kind=IssueKind.LEAF, raw_id=raw_id, path=path, found=shown(value), wanted=wanted)
    )
    return _NO_VALUE
