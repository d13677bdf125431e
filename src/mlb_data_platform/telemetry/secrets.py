"""Keeps passwords out of everything that is told."""

import re
from collections.abc import Mapping
from typing import TypeVar

HIDDEN = "***"

_NAMES = r"pass(?:word|wd|phrase)|pwd|secret|token|api_?key|authorization"
_SECRET_NAME = re.compile(rf"(?:^|[_\-.]|(?<=[a-z])(?=[A-Z]))(?:{_NAMES})$", re.IGNORECASE)
# Greedy up to the last @ of the word: a password may hold one itself.
_IN_URL = re.compile(r"(?P<before>(?<![\w+.\-])[\w+.\-]+://[^\s:/@]*:)\S+@")
_AS_PAIR = re.compile(
    rf"(?P<before>(?<![\w\-.])[\w\-.]*(?:{_NAMES})[\"']?\s*[=:]\s*)"
    r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|(?:Bearer\s+)?[^\s'\"&,;)}\]]+)",
    re.IGNORECASE,
)
_AS_FLAG = re.compile(rf"(?P<before>--[\w\-]*(?:{_NAMES})\s+)\S+", re.IGNORECASE)

Value = TypeVar("Value")


def hide_secrets(value: Value) -> Value:
    """Put `***` in the place of passwords: in URLs, in `password=…`, under names such as `token`.

    Args:
        value: Text, or lists and mappings of it at any depth; anything else stays what it is.

    Returns:
        The same shape.

    Example:
        >>> hide_secrets("cannot reach postgresql://ann:s3cret@db:5432/mlb")
        'cannot reach postgresql://ann:***@db:5432/mlb'
        >>> hide_secrets({"db_password": "s3cret", "dsn": "host=db password='s 3' port=1"})
        {'db_password': '***', 'dsn': 'host=db password=*** port=1'}
    """
    return _hidden(value)  # type: ignore[return-value]


def _hidden(value: object) -> object:
    if isinstance(value, str):
        text = _IN_URL.sub(rf"\g<before>{HIDDEN}@", value)
        for pattern in (_AS_PAIR, _AS_FLAG):
            text = pattern.sub(rf"\g<before>{HIDDEN}", text)
        return text
    if isinstance(value, Mapping):
        return {name: _named(name, one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden(one) for one in value]
    return value


def _named(name: object, value: object) -> object:
    """What stands under a name: hidden when the name says that it is a secret."""
    is_secret = isinstance(name, str) and _SECRET_NAME.search(name) and value not in (None, "")
    return HIDDEN if is_secret else _hidden(value)
