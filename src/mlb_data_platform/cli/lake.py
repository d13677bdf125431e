"""Options that say where an export goes, and the export itself as a step of a command."""

import importlib
import os
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mlb_data_platform.cli.console import note, show_table
from mlb_data_platform.errors import SetupError
from mlb_data_platform.pipelines import RunContext

if TYPE_CHECKING:
    from mlb_data_platform.export import ExportCounts, Place
    from mlb_data_platform.pipelines.context import Each

_COUNTS = ("inserted", "updated", "deleted", "unchanged", "refused", "commits")
_LAKE_PANEL = "Lake"


class LakeFormat(StrEnum):
    """How rows are written."""

    DELTA = "delta"
    PARQUET = "parquet"


PlaceOption = Annotated[
    str,
    typer.Option(
        "--to",
        help="Folder, or s3://BUCKET/PATH with AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, … set.",
        envvar="MLB_EXPORT_URI",
    ),
]
ExportOption = Annotated[
    str | None,
    typer.Option(
        "--export",
        help="Then bring a lake up to date with what was loaded: a folder or s3://BUCKET/PATH.",
        envvar="MLB_EXPORT",
        rich_help_panel=_LAKE_PANEL,
    ),
]
FormatOption = Annotated[
    LakeFormat,
    typer.Option(
        "--format",
        help="delta keeps versions and the defensive rule; parquet copies whole tables.",
        envvar="MLB_EXPORT_FORMAT",
        rich_help_panel=_LAKE_PANEL,
    ),
]


def lake_room() -> ModuleType:
    """The room `export`; delta-rs is a hundred megabytes, and an extra.

    Raises:
        SetupError: The extra is not installed.
    """
    return lake_module("mlb_data_platform.export")


def export_pipeline() -> ModuleType:
    """The pipeline that exports. Raises as `lake_room`."""
    return lake_module("mlb_data_platform.pipelines.export")


def export_to(
    place: "Place",
    kind: LakeFormat,
    subjects: Sequence[str],
    *,
    context: RunContext,
    only: frozenset[str] | None = None,
    each: "Each | None" = None,
) -> "Mapping[str, ExportCounts]":
    """Bring the tables of subjects in a lake up to date with the warehouse."""
    pipeline = export_pipeline()
    counts: Mapping[str, ExportCounts] = pipeline.export(
        pipeline.tables_of(subjects),
        place,
        lake_room().Format(kind.value),
        context=context,
        only=only,
        each=each,
    )
    return counts


def place_of(text: str) -> "Place":
    """Read a place that was typed, with the environment's keys to it."""
    if "AWS_ACCESS_KEY_ID" in os.environ:
        # The S3 libraries look for a server with keys and a region first, and off AWS there is
        # none: that can take minutes. Who names keys needs no such server.
        os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
    options = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    place: Place = lake_room().Place.parse(text, options)
    return place


def export_counts(counts: "Mapping[str, ExportCounts]") -> dict[str, object]:
    """What an export did, as a JSON value."""
    return {name: {word: getattr(one, word) for word in _COUNTS} for name, one in counts.items()}


def show_export(counts: "Mapping[str, ExportCounts]", place: "Place") -> None:
    """Print what an export did to each table."""
    rows: Sequence[Sequence[Any]] = [
        [name, *(f"{getattr(one, word):,}" for word in _COUNTS)] for name, one in counts.items()
    ]
    if rows:
        show_table("", ["table", *_COUNTS], rows, right=_COUNTS)
    note(f"exported to {place.uri}")


def lake_module(name: str) -> ModuleType:
    """A module that works with lakes. Raises as `lake_room`."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"deltalake", "arro3"}:
            raise
        raise SetupError(
            "export: found no deltalake, wanted the extra `delta`",
            hint="uv sync --extra delta (or pip install 'mlb-data-platform[delta]')",
        ) from error
