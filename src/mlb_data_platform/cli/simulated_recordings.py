"""Writes a simulated season as recordings, on as many processes as are wanted."""

import gc
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mlb_data_platform.statsapi import Request, load_catalogue
from mlb_data_platform.statsapi.stub_file import render_envelope, stub_path, write_stub

if TYPE_CHECKING:
    from mlb_data_platform.simulator.generate import GeneratedAnswer

_OK = 200
_FEWEST_GAMES = 30
"""Fewer are not worth a process of their own."""

_NEXT_SHARE = 0.75
"""Each part is so much smaller than the one before: its worker first plays all earlier games."""

_LOOK_EVERY_S = 0.2

Write = Callable[["GeneratedAnswer"], None]


class Format(StrEnum):
    """How answers are written."""

    STUBS = "stubs"
    NDJSON = "ndjson"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonOrder:
    """What is to be written where.

    Attributes:
        games: How many games, from opening day on.
        folder: Where to.
        format: Files of the stub layout, or files of lines.
    """

    seed: int
    season: int
    games: int
    folder: Path
    format: Format


@dataclass(frozen=True, slots=True)
class _Part:
    """Games of one worker, as places in the order of play; the last one writes the schedule."""

    number: int
    begin: int
    end: int
    is_last: bool


def write_season(order: SeasonOrder, workers: int, progress: Callable[[int], None]) -> int:
    """Write a season's feeds, schedule and dates.

    Args:
        order: What and where.
        workers: Processes at most.
        progress: Told how many games have been written since it was last told.

    Returns:
        How many answers were written, the games among them.
    """
    parts = split_games(order.games, workers)
    if len(parts) == 1:
        return _write_part(order, parts[0], progress)
    context = get_context("spawn")
    done = context.Value("L", 0)
    seen = answers = 0
    with ProcessPoolExecutor(
        len(parts), mp_context=context, initializer=_begin, initargs=(done,)
    ) as pool:
        waiting: set[Future[int]] = {pool.submit(_write_and_count, order, part) for part in parts}
        while waiting:
            finished, waiting = wait(waiting, _LOOK_EVERY_S, FIRST_COMPLETED)
            progress(done.value - seen)
            seen = done.value
            answers += sum(future.result() for future in finished)
    return answers


def split_games(games: int, workers: int) -> list[_Part]:
    """Share games out so that workers are busy for about the same time.

    Example:
        >>> [(part.begin, part.end) for part in split_games(700, 2)]
        [(0, 400), (400, 700)]
    """
    count = max(1, min(workers, games // _FEWEST_GAMES))
    weights = [_NEXT_SHARE**number for number in range(count)]
    ends = [round(games * sum(weights[: n + 1]) / sum(weights)) for n in range(count)]
    begins = [0, *ends[:-1]]
    return [
        _Part(number, begin, end, number == count - 1)
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True))
    ]


_games_written: "Synchronized[int] | None" = None


def _begin(done: "Synchronized[int]") -> None:
    """Give a worker the counter that all share."""
    global _games_written  # noqa: PLW0603  (the only way into a pool's worker)
    _games_written = done


def _write_and_count(order: SeasonOrder, part: _Part) -> int:
    """Write one worker's share; runs in a process of its own."""

    def count(games: int) -> None:
        if _games_written is not None:
            with _games_written.get_lock():
                _games_written.value += games

    return _write_part(order, part, count)


def _write_part(order: SeasonOrder, part: _Part, progress: Callable[[int], None]) -> int:
    """Write some games and, for the last part, the schedule."""
    from mlb_data_platform.simulator import build_league  # noqa: PLC0415
    from mlb_data_platform.simulator.generate import (  # noqa: PLC0415
        games_in_order,
        iter_feeds,
        iter_listings,
    )

    answers = 0
    with _no_search_for_cycles(), _writer(order, part) as write:
        league = build_league(order.seed, order.season)
        games = games_in_order(league, order.games)
        for answer in iter_feeds(league, games[part.begin : part.end]):
            write(answer)
            answers += 1
            progress(1)
        for answer in iter_listings(league, games) if part.is_last else ():
            write(answer)
            answers += 1
    return answers


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """A feed is a tree: counting references frees it, and the search takes a fifth longer."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _writer(order: SeasonOrder, part: _Part) -> Iterator[Write]:
    """Open what answers are written with; files of lines are whole when the block ends well."""
    catalogue = load_catalogue()
    files: dict[Path, BinaryIO] = {}

    def write_file(request: Request, answer: "GeneratedAnswer") -> None:
        write_stub(
            stub_path(order.folder, request),
            request=request,
            url=catalogue.url(request),
            status=_OK,
            body=answer.body,
            captured_at=answer.answered_at,
            quick=True,  # They are made to be read once, not to be kept.
        )

    def write_line(request: Request, answer: "GeneratedAnswer") -> None:
        name = f"{request.method}-{part.number + 1}.ndjson"
        file = order.folder / request.endpoint / name
        if file not in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            files[file] = open_files.enter_context(_draft_of(file).open("wb"))
        line = render_envelope(
            request=request,
            url=catalogue.url(request),
            status=_OK,
            body=answer.body,
            captured_at=answer.answered_at,
        )
        files[file].write(line + b"\n")

    def write(answer: "GeneratedAnswer") -> None:
        request = Request(
            endpoint=answer.endpoint,
            method=answer.method,
            path_params=answer.path_params,
            query_params=answer.query_params,
        )
        (write_file if order.format is Format.STUBS else write_line)(request, answer)

    with ExitStack() as open_files:
        yield write
    for file in files:
        _draft_of(file).replace(file)


def _draft_of(file: Path) -> Path:
    return file.with_suffix(".part")
