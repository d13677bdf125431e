"""The whole check: recorded feeds of a folder against simulated ones of a league."""

from pathlib import Path

from mlb_data_platform.simulator.answers.reference import known_words
from mlb_data_platform.simulator.league import League
from mlb_data_platform.simulator.realism.comparison import RealismReport, compare
from mlb_data_platform.simulator.realism.measures import Found, collect, compare_measures
from mlb_data_platform.simulator.realism.profile import build_profile
from mlb_data_platform.simulator.realism.recordings import iter_simulated_feeds, read_recorded_feeds

_BETWEEN_INNINGS = {"Middle", "End"}
"""What `inningState` says between innings: no list holds it, no recording was made just then."""


def check_realism(folder: Path, league: League, games: int) -> RealismReport:
    """Compare a league's first games with the recorded ones.

    Args:
        folder: A folder of stubs with recorded feeds.
        league: Whose games; a season that is over.
        games: How many of them.

    Raises:
        NoRecordingsError: The folder holds no feed to compare with.
    """
    theirs: Found = {}
    ours: Found = {}
    recorded = build_profile(collect(read_recorded_feeds(folder), theirs))
    simulated = build_profile(collect(iter_simulated_feeds(league, games), ours))
    return compare(
        recorded,
        simulated,
        listed_words=known_words() | _BETWEEN_INNINGS,
        measures=compare_measures(theirs, ours),
    )
