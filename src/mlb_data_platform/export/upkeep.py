"""Keeping Delta tables quick and small, and looking at their versions."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow.fs
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from mlb_data_platform.export.delta import open_table
from mlb_data_platform.export.errors import ExportError
from mlb_data_platform.export.place import Place

_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a Delta table.

    Attributes:
        number: From 0.
        at: When it was committed.
        operation: Such as MERGE.
        run_id: The run that made it; empty where it was none of ours.
    """

    number: int
    at: datetime
    operation: str
    run_id: str


def tables_at(place: Place) -> list[str]:
    """Every Delta table of a place, by schema and table.

    Raises:
        ExportError: There is none.
    """
    files, root = place.file_system()
    selector = pyarrow.fs.FileSelector(root, recursive=True, allow_not_found=True)
    logs = {
        one.path.removeprefix(root).strip("/").split("/_delta_log")[0]
        for one in files.get_file_info(selector)
        if "/_delta_log" in one.path
    }
    if not logs:
        raise ExportError(
            f"{place.uri}: found no Delta table", hint="mlb-etl export tables --to FOLDER"
        )
    return sorted(name.replace("/", ".") for name in logs)


def optimize(place: Place, name: str) -> tuple[int, int]:
    """Put the small files of a table together.

    Args:
        place: Where the tables lie.
        name: The table.

    Returns:
        How many files there were that are no longer read, and how many came in their place.
    """
    try:
        metrics = _table(place, name).optimize.compact()
    except (DeltaError, OSError) as error:
        raise _unusable(place, name, error) from error
    return int(metrics["numFilesRemoved"]), int(metrics["numFilesAdded"])


def vacuum(place: Place, name: str, *, keep_hours: int, dry_run: bool) -> list[str]:
    """Delete files that no version younger than some hours reads.

    Args:
        place: Where the tables lie.
        name: The table.
        keep_hours: Versions up to this age stay readable.
        dry_run: Only tell.

    Returns:
        The files.
    """
    try:
        return list(
            _table(place, name).vacuum(
                retention_hours=keep_hours, dry_run=dry_run, enforce_retention_duration=False
            )
        )
    except (DeltaError, OSError) as error:
        raise _unusable(place, name, error) from error


def versions(place: Place, name: str) -> list[Version]:
    """The versions of a table, newest first."""
    return [
        Version(
            number=int(entry["version"]),
            at=datetime.fromtimestamp(entry["timestamp"] / _MS, UTC),
            operation=str(entry["operation"]),
            run_id=str(entry.get("run_id", "")),
        )
        for entry in _table(place, name).history()
    ]


def _table(place: Place, name: str) -> DeltaTable:
    try:
        table = open_table(place, name)
    except (DeltaError, OSError) as error:
        raise _unusable(place, name, error) from error
    if table is None:
        raise ExportError(
            f"{place.of_table(name)}: found no Delta table", hint="mlb-etl export history PLACE"
        )
    return table


def _unusable(place: Place, name: str, error: Exception) -> ExportError:
    problem = str(error).strip().partition("\n")[0]
    return ExportError(f"{place.of_table(name)}: {problem}", hint="see docs/delta.md")
