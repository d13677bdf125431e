"""The first dashboard of Metabase, made over HTTP by the script that compose.yaml runs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.debian import PROJECT
from tests.support.metabase import StandIn, running_metabase

SCRIPT = PROJECT / "docker/metabase/seed.py"
BOARD = json.loads((PROJECT / "docker/metabase/dashboard.json").read_text("utf-8"))


@pytest.fixture
def metabase() -> Iterator[StandIn]:
    with running_metabase() as stand_in:
        yield stand_in


def seed(url: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the script as its service does."""
    usual = {
        "METABASE_URL": url,
        "METABASE_EMAIL": "admin@example.com",
        "METABASE_PASSWORD": "first",
        "WAREHOUSE_HOST": "postgres",
        "WAREHOUSE_PASSWORD": "reader",
    }
    return subprocess.run(
        [sys.executable, "-I", SCRIPT],
        env={"PATH": os.environ["PATH"], **usual, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_metabase_gets_an_administrator_the_warehouse_and_a_dashboard(
    metabase: StandIn,
) -> None:
    said = seed(metabase.url)
    (database,) = metabase.things["database"].values()
    (board,) = metabase.things["dashboard"].values()
    asked = [card["dataset_query"]["native"]["query"] for card in metabase.things["card"].values()]

    assert said.returncode == 0, said.stderr
    assert said.stdout == "Metabase: the first dashboard is /dashboard/1\n"
    assert metabase.users == {"admin@example.com": "first"}
    assert database["details"]["user"] == "mlb_analyst"
    assert asked == [card["sql"] for card in BOARD["cards"]]
    assert [one["card_id"] for one in board["dashcards"]] == list(metabase.things["card"])
    assert len({one["id"] for one in board["dashcards"]}) == len(BOARD["cards"])


def test_a_second_time_makes_nothing_twice_and_brings_the_password_up_to_date(
    metabase: StandIn,
) -> None:
    seed(metabase.url)
    before = {kind: list(things) for kind, things in metabase.things.items()}
    metabase.things["card"][99] = {"name": "Somebody's own", "collection_id": 1}
    again = seed(metabase.url, WAREHOUSE_PASSWORD="changed")
    after = {kind: list(things) for kind, things in metabase.things.items()}

    assert again.returncode == 0, again.stderr
    assert after == {**before, "card": [*before["card"], 99]}
    assert metabase.things["database"][1]["details"]["password"] == "changed"
    assert metabase.things["card"][99] == {"name": "Somebody's own", "collection_id": 1}


def test_a_wrong_password_is_told_with_what_was_asked(metabase: StandIn) -> None:
    seed(metabase.url)
    said = seed(metabase.url, METABASE_PASSWORD="wrong")

    assert said.returncode == 1
    assert "POST /api/session: found 401" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_metabase_that_is_not_there_is_told() -> None:
    said = seed("http://127.0.0.1:9")

    assert said.returncode == 1
    assert "does not answer" in said.stderr


def test_the_panels_of_the_dashboard_do_not_lie_on_each_other() -> None:
    cells = [
        (row, col)
        for card in BOARD["cards"]
        for row in range(card["row"], card["row"] + card["size_y"])
        for col in range(card["col"], card["col"] + card["size_x"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(col for _, col in cells) < 24
