"""Signs of life: what a supervisor is told of a command that goes on."""

from collections.abc import Callable
from wsgiref.util import setup_testing_defaults

import pytest

from mlb_data_platform.telemetry.pulse import Pulse, with_health


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pulse(clock: Clock) -> Pulse:
    return Pulse(clock)


@pytest.fixture
def ask(pulse: Pulse) -> Callable[[str], tuple[str, str]]:
    """Status and text at a path."""

    def numbers(_environ: object, start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [b"numbers"]

    def asked(path: str) -> tuple[str, str]:
        environ: dict[str, object] = {"PATH_INFO": path}
        setup_testing_defaults(environ)
        said: list[str] = []
        body = with_health(numbers, pulse)(environ, lambda status, _headers: said.append(status))
        return said[0][:3], b"".join(body).decode()

    return asked


def test_a_command_that_ends_by_itself_is_alive_and_never_ready(clock: Clock, pulse: Pulse) -> None:
    clock.now_s += 1e6
    assert (pulse.trouble(), pulse.delay()) == ("", "no round is over yet")


def test_it_is_alive_as_long_as_it_moves_often_enough(clock: Clock, pulse: Pulse) -> None:
    pulse.begin(within_s=60)
    clock.now_s += 60
    assert pulse.trouble() == ""
    clock.now_s += 1
    assert pulse.trouble() == "nothing moved for 61 s, wanted a sign every 60 s"
    pulse.beat()
    assert pulse.trouble() == ""


def test_it_is_ready_from_its_first_good_round_until_a_bad_one(pulse: Pulse) -> None:
    pulse.begin(within_s=60)
    assert pulse.delay() == "no round is over yet"
    pulse.end_round(is_fine=True)
    assert pulse.delay() == ""
    pulse.end_round(is_fine=False)
    assert pulse.delay() == "the last round failed"


def test_after_its_end_no_sign_is_expected_and_it_is_not_ready(clock: Clock, pulse: Pulse) -> None:
    pulse.begin(within_s=60)
    pulse.end_round(is_fine=True)
    pulse.stop()
    clock.now_s += 61
    assert (pulse.trouble(), pulse.delay()) == ("", "no round is over yet")


def test_both_questions_are_answered_beside_the_numbers(
    clock: Clock, pulse: Pulse, ask: Callable[[str], tuple[str, str]]
) -> None:
    pulse.begin(within_s=60)
    pulse.end_round(is_fine=True)
    assert [ask("/healthz"), ask("/readyz")] == [("200", "ok\n"), ("200", "ok\n")]

    clock.now_s += 61
    assert ask("/healthz") == ("503", "nothing moved for 61 s, wanted a sign every 60 s\n")
    assert ask("/metrics") == ("200", "numbers")
