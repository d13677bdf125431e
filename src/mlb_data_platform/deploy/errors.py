"""What can go wrong between the chart, its values and a cluster."""

from mlb_data_platform.errors import SetupError, TransientError, UsageError


class DeployExtraMissingError(SetupError):
    """A library that only `mlb-etl deploy` needs is not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(
            f"{library}: not installed, and mlb-etl deploy needs it",
            hint="uv sync --extra deploy (or pip install 'mlb-data-platform[deploy]')",
        )


class ChartValuesError(UsageError):
    """The chart refuses these values."""


class ClusterLoginError(SetupError):
    """There is no way to a cluster, or it does not know who asks."""


class ClusterUnreachableError(TransientError):
    """The cluster's API does not answer."""
