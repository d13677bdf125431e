"""Saying what was found and what was wanted, since behave's `assert` does not."""

from collections.abc import Sequence
from typing import Any


def expect_equal(found: Any, wanted: Any, what: str) -> None:
    """Fail with both values unless they are equal."""
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, wanted {wanted!r}")


def expect_true(holds: bool, what: str) -> None:
    """Fail with the words unless the condition holds."""
    if not holds:
        raise AssertionError(what)


def expect_words(text: str, words: Sequence[str]) -> None:
    """Fail unless a message has all these words."""
    missing = [word for word in words if word not in text]
    if missing:
        raise AssertionError(f"the message lacks {missing}:\n{text}")
