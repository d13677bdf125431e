"""Options that choose where the kernel runs, and the engine they choose."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import platformdirs
import typer

from mlb_data_platform.cli.options import parse_assignments
from mlb_data_platform.engines import TransformDocuments, transform_documents
from mlb_data_platform.errors import SetupError, UsageError

if TYPE_CHECKING:
    from mlb_data_platform.engines.spark import SparkEngine
    from mlb_data_platform.pipelines.context import Each

_SPARK_PANEL = "Spark"


class Engine(StrEnum):
    """Where the kernel runs."""

    LOCAL = "local"
    SPARK = "spark"


EngineOption = Annotated[
    Engine,
    typer.Option(
        help="Where the kernel runs: processes of this machine, or Apache Spark (docs/spark.md).",
        envvar="MLB_ENGINE",
    ),
]
MasterOption = Annotated[
    str | None,
    typer.Option(
        help="Spark master, such as local[4] or spark://HOST:7077.",
        envvar="MLB_SPARK_MASTER",
        rich_help_panel=_SPARK_PANEL,
        show_default="what spark-submit says, else local[*]",
    ),
]
SparkSettingOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Spark setting NAME=VALUE; may be given again.",
        envvar="MLB_SPARK_CONF",
        rich_help_panel=_SPARK_PANEL,
    ),
]


@dataclass(frozen=True, slots=True)
class SparkWish:
    """How Spark is to be started.

    Attributes:
        master: Spark master; None for the default.
        settings: Spark settings.
    """

    master: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, engine: Engine, master: str | None, settings: Sequence[str] | None) -> "SparkWish":
        """Read what was typed.

        Raises:
            UsageError: Spark is told what to do, and another engine is to run.
        """
        if engine is not Engine.SPARK and master:
            problem = f"--master {master}: found --engine {engine.value}, wanted --engine spark"
            raise UsageError(problem, hint=f"--engine spark --master '{master}'")
        return cls(master, parse_assignments(settings, "--spark-conf"))


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries the work of a command.

    Attributes:
        transform: Takes raw rows to the tables.
        each: Calls a function for every table; None for threads of this process.
    """

    transform: TransformDocuments = transform_documents
    each: "Each | None" = None


@contextmanager
def chosen_engine(engine: Engine, wish: SparkWish) -> Iterator[Carrier]:
    """The engine that was asked for; Spark runs as long as the block does."""
    if engine is Engine.LOCAL:
        yield Carrier()
        return
    with spark_engine(wish) as found:
        yield Carrier(found.transform_documents, found.each)


@contextmanager
def spark_engine(wish: SparkWish) -> "Iterator[SparkEngine]":
    """Spark, for as long as the block lasts.

    Raises:
        SetupError: The extra is not installed, there is no Java, or the master refuses.
    """
    try:
        # PySpark takes a second to import, half a gigabyte of disk, and is an extra.
        from mlb_data_platform.engines.spark import SparkEngine, open_session  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"pyspark", "py4j"}:
            raise
        raise SetupError(
            "--engine spark: found no PySpark, wanted the extra `spark`",
            hint="uv sync --extra spark (or pip install 'mlb-data-platform[spark]')",
        ) from error
    cache = platformdirs.user_cache_path("mlb-data-platform")
    with open_session(
        wish.master, environ=os.environ, cache=cache, settings=wish.settings
    ) as session:
        yield SparkEngine(session)
