"""A Spark session as the platform wants one: quiet, in UTC, on a Java that is there."""

import signal
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from mlb_data_platform.engines.spark.java import find_java
from mlb_data_platform.errors import SetupError

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_SETTINGS_HERE = {
    # With driver and executors in one process, no name service has to know this machine,
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    # two hundred parts, Spark's default, are for clusters ...
    "spark.sql.shuffle.partitions": "4",
    # ... and Java, which does next to nothing here, had better start soon than run fast.
    "spark.driver.defaultJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@contextmanager
def open_session(
    master: str | None,
    *,
    environ: MutableMapping[str, str],
    cache: Path,
    settings: Mapping[str, str] | None = None,
) -> Iterator[SparkSession]:
    """A session for as long as the block lasts; one that this process has already stays open.

    Args:
        master: Such as `local[2]` or `spark://HOST:7077`; None for what spark-submit says, and all
            cores of this machine where it says nothing.
        environ: The process's environment, in which PySpark looks for Java and Python; what is
            missing there is added.
        cache: Folder for what has to lie somewhere between runs.
        settings: Spark settings; they win over the platform's own.

    Yields:
        The session.

    Raises:
        SetupError: No Java, or Spark refuses the master or a setting.
    """
    own = SparkSession.getActiveSession()
    if own is not None:
        yield own
        return
    session = start_session(master, environ=environ, cache=cache, settings=settings)
    try:
        yield session
    finally:
        session.stop()


def start_session(
    master: str | None,
    *,
    environ: MutableMapping[str, str],
    cache: Path,
    settings: Mapping[str, str] | None = None,
) -> SparkSession:
    """Start a session; the caller stops it. See `open_session`."""
    if "PYSPARK_GATEWAY_PORT" not in environ:  # spark-submit has not done all this already
        environ["JAVA_HOME"] = str(find_java(environ, cache=cache))
        # Workers get the packages of this very interpreter, unless somebody knows better.
        environ.setdefault("PYSPARK_PYTHON", sys.executable)
        master = master or "local[*]"
    builder = SparkSession.builder.appName("mlb-etl")
    if master:
        builder = builder.master(master)
    for name, value in {**_defaults(master), **(settings or {})}.items():
        builder = builder.config(name, value)
    with _signals_kept():
        try:
            return builder.getOrCreate()
        except (PySparkException, Py4JError, ValueError) as error:
            raise _refused(master, error) from error


def _defaults(master: str | None) -> dict[str, str]:
    quiet = f"-Dlog4j2.configurationFile={files(__package__) / 'log4j2.properties'}"
    here = _SETTINGS_HERE if (master or "").startswith("local") else {}
    return {**_SETTINGS, **here, "spark.driver.extraJavaOptions": quiet}


def _refused(master: str | None, error: Exception) -> SetupError:
    raised = getattr(error, "java_exception", None)
    problem = f"{raised.getMessage() if raised is not None else error}".strip().partition("\n")[0]
    return SetupError(
        f"--master {master or '(as submitted)'}: {problem}",
        hint="see whether the cluster runs; --master 'local[*]' needs none",
    )


@contextmanager
def _signals_kept() -> Iterator[None]:
    """PySpark takes SIGINT for itself; what Ctrl-C means stays the caller's business."""
    try:
        before = signal.getsignal(signal.SIGINT)
        yield
    finally:
        if before is not None:
            try:
                signal.signal(signal.SIGINT, before)
            except ValueError:  # not the main thread: then PySpark could not take it either
                return
