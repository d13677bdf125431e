"""Compares two profiles and says what is missing, wrong, invented or unheard of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mlb_data_platform.simulator.realism.measures import Measure
from mlb_data_platform.simulator.realism.profile import PathProfile, Profile

FREQUENT_SHARE = 0.5
WANTED_COVERAGE = 0.98
FARTHEST_APART = 4.0
"""Standard errors that a mean may lie from the recorded one."""

# What a field of codes is called -> where it stands. Names, links and texts are no vocabulary.
VOCABULARIES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "event types": r"\.eventType$",
        "events": r"(result|details)\.event$",
        "call codes": r"playEvents\[\*]\.details(\.call)?\.code$",
        "pitch types": r"details\.type\.code$",
        "kinds of play event": r"playEvents\[\*]\.type$",
        "movement reasons": r"movementReason$",
        "fielding credits": r"credits\[\*]\.credit$",
        "bases": r"movement\.(originBase|start|end|outBase)$",
        "trajectories": r"hitData\.trajectory$",
        "hardness": r"hitData\.hardness$",
        "hit locations": r"hitData\.location$",
        "hit list types": r"hits\.(away|home)\[\*]\.type$",
        "positions": r"[pP]osition(s\[\*])?\.(code|abbreviation|type)$",
        "sides": r"(batSide|pitchHand)\.(code|description)$",
        "men on base": r"splits\.(menOnBase|batter|pitcher)$",
        "review types": r"reviewType$",
        "violations": r"violation\.type$",
        "game states": r"gameData\.status\.\w+(State|Code)$",
        "game numbers and kinds": r"gameData\.game\.(type|doubleHeader|gamedayType|tiebreaker)$",
        "day, night and innings": r"(dayNight|ampm|inningState|inningHalf|halfInning)$",
        "parks": r"fieldInfo\.(turfType|roofType)$",
        "officials": r"officialType$",
        "player states": r"players\.\*\.status\.code$",
        "top performers": r"topPerformers\[\*]\.type$",
        "box score notes": r"info\[\*]\.title$",
        "zones": r"zones\[\*]\.(zone|temp)$",
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RealismReport:
    """What differs between recorded and simulated feeds.

    Attributes:
        recorded_feeds: How many recorded games were looked at.
        simulated_feeds: How many simulated ones.
        frequent_paths: Path patterns that half of the recorded feeds have or more.
        missing: Those of them that no simulated feed has, with the share of feeds that have them.
        rare_missing: Patterns of fewer recorded feeds that no simulated feed has, with their share.
        wrong_types: Patterns with types that recorded feeds never have: (simulated, recorded).
        invented: Patterns that no recorded feed has.
        unheard_words: By vocabulary, words of simulated feeds that nobody recorded or listed.
        unused_words: By vocabulary, recorded words that no simulated feed uses.
        measures: Means side by side.
    """

    recorded_feeds: int
    simulated_feeds: int
    frequent_paths: int
    missing: Mapping[str, float]
    rare_missing: Mapping[str, float]
    wrong_types: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    invented: tuple[str, ...]
    unheard_words: Mapping[str, tuple[str, ...]]
    unused_words: Mapping[str, tuple[str, ...]]
    measures: tuple[Measure, ...]

    @property
    def coverage(self) -> float:
        """Share of the frequent patterns that simulated feeds have, 0 to 1."""
        return 1 - len(self.missing) / self.frequent_paths if self.frequent_paths else 0.0

    @property
    def out_of_range(self) -> tuple[Measure, ...]:
        """Measures whose means lie too far apart."""
        return tuple(one for one in self.measures if one.apart > FARTHEST_APART)

    @property
    def is_real_enough(self) -> bool:
        """Whether every demand on the simulator is met."""
        return self.coverage >= WANTED_COVERAGE and not (
            self.wrong_types or self.unheard_words or self.out_of_range
        )


def compare(
    recorded: Profile,
    simulated: Profile,
    *,
    listed_words: Iterable[str] = (),
    measures: Iterable[Measure] = (),
) -> RealismReport:
    """Compare what simulated feeds look like with what recorded ones do.

    Args:
        recorded: Profile of feeds from the API.
        simulated: Profile of feeds from a league.
        listed_words: Words that the API's reference lists know beyond the recorded ones.
        measures: What `compare_measures` found.
    """
    absent = {
        path: one.feeds / recorded.feeds
        for path, one in recorded.leaves().items()
        if path not in simulated.paths
    }
    unheard, unused = _compare_words(recorded, simulated, set(listed_words))
    return RealismReport(
        recorded_feeds=recorded.feeds,
        simulated_feeds=simulated.feeds,
        frequent_paths=sum(
            one.feeds >= FREQUENT_SHARE * recorded.feeds for one in recorded.leaves().values()
        ),
        missing={path: share for path, share in absent.items() if share >= FREQUENT_SHARE},
        rare_missing={path: share for path, share in absent.items() if share < FREQUENT_SHARE},
        wrong_types=dict(_wrong_types(recorded, simulated)),
        invented=tuple(
            path
            for path in simulated.paths
            if path not in recorded.paths and _elsewhere(path) not in recorded.paths
        ),
        unheard_words=unheard,
        unused_words=unused,
        measures=tuple(measures),
    )


def _elsewhere(path: str) -> str:
    """Return where the same thing stands among all plays: `currentPlay` is a copy of one."""
    return path.replace("plays.currentPlay", "plays.allPlays[*]")


def _wrong_types(
    recorded: Profile, simulated: Profile
) -> Iterable[tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]]:
    for path, ours in simulated.paths.items():
        theirs = recorded.paths.get(path) or recorded.paths.get(_elsewhere(path))
        if theirs and not ours.types <= _accepted(theirs):
            yield path, (tuple(sorted(ours.types)), tuple(sorted(theirs.types)))


def _accepted(theirs: PathProfile) -> set[str]:
    """Return the types that fit: a whole number may stand where numbers with a point do."""
    return theirs.types | ({"integer"} if "number" in theirs.types else set())


def _compare_words(
    recorded: Profile, simulated: Profile, listed: set[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    unheard, unused = {}, {}
    for name, pattern in VOCABULARIES.items():
        theirs, ours = _words(recorded, pattern), _words(simulated, pattern)
        if ours - theirs - listed:
            unheard[name] = tuple(sorted(ours - theirs - listed))
        if theirs - ours:
            unused[name] = tuple(sorted(theirs - ours))
    return unheard, unused


def _words(profile: Profile, pattern: re.Pattern[str]) -> set[str]:
    return {
        word for path, one in profile.paths.items() if pattern.search(path) for word in one.words
    }
