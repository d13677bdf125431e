"""Which subject a raw table is about."""

from mlb_data_platform.history.game import GAME
from mlb_data_platform.history.schedule import SCHEDULE
from mlb_data_platform.history.subject import Subject

_SUBJECTS = {"game.live_game_v1": GAME, "schedule.schedule": SCHEDULE}


def subject_of(table: str) -> Subject:
    """What is known about the answers in a raw table; nothing, for most.

    Example:
        >>> subject_of("raw.venue_venues").facts
        {}
    """
    return _SUBJECTS.get(table, Subject())
