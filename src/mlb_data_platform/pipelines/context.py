"""What every step of a run works with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from mlb_data_platform.engines import Workers
from mlb_data_platform.warehouse import Connection, Database, Run

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """The place and the name of a run.

    Attributes:
        database: The warehouse, for threads and processes that open connections of their own.
        connection: A connection to it in autocommit mode, for work lists and questions.
        run: The run; its stages are timed and its counts kept.
        workers: Processes for the transform.
        spare: Workers that outlive the run, where others like it follow.
    """

    database: Database
    connection: Connection
    run: Run
    workers: int = 1
    spare: Workers | None = None


class Each(Protocol):
    """Calls a function for every item, side by side: threads here, or tasks of a cluster."""

    def __call__(
        self, function: Callable[[_Item], _Result], items: Sequence[_Item]
    ) -> list[_Result]:
        """The results, in the order of the items."""
        ...
