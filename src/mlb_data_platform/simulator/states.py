"""The states a game goes through, as `status` objects of schedules and feeds.

Source:
    Recorded schedules and feeds; the API's own list of game statuses.
"""

from mlb_data_platform.simulator.gamedata import FINAL, SCHEDULED
from mlb_data_platform.simulator.plays import Json

PREVIEW, UNDER_WAY, OVER = ("Preview", "P"), ("Live", "L"), ("Final", "F")


def _status(abstract: tuple[str, str], words: str, code: str, reason: str = "") -> Json:
    state, state_code = abstract
    return {
        "abstractGameState": state,
        "codedGameState": code[0],
        "detailedState": words,
        "statusCode": code,
        "startTimeTBD": False,
        **({"reason": reason} if reason else {}),
        "abstractGameCode": state_code,
    }


STATUSES: dict[str, Json] = {
    "scheduled": SCHEDULED,
    "pre-game": _status(PREVIEW, "Pre-Game", "P"),
    "delayed start": _status(PREVIEW, "Delayed Start", "PR", "Rain"),
    "warmup": _status(UNDER_WAY, "Warmup", "PW"),
    "in progress": _status(UNDER_WAY, "In Progress", "I"),
    "delayed": _status(UNDER_WAY, "Delayed", "IR", "Rain"),
    "suspended": _status(UNDER_WAY, "Suspended", "UR", "Rain"),
    "over": _status(OVER, "Game Over", "O"),
    "over early": _status(OVER, "Completed Early", "OR", "Rain"),
    "final": FINAL,
    "final early": _status(OVER, "Completed Early", "FR", "Rain"),
    "cancelled": _status(OVER, "Cancelled", "CR", "Rain"),
}
IN_PROGRESS = frozenset({"in progress", "delayed", "suspended", "warmup"})


def postponed(code: str, reason: str) -> Json:
    """Return the status of a game that was put off before it began.

    Args:
        code: `DR`, `DI`, …
        reason: The words for it.
    """
    return _status(OVER, "Postponed", code, reason)
