"""Promises of a feed's structure: the paths and types of recorded feeds, none made up."""

import gzip
import json
import os
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.unit.simulator.games import a_hundred

ROOT = Path(__file__).resolve().parents[3]
STUBS = Path(os.environ.get("MLB_STUB_DIR", ROOT.parent / "shared" / "stubs"))
Types = dict[str, set[str]]

needs_recordings = pytest.mark.skipif(
    not STUBS.is_dir(), reason=f"no recorded feeds: {STUBS} is missing"
)


def leaf_types(node: object, path: str, found: Types) -> None:
    """Collect the JSON types at every path; whole and broken numbers count as one type."""
    if isinstance(node, dict):
        for key, value in node.items():
            name = "ID*" if key.startswith("ID") and key[2:].isdigit() else key
            leaf_types(value, f"{path}.{name}", found)
    elif isinstance(node, list):
        for value in node:
            leaf_types(value, f"{path}[*]", found)
    elif node is not None:
        kind = type(node).__name__
        found[path].add("number" if kind in ("int", "float") else kind)


@cache
def recorded() -> list[Types]:
    """Return the leaves of every recorded final feed."""
    found = []
    for path in sorted((STUBS / "game" / "liveGameV1").glob("*.json.gz")):
        feed = json.loads(gzip.decompress(path.read_bytes()))["response"]
        if feed["gameData"]["status"]["detailedState"] == "Final":
            types: Types = defaultdict(set)
            leaf_types(feed, "", types)
            found.append(types)
    return found


@cache
def simulated() -> Types:
    """Return the leaves of a hundred simulated feeds."""
    types: Types = defaultdict(set)
    for feed in a_hundred():
        leaf_types(feed, "", types)
    return types


@needs_recordings
def test_whatever_half_of_the_recorded_feeds_have_is_there() -> None:
    often = Counter(path for types in recorded() for path in types)
    usual = {path for path, count in often.items() if count * 2 >= len(recorded())}

    assert len(usual) > 1500
    assert sorted(usual - simulated().keys()) == []


@needs_recordings
def test_no_field_has_another_type_than_in_recorded_feeds() -> None:
    seen: Types = defaultdict(set)
    for types in recorded():
        for path, kinds in types.items():
            seen[path] |= kinds

    assert {
        path: (kinds, seen[path])
        for path, kinds in simulated().items()
        if path in seen and kinds - seen[path]
    } == {}


# In no recording of ours, but known of the API: who stood on third at the end of a game that was
# won with a man on third, a review of the last play, a throw to a base before it.
KNOWN_TO_EXIST = (
    "linescore.offense.third.",
    "currentPlay.",
    "playEvents[*].credits[*].",
    "topPerformers[*].player.stats.batting.note",
)


@needs_recordings
def test_no_field_is_made_up() -> None:
    seen = {path for types in recorded() for path in types}
    made_up = [
        path
        for path in simulated()
        if path not in seen and not any(known in path for known in KNOWN_TO_EXIST)
    ]

    assert made_up == []
