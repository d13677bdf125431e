"""Rounds that go on: what ends them, and what does not."""

from collections.abc import Callable

import pytest

from mlb_data_platform.errors import SetupError, TransientError
from mlb_data_platform.pipelines import run_rounds
from mlb_data_platform.telemetry import Pulse
from mlb_data_platform.warehouse import DriverError

Ending = int | Exception


def rounds(*endings: Ending) -> Callable[[], int]:
    """Rounds that end like this, one after the other."""
    left = iter(endings)

    def one() -> int:
        ending = next(left)
        if isinstance(ending, Exception):
            raise ending
        return ending

    return one


@pytest.mark.parametrize(
    ("ending", "code", "is_ready"),
    [
        (0, 0, True),
        (5, 5, True),
        (4, 4, False),
        (1, 1, False),
        (TransientError("no connection"), 4, False),
        (DriverError("server closed the connection"), 4, False),
    ],
)
def test_the_next_round_comes_however_one_ended(ending: Ending, code: int, is_ready: bool) -> None:
    pulse, ready, waits = Pulse(), [], []

    def pause(seconds: float) -> None:
        ready.append(pulse.delay() == "")
        waits.append(seconds)

    once = rounds(0, ending, ending)
    assert run_rounds(once, every_s=30, pulse=pulse, pause=pause, most_rounds=3) == code
    assert (ready, waits) == ([True, is_ready], [30, 30])


def test_what_a_person_has_to_mend_ends_them() -> None:
    pulse = Pulse()
    with pytest.raises(SetupError, match="password"):
        run_rounds(
            rounds(0, SetupError("wrong password"), 0),
            every_s=30,
            pulse=pulse,
            pause=lambda _seconds: None,
        )
    assert pulse.delay() == "no round is over yet"


def test_a_round_that_hangs_is_seen() -> None:
    now = [0.0]
    pulse = Pulse(lambda: now[0])
    seen: list[str] = []

    def hangs() -> int:
        now[0] += 631
        seen.append(pulse.trouble())
        return 0

    run_rounds(hangs, every_s=30, pulse=pulse, most_rounds=1)
    assert seen == ["nothing moved for 631 s, wanted a sign every 630 s"]
