"""Where the kernel runs. One kernel, several engines, identical rows.

In: raw rows that are due. Out: loaded tables and a report. An engine decides about processes,
batches and memory; it holds no rule about baseball. Read `local.py`: worker processes of this
machine.
"""

from mlb_data_platform.engines.local import LocalEngine, Progress, batches_of, transform_documents

__all__ = ["LocalEngine", "Progress", "batches_of", "transform_documents"]
