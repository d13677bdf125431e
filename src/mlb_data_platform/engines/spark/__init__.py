"""The Spark engine: the same worker as on one machine, in the executors of a cluster.

In: raw rows that are due, or documents of any source as a DataFrame. Out: loaded tables and a
report, or the tables as DataFrames. Executors read, transform and load their own slices; the
driver sees ids and numbers only. It needs the extra `spark`; nothing else imports PySpark. Read
`engine.py`, then `session.py`.
"""

from mlb_data_platform.engines.spark.engine import SparkEngine
from mlb_data_platform.engines.spark.java import JavaMissingError, find_java
from mlb_data_platform.engines.spark.session import open_session, start_session
from mlb_data_platform.engines.spark.stream import Following, Stream, follow

__all__ = [
    "Following",
    "JavaMissingError",
    "SparkEngine",
    "Stream",
    "find_java",
    "follow",
    "open_session",
    "start_session",
]
