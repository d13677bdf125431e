"""The name of the run: taken once, on every line, in threads and worker processes too."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import ParamSpec, TypeVar

from structlog.contextvars import bound_contextvars, get_contextvars

Args = ParamSpec("Args")
Answer = TypeVar("Answer")

_kept_for_first_run: ContextVar[str | None] = ContextVar("kept_for_first_run", default=None)
_of_process = ""
"""For threads that somebody started without our context: a command is one run in one process."""


def new_run_id() -> str:
    """A name that no other run has; 12 hex digits."""
    return uuid.uuid4().hex[:12]


def present_run_id() -> str:
    """The name that a line told now gets; empty before any command."""
    return str(get_contextvars().get("run_id") or _of_process)


def take_run_id() -> str:
    """The name for a run that begins: the command's own for its first run, then new ones.

    So a line that was told before the run was on record, such as a migration's, has its name too.
    """
    kept = _kept_for_first_run.get()
    _kept_for_first_run.set(None)
    return kept or new_run_id()


@contextmanager
def named_command() -> Iterator[str]:
    """Give everything that is told a name, from a command's first moment on."""
    run_id = new_run_id()
    reset = _kept_for_first_run.set(run_id)
    try:
        with named_run(run_id):
            yield run_id
    finally:
        _kept_for_first_run.reset(reset)


@contextmanager
def named_run(run_id: str, **fields: object) -> Iterator[None]:
    """Put a run's name, and more fields, on every line told meanwhile."""
    global _of_process  # noqa: PLW0603  (what threads without our context fall back to)
    before = _of_process
    _of_process = run_id
    try:
        with bound_contextvars(run_id=run_id, **fields):
            yield
    finally:
        _of_process = before


class NamedThreads(ThreadPoolExecutor):
    """A thread pool whose lines carry the name of the run that handed the work in."""

    def submit(
        self, fn: Callable[Args, Answer], /, *args: Args.args, **kwargs: Args.kwargs
    ) -> Future[Answer]:
        """Run it in a copy of the present context."""
        context = copy_context()
        return super().submit(lambda: context.run(fn, *args, **kwargs))
