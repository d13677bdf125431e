"""Processes that ask an API together, as the pods of a fan-out do, and begin at the same moment."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from urllib.parse import urlsplit

from mlb_data_platform.statsapi import HttpSettings, HttpSource, Request, open_limiter

_THREADS = 8


def ask_together(
    processes: int, requests: int, *, url: str, requests_per_s: float, **shared: object
) -> list[int]:
    """Ask from several processes at once; how many answers each got.

    Args:
        processes: How many.
        requests: Of each process.
        url: The API.
        requests_per_s: Of all together.
        shared: As `open_limiter` takes them: `redis_url`, `sharers`.
    """
    context = multiprocessing.get_context("spawn")  # nothing is inherited, as between machines
    begin = context.Barrier(processes)
    with context.Pool(processes, initializer=_remember, initargs=(begin,)) as pool:
        task = (url, requests, requests_per_s, shared)
        return pool.starmap(_ask, [task] * processes, chunksize=1)


_begin: Barrier


def _remember(begin: Barrier) -> None:
    global _begin  # noqa: PLW0603  (the one way into a process of a pool)
    _begin = begin


def _ask(url: str, requests: int, requests_per_s: float, shared: dict[str, object]) -> int:
    _begin.wait(timeout=60)
    limiter = open_limiter(requests_per_s, api=urlsplit(url).netloc, **shared)  # type: ignore[arg-type]
    settings = HttpSettings(wait_jitter_s=0)
    source = HttpSource(url, limiter=limiter, settings=settings)
    season = Request(endpoint="season", method="seasons", query_params={"sportId": "1"})
    with ThreadPoolExecutor(_THREADS) as pool:
        done = list(pool.map(source.fetch, [season] * requests))
    source.close()
    return len(done)
