"""The descriptions of raw tables, and the DDL made from them (as text)."""

import re

import pytest

from mlb_data_platform.raw.ddl import columns_of, create_statements
from mlb_data_platform.raw.tables import COMMON_COLUMNS, RawTable, load_raw_tables, raw_table
from mlb_data_platform.statsapi import load_catalogue

TABLES = load_raw_tables()
LIVE = raw_table("game.live_game_v1")

# spec.md, section 1.
WANTED_KEYS = {
    "season.seasons": ["sport_id", "season_id"],
    "schedule.schedule": ["sport_id", "schedule_date", "season"],
    "game.live_game_v1": [
        "game_pk",
        "game_date",
        "season",
        "game_type",
        "game_state",
        "home_team_id",
        "away_team_id",
        "venue_id",
        "timecode",
    ],
}
COMMON = [
    "id",
    "request_params",
    "source_url",
    "captured_at",
    "last_seen_at",
    "schema_version",
    "response_status",
    "data",
    "content_hash",
    "ingestion_timestamp",
    "ingestion_job_id",
]


@pytest.mark.parametrize("name", WANTED_KEYS)
def test_a_raw_table_has_the_keys_of_the_specification(name: str) -> None:
    assert [key.name for key in TABLES[name].keys] == WANTED_KEYS[name]


def test_every_raw_table_has_the_common_columns() -> None:
    assert list(COMMON_COLUMNS) == COMMON
    assert all(list(columns_of(table))[: len(COMMON)] == COMMON for table in TABLES.values())


@pytest.mark.parametrize("name", TABLES)
def test_a_raw_table_says_what_it_and_every_key_holds(name: str) -> None:
    table = TABLES[name]
    texts = [table.meaning, *(key.meaning for key in table.keys)]

    assert all(re.fullmatch(r"\S.*[.…]", text) for text in texts)


@pytest.mark.parametrize("name", TABLES)
def test_every_key_is_found_somewhere_and_has_a_type_that_can_be_read(name: str) -> None:
    for key in TABLES[name].keys:
        assert key.answer or key.request, key.name
        assert key.type in {"bigint", "integer", "text", "date"}, key.name


@pytest.mark.parametrize("name", TABLES)
def test_identity_version_and_partition_are_keys_of_the_table(name: str) -> None:
    table = TABLES[name]
    types = {key.name: key.type for key in table.keys}

    assert set(table.identity) | ({table.version} - {None}) <= set(types)
    assert table.partition is None or types[table.partition] == "date"
    assert not table.tracks_latest or table.identity


def test_every_raw_table_belongs_to_a_method_of_the_catalogue() -> None:
    assert set(TABLES) <= {entry.raw_table for entry in load_catalogue().entries}


def test_what_was_asked_for_decides_about_a_schedule_and_the_answer_about_a_game() -> None:
    firsts = {k.name: k.request_first for k in TABLES["schedule.schedule"].keys}

    assert (firsts["schedule_date"], firsts["season"]) == (True, True)
    assert not any(key.request_first for key in LIVE.keys)


def test_answers_with_holes_are_kept_by_no_table() -> None:
    assert all("fields" in table.refuse for table in TABLES.values())


def test_a_method_without_an_entry_gets_a_table_of_the_common_columns() -> None:
    plain = raw_table("team.roster")

    assert (plain.name, plain.keys, plain.identity) == ("team.roster", (), ())
    assert plain.meaning == "Answers of the API, raw (roster)."
    assert list(columns_of(plain)) == [*COMMON, "body"]


def ddl(table: RawTable) -> list[str]:
    return [statement.as_string() for statement in create_statements(table)]


def test_a_partitioned_table_gets_a_default_partition_that_loses_nothing() -> None:
    statements = ddl(LIVE)
    (create,) = [one for one in statements if one.startswith("create table") and "(" in one]

    assert create.endswith(' partition by range ("game_date")')
    assert (
        'create table if not exists "game"."live_game_v1_other"'
        ' partition of "game"."live_game_v1" default'
    ) in statements


def test_a_table_without_partition_is_a_plain_one() -> None:
    assert not any("partition" in statement for statement in ddl(raw_table("season.seasons")))


@pytest.mark.parametrize("name", [*TABLES, "team.roster"])
def test_the_bytes_of_an_answer_are_the_last_column_and_follow_its_data(name: str) -> None:
    trigger = "create or replace trigger forget_body before update of data on "

    assert list(columns_of(raw_table(name)))[-1] == "body"
    assert any(statement.startswith(trigger) for statement in ddl(raw_table(name)))


def test_the_latest_version_of_a_game_is_kept_by_a_trigger() -> None:
    assert columns_of(LIVE)["is_latest"][0] == "boolean"
    assert "create or replace trigger keep_latest before insert" in ddl(LIVE)[-1]
    assert 'on "game"."live_game_v1" ("game_pk") where is_latest' in " ".join(ddl(LIVE))


def test_other_tables_have_no_latest_version() -> None:
    for name in TABLES.keys() - {LIVE.name}:
        assert "latest" not in " ".join(ddl(TABLES[name]))


@pytest.mark.parametrize("name", [*TABLES, "team.roster"])
def test_every_column_has_a_comment(name: str) -> None:
    table = raw_table(name)
    schema, _, bare = name.partition(".")
    comments = [s for s in ddl(table) if s.startswith("comment on column")]

    told = [f'comment on column "{schema}"."{bare}"."{column}" is' for column in columns_of(table)]
    assert [one.rpartition(" '")[0] for one in comments] == told


@pytest.mark.parametrize("name", [*TABLES, "team.roster"])
def test_every_statement_may_run_again(name: str) -> None:
    again = ("if not exists", "comment on", "create or replace")
    assert [s for s in ddl(raw_table(name)) if not any(word in s for word in again)] == []


NOT_NULL = [("game_pk", True), ("captured_at", True), ("data", True), ("venue_id", False)]


@pytest.mark.parametrize(("column", "needed"), NOT_NULL)
def test_what_a_version_cannot_do_without_is_not_null(column: str, needed: bool) -> None:
    (create,) = [s for s in ddl(LIVE) if s.startswith("create table") and "jsonb" in s]
    (said,) = re.findall(rf'"{column}" [^,]*', create)

    assert (" not null" in said) is needed


def test_versions_are_found_by_what_makes_them_versions_of_one_thing() -> None:
    assert any('("game_pk", "timecode", "captured_at")' in one for one in ddl(LIVE))
    assert any("using hash (request_params)" in one for one in ddl(raw_table("season.seasons")))
