"""What the tests of this folder have in common."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def no_search_for_cycles() -> Iterator[None]:
    """Leave the games that tests share alone: searching them again and again takes long."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()
