"""Transform what is due: raw rows of one subject into its tables."""

from collections.abc import Callable, Sequence
from dataclasses import fields

from mlb_data_platform.engines import TransformDocuments, transform_documents
from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.pipelines.context import RunContext
from mlb_data_platform.raw import raw_table
from mlb_data_platform.warehouse import (
    Connection,
    Due,
    LoadReport,
    Selection,
    due_documents,
    filters_for,
    forget_known_fields,
    raw_table_exists,
)


def subjects() -> list[str]:
    """What can be transformed: the schemas that mappings fill, e.g. `game`."""
    return sorted({mapping.subject for mapping in load_mappings()})


def mappings_of(subject: str) -> list[Mapping]:
    """The mappings of a subject, in the order of their names; none when nobody knows it."""
    return [mapping for mapping in load_mappings() if mapping.subject == subject]


def mapping_named(name: str) -> Mapping:
    """The mapping of that name; `KeyError` when there is none."""
    return {mapping.name: mapping for mapping in load_mappings()}[name]


def unusable_filters(subject: str, selection: Selection) -> list[str]:
    """Fields of a selection that say nothing about a subject, such as venues for a season."""
    tables = [table for mapping in mappings_of(subject) for table in mapping.raw_tables]
    usable = set[str]().union(*(filters_for(raw_table(table)) for table in tables))
    given = [f.name for f in fields(selection) if getattr(selection, f.name) not in ((), None)]
    return [name for name in given if name not in usable]


def transform(
    subject: str,
    selection: Selection,
    *,
    context: RunContext,
    full_refresh: bool = False,
    engine: TransformDocuments = transform_documents,
    started: Callable[[int], None] = lambda _: None,
    progress: Callable[[int], None] = lambda _: None,
) -> LoadReport:
    """Bring a subject's tables up to date with raw.

    Args:
        subject: E.g. `game`.
        selection: Which answers; empty for all.
        context: The warehouse and the run.
        full_refresh: Also what the present mapping has transformed already.
        engine: What carries the kernel; processes of this machine unless something else is given.
        started: Told how many documents are due.
        progress: Told how many are done.

    Returns:
        True counts by table. What was transformed before costs nothing, an older answer changes
        nothing.
    """
    report = LoadReport()
    mappings = mappings_of(subject)
    forget_known_fields(context.connection, mappings)
    due = [
        (mapping, table, _due(mapping, table, selection, context, full_refresh=full_refresh))
        for mapping in mappings
        for table in readable_tables(context.connection, mapping.raw_tables, selection)
    ]
    started(sum(len(documents) for _, _, documents in due))
    for mapping, table, documents in due:
        report.add(
            engine(
                documents,
                database=context.database,
                mapping=mapping,
                table=table,
                run_id=context.run.run_id,
                workers=context.workers,
                progress=progress,
            )
        )
    return report


def _due(
    mapping: Mapping,
    table: str,
    selection: Selection,
    context: RunContext,
    *,
    full_refresh: bool,
) -> list[Due]:
    return due_documents(
        context.connection,
        raw_table(table),
        selection,
        fingerprint=mapping.fingerprint,
        full_refresh=full_refresh,
        not_with=mapping.not_with,
        every_version=mapping.keeps_history,
    )


def readable_tables(
    connection: Connection, tables: Sequence[str], selection: Selection
) -> list[str]:
    """Those raw tables that exist and have the keys that the selection filters by."""
    return [
        name
        for name in tables
        if can_filter(name, selection) and raw_table_exists(connection, name)
    ]


def can_filter(table: str, selection: Selection) -> bool:
    """Whether a raw table has the keys that a selection filters by."""
    given = {f.name for f in fields(selection) if getattr(selection, f.name) not in ((), None)}
    return given <= filters_for(raw_table(table))
