"""The public MLB StatsAPI, kept untouched and turned into a queryable baseball warehouse.

One road: `statsapi` fetches, `raw` keeps, `transform` (told by `mapping`) turns answers into rows,
`warehouse` loads them. `engines` carry the transform, `pipelines` join the steps, `cli` is the
door. Start reading at `cli/app.py`.
"""

from importlib.metadata import version

__version__ = version("mlb-data-platform")
