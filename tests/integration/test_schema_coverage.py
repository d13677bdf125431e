"""Nothing is silently dropped: every value of every recorded answer is accounted for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.mapping import load_mappings
from mlb_data_platform.mapping.coverage import Accountant, Coverage
from tests.support.cli import mlb_etl
from tests.support.stubs import (
    STUB_DIR,
    UNLABELLED,
    read_answer,
    sampled,
    skip_without_recordings,
    stub_files,
)
from tests.unit.transform.recorded import RECORDED as ANSWERS

ACCOUNTANTS = {one.name: Accountant(one) for one in load_mappings()}
FEEDS = [
    *stub_files("game/liveGameV1/*.json.gz"),
    *(f for f in stub_files("game/liveGameDiffPatchV1/*.json.gz") if "liveData" in read_answer(f)),
]
OTHERS = {name: [*files.values()] for name, files in ANSWERS.items() if name != "game_live_v1"}
RECORDED = [
    *(pytest.param("game_live_v1", file, id=file.stem) for file in FEEDS),
    *(
        pytest.param(name, file, id=f"{name}-{file.stem}")
        for name, files in OTHERS.items()
        for file in files
    ),
]


def leaves(value: Any) -> Iterator[Any]:
    """Scalars and empty containers, found by the plainest walk there is."""
    inner = list(value.values()) if isinstance(value, dict) else value
    if isinstance(inner, list) and inner:
        for one in inner:
            yield from leaves(one)
    else:
        yield value


@pytest.mark.parametrize(("mapping", "file"), sampled(RECORDED))
def test_every_value_of_a_recorded_answer_is_accounted_for_once(mapping: str, file: Path) -> None:
    answer = read_answer(file)
    found = ACCOUNTANTS[mapping].account(answer)
    values = list(leaves(answer))
    empty = sum(isinstance(one, dict | list) for one in values)

    assert found.unaccounted == ()
    assert len(values) - empty <= found.values <= len(values)


def test_at_least_97_percent_of_what_feeds_say_themselves_is_mapped() -> None:
    accountant = ACCOUNTANTS["game_live_v1"]
    total = sum((accountant.account(read_answer(file)) for file in FEEDS), Coverage())

    assert total.mapped_share_of_own is not None
    assert total.mapped_share_of_own >= 0.97


def test_a_field_that_is_new_in_a_recorded_feed_is_found_at_its_place() -> None:
    answer = read_answer(FEEDS[0])
    first, *_ = answer["gameData"]["players"].values()
    changed = {**answer, "gameData": {**answer["gameData"], "players": {"ID1": {**first, "x": 1}}}}
    (found,) = ACCOUNTANTS["game_live_v1"].account(changed).unaccounted

    assert (found.path, found.json_type) == ("gameData.players.*.x", "integer")


@pytest.mark.smoke
def test_the_command_proves_it_over_the_whole_folder_of_recordings() -> None:
    skip_without_recordings()
    done = mlb_etl("schema", "coverage", str(STUB_DIR), "--output", "json")

    assert done.exit_code == 0
    # Of the bare ones only those count that their keys tell apart.
    named = [one for one in RECORDED if UNLABELLED not in one.values[1].parts]
    assert len(named) < done.json["total"]["documents"] <= len(RECORDED)
    assert done.json["total"]["unaccounted"] == 0
