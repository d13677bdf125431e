"""Time zones by their IANA names."""

import difflib
from zoneinfo import ZoneInfo, available_timezones

from mlb_data_platform.errors import UsageError


class UnknownZoneError(UsageError):
    """No time zone has that name."""


def find_zone(name: str) -> ZoneInfo:
    """Return the time zone of that name.

    Example:
        >>> find_zone("America/New_York").key
        'America/New_York'

    Raises:
        UnknownZoneError: There is none; the hint names the nearest one.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as cause:
        near = difflib.get_close_matches(name, available_timezones(), n=1)
        hint = f"did you mean {near[0]}?" if near else "write a name such as America/New_York"
        raise UnknownZoneError(f"found {name!r}, wanted an IANA time zone", hint=hint) from cause
