"""What can be wrong with a place to export to."""

from mlb_data_platform.errors import SetupError, TransientError


class ExportError(SetupError):
    """A place cannot hold what is exported, or cannot be used as it was named."""


class PlaceBusyError(TransientError):
    """Others write to a table so often that a commit of ours never came first."""
