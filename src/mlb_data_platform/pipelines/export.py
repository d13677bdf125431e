"""Tables out of the warehouse into a lake: which ones, and by whom."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from mlb_data_platform.export import ExportCounts, Format, Place, Source, export_table
from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.pipelines.context import Each, RunContext
from mlb_data_platform.pipelines.transform import mappings_of
from mlb_data_platform.warehouse import raw_table_names


def tables_of(subjects: Sequence[str]) -> list[str]:
    """The normalized tables of subjects, or of all subjects when none is named."""
    chosen = [m for one in subjects for m in mappings_of(one)] if subjects else load_mappings()
    # Several mappings may fill one table.
    return list(dict.fromkeys(table.name for mapping in chosen for table in mapping.tables))


def raw_tables_of(context: RunContext) -> list[str]:
    """The raw tables that the warehouse has."""
    return raw_table_names(context.connection)


def export(
    tables: Sequence[str],
    place: Place,
    kind: Format,
    *,
    context: RunContext,
    only: frozenset[str] | None = None,
    each: Each | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Mapping[str, ExportCounts]:
    """Bring tables of a place up to date with the warehouse.

    Args:
        tables: Schema and table of each.
        place: Where to.
        kind: Delta Lake or Parquet.
        context: The warehouse and the run.
        only: Slices by their text, as a load report names them; None for all.
        each: Who does it; threads of this process unless something else is given.
        progress: Told how many tables are done.

    Returns:
        True counts by table.
    """
    sources = [Source(database=context.database, table=name, only=only) for name in tables]
    work = partial(export_table, place=place, kind=kind, run_id=context.run.run_id)
    if each is not None:
        found = each(work, sources)
        progress(len(sources))
        return dict(zip(tables, found, strict=True))
    counts = {}
    # The work is in the drivers of database and lake, which let other threads run meanwhile.
    with ThreadPoolExecutor(context.workers, thread_name_prefix="export") as pool:
        for name, found_here in zip(tables, pool.map(work, sources), strict=True):
            counts[name] = found_here
            progress(1)
    return counts
