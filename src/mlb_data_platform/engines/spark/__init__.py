"""The Spark engine: the same worker as on one machine, in the executors of a cluster.

In: raw rows that are due, or documents of any source as a DataFrame. Out: loaded tables and a
report, or the tables as DataFrames. Executors read, transform and load their own slices; the
driver sees ids and numbers only. It needs the extra `spark`; nothing else imports PySpark. Read
`engine.py`, then `session.py`.
"""

from pyspark.sql import DataFrame, SparkSession

from mlb_data_platform.engines.spark.documents import (
    DOCUMENTS,
    read_parts,
    read_raw_rows,
    read_recordings,
)
from mlb_data_platform.engines.spark.engine import SparkEngine
from mlb_data_platform.engines.spark.frames import (
    consume,
    quarantine_frame,
    read_spoken,
    schema_of,
    table_frame,
    transform_frame,
)
from mlb_data_platform.engines.spark.java import JavaMissingError, find_java
from mlb_data_platform.engines.spark.session import open_session, start_session
from mlb_data_platform.engines.spark.standing import Spoken, told_in_part
from mlb_data_platform.engines.spark.stream import Following, Stream, follow

__all__ = [
    "DOCUMENTS",
    "DataFrame",
    "Following",
    "JavaMissingError",
    "SparkEngine",
    "SparkSession",
    "Spoken",
    "Stream",
    "consume",
    "find_java",
    "follow",
    "open_session",
    "quarantine_frame",
    "read_parts",
    "read_raw_rows",
    "read_recordings",
    "read_spoken",
    "schema_of",
    "start_session",
    "table_frame",
    "told_in_part",
    "transform_frame",
]
