"""Holds simulated feeds against recorded ones: same paths, same types, same words, like numbers.

In come feeds as JSON, out goes a `RealismReport` that names what differs. Recordings are read,
never kept. Read `profile.py` first (what is looked at), then `comparison.py` (what differs).
"""

from mlb_data_platform.simulator.realism.check import check_realism
from mlb_data_platform.simulator.realism.comparison import (
    FARTHEST_APART,
    FREQUENT_SHARE,
    WANTED_COVERAGE,
    RealismReport,
)
from mlb_data_platform.simulator.realism.measures import Measure
from mlb_data_platform.simulator.realism.recordings import NoRecordingsError

__all__ = [
    "FARTHEST_APART",
    "FREQUENT_SHARE",
    "WANTED_COVERAGE",
    "Measure",
    "NoRecordingsError",
    "RealismReport",
    "check_realism",
]
