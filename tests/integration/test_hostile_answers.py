"""Whatever an API sends: nothing crashes, all is accounted for, the other games load."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlb_data_platform.warehouse import Database, connect
from tests.support.cli import Result, mlb_etl
from tests.support.databases import TestServer
from tests.support.hostile import HOSTILE, body, feed, hostile_api, scrambled

pytestmark = pytest.mark.xdist_group("hostile")

HONEST = 999_999
FIRST = 900_000
NUMBERS = {name: FIRST + place for place, name in enumerate(HOSTILE)}
ACCOUNT = """
select game_pk, outcome, exists (
    select from metadata.quarantine q where q.raw_table = 'game.live_game_v1' and q.raw_id = r.id
)
from game.live_game_v1 r
left join metadata.transform_state t on t.raw_table = 'game.live_game_v1' and t.raw_id = r.id
union all
select (request_params->>'game_pk')::bigint, 'answer in quarantine', found <> ''
from metadata.quarantine where kind = 'answer'"""


@pytest.fixture(scope="module")
def database(server: TestServer) -> Iterator[Database]:
    """One database that everything hostile goes into."""
    with server.new_database() as one:
        yield one


def run(database: Database, *arguments: str, url: str = "http://127.0.0.1:9") -> Result:
    env = {
        "MLB_DATABASE_URL": database.url,
        "MLB_STATSAPI_URL": url,
        "MLB_WORKERS": "1",
        "MLB_REQUESTS_PER_S": "25",
    }
    return mlb_etl(*arguments, env=env)


@pytest.fixture(scope="module")
def fed(database: Database) -> dict[int, tuple[str, bool]]:
    """Every hostile answer and an honest one, fetched over HTTP, kept and transformed together."""
    bodies = {NUMBERS[name]: make(feed(NUMBERS[name])) for name, make in HOSTILE.items()}
    bodies[HONEST] = body(feed(HONEST))
    with hostile_api(bodies) as api:
        games = ",".join(map(str, bodies))
        kept = run(database, "ingest", "--job", "game", "--game-pks", games, "--save", url=api.url)
    transformed = run(database, "transform", "game")
    assert (kept.exit_code, transformed.exit_code) == (5, 5), kept.err + transformed.err
    assert "Traceback" not in kept.err + transformed.err
    with connect(database) as connection:
        rows = connection.execute(ACCOUNT)
        return {pk: (outcome, is_noted) for pk, outcome, is_noted in rows}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_became_of_a_hostile_answer_is_known(
    fed: dict[int, tuple[str, bool]], name: str
) -> None:
    outcome, is_noted = fed[NUMBERS[name]]

    assert outcome in {"loaded", "quarantined", "answer in quarantine"}
    assert is_noted or outcome == "loaded"


def test_a_scheduler_that_knows_no_five_is_told_zero_and_the_record_keeps_the_five(
    fed: dict[int, tuple[str, bool]], database: Database
) -> None:
    again = ("transform", "game", "--full-refresh", "--output", "json")
    done = run(database, "--quarantine-code", "0", *again)

    assert (done.exit_code, done.json["exit_code"]) == (0, 5)
    with connect(database) as connection:
        last = "select exit_code from metadata.job_executions order by started_at desc limit 1"
        assert connection.execute(last).fetchone() == (5,)


def test_a_rehearsal_says_what_would_be_refused_and_writes_nothing(
    fed: dict[int, tuple[str, bool]], database: Database
) -> None:
    unread = sum(outcome == "quarantined" for outcome, _ in fed.values())
    count = "select (select count(*) from metadata.quarantine), (select count(*) from game.plays)"
    with connect(database) as connection:
        before = connection.execute(count).fetchone()
        done = run(database, "transform", "game", "--dry-run", "--full-refresh", "--output", "json")
        honest = run(database, "transform", "game", "--dry-run", "--game-pks", str(HONEST))

        assert connection.execute(count).fetchone() == before
    assert (done.exit_code, honest.exit_code) == (2, 0)
    assert done.json["documents"]["quarantined"] == unread
    assert "nothing was written" in honest.err


def test_the_honest_game_beside_them_is_whole(
    fed: dict[int, tuple[str, bool]], database: Database
) -> None:
    plays = len(feed(HONEST)["liveData"]["plays"]["allPlays"])
    with connect(database) as connection:
        found = connection.execute(
            "select count(*) from game.plays where game_pk = %s", (HONEST,)
        ).fetchone()

    assert fed[HONEST] == ("loaded", False)
    assert found == (plays,)


SHOWN = [
    "select * from game.game_players where full_name ~ '[[:cntrl:]]' limit 3",
    "select full_name from game.game_players where full_name like '%[/]%' limit 3",
    "select path, json_type, example from metadata.schema_drift",
    "select * from metadata.quarantine where kind <> 'answer' limit 50",
    "select game_pk, venue_name from game.games",
]


@pytest.mark.parametrize("statement", SHOWN)
@pytest.mark.parametrize("output", ["table", "json"])
def test_a_hostile_name_gives_no_orders_to_a_terminal(
    fed: dict[int, tuple[str, bool]], database: Database, statement: str, output: str
) -> None:
    shown = run(database, "query", statement, "--output", output)

    assert shown.exit_code == 0, shown.err
    assert not set(shown.out) & set("\x1b\x07\x9b\x7f\x85\r\u202e\u2066\u2028")


def test_what_is_shown_as_json_is_what_was_sent(
    fed: dict[int, tuple[str, bool]], database: Database
) -> None:
    pk = NUMBERS["terminal sequences in names"]
    statement = f"select venue_name from game.games where game_pk = {pk}"
    with connect(database) as connection:
        kept = connection.execute(statement.encode()).fetchone()
    shown = run(database, "query", statement, "--output", "json").json["rows"]

    assert kept is not None
    assert shown == [{"venue_name": kept[0]}]
    assert "\x1b" in kept[0]


@given(seeds=st.lists(st.integers(0, 10**9), min_size=6, max_size=6, unique=True))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_scrambled_feeds_are_accounted_for_and_cost_no_other(
    server: TestServer, seeds: list[int]
) -> None:
    bodies = {FIRST + n: scrambled(FIRST + n, seed) for n, seed in enumerate(seeds)}
    bodies[HONEST] = body(feed(HONEST))
    with server.new_database() as database, hostile_api(bodies) as api:
        games = ",".join(map(str, bodies))
        kept = run(database, "ingest", "--job", "game", "--game-pks", games, "--save", url=api.url)
        transformed = run(database, "transform", "game")
        with connect(database) as connection:
            found = {pk: (outcome, noted) for pk, outcome, noted in connection.execute(ACCOUNT)}

    assert {kept.exit_code, transformed.exit_code} <= {0, 5}, kept.err + transformed.err
    assert found.keys() == bodies.keys()
    assert found[HONEST] == ("loaded", False)
    assert all(outcome == "loaded" or noted for outcome, noted in found.values()), found
