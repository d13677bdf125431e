"""Where the kernel runs. One kernel, several engines, identical rows.

In: raw rows that are due. Out: loaded tables and a report. An engine decides about processes,
batches and memory; it holds no rule about baseball. Read `worker.py`, what every engine carries;
then `local.py`: worker processes of this machine. `spark/` is a cluster.
"""

from mlb_data_platform.engines.local import LocalEngine, batches_of, transform_documents
from mlb_data_platform.engines.rehearsal import rehearse_documents
from mlb_data_platform.engines.worker import Progress, TransformDocuments, Workers

__all__ = [
    "LocalEngine",
    "Progress",
    "TransformDocuments",
    "Workers",
    "batches_of",
    "rehearse_documents",
    "transform_documents",
]
