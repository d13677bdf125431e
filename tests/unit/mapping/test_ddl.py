"""The DDL as text; that it runs, and runs twice, is shown on a real PostgreSQL elsewhere."""

import pytest

from mlb_data_platform.mapping import Table
from mlb_data_platform.mapping.ddl import (
    checksum,
    columns_of,
    comment_statements,
    create_statements,
    literal,
    quoted,
)
from tests.unit.mapping.made_up import KEY, made_up, value

COLUMNS = {"k": KEY, "v": "{from: v, type: double, meaning: It's fast., unit: mph}"}

CREATE = """\
create table if not exists "a"."t" (
    "k" integer not null,
    "v" double precision,
    "source_captured_at" timestamptz not null,
    "source_raw_id" bigint not null,
    primary key ("k")
)"""


def table(columns: dict[str, str] | None = None, **said: str) -> Table:
    return made_up(columns or COLUMNS, **said).tables[0]


def test_a_table_is_made_with_its_schema_its_key_and_the_source_columns() -> None:
    assert list(create_statements(table())) == ['create schema if not exists "a"', CREATE]


def test_a_partitioned_table_gets_a_default_partition_that_loses_nothing() -> None:
    _, create, default = create_statements(table(table="partition: v"))

    assert '"v" double precision not null' in create
    assert create.endswith('    primary key ("k", "v")\n) partition by list ("v")')
    assert default == 'create table if not exists "a"."t_other" partition of "a"."t" default'


def test_every_index_is_named_after_its_columns() -> None:
    *_, one, two = create_statements(table(table="indexes: [[v], [v, k]]"))

    assert one == 'create index if not exists "t_v_idx" on "a"."t" ("v")'
    assert two == 'create index if not exists "t_v_k_idx" on "a"."t" ("v", "k")'


def test_every_statement_may_run_again() -> None:
    statements = create_statements(table(table="{partition: v}".strip("{}")))
    assert all(" if not exists " in statement for statement in statements)


def test_comments_say_meaning_grain_and_unit() -> None:
    about, *columns = comment_statements(table())

    assert about == 'comment on table "a"."t" is \'Things. Grain: one thing.\''
    assert columns[0] == 'comment on column "a"."t"."k" is \'m\''
    assert columns[1] == 'comment on column "a"."t"."v" is \'It\'\'s fast. [mph]\''
    assert [line.split('"')[5] for line in columns[2:]] == ["source_captured_at", "source_raw_id"]


def test_columns_come_in_the_order_of_the_mapping_and_the_source_columns_last() -> None:
    names = list(columns_of(table({"k": KEY, "b": value("b"), "a": value("a")})))
    assert names == ["k", "b", "a", "source_captured_at", "source_raw_id"]


NAMES = [("plays", '"plays"'), ("game.plays", '"game"."plays"'), ('a"b.c', '"a""b"."c"')]


@pytest.mark.parametrize(("name", "text"), NAMES)
def test_a_name_is_quoted_part_by_part(name: str, text: str) -> None:
    assert quoted(name) == text


TEXTS = [("", "''"), ("it's", "'it''s'"), ("''", "''''''"), ("°F %s {x}", "'°F %s {x}'")]


@pytest.mark.parametrize(("text", "said"), TEXTS)
def test_a_literal_doubles_its_quotes_and_keeps_the_rest(text: str, said: str) -> None:
    assert literal(text) == said


OTHER_DDL = {
    "a type": {"columns": {"k": KEY, "v": value()}},
    "a meaning": {"columns": {"k": KEY, "v": COLUMNS["v"].replace("fast", "slow")}},
    "a unit": {"columns": {"k": KEY, "v": COLUMNS["v"].replace("mph", "km/h")}},
    "an index": {"table": "indexes: [[v]]"},
}


@pytest.mark.parametrize("case", OTHER_DDL)
def test_the_checksum_changes_with_ddl_and_comments(case: str) -> None:
    assert checksum(table(**OTHER_DDL[case])) != checksum(table())  # type: ignore[arg-type]


def test_the_checksum_stays_when_only_a_path_changes() -> None:
    moved = {"k": KEY, "v": COLUMNS["v"].replace("from: v", "from: w")}
    assert checksum(table(moved)) == checksum(table())
