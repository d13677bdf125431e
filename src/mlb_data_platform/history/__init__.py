"""Tells versions of an answer apart: which there are, and what an official correction changed.

In: two decoded answers of one method, and what is known about such answers (data: `game.py`,
`schedule.py`). Out: changes, each with its path, its place in a fan's words, before and after.
Elements of lists are matched by what they are, never by their position. It touches no network,
clock or database. Read `compare.py` first, then `matching.py`.
"""

from mlb_data_platform.history.change import Change, Kind, Path, Standing, path_text
from mlb_data_platform.history.compare import compare
from mlb_data_platform.history.errors import NotKeptError, TooDeepError
from mlb_data_platform.history.report import (
    Group,
    Told,
    count_by_branch,
    group,
    is_at,
    parse_path,
    renumbered_plays,
    tell,
)
from mlb_data_platform.history.subject import Subject
from mlb_data_platform.history.subjects import subject_of
from mlb_data_platform.history.versions import KeptVersion, Thing, Wish, choose_pair, notes_on
from mlb_data_platform.history.words import printable

__all__ = [
    "Change",
    "Group",
    "KeptVersion",
    "Kind",
    "NotKeptError",
    "Path",
    "Standing",
    "Subject",
    "Thing",
    "Told",
    "TooDeepError",
    "Wish",
    "choose_pair",
    "compare",
    "count_by_branch",
    "group",
    "is_at",
    "notes_on",
    "parse_path",
    "path_text",
    "printable",
    "renumbered_plays",
    "subject_of",
    "tell",
]
