"""Fetching many answers: who fails is asked again after all the others, a few times."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from threading import Lock

import pytest

from mlb_data_platform.errors import PlatformError
from mlb_data_platform.pipelines.ingest import IngestReport, fetch_all
from mlb_data_platform.statsapi import (
    BodyTooLargeError,
    Document,
    NotFoundError,
    Request,
    SourceFaultError,
)

ODD_404 = NotFoundError(url="http://api/7", body=b"")
DOWN = SourceFaultError(url="http://api/7", found="503", attempts=5)
HUGE = BodyTooLargeError(url="http://api/7", limit_bytes=1)


class Moody:
    """A source that fails some questions a few times.

    Args:
        error: How it fails.
        failures: How often, by game.
    """

    def __init__(self, error: PlatformError, failures: dict[str, int]) -> None:
        self.error, self.failures = error, dict(failures)
        self.asked: list[str] = []
        self._lock = Lock()

    def fetch(self, request: Request) -> Document:
        game = request.path_params["game_pk"]
        with self._lock:
            self.asked.append(game)
            self.failures[game] = self.failures.get(game, 0) - 1
            if self.failures[game] >= 0:
                raise self.error
        return Document(
            request=request, url="", status=200, body=b"{}", captured_at=datetime.now(UTC)
        )

    def close(self) -> None:
        """Nothing to let go of."""


def requests(games: Iterable[int]) -> list[Request]:
    return [
        Request(endpoint="game", method="liveGameV1", path_params={"game_pk": str(game)})
        for game in games
    ]


def fetch(source: Moody, games: int, chances: int) -> tuple[IngestReport, int, list[str]]:
    """Fetch games; the report, how many were told to be done, and who was told to have failed."""
    report, done, failed = IngestReport(), Counter[str](), list[str]()
    documents = fetch_all(
        requests(range(games)),
        source,
        report=report,
        progress=lambda count: done.update(done=count),
        failed=lambda failure: failed.append(failure.request.path_params["game_pk"]),
        chances=chances,
    )
    assert len(list(documents)) == report.fetched
    return report, done["done"], failed


@pytest.mark.parametrize("error", [ODD_404, DOWN], ids=["404", "503"])
def test_what_fails_is_asked_again_after_all_the_others(error: PlatformError) -> None:
    source = Moody(error, {"0": 2, "1": 1})

    report, done, failed = fetch(source, 40, chances=3)

    assert (report.fetched, report.failures, done, failed) == (40, [], 40, [])
    assert sorted(source.asked[40:42]) == ["0", "1"]
    assert source.asked[42:] == ["0"]


def test_who_fails_every_time_is_told_once_and_fails_alone() -> None:
    source = Moody(ODD_404, {"3": 99})

    report, done, failed = fetch(source, 10, chances=3)

    assert (report.fetched, len(report.failures), done, failed) == (9, 1, 10, ["3"])
    assert source.asked.count("3") == 3


def test_what_cannot_pass_is_not_asked_again() -> None:
    source = Moody(HUGE, {"3": 1})

    assert fetch(source, 10, chances=3)[2] == ["3"]
    assert source.asked.count("3") == 1


def test_a_source_that_is_down_is_not_asked_for_ever() -> None:
    source = Moody(DOWN, {str(game): 99 for game in range(100)})

    with pytest.raises(SourceFaultError):
        fetch(source, 100, chances=3)
    assert len(source.asked) < 50


def test_many_that_fail_every_time_do_not_look_like_a_source_that_is_down() -> None:
    sick = {str(game): 99 for game in range(0, 60, 3)}

    report, _, failed = fetch(Moody(DOWN, sick), 60, chances=3)

    assert (report.fetched, len(failed)) == (40, 20)
