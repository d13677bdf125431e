"""What a mapping calls an exact duplicate or empty is just that, in every recorded answer."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from mlb_data_platform.mapping import Mapping, load_mappings
from mlb_data_platform.mapping.model import IgnoredKind
from tests.support.stubs import read_answer
from tests.unit.transform.recorded import RECORDED, needs_recordings

pytestmark = needs_recordings

SIDES = ("away", "home")
Pairs = Iterator[tuple[Any, Any]]


def plays_of(feed: Any) -> list[Any]:
    return list(feed["liveData"]["plays"]["allPlays"])


def current_plays(feed: Any) -> Pairs:
    current = feed["liveData"]["plays"].get("currentPlay")
    if current is not None:
        yield current, plays_of(feed)[-1]


def part_of(team: Any, feed: Any, side: str) -> tuple[Any, Any]:
    known = feed["gameData"]["teams"][side]
    return team, {key: known.get(key) for key in team}


def teams_of_box_score(feed: Any) -> Pairs:
    for side in SIDES:
        yield part_of(feed["liveData"]["boxscore"]["teams"][side]["team"], feed, side)


def teams_of_hits(feed: Any) -> Pairs:
    for inning in feed["liveData"]["plays"]["playsByInning"]:
        for side in SIDES:
            for hit in inning["hits"][side]:
                yield part_of(hit["team"], feed, side)


def box_score_names(feed: Any) -> Pairs:
    known = feed["gameData"]["players"]
    teams = feed["liveData"]["boxscore"]["teams"]
    for key, player in [one for side in SIDES for one in teams[side]["players"].items()]:
        if "boxscoreName" in player["person"]:
            yield player["person"]["boxscoreName"], known[key]["boxscoreName"]


def top_performers(feed: Any) -> Pairs:
    teams = feed["liveData"]["boxscore"]["teams"]
    for one in feed["liveData"]["boxscore"].get("topPerformers", []):
        key, person = f"ID{one['player']['person']['id']}", dict(one["player"]["person"])
        name = person.pop("boxscoreName", None)
        if name is not None:
            yield name, feed["gameData"]["players"][key]["boxscoreName"]
        listed = [teams[s]["players"][key] for s in SIDES if key in teams[s]["players"]]
        assert len(listed) == 1
        yield {**one["player"], "person": person}, listed[0]


def sums(name: str) -> Callable[[Any], Pairs]:
    def pairs(schedule: Any) -> Pairs:
        if name in schedule:
            yield schedule[name], sum(day[name] for day in schedule["dates"])

    return pairs


DUPLICATES: dict[str, Callable[[Any], Pairs]] = {
    "gameData.game.pk": lambda feed: iter([(feed["gameData"]["game"]["pk"], feed["gamePk"])]),
    "liveData.plays.currentPlay.**": current_plays,
    "liveData.plays.allPlays[*].about.atBatIndex": lambda feed: (
        (play["about"]["atBatIndex"], play["atBatIndex"]) for play in plays_of(feed)
    ),
    "liveData.boxscore.teams.*.team.**": teams_of_box_score,
    "liveData.boxscore.teams.*.players.*.person.boxscoreName": box_score_names,
    "liveData.boxscore.topPerformers[*].player.**": top_performers,
    "liveData.plays.playsByInning[*].hits.*[*].team.**": teams_of_hits,
    "totalItems": sums("totalItems"),
    "totalEvents": sums("totalEvents"),
    "totalGames": sums("totalGames"),
    "totalGamesInProgress": sums("totalGamesInProgress"),
}
"""For every ignored duplicate: what is ignored, and where it stands as well."""

IGNORED = [
    pytest.param(mapping, one.path, id=f"{mapping.name}-{one.path}")
    for mapping in load_mappings()
    for one in mapping.ignored
    if one.kind is IgnoredKind.DUPLICATE
]


@pytest.mark.parametrize(("mapping", "path"), IGNORED)
def test_an_ignored_duplicate_equals_what_is_mapped(mapping: Mapping, path: str) -> None:
    for file in RECORDED[mapping.name].values():
        for ignored, mapped in DUPLICATES[path](read_answer(file)):
            assert ignored == mapped, file.name


def values_at(answer: Any, path: str) -> Iterator[Any]:
    """Everything that stands at a path."""
    values = [answer]
    for step in path.replace("[*]", ".[*]").split("."):
        if step == "[*]":
            values = [item for value in values for item in value]
        else:
            values = [value[step] for value in values if step in value]
    return iter(values)


EMPTY: dict[str, Callable[[Any], Iterator[Any]]] = {
    "gameData.teams.*.record.records.**": lambda feed: (
        feed["gameData"]["teams"][side]["record"]["records"] for side in SIDES
    ),
    "liveData.leaders.**": lambda feed: iter(feed["liveData"]["leaders"].values()),
    "liveData.plays.allPlays[*].matchup.*.stats[*].exemptions.**": lambda feed: (
        stat["exemptions"]
        for play in plays_of(feed)
        for stat in play["matchup"].get("batterHotColdZoneStats", {}).get("stats", [])
    ),
    "dates[*].events.**": lambda schedule: (day["events"] for day in schedule["dates"]),
}
"""For places that no plain path leads to: what stands there."""

NOTHING = [
    pytest.param(mapping, one.path, id=f"{mapping.name}-{one.path}")
    for mapping in load_mappings()
    for one in mapping.ignored
    if one.kind is IgnoredKind.EMPTY
]


@pytest.mark.parametrize(("mapping", "path"), NOTHING)
def test_what_is_ignored_as_empty_holds_nothing(mapping: Mapping, path: str) -> None:
    found = EMPTY.get(path) or partial(values_at, path=path.removesuffix(".**"))
    for file in RECORDED[mapping.name].values():
        assert not any(found(read_answer(file))), file.name
