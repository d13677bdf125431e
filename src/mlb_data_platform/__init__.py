"""The public MLB StatsAPI, kept untouched and turned into a queryable baseball warehouse.

One road: `statsapi` fetches, `raw` keeps, `transform` (told by `mapping`) turns answers into rows,
`warehouse` loads them. `engines` carry the transform, `pipelines` join the steps, `cli` is the
door; `notebook` is the door for Python: `from mlb_data_platform import connect`. Start reading at
`cli/app.py`.
"""

import importlib
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlb_data_platform.notebook import connect

__all__ = ["__version__", "connect"]
__version__ = version("mlb-data-platform")


def __getattr__(name: str) -> object:
    """Import what notebooks use when it is first asked for: drivers and Arrow take their time."""
    if name != "connect":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.notebook").connect
