"""What every step of a run works with."""

from dataclasses import dataclass

from mlb_data_platform.warehouse import Connection, Database, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """The place and the name of a run.

    Attributes:
        database: The warehouse, for threads and processes that open connections of their own.
        connection: A connection to it in autocommit mode, for work lists and questions.
        run: The run; its stages are timed and its counts kept.
        workers: Processes for the transform.
    """

    database: Database
    connection: Connection
    run: Run
    workers: int = 1
