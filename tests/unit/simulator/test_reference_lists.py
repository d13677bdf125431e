"""The reference lists as data: YAML reads some codes as something else unless quoted."""

import pytest

from mlb_data_platform.simulator.answers.reference import all_reference_lists, known_words
from mlb_data_platform.statsapi import load_catalogue

LISTS = all_reference_lists()


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_has_the_same_fields_and_a_code_of_its_own(name: str) -> None:
    entries = LISTS[name]
    keys = [next(iter(entry.values())) for entry in entries if "statusCode" not in entry]

    assert len({frozenset(entry) - {"reason"} for entry in entries}) == 1
    assert all(isinstance(key, str) and key for key in keys)
    assert len(set(keys)) == len(keys)


def test_every_list_of_the_catalogue_is_answered() -> None:
    named = {one.method for one in load_catalogue().entries if one.endpoint == "misc"}

    assert named
    assert named <= set(LISTS)


def test_words_are_those_of_all_lists() -> None:
    assert {"home_run", "FF", "*B", "Postponed: Rain", "TWP"} <= known_words()
