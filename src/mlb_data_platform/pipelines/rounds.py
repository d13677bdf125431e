"""Rounds of one pipeline, one after the other, until somebody ends them."""

import itertools
import time
from collections.abc import Callable

import structlog

from mlb_data_platform.errors import TransientError
from mlb_data_platform.telemetry import PULSE, Pulse
from mlb_data_platform.warehouse import DriverError

_LOG = structlog.get_logger(__name__)

STUCK_AFTER_S = 600.0
"""A round tells of every answer and every batch; where none comes for so long, something hangs."""

_FINE = (0, 5)
"""Exit codes of a round that did what it was asked."""


def run_rounds(
    round_once: Callable[[], int],
    *,
    every_s: float,
    pulse: Pulse = PULSE,
    pause: Callable[[float], None] = time.sleep,
    most_rounds: int | None = None,
) -> int:
    """Run rounds until the process is told to end.

    A round that could not reach the API or the database is told in the log, and the next one comes
    at its time: it begins where the last success ended. What a person has to mend ends the rounds.

    Args:
        round_once: One round; gives its exit code.
        every_s: From the end of a round to the begin of the next.
        pulse: Told of signs of life.
        pause: Waits.
        most_rounds: End after so many; never when None.

    Returns:
        The exit code of the last round.

    Raises:
        PlatformError: A round ended with an error that no later round can be without.
    """
    code = 0
    pulse.begin(within_s=every_s + STUCK_AFTER_S)
    try:
        for number in itertools.count(1):
            code = _survived(round_once)
            pulse.end_round(is_fine=code in _FINE)
            if number == most_rounds:
                break
            pause(every_s)
    finally:
        pulse.stop()
    return code


def _survived(round_once: Callable[[], int]) -> int:
    """A round's exit code, also when the world outside failed it."""
    try:
        return round_once()
    except (TransientError, DriverError) as error:
        _LOG.warning("round.failed", kind=type(error).__name__, error=str(error))
        return TransientError.exit_code
