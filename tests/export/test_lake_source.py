"""`transform --source` of a lake: raw answers that were exported fill another warehouse."""

from collections.abc import Iterator

import pytest

from mlb_data_platform.export import Format, Place
from mlb_data_platform.warehouse import Database
from tests.export.conftest import RAW, Lake
from tests.export.test_delta import games, recaptured
from tests.support.cli import Result, mlb_etl
from tests.support.databases import TestServer

PLAYS = "select count(*) from game.plays"
# An equal row keeps the capture that it came from; a new warehouse knows the newest only.
ALL_PLAYS = """
    select md5(string_agg(said, '' order by said))
    from (select (to_jsonb(t) - 'source_raw_id' - 'source_captured_at')::text
          from game.plays t) p(said)
"""


@pytest.fixture
def empty(server: TestServer) -> Iterator[Database]:
    """A second warehouse, with nothing in it."""
    with server.new_database() as one:
        yield one


def transform(database: Database, place: Place, *flags: str) -> Result:
    env = {"MLB_DATABASE_URL": database.url, "MLB_WORKERS": "1"}
    return mlb_etl("transform", "game", "--source", place.uri, "--output", "json", *flags, env=env)


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.parametrize("place", ["folder", "bucket"])
def test_a_warehouse_that_is_lost_is_made_again_from_the_answers_in_a_lake(
    lake: Lake,
    empty: Database,
    place: str,
    kind: Format,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lake.place = request.getfixturevalue(place)
    for name, value in lake.place.options.items():
        monkeypatch.setenv(name, value)
    documents = games()
    lake.take_in(*documents)
    lake.take_in(recaptured(documents[0], plays=10))
    lake.export(RAW, kind)
    found = transform(empty, lake.place)
    again = transform(empty, lake.place)

    there = Lake(empty, lake.place)
    assert (found.exit_code, again.exit_code) == (0, 0)
    assert found.json["source"]["new"] == 3
    assert again.json["source"] == {**found.json["source"], "new": 0, "seen_again": 3}
    assert there.one(PLAYS) == lake.one(PLAYS)
    assert there.one(ALL_PLAYS) == lake.one(ALL_PLAYS)


def test_only_the_answers_that_the_filters_mean_are_read(lake: Lake, empty: Database) -> None:
    documents = games()
    lake.take_in(*documents)
    lake.export(RAW)
    wanted = documents[0].request.path_params["game_pk"]
    found = transform(empty, lake.place, "--game-pks", wanted)

    assert found.json["source"]["new"] == 1
    assert Lake(empty, lake.place).one("select min(game_pk) from game.games") == int(wanted)


def test_files_of_another_shape_are_refused_with_what_is_missing(
    lake: Lake, empty: Database
) -> None:
    lake.take_in(*games(1))
    lake.export("game.plays", Format.PARQUET)
    folder = lake.place.uri
    odd = Place.parse(f"{folder}/odd", {})
    files, root = odd.file_system()
    files.create_dir(f"{root}/game", recursive=True)
    files.move(f"{folder}/game/plays", f"{root}/game/live_game_v1")
    found = transform(empty, odd)

    assert found.exit_code == 3
    assert "found no column request_params" in found.err
    assert "export raw" in found.err


def test_a_bucket_without_raw_tables_is_named_as_it_was_typed(
    bucket: Place, empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in bucket.options.items():
        monkeypatch.setenv(name, value)
    found = transform(empty, bucket)

    assert found.exit_code == 2
    assert f"--source {bucket.uri}: found no raw table of game" in found.err
