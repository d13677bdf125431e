"""The warehouse for notebooks and scripts: `from mlb_data_platform import connect`.

In: questions in an analyst's words (`db.games(season=2024)`) or in SQL. Out: a `Result`, handed out
as Arrow, Polars, pandas or plain rows. It reads and never changes anything, and knows the rooms
below only as `warehouse`. Read `reader.py` first, then `result.py`.
"""

from mlb_data_platform.notebook.errors import (
    AmbiguousNameError,
    LibraryMissingError,
    NameUnknownError,
    QuestionError,
)
from mlb_data_platform.notebook.opening import connect
from mlb_data_platform.notebook.reader import Reader
from mlb_data_platform.notebook.result import Result

__all__ = [
    "AmbiguousNameError",
    "LibraryMissingError",
    "NameUnknownError",
    "QuestionError",
    "Reader",
    "Result",
    "connect",
]
