"""Any database reaches the present definitions, and loses nothing on the way."""

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from mlb_data_platform.mapping import COLUMN_TYPES, Mapping, Table, load_mappings
from mlb_data_platform.mapping.model import Column, Source, SourceKind
from mlb_data_platform.raw import load_raw_tables
from mlb_data_platform.warehouse import (
    MigrationPendingError,
    connect,
    migrate,
    pending_parts,
    refresh_views,
)
from tests.integration.conftest import Warehouse
from tests.support.databases import TestServer
from tests.support.stubs import game_file

CATALOG = """
select table_schema, table_name, column_name, data_type, is_nullable,
       col_description(format('%I.%I', table_schema, table_name)::regclass, ordinal_position::int)
from information_schema.columns
where table_schema in ('season', 'schedule', 'game', 'raw', 'metadata', 'mart')
order by 1, 2, 3
"""
CONSTRAINTS = """
select conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) from pg_constraint
where connamespace::regnamespace::text in ('season', 'schedule', 'game', 'raw', 'metadata')
order by 1, 2, 3
"""
INDEXES = "select tablename, indexdef from pg_indexes where schemaname = 'game' order by 1, 2"


def migrate_to(connection: psycopg.Connection, mappings: tuple[Mapping, ...]) -> Any:
    return migrate(connection, raw=load_raw_tables().values(), mappings=mappings)


def changed(mapping: str, table: str, **how: Any) -> tuple[Mapping, ...]:
    """The shipped mappings with one table's columns changed."""
    found = []
    for one in load_mappings():
        tables = tuple(
            with_columns(t, how["columns"]) if t.name == table else t for t in one.tables
        )
        found.append(replace(one, tables=tables) if one.name == mapping else one)
    return tuple(found)


def with_columns(table: Table, change: Any) -> Table:
    (branch,) = table.branches
    return replace(table, branches=(replace(branch, columns=change(branch.columns)),))


def without(name: str) -> Any:
    return lambda columns: tuple(c for c in columns if c.name != name)


def retyped(name: str, kind: str) -> Any:
    return lambda columns: tuple(
        replace(c, type=COLUMN_TYPES[kind]) if c.name == name else c for c in columns
    )


def test_a_second_migration_does_nothing(connection: psycopg.Connection) -> None:
    assert pending_parts(connection, raw=load_raw_tables().values(), mappings=load_mappings()) == []
    assert migrate_to(connection, load_mappings()).applied == []


@pytest.mark.parametrize(
    ("older", "what"),
    [
        (without("captivating_index"), "a column less"),
        (retyped("captivating_index", "smallint"), "a narrower column"),
    ],
    ids=["a column less", "a narrower column"],
)
def test_a_migrated_database_equals_a_fresh_one(server: TestServer, older: Any, what: str) -> None:
    with (
        server.new_database() as fresh_one,
        server.new_database(empty=True) as old_one,
        connect(fresh_one) as fresh,
        connect(old_one) as old,
    ):
        migrate_to(old, changed("game_live_v1", "game.plays", columns=older))
        migrate_to(old, load_mappings())
        for question in (CATALOG, CONSTRAINTS, INDEXES):
            assert old.execute(question).fetchall() == fresh.execute(question).fetchall()


def test_a_new_mapping_column_reaches_a_filled_database_without_loss(
    server: TestServer, warehouse: Warehouse
) -> None:
    connection = warehouse.connection
    connection.execute("alter table game.plays drop column captivating_index cascade")
    connection.execute("delete from metadata.schema_versions where component = 'table game.plays'")
    connection.execute("update metadata.transform_state set fingerprint = 'older'")
    warehouse.keep(game_file(744914))
    report = migrate_to(connection, load_mappings())
    warehouse.transform("game")

    assert report.added_columns == ["game.plays.captivating_index"]
    assert (
        warehouse.one("select count(*) from game.plays where captivating_index is not null") == 68
    )


def test_rows_loaded_before_a_new_column_get_its_values_with_the_next_transform(
    warehouse: Warehouse,
) -> None:
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    connection = warehouse.connection
    connection.execute("alter table game.plays drop column captivating_index")
    connection.execute("delete from metadata.schema_versions where component = 'table game.plays'")
    # What a mapping with another fingerprint has transformed is due again.
    connection.execute("update metadata.transform_state set fingerprint = 'older'")
    migrate_to(connection, load_mappings())
    report = warehouse.transform("game")

    assert report.tables["game.plays"].updated == 68
    assert report.tables["game.play_events"].written == 0


def test_a_change_of_type_that_could_lose_values_is_refused_and_nothing_changes(
    connection: psycopg.Connection,
) -> None:
    before = connection.execute(CATALOG).fetchall()
    worse = changed("game_live_v1", "game.plays", columns=retyped("description", "integer"))
    with pytest.raises(
        MigrationPendingError, match=r"description is text and has to become integer"
    ):
        migrate_to(connection, worse)

    assert connection.execute(CATALOG).fetchall() == before


def test_a_change_of_key_is_refused_with_what_to_type(connection: psycopg.Connection) -> None:
    game = next(one for one in load_mappings() if one.name == "game_live_v1")
    tables = tuple(
        replace(t, key=("game_pk", "inning", "ordinal")) if t.name.endswith("innings") else t
        for t in game.tables
    )
    with pytest.raises(MigrationPendingError, match="its key is") as refused:
        migrate_to(connection, (replace(game, tables=tables),))
    assert "--rebuild game.linescore_innings" in refused.value.hint


def test_a_column_that_a_mapping_dropped_keeps_its_values(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    smaller = changed("game_live_v1", "game.plays", columns=without("description"))
    migrate_to(warehouse.connection, smaller)

    assert warehouse.one("select count(*) from game.plays where description is not null") == 68


def test_every_table_and_column_of_ours_says_what_it_means(connection: psycopg.Connection) -> None:
    mute = [row[:3] for row in connection.execute(CATALOG) if not row[5] and "_other" not in row[1]]
    assert mute == []


def test_a_changed_view_takes_no_other_one_with_it(connection: psycopg.Connection) -> None:
    views = "select viewname from pg_views union select matviewname from pg_matviews order by 1"
    before = connection.execute(views).fetchall()
    connection.execute(
        "update metadata.schema_versions set checksum = 'older'"
        " where component in ('views dropped', 'view mart.games')"
    )
    migrate_to(connection, load_mappings())

    assert connection.execute(views).fetchall() == before
    assert ("latest_live",) in before


def test_views_can_be_refreshed_while_others_read_them(warehouse: Warehouse) -> None:
    warehouse.keep(game_file(744914))
    warehouse.transform("game")
    with warehouse.connection.transaction():
        warehouse.connection.execute("select * from game.latest_live")
    assert set(refresh_views(warehouse.connection)) == {"game.latest_live", "schedule.today"}
    row = warehouse.all("select game_state, away_runs, home_runs from game.latest_live")
    assert row == [("F", 3, 1)]


def test_a_new_column_needs_a_meaning_to_be_one() -> None:
    source = Source(kind=SourceKind.ITEM, steps=("x",))
    column = Column(
        name="x", type=COLUMN_TYPES["double"], source=source, meaning="Speed.", unit="mph"
    )
    assert column.comment == "Speed. [mph]"
