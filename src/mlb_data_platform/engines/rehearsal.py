"""The kernel over raw rows for its verdict alone: what would be set aside. Nothing is written."""

from collections.abc import Sequence

import structlog

from mlb_data_platform.engines.local import batches_of
from mlb_data_platform.engines.worker import Progress
from mlb_data_platform.mapping import Mapping
from mlb_data_platform.raw import raw_table
from mlb_data_platform.transform import Kernel
from mlb_data_platform.warehouse import Database, Due, LoadReport, connect, read_documents

_LOG = structlog.get_logger(__name__)
_EXAMPLES = 5


def rehearse_documents(
    due: Sequence[Due],
    *,
    database: Database,
    mapping: Mapping,
    table: str,
    progress: Progress,
    **_: object,
) -> LoadReport:
    """Read raw rows as a transform would, and write nothing.

    Args:
        due: Raw rows, oldest capture first.
        database: The warehouse.
        mapping: The mapping that reads the rows.
        table: Raw table they lie in.
        progress: Told how many documents are done.

    Returns:
        As `loaded` the documents that can be read, as `quarantined` those that cannot, and all
        issues; no rows.
    """
    kernel, report = Kernel(mapping), LoadReport()
    with connect(database) as connection:
        for raw_ids in batches_of(due, mapping):
            done = kernel.transform(read_documents(connection, raw_table(table), raw_ids))
            readable = sum(document.is_readable for document in done.documents)
            report.loaded += readable
            report.quarantined += len(done.documents) - readable
            report.issues += len(done.issues)
            if done.issues:
                examples = [
                    {"raw_id": one.raw_id, "path": one.path, "found": one.found}
                    for one in done.issues[:_EXAMPLES]
                ]
                _LOG.warning(
                    "rehearsal.refused", raw_table=table, issues=len(done.issues), examples=examples
                )
            progress(len(raw_ids))
    return report
