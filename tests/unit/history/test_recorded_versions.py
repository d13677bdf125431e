"""Recorded versions of one game, against a plain walk that knows nothing of identities."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mlb_data_platform.history import Standing, compare, subject_of, tell
from mlb_data_platform.history.change import Path as Place
from tests.support.stubs import game_files, read_answer

GAME = subject_of("game.live_game_v1")


@cache
def pairs() -> dict[int, tuple[Path, Path]]:
    """The games of which several versions are recorded, older first."""
    found: dict[int, list[tuple[str, Path]]] = defaultdict(list)
    for file in game_files():
        feed = read_answer(file)
        found[feed["gamePk"]].append((feed["metaData"]["timeStamp"], file))
    several = {game_pk: sorted(files) for game_pk, files in found.items() if len(files) == 2}
    return {game_pk: (files[0][1], files[1][1]) for game_pk, files in several.items()}


GAMES = sorted(pairs())


def leaves(old: Any, new: Any, path: Place = ()) -> Iterator[Place]:
    """Places of the leaves that differ, position by position."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            yield from leaves(old.get(key, ...), new.get(key, ...), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for place in range(max(len(old), len(new))):
            before = old[place] if place < len(old) else ...
            after = new[place] if place < len(new) else ...
            yield from leaves(before, after, (*path, place))
    elif old != new:
        yield path


@pytest.mark.parametrize("file", game_files(), ids=lambda file: file.stem)
def test_a_feed_has_no_difference_to_itself(file: Path) -> None:
    feed = read_answer(file)

    assert compare(feed, feed, GAME) == []


@pytest.mark.parametrize("game_pk", GAMES)
def test_every_leaf_that_differs_is_told_and_nothing_else(game_pk: int) -> None:
    # In these pairs plays and events were only appended, so a plain walk sees the same ones. Lists
    # that were put in order anew inside (stats, fields of the box score) are left to the property.
    old, new = map(read_answer, pairs()[game_pk])
    told = {change.path for change in compare(old, new, GAME)}
    plays = ("liveData", "plays", "allPlays")
    differing = [path for path in leaves(old, new) if path[:3] == plays]

    covered = [path for path in differing if any(path[:n] in told for n in range(len(path) + 1))]
    assert covered == differing
    starts = {path[:n] for path in differing for n in range(len(path) + 1)}
    assert [path for path in told if path[:3] == plays and path not in starts] == []


@pytest.mark.parametrize("game_pk", GAMES)
def test_every_change_has_words_for_its_place(game_pk: int) -> None:
    old, new = map(read_answer, pairs()[game_pk])
    changes = compare(old, new, GAME)
    told = [tell(change, GAME) for change in changes]

    of_plays = [t for t in told if (t.change.branch, t.change.standing) == ("plays", "content")]

    assert changes
    assert [one for one in of_plays if not one.where.startswith("play ")] == []
    assert [one for one in told if "nobody" in one.words or not one.what] == []


@pytest.mark.parametrize("game_pk", GAMES)
def test_the_current_play_repeats_the_last_one_and_says_nothing_of_its_own(game_pk: int) -> None:
    old, new = map(read_answer, pairs()[game_pk])
    current = [c for c in compare(old, new, GAME) if c.path[2:3] == ("currentPlay",)]

    assert {change.standing for change in current} <= {Standing.REPEAT}
