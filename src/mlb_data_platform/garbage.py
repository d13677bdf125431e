"""When not to look for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Decode JSON in here: counting references frees trees, and searching them for cycles is dear.

    A game's answer decodes in half the time. Of threads that overlap, the first to come sets the
    search going again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
